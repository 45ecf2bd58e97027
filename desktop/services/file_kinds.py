"""What a file is, by its first bytes; its name only says what it should be."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final
from zipfile import BadZipFile, ZipFile

from desktop.core.attachments import FileKind
from desktop.core.errors import SchoolError

if TYPE_CHECKING:
    from collections.abc import Mapping

_BY_ENDING: Final[Mapping[str, FileKind]] = {
    **{f".{kind.value}": kind for kind in FileKind},
    ".jpeg": FileKind.PICTURE,
    ".png": FileKind.PICTURE,
}
_HEAD: Final = 1024
_OLD_OFFICE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_MEMBER: Final = {FileKind.DOCX: "word/", FileKind.XLSX: "xl/"}
# What iPhones write unless they are told otherwise.
_APPLE: Final = frozenset({b"heic", b"heix", b"heif", b"mif1", b"msf1", b"hevc"})


def kind_of(file: IO[bytes], ending: str) -> FileKind:
    """The kind of an open file whose name has an ending; it is left at its beginning.

    Raises:
        SchoolError: it is of no kind that is kept, or is not what its name says.
    """
    head = file.read(_HEAD)
    file.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in _APPLE:
        raise SchoolError(
            "这是苹果手机的 HEIC 照片，没有保存。请在手机“设置—相机—格式”里选“兼容性最佳”，"
            "或另存为 JPG 后再选。"
        )
    kind = _BY_ENDING.get(ending.lower())
    if kind is None:
        raise SchoolError(
            "这种文件不能作附件，没有保存。"
            "可以用照片（jpg、png）、PDF、Word、Excel 和 WPS 的文字、表格。"
        )
    if not _is_really(kind, file, head):
        msg = (
            f"文件名的后缀说它是{kind.label}，内容却不是，没有保存。"
            "请用能打开它的程序另存一次再选。"
        )
        raise SchoolError(msg)
    return kind


def _is_really(kind: FileKind, file: IO[bytes], head: bytes) -> bool:
    match kind:
        case FileKind.PICTURE:
            return head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        case FileKind.PDF:
            return b"%PDF-" in head
        case FileKind.DOCX | FileKind.XLSX:
            return head.startswith(b"PK\x03\x04") and _holds(file, _MEMBER[kind])
        case _:
            return head.startswith(_OLD_OFFICE)


def _holds(file: IO[bytes], folder: str) -> bool:
    """Whether an archive has members in a folder; nothing is unpacked."""
    try:
        with ZipFile(file) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, LookupError, NotImplementedError, OSError):
        return False
    finally:
        file.seek(0)
    return any(name.startswith(folder) for name in names)
