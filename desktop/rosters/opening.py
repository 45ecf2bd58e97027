"""Choosing the reader of a file by its first bytes, whatever its name says. Runs in the child."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.rosters import ole
from desktop.rosters.archive import Archive
from desktop.rosters.biff import sheet_facts
from desktop.rosters.modern import CalamineSource
from desktop.rosters.sources import BROKEN, PROTECTED, UnreadableError

if TYPE_CHECKING:
    from desktop.rosters.sources import Source
    from desktop.rosters.wire import Facts

_SAVE_AGAIN: Final = "这是{}格式的表格，本程序不读。请用 WPS 或 Excel 打开，另存为 .xlsx 后再选"
_FOREIGN: Final = (
    (b"%PDF", "这是 PDF 文件，不是表格。请向发文单位要 Excel 表格，或把内容录到表格里再导入"),
    (b"\x89PNG", "这是图片，不是表格。请把内容录到表格里再导入"),
    (b"\xff\xd8\xff", "这是图片，不是表格。请把内容录到表格里再导入"),
    (b"GIF8", "这是图片，不是表格。请把内容录到表格里再导入"),
    (b"RIFF", "这是图片或录音录像，不是表格。请把内容录到表格里再导入"),
    (b"BM", "这是图片，不是表格。请把内容录到表格里再导入"),
    (b"Rar!", "这是压缩包，不是表格。请先解压，再选里面的表格文件"),
    (b"7z\xbc\xaf\x27\x1c", "这是压缩包，不是表格。请先解压，再选里面的表格文件"),
    (b"\x1f\x8b", "这是压缩包，不是表格。请先解压，再选里面的表格文件"),
    (b"{\\rtf", "这是 RTF 文档，不是表格。请把里面的表复制到 WPS 表格或 Excel，存为 .xlsx 后再选"),
    (b"MZ", "这是程序，不是表格，请不要打开它。请检查文件的来历"),
    (
        b"MIME-Version",
        "这是网页存档，不是表格。请用 WPS 或 Excel 打开，另存为 .xlsx 后再选那个文件",
    ),
    (b"ID;P", _SAVE_AGAIN.format("SYLK（.slk）")),
    (b"TABLE\r\n0,1", _SAVE_AGAIN.format("DIF（.dif）")),
    (b"TABLE\n0,1", _SAVE_AGAIN.format("DIF（.dif）")),
    (b"SQLite format 3", "这是数据库文件，不是表格。请选存着名册的表格文件"),
)
_OLD_BIFF: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_OLE_FOREIGN: Final = (
    (
        "worddocument",
        "这是 Word 文档，不是表格。请把里面的表复制到 WPS 表格或 Excel，存为 .xlsx 后再选",
    ),
    ("powerpoint document", "这是演示文稿，不是表格。请选存着名册的表格文件"),
)
_OLE_UNKNOWN: Final = "这不是表格文件。请用 WPS 或 Excel 打开原来的表，另存为 .xlsx 后再选那个文件"
_EMPTY: Final = "文件是空的（0 字节），可能没有存好或没有下载完。请重新保存或下载后再选"
_HEAD: Final = 4096
_STREAM_HEAD: Final = 65_536


def open_source(path: str, password: str = "", kept: bytes | None = None) -> Source:
    """Open a file, or what was kept of it.

    Raises:
        UnreadableError: it is no workbook, or cannot be read.
    """
    file = Path(path)

    def whole() -> bytes:
        return file.read_bytes() if kept is None else kept

    head = _head(file) if kept is None else kept[:_HEAD]
    if not head:
        raise UnreadableError(_EMPTY)
    if head.startswith(b"PK"):
        return _open_zip(path if kept is None else io.BytesIO(kept))
    if head.startswith(ole.SIGNATURE):
        return _open_ole(whole(), password)
    if head.startswith(_OLD_BIFF):
        return _open_legacy(whole())
    sentence = next((words for mark, words in _FOREIGN if head.startswith(mark)), None)
    if head[4:8] == b"ftyp":  # photos and films of telephones
        sentence = "这是照片或录像，不是表格。请把内容录到表格里再导入"
    if sentence and not (head.startswith((b"BM", b"MZ")) and _is_text(head)):
        raise UnreadableError(sentence)
    return _open_written(whole(), file.stem)


def _head(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_HEAD)


def _is_text(head: bytes) -> bool:
    """Whether letters that are also a mark of pictures and programs begin a text."""
    return b"\x00" not in head


def _open_zip(file: str | io.BytesIO) -> Source:
    archive = Archive(file)
    if archive.is_ods:
        from desktop.rosters import opendocument  # noqa: PLC0415 - only for such files

        told = opendocument.sheet_facts(archive.part("content.xml"))
        return CalamineSource(file, archive, told=told)
    wide = archive.wide_parts()
    if wide:
        return CalamineSource(archive.repacked(wide), archive, wide)
    # Two readers do not share one place in a file.
    own = file if isinstance(file, str) else io.BytesIO(file.getvalue())
    return CalamineSource(own, archive, wide)


def _open_ole(data: bytes, password: str) -> Source:
    try:
        container = ole.OleFile(data)
    except ole.DamagedOleError as error:
        raise UnreadableError(BROKEN) from error
    names = container.streams
    if "encryptedpackage" in names:
        from desktop.rosters.protection import opened  # noqa: PLC0415 - only for locked files

        return _open_zip(opened(data, password))
    stream = next((name for name in ("workbook", "book") if name in names), None)
    if stream is None:
        sentence = next((words for name, words in _OLE_FOREIGN if name in names), _OLE_UNKNOWN)
        raise UnreadableError(sentence)
    return _open_biff(container, stream, data)


def _open_biff(container: ole.OleFile, stream: str, data: bytes) -> Source:
    try:
        biff = ole.read_biff(container.head(stream, _STREAM_HEAD))
    except ole.DamagedOleError as error:
        raise UnreadableError(BROKEN) from error
    if biff is None:
        raise UnreadableError(BROKEN)
    if biff.protected:
        raise UnreadableError(PROTECTED)
    # With two streams the fast reader takes the older one.
    macros = "_vba_project" in container.streams
    if not biff.modern or "book" in container.streams:
        return _open_legacy(data, macros=macros)
    facts = sheet_facts(container.head(stream, len(data)))
    for told in facts.values():
        told.macros = macros
    return _open_modern(data, facts)


def _open_modern(data: bytes, facts: dict[str, Facts]) -> Source:
    try:
        return CalamineSource(io.BytesIO(data), told=facts)
    except UnreadableError:
        return _open_legacy(data, macros=any(told.macros for told in facts.values()))


def _open_legacy(data: bytes, *, macros: bool = False) -> Source:
    from desktop.rosters.legacy import LegacySource  # noqa: PLC0415 - only for old files

    return LegacySource(data, macros=macros)


def _open_written(data: bytes, name: str) -> Source:
    from desktop.rosters import markup, texts  # noqa: PLC0415 - only for files in plain text

    start = data[:_HEAD].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").lower().replace(b"\x00", b"")
    if start.startswith(b"<"):
        if b"office:document" in start:
            raise UnreadableError(_SAVE_AGAIN.format("OpenDocument 单文件（.fods）"))
        return (
            markup.read_spreadsheet_xml(data)
            if markup.is_spreadsheet_xml(data)
            else markup.read_page(data)
        )
    return texts.read_text(data, name)
