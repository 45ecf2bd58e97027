"""The lists of money: what is shown, held and owed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.canteen import Fund, MoneyKind, PayMethod, Spending
from desktop.core.errors import Confirmable, NotFoundError
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.services.canteen.day_books import day_book
from desktop.services.canteen.money import NewMoney, record, reverse_money
from desktop.services.canteen.money_lists import holdings, money_paper, month_money
from desktop.services.canteen.owed import debts, owed_now
from desktop.services.classes import classes_on
from tests.services.rosters import pupil, students, take
from tests.services.staff_rosters import hire

if TYPE_CHECKING:
    from uuid import UUID

    from tests.services.canteen.kitchen import Kitchen

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
DAY, LATER = date(2026, 10, 8), date(2026, 10, 12)
FEES = Fund.PUPIL_FEES


def book(kitchen: Kitchen, kind: MoneyKind, amount: str, day: date = DAY, **more: object) -> UUID:
    new = NewMoney(
        canteen_id=kitchen.canteen_id,
        day=day,
        kind=kind,
        amount=Money.of(amount),
        **more,  # type: ignore[arg-type]
    )
    return record(kitchen.session, new).document_ids[0]


@pytest.fixture
def month(kitchen: Kitchen) -> Kitchen:
    """Fees in September; in October fees in cash, half of it banked, goods, and a payment."""
    book(kitchen, MoneyKind.PUPIL_FEE, "500", date(2026, 9, 10))
    book(kitchen, MoneyKind.PUPIL_FEE, "120", method=PayMethod.CASH, ticket="0007")
    book(kitchen, MoneyKind.DEPOSIT, "60", fund=FEES)
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "20", "5"))
    book(
        kitchen,
        MoneyKind.SUPPLIER_PAYMENT,
        "80",
        LATER,
        fund=FEES,
        supplier_id=kitchen.supplier_id,
    )
    return kitchen


def test_documents_of_a_month_stand_newest_first_in_their_columns(month: Kitchen) -> None:
    lines = month_money(month.session, month.canteen_id, OCTOBER)
    assert [(line.label, line.what) for line in lines] == [
        ("收支 2026-10-003", "付货款"),
        ("收支 2026-10-002", "现金存银行"),
        ("收支 2026-10-001", "收学生伙食费"),
    ]
    paid, moved, came = lines
    assert (paid.party, str(paid.money_out), paid.money_in, paid.moved) == (
        "平安粮油店",
        "80.00",
        None,
        None,
    )
    assert (str(moved.moved), moved.money_in, moved.money_out) == ("60.00", None, None)
    assert (str(came.money_in), came.money_out, came.ticket) == ("120.00", None, "0007")


def test_long_number_of_a_ticket_shows_its_end(kitchen: Kitchen) -> None:
    book(kitchen, MoneyKind.PUPIL_FEE, "1", ticket="电子票 25517000000012345678 号")
    book(kitchen, MoneyKind.PUPIL_FEE, "2", ticket="0001234")
    lines = month_money(kitchen.session, kitchen.canteen_id, OCTOBER)
    assert [line.short_ticket for line in lines] == ["0001234", "电子票 …12345678 号"]


def test_class_colleague_and_purpose_are_said(kitchen: Kitchen) -> None:
    session = kitchen.session
    take(session, students(pupil()))
    (room,) = classes_on(session, DAY)
    book(kitchen, MoneyKind.PUPIL_FEE, "300", class_id=room.class_id, party="班主任代收")
    book(kitchen, MoneyKind.STAFF_FEE, "90", staff_id=hire(session))
    book(kitchen, MoneyKind.EXPENSE, "200", party="厨师老钱", fund=FEES, spending=Spending.WAGES)
    lines = month_money(session, kitchen.canteen_id, OCTOBER)
    assert [(line.what, line.party) for line in lines] == [
        ("炊事人员工资", "厨师老钱"),
        ("收教职工伙食费", "王建国"),
        ("收学生伙食费", f"{room.label} 班主任代收"),
    ]


def test_red_ink_and_what_it_undoes_name_each_other(month: Kitchen) -> None:
    session = month.session
    wrong = month_money(session, month.canteen_id, OCTOBER)[0]
    reverse_money(session, wrong.document_id, "付重了", LATER)
    red, old = month_money(session, month.canteen_id, OCTOBER)[:2]
    assert (red.reverses, str(red.money_out), red.note) == (old.label, "-80.00", "付重了")
    assert old.reversed_by == red.label
    paper = money_paper(session, red.document_id)
    assert paper.line == red
    assert [(e.account, str(e.amount)) for e in paper.entries] == [
        ("应付账款", "-80.00"),
        ("银行存款", "80.00"),
    ]
    with pytest.raises(NotFoundError):
        money_paper(session, month.canteen_id)


def test_what_is_held_is_told_by_place_and_by_fund(month: Kitchen) -> None:
    held = holdings(month.session, month.canteen_id, OCTOBER)
    told = {
        method: [str(m) for m in (h.opening, h.came, h.went, h.closing)]
        for method, h in held.by_method.items()
    }
    assert told == {
        PayMethod.BANK: ["500.00", "60.00", "80.00", "480.00"],
        PayMethod.CASH: ["0.00", "120.00", "60.00", "60.00"],
    }
    (fund,) = held.by_fund
    own = held.by_fund[fund]
    assert fund is FEES
    # What went from the cash box to the bank has not left the fund.
    assert [str(m) for m in (own.opening, own.came, own.went, own.closing)] == [
        "500.00",
        "120.00",
        "80.00",
        "540.00",
    ]


def test_red_ink_and_what_was_there_before_are_no_income(kitchen: Kitchen) -> None:
    book(kitchen, MoneyKind.OPENING, "1000", fund=FEES)
    wrong = book(kitchen, MoneyKind.PUPIL_FEE, "70")
    book(kitchen, MoneyKind.PUPIL_FEE, "60")
    reverse_money(kitchen.session, wrong, "写错", LATER)
    held = holdings(kitchen.session, kitchen.canteen_id, OCTOBER)
    for own in (held.by_fund[FEES], held.by_method[PayMethod.BANK]):
        told = (own.opening, own.came, own.went, own.closing)
        assert [str(m) for m in told] == ["1,000.00", "60.00", "0.00", "1,060.00"]


def test_day_book_runs_on_line_by_line(month: Kitchen) -> None:
    session = month.session
    bank = day_book(session, month.canteen_id, OCTOBER, PayMethod.BANK)
    assert str(bank.opening) == "500.00"
    assert [(m.what, str(m.money_in), str(m.money_out), str(m.balance)) for m in bank.lines] == [
        ("现金存银行", "60.00", "0.00", "560.00"),
        ("付货款", "0.00", "80.00", "480.00"),
    ]
    paid = month_money(session, month.canteen_id, OCTOBER)[0]
    reverse_money(session, paid.document_id, "付重了", LATER)
    bank = day_book(session, month.canteen_id, OCTOBER, PayMethod.BANK)
    red = bank.lines[-1]
    # Red ink stands on the side of what it undoes.
    assert (red.what, str(red.money_in), str(red.money_out)) == (
        f"冲销{paid.label}",
        "0.00",
        "-80.00",
    )
    assert (str(bank.money_out), str(bank.closing)) == ("0.00", "560.00")
    cash = day_book(session, month.canteen_id, OCTOBER, PayMethod.CASH)
    assert [str(line.balance) for line in cash.lines] == ["120.00", "60.00"]


def test_debts_are_told_by_supplier_and_fund(month: Kitchen) -> None:
    session = month.session
    assert owed_now(session, month.canteen_id) == {month.supplier_id: {FEES: Money.of("20")}}
    (debt,) = debts(session, month.canteen_id, OCTOBER)
    assert (debt.supplier, debt.fund) == ("平安粮油店", FEES)
    told = (debt.opening, debt.received, debt.paid, debt.closing)
    assert [str(m) for m in told] == ["0.00", "100.00", "80.00", "20.00"]
    assert debts(session, month.canteen_id, SEPTEMBER) == ()
    (later,) = debts(session, month.canteen_id, Month(2026, 11))
    assert (str(later.opening), str(later.closing)) == ("20.00", "20.00")


def test_paying_more_than_is_owed_is_asked_about(month: Kitchen) -> None:
    new = NewMoney(
        canteen_id=month.canteen_id,
        day=LATER,
        kind=MoneyKind.SUPPLIER_PAYMENT,
        amount=Money.of("35"),
        fund=FEES,
        supplier_id=month.supplier_id,
    )
    with pytest.raises(Confirmable, match=r"多付15.00元") as asked:
        record(month.session, new)
    record(month.session, new, frozenset({asked.value.key}))
    (debt,) = debts(month.session, month.canteen_id, OCTOBER)
    assert str(debt.closing) == "-15.00"
