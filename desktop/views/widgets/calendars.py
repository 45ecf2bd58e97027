"""What opens under a date or a month: a calendar, and the twelve months of a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.terms import Month
from desktop.views.style import current_tokens, icon, mark

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QKeyEvent

_MONTHS: Final = 12
_COLUMNS: Final = 4


class Popup(QFrame):
    """A small window under a field; Esc or a click elsewhere closes it."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        mark(self, kind="card")
        self._owner = owner

    def open_under(self) -> None:
        """Show it under its field, or above where the screen ends."""
        self.adjustSize()
        below = self._owner.mapToGlobal(self._owner.rect().bottomLeft())
        room = self._owner.screen().availableGeometry()
        left = min(below.x(), room.right() - self.width())
        top = below.y() + 2
        if top + self.height() > room.bottom():
            top = self._owner.mapToGlobal(self._owner.rect().topLeft()).y() - self.height() - 2
        self.move(max(left, room.left()), max(top, room.top()))
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)


class _Head(QWidget):
    """A title between two arrows."""

    turned = Signal(int)
    """-1 back, 1 on."""

    def __init__(self, back: str, on: str) -> None:
        super().__init__()
        self.title = QLabel()
        self.back, self.on = self._arrow("back", back, -1), self._arrow("next", on, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.back)
        layout.addWidget(self.title, 1, Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.on)

    def _arrow(self, name: str, words: str, step: int) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name))
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.clicked.connect(lambda _checked=False: self.turned.emit(step))
        return button


class CalendarPopup(Popup):
    """A month of days in Chinese, Monday first."""

    picked = Signal(object)
    """The `date` that was chosen."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self.calendar = QCalendarWidget()
        self.calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setNavigationBarVisible(False)
        self.calendar.setHorizontalHeaderFormat(
            QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames
        )
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.activated.connect(self._on_activated)
        self.calendar.clicked.connect(self._on_activated)
        self.calendar.currentPageChanged.connect(self._on_page)
        self.head = _Head("上个月", "下个月")
        self.head.turned.connect(self._on_turned)
        layout = QVBoxLayout(self)
        layout.addWidget(self.head)
        layout.addWidget(self.calendar)

    def open_at(self, day: date, earliest: date | None, latest: date | None) -> None:
        """Show the month of a day; days outside of the bounds cannot be chosen."""
        self.calendar.setDateRange(
            _qdate(earliest) if earliest else QDate(1900, 1, 1),
            _qdate(latest) if latest else QDate(2199, 12, 31),
        )
        self.calendar.setSelectedDate(_qdate(day))
        self._on_page(self.calendar.yearShown(), self.calendar.monthShown())
        self._tint()
        self.open_under()
        self.calendar.setFocus()

    def _tint(self) -> None:
        """Weekends in grey: red is for what needs hands."""
        colours = current_tokens().colours
        quiet, head = QTextCharFormat(), QTextCharFormat()
        quiet.setForeground(QColor(colours.muted))
        head.setForeground(QColor(colours.muted))
        head.setBackground(QColor(colours.surface))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, quiet)
        self.calendar.setHeaderTextFormat(head)

    def _on_page(self, year: int, month: int) -> None:
        self.head.title.setText(f"{year}年{month}月")
        self._fade(QDate(year, month, 1))

    def _fade(self, first: QDate) -> None:
        """Write the days that cannot be chosen fainter; the calendar itself shows them alike."""
        faint = QTextCharFormat()
        faint.setForeground(QColor(current_tokens().colours.faint))
        faint.setFontStrikeOut(True)
        self.calendar.setDateTextFormat(QDate(), QTextCharFormat())
        for at in range(first.daysInMonth()):
            day = first.addDays(at)
            if not self.calendar.minimumDate() <= day <= self.calendar.maximumDate():
                self.calendar.setDateTextFormat(day, faint)

    def _on_turned(self, step: int) -> None:
        if step < 0:
            self.calendar.showPreviousMonth()
        else:
            self.calendar.showNextMonth()

    def _on_activated(self, day: QDate) -> None:
        self.close()
        self.picked.emit(day.toPython())


class MonthPopup(Popup):
    """The twelve months of a year; arrows at the top change the year."""

    picked = Signal(object)
    """The `Month` that was chosen."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._bounds: tuple[Month | None, Month | None] = (None, None)
        self._year = 0
        self._chosen: Month | None = None
        self.head = _Head("上一年", "下一年")
        self.head.turned.connect(lambda step: self._show_year(self._year + step))
        grid = QGridLayout()
        self.buttons = [self._month_button(at + 1) for at in range(_MONTHS)]
        for at, button in enumerate(self.buttons):
            grid.addWidget(button, *divmod(at, _COLUMNS))
        layout = QVBoxLayout(self)
        layout.addWidget(self.head)
        layout.addLayout(grid)

    def open_at(self, month: Month, earliest: Month | None, latest: Month | None) -> None:
        """Show the year of a month; months outside of the bounds cannot be chosen."""
        self._bounds, self._chosen = (earliest, latest), month
        self._show_year(month.year)
        self.open_under()
        self.buttons[month.month - 1].setFocus()

    def _month_button(self, number: int) -> QToolButton:
        button = QToolButton()
        button.setText(f"{number}月")
        button.setCheckable(True)
        button.setMinimumWidth(current_tokens().sizes.control * 2)
        button.clicked.connect(lambda: self._on_month(number))
        return button

    def _show_year(self, year: int) -> None:
        earliest, latest = self._bounds
        self._year = min(max(year, 1900), 2199)
        self.head.title.setText(f"{self._year}年")
        for at, button in enumerate(self.buttons):
            month = Month(self._year, at + 1)
            early, late = earliest and month < earliest, latest and month > latest
            button.setEnabled(not early and not late)
            button.setChecked(month == self._chosen)
        self.head.back.setEnabled(not (earliest and self._year <= earliest.year))
        self.head.on.setEnabled(not (latest and self._year >= latest.year))

    def _on_month(self, number: int) -> None:
        self.close()
        self.picked.emit(Month(self._year, number))


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
