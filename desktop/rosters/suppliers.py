"""供货商: who delivers to the canteen, with its papers and the days until which they hold."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - rows are read by these types
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.rosters.cells import code_text, words
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.goods_cells import day, short_text
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line


class SupplierRow(msgspec.Struct, frozen=True):
    """A supplier. None: the sheet does not tell."""

    row: int
    """As Excel counts, from 1."""
    name: str
    credit_code: str | None = None
    licence: str | None = None
    licence_until: date | None = None
    contract: str | None = None
    contract_until: date | None = None
    contact: str | None = None
    phone: str | None = None
    address: str | None = None
    stopped_on: date | None = None
    note: str | None = None


_LONGEST_CODE: Final = 18


def credit_code(cell: Cell, context: Context) -> object:
    """统一社会信用代码: a number that is a name."""
    code = code_text(cell, context)
    if isinstance(code, str) and len(code) > _LONGEST_CODE:
        return Flaw(Level.ERROR, f"统一社会信用代码是{_LONGEST_CODE}位；请核对")
    return code


COLUMNS: Final = (
    Column(
        "name",
        "供货商名称",
        short_text(80),
        words("供应商名称 供货商 供应商 供货单位 供应单位 单位名称 企业名称 商户名称 店名 名称"),
        required=True,
        width=24,
        example="平安粮油店",
    ),
    Column(
        "credit_code",
        "统一社会信用代码",
        credit_code,
        words("信用代码 社会信用代码 营业执照号 营业执照 营业执照编号"),
        width=22,
        note="没有营业执照的农户空着",
    ),
    Column(
        "licence",
        "食品经营许可证号",
        short_text(60),
        words("许可证号 许可证 食品经营许可证 经营许可证号 许可证编号 生产许可证号"),
        width=22,
    ),
    Column(
        "licence_until",
        "许可证有效期至",
        day,
        words("许可证有效期 许可证到期日期 许可证到期 证件有效期 有效期至 有效期"),
        width=14,
        example="2027-12-31",
    ),
    Column("contract", "合同编号", short_text(60), words("合同号 供货合同 供货合同编号"), width=16),
    Column(
        "contract_until",
        "合同到期日",
        day,
        words("合同有效期至 合同有效期 合同到期 合同截止日期 合同到期日期"),
        width=14,
    ),
    Column("contact", "联系人", short_text(50), words("负责人 法人 法定代表人 经营者 送货人")),
    Column(
        "phone",
        "联系电话",
        short_text(40),
        words("电话 手机 手机号 联系方式 电话号码"),
        width=16,
        sensitive=True,
    ),
    Column(
        "address",
        "地址",
        short_text(120),
        words("住址 经营地址 单位地址"),
        width=28,
        sensitive=True,
    ),
    Column(
        "stopped_on",
        "停供日期",
        day,
        words("停止供货日期 终止日期 退出日期"),
        note="从这一天起不再收它的货；还在供货的空着",
    ),
    Column("note", "备注", short_text(500), ("说明",), width=24),
)
FIELDS: Final = tuple(column.key for column in COLUMNS if column.key != "name")


def build(line: Line, context: Context) -> SupplierRow:
    """Make the row."""
    del context
    name = line.values.get("name")
    told = {key: line.values.get(key) for key in FIELDS}
    return SupplierRow(line.row, name if isinstance(name, str) else "", **told)  # type: ignore[arg-type]  # as converted


def record(row: SupplierRow) -> dict[str, Cell]:
    """The cells of a supplier by key."""
    cells = {column.key: getattr(row, column.key) for column in COLUMNS}
    return {key: cell for key, cell in cells.items() if cell is not None}


SUPPLIERS: Final = SheetKind(
    name="suppliers", title="供货商", columns=COLUMNS, anchor="name", build=build, record=record
)
