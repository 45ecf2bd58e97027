"""The month's statements: an invented year reckoned a second time by plain code."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import partial
from math import floor
from typing import TYPE_CHECKING, Any

import pytest
from beancount import loader
from sqlalchemy import select, update

from desktop.core.canteen import (
    ArticleKind,
    DocumentState,
    Fund,
    MoneyKind,
    PayMethod,
    Sitting,
    Spending,
    StockKind,
)
from desktop.core.clock import FixedClock
from desktop.core.errors import Confirmable, SchoolError
from desktop.core.labels import UnitKind
from desktop.core.meals import Diner
from desktop.core.money import Money, Quantity
from desktop.core.statements import Block, StatementKind
from desktop.core.terms import Month
from desktop.database.work import RECORDED
from desktop.models import (
    MealCount,
    MealSitting,
    MoneyDocument,
    StaffMeal,
    StockDocument,
    StockLine,
    StockLot,
    Unit,
)
from desktop.services.canteen.beancount_text import beancount_text
from desktop.services.canteen.drafts import save_draft
from desktop.services.canteen.issues import NewIssue, NewIssueLine, issue
from desktop.services.canteen.money import NewMoney, record, reverse_money
from desktop.services.canteen.receipts import NewReceipt
from desktop.services.canteen.reversing import reverse
from desktop.services.canteen.settling import NewSettlement, between_funds, settle
from desktop.services.canteen.share_booking import book_shares
from desktop.services.canteen.statements import Statements, statements
from tests.services.canteen.kitchen import OUT, Kitchen
from tests.services.canteen.table import a_class
from tests.services.staff_rosters import hire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.session import Session

FIRST = date(2026, 9, 1)
MONTHS = [Month(2026, m) for m in range(9, 13)] + [Month(2027, m) for m in range(1, 9)]
TERMS = [MONTHS[:5], MONTHS[5:]]
MONEY = {
    Fund.NUTRITION: MoneyKind.SUBSIDY,
    Fund.PUPIL_FEES: MoneyKind.PUPIL_FEE,
    Fund.STAFF_FEES: MoneyKind.STAFF_FEE,
    Fund.MATCHING: MoneyKind.MATCHING,
    Fund.DONATION: MoneyKind.DONATION,
}


@dataclass
class Year:
    """A year of one canteen, booked by chance."""

    kitchen: Kitchen
    chance: random.Random
    goods: list[UUID] = field(default_factory=list)
    money: list[UUID] = field(default_factory=list)
    people: tuple[UUID, tuple[UUID, UUID]] = field(init=False)
    """A class, and two of the staff."""

    def live(self) -> None:
        for month in MONTHS:
            for fund, kind in MONEY.items():
                self._money(month.first, kind, fund, 300_000)
            days = [month.first + timedelta(days=number) for number in range(0, 27, 3)]
            for day in days:
                self._day(day)
            self.session.write("eaten", partial(self._eaten, days=days))
            if month == TERMS[0][-1]:  # booked of one term, reckoned of the other
                self.session.write("shares", lambda work: book_shares(work, TERMS[0][-1]))
                self._settle(days[-1])

    @property
    def session(self) -> Session:
        return self.kitchen.session

    def _eaten(self, work: Work, days: list[date]) -> None:
        """Heads of the days, and who of the staff has eaten; of some months nobody was counted."""
        if self.chance.random() < 0.2:
            return
        of_class, people = self.people
        for day in days:
            sitting, *keys = work.new_ids(5)
            of_day = {"canteen_id": self.kitchen.canteen_id, "month": Month.of(day), "day": day,
                      "sitting": Sitting.LUNCH}  # fmt: skip
            made = {"served": True, "reason": "", "recorded_at": work.now, "recorded_by": "甲"}
            work.insert(MealSitting, [{"id": sitting, **of_day, **made}])
            work.insert(MealCount, [
                {"id": key, "sitting_id": sitting, **of_day, "class_id": class_id, "diner": diner,
                 "heads": self.chance.randint(1, most), "expected": None}
                for key, class_id, diner, most in (
                    (keys[0], of_class, Diner.PLAN_PUPIL, 90),
                    (keys[1], None, Diner.GUEST, 4),
                )
            ])  # fmt: skip
            work.insert(StaffMeal, [
                {"id": key, **of_day, "staff_id": staff, "price": Money(600)}
                for key, staff in zip(keys[2:], people, strict=True) if self.chance.random() < 0.7
            ])  # fmt: skip

    def _settle(self, day: date) -> None:
        """Let the staff's fund pay what it owes to whom it owes most."""
        owed = between_funds(self.session, self.kitchen.canteen_id)
        receiver = max(owed, key=lambda fund: owed[fund])
        new = NewSettlement(
            canteen_id=self.kitchen.canteen_id,
            day=day,
            payer=Fund.STAFF_FEES,
            receiver=receiver,
            amount=min(owed[receiver], -owed[Fund.STAFF_FEES]),
        )
        try:
            settle(self.session, new)
        except Confirmable as asked:
            settle(self.session, new, frozenset({asked.key}))

    def _day(self, day: date) -> None:
        chance, kitchen = self.chance, self.kitchen
        fund = chance.choice((Fund.PUPIL_FEES, Fund.NUTRITION, Fund.STAFF_FEES))
        lines = [
            kitchen.line(
                article, str(chance.randint(1, 40_000) / 1000), f"{chance.random() * 9:.4f}"
            )
            for article in (kitchen.rice, kitchen.pork)
        ]
        self.goods.append(
            self._tried(lambda ok: kitchen.take_in(day, *lines, fund=fund, accepted=ok))
        )
        soap = kitchen.line(kitchen.soap, str(chance.randint(1, 3)), "7.77")
        self.goods.append(kitchen.take_in(day, soap).document_id)
        for article in (kitchen.rice, kitchen.pork, kitchen.soap):
            quantity = Quantity(chance.randint(1, 25_000))
            kind = chance.choice((StockKind.ISSUE,) * 4 + (StockKind.LOSS,))
            new = NewIssue(
                canteen_id=kitchen.canteen_id,
                day=day,
                lines=(NewIssueLine(article, quantity, reason="受潮"),),
                signers=OUT,
                kind=kind,
            )
            try:
                self.goods.append(issue(kitchen.session, new).document_id)
            except SchoolError:
                continue
        self._pay(day)
        self._undo(day)

    def _quantity(self, most: int) -> str:
        return str(Quantity(self.chance.randint(1, most)).decimal)

    def _pay(self, day: date) -> None:
        wages = ((Fund.MATCHING, Spending.WAGES), (Fund.MATCHING, Spending.FUEL))
        fund, spending = self.chance.choice(wages)
        self._money(day, MoneyKind.EXPENSE, fund, 20_000, spending)
        self._money(day, MoneyKind.SUPPLIER_PAYMENT, Fund.PUPIL_FEES, 9_000)
        self._money(day, MoneyKind.GUEST_FEE, None, 5_000)
        self._money(day, MoneyKind.PUPIL_REFUND, None, 2_000)

    def _undo(self, day: date) -> None:
        if self.chance.random() < 0.3:
            try:
                red = reverse(self.kitchen.session, self.goods[-1], "写错", day)
            except SchoolError:
                return
            self.goods.append(red.document_id)
        if self.chance.random() < 0.3:
            try:
                reverse_money(self.kitchen.session, self.chance.choice(self.money), "写错", day)
            except SchoolError:
                return

    def _money(
        self,
        day: date,
        kind: MoneyKind,
        fund: Fund | None,
        most: int,
        spending: Spending | None = None,
    ) -> None:
        new = NewMoney(
            canteen_id=self.kitchen.canteen_id,
            day=day,
            kind=kind,
            amount=Money(self.chance.randint(1, most)),
            method=self.chance.choice((PayMethod.BANK, PayMethod.BANK, PayMethod.CASH)),
            fund=fund,
            spending=spending,
            supplier_id=self.kitchen.supplier_id if kind is MoneyKind.SUPPLIER_PAYMENT else None,
        )
        session = self.kitchen.session
        try:
            booked = self._tried(lambda ok: record(session, new, ok), lambda b: b.document_ids[0])
        except SchoolError:
            return
        self.money.append(booked)

    def _tried(
        self,
        act: Callable[[frozenset[str]], Any],
        key: Callable[[Any], UUID] = lambda booked: booked.document_id,
    ) -> UUID:
        try:
            return key(act(frozenset()))
        except Confirmable as asked:
            return key(act(frozenset({asked.key})))


@dataclass
class Raw:
    """All rows, read bare and added up by hand; nothing of the program reckons here."""

    goods: list[Any]
    money: list[Any]
    heads: list[Any]
    staff: list[Any]

    @classmethod
    def of(cls, session: Session) -> Raw:
        query = (
            select(
                StockDocument.kind,
                StockDocument.day,
                StockLine.article_id,
                StockLine.quantity,
                StockLine.amount,
                StockLot.fund,
            )
            .join(StockLine, StockLine.document_id == StockDocument.id)
            .join(StockLot, StockLot.id == StockLine.lot_id)
            .where(StockDocument.state == DocumentState.POSTED)
        )
        with session.store.read() as connection:
            goods = connection.execute(query).all()
            money = connection.execute(select(MoneyDocument.__table__)).all()
            heads = connection.execute(select(MealCount.__table__)).all()
            staff = connection.execute(select(StaffMeal.__table__)).all()
        return cls(list(goods), list(money), list(heads), list(staff))

    def articles(self, month: Month) -> dict[UUID, dict[str, list[int]]]:
        """[thousandths, 分] of each article and column."""
        found: dict[UUID, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        for row in self.goods:
            when = row.day.year * 100 + row.day.month
            if when > month.number:
                continue
            sign = -1 if row.kind in (StockKind.ISSUE, StockKind.LOSS) else 1
            part = "opening" if when < month.number else row.kind.value
            for column, direction in ((part, 1 if part == "opening" else sign), ("closing", 1)):
                found[row.article_id][column][0] += direction * row.quantity.units
                found[row.article_id][column][1] += direction * row.amount.units
        return found

    def results(self, months: list[Month], soap: UUID) -> dict[str, int]:
        """分 of income and spending, by words of this test's own."""
        numbers = {month.number for month in months}
        sums = self._moved(numbers, soap)
        for number in numbers:
            for word, units in self.shares(number, soap).items():
                sums[word] += units
        return sums

    def _moved(self, numbers: set[int], soap: UUID) -> dict[str, int]:
        sums: dict[str, int] = defaultdict(int)
        for row in self.money:
            if row.day.year * 100 + row.day.month in numbers:
                sums[row.kind.value + (f".{row.spending.value}" if row.spending else "")] += (
                    row.amount.units
                )
        for row in self.goods:
            if row.day.year * 100 + row.day.month not in numbers:
                continue
            if row.kind is StockKind.LOSS:
                sums[f"lost.{row.fund.value}"] -= row.amount.units
            elif row.kind is StockKind.ISSUE:
                word = "soap" if row.article_id == soap else "eaten"
                sums[f"{word}.{row.fund.value}"] -= row.amount.units
        return sums

    def shares(self, number: int, soap: UUID) -> dict[str, int]:
        """Who has eaten how much of a month's food: every meal costs the same."""
        food: dict[str, int] = defaultdict(int)
        for row in self.goods:
            eaten = row.kind is StockKind.ISSUE and row.article_id != soap
            if eaten and row.day.year * 100 + row.day.month == number:
                food[row.fund.value] -= row.amount.units
        whole, own = sum(food.values()), food["staff_fees"]
        meals = {"pupils": 0, "staff": 0, "guests": 0}
        for row in self.heads:
            if row.month.number == number:
                meals["guests" if row.diner is Diner.GUEST else "pupils"] += row.heads
        meals["staff"] = sum(row.month.number == number for row in self.staff)
        if not meals["pupils"] or whole <= 0:
            return {"pupils": whole - own, "staff": own, "guests": 0}
        found = cut(whole, meals)
        if found["staff"] < own:  # what their own money has bought is theirs
            found = {**cut(whole - own, {**meals, "staff": 0}), "staff": own}
        return found


def cut(whole: int, meals: dict[str, int]) -> dict[str, int]:
    """Shares that come to the whole; whoever was cut down most is given the missing 分."""
    exact = {who: Fraction(whole * count, sum(meals.values())) for who, count in meals.items()}
    found = {who: floor(share) for who, share in exact.items()}
    for who in sorted(exact, key=lambda w: found[w] - exact[w])[: whole - sum(found.values())]:
        found[who] += 1
    return found


def words(sums: dict[str, int]) -> Iterator[tuple[str, int]]:
    """What accounts must say, from the sums of the raw rows."""
    yield "4001", sums["subsidy"]
    yield "4002", sums["matching"]
    yield "4101", sums["pupil_fee"] - sums["pupil_refund"]
    yield "4102", sums["staff_fee"]
    yield "4103", sums["guest_fee"]
    yield "4201", sums["donation"]
    yield "5001", sums["pupils"]
    yield "5002", sums["staff"]
    yield "5003", sums["guests"]
    yield "5101", sum(v for k, v in sums.items() if k.startswith("soap."))
    yield "5102", sums["expense.wages"]
    yield "5103", sums["expense.fuel"]
    yield "5301", sum(v for k, v in sums.items() if k.startswith("lost."))


@pytest.fixture
def year(session: Session) -> Kitchen:
    session.store.clock = FixedClock(datetime(2027, 8, 31, 2, 0, tzinfo=UTC))
    kitchen = Kitchen.of(session)
    made = Year(kitchen, random.Random(20260901))
    made.people = a_class(session), (hire(session, "王建国"), hire(session, "李秀英"))
    made.live()
    return kitchen


def test_year_reckoned_a_second_time_agrees_to_the_fen(year: Kitchen) -> None:
    raw = Raw.of(year.session)
    for month in MONTHS:
        found = statements(year.session, year.canteen_id, month)
        _compare_goods(found, raw.articles(month))
        _compare_accounts(found, raw, year.soap)
        stock = sum(columns["closing"][1] for columns in raw.articles(month).values())
        assert found.after.stock.units == found.goods.total("closing").units == stock
    assert len(raw.goods) > 500
    assert len(raw.staff) > 100
    assert len(between_funds(year.session, year.canteen_id)) > 1, "some is not settled yet"
    _, errors, _ = loader.load_string(beancount_text(year.session, year.canteen_id))
    assert errors == [], "another ledger program reads the whole year"


def _compare_goods(found: Statements, expected: dict[UUID, dict[str, list[int]]]) -> None:
    moved = {key for key, columns in expected.items() if any(map(any, columns.values()))}
    assert {line.article_id for line in found.goods.lines} == moved
    for line in found.goods.lines:
        columns = expected[line.article_id]
        for part, word in (
            ("opening", "opening"),
            ("received", "receipt"),
            ("issued", "issue"),
            ("lost", "loss"),
            ("counted", "count"),
            ("closing", "closing"),
        ):
            goods = getattr(line, part)
            assert [goods.quantity.units, goods.amount.units] == columns[word], (part, line.name)


def _compare_accounts(found: Statements, raw: Raw, soap: UUID) -> None:
    until = [month for month in MONTHS if month <= found.month]
    (term,) = (term for term in TERMS if found.month in term)
    periods = {
        "month": [found.month],
        "term": [month for month in term if month <= found.month],
        "year": [month for month in until if month.year == found.month.year],
    }
    for period, months in periods.items():
        sums = raw.results(months, soap)
        expected = dict(words(sums))
        for code, units in expected.items():
            assert getattr(found.account(code), period).units == units, (code, period)
        pupils = expected["4001"] + expected["4101"] - expected["5001"]
        pupils -= sum(
            sums[f"{w}.{f}"] for w in ("soap", "lost") for f in ("pupil_fees", "nutrition")
        )
        staff = expected["4102"] - expected["5002"] - sums["lost.staff_fees"]
        assert getattr(found.surplus_of(Block.PUPILS), period).units == pupils
        assert getattr(found.surplus_of(Block.STAFF), period).units == staff
        income = sum(units for code, units in expected.items() if code < "5")
        assert getattr(found.income, period).units == income
        assert getattr(found.surplus, period).units == 2 * income - sum(expected.values())


def test_drafts_are_in_no_statement(kitchen: Kitchen) -> None:
    line = kitchen.line(kitchen.rice, "10", "4")
    new = NewReceipt(
        canteen_id=kitchen.canteen_id,
        day=date(2026, 9, 10),
        supplier_id=kitchen.supplier_id,
        fund=Fund.PUPIL_FEES,
        lines=(line,),
        signers=(),
    )
    save_draft(kitchen.session, new)
    found = statements(kitchen.session, kitchen.canteen_id, MONTHS[0])
    assert (found.goods.lines, found.sums) == ((), ())


def test_only_a_kindergarten_has_its_own_statement(kitchen: Kitchen) -> None:
    session = kitchen.session
    assert (
        StatementKind.KINDERGARTEN not in statements(session, kitchen.canteen_id, MONTHS[0]).kinds
    )

    def turn(work: Work) -> None:
        kind = update(Unit).where(Unit.id == session.unit_id).values(kind=UnitKind.KINDERGARTEN)
        work.connection.execute(kind, execution_options=RECORDED)

    session.store.write(session.unit_id, session.actor, "x", turn)
    kitchen.take_in(date(2026, 9, 10), kitchen.line(kitchen.soap, "1", "4"))
    found = statements(session, kitchen.canteen_id, MONTHS[0])
    assert found.kinds == tuple(StatementKind)
    assert [line.kind for line in found.goods.lines] == [ArticleKind.SUPPLIES]
    assert found.goods.food.lines == ()
