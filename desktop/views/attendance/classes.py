"""The classes of a day at the left of the grid: called or not, and how many were there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.attendance.overview import ClassDay
from desktop.views.class_list import ClassesTable
from desktop.views.widgets.chips import Chip, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject


class RollClassesTable(ClassesTable[ClassDay]):
    """How the day of a class stands."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lessons = True

    def show_day(self, lines: Sequence[ClassDay], *, lessons: bool) -> None:
        """Show other classes, or another day of theirs."""
        self._lessons = lessons
        self.show_lines(lines)

    def chip_of(self, line: ClassDay) -> Chip:
        """How a class's day stands, as a chip."""
        if not self._lessons:
            return Chip("不上课", Tone.PLAIN)
        if line.roll is None:
            return Chip("未点名", Tone.PLAIN)
        if line.open:
            return Chip(f"{line.open}人未登记", Tone.CARE)
        if not line.absent:
            return Chip("全到", Tone.GOOD)
        return Chip(f"缺{line.absent}人", Tone.CARE)

    def words_of(self, line: ClassDay) -> str:
        """How many there are, and who called."""
        who = "" if line.roll is None else f"，{line.roll.recorded_by}点名"
        return f"{line.pupils}人{who}"
