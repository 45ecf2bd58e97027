from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.canteen import Duty, Fund, StockKind
from desktop.core.errors import ClosedMonthError, Confirmable, NotFoundError, SchoolError
from desktop.core.money import Money, Quantity
from desktop.core.terms import Month
from desktop.database import seals
from desktop.services.canteen.balances import closing_by_account, trial_balance
from desktop.services.canteen.canteens import canteens
from desktop.services.canteen.chart import PAYABLE, STOCK
from desktop.services.canteen.documents import Signer
from desktop.services.canteen.drafts import post_draft, save_draft
from desktop.services.canteen.issues import NewIssue, NewIssueLine, issue
from desktop.services.canteen.receipts import NewReceipt, receive
from desktop.services.canteen.reversing import reverse
from desktop.services.canteen.stock import documents, on_hand, paper, stock_value
from desktop.services.canteen.suppliers import NewSupplier, correct_supplier
from tests.services.canteen.kitchen import ACCEPTORS, OUT, Kitchen

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

OCTOBER = Month(2026, 10)
DAY, NEXT, LATER = date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 12)


def left(kitchen: Kitchen) -> list[tuple[str, str, str]]:
    lots = on_hand(kitchen.session, kitchen.canteen_id)
    return [(lot.name, lot.left.plain, str(lot.left_amount)) for lot in lots]


def test_goods_come_into_a_lot_and_are_owed(kitchen: Kitchen) -> None:
    booked = kitchen.take_in(DAY, kitchen.line(kitchen.rice, "50", "4.36", produced_on=DAY))
    (lot,) = on_hand(kitchen.session, kitchen.canteen_id)
    assert (lot.left, lot.left_amount, lot.fund) == (
        Quantity.of("50"),
        Money.of("218"),
        Fund.PUPIL_FEES,
    )
    assert lot.expires_on == date(2027, 10, 8)
    assert booked.number.label == "入库 2026-10-001"
    lines = trial_balance(kitchen.session, kitchen.canteen_id, OCTOBER)
    assert [(line.account.code, str(line.closing)) for line in lines] == [
        (STOCK, "218.00"),
        (PAYABLE, "-218.00"),
    ]


@pytest.mark.parametrize("names", [[], ["张三丰"], ["张三丰", " 张三丰 "], ["张三丰", ""]], ids=len)
def test_fewer_than_two_people_cannot_accept(kitchen: Kitchen, names: list[str]) -> None:
    new = NewReceipt(
        canteen_id=kitchen.canteen_id,
        day=DAY,
        supplier_id=kitchen.supplier_id,
        fund=Fund.PUPIL_FEES,
        lines=(kitchen.line(kitchen.rice, "50", "4.36"),),
        signers=tuple(Signer(Duty.ACCEPTOR, name) for name in names),
    )
    with pytest.raises(SchoolError, match="至少2个人"):
        receive(kitchen.session, new)
    assert left(kitchen) == []


def test_what_is_turned_back_never_comes_in(kitchen: Kitchen) -> None:
    line = kitchen.line(kitchen.rice, "50", "4", rejected=Quantity.of("10"), rejected_why="有霉味")
    booked = kitchen.take_in(DAY, line)
    assert left(kitchen) == [("大米", "40", "160.00")]
    (goods,) = paper(kitchen.session, booked.document_id).lines
    assert (goods.delivered, goods.rejected, goods.rejected_why) == (
        Quantity.of("50"),
        Quantity.of("10"),
        "有霉味",
    )


def test_a_delivery_that_is_turned_back_whole_leaves_no_lot(kitchen: Kitchen) -> None:
    all_of_it = Quantity.of("50")
    line = kitchen.line(kitchen.rice, "50", "4", rejected=all_of_it, rejected_why="潮湿")
    booked = kitchen.take_in(DAY, line)
    assert left(kitchen) == []
    assert trial_balance(kitchen.session, kitchen.canteen_id, OCTOBER) == ()
    assert paper(kitchen.session, booked.document_id).lines[0].rejected == all_of_it


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rejected": Quantity.of("60"), "rejected_why": "坏"}, "退回的不能比送来的多"),
        ({"rejected": Quantity.of("1")}, "退回的原因"),
        ({"amount": Money.of("-1")}, "红字冲销"),
        ({"delivered": Quantity(0)}, "大于零"),
        ({"produced_on": NEXT}, "比验收日期还晚"),
        ({"expires_on": date(2026, 10, 7)}, "已经过期"),
        ({"produced_on": date(2025, 10, 7)}, "已经过期"),
    ],
)
def test_odd_lines_are_named_and_refused(
    kitchen: Kitchen, change: dict[str, Any], said: str
) -> None:
    line = replace(kitchen.line(kitchen.rice, "50", "4"), **change)
    with pytest.raises(SchoolError, match=rf"第2行大米.*{said}"):
        kitchen.take_in(DAY, kitchen.line(kitchen.pork, "1", "20", quarantine="A1"), line)
    assert left(kitchen) == []


def test_nutrition_money_buys_food_only(kitchen: Kitchen) -> None:
    with pytest.raises(SchoolError, match=r"营养膳食补助不能付炊具.*七部门"):
        kitchen.take_in(DAY, kitchen.line(kitchen.soap, "2", "8"), fund=Fund.NUTRITION)
    kitchen.take_in(DAY, kitchen.line(kitchen.soap, "2", "8"), fund=Fund.MATCHING)
    with pytest.raises(SchoolError, match="配套资金不能付学生食材"):
        kitchen.take_in(DAY, kitchen.line(kitchen.rice, "2", "8"), fund=Fund.MATCHING)


def test_papers_that_are_over_and_meat_without_ticket_are_asked_about(kitchen: Kitchen) -> None:
    over = NewSupplier(name="平安粮油店", licence_until=date(2026, 9, 30))
    correct_supplier(kitchen.session, kitchen.supplier_id, over)
    with pytest.raises(Confirmable, match=r"许可证2026-09-30已到期；猪肉没有写检疫") as asked:
        kitchen.take_in(DAY, kitchen.line(kitchen.pork, "5", "28"))
    kitchen.take_in(
        DAY, kitchen.line(kitchen.pork, "5", "28"), accepted=frozenset({asked.value.key})
    )
    assert left(kitchen) == [("猪肉", "5", "140.00")]


def test_nothing_is_taken_from_a_supplier_that_was_stopped(kitchen: Kitchen) -> None:
    stopped = NewSupplier(name="平安粮油店", stopped_on=DAY)
    correct_supplier(kitchen.session, kitchen.supplier_id, stopped)
    kitchen.take_in(date(2026, 10, 7), kitchen.line(kitchen.rice, "5", "4"))
    with pytest.raises(SchoolError, match="已停止供货"):
        kitchen.take_in(DAY, kitchen.line(kitchen.rice, "5", "4"))


def test_what_spoils_first_goes_first_and_the_last_takes_what_is_left(kitchen: Kitchen) -> None:
    for quantity, last in (("3", date(2026, 12, 1)), ("3", date(2026, 11, 1)), ("3", None)):
        line = kitchen.line(
            kitchen.rice, quantity, "3.3333", amount=Money.of("10"), expires_on=last
        )
        kitchen.take_in(DAY, line)
    first = kitchen.take_out(DAY, kitchen.rice, "4")
    assert first.amount == Money.of("13.33")
    lots = on_hand(kitchen.session, kitchen.canteen_id)
    assert [(lot.expires_on, lot.left.plain) for lot in lots] == [
        (date(2026, 12, 1), "2"),
        (None, "3"),
    ]
    kitchen.take_out(DAY, kitchen.rice, "5")
    assert left(kitchen) == []
    with kitchen.session.store.read() as connection:
        balance = closing_by_account(connection, kitchen.session.unit_id, _book(kitchen), OCTOBER)
    assert balance[STOCK] == Money(0)


def _book(kitchen: Kitchen) -> UUID:
    return canteens(kitchen.session)[0].book_id


def test_more_than_there_is_cannot_go_out(kitchen: Kitchen) -> None:
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "10", "4"))
    with pytest.raises(SchoolError, match=r"大米在2026-10-09只有10千克可以出库，不够12.5千克"):
        kitchen.take_out(NEXT, kitchen.rice, "12.5")
    with pytest.raises(SchoolError, match="只有0千克"):
        kitchen.take_out(date(2026, 10, 7), kitchen.rice, "1")
    assert left(kitchen) == [("大米", "10", "40.00")]


def test_spoiled_goods_are_not_eaten_but_written_off(kitchen: Kitchen) -> None:
    kitchen.take_in(
        DAY, kitchen.line(kitchen.pork, "5", "28", produced_on=DAY, quarantine="云检123")
    )
    with pytest.raises(SchoolError, match="已经过期的，不能再用，请报损"):
        kitchen.take_out(LATER, kitchen.pork, "1")
    line = NewIssueLine(kitchen.pork, Quantity.of("5"), reason="冷柜停电")
    loss = NewIssue(
        canteen_id=kitchen.canteen_id,
        day=LATER,
        lines=(line,),
        signers=OUT[:1],
        kind=StockKind.LOSS,
    )
    with pytest.raises(SchoolError, match="报损要写明原因"):
        issue(kitchen.session, replace(loss, lines=(replace(line, reason=" "),)))
    issue(kitchen.session, loss)
    assert left(kitchen) == []


def test_an_issue_needs_its_people(kitchen: Kitchen) -> None:
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "10", "4"))
    line = NewIssueLine(kitchen.rice, Quantity.of("1"))
    new = NewIssue(canteen_id=kitchen.canteen_id, day=DAY, lines=(line,), signers=OUT[:1])
    with pytest.raises(SchoolError, match="领料人"):
        issue(kitchen.session, new)
    with pytest.raises(SchoolError, match="库管员"):
        issue(kitchen.session, replace(new, signers=OUT[1:]))
    with pytest.raises(SchoolError, match="1到500行"):
        issue(kitchen.session, replace(new, signers=OUT, lines=()))


def test_red_ink_restores_lots_and_balances(kitchen: Kitchen) -> None:
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "7", "3", expires_on=date(2026, 12, 1)))
    before = on_hand(kitchen.session, kitchen.canteen_id)
    balance = trial_balance(kitchen.session, kitchen.canteen_id, OCTOBER)
    wrong = kitchen.take_out(NEXT, kitchen.rice, "7")
    red = reverse(kitchen.session, wrong.document_id, "数量写错", LATER)
    assert on_hand(kitchen.session, kitchen.canteen_id) == before
    after = trial_balance(kitchen.session, kitchen.canteen_id, OCTOBER)
    assert [(li.account, li.closing) for li in after if li.closing] == [
        (li.account, li.closing) for li in balance
    ]
    papers = {
        line.document_id: line
        for line in documents(kitchen.session, kitchen.canteen_id, OCTOBER, [StockKind.ISSUE])
    }
    assert papers[red.document_id].red
    assert papers[wrong.document_id].reversed_by == red.document_id
    assert paper(kitchen.session, red.document_id).names(Duty.TAKER) == ("厨师老钱",)


def test_red_ink_is_refused_where_it_would_tell_a_story_that_never_was(kitchen: Kitchen) -> None:
    came = kitchen.take_in(DAY, kitchen.line(kitchen.rice, "7", "3"))
    out = kitchen.take_out(NEXT, kitchen.rice, "2")
    session = kitchen.session
    with pytest.raises(SchoolError, match="只剩5千克，不能冲销7千克"):
        reverse(session, came.document_id, "写错", LATER)
    with pytest.raises(SchoolError, match="写明原因"):
        reverse(session, out.document_id, " ", LATER)
    with pytest.raises(SchoolError, match="不能早于"):
        reverse(session, out.document_id, "写错", DAY)
    red = reverse(session, out.document_id, "写错", LATER)
    with pytest.raises(SchoolError, match="已经冲销过了"):
        reverse(session, out.document_id, "写错", LATER)
    with pytest.raises(SchoolError, match="本身是红字单据"):
        reverse(session, red.document_id, "写错", LATER)
    with pytest.raises(NotFoundError):
        reverse(session, kitchen.rice, "写错", LATER)
    # What was put back on the 12th was not there on the 10th.
    with pytest.raises(SchoolError, match="只有5千克"):
        kitchen.take_out(date(2026, 10, 10), kitchen.rice, "6")
    reverse(session, came.document_id, "写错", LATER)
    assert left(kitchen) == []


def test_closed_month_takes_no_document_and_its_red_ink_stands_in_the_open_one(
    kitchen: Kitchen,
) -> None:
    september = date(2026, 9, 10)
    came = kitchen.take_in(september, kitchen.line(kitchen.rice, "7", "3"))
    store, unit = kitchen.session.store, kitchen.session.unit_id
    store.write(
        unit,
        kitchen.session.actor,
        "close",
        lambda w: seals.seal(w, Month(2026, 9), {"stock": "x"}),
    )
    with pytest.raises(ClosedMonthError):
        kitchen.take_out(september, kitchen.rice, "1")
    with pytest.raises(ClosedMonthError):
        reverse(kitchen.session, came.document_id, "写错", september)
    reverse(kitchen.session, came.document_id, "写错", DAY)
    with store.read() as connection:
        assert stock_value(connection, unit, kitchen.canteen_id, september) == Money.of("21")
        assert stock_value(connection, unit, kitchen.canteen_id, DAY) == Money(0)


def test_names_of_acceptors_are_kept(kitchen: Kitchen) -> None:
    booked = kitchen.take_in(DAY, kitchen.line(kitchen.rice, "7", "3"))
    names = paper(kitchen.session, booked.document_id).names(Duty.ACCEPTOR)
    assert names == tuple(signer.name for signer in ACCEPTORS)


def test_draft_is_booked_as_it_is_written_by_now(kitchen: Kitchen) -> None:
    new = NewReceipt(
        canteen_id=kitchen.canteen_id,
        day=DAY,
        supplier_id=kitchen.supplier_id,
        fund=Fund.PUPIL_FEES,
        lines=(kitchen.line(kitchen.rice, "7", "3"),),
        signers=(),
    )
    kept = save_draft(kitchen.session, new)
    whole = replace(new, lines=(kitchen.line(kitchen.rice, "8", "3"),), signers=ACCEPTORS)
    with pytest.raises(SchoolError, match="至少2个人"):
        post_draft(kitchen.session, kept.document_id, receipt=replace(whole, signers=()))
    booked = post_draft(kitchen.session, kept.document_id, receipt=whole)
    assert booked.number.number == 1
    assert left(kitchen) == [("大米", "8", "24.00")]
    (line,) = documents(kitchen.session, kitchen.canteen_id, OCTOBER, [StockKind.RECEIPT])
    assert line.names(Duty.ACCEPTOR) == tuple(signer.name for signer in ACCEPTORS)
