"""Dates and months as they are typed fast: 0517, 17, +, -, +3, t.

A shorthand is understood from a base, the value that the field had, and put into the year in which
it is allowed. What is written out (2026-5-17, 2026年5月17日) is read as in a workbook's cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desktop.core.dates import DateFlaw, Precision, WrittenDate, read_date
from desktop.core.repairs import narrow
from desktop.core.terms import Month
from desktop.views.widgets.parsed import Wrong

_WORDS: Final = {"t": 0, "今天": 0, "今": 0, "昨天": -1, "前天": -2, "明天": 1, "后天": 2}
_STEP: Final = re.compile(r"(?P<head>.*?)(?P<sign>[+-])(?P<count>\d{0,3})")
_DAY: Final = re.compile(r"(?P<d>\d{1,2})[日号]?")
_MONTH_DAY: Final = re.compile(
    r"(?P<m>\d{1,2})(?:[-/.月])(?P<d>\d{1,2})[日号]?|(?P<mm>\d{1,2})(?P<dd>\d{2})"
)
_MONTH: Final = re.compile(r"(?P<m>\d{1,2})月?")
_MORE_TO_COME: Final = re.compile(r"\d{0,4}(?:[-/.年]\d{0,2}){0,2}|[\d年月日号+-]*")
_NO_SUCH_DAY: Final = "没有这一天。"


@dataclass(frozen=True, slots=True)
class DayFrame:
    """What a shorthand is understood from, and between which days it must lie."""

    base: date
    today: date
    earliest: date | None = None
    latest: date | None = None

    def within(self, day: date) -> bool:
        """Whether a day is allowed."""
        early = self.earliest is not None and day < self.earliest
        return not early and not (self.latest is not None and day > self.latest)


def chinese(day: date) -> str:
    """A date as it is shown: 2026年5月17日."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """星期日."""
    return "星期" + "一二三四五六日"[day.weekday()]


def read_day(text: str, frame: DayFrame) -> date | Wrong:
    """The day that a text means."""
    text = _narrow(text)
    read = _day(text, frame)
    if isinstance(read, Wrong):
        return read
    if frame.earliest is not None and read < frame.earliest:
        return Wrong(f"不能早于{chinese(frame.earliest)}。", _short(text))
    if frame.latest is not None and read > frame.latest:
        return Wrong(f"不能晚于{chinese(frame.latest)}。", _short(text))
    return read


def read_month(text: str, base: Month, today: Month) -> Month | Wrong:
    """The month that a text means: 10, 202610, 2026-10, +, -, t."""
    text = _narrow(text)
    if text in ("t", "今", "本月"):
        return today
    if text == "上月":
        return today.previous
    if found := _MONTH.fullmatch(text):
        return _month_of(base.year, int(found["m"]))
    written = read_date(text)
    if isinstance(written, WrittenDate) and written.precision is not Precision.YEAR:
        return Month.of(written.day)
    found = _STEP.fullmatch(text)
    if found is None:
        return Wrong("看不懂这个月份：写成 2026-10、10 或 + - 的样子。", _unfinished(text))
    start = read_month(found["head"], base, today) if found["head"] else base
    return start if isinstance(start, Wrong) else months_on(start, _count(found))


def months_on(month: Month, count: int) -> Month:
    """The month so many months later, or earlier; stays within the years that exist."""
    number = month.year * 12 + month.month - 1 + count
    year, at = divmod(min(max(number, 1900 * 12), 2199 * 12 + 11), 12)
    return Month(year, at + 1)


def _narrow(text: str) -> str:
    return narrow(text).strip().lower().replace("。", ".").replace(" ", "")


def _day(text: str, frame: DayFrame) -> date | Wrong:
    if text in _WORDS:
        return frame.today + timedelta(days=_WORDS[text])
    if found := _DAY.fullmatch(text):
        return _dated(frame.base.month, int(found["d"]), frame, (0,))
    if found := _MONTH_DAY.fullmatch(text):
        month, day = int(found["m"] or found["mm"]), int(found["d"] or found["dd"])
        if month <= 12:  # noqa: PLR2004 - else it is the beginning of a year
            return _dated(month, day, frame, (0, -1, 1))
    written = read_date(text)
    if isinstance(written, WrittenDate) and written.precision is Precision.DAY:
        return written.day
    found = _STEP.fullmatch(text)
    start = _start(found["head"], frame) if found else None
    return days_on(start, _count(found)) if found and start else _unreadable(text, written)


def _start(head: str, frame: DayFrame) -> date | None:
    """What a step counts from: the base, a word, or a whole date; 26-5 is no 26th less five."""
    if not head:
        return frame.base
    if head in _WORDS:
        return frame.today + timedelta(days=_WORDS[head])
    written = read_date(head)
    if isinstance(written, WrittenDate) and written.precision is Precision.DAY:
        return written.day
    return None


def days_on(day: date, count: int) -> date:
    """The day so many days later, or earlier; stays within the years that exist."""
    number = day.toordinal() + count
    return date.fromordinal(
        min(max(number, date(1900, 1, 1).toordinal()), date(2199, 12, 31).toordinal())
    )


def _count(found: re.Match[str]) -> int:
    return int(found["sign"] + (found["count"] or "1"))


def _dated(month: int, day: int, frame: DayFrame, years: tuple[int, ...]) -> date | Wrong:
    """The day in the first of the years around the base that has it and allows it."""
    days = []
    for year in years:
        try:
            days.append(date(frame.base.year + year, month, day))
        except ValueError:
            continue
    allowed = next((found for found in days if frame.within(found)), None)
    return allowed or (days[0] if days else Wrong(_NO_SUCH_DAY, underway=True))


def _month_of(year: int, month: int) -> Month | Wrong:
    try:
        return Month(year, month)
    except ValueError:
        return Wrong("没有这个月份：月份是 1 到 12。", underway=True)


def _unreadable(text: str, written: WrittenDate | DateFlaw) -> Wrong:
    if written is DateFlaw.NO_SUCH_DATE:
        return Wrong(_NO_SUCH_DAY, _unfinished(text))
    if isinstance(written, WrittenDate):
        return Wrong("还没有写到日，例如 2026-5-17。", _unfinished(text))
    if written is DateFlaw.TWO_DIGIT_YEAR:
        return Wrong("年份请写全四位，例如 2026-5-17。", _unfinished(text))
    return Wrong("看不懂这个日期：写成 2026-5-17、0517、17 或 + - 的样子。", _unfinished(text))


def _unfinished(text: str) -> bool:
    return bool(_MORE_TO_COME.fullmatch(text))


def _short(text: str) -> bool:
    """Whether more digits may turn a shorthand into another day."""
    return text.isdigit() and len(text) < len("20260517")
