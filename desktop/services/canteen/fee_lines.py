"""The pupils' lines under a receipt or refund of meal fees, and what red ink does to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from desktop.core.errors import SchoolError
from desktop.core.money import Money
from desktop.models import MealFee, MoneyDocument

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.database.work import Work


def reverse_fees(work: Work, document_id: UUID, red_id: UUID, month: Month) -> int:
    """Write the lines of a document once more below zero, under the one that reverses it.

    Returns how many lines there were.

    Raises:
        SchoolError: more was paid back of a receipt's fees than would be left.
    """
    old = work.connection.execute(
        select(MealFee.__table__)
        .where(MealFee.unit_id == work.unit_id, MealFee.document_id == document_id)
        .order_by(MealFee.id)
    ).all()
    rows: list[dict[str, Any]] = [
        {
            "id": key,
            "document_id": red_id,
            "month": month,
            "meals_of": row.meals_of,
            "student_id": row.student_id,
            "class_id": row.class_id,
            "amount": -row.amount,
            "ticket": row.ticket,
        }
        for key, row in zip(work.new_ids(len(old)), old, strict=True)
    ]
    work.insert(MealFee, rows)
    _refuse_paid_back(work, document_id, {row["meals_of"] for row in rows})
    return len(rows)


def _refuse_paid_back(work: Work, document_id: UUID, months: set[Month]) -> None:
    """Fees that were paid back cannot be taken back as never received."""
    own = select(MoneyDocument.book_id).where(
        MoneyDocument.unit_id == work.unit_id, MoneyDocument.id == document_id
    )
    concerned = select(MealFee.student_id).where(
        MealFee.unit_id == work.unit_id, MealFee.document_id == document_id
    )
    short = (
        select(MealFee.student_id)
        .join(
            MoneyDocument,
            (MoneyDocument.unit_id == MealFee.unit_id) & (MoneyDocument.id == MealFee.document_id),
        )
        .where(
            MealFee.unit_id == work.unit_id,
            MealFee.meals_of.in_(months),
            MealFee.student_id.in_(concerned),
            MoneyDocument.book_id == own.scalar_subquery(),
        )
        .group_by(MealFee.student_id, MealFee.meals_of)
        .having(func.sum(MealFee.amount) < Money(0))
    )
    count = len(set(work.connection.execute(short).scalars())) if months else 0
    if count:
        msg = (
            f"这张单据上有{count}名学生的伙食费已经退过，冲销以后退的比交的多。请先冲销退费的单据。"
        )
        raise SchoolError(msg)
