"""What the keys and buttons of the rolls do: turn to classes and days, fill, confirm, go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from desktop.core.terms import Month
from desktop.views.attendance.showing import WEEKDAYS
from desktop.views.class_list import next_row

if TYPE_CHECKING:
    from datetime import date

    from desktop.views.attendance.foot import RollFoot
    from desktop.views.attendance.head import RollHead
    from desktop.views.attendance.opening import OpenRoll
    from desktop.views.attendance.view import RollView
    from desktop.views.class_list import ClassesView
    from desktop.views.desk import Place

SAVING: Final = "正在保存…"


@dataclass(frozen=True, slots=True)
class RollParts:
    """What the tab is made of."""

    place: Place
    opening: OpenRoll
    grid: RollView
    classes: ClassesView
    head: RollHead
    foot: RollFoot


class RollDoing(QObject):
    """The hands of the tab."""

    def __init__(self, owner: QObject, parts: RollParts) -> None:
        super().__init__(owner)
        self._place, self._list = parts.place, parts.classes
        self._grid, self._opening, self._head = parts.grid, parts.opening, parts.head
        self._foot, self._table = parts.foot, parts.grid.table

    def connect_all(self) -> None:
        """Listen to the list, the grid and the head."""
        self._list.chosen.connect(self._on_chosen)
        self._grid.class_wanted.connect(self._turn)
        self._grid.day_chosen.connect(self._on_day_chosen)
        self._grid.confirm_wanted.connect(self._confirm)
        self._head.day_wanted.connect(self._on_day_wanted)
        self._head.step_wanted.connect(self._on_step)
        self._head.fill_wanted.connect(self._on_fill)
        self._head.undo_wanted.connect(self._grid.take_back)
        self._head.discard_wanted.connect(self._on_discarded)

    def show_day(self) -> None:
        """Say how the current day of the class stands."""
        typed, place = self._table.typed, self._grid.place
        self._foot.show_day(typed, place)
        if typed is None:
            self._head.words.say("")
            return
        head = typed.grid.days[place]
        weekday = WEEKDAYS[head.day.weekday()]
        day = f"{head.day.month}月{head.day.day}日（星期{weekday}）"
        self._head.words.say(f"{typed.grid.label} · {day}")
        self._head.show_moved(head.moved if head.lessons and not typed.dirty else 0)

    def _on_chosen(self, row: int) -> None:
        self._foot.say("")
        self._opening.open(self._opening.classes[row].class_id)
        self._grid.setFocus()

    def _turn(self, by: int) -> None:
        row = self._opening.row + by
        if 0 <= row < len(self._opening.classes):
            self._on_chosen(row)
        else:
            self._foot.say("已经是最后一个班。" if by > 0 else "已经是第一个班。")

    def _on_day_chosen(self, day: date) -> None:
        """The arrows have gone to another day: the classes at the left are those of that day."""
        if day != self._opening.day:
            self._opening.turn_to(day)
            self._head.show_day(day)
        self.show_day()

    def _on_day_wanted(self, day: date) -> None:
        self._opening.turn_to(day)
        self._place.set_month(Month.of(day))
        self._grid.show_day(day)

    def _on_step(self, by: int) -> None:
        self._grid.step_day(by)
        self._grid.setFocus()

    def _on_fill(self) -> None:
        count = self._grid.fill()
        if count:
            self._foot.say(f"{count} 人记为到校，还没有保存。")
        self._grid.setFocus()

    def _confirm(self) -> None:
        """The day as it stands, everybody who is open was there; then the next class."""
        self._grid.fill()
        if self._opening.ready:
            self._foot.say(SAVING)
            self._opening.save(self._go_on)
        elif not self._table.refusal():
            self._go_on()

    def _go_on(self) -> None:
        """Open the next class that was not called."""
        lines = self._opening.classes
        found = next_row(lines, self._opening.row, lambda line: line.roll is None)
        if found is None:
            self._foot.say("这一天各班都点过名了。")
        else:
            self._on_chosen(found)

    def _on_discarded(self) -> None:
        self._opening.discard()
        self._grid.setFocus()
