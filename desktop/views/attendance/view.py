"""The grid that rolls are called into, by keyboard alone: one key for each exception."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.core.attendance import NOT_RECORDED, PRESENT, Called, Mark
from desktop.views.attendance.header import RollHeader
from desktop.views.attendance.painting import DayPainter
from desktop.views.attendance.showing import FIRST_DAY
from desktop.views.attendance.widths import Span, fit
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from desktop.views.attendance.table import RollTable

    Index = QModelIndex | QPersistentModelIndex

KEYS: Final[Mapping[str, Called]] = {
    **dict.fromkeys(("0", " ", "d"), PRESENT),
    **dict.fromkeys(("1", "b"), Called(Mark.SICK)),
    **dict.fromkeys(("2", "s"), Called(Mark.PERSONAL)),
    **dict.fromkeys(("3", "j"), Called(Mark.OTHER)),
    **dict.fromkeys(("4", "k"), Called(Mark.TRUANT)),
    **dict.fromkeys(("5", "x"), Called(Mark.UNKNOWN)),
}
HELP: Final = (
    "1 病假 2 事假 3 其他请假 4 旷课 5 不明 0 到校 H 半天 Delete 未登记 F4 全到 "
    "Ctrl+Z 撤销 Ctrl+回车 保存并到下一班"
)
_MORE_HELP: Final = "PgUp/PgDn 换班，←→ 换日子，Ctrl+Delete 取消这一天的点名"
_PLAIN: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class RollView(QTableView):
    """Arrows move, one key marks and goes down, and there is no field that opens and closes."""

    class_wanted = Signal(int)
    """PgUp and PgDn: the class before (-1) or behind (1)."""
    day_chosen = Signal(object)
    """Another day is the current one."""
    confirm_wanted = Signal()

    def __init__(self, table: RollTable) -> None:
        super().__init__()
        self.table = table
        self.span = Span.DAY
        self._place = 0
        self._row = 0
        self._quiet = False
        self.days = RollHeader(table)
        self.setHorizontalHeader(self.days)
        self.setModel(table)
        self._lay_out()
        table.modelReset.connect(self._on_reset)
        self._keys: Mapping[int, Callable[[], object]] = {
            Qt.Key.Key_Return: lambda: self.go_to(self.row + 1, self._place),
            Qt.Key.Key_Enter: lambda: self.go_to(self.row + 1, self._place),
            Qt.Key.Key_Down: lambda: self.go_to(self.row + 1, self._place),
            Qt.Key.Key_Up: lambda: self.go_to(self.row - 1, self._place),
            Qt.Key.Key_Left: lambda: self.step_day(-1),
            Qt.Key.Key_Right: lambda: self.step_day(1),
            Qt.Key.Key_Home: lambda: self.go_to(0, self._place),
            Qt.Key.Key_End: lambda: self.go_to(table.rowCount() - 1, self._place),
            Qt.Key.Key_PageUp: lambda: self.class_wanted.emit(-1),
            Qt.Key.Key_PageDown: lambda: self.class_wanted.emit(1),
            Qt.Key.Key_Delete: lambda: self._mark(NOT_RECORDED),
            Qt.Key.Key_H: lambda: table.halve((self.row, self._place)),
            Qt.Key.Key_F4: self.fill,
        }

    def _lay_out(self) -> None:
        self.setObjectName("roll")
        self.setAccessibleName("点名")
        self.setToolTip(f"{HELP}\n{_MORE_HELP}")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(DayPainter(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_tokens().sizes.row)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(8)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    @property
    def row(self) -> int:
        """The current line; -1: none."""
        return self.currentIndex().row()

    @property
    def place(self) -> int:
        """The current day, from 0."""
        return self._place

    def show_span(self, span: Span) -> None:
        """Show a day, its week, or the month."""
        self.span = span
        self.table.in_words = span is Span.DAY
        self._fit()
        self.go_to(max(self.row, 0), self._place)
        self.viewport().update()

    def show_day(self, day: date) -> None:
        """Make a day of the month the current one."""
        self._place = day.day - 1
        self._fit()
        self._stand(self._row)

    def go_to(self, row: int, place: int) -> None:
        """Make a cell the current one."""
        if 0 <= row < self.table.rowCount() and 0 <= place < self.table.day_count:
            index = self.table.index(row, FIRST_DAY + place)
            self.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.scrollTo(index)

    def fill(self) -> int:
        """Everybody who is open on the current day was there."""
        return self.table.fill(self._place)

    def step_day(self, by: int) -> None:
        """Go to the next day that has lessons."""
        """The next day that has lessons; in the view of one day it turns to that day."""
        typed = self.table.typed
        place = self._place + by
        while typed is not None and 0 <= place < self.table.day_count:
            if typed.grid.days[place].lessons:
                row = max(self.row, 0)
                self._place = place
                self._fit()
                self.go_to(row, place)
                return
            place += by

    def _fit(self) -> None:
        fit(self, self.table, self.days, self._place, self.span)

    def take_back(self) -> None:
        """Undo the last step, and go where it was."""
        self.setFocus()
        self._go_where(self.table.undo())

    def _go_where(self, cell: tuple[int, int] | None) -> None:
        if cell is not None:
            self._place = cell[1]
            self._fit()
            self.go_to(*cell)

    def _on_reset(self) -> None:
        self._place = min(self._place, max(self.table.day_count - 1, 0))
        self._fit()
        self._stand(min(self._row, max(self.table.rowCount() - 1, 0)))

    def _stand(self, row: int) -> None:
        """Stand on the current day without telling that a person has chosen it."""
        self._quiet = True
        self.go_to(row, self._place)
        self._quiet = False

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Keys come as they are, whatever input method is on; a click may choose another day."""
        super().currentChanged(current, previous)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self._row = max(current.row(), self._row if self._quiet else 0)
        place = self.table.place_of(current.column())
        if place is not None and self.table.typed is not None:
            self._place = self.days.current = place
            self.days.viewport().update()
        if place is not None and self.table.typed is not None and not self._quiet:
            self.day_chosen.emit(self.table.typed.grid.days[place].day)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Mark, move, or hand the key on."""
        if not (self._pressed_with_control(event) or self._pressed(event)):
            super().keyPressEvent(event)

    def _pressed(self, event: QKeyEvent) -> bool:
        if event.modifiers() not in _PLAIN:
            return False
        called = KEYS.get(event.text().lower())
        if called is not None:
            self._mark(called)
            return True
        do = self._keys.get(event.key())
        if do is not None:
            do()
        # A letter would jump to a name that begins with it.
        return do is not None or (event.text().isprintable() and bool(event.text()))

    def _pressed_with_control(self, event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.matches(QKeySequence.StandardKey.Undo):
            self.take_back()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._go_where(self.table.redo())
        elif control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirm_wanted.emit()
        elif control and event.key() == Qt.Key.Key_Delete:
            self.table.clear(self._place)
        else:
            return False
        return True

    def _mark(self, called: Called) -> None:
        if self.row >= 0 and self.table.put((self.row, self._place), called):
            self.go_to(self.row + 1, self._place)
