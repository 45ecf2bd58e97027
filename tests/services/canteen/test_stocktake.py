"""Counting the store: frozen figures, reasons, two names, one document."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from desktop.core.canteen import CountState, Duty, Fund
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.progress import Progress
from desktop.core.terms import Month
from desktop.database.work import RECORDED
from desktop.models import StocktakeLine
from desktop.services.canteen.balances import trial_balance
from desktop.services.canteen.chart import COUNTED, STOCK, SURPLUS
from desktop.services.canteen.count_end import end
from desktop.services.canteen.counting import Count, begin, give_up, write_counts
from desktop.services.canteen.opening_stock import OpeningLine, OpeningStock, take_over
from desktop.services.canteen.reversing import reverse
from desktop.services.canteen.statements import statements
from desktop.services.canteen.stock import on_hand, paper
from desktop.services.canteen.stocktakes import stocktake, stocktakes
from desktop.services.months import close, obstacles
from desktop.services.verification import check_all

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.session import Session
    from tests.services.canteen.kitchen import Kitchen

SEPTEMBER, FIRST, DAY = Month(2026, 9), date(2026, 9, 2), date(2026, 9, 28)
NAMES = ("张三丰", "李桂兰")


@pytest.fixture
def stored(kitchen: Kitchen) -> Kitchen:
    """42.5 千克 of rice and 3 瓶 of soap; what came in and was eaten up is not in store."""
    kitchen.take_in(
        FIRST, kitchen.line(kitchen.rice, "50", "4.36"), kitchen.line(kitchen.soap, "3", "7.77")
    )
    kitchen.take_in(FIRST, kitchen.line(kitchen.pork, "4", "25", quarantine="87"))
    kitchen.take_out(FIRST, kitchen.pork, "4")
    kitchen.take_out(FIRST, kitchen.rice, "7.5")
    return kitchen


def begun(kitchen: Kitchen) -> UUID:
    return begin(kitchen.session, kitchen.canteen_id, DAY).stocktake_id


def counts(session: Session, key: UUID, *found: tuple[str | None, str]) -> list[Count]:
    return [
        Count(line.line_id, None if quantity is None else Quantity.of(quantity), reason)
        for line, (quantity, reason) in zip(stocktake(session, key).lines, found, strict=True)
    ]


def closing(kitchen: Kitchen, account: str) -> str:
    lines = trial_balance(kitchen.session, kitchen.canteen_id, SEPTEMBER)
    return str(Money.sum(line.closing for line in lines if line.account.code == account))


def test_what_is_booked_on_the_day_is_frozen(stored: Kitchen) -> None:
    stored.take_out(date(2026, 9, 29), stored.rice, "40")
    stored.take_out(date(2026, 9, 30), stored.soap, "3")
    lines = stocktake(stored.session, begun(stored)).lines
    assert [(line.name, line.booked.plain, str(line.worth)) for line in lines] == [
        ("大米", "42.5", "185.30"),
        ("洗洁精", "3", "23.31"),
    ]


def test_zero_is_a_count_and_nothing_is_none(stored: Kitchen) -> None:
    session, key = stored.session, begun(stored)
    write_counts(session, key, counts(session, key, ("42.5", ""), (None, "")))
    with pytest.raises(SchoolError, match="还有1行没有盘点：第2行洗洁精"):
        end(session, key, NAMES)
    last = counts(session, key, ("42.5", ""), ("0", ""))
    with pytest.raises(SchoolError, match="1行实盘和账面不同，没有写原因：第2行洗洁精"):
        end(session, key, NAMES, last)
    assert stocktake(session, key).missing == 1, "what was refused leaves no trace"
    with pytest.raises(SchoolError, match="要有2个人"):
        end(session, key, ("张三丰", " 张三丰 "))
    ended = end(session, key, NAMES, counts(session, key, ("42.5", ""), ("0", "打破")))
    assert (str(ended.gained), str(ended.lost)) == ("0.00", "23.31")


def test_what_differs_is_booked_in_one_document_that_can_be_reversed(stored: Kitchen) -> None:
    session, key = stored.session, begun(stored)
    last = counts(session, key, ("42", "受潮"), ("4", "少记一瓶"))
    ended = end(session, key, NAMES, last)
    assert ended.document_id is not None
    assert ended.number is not None
    assert ended.number.label == "盘点 2026-09-001"
    booked = paper(session, ended.document_id)
    assert booked.names(Duty.COUNTER) == NAMES
    assert [(line.quantity.plain, str(line.amount), line.reason) for line in booked.lines] == [
        ("-0.5", "-2.18", "受潮"),
        ("1", "7.77", "少记一瓶"),
    ]
    assert (closing(stored, STOCK), closing(stored, COUNTED)) == ("214.20", "-5.59")
    (line,) = stocktakes(session, stored.canteen_id)
    assert (line.state, line.differing, str(line.amount)) == (CountState.ENDED, 2, "5.59")
    goods = statements(session, stored.canteen_id, SEPTEMBER).goods
    assert str(goods.total("counted")) == "5.59"
    reverse(session, ended.document_id, "数错了", DAY)
    assert closing(stored, COUNTED) == "0.00"
    assert stocktakes(session, stored.canteen_id)[0].reversed
    assert {lot.left.plain for lot in on_hand(session, stored.canteen_id)} == {"42.5", "3"}


def test_store_that_is_as_booked_needs_no_document(stored: Kitchen) -> None:
    session, key = stored.session, begun(stored)
    ended = end(session, key, NAMES, counts(session, key, ("42.5", ""), ("3", "")))
    assert ended.document_id is None
    (line,) = stocktakes(session, stored.canteen_id)
    assert (line.counted, line.differing, line.document, line.second_counter) == (
        2,
        0,
        "",
        "李桂兰",
    )
    with pytest.raises(SchoolError, match="盘点已完成，不能再改"):
        write_counts(session, key, [])


def test_figures_that_moved_since_the_count_began_are_refused(stored: Kitchen) -> None:
    session, key = stored.session, begun(stored)
    stored.take_out(DAY, stored.soap, "1")
    last = counts(session, key, ("42.5", ""), ("3", ""))
    with pytest.raises(SchoolError, match="账面数已经变了"):
        end(session, key, NAMES, last)
    give_up(session, key)
    assert stocktake(session, begun(stored)).lines[1].booked.plain == "2"


def test_more_cannot_be_missing_than_later_days_have_left(stored: Kitchen) -> None:
    session, key = stored.session, begun(stored)
    stored.take_out(date(2026, 9, 29), stored.rice, "40")
    last = counts(session, key, ("10", "被盗"), ("3", ""))
    with pytest.raises(SchoolError, match=r"现在只剩2.5千克，不能盘亏32.5千克"):
        end(session, key, NAMES, last)


def test_one_stocktake_at_a_time_and_none_of_nothing(stored: Kitchen) -> None:
    session = stored.session
    with pytest.raises(SchoolError, match="库里没有物品"):
        begin(session, stored.canteen_id, date(2026, 9, 1))
    key = begun(stored)
    with pytest.raises(SchoolError, match="2026-09-28的盘点还没有结束"):
        begun(stored)
    with pytest.raises(SchoolError, match="不能小于零"):
        write_counts(session, key, counts(session, key, ("-1", ""), (None, "")))
    with pytest.raises(SchoolError, match="最多100个字"):
        write_counts(session, key, counts(session, key, ("1", "长" * 101), (None, "")))
    stranger = Count(key, Quantity(0))
    with pytest.raises(NotFoundError):
        write_counts(session, key, [stranger])
    with pytest.raises(NotFoundError):
        stocktake(session, stored.canteen_id)


def test_close_asks_for_a_stocktake_and_waits_for_its_end(stored: Kitchen) -> None:
    session = stored.session

    def rules() -> list[tuple[str, bool]]:
        found = obstacles(session, SEPTEMBER)
        own = ("canteen.stocktake", "canteen.counting")
        return [(o.rule, o.blocking) for o in found if o.rule in own]

    assert rules() == [("canteen.stocktake", False)]
    key = begun(stored)
    assert rules() == [("canteen.counting", True), ("canteen.stocktake", False)]
    give_up(session, key)
    assert rules() == [("canteen.stocktake", False)]
    key = begun(stored)
    ended = end(session, key, NAMES, counts(session, key, ("42", "受潮"), ("3", "")))
    assert rules() == []
    assert ended.document_id
    reverse(session, ended.document_id, "数错了", DAY)
    assert rules() == [("canteen.stocktake", False)]
    close(session, SEPTEMBER, accept_warnings=True)


def test_count_that_was_changed_behind_the_seal_is_found(stored: Kitchen) -> None:
    session, key = stored.session, begun(stored)
    end(session, key, NAMES, counts(session, key, ("42", "受潮"), ("3", "")))
    close(session, SEPTEMBER, accept_warnings=True)

    def tamper(work: Work) -> None:
        other = update(StocktakeLine).values(reason="称重误差")
        work.connection.execute(other, execution_options=RECORDED)

    session.store.write(session.unit_id, session.actor, "x", tamper)
    said = [finding.sentence for finding in check_all(session, Progress()).findings]
    assert "2026年9月的食堂盘点和结账时不一致" in said


def opening(kitchen: Kitchen, quantity: str = "20", day: date = FIRST) -> OpeningStock:
    line = OpeningLine(
        article_id=kitchen.rice,
        supplier_id=kitchen.supplier_id,
        fund=Fund.PUPIL_FEES,
        quantity=Quantity.of(quantity),
        price=UnitPrice.of("4.2"),
        expires_on=date(2027, 1, 1),
    )
    return OpeningStock(canteen_id=kitchen.canteen_id, day=day, lines=(line,), counters=NAMES)


def test_school_that_begins_in_the_middle_brings_its_store_in(kitchen: Kitchen) -> None:
    session = kitchen.session
    booked = take_over(session, opening(kitchen))
    assert booked.number.label == "盘点 2026-09-001"
    assert (closing(kitchen, STOCK), closing(kitchen, SURPLUS)) == ("84.00", "-84.00")
    (lot,) = on_hand(session, kitchen.canteen_id)
    assert (lot.left.plain, lot.received_on, lot.expires_on) == ("20", FIRST, date(2027, 1, 1))
    goods = statements(session, kitchen.canteen_id, SEPTEMBER).goods
    assert (str(goods.total("opening")), str(goods.total("counted"))) == ("84.00", "0.00")
    kitchen.take_out(FIRST, kitchen.rice, "5")
    with pytest.raises(SchoolError, match="已经用掉一部分"):
        reverse(session, booked.document_id, "写错", FIRST)


def test_opening_store_comes_before_all_else(kitchen: Kitchen) -> None:
    session = kitchen.session
    with pytest.raises(SchoolError, match="数量要大于零"):
        take_over(session, opening(kitchen, "0"))
    kitchen.take_in(FIRST, kitchen.line(kitchen.rice, "1", "4"))
    with pytest.raises(SchoolError, match="2026-09-02已经有出入库单据"):
        take_over(session, opening(kitchen, day=DAY))
    with pytest.raises(SchoolError, match="1到500行"):
        take_over(
            session,
            OpeningStock(canteen_id=kitchen.canteen_id, day=FIRST, lines=(), counters=NAMES),
        )
