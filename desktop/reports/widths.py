"""Sharing the width of a table among columns of words, so that its rows stay low."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.reports.document import Cells

_WIDE: Final = 3.72  # mm of a Chinese character in 五号
_NARROW: Final = 2.1  # mm of a digit or letter
_RULES: Final = 2.4  # mm between the text and the rules at both sides
_STEP: Final = 1.0
# A row is as high as its highest cell: a large power lets that one count nearly alone.
_POWER: Final = 6


def fitted(least: Sequence[float], rows: Sequence[Cells], room: float) -> list[float]:
    """Widths in mm that add up to `room`, none below its least.

    What is left over goes, a step at a time, to the column whose cells make the rows high.
    """
    widths = list(least)
    lengths = [[_length(text) for text in cells] for cells in rows]
    while sum(widths) + _STEP <= room:
        pressures = [
            sum((row[at] / (wide - _RULES)) ** _POWER for row in lengths) / (wide - _RULES)
            for at, wide in enumerate(widths)
        ]
        widths[pressures.index(max(pressures))] += _STEP
    return widths


def _length(text: str) -> float:
    return sum(_NARROW if char.isascii() else _WIDE for char in text)
