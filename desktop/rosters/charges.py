"""收费项目: the small table behind the 收费公示 board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from desktop.rosters.cells import plain_text, yes_no
from desktop.rosters.columns import Column, SheetKind

if TYPE_CHECKING:
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line


class ChargeRow(msgspec.Struct, frozen=True):
    """One thing that money is asked for. None: the sheet does not tell."""

    row: int
    """As Excel counts, from 1."""
    item: str
    kind: str | None
    unit: str | None
    standard: str | None
    """As it is to be printed: an amount, or words such as 按实际成本."""
    basis: str | None
    scope: str | None
    voluntary: bool | None
    relief: str | None
    refund: str | None


COLUMNS: Final = (
    Column(
        "item",
        "收费项目",
        plain_text,
        ("项目名称", "收费名称", "项目", "收费项目名称"),
        required=True,
        width=20,
        example="住宿费",
    ),
    Column(
        "kind",
        "类别",
        plain_text,
        ("收费类别", "项目类别", "收费性质", "收费类型"),
        width=16,
        example="服务性收费",
        choices=("行政事业性收费", "服务性收费", "代收费", "伙食费"),
    ),
    Column("unit", "计费单位", plain_text, ("计量单位", "收费单位", "单位"), example="元/生·学期"),
    Column(
        "standard",
        "收费标准",
        plain_text,
        ("标准", "收费金额", "金额", "收费标准（元）"),
        required=True,
        example="100.00",
    ),
    Column(
        "basis",
        "收费依据",
        plain_text,
        ("依据", "批准文号", "文件依据", "收费文件", "文号", "依据文件"),
        required=True,
        width=36,
        example="平发改价格〔2025〕8号",
    ),
    Column("scope", "对象范围", plain_text, ("收费对象", "收费范围", "对象", "范围"), width=18),
    Column(
        "voluntary",
        "是否自愿",
        yes_no,
        ("自愿", "是否自愿缴纳", "自愿选择"),
        width=10,
        example="是",
        choices=("是", "否"),
    ),
    Column("relief", "减免政策", plain_text, ("减免", "优惠减免", "减免规定"), width=28),
    Column("refund", "退费办法", plain_text, ("退费", "退费政策", "退费规定"), width=28),
)


def build(line: Line, context: Context) -> ChargeRow:
    """Make the row."""
    del context
    values = line.values
    texts = {key: value for key, value in values.items() if isinstance(value, str)}
    voluntary = values.get("voluntary")
    return ChargeRow(
        row=line.row,
        item=texts.get("item", ""),
        kind=texts.get("kind"),
        unit=texts.get("unit"),
        standard=texts.get("standard"),
        basis=texts.get("basis"),
        scope=texts.get("scope"),
        voluntary=voluntary if isinstance(voluntary, bool) else None,
        relief=texts.get("relief"),
        refund=texts.get("refund"),
    )


def record(row: ChargeRow) -> dict[str, Cell]:
    """The cells of a charge by key."""
    cells = {column.key: getattr(row, column.key) for column in COLUMNS}
    if row.voluntary is not None:
        cells["voluntary"] = "是" if row.voluntary else "否"
    return {key: cell for key, cell in cells.items() if cell is not None}


CHARGES: Final = SheetKind(
    name="charges", title="收费项目", columns=COLUMNS, anchor="item", build=build, record=record
)
