"""Drafts, and what a canteen adds to the close of a month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from desktop.core.canteen import Fund, MoneyKind, Spending
from desktop.core.errors import ClosedMonthError, Confirmable, NotFoundError, SchoolError
from desktop.core.money import Money, Quantity
from desktop.core.progress import Progress
from desktop.core.terms import Month
from desktop.database.work import RECORDED
from desktop.models import LedgerEntry
from desktop.services.canteen.chart import STOCK
from desktop.services.canteen.drafts import (
    discard_draft,
    post_draft,
    receipt_draft,
    save_draft,
)
from desktop.services.canteen.money import NewMoney, record
from desktop.services.canteen.receipts import NewReceipt
from desktop.services.canteen.stock import on_hand
from desktop.services.months import close, obstacles, overview
from desktop.services.verification import check_all
from tests.services.canteen.kitchen import ACCEPTORS, Kitchen

if TYPE_CHECKING:
    from desktop.services.session import Session

SEPTEMBER, DAY = Month(2026, 9), date(2026, 9, 10)


def delivery(kitchen: Kitchen) -> NewReceipt:
    """One that only one person has accepted so far."""
    line = kitchen.line(
        kitchen.rice, "50", "4.36", rejected=Quantity.of("5"), rejected_why="受潮", batch="A7"
    )
    return NewReceipt(
        canteen_id=kitchen.canteen_id,
        day=DAY,
        supplier_id=kitchen.supplier_id,
        fund=Fund.PUPIL_FEES,
        lines=(line,),
        signers=ACCEPTORS[:1],
        ticket="0087",
    )


def rules(session: Session) -> list[str]:
    return [found.rule for found in obstacles(session, SEPTEMBER)]


def test_draft_waits_for_the_second_signature_and_touches_nothing(kitchen: Kitchen) -> None:
    session, new = kitchen.session, delivery(kitchen)
    draft = save_draft(session, new).document_id
    assert on_hand(session, kitchen.canteen_id) == ()
    kept = receipt_draft(session, draft)
    assert replace(kept, lines=(replace(kept.lines[0], amount=None),)) == new
    with pytest.raises(SchoolError, match="至少2个人"):
        post_draft(session, draft)
    second = save_draft(session, replace(kept, signers=ACCEPTORS), draft)
    with pytest.raises(NotFoundError):
        receipt_draft(session, draft)
    booked = post_draft(session, second.document_id)
    assert booked.number.label == "入库 2026-09-001"
    assert on_hand(session, kitchen.canteen_id)[0].left_amount == Money.of("196.20")
    with pytest.raises(SchoolError, match="已经记账"):
        discard_draft(session, booked.document_id)


def test_month_with_a_draft_is_not_closed(kitchen: Kitchen) -> None:
    session = kitchen.session
    draft = save_draft(session, delivery(kitchen)).document_id
    assert rules(session) == ["canteen.drafts"]
    with pytest.raises(SchoolError, match="还有1张草稿单据"):
        close(session, SEPTEMBER)
    discard_draft(session, draft)
    assert rules(session) == ["empty"]


def test_canteen_is_sealed_with_its_month(kitchen: Kitchen) -> None:
    session = kitchen.session
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "50", "4.36"))
    assert [found.month for found in overview(session)] == [SEPTEMBER]
    close(session, SEPTEMBER, accept_warnings=True)
    assert check_all(session, Progress()).whole
    with pytest.raises(ClosedMonthError):
        save_draft(session, delivery(kitchen))


def test_amount_that_was_changed_behind_the_seal_is_found(kitchen: Kitchen) -> None:
    session = kitchen.session
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "50", "4.36"))
    close(session, SEPTEMBER, accept_warnings=True)

    def tamper(work: object) -> None:
        more = update(LedgerEntry).where(LedgerEntry.account == STOCK).values(amount=Money.of("9"))
        work.connection.execute(more, execution_options=RECORDED)  # type: ignore[attr-defined]

    session.store.write(session.unit_id, session.actor, "x", tamper)
    said = [finding.sentence for finding in check_all(session, Progress()).findings]
    assert "2026年9月的食堂收支和结账时不一致" in said


def test_both_figures_are_said_where_stock_and_account_differ(kitchen: Kitchen) -> None:
    session = kitchen.session
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "50", "4.36"))

    def tamper(work: object) -> None:
        less = update(LedgerEntry).where(LedgerEntry.account == STOCK).values(amount=Money.of("1"))
        work.connection.execute(less, execution_options=RECORDED)  # type: ignore[attr-defined]

    session.store.write(session.unit_id, session.actor, "x", tamper)
    with pytest.raises(SchoolError, match=r"库存是218.00元，账上是1.00元，两个数不一致"):
        close(session, SEPTEMBER)


def test_fund_below_zero_is_asked_about_at_the_close(kitchen: Kitchen) -> None:
    session = kitchen.session
    wages = NewMoney(
        canteen_id=kitchen.canteen_id,
        day=DAY,
        kind=MoneyKind.EXPENSE,
        amount=Money.of("800"),
        fund=Fund.MATCHING,
        spending=Spending.WAGES,
    )
    with pytest.raises(Confirmable) as asked:
        record(session, wages)
    record(session, wages, frozenset({asked.value.key}))
    assert rules(session) == ["canteen.fund", "canteen.bank"]
    with pytest.raises(Confirmable, match=r"配套资金是-800.00元，等于用了别的资金"):
        close(session, SEPTEMBER)
