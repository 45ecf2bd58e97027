"""Counting what stood in the cells of a list, to tell what was read otherwise than it is written.

Of private columns only the kind of change is told.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from operator import is_
from typing import TYPE_CHECKING, Final

from desktop.core.dates import Precision, WrittenDate
from desktop.core.labels import Labelled
from desktop.core.terms import Month
from desktop.rosters.cells import is_nothing, squeeze, text_of
from desktop.rosters.problems import Flaw, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from desktop.rosters.cells import Cell
    from desktop.rosters.columns import Column

TIDIED: Final = "去掉了多余的空格或换行"
RULED: Final = "写法统一成了规定的样子"
_NO_VALUE: Final = "当作没有填"
_MOST_PAIRS: Final = 30
"""So many pairs are told of a column; the others are one line."""
_KEPT_IN_DATES: Final = re.compile(r"[^年月日号./\-—:： ]+")
_DIGITS: Final = re.compile(r"\d+")
_SHORT: Final = 2
Meaning = tuple[str, "Cell", object]
"""A column's key, what stood in a cell, and what it was read as."""


class Seen:
    """Counts what stood in the columns of one list."""

    def __init__(self, columns: Iterable[tuple[int, Column]]) -> None:
        self._columns = {column.key: column for _, column in columns}
        self._few: dict[str, Counter[Cell]] = {}
        self._other: dict[str, Counter[str]] = {}
        self.classes: Counter[tuple[Cell, Cell]] = Counter()
        """What stood for grade and class, which mean something only together."""

    def count(self, key: str, cells: Sequence[Cell]) -> None:
        """Count the cells of a column of few texts."""
        self._few.setdefault(key, Counter()).update(cells)

    def count_plain(self, key: str, cells: Sequence[Cell], found: Sequence[object]) -> None:
        """Count what a column of many texts has made of some cells: blanks gone, 无 as nothing."""
        if all(map(is_, cells, found)):
            return
        counter = self._other.setdefault(key, Counter())
        for cell, value in zip(cells, found, strict=True):
            if value is cell or type(cell) is not str or not cell:
                continue
            if value is None:
                text = text_of(cell)
                counter[f"“{text}”{_NO_VALUE}" if text and is_nothing(text) else TIDIED] += 1
            elif type(value) is str and value != cell:
                counter[TIDIED if squeeze(value) == squeeze(cell) else RULED] += 1

    def told(
        self,
        meaning: Callable[[str, Cell], object],
        classes: Callable[[Cell, Cell], Iterable[Meaning]],
    ) -> Iterator[tuple[str, str, int]]:
        """The key of each column, what was made of its cells, and of how many.

        Args:
            meaning: what a column makes of a cell.
            classes: what the cells of grade and class are read as.
        """
        counters: dict[str, Counter[str]] = {key: Counter(c) for key, c in self._other.items()}
        for (grade, school_class), count in self.classes.items():
            for key, cell, value in classes(grade, school_class):
                self._add(counters, (key, cell, value), count)
        for key, cells in self._few.items():
            for cell, count in cells.items():
                if cell != "":
                    self._add(counters, (key, cell, meaning(key, cell)), count)
        for key in self._columns:
            yield from _most(key, counters.get(key, {}))

    def _add(self, counters: dict[str, Counter[str]], said: Meaning, count: int) -> None:
        key, cell, value = said
        column = self._columns.get(key)
        message = _message(cell, value, column) if column else None
        if message:
            counters.setdefault(key, Counter())[message] += count


def _most(key: str, counter: Mapping[str, int]) -> Iterator[tuple[str, str, int]]:
    ordered = sorted(counter.items(), key=lambda told: -told[1])
    for message, count in ordered[:_MOST_PAIRS]:
        yield key, message, count
    rest = ordered[_MOST_PAIRS:]
    if rest:
        yield key, f"另有 {len(rest)} 种写法也这样改了", sum(count for _, count in rest)


def _message(cell: Cell, value: object, column: Column) -> str | None:
    """What is told of a cell that was read as a value; None: nothing was changed."""
    if isinstance(value, Flaw):
        return None  # stands among the problems, cell by cell
    raw = cell if isinstance(cell, str) else text_of(cell)
    if value is None:
        text = text_of(cell)
        return f"“{text}”{_NO_VALUE}" if text and is_nothing(text) else TIDIED
    said = words_of(value, column)
    if said is None or raw == said:
        return None
    if squeeze(raw) == squeeze(said):
        return TIDIED
    if column.sensitive:
        return _kind_of_change(raw, said, value)
    if not isinstance(value, WrittenDate | Month):
        raw, said = shown(raw, private=False), shown(said, private=False)
    return f"“{' '.join(raw.split())}”读作“{said}”"


def _kind_of_change(raw: str, said: str, value: object) -> str:
    """What is told of a private value."""
    if isinstance(value, WrittenDate):
        return f"写成“{_shape(raw)}”样子的日期，读作“{re.sub('[0-9]', '0', said)}”的样子"
    return RULED


def words_of(value: object, column: Column) -> str | None:
    """A value in the words of its column; None for values that have none of their own."""
    if isinstance(value, bool):
        return column.answers[0 if value else 1]
    if isinstance(value, str) and not isinstance(value, Labelled):
        return value
    if isinstance(value, WrittenDate):
        return value.day.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(value.precision)]
    if isinstance(value, Month | date):
        return str(value)
    if isinstance(value, frozenset):
        return "、".join(sorted(str(getattr(one, "label", one)) for one in value))
    label = getattr(value, "label", None)
    return label if isinstance(label, str) else None


def _shape(text: str) -> str:
    """How a date is written, without the date: 2014.9.1 as 0000.0.0."""
    bare = _DIGITS.sub(lambda run: "0" if len(run[0]) <= _SHORT else "0" * len(run[0]), text)
    return _KEPT_IN_DATES.sub(lambda run: run[0] if not run[0].strip("0") else "…", bare)
