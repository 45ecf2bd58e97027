"""盘点表: the lots of a stocktake as they were booked, with what was found of each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.money import Quantity
from desktop.rosters import goods_cells
from desktop.rosters.articles import ARTICLE_WORDS
from desktop.rosters.cells import whole_number, words
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.goods_cells import figure, short_text
from desktop.rosters.goods_receipts import CANTEEN, MEASURE

if TYPE_CHECKING:
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line


class StocktakeRow(msgspec.Struct, frozen=True):
    """A lot on a count sheet. None: the sheet does not tell."""

    row: int
    """As Excel counts, from 1."""
    name: str
    line: int | None
    """Its number on the sheet that was given out."""
    specification: str | None
    measure: str | None
    received_on: date | None
    expires_on: date | None
    booked: Quantity | None
    counted: Quantity | None
    """None: not counted, which is not zero."""
    reason: str | None
    canteen: str | None = None


COLUMNS: Final = (
    Column(
        "line",
        "序号",
        whole_number(1, 9999),
        words("行号 编号"),
        width=8,
        note="照发出的盘点表，不要改",
    ),
    Column(
        "name", "物品名称", short_text(60), ARTICLE_WORDS, required=True, width=16, example="大米"
    ),
    Column("specification", "规格", short_text(60), words("规格型号 品牌及规格"), width=14),
    Column("measure", "单位", MEASURE.convert, MEASURE.synonyms, width=8, few=True),
    Column("received", "入库日期", goods_cells.day, words("入库时间 进货日期"), width=13, few=True),
    Column(
        "expires",
        "保质期至",
        goods_cells.day,
        words("保质期 到期日期 有效期至"),
        width=13,
        few=True,
    ),
    Column(
        "booked",
        "账面数量",
        goods_cells.quantity,
        words("账面数 账面结存 账存数量 结存数量 账面"),
        width=12,
    ),
    Column(
        "counted",
        "实盘数量",
        goods_cells.quantity,
        words("实盘数 实存数量 实际数量 盘点数量 实有数量 实盘"),
        width=12,
        note="库里已经没有的写0；空着的不算盘点过",
    ),
    Column(
        "reason",
        "原因",
        short_text(100),
        words("差异原因 盈亏原因 备注 说明"),
        width=24,
        note="实盘和账面不同的要写",
    ),
    CANTEEN,
)


def build(line: Line, context: Context) -> StocktakeRow:
    """Make the row."""
    del context
    told = line.values
    texts = {key: value for key, value in told.items() if isinstance(value, str)}
    days = {key: value for key, value in told.items() if isinstance(value, date)}
    counts = {key: value for key, value in told.items() if isinstance(value, Quantity)}
    number = told.get("line")
    return StocktakeRow(
        row=line.row,
        name=texts.get("name", ""),
        line=number if isinstance(number, int) else None,
        specification=texts.get("specification"),
        measure=texts.get("measure"),
        received_on=days.get("received"),
        expires_on=days.get("expires"),
        booked=counts.get("booked"),
        counted=counts.get("counted"),
        reason=texts.get("reason"),
        canteen=texts.get("canteen"),
    )


def record(row: StocktakeRow) -> dict[str, Cell]:
    """The cells of a lot by key."""
    cells: dict[str, Cell | None] = {
        "line": row.line,
        "name": row.name,
        "specification": row.specification,
        "measure": row.measure,
        "received": row.received_on,
        "expires": row.expires_on,
        "booked": figure(row.booked),
        "counted": figure(row.counted),
        "reason": row.reason,
        "canteen": row.canteen,
    }
    return {key: cell for key, cell in cells.items() if cell is not None and cell != ""}


STOCKTAKE: Final = SheetKind(
    name="stocktake", title="盘点", columns=COLUMNS, anchor="name", build=build, record=record
)
