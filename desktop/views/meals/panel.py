"""The tab 就餐: the classes at the left, the grid of the open one, and what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.services.exports import MEAL_DAYS
from desktop.views.class_list import ClassesView, next_row
from desktop.views.meals.classes import MealClassesTable
from desktop.views.meals.finding import Finder
from desktop.views.meals.foot import SAVING, MealsFoot
from desktop.views.meals.head import MealsHead
from desktop.views.meals.opening import OpenClass
from desktop.views.meals.prefilled import save_prefilled
from desktop.views.meals.records import CanteenRecord
from desktop.views.meals.table import Column, MealDaysTable
from desktop.views.meals.view import MealDaysView
from desktop.views.tabbed import TabPanel
from desktop.views.widgets.notes import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from desktop.core.terms import Month
    from desktop.services.meal_entry import Entered
    from desktop.views.desk import Desk

_BOOKS = (Book.MEALS, Book.PEOPLE, Book.MONTHS, Book.STANDARDS, Book.CALENDAR)
_HELP = (
    "数字直接填，回车或↓到下一人；= 按在校天数；Delete 改为未登记；F4 填满未登记；"
    "Ctrl+Z 撤销；PgUp/PgDn 换班；Ctrl+回车 整班确认并到下一班；Ctrl+S 保存"
)


class MealsPanel(TabPanel):
    """Typing the meal days of a month, class by class."""

    primary = "保存"
    takes = MEAL_DAYS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.table = MealDaysTable(parent=self)
        self.grid = MealDaysView(self.table)
        self.classes = MealClassesTable(self)
        self.list = ClassesView(self.classes)
        self.head = MealsHead()
        self.foot = MealsFoot()
        self.opening = OpenClass(desk, self, self.table)
        self.finder = Finder(desk, self.opening, self.grid)
        self.empty = EmptyState(
            "这个月名册里没有学生。先导入学生名册，再登记就餐天数。", "去名册", "people"
        )
        self.stack = QStackedWidget()
        self._begun = False
        self._lay_out()
        self._connect()
        self._on_edited()

    def _lay_out(self) -> None:
        self.grid.setToolTip(_HELP)
        self.setFocusProxy(self.grid)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.head)
        right.addWidget(self.grid, 1)
        right.addWidget(self.foot)
        body = QWidget()
        columns = QHBoxLayout(body)
        columns.setContentsMargins(0, 0, 0, 0)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(self.finder)
        left.addWidget(self.list, 1)
        columns.addLayout(left)
        columns.addLayout(right, 1)
        self.stack.addWidget(body)
        self.stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.stack)

    def _connect(self) -> None:
        desk, opening = self.desk, self.opening
        desk.place.month_changed.connect(self._on_month)
        desk.refresh.subscribe(self, _BOOKS, opening.read)
        opening.school_read.connect(self._on_read)
        opening.restored.connect(self.head.show_restored)
        opening.saving_changed.connect(self.primary_changed)
        opening.saving_changed.connect(lambda: self.foot.show_saving(saving=opening.is_saving))
        opening.saved.connect(self._on_saved)
        self.table.edited.connect(self._on_edited)
        self.table.refused.connect(lambda sentence: self.foot.say(sentence, "warning"))
        self.list.chosen.connect(self._on_chosen)
        self.grid.class_wanted.connect(self._turn)
        self.grid.fill_wanted.connect(self._on_fill)
        self.grid.confirm_wanted.connect(self._confirm)
        self.grid.moved.connect(self._on_moved)
        self.head.fill_wanted.connect(self._on_fill)
        self.head.undo_wanted.connect(self.grid.take_back)
        self.head.discard_wanted.connect(self._on_discarded)
        self.empty.asked.connect(lambda: desk.place.open("people"))
        self.finder.listen_in(self.stack)
        # Of what this panel shows, not of what may stand beside it and is saved in its own way.
        save = QShortcut(QKeySequence.StandardKey.Save, self.stack)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.do_primary)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Read when it is seen for the first time."""
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self.opening.read()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the grid as much room as it needs."""
        super().resizeEvent(event)
        self.list.fit(event.size().width())

    def primary_ready(self) -> bool:
        """There is something to save, and it is not being saved."""
        typed = self.table.typed
        return typed is not None and typed.dirty and not self.opening.is_saving

    def do_primary(self) -> None:
        """Save the class."""
        if self.grid.lead_to_impossible():
            return
        if self.primary_ready():
            self.foot.say(SAVING)
            self.opening.save()

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """The workbook that the classes fill in, out and in again."""
        if not self.may_write:
            return ()
        return (
            ("导入就餐天数表…", lambda: self.importing.emit(MEAL_DAYS)),
            ("导出待填的就餐天数表…", lambda: save_prefilled(self.desk, self)),
        )

    def show_record(self, record: object) -> None:
        """Open a class."""
        if not isinstance(record, CanteenRecord):
            return
        self._begun = True
        if record.of_class:
            self.opening.open(record.class_id, record.month)
        else:
            self.opening.turn_to(record.month or self.desk.place.month)

    def _on_month(self, month: Month) -> None:
        if self._begun:
            self.opening.turn_to(month)
        else:
            self.opening.month = month

    def _on_read(self) -> None:
        school, typed = self.opening.school, self.table.typed
        self.classes.show_lines(school.classes if school else ())
        self.list.go_to(self.opening.row)
        self.stack.setCurrentIndex(0 if self.classes.lines else 1)
        self.head.show_class(typed.grid if typed else None)
        self._on_edited()

    def _on_edited(self) -> None:
        typed = self.table.typed
        self.classes.mark_unsaved(self.opening.unsaved())
        writable = not self.table.refusal()
        self.head.fill.setEnabled(writable)
        self.head.undo.setEnabled(writable and typed is not None and typed.steps.can_undo)
        if typed is not None:
            self.foot.show_sums(self.opening.school, self.opening.totals, typed.sums())
        if typed is None or not typed.dirty:
            self.head.show_restored(0)
        self.primary_changed.emit()

    def _on_chosen(self, row: int) -> None:
        self.foot.say("")
        self.opening.open(self.classes.lines[row].class_id)
        self.grid.setFocus()

    def _turn(self, by: int) -> None:
        row = self.opening.row + by
        if 0 <= row < len(self.classes.lines):
            self._on_chosen(row)
        else:
            self.foot.say("已经是最后一个班。" if by > 0 else "已经是第一个班。")

    def _on_fill(self) -> None:
        count = self.table.fill()
        if not self.table.refusal():
            words = f"按在校天数填了 {count} 人，还没有保存。" if count else "没有未登记的学生。"
            self.foot.say(words)
        self.grid.setFocus()

    def _confirm(self) -> None:
        """The whole class as it stands, the rest by days at school; then the next class."""
        if self.grid.lead_to_impossible():
            return
        self.table.fill()
        if self.primary_ready():
            self.foot.say(SAVING)
            self.opening.save(self._go_on)
        elif not self.table.refusal():
            self._go_on()

    def _go_on(self) -> None:
        """Open the next class that still misses records."""
        lines = self.classes.lines
        found = next_row(lines, self.opening.row, lambda line: bool(line.not_recorded))
        if found is None:
            self.foot.say("各班都登记好了。")
        else:
            self._on_chosen(found)

    def _on_moved(self) -> None:
        """Say what there is to know of the line: its column may be out of sight."""
        self.foot.say(self.table.index(self.grid.row, Column.NOTE).data() or "")

    def _on_discarded(self) -> None:
        self.opening.discard()
        self.grid.setFocus()

    def _on_saved(self, done: Entered) -> None:
        words = f"已保存：新登记 {done.new} 人，改动 {done.changed} 人"
        words += f"，改为未登记 {done.removed} 人" if done.removed else ""
        self.foot.say(words)
        self.desk.messages.say(words)
