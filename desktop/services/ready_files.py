"""A file as it will be kept: looked at by its content, pictures made small and bare."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from desktop.core.attachments import (
    LARGEST,
    LARGEST_PICTURE,
    Attachment,
    FileKind,
    shown_name,
    size_words,
)
from desktop.core.errors import SchoolError
from desktop.core.files import disk_fault
from desktop.database.chain import content_digest
from desktop.services.file_kinds import kind_of
from desktop.services.pictures import reduced

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """A file as it will be kept: looked at, made small, named by its digest."""

    kind: FileKind
    digest: str
    name: str
    content: bytes = field(repr=False)

    @property
    def attachment(self) -> Attachment:
        """What a form knows of it."""
        return Attachment(self.digest, self.name, len(self.content))


def make_ready(path: Path, *, only_pictures: bool = False) -> ReadyFile:
    """Look at a file and make of it what is kept; pictures become small and lose their remarks.

    Raises:
        SchoolError: it is too large, of no kind that is kept, or not what it says. The sentence
            does not name the file: names of files hold names of people.
        EnvironmentFault: it cannot be read.
    """
    try:
        if not path.is_file():
            raise SchoolError("这里没有这个文件，可能已被移走。请重新选择。")
        with path.open("rb") as file:
            kind = kind_of(file, path.suffix)
            if only_pictures and kind is not FileKind.PICTURE:
                raise SchoolError("这里只能选照片（jpg、png），没有保存。")
            content = _taken(kind, file, path.stat().st_size)
    except OSError as error:
        raise disk_fault(error, path.parent) from error
    return ReadyFile(kind, content_digest(content), shown_name(path.name, kind), content)


def _taken(kind: FileKind, file: IO[bytes], size: int) -> bytes:
    picture = kind is FileKind.PICTURE
    most = LARGEST_PICTURE if picture else LARGEST
    if size > most:
        what = "照片" if picture else "附件"
        msg = f"这个文件有 {size_words(size)}，{what}每个不能超过 {size_words(most)}，没有保存。"
        raise SchoolError(msg)
    return reduced(file) if picture else file.read(most)
