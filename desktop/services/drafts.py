"""Unsaved work, kept so that it outlives the program: one small file each.

Where the data lies on this machine they lie beside it, sealed under the data key if it has one. Of
data on a server they lie in the user's own folder on this machine, sealed under a key that only the
server knows. A file is named by a digest, because the name of a form may say whose it is. Each user
of each unit has their own.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
import platformdirs

from desktop.core.files import disk_fault, write_whole
from desktop.core.json import dump, load_as
from desktop.database.sealed import seal, unseal
from desktop.services.draft_key import server_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from desktop.services.session import Session

FOLDER: Final = "drafts"
SERVER_FOLDER: Final = "server-drafts"
LARGEST_COPY: Final = 32 * 2**20
"""Bytes of the largest file of which a copy is kept with a draft (100,000 pupils: a third)."""
_PURPOSE: Final = "draft"
_COPY_PURPOSE: Final = "draft copy"


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """An unsaved form as it lies in its file."""

    owner: str
    name: str
    values: dict[str, Any]
    title: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """Unsaved work that can be offered: in words, and the page that goes on with it."""

    name: str
    title: str
    page: str


@dataclass(frozen=True, slots=True)
class DraftFiles:
    """The drafts of one person in one unit."""

    folder: Path
    owner: str
    find_key: Callable[[bool], bytes | None]
    """The key, asked for where there is something to seal (made if need be) or to open."""

    @classmethod
    def of(cls, session: Session) -> DraftFiles:
        """The drafts of the person at the desk; nothing is read yet."""
        owner = f"{session.unit_id}/{session.user_id}"
        if session.folder is not None:
            return cls(session.folder / FOLDER, owner, lambda _make: session.key)
        own = platformdirs.user_data_path("mingce", appauthor=False)
        return cls(own / SERVER_FOLDER, owner, lambda make: server_key(session, make=make))

    def keep(self, draft: StoredDraft, copy: bytes | None = None) -> None:
        """Write a draft whole, in place of the one before; a copy of a file stays until forgotten.

        Raises:
            SchoolError: the disk does not take it, or the server does not answer.
        """
        key, path = self.find_key(True), self._path(draft.name)  # noqa: FBT003 - see there
        write_whole(path, _sealed(key, dump(draft), _PURPOSE))
        if copy is not None:
            write_whole(path.with_suffix(".copy"), _sealed(key, copy, _COPY_PURPOSE))

    def forget(self, name: str) -> None:
        """Remove a draft and its copy of a file, if they are there.

        Raises:
            EnvironmentFault: the disk does not let them go.
        """
        draft = self._path(name)
        # The draft last: no copy is ever left without one.
        for path in (draft.with_suffix(".copy"), draft):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise disk_fault(error, path) from error
        with suppress(OSError):  # others lie there, or another desk is just making it
            self.folder.rmdir()

    def all(self) -> dict[str, StoredDraft]:
        """Every draft of this person, by name; what cannot be read is left where it lies.

        Raises:
            SchoolError: the disk, or the server, stands in the way.
        """
        paths = sorted(self.folder.glob("*.draft")) if self.folder.is_dir() else []
        if not paths:
            return {}
        key = self.find_key(False)  # noqa: FBT003 - see there
        found = (_read(path, key) for path in paths)
        return {d.name: d for d in found if d is not None and d.owner == self.owner}

    def copy(self, name: str) -> bytes | None:
        """The copy of a file that was kept with a draft; None: there is none, or it is damaged.

        Raises:
            SchoolError: the disk, or the server, stands in the way.
        """
        path = self._path(name).with_suffix(".copy")
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise disk_fault(error, path) from error
        return _unsealed(self.find_key(False), content, _COPY_PURPOSE)  # noqa: FBT003 - see there

    def _path(self, name: str) -> Path:
        digest = hashlib.sha256(f"{self.owner}/{name}".encode()).hexdigest()
        return self.folder / f"{digest[:32]}.draft"


def waiting(session: Session) -> tuple[DraftLine, ...]:
    """The unsaved work of the person at the desk that has a title, for lists of what is to be done.

    Raises:
        SchoolError: the disk, or the server, stands in the way.
    """
    return lines_of(DraftFiles.of(session).all().values())


def lines_of(drafts: Iterable[StoredDraft]) -> tuple[DraftLine, ...]:
    """Those of them that have a title."""
    titled = (DraftLine(draft.name, draft.title, draft.page) for draft in drafts if draft.title)
    return tuple(sorted(titled, key=lambda line: line.name))


def _read(path: Path, key: bytes | None) -> StoredDraft | None:
    try:
        content = _unsealed(key, path.read_bytes(), _PURPOSE)
    except OSError as error:
        raise disk_fault(error, path) from error
    try:
        return load_as(content, StoredDraft) if content is not None else None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _sealed(key: bytes | None, content: bytes, purpose: str) -> bytes:
    return content if key is None else seal(key, content, purpose)


def _unsealed(key: bytes | None, content: bytes, purpose: str) -> bytes | None:
    return content if key is None else unseal(key, content, purpose)
