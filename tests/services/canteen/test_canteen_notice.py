"""A canteen's month on the wall: issued from the closed books, corrected where red ink came."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from desktop.core.canteen import Fund, MoneyKind
from desktop.core.clock import FixedClock
from desktop.core.errors import Confirmable
from desktop.core.labels import UnitKind
from desktop.core.money import Money
from desktop.core.notices import NoticeKind
from desktop.core.terms import Month
from desktop.models import LedgerEntry, Unit
from desktop.reports.document import Paragraph
from desktop.reports.issuing import document_of, issue_guarded
from desktop.reports.pdf import render
from desktop.reports.workbooks import write_workbook
from desktop.services import months
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.money import NewMoney, record, reverse_money
from desktop.services.canteen.posted import POSTED
from desktop.services.canteen.reversing import reverse
from desktop.services.notices.canteen import CanteenNotice
from desktop.services.notices.drafts import DraftState, draft, drafts
from desktop.services.notices.issue import printed_again
from desktop.services.today.items import NoticeToIssue
from desktop.services.today.waiting import today
from tests.builders import tamper
from tests.services.rosters import OCTOBER

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from desktop.services.session import Session
    from tests.services.canteen.kitchen import Kitchen

CANTEEN = NoticeKind.CANTEEN
SIXTH = date(2026, 11, 6)


def paid(kitchen: Kitchen, amount: str, day: date) -> UUID:
    fee = NewMoney(
        canteen_id=kitchen.canteen_id,
        day=day,
        kind=MoneyKind.PUPIL_FEE,
        amount=Money.of(amount),
    )
    return record(kitchen.session, fee).document_ids[0]


@pytest.fixture
def october(kitchen: Kitchen) -> tuple[Kitchen, UUID, UUID]:
    """Fees and rice in October, closed on the sixth of November."""
    fee = paid(kitchen, "1000", OCTOBER.first)
    rice = kitchen.line(kitchen.rice, "50", "4")
    goods = kitchen.take_in(date(2026, 10, 9), rice, fund=Fund.PUPIL_FEES).document_id
    kitchen.take_out(date(2026, 10, 10), kitchen.rice, "30")
    kitchen.session.store.clock = FixedClock(datetime(2026, 11, 6, tzinfo=UTC))
    months.close(kitchen.session, OCTOBER, accept_warnings=True)
    return kitchen, fee, goods


def content_of(session: Session, kind: NoticeKind = CANTEEN) -> CanteenNotice:
    content = draft(session, kind, OCTOBER).content
    assert isinstance(content, CanteenNotice)
    return content


def test_canteen_of_a_closed_month_is_made_public(october: tuple[Kitchen, UUID, UUID]) -> None:
    session = october[0].session
    found = draft(session, CANTEEN, OCTOBER)
    assert found.state is DraftState.READY
    assert [(check.label, check.on_notice) for check in found.checks[:4]] == [
        ("本月收入", "1,000.00"),
        ("本月支出", "120.00"),
        ("月末现金和存款", "1,000.00"),
        ("月末库存", "80.00"),
    ]
    assert all(check.agrees for check in found.checks)
    issued = issue_guarded(session, CANTEEN, OCTOBER)
    assert issued.fresh
    again = printed_again(session, issued.content.posting.number)
    assert again.content == issued.content
    assert render(document_of(again)) == render(document_of(issued))
    assert draft(session, CANTEEN, OCTOBER).state is DraftState.STANDING


def test_school_without_a_canteen_is_not_asked_for_its_notice(session: Session) -> None:
    assert CANTEEN not in [found.kind for found in drafts(session, OCTOBER)]
    open_canteen(session, NewCanteen(OCTOBER.first))
    told = {found.kind: found for found in drafts(session, OCTOBER)}
    assert told[CANTEEN].state is DraftState.EMPTY
    assert "没有记过账" in told[CANTEEN].remarks[0].sentence
    assert NoticeKind.KINDERGARTEN not in told


def test_open_month_gives_a_trial_only(kitchen: Kitchen) -> None:
    paid(kitchen, "10", OCTOBER.first)
    assert draft(kitchen.session, CANTEEN, OCTOBER).state is DraftState.OPEN
    assert issue_guarded(kitchen.session, CANTEEN, OCTOBER).trial


def test_ledger_that_was_tampered_with_stops_the_notice(
    october: tuple[Kitchen, UUID, UUID],
) -> None:
    session = october[0].session
    first = select(LedgerEntry.id).where(LedgerEntry.account == "4101").limit(1).scalar_subquery()
    tamper(session.store, update(LedgerEntry).where(LedgerEntry.id == first).values(account="1002"))
    found = draft(session, CANTEEN, OCTOBER)
    assert found.state is DraftState.BLOCKED
    assert not found.checks[-1].agrees, "the seal holds no more"


def test_red_ink_in_a_later_month_asks_and_needs_a_correction(
    october: tuple[Kitchen, UUID, UUID],
) -> None:
    kitchen, fee, goods = october
    session = kitchen.session
    first = issue_guarded(session, CANTEEN, OCTOBER).content
    with pytest.raises(Confirmable, match="更正公示") as asked:
        reverse_money(session, fee, "记错了", SIXTH)
    assert asked.value.key == POSTED
    reverse_money(session, fee, "记错了", SIXTH, frozenset({POSTED}))
    with pytest.raises(Confirmable, match=first.posting.number):
        reverse(session, goods, "数量写错", SIXTH)

    found = draft(session, CANTEEN, OCTOBER)
    assert found.state is DraftState.MOVED
    (item,) = [item for item in today(session, OCTOBER).items if item.rule == "notice.moved"]
    assert item.record == NoticeToIssue(CANTEEN, OCTOBER)
    corrected = issue_guarded(session, CANTEEN, OCTOBER)
    content = corrected.content
    assert isinstance(content, CanteenNotice)
    assert isinstance(first, CanteenNotice)
    assert content.posting.replaces == first.posting.number
    assert replace(content, corrected=(), posting=first.posting) == first, "figures never change"
    (line,) = content.corrected
    assert (line.amount, line.corrected_on, line.reason) == (Money.of("1000"), SIXTH, "记错了")
    texts = [b.text for b in document_of(corrected).document.blocks if isinstance(b, Paragraph)]
    assert any(line.document in text and "记错了" in text for text in texts)
    assert [i for i in today(session, OCTOBER).items if i.rule == "notice.moved"] == []


def test_red_ink_within_the_month_corrects_nothing(kitchen: Kitchen) -> None:
    fee = paid(kitchen, "10", OCTOBER.first)
    paid(kitchen, "12", OCTOBER.first)
    reverse_money(kitchen.session, fee, "记错了", date(2026, 10, 2))
    months.close(kitchen.session, OCTOBER, accept_warnings=True)
    assert content_of(kitchen.session).corrected == ()


def test_kindergarten_shows_its_goods_and_every_kitchen(kitchen: Kitchen, tmp_path: Path) -> None:
    session = kitchen.session
    tamper(session.store, update(Unit).values(kind=UnitKind.KINDERGARTEN.value))
    open_canteen(session, NewCanteen(OCTOBER.first, name="分园食堂"))
    paid(kitchen, "100", OCTOBER.first)
    kitchen.take_in(OCTOBER.first, kitchen.line(kitchen.rice, "10", "4"))
    content = content_of(session, NoticeKind.KINDERGARTEN)
    assert [each.canteen.name for each in content.canteens] == ["学校食堂", "分园食堂"]
    assert content.canteens[0].goods.lines[0].name == "大米"
    issued = issue_guarded(session, NoticeKind.KINDERGARTEN, OCTOBER)
    assert write_workbook(document_of(issued), tmp_path / "a.xlsx") > len(content.canteens)
    assert content.month == Month(2026, 10)
