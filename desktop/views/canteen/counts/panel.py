"""每日人数: the month at the left, the sheet of a sitting at the right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.core.canteen import Sitting
from desktop.core.changes import Book
from desktop.core.terms import Month
from desktop.services.canteen.heads import day_sheet, heads_month
from desktop.services.canteen.sheets import MEAL_COUNTS
from desktop.services.canteen.sittings import NewSitting, record_sitting, remove_sitting
from desktop.views.canteen.counts.month import HeadsMonthView
from desktop.views.canteen.counts.papers import blank_count_sheet
from desktop.views.canteen.counts.sheet import SittingSheet
from desktop.views.canteen.room import CanteenPanel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from uuid import UUID

    from desktop.services.canteen.heads import DaySheet, HeadsMonth
    from desktop.services.canteen.sittings import SittingsSaved
    from desktop.views.canteen.counts.table import Heads
    from desktop.views.desk import Desk

_Key = tuple["UUID", "date", Sitting]


class CountsPanel(CanteenPanel):
    """Counting who ate: one line for each class, one key saves all."""

    takes = MEAL_COUNTS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.primary = "保存" if self.may_write else ""
        self.month = HeadsMonthView()
        self.sheet = SittingSheet(desk.session.store.clock.today())
        self.day: date | None = None
        self.sitting: Sitting | None = None
        self._saving = False
        self._left: dict[_Key, tuple[Heads, int | None]] = {}
        """What was typed and left unsaved, by sitting."""
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.addWidget(self.chooser, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self.sheet, 1)
        columns = QHBoxLayout(self.books)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.addWidget(self.month)
        columns.addLayout(right, 1)
        self.setFocusProxy(self.sheet)

    def _connect(self) -> None:
        self.month.chosen.connect(self.open_day)
        self.sheet.day_wanted.connect(self.open_day)
        self.sheet.sitting_wanted.connect(lambda sitting: self.open_day(self.day, sitting))
        self.sheet.save_wanted.connect(self.do_primary)
        self.sheet.unserved_wanted.connect(self._on_unserved)
        self.sheet.remove_wanted.connect(self._on_remove)
        self.sheet.edited.connect(self.primary_changed)
        books = (Book.ATTENDANCE, Book.PEOPLE, Book.CALENDAR, Book.MONTHS)
        self.desk.refresh.subscribe(self, books, self.reload_books)
        for keys in (QKeySequence(QKeySequence.StandardKey.Save), QKeySequence("Ctrl+Return")):
            save = QShortcut(keys, self)
            save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            save.activated.connect(self.do_primary)

    def primary_ready(self) -> bool:
        """There is something to save, and it is not being saved."""
        return self.canteen is not None and self.sheet.savable and not self._saving

    def do_primary(self) -> None:
        """Save the sitting."""
        if self.primary_ready() and not self.sheet.lead_to_impossible():
            self._save(reason="")

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """The paper form, and the workbook that is filled in."""
        if self.canteen is None:
            return super().more()
        papers = (("打印就餐人数登记表", self._on_paper),)
        take_in = (("导入就餐人数表…", lambda: self.importing.emit(MEAL_COUNTS)),)
        return (*papers, *(take_in if self.may_write else ()), *super().more())

    def show_canteen(self) -> None:
        """Read the month of the canteen that is chosen; begin where a count is missing."""
        self.day = None
        self._read_month()

    def show_month(self) -> None:
        """Another month is shown."""
        self._keep()
        self.day = None
        self._read_month()

    def reload_books(self) -> None:
        """Read the month and the sitting again."""
        self._keep()
        self._read_month()

    def open_day(self, day: date | None, sitting: Sitting | None = None) -> None:
        """Open the sheet of a day; of the same sitting, if no other is meant."""
        if self.canteen is None or day is None:
            return
        if Month.of(day) != self.desk.place.month:
            self.desk.place.set_month(Month.of(day))
            self.day = day  # opened when its month was read
            return
        self._keep()
        self.day, self.sitting = day, sitting or self.sitting or Sitting.LUNCH
        session, key = self.desk.session, (self.canteen.canteen_id, day, self.sitting)
        task = self.desk.tasks.read(self, lambda _job: day_sheet(session, *key))
        task.then(self._on_sheet).start()

    def _read_month(self) -> None:
        if self.canteen is None:
            return
        session, canteen_id = self.desk.session, self.canteen.canteen_id
        month = self.desk.place.month
        task = self.desk.tasks.read(self, lambda _job: heads_month(session, canteen_id, month))
        task.then(self._on_month_read).start()

    def _on_month_read(self, month: HeadsMonth) -> None:
        if month.month != self.desk.place.month:
            return
        self.month.table.show_month(month)
        if self.sitting is None or self.day is None:
            self.sitting = self.sitting or usual(month)
        today = self.desk.session.store.clock.today()
        self.open_day(self.day or first_day(month, today))

    def _on_sheet(self, sheet: DaySheet) -> None:
        if self.canteen is None or (sheet.canteen_id, sheet.day, sheet.sitting) != (
            self.canteen.canteen_id,
            self.day,
            self.sitting,
        ):
            return
        typed = self._left.pop((sheet.canteen_id, sheet.day, sheet.sitting), None)
        self.sheet.show_sheet(sheet, typed, writes=self.may_write)
        self.month.go_to(sheet.day)
        self.primary_changed.emit()

    def _keep(self) -> None:
        """What was typed is not lost by looking elsewhere."""
        sheet = self.sheet.sheet
        if sheet is not None and self.sheet.changed and not self._saving:
            self._left[sheet.canteen_id, sheet.day, sheet.sitting] = self.sheet.heads

    def _save(self, reason: str) -> None:
        sheet = self.sheet.sheet
        assert sheet is not None  # noqa: S101 - asked before
        new = NewSitting(
            canteen_id=sheet.canteen_id,
            day=sheet.day,
            sitting=sheet.sitting,
            classes=() if reason else self.sheet.table.classes,
            guests=None if reason else self.sheet.guests.value(),
            reason=reason,
        )
        session = self.desk.session
        self._saving = True
        self.primary_changed.emit()
        task = self.desk.tasks.write(self, lambda _job: record_sitting(session, new))
        task.then(partial(self._on_saved, new)).ended(self._on_ended).start()

    def _on_saved(self, new: NewSitting, saved: SittingsSaved) -> None:
        self._left.pop((new.canteen_id, new.day, new.sitting), None)
        words = f"没有开餐：{new.reason}" if new.reason else f"共 {saved.heads} 人"
        self.desk.messages.say(f"已保存 {new.day:%m-%d} {new.sitting.label}，{words}")

    def _on_ended(self) -> None:
        self._saving = False
        self.primary_changed.emit()

    def _on_unserved(self) -> None:
        sheet = self.sheet.sheet
        if sheet is None:
            return
        words = f"{sheet.day:%m-%d} {sheet.sitting.label}为什么没有开餐？"
        reason = self.desk.messages.ask_text(self, words, "原因")
        if reason:
            self._save(reason)

    def _on_remove(self) -> None:
        sheet, session = self.sheet.sheet, self.desk.session
        if sheet is None:
            return
        words = (
            f"删除 {sheet.day:%m-%d} {sheet.sitting.label}登记的人数？删除以后这一餐算没有登记。"
        )
        if not self.desk.messages.ask(self, words, "删除"):
            return
        key = (sheet.canteen_id, sheet.day, sheet.sitting)
        self._left.pop(key, None)
        task = self.desk.tasks.write(self, lambda _job: remove_sitting(session, *key))
        task.then(lambda _saved: self.desk.messages.say("已删除，这一餐算没有登记。")).start()

    def _on_paper(self) -> None:
        if self.canteen is None or self.day is None:
            return
        session, canteen, day = self.desk.session, self.canteen, self.day
        title = f"{day:%Y-%m-%d}就餐人数登记表"
        task = self.desk.tasks.paper(
            self, lambda job: blank_count_sheet(job, session, canteen, day)
        )
        task.titled("排版").then(lambda pdf: self.printing.emit(pdf, title)).start()


def usual(month: HeadsMonth) -> Sitting:
    """Lunch where it is served, else the first of the day."""
    return Sitting.LUNCH if Sitting.LUNCH in month.sittings else month.sittings[0]


def first_day(month: HeadsMonth, today: date) -> date:
    """Today, if it has lessons; else a day that misses a count, or the last of all."""
    days = [day.day for day in month.days if day.state.has_lessons or day.sittings]
    if today in days:
        return today
    if month.missing:
        return month.missing[-1] if today in month.month else month.missing[0]
    past = [day for day in days if day <= today]
    return past[-1] if past else min(month.month.last, max(today, month.month.first))
