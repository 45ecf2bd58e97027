"""Heads at table and pupils' fees from Excel: held against the rolls, once only, and back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.canteen import MoneyKind, PayMethod, Sitting
from desktop.core.money import Money
from desktop.core.names import name_key
from desktop.core.terms import Month
from desktop.rosters.meal_counts import MealCountRow
from desktop.rosters.meal_fees import MealFeeRow
from desktop.services.canteen.fees import FeePart, NewFees, record_fees
from desktop.services.canteen.heads import day_sheet
from desktop.services.canteen.money import reverse_money
from desktop.services.imports.batches import apply, preview, undo
from tests.services.canteen.school import DAY, FIRST, SECOND, SmallSchool
from tests.services.canteen.workbooks import export, look, look_at, parked, said, take
from tests.services.rosters import dump, roster, school_class

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.session import Session

OCTOBER = Month(2026, 10)
COUNTS, FEES = "meal-counts", "meal-fees"
COUNT_HEADER = ("日期", "餐次", "班级", "营养餐人数", "自费人数", "其他人员", "没有开餐的原因")
FEE_HEADER = ("班级", "姓名", "学籍号", "月份", "金额", "日期", "收退", "收付方式", "票据号")


@pytest.fixture
def school(session: Session) -> SmallSchool:
    return SmallSchool.of(session)


def test_counts_go_in_once_and_what_cannot_be_is_parked(
    school: SmallSchool, tmp_path: Path
) -> None:
    session = school.session
    school.call(absent=("赵甲",))
    before = dump(session.store)
    lines = [
        COUNT_HEADER,
        ("2026-10-12", "午餐", "三年级1班", 2, 1, 2),
        ("2026-10-12", "午餐", "三年级2班", 2, None),
        ("2026-10-12", "午餐", "三年级2班", 1, None),
        ("2026-10-13", None, "三年级1班", 3, 2),
        ("2026-10-13", None, "九年级9班", 3, 2),
        ("2026-10-14", "早餐", None, None, None, None, "停水"),
        ("2026-10-18", "午餐", "三年级1班", 1, 0),
        ("2026-10-15", "午餐", None, 3, 0),
        ("2026-10-15", "午餐", "三年级1班"),
    ]
    seen, receipt = take(session, tmp_path, COUNTS, lines)
    assert (seen.counts.new, seen.counts.parked) == (3, 4)
    assert [(row, reason[:12]) for row, reason in parked(seen)] == [
        (4, "表里这一餐不止一行是这个"),
        (5, "三年级1班2026-10"),
        (6, "名册里没有这个班，或这个"),
        (8, "2026-10-18不上"),
    ]
    assert [message for cell, message in said(seen) if cell] == [
        "写了学生人数，没有写是哪个班",
        "这一行没有写人数，也没有写没有开餐的原因",
    ]
    again = look(session, tmp_path, COUNTS, lines[:3])
    assert (again.counts.same, apply(session, again).batch) == (2, None)
    sheet = day_sheet(session, school.canteen_id, DAY, Sitting.LUNCH)
    assert [(line.plan, line.paying) for line in sheet.lines] == [(2, 1), (2, None)]
    more = [COUNT_HEADER, ("2026-10-12", "午餐", "三年级1班", 1, None, 0)]
    seen, _ = take(session, tmp_path, COUNTS, more)
    (changed,) = seen.plan.found.changed
    assert [(c.title, c.old, c.new) for c in changed.changes] == [
        ("营养餐学生", "2", "1"),
        ("其他人员", "2", "0"),
    ]
    unserved = [COUNT_HEADER, ("2026-10-12", "午餐", None, None, None, None, "停水")]
    assert look(session, tmp_path, COUNTS, unserved).counts.parked == 1
    assert receipt.batch is not None
    undo(session, 3)
    undo(session, receipt.batch)
    assert dump(session.store) == before


def test_fees_go_in_once_and_refunds_of_what_was_paid_only(
    school: SmallSchool, tmp_path: Path
) -> None:
    session = school.session
    before = dump(session.store)
    lines = [
        FEE_HEADER,
        ("三年级1班", "赵甲", "", "2026-10", 110, "2026-10-08", "", "现金", "001"),
        ("三年级1班", "钱乙", "", "", "110.00", "2026-10-08", "收费", "现金", "002"),
        ("三年级2班", "周戊", "", "2026-10", 220, "2026-10-08", "", "", ""),
        ("三年级2班", "周戊", "", "2026-10", 30, "2026-10-09", "退费", "银行", ""),
        ("三年级1班", "赵甲", "", "2026-10", 120, "2026-10-09", "退费", "银行", ""),
        ("三年级1班", "没有人", "", "2026-10", 120, "2026-10-09", "", "", ""),
        ("三年级1班", "赵甲", "", "2026-10", 0, "2026-10-09", "", "", ""),
        ("三年级2班", "周戊", "", "2026-10", 5, "2027-10-09", "", "", ""),
    ]
    seen, receipt = take(session, tmp_path, FEES, lines)
    assert (seen.counts.new, seen.counts.parked) == (4, 3)
    assert [(row, reason[:8]) for row, reason in parked(seen)] == [
        (6, "这名学生2026"),
        (7, "名册里没有这名学"),
        (9, "日期2027-1"),
    ]
    again = look(session, tmp_path, FEES, lines[:5])
    assert (again.counts.same, apply(session, again).batch) == (4, None)
    assert receipt.batch is not None
    undo(session, receipt.batch)
    assert dump(session.store) == before


def test_what_was_reversed_or_closed_is_not_booked_again_silently(
    school: SmallSchool, tmp_path: Path
) -> None:
    session = school.session
    part = FeePart(school.pupils["赵甲"], Money.of("110"))
    new = NewFees(canteen_id=school.canteen_id, day=DAY, meals_of=OCTOBER, parts=(part,))
    (document,) = record_fees(session, new).document_ids
    reverse_money(session, document, "记错了", DAY)
    lines = [FEE_HEADER, ("三年级1班", "赵甲", "", "2026-10", 110, DAY, "", "银行", "")]
    seen = look(session, tmp_path, FEES, lines)
    assert [reason[:10] for _, reason in parked(seen)] == ["这一笔记过账，后来用"]
    assert look(session, tmp_path, FEES, lines, new=[2]).counts.new == 1
    cash = [FEE_HEADER, ("三年级1班", "赵甲", "", "2026-10", 110, DAY, "退费", "现金", "")]
    record_fees(session, new)
    seen = look(session, tmp_path, FEES, cash)
    assert [reason[:5] for _, reason in parked(seen)] == ["现金不够退"]


days = st.integers(0, 2).map(lambda n: DAY + timedelta(days=n))
heads = st.one_of(st.none(), st.integers(0, 4))


@st.composite
def counts(draw: st.DrawFn) -> MealCountRow:
    unserved = draw(st.sampled_from([False, False, False, True]))
    number = draw(st.sampled_from([1, 2]))
    return MealCountRow(
        row=draw(st.integers(2, 900)),
        name="一餐",
        day=draw(days),
        sitting=draw(st.sampled_from([Sitting.LUNCH, Sitting.SUPPER])),
        school_class=None if unserved else school_class(number=number),
        plan=None if unserved else draw(heads),
        paying=None if unserved else draw(heads),
        guests=None if unserved else draw(st.sampled_from([None, None, 0, 3])),
        reason="停水" if unserved else "",
    )


@st.composite
def fees(draw: st.DrawFn) -> MealFeeRow:
    name = draw(st.sampled_from([*FIRST, *SECOND]))
    return MealFeeRow(
        row=draw(st.integers(2, 900)),
        name=name,
        name_key=name_key(name),
        id_number=None,
        student_number=None,
        school_class=draw(st.sampled_from([None, school_class(number=1 if name in FIRST else 2)])),
        day=draw(days),
        meals_of=draw(st.sampled_from([OCTOBER, Month(2026, 9)])),
        amount=Money(draw(st.integers(1, 4)) * 2_500),
        kind=draw(st.sampled_from([*[MoneyKind.PUPIL_FEE] * 3, MoneyKind.PUPIL_REFUND])),
        method=draw(st.sampled_from(PayMethod)),
        ticket=draw(st.sampled_from(["", "8"])),
    )


@pytest.fixture
def one_school(plain_session: Session) -> SmallSchool:
    """One for all examples: each takes back what it has taken in."""
    return SmallSchool.of(plain_session)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(eaten=st.lists(counts(), max_size=8), paid=st.lists(fees(), max_size=8))
def test_sheets_twice_out_and_in_and_back(
    one_school: SmallSchool, tmp_path: Path, eaten: list[MealCountRow], paid: list[MealFeeRow]
) -> None:
    session = one_school.session
    before = dump(session.store)
    done = []
    for kind, rows in ((COUNTS, eaten), (FEES, paid)):
        sheet = roster(kind, rows)
        receipt = apply(session, preview(session, sheet))
        again = preview(session, sheet)
        assert not again.counts.moves
        assert apply(session, again).batch is None
        done.append(receipt.batch)
        seen = look_at(session, export(session, tmp_path, kind, OCTOBER), kind)
        assert (seen.counts.moves, seen.counts.parked) == (False, 0)
        assert seen.counts.same == seen.counts.rows
    for batch in reversed(done):
        if batch:
            undo(session, batch)
    assert dump(session.store) == before


def test_days_are_those_of_the_sheet(school: SmallSchool, tmp_path: Path) -> None:
    lines = [FEE_HEADER, ("三年级1班", "赵甲", "", "", 110, date(2026, 10, 8), "", "", "")]
    seen, _ = take(school.session, tmp_path, FEES, lines)
    assert seen.plan.found.fresh[0].reason == "2026-10-08 收学生伙食费 2026年10月 110.00元"
