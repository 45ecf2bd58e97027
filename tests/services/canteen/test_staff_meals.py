"""Prices that were decided, meals of the staff by name, and what is paid for them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from desktop.core.canteen import MoneyKind, Sitting
from desktop.core.errors import ClosedMonthError, Confirmable, SchoolError
from desktop.core.meals import Eater
from desktop.core.money import Money
from desktop.core.posts import AbsenceKind, PostEnd
from desktop.core.terms import Month
from desktop.models import StaffMealPayment
from desktop.services.canteen.money import NewMoney, record, reverse_money
from desktop.services.canteen.prices import prices, withdraw_price
from desktop.services.canteen.staff_accounts import staff_accounts
from desktop.services.canteen.staff_meals import staff_meals_month
from desktop.services.months import close
from desktop.services.staff import absences
from desktop.services.staff.absences import NewAbsence
from desktop.services.staff.posts import Leaving, leave
from tests.services.canteen.kitchen import OPENED
from tests.services.canteen.table import DAY, SEPTEMBER, StaffTable

if TYPE_CHECKING:
    from desktop.services.canteen.staff_accounts import StaffMonthAccount
    from desktop.services.session import Session

NEXT = date(2026, 9, 11)
OCTOBER = Month(2026, 10)


@pytest.fixture
def table(session: Session) -> StaffTable:
    return StaffTable.of(session)


def account(table: StaffTable, name: str = "王建国") -> StaffMonthAccount:
    lines = staff_accounts(table.session, table.canteen_id, SEPTEMBER).lines
    return next(line for line in lines if line.name == name)


def test_price_changes_from_a_day_on_and_stays_while_meals_stand_on_it(table: StaffTable) -> None:
    table.eat((table.wang, DAY))
    with pytest.raises(SchoolError, match="新价格最早从2026-09-11起"):
        table.decide("6", since=date(2026, 9, 5))
    dearer = table.decide("6", since=NEXT)
    table.eat((table.wang, NEXT))
    assert account(table).due == Money.of("11")
    assert account(table).prices == {Sitting.LUNCH: (Money.of("5"), Money.of("6"))}
    known = prices(table.session, table.canteen_id)
    assert [(p.since, p.until, p.used) for p in known] == [(NEXT, None, True), (OPENED, DAY, True)]
    with pytest.raises(SchoolError, match="已经有就餐记录，不能撤销"):
        withdraw_price(table.session, dearer)
    free = table.decide("3", eater=Eater.PUPIL)
    withdraw_price(table.session, free)
    assert {p.eater for p in prices(table.session, table.canteen_id)} == {Eater.STAFF}
    with pytest.raises(SchoolError, match="已经有价格"):
        table.decide("7", since=OPENED)


def test_meal_needs_a_price_a_post_and_a_day_that_can_be(table: StaffTable) -> None:
    with pytest.raises(SchoolError, match="早餐还没有定价格"):
        table.eat((table.wang, DAY), sitting=Sitting.BREAKFAST)
    with pytest.raises(SchoolError, match="还没有到"):
        table.eat((table.wang, date(2027, 9, 10)))
    leave(table.session, table.wang, Leaving(DAY, PostEnd.TRANSFERRED))
    table.eat((table.wang, DAY), (table.li, DAY))
    with pytest.raises(SchoolError, match=r"王建国（9月11日）。请检查日期"):
        table.eat((table.li, NEXT), (table.wang, NEXT))
    assert account(table, "李秀英").meals == {Sitting.LUNCH: 1}


def test_meal_of_somebody_who_is_away_is_asked_about(table: StaffTable) -> None:
    away = NewAbsence(AbsenceKind.SICK, DAY, NEXT)
    absences.record(table.session, table.wang, away)
    with pytest.raises(Confirmable, match=r"请假或借调在外：王建国（9月10日）") as asked:
        table.eat((table.wang, DAY))
    table.eat((table.wang, DAY), accepted=frozenset({asked.value.key}))
    _, wang = staff_meals_month(table.session, table.canteen_id, SEPTEMBER).lines
    assert wang.away == {DAY: "病假", NEXT: "病假"}
    assert wang.meals == {(DAY, Sitting.LUNCH): Money.of("5")}


def test_meals_are_taken_back_only_while_the_month_is_open(table: StaffTable) -> None:
    assert table.eat((table.wang, DAY), (table.wang, NEXT)).added == 2
    assert table.eat((table.wang, DAY)).added == 0
    assert table.eat((table.wang, NEXT), ate=False).removed == 1
    close(table.session, SEPTEMBER, accept_warnings=True)
    with pytest.raises(ClosedMonthError):
        table.eat((table.wang, DAY), ate=False)
    with pytest.raises(ClosedMonthError):
        table.eat((table.li, DAY))


def test_one_receipt_pays_many_and_red_ink_takes_all_of_it_back(table: StaffTable) -> None:
    table.eat((table.wang, DAY), (table.wang, NEXT), (table.li, DAY))
    booked = table.pay((table.wang, "10"), (table.li, "3"), ticket="0087")
    assert (account(table).owed, account(table, "李秀英").owed) == (Money(0), Money.of("2"))
    assert account(table).ticket_words == "0087"
    reverse_money(table.session, booked.document_ids[0], "写错", NEXT)
    assert (account(table).owed, account(table).tickets) == (Money.of("10"), ())
    with table.session.store.read() as connection:
        found = connection.execute(select(StaffMealPayment.amount)).scalars().all()
    assert Money.sum(found) == Money(0)
    assert len(found) == 4


def test_more_than_is_owed_is_asked_about_and_paid_back(table: StaffTable) -> None:
    table.eat((table.wang, DAY))
    with pytest.raises(Confirmable, match="王建国2026年9月多3") as asked:
        table.pay((table.wang, "8"))
    table.pay((table.wang, "8"), accepted=frozenset({asked.value.key}))
    found = staff_accounts(table.session, table.canteen_id, SEPTEMBER)
    assert [line.owed for line in found.overpaid] == [Money.of("-3")]
    with pytest.raises(Confirmable, match="退的比多交的还多"):
        table.pay((table.wang, "4"), back=True)
    table.pay((table.wang, "3"), back=True)
    assert account(table).owed == Money(0)


def test_debt_of_an_earlier_month_is_seen_and_paid_later(table: StaffTable) -> None:
    table.eat((table.wang, DAY))
    close(table.session, SEPTEMBER, accept_warnings=True)
    later = date(2026, 10, 9)
    table.eat((table.wang, later))
    _, wang = staff_meals_month(table.session, table.canteen_id, OCTOBER).lines
    assert (wang.owed, wang.before) == (Money.of("5"), Money.of("5"))
    table.pay((table.wang, "5"), day=later)
    found = staff_accounts(table.session, table.canteen_id, OCTOBER)
    assert [(line.month, line.owed) for line in found.owing] == [(OCTOBER, Money.of("5"))]


def test_money_that_names_a_person_alone_pays_the_month_and_without_a_name_nobody(
    table: StaffTable,
) -> None:
    table.eat((table.wang, DAY))
    new = NewMoney(
        canteen_id=table.canteen_id, day=DAY, kind=MoneyKind.STAFF_FEE, amount=Money.of("5")
    )
    record(table.session, new)
    assert account(table).owed == Money.of("5")
    assert staff_accounts(table.session, table.canteen_id, SEPTEMBER).unnamed == Money.of("5")
    named = NewMoney(
        canteen_id=table.canteen_id,
        day=DAY,
        kind=MoneyKind.STAFF_FEE,
        amount=Money.of("5"),
        staff_id=table.wang,
    )
    record(table.session, named)
    assert account(table).owed == Money(0)
