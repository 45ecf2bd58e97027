"""Days as people write them in a cell that is known to hold a date.

Never guess that a cell is a date: weights such as 1069.9 look like year and month. Reading gives
a value in every case: a `WrittenDate`, or a `DateFlaw` whose label tells the person what to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from desktop.core.labels import Labelled
from desktop.core.numerals import digit_by_digit, small_number
from desktop.core.repairs import INVISIBLE, Repair, Steps, heal, narrow


class Precision(Labelled):
    """How much of a date was written."""

    DAY = "day", "日"
    MONTH = "month", "月"
    YEAR = "year", "年"


class DateFlaw(Labelled):
    """What is wrong with a written date, and what to do about it."""

    EMPTY = "empty", "没有填日期；请补填，写成 2014-9-1 的样子"
    UNREADABLE = "unreadable", "看不懂这个日期；请写成 2014-9-1 的样子"
    NO_SUCH_DATE = "no_such_date", "没有这一天；请核对后写成 2014-9-1 的样子"
    TWO_DIGIT_YEAR = "two_digit_year", "年份只写了两位；请写全四位，如 2014-9-1"
    DAY_FIRST = "day_first", "日期里年份写在后面，分不清月和日；请写成 2014-9-1 的样子"
    SERIAL = "serial", "这是表格软件的日期序号，不是日期；请把单元格设成日期格式，或写成 2014-9-1"
    AMBIGUOUS_MONTH = (
        "ambiguous_month",
        "数字单元格分不清 1 月和 10 月；请把单元格设成文本格式，写成 2014-10 的样子",
    )
    OUT_OF_RANGE = "out_of_range", "年份不在 1900 到 2199 之间；请核对"
    EXTRA_WORDS = "extra_words", "日期后面还有别的字；请只留日期，其余写到备注里"


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as read."""

    day: date
    """The day; the first of the month or of the year where less was written."""
    precision: Precision = Precision.DAY
    repairs: tuple[Repair, ...] = ()


_YEARS: Final = range(1900, 2200)
_BLANKS: Final = re.compile(r"\s+")
_AROUND: Final = re.compile(r"\s*([-/.年月日号])\s*")
_SEPARATED: Final = re.compile(
    r"(?P<y>\d{4})(?P<s>[-/.年])(?P<m>\d{1,2})(?:[-/.月](?P<d>\d{1,2})[日号.]?|月份?)?"
)
_COMPACT: Final = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})?")
_YEAR: Final = re.compile(r"(?P<y>\d{4})年?")
# A time or a weekday behind the day says nothing more about the day.
_TAIL: Final = re.compile(
    r"[T\s]*[（(]?(?:(?:星期|周|礼拜)[一二三四五六日天]|(?:上午|下午)?\d{1,2}[:时]\d{1,2}.*)[)）]?"
)
# Every date that was exported as text carries this one.
_MIDNIGHT: Final = re.compile(r"[T\s]*0?0:00(?::00(?:\.0+)?)?")
_FLAWS: Final = (
    (DateFlaw.DAY_FIRST, re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")),
    (
        DateFlaw.TWO_DIGIT_YEAR,
        re.compile(r"['’]?\d{2}[-/.年]\d{1,2}(?:[-/.月](?:\d{1,2}[日号]?)?)?"),
    ),
    (DateFlaw.SERIAL, re.compile(r"[1-9]\d{4}(?:\.\d+)?")),
    (DateFlaw.EXTRA_WORDS, re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}[日号]?\D.*")),
)
_CHINESE: Final = re.compile(
    r"([〇零○Ｏo一二三四五六七八九]{4})年(?:(元|正|[一二三四五六七八九十]{1,2})月(?:份)?"
    r"(?:([初一二三四五六七八九十廿卅]{1,3})[日号])?)?",
    re.IGNORECASE,
)


def read_date(raw: str | float | date) -> WrittenDate | DateFlaw:
    """Read the date in a cell: text, a number such as 20140901, or a real date or time.

    Understands 2011-4-24, 2017.8.3, 2004/9/1, 2014年9月1日, 二〇一四年九月一日, 20040101,
    201409, 2014年9月 and 2014, in full or half width, with a time or weekday behind. Two-digit
    years and day-first writing are refused.
    """
    if isinstance(raw, date):
        return _real(raw)
    if isinstance(raw, float):
        return _number(raw)
    return _written(str(raw))


def _real(raw: date) -> WrittenDate | DateFlaw:
    day = raw.date() if isinstance(raw, datetime) else raw
    return WrittenDate(day) if day.year in _YEARS else DateFlaw.OUT_OF_RANGE


def _number(raw: float) -> WrittenDate | DateFlaw:
    if raw.is_integer():
        return _written(str(int(raw)))
    text = str(raw)
    # 2014.1 in a number cell may have been typed as 2014.10.
    if raw >= _YEARS.start and raw < _YEARS.stop and text.endswith(".1"):
        return DateFlaw.AMBIGUOUS_MONTH
    return _written(text)


@lru_cache(maxsize=65_536)
def _written(raw: str) -> WrittenDate | DateFlaw:
    text, repairs = heal(raw, _STEPS)
    if not text:
        return DateFlaw.EMPTY
    found = _match(text)
    if found is None:
        found = _match_before_tail(text)
        if found is None:
            return _why(text)
        if not _MIDNIGHT.fullmatch(text, found.end()):
            repairs = (*repairs, Repair.TIME_DROPPED)
    read = _build(found)
    return replace(read, repairs=repairs) if isinstance(read, WrittenDate) else read


def _arabic(found: re.Match[str]) -> str:
    text = digit_by_digit(found[1]) + "年"
    if found[2]:
        text += f"{small_number(found[2])}月"
    if found[3]:
        text += f"{small_number(found[3])}日"
    return text


_STEPS: Final[Steps] = (
    (Repair.INVISIBLE, lambda t: INVISIBLE.sub("", t)),
    (Repair.BLANKS, lambda t: _AROUND.sub(r"\1", _BLANKS.sub(" ", t.strip()))),
    (Repair.APOSTROPHE, lambda t: t.lstrip("'‘’")),
    (Repair.FULL_WIDTH, lambda t: narrow(t).replace("。", ".").replace("—", "-")),
    (Repair.CHINESE_DIGITS, lambda t: _CHINESE.sub(_arabic, t)),
)


def _match(text: str) -> re.Match[str] | None:
    return _SEPARATED.fullmatch(text) or _COMPACT.fullmatch(text) or _YEAR.fullmatch(text)


def _match_before_tail(text: str) -> re.Match[str] | None:
    """The date before a time or weekday, or None when there is no such tail."""
    for head in (_SEPARATED, _COMPACT):
        found = head.match(text)
        if found and _TAIL.fullmatch(text, found.end()):
            return found
    return None


def _build(found: re.Match[str]) -> WrittenDate | DateFlaw:
    parts = found.groupdict()
    year, month, day = int(parts["y"]), parts.get("m"), parts.get("d")
    if year not in _YEARS:
        return DateFlaw.OUT_OF_RANGE
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    try:
        return WrittenDate(date(year, int(month or 1), int(day or 1)), precision)
    except ValueError:
        return DateFlaw.NO_SUCH_DATE


def _why(text: str) -> DateFlaw:
    return next((flaw for flaw, form in _FLAWS if form.fullmatch(text)), DateFlaw.UNREADABLE)
