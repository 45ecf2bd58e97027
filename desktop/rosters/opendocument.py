"""What the sheets of an .ods file say and the fast reader does not: merged cells, hidden lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from desktop.rosters.sources import BROKEN, MOST_ROWS, UnreadableError
from desktop.rosters.wire import Facts

_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_SHOWN: Final = "visible"
_MOST_MERGES: Final = 100_000
_MOST_SAID: Final = 10_000
_MOST_COLUMNS: Final = 702


@dataclass
class _Place:
    """How far the reading of a sheet has come; rows and columns counted from 0."""

    facts: Facts = field(default_factory=Facts)
    row: int = -1
    after: int = 0
    """The row that comes next."""
    column: int = 0
    heading: int = 0
    """How many columns have been described."""


class _Sheets:
    """Walks the elements; a table inside a cell is part of the cell."""

    def __init__(self) -> None:
        self.found: dict[str, Facts] = {}
        self._place = _Place()
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if not tag.startswith(_TABLE):
            return
        name = tag.removeprefix(_TABLE)
        told = {key.removeprefix(_TABLE): value for key, value in attributes.items()}
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self._place = _Place()
                self.found[told.get("name", "")] = self._place.facts
        elif self._depth == 1:
            self._inside(name, told)

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == f"{_TABLE}table":
            self._depth -= 1

    def _inside(self, name: str, told: dict[str, str]) -> None:
        if name == "table-column":
            self._columns(told)
        elif name == "table-row":
            self._row(told)
        elif name in ("table-cell", "covered-table-cell"):
            self._cell(told)

    def _columns(self, told: dict[str, str]) -> None:
        place, count = self._place, _count(told, "number-columns-repeated")
        if told.get("visibility", _SHOWN) != _SHOWN:
            last = min(place.heading + count, _MOST_COLUMNS)
            place.facts.hidden_columns += range(place.heading, last)
        place.heading += count

    def _row(self, told: dict[str, str]) -> None:
        place, count = self._place, _count(told, "number-rows-repeated")
        place.row, place.column = place.after, 0
        place.after += count
        hidden = place.facts.hidden_rows
        if told.get("visibility", _SHOWN) != _SHOWN and len(hidden) + count <= _MOST_SAID:
            hidden += range(place.row, place.after)

    def _cell(self, told: dict[str, str]) -> None:
        place = self._place
        down, across = (_count(told, f"number-{way}-spanned") for way in ("rows", "columns"))
        merges = place.facts.merges
        if (down > 1 or across > 1) and place.row < MOST_ROWS and len(merges) < _MOST_MERGES:
            area = (place.row, place.column, place.row + down - 1, place.column + across - 1)
            merges.append(area)
        place.column += _count(told, "number-columns-repeated")


def _count(told: dict[str, str], name: str) -> int:
    text = told.get(name, "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 8 else 1  # noqa: PLR2004 - digits


def _no_declarations(*_: object) -> None:
    raise UnreadableError(BROKEN)


def sheet_facts(content: bytes) -> dict[str, Facts]:
    """The facts of each sheet by its name.

    Raises:
        UnreadableError: it is damaged, or declares entities.
    """
    sheets = _Sheets()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _no_declarations
    parser.EntityDeclHandler = _no_declarations
    parser.StartElementHandler = sheets.start
    parser.EndElementHandler = sheets.end
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat takes it by place only
    except (expat.ExpatError, ValueError) as error:
        raise UnreadableError(BROKEN) from error
    return sheets.found
