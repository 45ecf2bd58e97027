"""出库: what went out of store for which meal, who took it and who gave it out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.canteen import Sitting
from desktop.core.money import Quantity
from desktop.rosters import goods_cells
from desktop.rosters.articles import ARTICLE_WORDS, SPECIFICATION
from desktop.rosters.cells import words
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.goods_cells import figure, labels, short_text
from desktop.rosters.goods_receipts import CANTEEN, MEASURE
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line


class GoodsIssueRow(msgspec.Struct, frozen=True):
    """What went out of one article. None: the sheet does not tell."""

    row: int
    """As Excel counts, from 1."""
    name: str
    day: date | None
    sitting: Sitting | None
    specification: str | None
    measure: str | None
    quantity: Quantity
    takers: tuple[str, ...]
    keepers: tuple[str, ...]
    note: str
    canteen: str | None = None


COLUMNS: Final = (
    Column(
        "day",
        "出库日期",
        goods_cells.day,
        words("领用日期 领料日期 出库时间 使用日期 领用时间 日期 时间"),
        required=True,
        width=13,
        example="2026-10-09",
        few=True,
    ),
    Column(
        "sitting",
        "餐次",
        goods_cells.sitting,
        words("餐别 用餐餐次 用于餐次"),
        width=10,
        example="午餐",
        choices=labels(Sitting),
        few=True,
    ),
    Column(
        "name", "物品名称", short_text(60), ARTICLE_WORDS, required=True, width=16, example="大米"
    ),
    SPECIFICATION,
    Column(
        "quantity",
        "数量",
        goods_cells.quantity,
        words("出库数量 领用数量 领料数量 实发数量 使用数量 重量"),
        required=True,
        width=10,
        example="20",
    ),
    MEASURE,
    Column(
        "takers",
        "领料人",
        goods_cells.persons,
        words("领用人 领取人 领取人签名 领料人签名 领用人签字 领料人签字 厨师 使用人"),
        required=True,
        width=14,
        example="王五",
        few=True,
    ),
    Column(
        "keepers",
        "库管员",
        goods_cells.persons,
        words("发料人 库管员签名 保管员 仓管员 仓库管理员 出库人 发放人 库管 保管人 库管员签字"),
        required=True,
        width=14,
        example="赵六",
        few=True,
    ),
    CANTEEN,
    Column("note", "备注", short_text(200), words("说明 用途"), width=18),
)
NO_DAY: Final = "没有写日期；请加一栏“出库日期”，或把日期写在标题里"


def build(line: Line, context: Context) -> GoodsIssueRow:
    """Make the row."""
    del context
    told = line.values
    texts = {key: value for key, value in told.items() if isinstance(value, str)}
    day, sitting, quantity = told.get("day"), told.get("sitting"), told.get("quantity")
    takers, keepers = told.get("takers"), told.get("keepers")
    if not isinstance(day, date) and not any(key == "day" for key, _ in line.flaws):
        line.flaws.append(("day", Flaw(Level.ERROR, NO_DAY)))
    return GoodsIssueRow(
        row=line.row,
        name=texts.get("name", ""),
        day=day if isinstance(day, date) else None,
        sitting=sitting if isinstance(sitting, Sitting) else None,
        specification=texts.get("specification"),
        measure=texts.get("measure"),
        quantity=quantity if isinstance(quantity, Quantity) else Quantity(0),
        takers=takers if isinstance(takers, tuple) else (),
        keepers=keepers if isinstance(keepers, tuple) else (),
        note=texts.get("note", ""),
        canteen=texts.get("canteen"),
    )


def implied(title: str, labels_by_key: Mapping[str, str], context: Context) -> dict[str, object]:
    """The day that a title tells."""
    del labels_by_key
    day = goods_cells.day_in(title, context)
    return {} if day is None else {"day": day}


def record(row: GoodsIssueRow) -> dict[str, Cell]:
    """The cells of a line by key."""
    cells: dict[str, Cell | None] = {
        "day": row.day,
        "sitting": row.sitting.label if row.sitting else None,
        "name": row.name,
        "specification": row.specification,
        "quantity": figure(row.quantity),
        "measure": row.measure,
        "takers": "、".join(row.takers),
        "keepers": "、".join(row.keepers),
        "canteen": row.canteen,
        "note": row.note,
    }
    return {key: cell for key, cell in cells.items() if cell is not None and cell != ""}


GOODS_ISSUES: Final = SheetKind(
    name="goods-issues",
    title="出库",
    columns=COLUMNS,
    anchor="name",
    build=build,
    record=record,
    implied=implied,
)
