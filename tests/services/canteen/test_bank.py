"""The bank held against the books, and cash that was counted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.canteen import Fund, MoneyKind, PayMethod
from desktop.core.errors import ClosedMonthError, NotFoundError, SchoolError
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.services.canteen.bank import (
    NewBankLine,
    add_lines,
    match,
    match_all,
    remove_line,
    save_statement,
    unmatch,
)
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.cash import NewCashCount, booked_cash, cash_counts, count_cash
from desktop.services.canteen.money import NewMoney, record, reverse_money
from desktop.services.canteen.pairing import Proposal
from desktop.services.canteen.reconciling import proposals, reconciliation
from desktop.services.months import close, obstacles
from tests.services.canteen.kitchen import OPENED, Kitchen
from tests.services.rosters import dump

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.canteen.reconciling import Reconciliation

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
FEES = Fund.PUPIL_FEES


def book(kitchen: Kitchen, kind: MoneyKind, amount: str, day: int, **more: object) -> UUID:
    month = int(str(more.pop("month", 10)))
    new = NewMoney(
        canteen_id=kitchen.canteen_id,
        day=date(2026, month, day),
        kind=kind,
        amount=Money.of(amount),
        **more,  # type: ignore[arg-type]
    )
    return record(kitchen.session, new).document_ids[0]


def says(kitchen: Kitchen, *lines: tuple[int, str], month: Month = OCTOBER) -> None:
    """The bank says so."""
    new = [NewBankLine(date(month.year, month.month, d), Money.of(a)) for d, a in lines]
    add_lines(kitchen.session, kitchen.canteen_id, month, new)


def begin(kitchen: Kitchen, opening: str, closing: str, month: Month = OCTOBER) -> None:
    amounts = Money.of(opening), Money.of(closing)
    save_statement(kitchen.session, kitchen.canteen_id, month, *amounts)


def held_against(kitchen: Kitchen, month: Month = OCTOBER) -> Reconciliation:
    return reconciliation(kitchen.session, kitchen.canteen_id, month)


def line_of(kitchen: Kitchen, amount: str) -> UUID:
    lines = held_against(kitchen).lines
    return next(line.line_id for line in lines if line.amount == Money.of(amount))


def count(kitchen: Kitchen, counted: str, reason: str = "", by: str = "李出纳") -> None:
    new = NewCashCount(
        canteen_id=kitchen.canteen_id,
        day=date(2026, 10, 31),
        counted=Money.of(counted),
        counted_by=by,
        reason=reason,
    )
    count_cash(kitchen.session, new)


def test_what_is_open_on_either_side_explains_the_difference(kitchen: Kitchen) -> None:
    book(kitchen, MoneyKind.PUPIL_FEE, "500", 8)
    book(kitchen, MoneyKind.INTEREST, "3.20", 21)
    begin(kitchen, "0", "488")
    says(kitchen, (9, "500"), (30, "-12"))
    match_all(kitchen.session, proposals(kitchen.session, kitchen.canteen_id, OCTOBER))
    found = held_against(kitchen)
    assert [(line.documents, str(line.open)) for line in found.lines] == [
        (("收支 2026-10-001",), "0.00"),
        ((), "-12.00"),
    ]
    assert [document.line.label for document in found.documents] == ["收支 2026-10-002"]
    assert (str(found.only_bank), str(found.only_books)) == ("-12.00", "3.20")
    assert (str(found.booked), str(found.unexplained), str(found.gap)) == (
        "503.20",
        "0.00",
        "0.00",
    )


def test_what_is_not_explained_is_said_with_its_amount(kitchen: Kitchen) -> None:
    book(kitchen, MoneyKind.PUPIL_FEE, "500", 8)
    assert held_against(kitchen).unexplained is None
    begin(kitchen, "40", "540")
    says(kitchen, (9, "490"))
    found = held_against(kitchen)
    # The lines miss the bank's own balances, and the account began with money unknown to the books.
    assert str(found.gap) == "10.00"
    assert str(found.unexplained) == "50.00"


def test_line_is_matched_once_with_documents_of_its_sum(kitchen: Kitchen) -> None:
    session = kitchen.session
    fees = [book(kitchen, MoneyKind.PUPIL_FEE, "100", 8) for _ in range(3)]
    cash = book(kitchen, MoneyKind.PUPIL_FEE, "200", 8, method=PayMethod.CASH)
    begin(kitchen, "0", "300")
    says(kitchen, (9, "200"), (10, "100"))
    large, small = line_of(kitchen, "200"), line_of(kitchen, "100")
    for wrong, said in (
        (fees[:1], "银行这笔是200.00元，选中的单据合计100.00元"),
        ([cash], "没有经过银行"),
        ([], "没有找到"),
        ([kitchen.rice], "没有找到"),
    ):
        with pytest.raises(SchoolError, match=said):
            match(session, large, wrong)
    match(session, large, fees[:2])
    with pytest.raises(SchoolError, match="已经勾对过了"):
        match(session, large, fees[:2])
    with pytest.raises(SchoolError, match="一张单据只能勾对一次"):
        match(session, small, fees[:1])
    with pytest.raises(SchoolError, match="先取消勾对"):
        remove_line(session, large)
    with pytest.raises(NotFoundError):
        match(session, kitchen.rice, fees)
    (line,) = (each for each in held_against(kitchen).lines if each.line_id == large)
    assert line.documents == ("收支 2026-10-001", "收支 2026-10-002")


def test_undoing_a_match_leaves_no_trace_of_it(kitchen: Kitchen) -> None:
    session = kitchen.session
    fee = book(kitchen, MoneyKind.PUPIL_FEE, "100", 8)
    begin(kitchen, "0", "100")
    says(kitchen, (9, "100"))
    before = dump(session.store)["bank_matches"], held_against(kitchen)
    line = line_of(kitchen, "100")
    match(session, line, [fee])
    unmatch(session, line)
    assert (dump(session.store)["bank_matches"], held_against(kitchen)) == before
    with pytest.raises(SchoolError, match="没有勾对"):
        unmatch(session, line)


def test_document_of_another_canteen_is_refused(kitchen: Kitchen) -> None:
    session = kitchen.session
    other = open_canteen(session, NewCanteen(OPENED, "南校区食堂")).canteen_id
    new = NewMoney(
        canteen_id=other,
        day=date(2026, 10, 8),
        kind=MoneyKind.PUPIL_FEE,
        amount=Money.of("100"),
    )
    (fee,) = record(session, new).document_ids
    begin(kitchen, "0", "100")
    says(kitchen, (9, "100"))
    with pytest.raises(SchoolError, match="别的食堂"):
        match(session, line_of(kitchen, "100"), [fee])


def test_same_lines_once_more_change_nothing(kitchen: Kitchen) -> None:
    session, canteen = kitchen.session, kitchen.canteen_id
    twice = [NewBankLine(date(2026, 10, 9), Money.of("5"), "手续费")] * 2
    with pytest.raises(SchoolError, match="先录入余额"):
        add_lines(session, canteen, OCTOBER, twice)
    begin(kitchen, "0", "10")
    # Two that are alike in one file are two.
    assert add_lines(session, canteen, OCTOBER, twice).added == 2
    again = add_lines(session, canteen, OCTOBER, [*twice, twice[0]])
    assert (again.added, again.known) == (1, 2)
    remove_line(session, line_of(kitchen, "5"))
    assert len(held_against(kitchen).lines) == 2
    with pytest.raises(SchoolError, match="不在2026年10月"):
        add_lines(session, canteen, OCTOBER, [NewBankLine(date(2026, 9, 30), Money.of("5"))])
    with pytest.raises(SchoolError, match="金额是零"):
        add_lines(session, canteen, OCTOBER, [NewBankLine(date(2026, 10, 9), Money(0))])


def test_what_the_bank_does_later_is_open_until_then(kitchen: Kitchen) -> None:
    session = kitchen.session
    paid = book(kitchen, MoneyKind.PUPIL_FEE, "80", 29, month=9)
    begin(kitchen, "0", "0", SEPTEMBER)
    begin(kitchen, "0", "80")
    says(kitchen, (2, "80"))
    match(session, line_of(kitchen, "80"), [paid])
    assert [d.line.document_id for d in held_against(kitchen, SEPTEMBER).documents] == [paid]
    assert str(held_against(kitchen, SEPTEMBER).unexplained) == "0.00"
    assert held_against(kitchen).documents == ()
    assert str(held_against(kitchen).unexplained) == "0.00"
    # It is matched already: nothing is proposed for it.
    assert proposals(session, kitchen.canteen_id, SEPTEMBER) == ()


def test_what_the_bank_did_before_it_was_booked_is_open_until_then(kitchen: Kitchen) -> None:
    begin(kitchen, "0", "60", SEPTEMBER)
    begin(kitchen, "60", "60")
    says(kitchen, (30, "60"), month=SEPTEMBER)
    early, late = (book(kitchen, MoneyKind.PUPIL_FEE, "30", 8, month=m) for m in (9, 10))
    (line,) = held_against(kitchen, SEPTEMBER).lines
    match(kitchen.session, line.line_id, [early, late])
    (line,) = held_against(kitchen, SEPTEMBER).lines
    assert (str(line.open), len(line.documents)) == ("30.00", 2)
    assert str(held_against(kitchen, SEPTEMBER).unexplained) == "0.00"
    assert held_against(kitchen).lines == ()
    assert str(held_against(kitchen).unexplained) == "0.00"


def test_opening_red_ink_and_cash_are_not_asked_of_the_bank(kitchen: Kitchen) -> None:
    book(kitchen, MoneyKind.OPENING, "1000", 1, fund=FEES)
    wrong = book(kitchen, MoneyKind.PUPIL_FEE, "70", 8)
    book(kitchen, MoneyKind.PUPIL_FEE, "60", 8, method=PayMethod.CASH)
    book(kitchen, MoneyKind.DEPOSIT, "50", 9, fund=FEES)
    book(kitchen, MoneyKind.WITHDRAWAL, "20", 9, fund=FEES)
    reverse_money(kitchen.session, wrong, "写错", date(2026, 10, 12))
    begin(kitchen, "1000", "1030")
    found = held_against(kitchen)
    assert [str(document.amount) for document in found.documents] == ["50.00", "-20.00"]
    says(kitchen, (9, "50"), (10, "-20"))
    match_all(kitchen.session, proposals(kitchen.session, kitchen.canteen_id, OCTOBER))
    found = held_against(kitchen)
    assert (found.documents, str(found.unexplained)) == ((), "0.00")


def test_cash_that_differs_needs_its_reason(kitchen: Kitchen) -> None:
    session, canteen = kitchen.session, kitchen.canteen_id
    book(kitchen, MoneyKind.PUPIL_FEE, "60", 8, method=PayMethod.CASH)
    assert booked_cash(session, canteen, date(2026, 10, 7)) == Money(0)
    with pytest.raises(SchoolError, match="请写盘点人"):
        count(kitchen, "60", by=" ")
    with pytest.raises(SchoolError, match=r"盘点是50.00元，账上是60.00元，相差-10.00元"):
        count(kitchen, "50")
    with pytest.raises(SchoolError, match="不能小于零"):
        count(kitchen, "-1")
    count(kitchen, "50", "有一张垫付的票还没有报")
    count(kitchen, "60", "多余的话")
    after, before = cash_counts(session, canteen, OCTOBER)
    assert (str(before.difference), before.reason) == ("-10.00", "有一张垫付的票还没有报")
    assert (str(after.difference), after.reason) == ("0.00", "")


def test_close_asks_about_bank_and_cash_that_nobody_looked_at(kitchen: Kitchen) -> None:
    session = kitchen.session
    book(kitchen, MoneyKind.PUPIL_FEE, "500", 8)
    book(kitchen, MoneyKind.PUPIL_FEE, "60", 8, method=PayMethod.CASH)

    def asked() -> list[str]:
        found = obstacles(session, OCTOBER)
        return [o.sentence for o in found if o.rule in ("canteen.bank", "canteen.count")]

    assert asked() == [
        "学校食堂这个月的银行存款还没有和对账单核对",
        "学校食堂这个月还没有盘点现金",
    ]
    count(kitchen, "60")
    begin(kitchen, "0", "480")
    assert asked() == ["学校食堂的银行存款和账上还差480.00元没有对上"]
    says(kitchen, (9, "500"), (30, "-20"))
    assert asked() == ["学校食堂的银行对账单还有2笔没有勾对"]
    remove_line(session, line_of(kitchen, "-20"))
    begin(kitchen, "0", "500")
    match_all(session, proposals(session, kitchen.canteen_id, OCTOBER))
    assert asked() == []
    close(session, OCTOBER, accept_warnings=True)
    with pytest.raises(ClosedMonthError):
        count(kitchen, "60")
    with pytest.raises(ClosedMonthError):
        begin(kitchen, "0", "501")
    # What the bank did may still be said to be another document.
    unmatch(session, line_of(kitchen, "500"))
    assert len(proposals(session, kitchen.canteen_id, OCTOBER)) == 1


def test_proposals_are_accepted_whole_or_not(kitchen: Kitchen) -> None:
    fee = book(kitchen, MoneyKind.PUPIL_FEE, "100", 8)
    begin(kitchen, "0", "100")
    says(kitchen, (9, "100"), (9, "60"))
    good = Proposal(line_of(kitchen, "100"), (fee,))
    with pytest.raises(SchoolError):
        match_all(kitchen.session, [good, Proposal(line_of(kitchen, "60"), (fee,))])
    assert all(not line.matched for line in held_against(kitchen).lines)
