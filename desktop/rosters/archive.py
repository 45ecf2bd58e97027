"""The zip behind .xlsx: what it is, within hard bounds, before the fast reader opens it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from html import unescape
from posixpath import join, normpath
from typing import TYPE_CHECKING, Final

from desktop.rosters.sources import BROKEN, TOO_LARGE, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_PARTS: Final = 5000
LARGEST_PART: Final = 500 * 1024 * 1024
LARGEST_TOTAL: Final = 800 * 1024 * 1024
LARGEST_OTHER: Final = 160 * 1024 * 1024
"""For the parts beside the sheets that a reader takes whole: shared texts, formats."""
_STEEPEST: Final = 400
_SMALL: Final = 16 * 1024 * 1024

_NUMBERS: Final = (
    "这是苹果电脑的 Numbers 文件。请在 Numbers 里选“导出为 → Excel”，再选导出的 .xlsx 文件"
)
_FOREIGN: Final = (
    (
        "word/document.xml",
        "这是 Word 文档，不是表格。请把里面的表复制到 WPS 表格或 Excel，存为 .xlsx 后再选",
    ),
    ("ppt/presentation.xml", "这是演示文稿，不是表格。请选存着名册的表格文件"),
    ("Index/Document.iwa", _NUMBERS),
    ("Index.zip", _NUMBERS),
    ("OFD.xml", "这是 OFD 版式文件，不是表格。请向发文单位要 Excel 表格"),
    ("content.xml", "这个文件不是表格文档。请用 WPS 或 Excel 打开原来的表，另存为 .xlsx 后再选"),
)
_ZIP: Final = "这是压缩包，不是表格。请先解压，再选里面的表格文件"
_AMBIGUOUS: Final = (
    "文件里有重名的部件，不知道该读哪一个。请用 WPS 或 Excel 打开，另存为 .xlsx 后再选那个文件"
)
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"


_FAULTS: Final = (
    zipfile.BadZipFile,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    zlib.error,
)


class Archive:
    """A zip that is a workbook, its directory checked."""

    def __init__(self, file: str | io.BytesIO) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
            self._parts = self._zip.infolist()
            self.raw_names = [info.orig_filename for info in self._parts]
            self.names = [name.replace("\\", "/") for name in self.raw_names]
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise UnreadableError(BROKEN) from error
        self._by_name = dict(zip(self.names, self._parts, strict=True))
        self._check_directory()
        self.is_ods = self._is_ods()
        self.workbook = next((n for n in self.names if n.lower().endswith("workbook.xml")), None)
        if not (
            self.workbook or self.is_ods or any(n.endswith("workbook.bin") for n in self.names)
        ):
            raise UnreadableError(self._foreign())

    @property
    def has_macros(self) -> bool:
        """Whether the workbook has macros."""
        return any(name.lower().endswith("vbaproject.bin") for name in self.names)

    def _check_directory(self) -> None:
        if len(self.names) > MOST_PARTS or sum(i.file_size for i in self._parts) > LARGEST_TOTAL:
            raise UnreadableError(TOO_LARGE)
        if len(self._by_name) != len(self.names):
            raise UnreadableError(_AMBIGUOUS)
        for name, info in self._by_name.items():
            sheet = "worksheets/" in name
            steep = info.file_size > _SMALL and info.file_size > _STEEPEST * info.compress_size
            if steep or info.file_size > (LARGEST_PART if sheet else LARGEST_OTHER):
                raise UnreadableError(TOO_LARGE)

    def _is_ods(self) -> bool:
        return "mimetype" in self._by_name and self.part("mimetype").startswith(_ODS)

    def _foreign(self) -> str:
        return next((sentence for name, sentence in _FOREIGN if name in self._by_name), _ZIP)

    def part(self, name: str) -> bytes:
        """A part, no longer than its directory says.

        Raises:
            UnreadableError: it is missing, damaged or longer.
        """
        info = self._by_name.get(name)
        if info is None:
            raise UnreadableError(BROKEN)
        try:
            with self._zip.open(info) as file:
                return file.read(info.file_size + 1)
        except _FAULTS as error:
            raise UnreadableError(BROKEN) from error

    def sheet_parts(self) -> dict[str, str]:
        """The part of each sheet by the sheet's name; empty where the workbook is written oddly."""
        if self.workbook is None:
            return {}
        folder, _, name = self.workbook.rpartition("/")
        relations = join(folder, "_rels", name + ".rels")
        if relations not in self._by_name:
            return {}
        targets = {
            told["id"]: told["target"]
            for told in _elements(_as_utf8(self.part(relations)), b"Relationship")
            if "id" in told and "target" in told
        }
        parts: dict[str, str] = {}
        for told in _elements(_as_utf8(self.part(self.workbook)), b"sheet"):
            target = targets.get(told.get("r:id", told.get("id", "")), "")
            part = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
            if part in self._by_name:
                parts[told.get("name", "")] = part
        return parts

    def wide_parts(self) -> dict[str, bytes]:
        """Parts in UTF-16, which the fast reader refuses, in UTF-8."""
        wide = {}
        for name, info in self._by_name.items():
            if name.endswith((".xml", ".rels")) and info.file_size:
                with self._zip.open(info) as file:
                    marked = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
                if marked:
                    wide[name] = _as_utf8(self.part(name))
        return wide

    def repacked(self, changed: Mapping[str, bytes]) -> io.BytesIO:
        """The whole archive with some parts changed, packed lightly."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for name in self.names:
                copy.writestr(name, changed[name] if name in changed else self.part(name))
        out.seek(0)
        return out


_ATTRIBUTE: Final = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def _elements(data: bytes, name: bytes) -> list[dict[str, str]]:
    """The attributes of all elements of a name, keyed in lower case; any id is r:id."""
    found = []
    for tag in re.finditer(rb"<(?:\w+:)?" + name + rb"\s([^>]*)>", data):
        told = {}
        for attribute in _ATTRIBUTE.finditer(tag[1]):
            key = attribute[1].decode("utf-8", "replace")
            value = attribute[2] if attribute[2] is not None else attribute[3]
            key = "r:id" if key.endswith(":id") else key.lower()
            told[key] = unescape(value.decode("utf-8", "replace"))
        found.append(told)
    return found


def _as_utf8(data: bytes) -> bytes:
    """XML in UTF-8 whatever it was written in."""
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return data
    text = data.decode("utf-16", "replace")
    return re.sub(r"^(<\?xml[^>]*encoding=[\"'])[^\"']*", r"\g<1>UTF-8", text).encode()
