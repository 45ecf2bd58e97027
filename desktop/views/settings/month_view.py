"""A month as a sheet of days: a click or the space bar changes how the school holds a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QSizePolicy, QWidget

from desktop.core.school_days import DayState
from desktop.views.style import current_tokens, mark

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from desktop.services.calendar import DayLine, MonthCalendar

_WEEK: Final = 7
_ROWS: Final = 6
_HEADS: Final = ("一", "二", "三", "四", "五", "六", "日")
_SHORT: Final = {
    DayState.LESSONS: "",
    DayState.WEEKEND: "",
    DayState.NATIONAL_HOLIDAY: "节假日",
    DayState.NATIONAL_MAKE_UP: "调休上课",
    DayState.LOCAL_HOLIDAY: "学校放假",
    DayState.LOCAL_MAKE_UP: "学校补课",
    DayState.VACATION: "寒暑假",
}
_INKS: Final = {
    DayState.LESSONS: ("text", "ground"),
    DayState.WEEKEND: ("faint", "surface"),
    DayState.NATIONAL_HOLIDAY: ("muted", "surface"),
    DayState.NATIONAL_MAKE_UP: ("text", "ground"),
    DayState.LOCAL_HOLIDAY: ("warning", "warning_soft"),
    DayState.LOCAL_MAKE_UP: ("accent", "accent_soft"),
    DayState.VACATION: ("faint", "surface"),
}


class DayCell(QAbstractButton):
    """One day: its number, how it is held in a word, and what the school wrote to it."""

    moved = Signal(int)
    """The arrow keys ask for another day, by so many days."""

    def __init__(self, line: DayLine) -> None:
        super().__init__()
        self.line = line
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        note = f"，{line.note}" if line.note else ""
        words = f"{line.day.month}月{line.day.day}日 {line.state.label}{note}"
        self.setAccessibleName(words)
        self.setToolTip(words)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the number and two short lines."""
        base = current_tokens().sizes.base
        return QSize(base * 6, base * 5)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the number and a word of four characters."""
        base = current_tokens().sizes.base
        return QSize(base * 4, base * 5)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows walk over the days; Enter is a click as well."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -_WEEK,
            Qt.Key.Key_Down: _WEEK,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.moved.emit(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the day."""
        worn = current_tokens()
        ink, ground = (QColor(getattr(worn.colours, name)) for name in _INKS[self.line.state])
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = worn.colours.accent if self.hasFocus() else worn.colours.line
            pen = painter.pen()
            pen.setColor(QColor(edge))
            pen.setWidth(2 if self.hasFocus() else 1)
            painter.setPen(pen)
            painter.setBrush(ground)
            painter.drawRoundedRect(room, worn.sizes.radius, worn.sizes.radius)
            painter.setPen(ink)
            inside = room.adjusted(worn.sizes.space - 2, 3, -3, -3)
            painter.drawText(inside, Qt.AlignmentFlag.AlignTop, str(self.line.day.day))
            font = painter.font()
            font.setPixelSize(worn.sizes.small)
            painter.setFont(font)
            words = "\n".join(w for w in (_SHORT[self.line.state], self.line.note or "") if w)
            painter.drawText(
                inside, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, words
            )


class MonthView(QWidget):
    """The days of a month under their weekdays, Monday first."""

    chosen = Signal(object)
    """The `DayLine` that the person wants to change."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: dict[date, DayCell] = {}
        self.readonly = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        for column, word in enumerate(_HEADS):
            head = QLabel(word)
            head.setAlignment(Qt.AlignmentFlag.AlignCenter)
            mark(head, kind="muted")
            self._grid.addWidget(head, 0, column)
            self._grid.setColumnStretch(column, 1)

    def show_month(self, calendar: MonthCalendar) -> None:
        """Show a month; the day that had the keyboard keeps it."""
        focused = next((day for day, cell in self.cells.items() if cell.hasFocus()), None)
        for cell in self.cells.values():
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self.cells = {}
        offset = calendar.month.first.weekday()
        for line in calendar.days:
            cell = DayCell(line)
            cell.setEnabled(not self.readonly)
            place = offset + line.day.day - 1
            self._grid.addWidget(cell, 1 + place // _WEEK, place % _WEEK)
            cell.clicked.connect(lambda _checked=False, line=line: self.chosen.emit(line))
            cell.moved.connect(lambda step, day=line.day: self._on_moved(day, step))
            # At once, not when the layout comes to it: only what is seen can have the keyboard.
            cell.show()
            self.cells[line.day] = cell
        for row in range(1, _ROWS + 1):
            used = row <= (offset + len(calendar.days) - 1) // _WEEK + 1
            self._grid.setRowStretch(row, int(used))
        if focused in self.cells:
            self.cells[focused].setFocus()

    def _on_moved(self, day: date, step: int) -> None:
        wanted = day.fromordinal(day.toordinal() + step)
        if wanted in self.cells:
            self.cells[wanted].setFocus()
