"""Table cells: a text set into the width of its column, each different text once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.core.errors import SchoolError
from desktop.reports.document import Align, Kind
from desktop.reports.pdf.fonts import Role, width
from desktop.reports.pdf.typeset import Line, Measure, break_lines, clean

if TYPE_CHECKING:
    from desktop.reports.document import Column
    from desktop.reports.pdf.typeset import Setter

PADDING: Final = 3.0  # points between the text of a cell and its rules
PITCH: Final = 1.28  # from one line of a cell to the next, in type sizes
_SHRINK_WORDS: Final = 0.85  # smaller than this, words go over several lines instead
_SHRINK_TEXT: Final = 0.95  # running text in a cell keeps the size of its neighbours
_SHRINK_FIGURES: Final = 0.5  # figures are never wrapped; smaller than this nobody reads them
_LONGEST_NAME: Final = 30  # longer is no name or column title but running text
_JOINTS: Final = re.compile("(?<=·)|(?<=.)(?=（)")


class Cell(NamedTuple):
    """A set text: for each line where it begins in its panel, and the operators that draw it."""

    size: float
    lines: tuple[tuple[str, str], ...]

    @property
    def height(self) -> float:
        """The height of the lines."""
        return len(self.lines) * self.size * PITCH


EMPTY: Final = Cell(1.0, ())


class Slot(NamedTuple):
    """The place of a cell in its panel: left edge, width, how the text stands in it."""

    left: float
    width: float
    align: Align
    wraps: bool
    size: float

    @property
    def room(self) -> float:
        """The width left for text."""
        return self.width - 2 * PADDING

    @property
    def smallest(self) -> float:
        """How far a text may be made smaller to stay on one line."""
        if not self.wraps:
            return _SHRINK_FIGURES
        return _SHRINK_TEXT if self.align is Align.LEFT else _SHRINK_WORDS

    def start(self, wide: float) -> float:
        """Where a line of this width begins."""
        slack = self.width - wide
        if self.align is Align.CENTRE:
            return self.left + slack / 2
        return self.left + (PADDING if self.align is Align.LEFT else slack - PADDING)


class CellSetter(dict[str, Cell]):
    """The cells of one column, remembered by their text."""

    def __init__(self, slot: Slot, setter: Setter) -> None:
        super().__init__()
        self.slot = slot
        self._setter = setter

    def __missing__(self, text: str) -> Cell:
        found = self[text] = self._set(clean(text))
        return found

    def _set(self, text: str) -> Cell:
        if not text:
            return EMPTY
        slot = self.slot
        wide = width(text, Role.TABLE, slot.size)
        if wide <= slot.room:
            return self._cell(slot.size, [Line(text, wide)])
        scale = slot.room / wide
        if scale >= slot.smallest:
            size = int(slot.size * scale * 20) / 20
            return self._cell(size, [Line(text, width(text, Role.TABLE, size))])
        if not slot.wraps:
            raise SchoolError(
                "有一个数太长，列宽印不下，请核对这一列的数是否正确，或减少这张表的列。"
            )
        return self._cell(*_wrap(text, slot))

    def _cell(self, size: float, lines: list[Line]) -> Cell:
        start, operators = self.slot.start, self._setter.operators
        return Cell(
            size,
            tuple(
                [
                    # A blank after each cell, or a name and the next figure are copied as one word.
                    (f"{start(line.width):.2f}", operators(line.text + " ", Role.TABLE, size))
                    for line in lines
                ]
            ),
        )


def slot_for(column: Column, left: float, wide: float, size: float) -> Slot:
    """The place of a column's cells."""
    return Slot(left, wide, column.align, column.kind is Kind.TEXT, size)


def _broken(text: str, slot: Slot) -> list[Line]:
    """A text in lines; centred ones nearly even, with the last not left as a single character."""
    lines = break_lines(text, Measure(Role.TABLE, slot.size, slot.room))
    if slot.align is not Align.CENTRE:
        return lines
    room = sum(line.width for line in lines) / len(lines)
    while room < slot.room:
        even = break_lines(text, Measure(Role.TABLE, slot.size, room))
        if len(even) <= len(lines):
            return even
        room += slot.size / 4
    return lines


def _wrap(text: str, slot: Slot) -> tuple[float, list[Line]]:
    """The size and lines of a long text: a name (阿卜来提·如则托合提) preferably after its dots."""
    parts = _JOINTS.split(text)
    widest = max(width(part, Role.TABLE, slot.size) for part in parts)
    scale = min(slot.room / widest, 1.0)
    if len(parts) == 1 or len(text) > _LONGEST_NAME or scale < _SHRINK_WORDS:
        return slot.size, _broken(text, slot)
    size = int(slot.size * scale * 20) / 20
    lines = [Line("", 0.0)]
    for part in parts:
        wide = width(part, Role.TABLE, size)
        last = lines[-1]
        if last.text and last.width + wide > slot.room:
            lines.append(Line(part, wide))
        else:
            lines[-1] = Line(last.text + part, last.width + wide)
    return size, lines
