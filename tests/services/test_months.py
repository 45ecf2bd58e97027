from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from desktop.core.canteen import Fund, MoneyKind, PayMethod, Sitting
from desktop.core.clock import FixedClock
from desktop.core.errors import AccessRefusedError, ClosedMonthError, NotFoundError, SchoolError
from desktop.core.labels import MonthState, Role
from desktop.core.meals import CompanionKind, Diner, LogKind
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.database.base import Base
from desktop.models import (
    CanteenLog,
    CanteenLogLine,
    CompanionMeal,
    CostShare,
    Dish,
    FoodSample,
    FundSettlement,
    MealCount,
    MealFee,
    MealMonth,
    MealSitting,
    MenuDish,
    MoneyDocument,
    Person,
    SampleDisposal,
    SchoolClass,
    StaffMeal,
    StaffMealPayment,
    StaffMember,
    Student,
)
from desktop.services import months
from desktop.services.canteen.bank import NewBankLine, add_lines, save_statement
from desktop.services.canteen.cash import NewCashCount, count_cash
from desktop.services.canteen.count_end import end
from desktop.services.canteen.counting import Count, begin
from desktop.services.canteen.money import NewMoney, record
from desktop.services.canteen.stocktakes import stocktake
from desktop.services.imports.batches import undo
from desktop.services.imports.meals import MealsPlan
from desktop.services.imports.plan import Findings
from desktop.services.meal_grid import school_meals
from desktop.services.meals import reprice
from desktop.services.parameters import REOPEN_DAYS, NewValue, set_value
from desktop.services.standards import MEALS, NewStandard, add_local
from desktop.services.standing import standing
from desktop.services.today.waiting import today
from tests.builders import blank
from tests.conftest import NOW
from tests.services.canteen.kitchen import Kitchen
from tests.services.rosters import (
    OCTOBER,
    SEPTEMBER,
    as_role,
    dump,
    look,
    meal_days,
    meals,
    pupil,
    students,
    take,
)

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Table

    from desktop.database.work import Work
    from desktop.services.session import Session


@pytest.fixture
def school(session: Session) -> Session:
    """Two pupils; one of them has twenty lunches in October."""
    take(session, students(pupil(), pupil("李小军", 3)))
    take(session, meal_days(meals()))
    return session


def rules(session: Session, month: Month) -> list[tuple[str, bool]]:
    return [(o.rule, o.blocking) for o in months.obstacles(session, month)]


def test_what_stands_in_the_way_is_named(school: Session) -> None:
    assert rules(school, OCTOBER) == [("not_recorded", False)]
    assert rules(school, SEPTEMBER) == [("empty", True), ("not_recorded", False)]
    assert ("future", True) in rules(school, Month(2026, 12))
    with pytest.raises(SchoolError, match="没有就餐记录"):
        months.close(school, SEPTEMBER, accept_warnings=True)


def test_warning_must_be_accepted(school: Session) -> None:
    with pytest.raises(SchoolError, match="没登记不等于没就餐"):
        months.close(school, OCTOBER)
    assert months.figures(school, OCTOBER).state is MonthState.OPEN
    closed = months.close(school, OCTOBER, accept_warnings=True)
    found = months.figures(school, OCTOBER)
    assert (found.state, found.code) == (MonthState.CLOSED, closed.code)


def test_month_without_warnings_is_closed_at_once(school: Session) -> None:
    take(school, meal_days(meals(), meals("李小军", 5)))
    assert months.close(school, OCTOBER).month == OCTOBER


def test_month_that_is_not_over_is_asked_about(school: Session) -> None:
    school.store.clock = FixedClock(datetime(2026, 10, 20, tzinfo=UTC))
    assert ("running", False) in rules(school, OCTOBER)


def test_earlier_open_month_is_told_because_it_cannot_be_closed_later(school: Session) -> None:
    take(school, meal_days(meals(), month=SEPTEMBER))
    assert ("earlier_open", False) in rules(school, OCTOBER)
    months.close(school, OCTOBER, accept_warnings=True)
    with pytest.raises(ClosedMonthError):
        months.close(school, SEPTEMBER, accept_warnings=True)


def test_overview_lists_months_newest_first(school: Session) -> None:
    take(school, meal_days(meals(meal_days=0), month=SEPTEMBER))
    lines = months.overview(school)
    assert [(line.month, line.days) for line in lines] == [(OCTOBER, 20), (SEPTEMBER, 0)]
    assert lines[1].amount == Money(0)
    assert months.figures(school, Month(2026, 5)).amount == Money(0)


def test_only_principal_and_clerk_close_and_only_the_bureau_opens_and_locks(
    school: Session,
) -> None:
    for role in (Role.BUREAU, Role.AUDITOR):
        with pytest.raises(AccessRefusedError):
            months.close(as_role(school, role), OCTOBER, accept_warnings=True)
    months.close(as_role(school, Role.CLERK), OCTOBER, accept_warnings=True)
    for role in (Role.PRINCIPAL, Role.CLERK, Role.AUDITOR):
        with pytest.raises(AccessRefusedError):
            months.reopen(as_role(school, role), OCTOBER, "改错")
        with pytest.raises(AccessRefusedError):
            months.lock(as_role(school, role), OCTOBER)


def test_reopened_month_takes_corrections_and_gets_another_seal(school: Session) -> None:
    bureau = as_role(school, Role.BUREAU)
    first = months.close(school, OCTOBER, accept_warnings=True)
    with pytest.raises(SchoolError, match="原因"):
        months.reopen(bureau, OCTOBER, " ")
    months.reopen(bureau, OCTOBER, "漏登一人")
    take(school, meal_days(meals("李小军", 5)))
    second = months.close(school, OCTOBER)
    assert first.code != second.code
    months.lock(bureau, OCTOBER)
    with pytest.raises(ClosedMonthError, match="锁定"):
        months.reopen(bureau, OCTOBER, "再改")


@pytest.fixture
def opened(school: Session) -> Session:
    """October was closed on the 31st, and opened again on that day for a week."""
    months.close(school, OCTOBER, accept_warnings=True)
    done = months.reopen(as_role(school, Role.BUREAU), OCTOBER, "漏登一人")
    assert done.until == date(2026, 11, 7)
    return school


def on_day(session: Session, day: int) -> Session:
    session.store.clock = FixedClock.at(2026, 11, day)
    return session


def waiting(session: Session) -> list[tuple[str, str, object]]:
    items = today(session, OCTOBER).items
    return [(i.rule, i.sentence, i.record) for i in items if i.rule.startswith("month.")]


def test_opened_month_takes_corrections_up_to_its_last_day(opened: Session) -> None:
    take(on_day(opened, 7), meal_days(meals("李小军", 5)))
    assert months.figures(opened, OCTOBER).open_until == date(2026, 11, 7)
    assert months.figures(opened, OCTOBER).reason == "漏登一人"
    assert waiting(opened) == [
        ("month.reopened", "2026年10月重新打开到2026年11月7日，改好以后请再结账。", OCTOBER)
    ]
    assert standing(opened).state_of(OCTOBER) is MonthState.OPEN


def test_month_counts_as_closed_when_its_opening_is_over(opened: Session) -> None:
    before = dump(opened.store)["meal_months"]
    on_day(opened, 8)
    with pytest.raises(ClosedMonthError, match="期限（2026-11-07）已过"):
        take(opened, meal_days(meals("李小军", 5)))
    with pytest.raises(ClosedMonthError, match="结账"):
        opened.write("test", _forced_reprice)
    new = NewStandard(MEALS, "县定", Money.of("9"), "元", date(2026, 10, 1), "号")
    with pytest.raises(ClosedMonthError, match="2026年10月"):
        add_local(opened, new)
    assert dump(opened.store)["meal_months"] == before
    assert standing(opened).state_of(OCTOBER) is MonthState.CLOSED
    assert school_meals(opened, OCTOBER).state is MonthState.CLOSED
    (told,) = waiting(opened)
    assert told[0] == "month.reopened_over"
    assert "期限（2026年11月7日）已过" in told[1]
    assert "没有封存码" in told[1]


def test_month_whose_opening_is_over_is_closed_anew_or_opened_longer(opened: Session) -> None:
    on_day(opened, 8)
    bureau = as_role(opened, Role.BUREAU)
    assert months.reopen(bureau, OCTOBER, "还差一人", date(2026, 11, 20)).until.day == 20
    take(opened, meal_days(meals("李小军", 5)))
    on_day(opened, 21)
    assert months.close(opened, OCTOBER).code
    assert months.figures(opened, OCTOBER).open_until is None
    assert waiting(opened) == []


@pytest.mark.parametrize(
    ("until", "sentence"),
    [(date(2026, 10, 30), "已经过去"), (date(2026, 12, 31), "最多重新打开60天")],
)
def test_opening_has_a_last_day_that_can_be(school: Session, until: date, sentence: str) -> None:
    months.close(school, OCTOBER, accept_warnings=True)
    with pytest.raises(SchoolError, match=sentence):
        months.reopen(as_role(school, Role.BUREAU), OCTOBER, "错", until)
    assert months.figures(school, OCTOBER).state is MonthState.CLOSED


def test_county_says_for_how_many_days_months_are_opened(school: Session) -> None:
    document = NewValue(REOPEN_DAYS.key, 3, date(2026, 10, 1), "平教〔2026〕3号")
    set_value(school, document)
    months.close(school, OCTOBER, accept_warnings=True)
    done = months.reopen(as_role(school, Role.BUREAU), OCTOBER, "错")
    assert done.until == date(2026, 11, 3)


def test_closing_reprices_what_was_entered_under_another_standard(school: Session) -> None:
    add_local(
        school,
        NewStandard(
            MEALS, "县定", Money.of("6.00"), "元/生·天", date(2026, 10, 1), "平教〔2026〕1号"
        ),
    )
    assert months.figures(school, OCTOBER).amount == Money.of("100.00")
    months.close(school, OCTOBER, accept_warnings=True)
    assert months.figures(school, OCTOBER).amount == Money.of("120.00")


def test_month_without_a_standard_is_not_closed(school: Session) -> None:
    old = Month(1999, 9)
    plan = MealsPlan(old, (), (), Findings(0, 0, ()))
    row = next(iter(dump(school.store)["meal_months"].values()))
    values = {k: v for k, v in row.items() if k not in ("unit_id", "id")} | {"month": old}
    write = MealsPlan(old, (values,), (), plan.found).write
    school.store.write(school.unit_id, school.actor, "test", write)
    with pytest.raises(NotFoundError, match="标准"):
        months.close(school, old, accept_warnings=True)


FROZEN = [table for table in Base.metadata.sorted_tables if "month" in table.info]


def test_some_tables_freeze_with_their_month() -> None:
    assert {table.name for table in FROZEN} == {
        "bank_lines",
        "bank_statements",
        "canteen_log_lines",
        "canteen_logs",
        "cash_counts",
        "companion_meals",
        "cost_shares",
        "food_samples",
        "fund_settlements",
        "ledger_entries",
        "meal_counts",
        "meal_fees",
        "meal_months",
        "meal_sittings",
        "menu_dishes",
        "money_documents",
        "sample_disposals",
        "staff_meal_payments",
        "staff_meals",
        "stock_documents",
        "stock_lines",
        "stocktake_lines",
        "stocktakes",
        "vouchers",
    }


def attempts(session: Session) -> dict[str, Any]:
    """Everything that a service offers to change October with."""
    new = NewStandard(MEALS, "县定", Money.of("9"), "元", date(2026, 10, 1), "号")
    return {
        "import": lambda: take(session, meal_days(meals(meal_days=1))),
        "undo": lambda: undo(session, 2),
        "close again": lambda: months.close(session, OCTOBER, accept_warnings=True),
        "standard": lambda: add_local(session, new),
        "reprice": lambda: session.write("test", _forced_reprice),
    }


def _forced_reprice(work: Work) -> int:
    row = work.connection.execute(select(MealMonth.id)).one()
    work.update(MealMonth, [{"id": row.id, "days": 1}])
    return reprice(work, OCTOBER)


@pytest.mark.parametrize("attempt", ["import", "undo", "close again", "standard", "reprice"])
def test_nothing_of_a_closed_month_changes_through_any_service(
    school: Session, attempt: str
) -> None:
    months.close(school, OCTOBER, accept_warnings=True)
    before = dump(school.store)
    assert set(attempts(school)) >= {attempt}
    with pytest.raises(SchoolError, match="结账"):
        attempts(school)[attempt]()
    after = dump(school.store)
    for table in FROZEN:
        assert after[table.name] == before[table.name]


@pytest.mark.parametrize("table", FROZEN, ids=lambda table: table.name)
def test_rows_of_a_closed_month_refuse_every_kind_of_write(school: Session, table: Table) -> None:
    keep_canteen(school)
    months.close(school, OCTOBER, accept_warnings=True)
    before = dump(school.store)[table.name]
    row = dict(next(iter(before.values())))
    fresh = {**row, "id": school.store.ids.new_id()}
    del fresh["unit_id"]
    writes = {
        "insert": lambda work: work.insert(table, [fresh]),
        "update": lambda work: work.update(table, [{"id": row["id"], "month": SEPTEMBER}]),
        "delete": lambda work: work.delete(table, [row["id"]]),
    }
    for name, write in writes.items():
        with pytest.raises(ClosedMonthError, match="已经结账"):
            school.write(name, write)
    assert dump(school.store)[table.name] == before


def keep_canteen(school: Session) -> None:
    """Goods, money and days of October, so that no table is empty."""
    kitchen = Kitchen.of(school)
    kitchen.take_in(OCTOBER.first, kitchen.line(kitchen.rice, "10", "4"))
    fee = NewMoney(
        canteen_id=kitchen.canteen_id,
        day=OCTOBER.first,
        kind=MoneyKind.PUPIL_FEE,
        amount=Money.of("100"),
    )
    record(school, fee)
    begun = begin(school, kitchen.canteen_id, OCTOBER.first).stocktake_id
    (line,) = stocktake(school, begun).lines
    end(school, begun, ("甲", "乙"), [Count(line.line_id, line.booked)])
    canteen = kitchen.canteen_id
    save_statement(school, canteen, OCTOBER, Money(0), Money.of("100"))
    add_lines(school, canteen, OCTOBER, [NewBankLine(OCTOBER.first, Money.of("100"))])
    count_cash(
        school,
        NewCashCount(
            canteen_id=canteen, day=OCTOBER.first, counted=Money(0), counted_by="王会计、李出纳"
        ),
    )
    school.write("keep", lambda work: keep_days(work, canteen))


def keep_days(work: Work, canteen_id: UUID) -> None:
    """A sitting, a menu, fees and logs of October's first day."""
    keys = iter(work.new_ids(20))
    kinds = (Person, SchoolClass, Student, MoneyDocument)
    person, group, pupil_id, money = (
        work.connection.execute(select(kind.id)).scalars().first() for kind in kinds
    )
    staff, sitting, dish, sample, log = (next(keys) for _ in range(5))
    of_day = {"canteen_id": canteen_id, "month": OCTOBER, "day": OCTOBER.first}
    lunch = {**of_day, "sitting": Sitting.LUNCH}
    heads = {"diner": Diner.PAYING_PUPIL, "heads": 1, "expected": 1}
    paid = {"document_id": money, "month": OCTOBER, "meals_of": OCTOBER, "amount": Money(1)}
    by = {"recorded_at": NOW, "recorded_by": "王老师"}
    watched = {"taken_at": NOW, "taken_by": "甲", "watched_by": "乙"}
    line = {"log_id": log, "month": OCTOBER, "line": 1, "part": "", "item": "甲"}
    line |= {"value": "", "note": ""}
    cost = {"staff_id": staff, "price": Money(1)}
    numbered = {"canteen_id": canteen_id, "month": OCTOBER, "number": 1}
    figures = ("food", "pupils", "staff", "guests")
    meals = ("pupil_meals", "staff_meals", "guest_meals")
    shared = {**numbered, **dict.fromkeys(figures, Money(1)), **dict.fromkeys(meals, 1)}
    funds = {"payer": Fund.STAFF_FEES, "receiver": Fund.PUPIL_FEES, "method": PayMethod.BANK}
    settled = {**numbered, **funds, "day": OCTOBER.first, "amount": Money(1), "note": ""}
    settled["reverses_id"] = None
    opinion = {"post": "", "opinion": "好", "problem": "", "handling": "", "ticket": ""}
    kept: list[tuple[type[Base], dict[str, Any]]] = [
        (StaffMember, {"id": staff, "person_id": person}),
        (Dish, {"id": dish, "name": "白菜炖豆腐", "note": "", "pinyin": "bai cai"}),
        (MealSitting, {**lunch, **by, "id": sitting, "served": True, "reason": ""}),
        (MealCount, {**lunch, **heads, "sitting_id": sitting, "class_id": group}),
        (StaffMeal, {**lunch, **cost}),
        (StaffMealPayment, {**paid, "staff_id": staff, "note": ""}),
        (CostShare, {**by, **shared}),
        (FundSettlement, {**by, **settled}),
        (MealFee, {**paid, "student_id": pupil_id, "class_id": group, "ticket": "7"}),
        (MenuDish, {**lunch, "place": 1, "dish_id": dish}),
        (FoodSample, {**lunch, **watched, "id": sample, "dish": "白菜炖豆腐", "grams": 125}),
        (
            SampleDisposal,
            {"sample_id": sample, "month": OCTOBER, "disposed_at": NOW, "disposed_by": "甲"},
        ),
        (
            CompanionMeal,
            {**lunch, **opinion, "name": "甲", "kind": CompanionKind.HEAD, "paid": Money(1)},
        ),
        (
            CanteenLog,
            {
                **of_day,
                **by,
                "id": log,
                "kind": LogKind.WEEKLY,
                "at": "",
                "note": "",
                "done_by": "甲",
                "watched_by": "",
            },
        ),
        (CanteenLogLine, line),
    ]
    for kind, values in kept:
        work.insert(kind, [blank(kind, **{"id": next(keys), **values})])


def test_preview_of_a_closed_month_is_refused(school: Session) -> None:
    months.close(school, OCTOBER, accept_warnings=True)
    with pytest.raises(ClosedMonthError):
        look(school, meal_days(meals()))
