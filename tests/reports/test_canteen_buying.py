"""采购单, 食材采购价格公示 and 供应商往来 on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from desktop.core.canteen import ArticleKind
from desktop.core.meals import OrderState
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.progress import Progress
from desktop.reports.canteen.buying import (
    dealing_statement,
    dealings_sheet,
    order_sheet,
    price_list,
)
from desktop.reports.document import Paragraph, Table
from desktop.reports.pdf import render
from desktop.services.canteen.contract_prices import ContractPriceLine
from desktop.services.canteen.dealings import Dealing, DealingLine, Span
from desktop.services.canteen.order_lists import OrderedLine, OrderPaper, OrderSummary

KEY, DAY = UUID(int=1), date(2026, 10, 9)
SCHOOL, CANTEEN, SHOP = "平安乡中心小学", "学校食堂", "平安粮油店"
HEAD = OrderSummary(
    order_id=KEY,
    canteen_id=KEY,
    number=12,
    state=OrderState.ORDERED,
    supplier_id=KEY,
    supplier=SHOP,
    ordered_on=DAY,
    wanted_on=DAY,
    buyer="采购员小孙",
    note="早上七点以前",
    cancelled_why="",
    delivery_id=None,
    recorded_at=datetime(2026, 10, 9, tzinfo=UTC),
    recorded_by="张校长",
    articles="大米",
    amount=Money.of("218"),
)
RICE = OrderedLine(KEY, "大米", "25千克/袋", "千克", Quantity.of("50"), UnitPrice.of("4.36"))


def table_of(blocks: tuple[object, ...]) -> Table:
    return next(block for block in blocks if isinstance(block, Table))


def said(blocks: tuple[object, ...]) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def test_an_order_tells_what_for_which_day_and_sums_what_has_a_price() -> None:
    guarded = order_sheet(SCHOOL, CANTEEN, OrderPaper(HEAD, (RICE,)))
    table = table_of(guarded.document.blocks)
    assert list(table.rows()) == [("1", "大米", "25千克/袋", "千克", "50", "4.36", "218.00")]
    assert table.closing == "大写：贰佰壹拾捌元整"
    assert "下单人：采购员小孙　备注：早上七点以前" in said(guarded.document.blocks)
    assert render(guarded, Progress()).startswith(b"%PDF")
    cancelled = replace(HEAD, state=OrderState.CANCELLED, cancelled_why="商户停电")
    bare = replace(RICE, price=None)
    document = order_sheet(SCHOOL, CANTEEN, OrderPaper(cancelled, (bare,))).document
    assert table_of(document.blocks).closing == "没有写单价的，按到货当天商定的价格。"
    assert "已取消，原因：商户停电" in said(document.blocks)


def test_prices_on_the_wall_are_by_kind_with_who_decided() -> None:
    rice = ContractPriceLine(
        price_id=KEY,
        supplier_id=KEY,
        supplier=SHOP,
        article_id=KEY,
        article="大米",
        specification="",
        measure="千克",
        kind=ArticleKind.GRAIN,
        since=DAY,
        until=None,
        price=UnitPrice.of("4.36"),
        decision="秋季询价会",
    )
    pork = replace(rice, article="猪肉", kind=ArticleKind.MEAT, until=date(2026, 12, 31))
    guarded = price_list(SCHOOL, [pork, rice], DAY)
    rows = list(table_of(guarded.document.blocks).rows())
    assert [row[2] for row in rows] == ["大米", "猪肉"]
    assert rows[0][5:] == ("4.36", SHOP, "2026-10-09 起", "秋季询价会")
    assert rows[1][7] == "2026-10-09 至 2026-12-31"
    assert render(guarded, Progress()).startswith(b"%PDF")


def test_dealings_are_summed_and_told_line_by_line() -> None:
    line = DealingLine(
        DAY, "入库 2026-10-001 平安粮油店", Money.of("60"), Money(0), Money.of("100")
    )
    paid = DealingLine(DAY, "付货款", Money(0), Money.of("30"), Money.of("70"))
    dealing = Dealing(
        *(KEY, SHOP, 2, 1, 1, 1),
        *(Money.of("40"), Money.of("60"), Money.of("30"), (line, paid)),
    )
    span = Span(DAY, DAY)
    whole = dealings_sheet(SCHOOL, CANTEEN, span, [dealing, dealing])
    total = table_of(whole.document.blocks).total
    assert total is not None
    assert total.cells == ("", "4", "2", "2", "2", "80.00", "120.00", "60.00", "140.00")
    one = dealing_statement(SCHOOL, CANTEEN, span, dealing)
    rows = list(table_of(one.document.blocks).rows())
    assert rows == [
        ("2026-10-09", "期初欠款", "", "", "40.00"),
        ("2026-10-09", "入库 2026-10-001 平安粮油店", "60.00", "", "100.00"),
        ("2026-10-09", "付货款", "", "30.00", "70.00"),
    ]
    assert "期末欠款70.00元" in said(one.document.blocks)
    for guarded in (whole, one):
        assert render(guarded, Progress()).startswith(b"%PDF")
