"""The charge tables of the schools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.demo.county import county
from tools.sheets import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.demo.people import Charge


def _charges(unit: str) -> list[Charge]:
    return [charge for charge in county().charges if charge.unit == unit]


def board(unit: str) -> Sequence[Grid]:
    """Made to be hung up: title, notes, a head in two lines, telephones below."""
    grid = Grid("收费公示", (6, 20, 16, 14, 12, 36, 22, 10, 26, 30), landscape=True)
    grid.merge((0, 0, 0, 9), f"{county().unit(unit).name}收费公示表", "title")
    grid.merge((1, 0, 1, 9), "2026年秋季学期                    单位：元", "note")
    for column, word in enumerate(("序号", "收费项目", "类 别", "计费单位")):
        grid.merge((2, column, 3, column), word, "head")
    grid.merge((2, 4, 2, 5), "收费标准及依据", "head")
    grid.line(3, ("标准", "收费依据"), "head", first=4)
    for column, word in enumerate(("收费对象", "是否自愿", "减免政策", "退费办法"), start=6):
        grid.merge((2, column, 3, column), word, "head")
    row = 4
    for number, charge in enumerate(_charges(unit), start=1):
        grid.line(row, (number, *_cells(charge)), "left")
        amount = float(charge.amount.decimal) if charge.amount else "免收"
        grid.put(row, 4, amount, "money")
        row += 1
    phones = "    ".join(f"{phone.label}：{phone.number}" for phone in county().unit(unit).phones)
    grid.merge((row, 0, row, 9), f"监督电话：{phones}", "note")
    grid.merge((row + 1, 0, row + 1, 9), "注：作业本费、课后服务费、伙食费由学生自愿选择。", "note")
    return (grid,)


def plain_board(unit: str) -> Sequence[Grid]:
    """A small table with amounts in words."""
    grid = Grid("收费项目", (20, 16, 14, 14, 36, 22, 10, 26, 30), landscape=True)
    grid.merge((0, 0, 0, 8), f"{county().unit(unit).name}收费项目一览表", "title")
    heads = (
        "项目名称",
        "收费性质",
        "计量单位",
        "收费标准",
        "批准文号",
        "收费范围",
        "是否自愿",
        "减免",
        "退费",
    )
    grid.line(1, heads, "head")
    for row, charge in enumerate(_charges(unit), start=2):
        grid.line(row, _cells(charge), "left")
        grid.put(row, 3, f"{charge.amount}元")
    return (grid,)


def _cells(charge: Charge) -> tuple[str, ...]:
    return (
        charge.item,
        charge.kind,
        charge.unit_word,
        str(charge.amount),
        charge.basis,
        charge.scope,
        "是" if charge.voluntary else "否",
        charge.relief,
        charge.refund,
    )
