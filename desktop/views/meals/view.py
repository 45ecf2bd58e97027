"""The grid that meal days are typed into, by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.views.meals.clipboard import copy_class, paste_days
from desktop.views.meals.painting import DaysPainter
from desktop.views.meals.table import Column, MealDaysTable
from desktop.views.meals.typed import is_impossible, shown
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

_WIDTHS: Final = {
    Column.NUMBER: 52,
    Column.NAME: 108,
    Column.PRESENT: 88,
    Column.DAYS: 104,
    Column.AMOUNT: 124,
}
_LONGEST: Final = 100
"""A number that is typed grows no longer than this and one digit more."""
_PLAIN: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class MealDaysView(QTableView):
    """Digits type, Enter and the arrows move, `=` gives the days at school, Delete takes away.

    There is no field that opens and closes: each digit stands in the table, and in the sums, at
    once. So there is nothing half typed that could be forgotten when the class is saved.
    """

    moved = Signal()
    """Another line is the current one."""
    class_wanted = Signal(int)
    """PgUp and PgDn: the class before (-1) or behind (1)."""
    fill_wanted = Signal()
    confirm_wanted = Signal()

    def __init__(self, table: MealDaysTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self.setModel(table)
        self._composing: int | None = None
        self._student: UUID | None = None
        self._lay_out()
        table.modelReset.connect(self._on_reset)
        self._keys: Mapping[int, Callable[[], object]] = {
            Qt.Key.Key_Return: lambda: self._step(1),
            Qt.Key.Key_Enter: lambda: self._step(1),
            Qt.Key.Key_Down: lambda: self._step(1),
            Qt.Key.Key_Up: lambda: self._step(-1),
            Qt.Key.Key_Home: lambda: self.go_to(0),
            Qt.Key.Key_End: lambda: self.go_to(self.table.rowCount() - 1),
            Qt.Key.Key_PageUp: lambda: self.class_wanted.emit(-1),
            Qt.Key.Key_PageDown: lambda: self.class_wanted.emit(1),
            Qt.Key.Key_Equal: self._type_present,
            Qt.Key.Key_Delete: self._take_away,
            Qt.Key.Key_Backspace: self._erase,
            Qt.Key.Key_F4: self.fill_wanted.emit,
        }

    def _lay_out(self) -> None:
        self.setObjectName("mealDays")
        self.setAccessibleName("就餐天数")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setShowGrid(True)
        self.setTabKeyNavigation(False)
        self.setItemDelegateForColumn(Column.DAYS, DaysPainter(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_tokens().sizes.row)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        big = current_tokens().sizes.base / 14
        for column, width in _WIDTHS.items():
            header.resizeSection(column, round(width * big))

    @property
    def row(self) -> int:
        """The current line; -1: none."""
        return self.currentIndex().row()

    def go_to(self, row: int) -> None:
        """Make a line the current one."""
        if 0 <= row < self.table.rowCount():
            index = self.table.index(row, Column.DAYS)
            self.selectionModel().setCurrentIndex(
                index,
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows,
            )
            self.scrollTo(index)

    def _on_reset(self) -> None:
        """Other lines: stay with the pupil, if it is still there, else begin where days miss."""
        typed, student = self.table.typed, self._student
        keys = [line.student_id for line in typed.lines] if typed is not None else []
        self.stop_composing()
        if student in keys:
            self.go_to(keys.index(student))
        elif typed is not None:
            missing = (row for row, line in enumerate(typed.lines) if line.in_plan)
            self.go_to(next((row for row in missing if typed.days(row) is None), 0))

    def look_for(self, student: UUID) -> None:
        """Go to the line of a pupil of this class."""
        self._student = student
        self._on_reset()

    def stop_composing(self) -> None:
        """The next digit begins a new number."""
        self._composing = None
        if self.table.typed is not None:
            self.table.typed.steps.stop()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """A number is at its end when the line is left."""
        super().currentChanged(current, previous)
        # Digits come as they are, whatever input method is on; Qt turns it on for each cell anew.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        if current.row() != previous.row():
            self.stop_composing()
            self.moved.emit()
        if current.isValid() and self.table.typed is not None:
            self._student = self.table.typed.lines[current.row()].student_id

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Type, move, or hand the key on."""
        if not (self._pressed_with_control(event) or self._pressed(event)):
            super().keyPressEvent(event)

    def _pressed(self, event: QKeyEvent) -> bool:
        if event.modifiers() not in _PLAIN:
            return False
        text = event.text()
        if text.isdecimal():
            self._type(int(text))
            return True
        do = self._keys.get(event.key())
        if do is not None:
            do()
        # A letter would jump to a name that begins with it; in a grid of numbers that surprises.
        return do is not None or (text.isprintable() and bool(text))

    def _pressed_with_control(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.take_back()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.do_again()
        elif event.matches(QKeySequence.StandardKey.Copy):
            copy_class(self.table)
        elif event.matches(QKeySequence.StandardKey.Paste):
            paste_days(self.table, self.row)
            self.stop_composing()
        elif _is_confirm(event):
            self.confirm_wanted.emit()
        else:
            return False
        return True

    def lead_to_impossible(self) -> bool:
        """Go to a line with more days than the month has, and say so; whether there is one."""
        row = self.table.impossible_row()
        if row is not None:
            self.go_to(row)
            self.setFocus()
            self.table.refuse_to_save(row)
        return row is not None

    def take_back(self) -> None:
        """Undo the last step, and go where it was."""
        self.setFocus()
        self._go_where(self.table.undo())

    def do_again(self) -> None:
        """Redo what was taken back, and show where."""
        self._go_where(self.table.redo())

    def _go_where(self, row: int | None) -> None:
        self.stop_composing()
        if row is not None:
            self.go_to(row)

    def _step(self, by: int) -> None:
        self.stop_composing()
        self.go_to(self.row + by)

    def _type(self, digit: int) -> None:
        row, typed = self.row, self.table.typed
        if row < 0 or typed is None:
            return
        before = shown(typed, row) if self._composing == row else None
        number = before if before and before >= _LONGEST else (before or 0) * 10 + digit
        if self.table.compose(row, number) or is_impossible(typed, row):
            self._composing = row

    def _erase(self) -> None:
        """Take the last digit back; of one digit, or of a number that stood there, everything."""
        row, typed = self.row, self.table.typed
        if row < 0 or typed is None:
            return
        days = shown(typed, row)
        going_on = self._composing == row or is_impossible(typed, row)
        if going_on and days is not None and days > 9:  # noqa: PLR2004 - two digits
            self.table.compose(row, days // 10)
            self._composing = row
        else:
            self._take_away()

    def _take_away(self) -> None:
        if self.row >= 0:
            self.table.put({self.row: None})
            self.stop_composing()

    def _type_present(self) -> None:
        if self.row >= 0 and self.table.typed is not None:
            self.table.put({self.row: self.table.typed.lines[self.row].present})
            self.stop_composing()


def _is_confirm(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
