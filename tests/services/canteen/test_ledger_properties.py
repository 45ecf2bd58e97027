"""Whatever documents come in whatever order: nothing is lost, and nothing comes from nowhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.core.canteen import Fund, MoneyKind, PayMethod, Spending
from desktop.core.errors import SchoolError
from desktop.core.money import Money, Quantity
from desktop.core.terms import Month
from desktop.models import LedgerEntry, MoneyDocument, StockDocument, StockLine, StockLot
from desktop.services.canteen.chart import STOCK
from desktop.services.canteen.money import NewMoney, record, reverse_money
from desktop.services.canteen.reversing import reverse
from desktop.services.canteen.statements import statements
from desktop.services.months import close
from tests.services.canteen.kitchen import Kitchen

if TYPE_CHECKING:
    from desktop.services.canteen.statements import Statements
    from desktop.services.session import Session

FIRST = date(2026, 10, 1)
days = st.integers(0, 3).map(lambda n: FIRST + timedelta(days=n))
amounts = st.integers(1, 2_000_00).map(lambda units: str(Money(units).decimal))
quantities = st.integers(1, 12).map(lambda thirds: str(Quantity(thirds * 333).decimal))
few_days = st.sampled_from([FIRST + timedelta(days=n) for n in range(3)])
goods = st.one_of(
    st.tuples(st.just("in"), few_days, st.just(value=True), quantities, amounts),
    st.tuples(st.just("out"), few_days, st.just(value=True), quantities),
    st.tuples(st.just("out"), few_days, st.just(value=True), quantities),
    st.tuples(st.just("red"), few_days, st.just(1)),
)
"""Few days and often red ink: what was put back later was not there before."""
steps = st.one_of(
    st.tuples(st.just("in"), days, st.sampled_from((True, True, True, False)), quantities, amounts),
    st.tuples(st.just("out"), days, st.sampled_from((True, True, True, False)), quantities),
    st.tuples(st.just("red"), days, st.integers(1, 3)),
    st.tuples(st.just("fee"), days, amounts, st.sampled_from(PayMethod)),
    st.tuples(st.just("pay"), days, amounts, st.sampled_from([*Spending, None])),
    st.tuples(st.just("unpay"), days, st.integers(0, 20)),
)


class Story:
    """Carries steps out; what is refused leaves no trace, which the invariants show."""

    def __init__(self, kitchen: Kitchen) -> None:
        self.kitchen = kitchen
        self.goods: list[Any] = []
        self.money: list[Any] = []

    def carry_out(self, step: tuple[Any, ...]) -> None:
        try:
            getattr(self, f"_{step[0]}")(*step[1:])
        except SchoolError:
            return

    def _in(self, day: date, rice: bool, quantity: str, amount: str) -> None:  # noqa: FBT001
        article = self.kitchen.rice if rice else self.kitchen.soap
        line = self.kitchen.line(article, quantity, "1", amount=Money.of(amount))
        self.goods.append(self.kitchen.take_in(day, line).document_id)

    def _out(self, day: date, rice: bool, quantity: str) -> None:  # noqa: FBT001
        article = self.kitchen.rice if rice else self.kitchen.soap
        self.goods.append(self.kitchen.take_out(day, article, quantity).document_id)

    def _red(self, day: date, which: int) -> None:
        if which <= len(self.goods):
            red = reverse(self.kitchen.session, self.goods[-which], "写错", day)
            self.goods.append(red.document_id)

    def _fee(self, day: date, amount: str, method: PayMethod) -> None:
        self._record(day, amount, MoneyKind.PUPIL_FEE, method=method)

    def _pay(self, day: date, amount: str, spending: Spending | None) -> None:
        kind = MoneyKind.EXPENSE if spending else MoneyKind.DEPOSIT
        self._record(day, amount, kind, fund=Fund.PUPIL_FEES, spending=spending)

    def _unpay(self, day: date, which: int) -> None:
        if which < len(self.money):
            red = reverse_money(self.kitchen.session, self.money[which], "写错", day)
            self.money += red.document_ids

    def _record(self, day: date, amount: str, kind: MoneyKind, **more: object) -> None:
        new = NewMoney(
            canteen_id=self.kitchen.canteen_id,
            day=day,
            kind=kind,
            amount=Money.of(amount),
            **more,  # type: ignore[arg-type]
        )
        self.money += record(self.kitchen.session, new).document_ids


def refuse_nonsense(session: Session) -> None:
    """The books agree with themselves, reckoned by plain code from the raw lines."""
    with session.store.read() as connection:
        entries = connection.execute(select(LedgerEntry.__table__)).all()
        lines = connection.execute(select(StockLine.__table__)).all()
        lots = {row.id: row for row in connection.execute(select(StockLot.__table__))}
    for fund in Fund:
        assert sum(e.amount.units for e in entries if e.fund == fund.value) == 0
    worth = sum(line.amount.units for line in lines if line.lot_id)
    assert worth == sum(e.amount.units for e in entries if e.account == STOCK)
    assert worth == sum(lot.left_amount.units for lot in lots.values())
    for key, lot in lots.items():
        own = sorted((line for line in lines if line.lot_id == key), key=lambda line: line.day)
        assert sum(line.quantity.units for line in own) == lot.left.units
        assert sum(line.amount.units for line in own) == lot.left_amount.units
        by_day: dict[date, int] = {}
        for line in own:
            by_day[line.day] = by_day.get(line.day, 0) + line.quantity.units
        running = 0
        for day in sorted(by_day):
            running += by_day[day]
            assert running >= 0, f"below zero on {day}"
        assert not own or own[0].day == lot.received_on


@pytest.fixture
def one_kitchen(plain_session: Session) -> Kitchen:
    """One for all examples: they add to it, and the more there is the better."""
    return Kitchen.of(plain_session)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(story=st.lists(steps, max_size=16))
def test_books_balance_whatever_happens(one_kitchen: Kitchen, story: list[tuple[Any, ...]]) -> None:
    told = Story(one_kitchen)
    for step in story:
        told.carry_out(step)
    refuse_nonsense(one_kitchen.session)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(story=st.lists(goods, min_size=20, max_size=30))
def test_no_lot_is_below_zero_on_any_day(
    one_kitchen: Kitchen, story: list[tuple[Any, ...]]
) -> None:
    told = Story(one_kitchen)
    for step in story:
        told.carry_out(step)
    refuse_nonsense(one_kitchen.session)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(story=st.lists(steps, min_size=4, max_size=16))
def test_statement_of_a_closed_month_never_changes(
    closed_month: Statements, one_kitchen: Kitchen, story: list[tuple[Any, ...]]
) -> None:
    told = Story(one_kitchen)
    with one_kitchen.session.store.read() as connection:
        told.goods = list(connection.execute(select(StockDocument.id)).scalars())
        told.money = list(connection.execute(select(MoneyDocument.id)).scalars())
    for step in story:
        told.carry_out(step)
    found = statements(one_kitchen.session, one_kitchen.canteen_id, closed_month.month)
    assert found == closed_month


@pytest.fixture
def closed_month(one_kitchen: Kitchen) -> Statements:
    """September, full of goods and money, under its seal; its documents may yet get red ink."""
    told = Story(one_kitchen)
    for number in range(1, 20, 4):
        day = date(2026, 9, number)
        for step in (
            ("in", day, True, "7.5", "31.07"),
            ("out", day, True, "2.333"),
            ("fee", day, "81.20", PayMethod.CASH),
            ("pay", day, "20.01", Spending.FUEL),
            ("in", day, False, "3", "9.99"),
        ):
            told.carry_out(step)
    close(one_kitchen.session, Month(2026, 9), accept_warnings=True)
    found = statements(one_kitchen.session, one_kitchen.canteen_id, Month(2026, 9))
    assert found.goods.lines
    assert found.seal_code
    return found
