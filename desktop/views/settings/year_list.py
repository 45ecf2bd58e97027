"""The school year in twelve lines: when there are lessons, and what the school has moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.school_days import DayState
from desktop.services.calendar import year_calendar
from desktop.views.tables.columns import ListColumn
from desktop.views.tables.source import WholeList
from desktop.views.tables.view import ListView
from desktop.views.widgets.notes import EmptyState

if TYPE_CHECKING:
    from desktop.core.terms import SchoolYear
    from desktop.services.calendar import MonthCalendar
    from desktop.views.desk import Desk

_FREE: Final = (DayState.NATIONAL_HOLIDAY, DayState.LOCAL_HOLIDAY)
_UNSURE: Final = "日期还没有填全，先按双休日算"
_MADE_UP: Final = (DayState.NATIONAL_MAKE_UP, DayState.LOCAL_MAKE_UP)


def _from_to(month: MonthCalendar) -> str:
    days = month.teaching
    return f"{days[0].day}日至{days[-1].day}日" if days else "不上课"


def _days(month: MonthCalendar, states: tuple[DayState, ...]) -> str:
    """The days of some kinds, each with its note: 1日、5日（运动会）."""
    return "、".join(
        f"{line.day.day}日（{line.note}）" if line.note else f"{line.day.day}日"
        for line in month.days
        if line.state in states
    )


COLUMNS: Final[tuple[ListColumn[MonthCalendar], ...]] = (
    ListColumn("month", "月份", lambda line: line.month.label, 110),
    ListColumn("teaching", "上课天数", lambda line: f"{len(line.teaching)}", 80, "right"),
    ListColumn("span", "上课", _from_to, 120),
    ListColumn("free", "放假（法定和学校）", lambda line: _days(line, _FREE), 240),
    ListColumn("made_up", "调休和补课", lambda line: _days(line, _MADE_UP), 160),
    ListColumn("notes", "说明", lambda line: _UNSURE if line.notes else "", 240),
)


def year_list(desk: Desk, year: SchoolYear) -> ListView:
    """The list of a school year."""
    session = desk.session
    made = ListView(
        desk,
        "settings.calendar",
        COLUMNS,
        WholeList(lambda: year_calendar(session, year)),
        EmptyState("没有月份。"),
    )
    made.titled(f"{year.label}校历")
    made.identify_by(lambda line: line.month)
    return made
