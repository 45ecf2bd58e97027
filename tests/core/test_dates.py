"""Dates in every written form of real sheets."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.dates import DateFlaw, Precision, WrittenDate, read_date
from desktop.core.repairs import Repair

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
_DIGITS = "〇一二三四五六七八九"
FORMS = (
    "{y}-{m}-{d}",
    "{y}.{m}.{d}",
    "{y}/{m:02}/{d:02}",
    "{y}{m:02}{d:02}",
    "{y}年{m}月{d}日",
    "{y}年 {m}月 {d}号",
    "{y}-{m:02}-{d:02} 00:00:00",
    "{y}-{m:02}-{d:02}T08:30",
    "{y}-{m}-{d} 星期三",
    "{y}-{m}-{d}（周日）",
    "{y}年{m}月{d}日 下午3:05",
    "\u200b '{y}-{m}-{d} ",
    "{y}.{m}.{d}.",
    "{y}。{m}。{d}",
    "{y}—{m}—{d}",
)


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else _DIGITS[tens])
        + ("十" if tens else "")
        + (_DIGITS[ones] if ones else "")
    )


@given(days, st.sampled_from(FORMS))
def test_every_form_gives_the_day(day: date, form: str) -> None:
    text = form.format(y=day.year, m=day.month, d=day.day)
    read = read_date(text)
    assert isinstance(read, WrittenDate)
    assert (read.day, read.precision) == (day, Precision.DAY)


@given(days)
def test_chinese_digits_give_the_day(day: date) -> None:
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    text = f"{year}年{chinese(day.month)}月{chinese(day.day)}日"
    for form in (text, text.replace("〇", "零"), text.replace("〇", "○")):
        read = read_date(form)
        assert isinstance(read, WrittenDate)
        assert read.day == day
        assert read.repairs == (Repair.CHINESE_DIGITS,)


@given(days)
def test_real_dates_and_number_cells(day: date) -> None:
    assert read_date(day) == WrittenDate(day)
    assert read_date(datetime(day.year, day.month, day.day, 23, 59)) == WrittenDate(day)  # noqa: DTZ001
    assert read_date(float(f"{day:%Y%m%d}")) == WrittenDate(day)
    assert read_date(int(f"{day:%Y%m%d}")) == WrittenDate(day)


@given(st.text(max_size=20) | st.floats() | st.integers() | st.dates() | st.datetimes())
def test_any_cell_gives_a_value(raw: str | float | date) -> None:
    assert isinstance(read_date(raw), WrittenDate | DateFlaw)


@pytest.mark.parametrize(
    ("raw", "day", "precision"),
    [
        ("201409", date(2014, 9, 1), Precision.MONTH),
        ("2014-9", date(2014, 9, 1), Precision.MONTH),
        ("2014.10", date(2014, 10, 1), Precision.MONTH),
        ("2014年9月", date(2014, 9, 1), Precision.MONTH),
        ("2014年9月份", date(2014, 9, 1), Precision.MONTH),
        ("二〇一四年九月", date(2014, 9, 1), Precision.MONTH),
        ("二〇一四年九月份", date(2014, 9, 1), Precision.MONTH),
        (2014.9, date(2014, 9, 1), Precision.MONTH),
        (2014.12, date(2014, 12, 1), Precision.MONTH),
        (201409.0, date(2014, 9, 1), Precision.MONTH),
        ("2014", date(2014, 1, 1), Precision.YEAR),
        ("2014年", date(2014, 1, 1), Precision.YEAR),
        ("二〇一四年", date(2014, 1, 1), Precision.YEAR),
        ("二零一四年正月初一日", date(2014, 1, 1), Precision.DAY),
        ("二〇一四年十二月廿一日", date(2014, 12, 21), Precision.DAY),
    ],
)
def test_less_than_a_day_is_told(raw: str | float, day: date, precision: Precision) -> None:
    read = read_date(raw)
    assert isinstance(read, WrittenDate)
    assert (read.day, read.precision) == (day, precision)


@pytest.mark.parametrize(
    ("raw", "flaw"),
    [
        ("", DateFlaw.EMPTY),
        ("\u3000 ", DateFlaw.EMPTY),
        ("不详", DateFlaw.UNREADABLE),
        ("2014-9-1-1", DateFlaw.EXTRA_WORDS),
        ("2014-02-30", DateFlaw.NO_SUCH_DATE),
        ("2014-13", DateFlaw.NO_SUCH_DATE),
        ("201413", DateFlaw.NO_SUCH_DATE),
        ("20140931", DateFlaw.NO_SUCH_DATE),
        ("14-9-1", DateFlaw.TWO_DIGIT_YEAR),
        ("14年9月1日", DateFlaw.TWO_DIGIT_YEAR),
        ("98.3", DateFlaw.TWO_DIGIT_YEAR),
        ("9/1/2014", DateFlaw.DAY_FIRST),
        ("38899", DateFlaw.SERIAL),
        (38899.0, DateFlaw.SERIAL),
        (38899.5, DateFlaw.SERIAL),
        (2014.1, DateFlaw.AMBIGUOUS_MONTH),
        ("1069.9", DateFlaw.OUT_OF_RANGE),
        (1069.1, DateFlaw.OUT_OF_RANGE),
        (date(1899, 12, 31), DateFlaw.OUT_OF_RANGE),
        ("2022.11.29白", DateFlaw.EXTRA_WORDS),
        ("2014年9月1日转入", DateFlaw.EXTRA_WORDS),
        (float("nan"), DateFlaw.UNREADABLE),
        (float("inf"), DateFlaw.UNREADABLE),
    ],
)
def test_flaws_are_told_apart(raw: str | float | date, flaw: DateFlaw) -> None:
    assert read_date(raw) is flaw


@pytest.mark.parametrize(
    ("raw", "repairs"),
    [
        ("2014-9-1", ()),
        ("2014-09-01 00:00:00", ()),
        ("2014-9-1 8:30", (Repair.TIME_DROPPED,)),
        ("2014-9-1 星期一", (Repair.TIME_DROPPED,)),
        ("２０１４－９－１", (Repair.FULL_WIDTH,)),
        (" 2014 - 9 - 1", (Repair.BLANKS,)),
        ("'2014-9-1", (Repair.APOSTROPHE,)),
    ],
)
def test_what_was_healed_is_told(raw: str, repairs: tuple[Repair, ...]) -> None:
    assert read_date(raw) == WrittenDate(date(2014, 9, 1), Precision.DAY, repairs)
