"""Fields for a day and for a month, with shorthands, arrow keys and a calendar."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction

from desktop.core.terms import Month
from desktop.views.style import icon
from desktop.views.widgets.calendars import CalendarPopup, MonthPopup
from desktop.views.widgets.parsed import ParsedEdit, Wrong
from desktop.views.widgets.shorthands import (
    DayFrame,
    chinese,
    days_on,
    months_on,
    read_day,
    read_month,
    weekday,
)

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QKeyEvent

T = TypeVar("T")


class CalendarEdit(ParsedEdit[T]):
    """A field with a calendar: F4 or Alt+Down opens it, as does the picture at its end."""

    direct = True

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._opener = QAction(icon("calendar", "muted"), "打开日历 (F4)", self)
        self._opener.triggered.connect(self.open_calendar)
        self.addAction(self._opener, self.ActionPosition.TrailingPosition)

    def open_calendar(self) -> None:
        """Let the person choose from a calendar."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """F4 and Alt+Down open the calendar."""
        alt_down = (
            event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        )
        if (event.key() == Qt.Key.Key_F4 or alt_down) and not self.isReadOnly():
            self.open_calendar()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take the icon of a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._opener.setIcon(icon("calendar", "muted"))

    def _on_picked(self, value: T) -> None:
        self.set_value(value)
        self.setFocus()
        self.editingFinished.emit()


class DateEdit(CalendarEdit["date"]):
    """A day, shown as 2026年5月17日."""

    sample = "2026年12月31日"

    def __init__(
        self,
        title: str,
        today: date,
        *,
        earliest: date | None = None,
        latest: date | None = None,
    ) -> None:
        super().__init__(title)
        self._popup: CalendarPopup | None = None
        self._today, self._earliest, self._latest = today, earliest, latest
        self.setPlaceholderText("如 0517、17、t")

    def set_bounds(self, earliest: date | None, latest: date | None) -> None:
        """Allow the days between these two only."""
        self._earliest, self._latest = earliest, latest
        self.reread()

    def set_today(self, today: date) -> None:
        """Count shorthands from another day: midnight has passed, or another month is shown."""
        self._today = today
        self.reread()

    def read(self, text: str) -> date | Wrong:
        """Read a date or a shorthand."""
        return read_day(text, self._frame())

    def write(self, value: date) -> str:
        """2026年5月17日."""
        return chinese(value)

    def hint(self) -> str:
        """The weekday, and the whole date while a shorthand is typed."""
        value = self.value()
        if value is None:
            return ""
        return (
            weekday(value)
            if self.text() == chinese(value)
            else f"{chinese(value)} {weekday(value)}"
        )

    def step(self, count: int, *, far: bool = False) -> None:
        """A day, or a month, later or earlier; stops at the bounds."""
        base = self.value() or self._frame().base
        day = _same_day(base, count) if far else days_on(base, count)
        if self._frame().within(day):
            self.set_value(day)

    def open_calendar(self) -> None:
        """Let the person choose a day."""
        if self._popup is None:
            self._popup = CalendarPopup(self)
            self._popup.picked.connect(self._on_picked)
        frame = self._frame()
        self._popup.open_at(self.value() or frame.base, self._earliest, self._latest)

    def _frame(self) -> DayFrame:
        return DayFrame(self.last_value or self._today, self._today, self._earliest, self._latest)


class MonthEdit(CalendarEdit[Month]):
    """A month, shown as 2026年10月."""

    sample = "2026年12月"

    def __init__(
        self,
        title: str,
        today: Month,
        *,
        earliest: Month | None = None,
        latest: Month | None = None,
    ) -> None:
        super().__init__(title)
        self._popup: MonthPopup | None = None
        self._today, self._earliest, self._latest = today, earliest, latest
        self.setPlaceholderText("如 10、202610")

    def set_bounds(self, earliest: Month | None, latest: Month | None) -> None:
        """Allow the months between these two only."""
        self._earliest, self._latest = earliest, latest
        self.reread()

    def read(self, text: str) -> Month | Wrong:
        """Read a month or a shorthand."""
        month = read_month(text, self.last_value or self._today, self._today)
        return month if isinstance(month, Wrong) else self._within(month)

    def write(self, value: Month) -> str:
        """2026年10月."""
        return value.label

    def hint(self) -> str:
        """The whole month while a shorthand is typed."""
        value = self.value()
        return "" if value is None or self.text() == value.label else value.label

    def step(self, count: int, *, far: bool = False) -> None:
        """A month, or a year, later or earlier; stops at the bounds."""
        base = self.value() or self.last_value or self._today
        month = months_on(base, count * (12 if far else 1))
        if not isinstance(self._within(month), Wrong):
            self.set_value(month)

    def open_calendar(self) -> None:
        """Let the person choose a month."""
        if self._popup is None:
            self._popup = MonthPopup(self)
            self._popup.picked.connect(self._on_picked)
        self._popup.open_at(self.value() or self._today, self._earliest, self._latest)

    def _within(self, month: Month) -> Month | Wrong:
        if self._earliest is not None and month < self._earliest:
            return Wrong(f"不能早于{self._earliest.label}。", underway=True)
        if self._latest is not None and month > self._latest:
            return Wrong(f"不能晚于{self._latest.label}。", underway=True)
        return month


def _same_day(day: date, months: int) -> date:
    """The same day of another month, or its last."""
    month = months_on(Month.of(day), months)
    return day.replace(
        year=month.year,
        month=month.month,
        day=min(day.day, calendar.monthrange(month.year, month.month)[1]),
    )
