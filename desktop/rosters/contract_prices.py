"""合同价: what each supplier asks for an article, from when on, and who has decided it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.canteen import ArticleKind
from desktop.core.money import UnitPrice
from desktop.rosters import goods_cells
from desktop.rosters.articles import ARTICLE_WORDS, SPECIFICATION
from desktop.rosters.cells import words
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.goods_cells import figure, labels, short_text
from desktop.rosters.goods_receipts import MEASURE
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line


class ContractPriceRow(msgspec.Struct, frozen=True):
    """A price of a supplier. None: the sheet does not tell."""

    row: int
    """As Excel counts, from 1."""
    name: str
    supplier: str
    specification: str | None
    kind: ArticleKind | None
    measure: str | None
    price: UnitPrice
    since: date
    until: date | None
    decision: str | None


COLUMNS: Final = (
    Column(
        "supplier",
        "供货商",
        short_text(80),
        words("供应商 供货单位 供应单位 供货商名称 供应商名称 中标单位"),
        required=True,
        width=20,
        example="平安粮油店",
        few=True,
    ),
    Column(
        "name", "物品名称", short_text(60), ARTICLE_WORDS, required=True, width=16, example="大米"
    ),
    SPECIFICATION,
    Column(
        "kind",
        "类别",
        goods_cells.article_kind,
        words("食材类别 物品类别 分类 种类"),
        choices=labels(ArticleKind),
        note="新物品不填时按名称判断，请核对",
        few=True,
    ),
    MEASURE,
    Column(
        "price",
        "合同价",
        goods_cells.price,
        words("单价 价格 中标价 合同单价 供货价 定价 执行价"),
        required=True,
        width=10,
        example="4.36",
    ),
    Column(
        "since",
        "执行日期",
        goods_cells.day,
        words("起始日期 开始日期 从 执行起始日期 生效日期 执行时间"),
        required=True,
        width=13,
        example="2026-09-01",
        few=True,
    ),
    Column(
        "until",
        "截止日期",
        goods_cells.day,
        words("结束日期 到 执行截止日期 终止日期 失效日期"),
        width=13,
        note="到新的价格为止的空着",
        few=True,
    ),
    Column(
        "decision",
        "定价依据",
        short_text(120),
        words("依据 合同号 合同编号 招标结果 定价会议 询价记录"),
        width=26,
        example="2026年秋季询价会",
        few=True,
    ),
)


def build(line: Line, context: Context) -> ContractPriceRow:
    """Make the row."""
    del context
    told = line.values
    texts = {key: value for key, value in told.items() if isinstance(value, str)}
    price, since, until = told.get("price"), told.get("since"), told.get("until")
    kind = told.get("kind")
    if isinstance(price, UnitPrice) and not price:
        line.flaws.append(("price", Flaw(Level.ERROR, NO_PRICE)))
    if isinstance(since, date) and isinstance(until, date) and until < since:
        line.flaws.append(("until", Flaw(Level.ERROR, ENDS_EARLY)))
    # Whatever is missing of these has refused the line already.
    return ContractPriceRow(
        row=line.row,
        name=texts.get("name", ""),
        supplier=texts.get("supplier", ""),
        specification=texts.get("specification"),
        kind=kind if isinstance(kind, ArticleKind) else None,
        measure=texts.get("measure"),
        price=price if isinstance(price, UnitPrice) else UnitPrice(0),
        since=since if isinstance(since, date) else date.min,
        until=until if isinstance(until, date) else None,
        decision=texts.get("decision"),
    )


NO_PRICE: Final = "合同价要大于零"
ENDS_EARLY: Final = "截止日期比执行日期还早；请检查日期"


def record(row: ContractPriceRow) -> dict[str, Cell]:
    """The cells of a price by key."""
    cells: dict[str, Cell | None] = {
        "supplier": row.supplier,
        "name": row.name,
        "specification": row.specification,
        "kind": row.kind.label if row.kind else None,
        "measure": row.measure,
        "price": figure(row.price),
        "since": row.since,
        "until": row.until,
        "decision": row.decision,
    }
    return {key: cell for key, cell in cells.items() if cell is not None and cell != ""}


CONTRACT_PRICES: Final = SheetKind(
    name="contract-prices",
    title="合同价",
    columns=COLUMNS,
    anchor="name",
    build=build,
    record=record,
)
