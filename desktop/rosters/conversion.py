"""Cells into values, column by column for many lines at once.

A converter is called for each cell of a column that holds other than a few texts; what a column of
few texts (性别, 班级) has made of a text is remembered, and then looked up without any call.
"""

from __future__ import annotations

from itertools import repeat, zip_longest
from typing import TYPE_CHECKING, Any, Final

from desktop.rosters.class_cells import meanings
from desktop.rosters.problems import Flaw
from desktop.rosters.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.rosters.body import Block
    from desktop.rosters.cells import Cell, Context, Converter, Row

_REMEMBERED: Final = 20_000
_ONLY_TEXT: Final = {str}
_NOTHING: Final = {type(None)}
_PLAIN: Final = {str, type(None)}
_CLASS: Final = ("grade", "school_class")

Flaws = list[tuple[str, Flaw]]


class _Memory(dict[str, object]):
    """What a column has made of the texts in it; works out what it does not know."""

    def __init__(self, convert: Converter, context: Context) -> None:
        super().__init__({"": None})
        self._convert, self._context = convert, context

    def __missing__(self, text: str) -> object:
        value = self._convert(text, self._context)
        if len(self) < _REMEMBERED:
            self[text] = value
        return value


class Conversion:
    """The columns of one list on a sheet."""

    def __init__(self, block: Block, context: Context) -> None:
        self._context = context
        self._columns: list[tuple[int, str, Converter, _Memory | None]] = [
            (index, c.key, c.convert, _Memory(c.convert, context) if c.few else None)
            for index, c in block.columns
        ]
        self._places = {column.key: index for index, column in block.columns}
        self._memories = {key: memory for _, key, _, memory in self._columns if memory is not None}
        self._cells: dict[tuple[str, Cell], object] = {}
        self._seen = Seen(block.columns)

    def values(self, rows: Sequence[Row]) -> tuple[list[dict[str, object]], dict[int, Flaws]]:
        """What the cells of some lines say.

        Returns:
            for each line its values by key (None: the cell says nothing), and what is to be said
            of cells, by the place of their line.
        """
        columns = list(zip_longest(*rows, fillvalue=""))
        self._note_classes(columns)
        flaws: dict[int, Flaws] = {}
        keys: list[str] = []
        told: list[list[Any]] = []
        for index, key, convert, memory in self._columns:
            if index >= len(columns):
                continue
            found = self._convert(columns[index], convert, memory)
            kinds = set(map(type, found))
            self._note(key, columns[index], found, kinds)
            if Flaw in kinds:
                _take_flaws(key, found, flaws)
            elif kinds == _NOTHING:
                continue
            keys.append(key)
            told.append(found)
        if not keys:
            return [{} for _ in rows], flaws
        return [dict(zip(keys, line, strict=True)) for line in zip(*told, strict=True)], flaws

    def _convert(
        self, cells: Sequence[Cell], convert: Converter, memory: _Memory | None
    ) -> list[Any]:
        # Only texts are remembered: 1, 1.0 and True are one key but not one cell.
        if memory is not None and set(map(type, cells)) == _ONLY_TEXT:
            return list(map(memory.__getitem__, cells))  # type: ignore[arg-type]  # texts, as just seen
        context = self._context
        return [None if cell == "" else convert(cell, context) for cell in cells]

    def _note(
        self, key: str, cells: Sequence[Cell], found: Sequence[object], kinds: set[type]
    ) -> None:
        """Count what was read otherwise than it is written."""
        if key not in self._memories:
            if not kinds.isdisjoint(_PLAIN):
                self._seen.count_plain(key, cells, found)
        elif key not in _CLASS:
            self._seen.count(key, cells)
            if set(map(type, cells)) != _ONLY_TEXT:
                self._cells.update(zip(zip(repeat(key), cells), found, strict=False))

    def _note_classes(self, columns: Sequence[Sequence[Cell]]) -> None:
        told = [
            columns[at] if at is not None and at < len(columns) else None
            for at in map(self._places.get, _CLASS)
        ]
        if any(cells is not None for cells in told):
            pairs = zip(*(repeat("") if cells is None else cells for cells in told), strict=False)
            self._seen.classes.update(pairs)

    def readings(self) -> Iterator[tuple[str, str, int]]:
        """The key of each column, how its cells were read, and how many of them."""
        return self._seen.told(
            self._meaning, lambda grade, name: meanings(grade, name, self._context)
        )

    def _meaning(self, key: str, cell: Cell) -> object:
        if (key, cell) in self._cells:
            return self._cells[key, cell]
        return self._memories[key][cell] if isinstance(cell, str) else None


def _take_flaws(key: str, found: list[Any], flaws: dict[int, Flaws]) -> None:
    """Put the values that flaws carry in their place, and note the flaws."""
    for place, value in enumerate(found):
        if type(value) is Flaw:
            flaws.setdefault(place, []).append((key, value))
            found[place] = value.value
