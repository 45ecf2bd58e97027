"""Web pages and Excel 2003 XML by the name of .xls: small strict readers, no entities."""

from __future__ import annotations

import re
from datetime import datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, ClassVar, Final
from xml.parsers import expat

from desktop.rosters.sources import (
    BROKEN,
    MOST_ROWS,
    TOO_LARGE,
    Table,
    TableSource,
    UnreadableError,
)
from desktop.rosters.texts import MOST_COLUMNS, UNKNOWN, decode
from desktop.rosters.wire import Facts

if TYPE_CHECKING:
    from desktop.rosters.cells import Cell

_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_MOST_MERGES: Final = 100_000


class Grid:
    """A sheet that is filled cell by cell, leaving room for merged areas."""

    def __init__(self, name: str) -> None:
        self.table = Table(name, [], Facts())
        self._taken: dict[int, set[int]] = {}
        self._row = -1
        self._column = 0

    def next_row(self, number: int | None = None) -> None:
        """Begin a row: the next one, or the one with a number counted from 0."""
        self._row = self._row + 1 if number is None else max(number, self._row + 1)
        if self._row >= MOST_ROWS:
            raise UnreadableError(TOO_LARGE)
        while len(self.table.rows) <= self._row:
            self.table.rows.append([])
        self._column = 0

    def add(self, value: Cell, *, across: int = 1, down: int = 1, at: int | None = None) -> None:
        """Put a cell where the row has come to, or at a column counted from 0."""
        if self._row < 0:
            self.next_row()
        taken = self._taken.get(self._row, set())
        column = self._column if at is None else at
        while column in taken:
            column += 1
        across, down = max(1, min(across, MOST_COLUMNS)), max(1, min(down, MOST_ROWS - self._row))
        if column + across > MOST_COLUMNS:
            return
        row = self.table.rows[self._row]
        row.extend([""] * (column + 1 - len(row)))
        row[column] = value
        self._column = column + across
        if across > 1 or down > 1:
            self._merge(column, across, down)

    def _merge(self, column: int, across: int, down: int) -> None:
        merges = self.table.facts.merges
        if len(merges) >= _MOST_MERGES or across * down > _MOST_MERGES:
            raise UnreadableError(TOO_LARGE)
        merges.append((self._row, column, self._row + down - 1, column + across - 1))
        for row in range(self._row + 1, self._row + down):
            self._taken.setdefault(row, set()).update(range(column, column + across))


class _Page(HTMLParser):
    """Collects the tables of a web page; a table inside a cell is part of the cell's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self._depth = 0
        self._text: list[str] | None = None
        self._span = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.grids.append(Grid(f"表{len(self.grids) + 1}"))
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self.grids[-1].next_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self._text = []
            told = dict(attrs)
            self._span = _count(told.get("colspan")), _count(told.get("rowspan"))
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def _end_cell(self) -> None:
        if self._text is None:
            return
        text = "".join(self._text)
        self.grids[-1].add(" ".join(text.split()), across=self._span[0], down=self._span[1])
        self._text = None


def _count(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 1  # noqa: PLR2004 - digits


def read_page(data: bytes) -> TableSource:
    """The tables of a web page.

    Raises:
        UnreadableError: it has none.
    """
    page = _Page()
    page.feed(_page_text(data))
    page.close()
    tables = [grid.table for grid in page.grids if any(grid.table.rows)]
    if not tables:
        raise UnreadableError(UNKNOWN)
    return TableSource(tables)


def _page_text(data: bytes) -> str:
    found = _CHARSET.search(data[:4000])
    name = found[1].decode("ascii").lower() if found else ""
    if name in ("gb2312", "gbk", "gb18030"):
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            return decode(data)
    return decode(data)


_SPREADSHEET: Final = "urn:schemas-microsoft-com:office:spreadsheet"


class _Sheets:
    """Collects the sheets of Excel 2003 XML."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self._cell: dict[str, str] = {}
        self._type = ""
        self._text: list[str] | None = None
        self._hiding = False
        self._commenting = False
        self._reading = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition(" ")[2]
        told = {key.rpartition(" ")[2]: value for key, value in attrs.items()}
        if name == "Worksheet":
            self.grids.append(Grid(told.get("Name", f"表{len(self.grids) + 1}")))
        elif self.grids and name in self._STARTS:
            self._STARTS[name](self, told)

    def _start_row(self, told: dict[str, str]) -> None:
        grid = self.grids[-1]
        grid.next_row(_count(told["Index"]) - 1 if "Index" in told else None)
        if told.get("Hidden") == "1":
            grid.table.facts.hidden_rows.append(len(grid.table.rows) - 1)

    def _start_cell(self, told: dict[str, str]) -> None:
        self._cell, self._type, self._text = told, "", None

    def _start_data(self, told: dict[str, str]) -> None:
        if not self._commenting:
            self._type, self._text, self._reading = told.get("Type", "String"), [], True

    def _start_comment(self, told: dict[str, str]) -> None:
        del told
        self._commenting = True

    def _start_visible(self, told: dict[str, str]) -> None:
        del told
        self._hiding = True

    _STARTS: ClassVar = {
        "Row": _start_row,
        "Cell": _start_cell,
        "Data": _start_data,
        "Comment": _start_comment,
        "Visible": _start_visible,
    }

    def end(self, tag: str) -> None:
        """An element ends."""
        name = tag.rpartition(" ")[2]
        if name == "Cell" and self.grids:
            told = self._cell
            self.grids[-1].add(
                _typed("".join(self._text or ()), self._type),
                across=_count(told.get("MergeAcross", "0")) + 1,
                down=_count(told.get("MergeDown", "0")) + 1,
                at=_count(told["Index"]) - 1 if "Index" in told else None,
            )
            self._text = None
        elif name == "Comment":
            self._commenting = False
        elif name == "Data":
            self._reading = self._reading and self._commenting
        elif name == "Visible":
            self._hiding = False

    def text(self, data: str) -> None:
        """Text inside an element."""
        if self._hiding and data.strip() in ("SheetHidden", "SheetVeryHidden") and self.grids:
            self.grids[-1].table.visible = False
        elif self._text is not None and self._reading and not self._commenting:
            self._text.append(data)


def _typed(text: str, kind: str) -> Cell:
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    if kind == "Boolean":
        return text == "1"
    return "" if kind == "Error" else text


def _no_declarations(*_: object) -> None:
    raise UnreadableError(BROKEN)


def read_spreadsheet_xml(data: bytes) -> TableSource:
    """The sheets of Excel 2003 XML.

    Raises:
        UnreadableError: it is damaged, or declares entities.
    """
    sheets = _Sheets()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _no_declarations
    parser.EntityDeclHandler = _no_declarations
    parser.StartElementHandler = sheets.start
    parser.EndElementHandler = sheets.end
    parser.CharacterDataHandler = sheets.text
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by place only
    except (expat.ExpatError, ValueError) as error:
        raise UnreadableError(BROKEN) from error
    return TableSource([grid.table for grid in sheets.grids])


def is_spreadsheet_xml(data: bytes) -> bool:
    """Whether XML is Excel 2003's."""
    return _SPREADSHEET.encode() in data[:4000] or _SPREADSHEET.encode("utf-16-le") in data[:8000]
