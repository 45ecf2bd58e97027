"""Workbooks of a canteen for tests, made by hand and taken in as the window does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rosters.export import write_export
from desktop.rosters.sheets import sheet_kind
from desktop.services.exports import rows
from desktop.services.imports.batches import Decisions, apply, preview
from desktop.services.imports.reading import open_workbook
from tests.rosters.books import write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.core.terms import Month
    from desktop.services.imports.batches import Preview, Receipt
    from desktop.services.session import Session

HEADER = ("采购日期", "食材名称", "规格型号", "数量", "单位", "单价", "总价", "供应商")
RECEIPT_HEADER = (*HEADER, "资金来源", "检验人员", "票据号")
ISSUE_HEADER = ("领用日期", "餐次", "食材名称", "数量", "单位", "领用人", "保管员")
BOTH = "张三丰、李桂兰"


def delivered(
    day: str,
    name: str,
    quantity: object,
    price: object,
    amount: object = None,
    *,
    specification: str = "",
    measure: str = "千克",
    supplier: str = "平安粮油店",
    fund: str = "学生伙食费",
    people: str = BOTH,
    ticket: str = "",
) -> tuple[object, ...]:
    """A line below `RECEIPT_HEADER`."""
    goods = (day, name, specification, quantity, measure, price, amount, supplier)
    return (*goods, fund, people, ticket)


def out(
    day: str, name: str, quantity: object, meal: str = "午餐", measure: str = "千克"
) -> tuple[object, ...]:
    """A line below `ISSUE_HEADER`."""
    return (day, meal, name, quantity, measure, "厨师老钱", "库管老赵")


def look(
    session: Session,
    path: Path,
    kind: str,
    lines: Sequence[Sequence[object]],
    new: Sequence[int] = (),
) -> Preview:
    """Write a workbook, read it and hold it against the books."""
    return look_at(session, write(path / "表.xlsx", lines), kind, new)


def look_at(session: Session, file: Path, kind: str, new: Sequence[int] = ()) -> Preview:
    """Read a workbook and hold it against the books."""
    roster = open_workbook(session, file, kind)
    return preview(session, roster, Decisions(rows=dict.fromkeys(new, "new")))


def take(
    session: Session, path: Path, kind: str, lines: Sequence[Sequence[object]]
) -> tuple[Preview, Receipt]:
    """The same, and take it in."""
    seen = look(session, path, kind, lines)
    return seen, apply(session, seen)


def export(session: Session, path: Path, kind: str, month: Month | None = None) -> Path:
    """Write what the books hold."""
    file = path / f"{kind}.xlsx"
    write_export(file, sheet_kind(kind), rows(session, kind, month), month=month)
    return file


def parked(seen: Preview) -> list[tuple[int, str]]:
    """The lines in doubt, with their reasons."""
    return [(line.row, line.reason) for line in seen.plan.found.parked]


def said(seen: Preview) -> list[tuple[str, str]]:
    """Where problems stand, and what they are."""
    return [(problem.cell, problem.message) for problem in seen.problems]
