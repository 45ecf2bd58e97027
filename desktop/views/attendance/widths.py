"""Which days are shown, a day, its week or the month, and how wide the columns are then."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from desktop.views.attendance.showing import FIRST_DAY, NAME, NUMBER, SUMS
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QTableView

    from desktop.views.attendance.header import RollHeader
    from desktop.views.attendance.table import RollTable

_DAYS_OF_WEEK: Final = 7


class Span(StrEnum):
    """How many days are shown."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


_WIDE: Final = {Span.DAY: 13.0, Span.WEEK: 5.0, Span.MONTH: 1.72}
"""A day's width in letters."""


def fit(view: QTableView, table: RollTable, header: RollHeader, place: int, span: Span) -> None:
    """Hide the days that are not shown, and give each column its width."""
    base = current_tokens().sizes.base
    header.current = place
    header.viewport().update()
    header.setFixedHeight(round(base * 3.4))
    header.resizeSection(NUMBER, round(base * 3.2))
    header.resizeSection(NAME, round(base * (6 if span is Span.MONTH else 10)))
    days = [] if table.typed is None else [head.day for head in table.typed.grid.days]
    for at, day in enumerate(days):
        view.setColumnHidden(FIRST_DAY + at, not _shown(day, days[place], span))
        header.resizeSection(FIRST_DAY + at, round(base * _WIDE[span]))
    for at, words in enumerate(SUMS):
        column = FIRST_DAY + len(days) + at
        header.resizeSection(column, round(base * (len(words) + 1.8)))
        view.setColumnHidden(column, span is Span.DAY)


def _shown(day: date, current: date, span: Span) -> bool:
    if span is not Span.WEEK:
        return span is Span.MONTH or day == current
    monday = current - timedelta(days=current.weekday())
    return 0 <= (day - monday).days < _DAYS_OF_WEEK
