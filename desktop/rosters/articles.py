"""物品: what the canteen buys, in which measure, and how long it keeps."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - rows are read by these types
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.canteen import ArticleKind
from desktop.rosters.cells import whole_number, words
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.goods_cells import article_kind, day, labels, measure, short_text

if TYPE_CHECKING:
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line

ARTICLE_WORDS: Final = words(
    "食材名称 物资名称 食品名称 品名 货物名称 商品名称 原料名称 物料名称 品名称 采购物品 采购品名 "
    "食材 物品 物资 食品 名称"
)
SPECIFICATION: Final = Column(
    "specification",
    "规格",
    short_text(60),
    words("规格型号 品牌及规格 品牌规格 规格及品牌 包装规格 型号 品牌"),
    width=14,
    example="25千克/袋",
    few=True,
)


class ArticleRow(msgspec.Struct, frozen=True):
    """An article. None: the sheet does not tell."""

    row: int
    """As Excel counts, from 1."""
    name: str
    specification: str | None = None
    kind: ArticleKind | None = None
    measure: str | None = None
    shelf_days: int | None = None
    stopped_on: date | None = None


COLUMNS: Final = (
    Column(
        "name",
        "物品名称",
        short_text(60),
        ARTICLE_WORDS,
        required=True,
        width=18,
        example="大米",
    ),
    SPECIFICATION,
    Column(
        "kind",
        "类别",
        article_kind,
        words("食材类别 物品类别 分类 种类 品种 物资类别"),
        width=14,
        example="米面",
        choices=labels(ArticleKind),
        note="新物品不填时按名称判断，请核对",
        few=True,
    ),
    Column(
        "measure",
        "计量单位",
        measure,
        words("单位 数量单位 基本单位"),
        width=10,
        example="千克",
        choices=words("千克 斤 袋 桶 瓶 盒 箱 个 包 升"),
        few=True,
    ),
    Column(
        "shelf_days",
        "保质天数",
        whole_number(1, 3650),
        words("保质期天数 保质期（天） 保质期 可存放天数"),
        width=10,
        note="一般能放几天；以包装为准的空着",
    ),
    Column("stopped_on", "停用日期", day, words("停止采购日期 停购日期")),
)
FIELDS: Final = tuple(column.key for column in COLUMNS if column.key != "name")


def build(line: Line, context: Context) -> ArticleRow:
    """Make the row."""
    del context
    name = line.values.get("name")
    told = {key: line.values.get(key) for key in FIELDS}
    return ArticleRow(line.row, name if isinstance(name, str) else "", **told)  # type: ignore[arg-type]  # as converted


def record(row: ArticleRow) -> dict[str, Cell]:
    """The cells of an article by key."""
    cells = {column.key: getattr(row, column.key) for column in COLUMNS}
    cells["kind"] = row.kind.label if row.kind else None
    return {key: cell for key, cell in cells.items() if cell is not None}


ARTICLES: Final = SheetKind(
    name="articles", title="物品", columns=COLUMNS, anchor="name", build=build, record=record
)
