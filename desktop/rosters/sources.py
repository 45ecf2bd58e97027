"""The readers of each file format behind one face. Runs in the child process."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol

from desktop.rosters.wire import Facts, SheetInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.rosters.cells import Row

MOST_ROWS: Final = 300_000
"""More rows than this are refused: no county has so many pupils in one sheet."""


class UnreadableError(Exception):
    """The file cannot be read; the text is the sentence for the person."""


class LockedError(UnreadableError):
    """A password would open the file."""


PROTECTED: Final = (
    "文件加了密码，打不开。请在 WPS 或 Excel 里去掉密码（另存为 → 加密 → 清空密码）后再选这个文件"
)
LOCKED: Final = (
    "文件加了密码。请输入它的密码，或者在 WPS 或 Excel 里去掉密码（另存为 → 加密 → 清空密码）再选"
)
NOT_THE_WORD: Final = "密码不对，文件打不开。请向给您文件的人问清密码，注意大小写"
BROKEN: Final = "文件已损坏或不完整，读不出来。请用 WPS 或 Excel 打开，另存为 .xlsx 后再选那个文件"
TOO_LARGE: Final = (
    "表格大得不正常（行、列或内容太多）。"
    "请把要导入的内容复制到一个新的工作簿，另存为 .xlsx 后再选那个文件"
)


class Source(Protocol):
    """An open workbook."""

    @property
    def sheets(self) -> list[SheetInfo]:
        """Its sheets of cells, in order."""
        ...

    def facts(self, sheet: int) -> Facts:
        """What the cells do not say."""
        ...

    def rows(self, sheet: int) -> Iterator[Row]:
        """The rows of a sheet from row 0, column 0 on."""
        ...


@dataclass(slots=True)
class Table:
    """A sheet that is small enough, or in a form simple enough, to be read as a list."""

    name: str
    rows: list[Row]
    facts: Facts = field(default_factory=Facts)
    visible: bool = True


class TableSource:
    """A workbook whose sheets are lists."""

    def __init__(self, tables: list[Table]) -> None:
        self._tables = tables

    @property
    def sheets(self) -> list[SheetInfo]:
        """Its sheets, in order."""
        return [SheetInfo(table.name, table.visible) for table in self._tables]

    def facts(self, sheet: int) -> Facts:
        """What the cells do not say."""
        return self._tables[sheet].facts

    def rows(self, sheet: int) -> Iterator[Row]:
        """The rows of a sheet."""
        yield from self._tables[sheet].rows


def first(source: Source, sheet: int, limit: int | None) -> Iterator[Row]:
    """The rows of a sheet, or the first ones."""
    return islice(source.rows(sheet), limit)
