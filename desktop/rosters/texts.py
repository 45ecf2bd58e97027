"""Tables in plain text: CSV and its relatives, in the encodings that Chinese programs write."""

from __future__ import annotations

import codecs
import csv
import io
import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from desktop.rosters.sources import MOST_ROWS, TOO_LARGE, Table, TableSource, UnreadableError

if TYPE_CHECKING:
    from desktop.rosters.cells import Row

UNKNOWN: Final = (
    "认不出这是什么文件，里面不是表格。请用 WPS 或 Excel 打开原来的表，另存为 .xlsx 后再选那个文件"
)
MOST_COLUMNS: Final = 702
_DELIMITERS: Final = "\t,;|，"
_SAMPLE_LINES: Final = 40
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Excel writes ="0012" so that a number stays text.
_KEPT_TEXT: Final = re.compile(r'="([^"]*)"')


def decode(data: bytes) -> str:
    """Text in UTF-8, UTF-16 or GB18030.

    Raises:
        UnreadableError: it is in none of them, or no text.
    """
    for mark, encoding in (*_BOMS, *_guesses(data)):
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if not _CONTROL.search(text[:100_000]):
                return text
    raise UnreadableError(UNKNOWN)


def _guesses(data: bytes) -> tuple[tuple[bytes, str], ...]:
    sample = data[:4000]
    if sample[1::2].count(0) * 4 > len(sample):
        return ((b"", "utf-16-le"),)
    if sample[::2].count(0) * 4 > len(sample):
        return ((b"", "utf-16-be"),)
    return ((b"", "utf-8"), (b"", "gb18030"))


def read_text(data: bytes, name: str) -> TableSource:
    """The one table of a text file.

    Raises:
        UnreadableError: it holds no table.
    """
    text = decode(data)
    if text.lower().startswith("sep="):
        text = text.partition("\n")[2]
    if not text.strip():
        raise UnreadableError("文件是空的，里面没有内容。请检查是不是选错了文件")
    csv.field_size_limit(1_000_000)
    # strict=False takes what it can of wrong quoting; only absurd cells and stray NULs raise.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        rows = [_row(cells) for cells in islice(reader, MOST_ROWS + 1)]
    except csv.Error as error:
        raise UnreadableError(UNKNOWN) from error
    if len(rows) > MOST_ROWS:
        raise UnreadableError(TOO_LARGE)
    return TableSource([Table(name, rows)])


def _row(cells: list[str]) -> Row:
    return [
        _KEPT_TEXT.sub(r"\1", cell) if cell.startswith("=") else cell
        for cell in cells[:MOST_COLUMNS]
    ]


def _delimiter(text: str) -> str:
    """The mark that stands in most lines, and most often."""
    lines = [line for line in islice(io.StringIO(text), _SAMPLE_LINES) if line.strip()]

    def weight(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        return sum(count > 0 for count in counts), sum(counts)

    return max(_DELIMITERS, key=weight)
