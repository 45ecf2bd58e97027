"""Shares of cost: over meals, to the 分, booked when the month is closed, settled between funds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from beancount import loader
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.core.canteen import Fund
from desktop.core.errors import Confirmable, SchoolError
from desktop.core.labels import Role
from desktop.core.meals import Diner, Eater
from desktop.core.money import Money
from desktop.core.progress import Progress
from desktop.core.statements import Block
from desktop.core.terms import Month
from desktop.models import LedgerEntry, StaffMeal, StaffMealPayment
from desktop.services.canteen.beancount_text import beancount_text
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.money import reverse_money
from desktop.services.canteen.money_lists import holdings
from desktop.services.canteen.settling import (
    NewSettlement,
    between_funds,
    reverse_settlement,
    settle,
    settlements,
)
from desktop.services.canteen.shares import month_shares, share
from desktop.services.canteen.staff_accounts import staff_accounts
from desktop.services.canteen.statements import statements
from desktop.services.months import close, obstacles, reopen
from desktop.services.verification import check_all
from tests.services.canteen.kitchen import OPENED
from tests.services.canteen.table import DAY, SEPTEMBER, StaffTable
from tests.services.rosters import as_role

if TYPE_CHECKING:
    from desktop.services.session import Session

NEXT = date(2026, 9, 11)
OCTOBER = Month(2026, 10)


@pytest.fixture
def table(session: Session) -> StaffTable:
    """90 元 of the pupils' food eaten by eight pupils and two colleagues; one of them has paid."""
    made = StaffTable.of(session)
    made.use(DAY, "90")
    made.count(DAY, 8)
    made.eat((made.wang, DAY), (made.li, DAY))
    made.pay((made.wang, "5"))
    return made


def of_staff(table: StaffTable, month: Month = SEPTEMBER) -> tuple[str, str, str]:
    found = statements(table.session, table.canteen_id, month)
    block = [found.of(Block.STAFF, income=True), found.of(Block.STAFF, income=False)]
    assert found.staff_result == found.surplus_of(Block.STAFF)
    return str(block[0].month), str(block[1].month), str(found.staff_result.term)


def ledger(session: Session) -> list[Any]:
    with session.store.read() as connection:
        return list(connection.execute(select(LedgerEntry.__table__)))


def refuse_unbalanced(session: Session) -> None:
    entries = ledger(session)
    for fund in Fund:
        assert sum(e.amount.units for e in entries if e.fund == fund.value) == 0
    assert sum(e.amount.units for e in entries if e.account == "1901") == 0


def test_teachers_who_pay_too_little_are_seen_before_and_after_the_close(table: StaffTable) -> None:
    assert of_staff(table) == ("5.00", "18.00", "-13.00")
    rules = [found.rule for found in obstacles(table.session, SEPTEMBER)]
    assert "canteen.staff_owed" in rules
    before = statements(table.session, table.canteen_id, SEPTEMBER)
    assert between_funds(table.session, table.canteen_id) == {}
    close(table.session, SEPTEMBER, accept_warnings=True)
    after = statements(table.session, table.canteen_id, SEPTEMBER)
    assert (after.sums, after.after) == (before.sums, before.after)
    assert between_funds(table.session, table.canteen_id) == {
        Fund.PUPIL_FEES: Money.of("18"),
        Fund.STAFF_FEES: Money.of("-18"),
    }
    refuse_unbalanced(table.session)
    assert check_all(table.session, Progress()).whole


def test_month_that_was_opened_again_books_only_what_is_different(table: StaffTable) -> None:
    close(table.session, SEPTEMBER, accept_warnings=True)
    reopen(as_role(table.session, Role.BUREAU), SEPTEMBER, "漏了一人")
    table.eat((table.wang, NEXT))
    assert of_staff(table)[1] == "24.55"
    close(table.session, SEPTEMBER, accept_warnings=True)
    assert of_staff(table) == ("5.00", "24.55", "-19.55")
    assert between_funds(table.session, table.canteen_id)[Fund.STAFF_FEES] == Money.of("-24.55")
    refuse_unbalanced(table.session)


def test_payment_undone_after_the_close_is_owed_again_and_the_closed_month_stands(
    table: StaffTable,
) -> None:
    session, day = table.session, date(2026, 10, 8)
    close(session, SEPTEMBER, accept_warnings=True)
    before = statements(session, table.canteen_id, SEPTEMBER)
    with session.store.read() as connection:
        document = connection.execute(select(StaffMealPayment.document_id)).scalar_one()
    booked = reverse_money(session, document, "收据作废", day)
    assert statements(session, table.canteen_id, SEPTEMBER) == before
    assert of_staff(table, OCTOBER)[0] == "-5.00"
    owing = staff_accounts(session, table.canteen_id, OCTOBER).owing
    assert {(line.name, str(line.owed)) for line in owing} == {
        ("王建国", "5.00"),
        ("李秀英", "5.00"),
    }
    with pytest.raises(SchoolError, match="不能再冲销"):
        reverse_money(session, booked.document_ids[0], "再来一次", day)
    close(session, OCTOBER, accept_warnings=True)
    refuse_unbalanced(session)
    assert check_all(session, Progress()).whole


def test_each_of_two_canteens_shares_its_own_food_over_its_own_meals(table: StaffTable) -> None:
    session = table.session
    second = open_canteen(session, NewCanteen(OPENED, "南校区食堂")).canteen_id
    kitchen = replace(table.kitchen, canteen_id=second)
    south = replace(table, kitchen=kitchen)
    south.decide("4")
    south.use(NEXT, "60")
    south.eat((table.wang, NEXT))
    assert month_shares(session, second, SEPTEMBER).unknown, "the pupils of the other do not count"
    assert str(month_shares(session, table.canteen_id, SEPTEMBER).amounts[Eater.STAFF]) == "18.00"
    south.count(NEXT, 5)
    assert str(month_shares(session, second, SEPTEMBER).amounts[Eater.STAFF]) == "10.00"
    close(session, SEPTEMBER, accept_warnings=True)
    assert between_funds(session, second)[Fund.STAFF_FEES] == Money.of("-10")
    assert between_funds(session, table.canteen_id)[Fund.STAFF_FEES] == Money.of("-18")
    refuse_unbalanced(session)


def test_debt_between_funds_is_settled_and_the_settlement_undone(table: StaffTable) -> None:
    close(table.session, SEPTEMBER, accept_warnings=True)
    session, day = table.session, date(2026, 10, 8)
    new = NewSettlement(
        canteen_id=table.canteen_id,
        day=day,
        payer=Fund.STAFF_FEES,
        receiver=Fund.PUPIL_FEES,
        amount=Money.of("18"),
    )
    with pytest.raises(Confirmable, match="教职工伙食费账上变成-13") as asked:
        settle(session, new)
    done = settle(session, new, frozenset({asked.value.key}))
    assert between_funds(session, table.canteen_id) == {}
    held = holdings(session, table.canteen_id, OCTOBER)
    assert held.by_fund[Fund.PUPIL_FEES].came == Money.of("18")
    with pytest.raises(SchoolError, match="最多结清0"):
        settle(session, new)
    reverse_settlement(session, done.settlement_id, "写错", day)
    red, black = settlements(session, table.canteen_id, OCTOBER)
    assert (red.amount, red.reverses, black.reversed_by) == (
        Money.of("-18"),
        black.label,
        red.label,
    )
    assert between_funds(session, table.canteen_id)[Fund.PUPIL_FEES] == Money.of("18")
    with pytest.raises(SchoolError, match="已经冲销过"):
        reverse_settlement(session, done.settlement_id, "写错", day)
    refuse_unbalanced(session)
    _, errors, _ = loader.load_string(beancount_text(session, table.canteen_id))
    assert errors == []


def test_subsidy_is_eaten_by_pupils_as_far_as_can_be_and_what_is_not_is_told(
    table: StaffTable,
) -> None:
    table.use(DAY, "910", Fund.NUTRITION)
    found = month_shares(table.session, table.canteen_id, SEPTEMBER)
    assert found.amounts[Eater.STAFF] == Money.of("200")
    assert found.taken == {
        (Eater.STAFF, Fund.PUPIL_FEES): Money.of("90"),
        (Eater.STAFF, Fund.NUTRITION): Money.of("110"),
    }
    told = [o.sentence for o in obstacles(table.session, SEPTEMBER) if o.rule == "canteen.subsidy"]
    assert "110.00元食材只能来自营养膳食补助" in told[0]


def test_nothing_is_shared_while_nobody_says_how_many_pupils_ate(session: Session) -> None:
    table = StaffTable.of(session)
    table.use(DAY, "90")
    table.eat((table.wang, DAY))
    assert of_staff(table)[1] == "0.00"
    rules = [found.rule for found in obstacles(session, SEPTEMBER)]
    assert "canteen.shares" in rules
    table.count(DAY, 1)
    table.count(DAY, 1, Diner.GUEST)
    found = statements(session, table.canteen_id, SEPTEMBER)
    assert [found.of(block, income=False).month for block in Block] == [Money.of("30")] * 3


weights = st.fixed_dictionaries({eater: st.integers(0, 500_000) for eater in Eater})
food = st.dictionaries(st.sampled_from(Fund), st.integers(-900_00, 90_000_00))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(weights=weights, food=food)
def test_shares_lose_nothing_and_take_no_more_than_there_is(
    weights: dict[Eater, int], food: dict[Fund, int]
) -> None:
    issued = {fund: Money(units) for fund, units in food.items()}
    found = share(SEPTEMBER, {}, weights, issued)
    total, own = sum(food.values()), food.get(Fund.STAFF_FEES, 0)
    assert sum(found.amounts.values(), Money(0)) == Money(total)
    assert found.amounts[Eater.STAFF].units >= own
    for eater in (Eater.STAFF, Eater.GUEST):
        taken = sum(amount.units for (who, _), amount in found.taken.items() if who is eater)
        assert taken == found.amounts[eater].units
    for fund, units in food.items():
        if fund is not Fund.STAFF_FEES:
            taken = sum(amount.units for (_, of), amount in found.taken.items() if of is fund)
            assert 0 <= taken <= max(units, 0)
    whole = sum(weights.values())
    if total > 0 and whole and total * weights[Eater.STAFF] // whole > own:
        for eater in Eater:
            assert abs(found.amounts[eater].units * whole - total * weights[eater]) < whole


days = st.integers(1, 6).map(lambda n: date(2026, 9, n))
people = st.integers(0, 1)
steps = st.one_of(
    st.tuples(st.just("eat"), people, days, st.booleans()),
    st.tuples(st.just("pay"), people, st.integers(1, 30_00), st.booleans()),
    st.tuples(st.just("red"), st.integers(0, 9)),
    st.tuples(st.just("decide"), days, st.integers(0, 12_00)),
    st.tuples(st.just("use"), days, st.integers(1, 300_00), st.sampled_from(Fund)),
)


@pytest.fixture
def one_table(plain_session: Session) -> StaffTable:
    """One for all examples: they add to it, and the more there is the better."""
    made = StaffTable.of(plain_session)
    made.count(DAY, 7)
    return made


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(story=st.lists(steps, min_size=4, max_size=14))
def test_what_is_due_paid_and_owed_agrees_with_the_ledger(
    one_table: StaffTable, story: list[tuple[Any, ...]]
) -> None:
    table, session = one_table, one_table.session
    for step in story:
        try:
            _carry_out(table, step)
        except SchoolError:
            continue
    with session.store.read() as connection:
        meals = connection.execute(select(StaffMeal.__table__)).all()
        paid = connection.execute(select(StaffMealPayment.__table__)).all()
    income = -sum(e.amount.units for e in ledger(session) if e.account == "4102")
    assert sum(line.amount.units for line in paid) == income
    for line in staff_accounts(session, table.canteen_id, SEPTEMBER).lines:
        own = sum(meal.price.units for meal in meals if meal.staff_id == line.staff_id)
        given_ = sum(one.amount.units for one in paid if one.staff_id == line.staff_id)
        assert (line.due.units, line.paid.units) == (own, given_)
        assert line.owed.units == own - given_
    found = month_shares(session, table.canteen_id, SEPTEMBER)
    assert Money.sum(found.amounts.values()) == found.total
    refuse_unbalanced(session)


def _carry_out(table: StaffTable, step: tuple[Any, ...]) -> None:
    people = (table.wang, table.li)
    kind, *rest = step
    if kind == "eat":
        table.eat((people[rest[0]], rest[1]), ate=rest[2])
    elif kind == "pay":
        line = (people[rest[0]], str(Money(rest[1]).decimal))
        try:
            table.pay(line, back=rest[2])
        except Confirmable as asked:
            table.pay(line, back=rest[2], accepted=frozenset({asked.key}))
    elif kind == "red":
        with table.session.store.read() as connection:
            known = connection.execute(select(StaffMealPayment.document_id).distinct()).scalars()
            document = sorted(known)[rest[0] : rest[0] + 1]
        for key in document:
            reverse_money(table.session, key, "写错", DAY)
    elif kind == "decide":
        table.decide(str(Money(rest[1]).decimal), since=rest[0])
    else:
        table.use(rest[0], str(Money(rest[1]).decimal), rest[2])
