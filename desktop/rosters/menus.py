"""食谱: which dishes are served when, and what a portion of each takes (带量食谱)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.canteen import Sitting
from desktop.core.money import Quantity
from desktop.rosters import goods_cells
from desktop.rosters.articles import SPECIFICATION
from desktop.rosters.cells import words
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.goods_cells import figure, labels, measure, short_text
from desktop.rosters.goods_receipts import CANTEEN
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line


class MenuRow(msgspec.Struct, frozen=True):
    """A dish of a meal, and one of its ingredients. None: the sheet does not tell."""

    row: int
    """As Excel counts, from 1."""
    name: str
    """The dish."""
    day: date | None
    sitting: Sitting | None
    article: str | None = None
    specification: str | None = None
    portion: Quantity | None = None
    portion_measure: str | None = None
    canteen: str | None = None


COLUMNS: Final = (
    Column(
        "day",
        "日期",
        goods_cells.day,
        words("用餐日期 就餐日期 供餐日期 食谱日期 时间"),
        required=True,
        width=13,
        example="2026-10-12",
        few=True,
    ),
    Column(
        "sitting",
        "餐次",
        goods_cells.sitting,
        words("餐别 用餐餐次 供餐餐次"),
        required=True,
        width=10,
        example="午餐",
        choices=labels(Sitting),
        few=True,
    ),
    Column(
        "name",
        "菜品",
        short_text(60),
        words("菜名 菜品名称 菜肴 菜肴名称 食谱 菜谱 菜单 餐品 饭菜名称"),
        required=True,
        width=18,
        example="青椒肉丝",
        few=True,
    ),
    Column(
        "article",
        "食材",
        short_text(60),
        words("食材名称 原料 原料名称 配料 原材料 食物原料 主料 物品名称"),
        width=16,
        example="猪肉",
        few=True,
    ),
    SPECIFICATION,
    Column(
        "portion",
        "每人用量",
        goods_cells.quantity,
        words("人均用量 每人份 每份用量 每人每餐用量 用量 带量 每人克数 克数 每人用量克"),
        width=12,
        example="50",
        note="每人吃多少：称重的写克，论个的写个数",
    ),
    Column(
        "portion_measure",
        "用量单位",
        measure,
        words("单位 每人用量单位"),
        width=10,
        example="克",
        note="不写时：按千克进货的是克，其他按物品的计量单位",
        few=True,
    ),
    CANTEEN,
)
NO_DAY: Final = "没有写日期；请加一栏“日期”，或把日期写在标题里"
NO_SITTING: Final = "没有写餐次；请填：" + "、".join(labels(Sitting))
NO_PORTION: Final = "没有写每人用量，这种食材没有写进菜品"
NO_ARTICLE: Final = "写了每人用量，没有写是哪种食材，没有读"


def build(line: Line, context: Context) -> MenuRow:
    """Make the row."""
    del context
    told = line.values
    texts = {key: value for key, value in told.items() if isinstance(value, str)}
    day, sitting, portion = told.get("day"), told.get("sitting"), told.get("portion")
    refused = {key for key, _ in line.flaws}
    if not isinstance(day, date) and "day" not in refused:
        line.flaws.append(("day", Flaw(Level.ERROR, NO_DAY)))
    if not isinstance(sitting, Sitting) and "sitting" not in refused:
        line.flaws.append(("sitting", Flaw(Level.ERROR, NO_SITTING)))
    article = texts.get("article")
    amount = portion if isinstance(portion, Quantity) and portion else None
    if article and amount is None and "portion" not in refused:
        line.flaws.append(("portion", Flaw(Level.WARNING, NO_PORTION)))
    if amount is not None and not article:
        line.flaws.append(("article", Flaw(Level.WARNING, NO_ARTICLE)))
    weighed = article is not None and amount is not None
    return MenuRow(
        row=line.row,
        name=texts.get("name", ""),
        day=day if isinstance(day, date) else None,
        sitting=sitting if isinstance(sitting, Sitting) else None,
        article=article if weighed else None,
        specification=texts.get("specification") if weighed else None,
        portion=amount if weighed else None,
        portion_measure=texts.get("portion_measure") if weighed else None,
        canteen=texts.get("canteen"),
    )


def implied(title: str, labels_by_key: Mapping[str, str], context: Context) -> dict[str, object]:
    """The day that a title tells, and the measure that a heading tells: 每人用量(克)."""
    found: dict[str, object] = {}
    day = goods_cells.day_in(title, context)
    if day is not None:
        found["day"] = day
    if "克" in labels_by_key.get("portion", "") and "portion_measure" not in labels_by_key:
        found["portion_measure"] = "克"
    return found


def record(row: MenuRow) -> dict[str, Cell]:
    """The cells of a line by key."""
    cells: dict[str, Cell | None] = {
        "day": row.day,
        "sitting": row.sitting.label if row.sitting else None,
        "name": row.name,
        "article": row.article,
        "specification": row.specification,
        "portion": figure(row.portion),
        "portion_measure": row.portion_measure,
        "canteen": row.canteen,
    }
    return {key: cell for key, cell in cells.items() if cell is not None and cell != ""}


MENUS: Final = SheetKind(
    name="menus",
    title="食谱",
    columns=COLUMNS,
    anchor="name",
    build=build,
    record=record,
    implied=implied,
    shared=True,
)
