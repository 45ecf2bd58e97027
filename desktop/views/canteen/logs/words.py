"""How logs and samples are told in lists and panes, and how a time of day is typed."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from desktop.core.clock import CHINA
from desktop.core.meals import LogState
from desktop.services.canteen.samples import LATE_DAYS
from desktop.views.widgets import Chip, Tone

if TYPE_CHECKING:
    from desktop.services.canteen.companions import CompanionLine
    from desktop.services.canteen.log_lists import RoundSummary
    from desktop.services.canteen.samples import SampleLine

STATES: Final = {
    LogState.MISSING: Chip(LogState.MISSING.label, Tone.CARE),
    LogState.DONE: Chip(LogState.DONE.label, Tone.GOOD),
    LogState.PROBLEM: Chip(LogState.PROBLEM.label, Tone.BAD),
}
_WEEKDAYS: Final = "一二三四五六日"
_TIME: Final = re.compile(r"(\d{1,2})[:：.]?(\d{2})")
MOST_DAYS: Final = 6


def spoken(day: date) -> str:
    """10月12日 星期一."""
    return f"{day.month}月{day.day}日 星期{_WEEKDAYS[day.weekday()]}"


def days_words(days: tuple[date, ...]) -> str:
    """A few days: 12、13、14日; of many only the first."""
    named = "、".join(str(day.day) for day in days[:MOST_DAYS])
    return f"{named}日" if len(days) <= MOST_DAYS else f"{named}日等 {len(days)} 天"


def time_of(text: str) -> time | None:
    """The time of day that was typed: 11:30, 1130; None where it is none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - a clock


def time_problem(text: str) -> str:
    """A sentence where a text is no time of day."""
    return "" if time_of(text) else "写成 11:30 或 1130 的样子。"


def moment(day: date, text: str) -> datetime:
    """A day and a typed time of day in China; the text was looked at before."""
    at = time_of(text)
    assert at is not None  # noqa: S101 - the form asks for one
    return datetime.combine(day, at, CHINA)


def moment_words(at: datetime | None) -> str:
    """10-12 11:30; empty where there is none."""
    return "" if at is None else f"{at.astimezone(CHINA):%m-%d %H:%M}"


def sample_chip(line: SampleLine, now: datetime) -> Chip:
    """Whether a sample is kept, may go, should have gone, or is gone."""
    if line.disposed_at is not None:
        return Chip("已销样", Tone.PLAIN)
    if line.late(now):
        return Chip(f"到期超过 {LATE_DAYS} 天", Tone.BAD)
    return Chip("可以销样", Tone.CARE) if line.due(now) else Chip("留样中", Tone.GOOD)


def companion_chip(line: CompanionLine) -> Chip:
    """Whether a problem waits, and whether the meal was paid."""
    if line.open_problem:
        return Chip("有问题", Tone.BAD)
    if not line.meal.paid.units:
        return Chip("未缴费", Tone.CARE)
    return Chip("有问题已处理" if line.meal.problem else "正常", Tone.GOOD)


def round_chip(line: RoundSummary) -> Chip:
    """What a round has found."""
    if line.bad:
        return Chip(f"不合格 {line.bad} 项", Tone.BAD)
    return Chip("正常", Tone.GOOD)
