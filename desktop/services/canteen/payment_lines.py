"""Payment lines: whose meals of which month a money document pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.canteen import MoneyKind
from desktop.core.errors import SchoolError
from desktop.core.money import Money
from desktop.models import StaffMealPayment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.database.work import Work

STAFF_KINDS: Final = (MoneyKind.STAFF_FEE, MoneyKind.STAFF_REFUND)
LONGEST_NOTE: Final = 100


@dataclass(frozen=True, slots=True)
class PaidMeals:
    """What is paid of, or paid back for, one person's meals of a month; above zero."""

    staff_id: UUID
    meals_of: Month
    amount: Money
    note: str = ""


def refuse_odd_lines(kind: MoneyKind, amount: Money, lines: Sequence[PaidMeals]) -> None:
    """Refuse lines that do not belong to a document.

    Raises:
        SchoolError: of another kind of money, nothing or less than nothing, a person twice for one
            month, or lines that do not add up to the amount.
    """
    if not lines:
        return
    if kind not in STAFF_KINDS:
        msg = f"{kind.label}不能分到教职工名下。"
        raise SchoolError(msg)
    if any(line.amount.units <= 0 for line in lines):
        raise SchoolError("每个人的金额要大于零。不交的人请不要写。")
    if any(len(line.note.strip()) > LONGEST_NOTE for line in lines):
        msg = f"每个人的说明最多{LONGEST_NOTE}个字。"
        raise SchoolError(msg)
    if len({(line.staff_id, line.meals_of) for line in lines}) < len(lines):
        raise SchoolError("同一个人同一个月写了两次。请合成一行。")
    total = Money.sum(line.amount for line in lines)
    if total != amount:
        msg = f"各人合计{total}元，和单据金额{amount}元不一致。请检查。"
        raise SchoolError(msg)


def write_lines(
    work: Work, documents: Sequence[tuple[dict[str, Any], Sequence[PaidMeals]]]
) -> None:
    """Write the lines of documents; one that names a person alone pays the month of its day."""
    rows = [row for document, lines in documents for row in _rows(document, lines)]
    _insert(work, rows)


def reverse_lines(work: Work, old_id: UUID, red: dict[str, Any]) -> None:
    """Take back, with a document below zero, what another has paid for."""
    query = select(StaffMealPayment.__table__).where(
        StaffMealPayment.unit_id == work.unit_id, StaffMealPayment.document_id == old_id
    )
    found = work.connection.execute(query.order_by(StaffMealPayment.id)).mappings().all()
    rows = [
        {
            "document_id": red["id"],
            "month": red["month"],
            "meals_of": line["meals_of"],
            "staff_id": line["staff_id"],
            "amount": -line["amount"],
            "note": line["note"],
        }
        for line in found
    ]
    _insert(work, rows)


def _rows(document: dict[str, Any], lines: Sequence[PaidMeals]) -> Iterator[dict[str, Any]]:
    kind, staff_id = document["kind"], document["staff_id"]
    if kind not in STAFF_KINDS:
        return
    if not lines and staff_id is not None:
        lines = (PaidMeals(staff_id, document["month"], document["amount"]),)
    for line in lines:
        yield {
            "document_id": document["id"],
            "month": document["month"],
            "meals_of": line.meals_of,
            "staff_id": line.staff_id,
            "amount": line.amount if kind is MoneyKind.STAFF_FEE else -line.amount,
            "note": line.note.strip(),
        }


def _insert(work: Work, rows: list[dict[str, Any]]) -> None:
    if rows:
        keys = work.new_ids(len(rows))
        work.insert(
            StaffMealPayment, [{"id": key, **row} for key, row in zip(keys, rows, strict=True)]
        )
