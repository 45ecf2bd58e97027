"""Meal fees of pupils: lists by name under one receipt for each class and day, and refunds."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from desktop.core.canteen import MoneyKind, PayMethod
from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.models import EnrolmentEvent, MealFee, MoneyDocument, Person, Student
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.money import NewMoney, record_all
from desktop.services.enrolment import NO_CLASS, class_labels
from desktop.services.roll import PERSON_OF_STUDENT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.session import Session

KINDS: Final = (MoneyKind.PUPIL_FEE, MoneyKind.PUPIL_REFUND)
LONGEST_TICKET: Final = 60
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class FeePart:
    """What one pupil paid, or was paid back."""

    student_id: UUID
    amount: Money
    ticket: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFees:
    """Fees of a month's meals that were received, or paid back, on a day."""

    canteen_id: UUID
    day: date
    meals_of: Month
    parts: tuple[FeePart, ...]
    kind: MoneyKind = MoneyKind.PUPIL_FEE
    method: PayMethod = PayMethod.BANK
    ticket: str = ""
    """Of all together: the slip of the bank, the number of the receipt of the class."""
    note: str = ""

    @property
    def refund(self) -> bool:
        """Whether money is paid back."""
        return self.kind is MoneyKind.PUPIL_REFUND


@dataclass(frozen=True, slots=True)
class FeesBooked:
    """Receipts or refunds that were written, one for each class."""

    document_ids: tuple[UUID, ...]
    numbers: tuple[str, ...]
    pupils: int
    amount: Money
    changes: Changes


@dataclass(slots=True)
class _Receipt:
    """One document to be written, with its lines."""

    new: NewFees
    class_id: UUID | None
    parts: list[FeePart] = field(default_factory=list)

    @property
    def amount(self) -> Money:
        return Money.sum(part.amount for part in self.parts)

    @property
    def ticket(self) -> str:
        """That of all; else the one that all lines share."""
        own = {part.ticket.strip() for part in self.parts}
        return self.new.ticket or (next(iter(own)) if len(own) == 1 else "")


def record_fees(
    session: Session, new: NewFees, accepted: frozenset[str] = frozenset()
) -> FeesBooked:
    """Write down a list of fees: for each class its sum as one receipt, and whose it is.

    Raises:
        SchoolError: nobody is named, an amount that is not above zero, a pupil twice, more is
            paid back than was paid, a day that cannot be, too little cash.
        Confirmable: the fund would be overdrawn.
        ClosedMonthError: the month of the day is closed.
    """

    def body(work: Work) -> FeesBooked:
        booked = record_lists(work, [new], accepted)
        work.summary = {
            "documents": len(booked.numbers),
            "amount": str(booked.amount),
            "pupils": booked.pupils,
        }
        return booked

    return session.write(f"canteen.{new.kind.value}", body)


def record_lists(
    work: Work, lists: Sequence[NewFees], accepted: frozenset[str] = frozenset()
) -> FeesBooked:
    """Write down several lists in one transaction; as `record_fees`.

    Raises:
        SchoolError: as `record_fees`; nothing is written.
    """
    for new in lists:
        refuse_fees(new)
    _refuse_unpaid(work, lists)
    receipts = [receipt for new in lists for receipt in _receipts(work, new)]
    money = record_all(work, [_money(receipt) for receipt in receipts], accepted)
    rows: list[dict[str, Any]] = []
    for document_id, receipt in zip(money.document_ids, receipts, strict=True):
        rows += [_row(document_id, receipt, part) for part in receipt.parts]
    keys = work.new_ids(len(rows))
    work.insert(MealFee, [{"id": key, **row} for key, row in zip(keys, rows, strict=True)])
    total = Money.sum(receipt.amount for receipt in receipts)
    changes = Changes.of(Book.CANTEEN)
    return FeesBooked(money.document_ids, money.numbers, len(rows), total, changes)


def refuse_fees(new: NewFees) -> None:
    """Refuse a list that cannot be, whatever the books hold.

    Raises:
        SchoolError: as `record_fees`.
    """
    if new.kind not in KINDS:
        msg = f"{new.kind.label}没有学生名单，请在收支里登记。"
        raise SchoolError(msg)
    if not new.parts:
        raise SchoolError("没有填任何学生的金额。")
    if any(part.amount.units <= 0 for part in new.parts):
        raise SchoolError("金额要大于零。要更正以前的单据，请用红字冲销。")
    if any(len(part.ticket.strip()) > LONGEST_TICKET for part in new.parts):
        msg = f"票据号最多{LONGEST_TICKET}个字。"
        raise SchoolError(msg)
    if max(Counter(part.student_id for part in new.parts).values()) > 1:
        raise SchoolError("同一名学生填了两次。请合成一笔，或分两次登记。")


def paid_by_pupil(
    connection: Connection, unit_id: UUID, book_id: UUID, meals_of: Collection[Month]
) -> dict[tuple[UUID, Month], Money]:
    """What pupils have paid for months, less what was paid back."""
    query = (
        select(MealFee.student_id, MealFee.meals_of, func.sum(MealFee.amount))
        .join(
            MoneyDocument,
            (MoneyDocument.unit_id == MealFee.unit_id) & (MoneyDocument.id == MealFee.document_id),
        )
        .where(
            MealFee.unit_id == unit_id,
            MealFee.meals_of.in_(set(meals_of)),
            MoneyDocument.book_id == book_id,
        )
        .group_by(MealFee.student_id, MealFee.meals_of)
    )
    return {(student, month): amount for student, month, amount in connection.execute(query)}


def names_of(connection: Connection, unit_id: UUID, students: Iterable[UUID]) -> dict[UUID, str]:
    """The names of pupils of a unit."""
    query = (
        select(Student.id, Person.name)
        .join(Person, PERSON_OF_STUDENT)
        .where(Student.unit_id == unit_id, Student.id.in_(list(students)))
    )
    return {row.id: row.name for row in connection.execute(query)}


def _refuse_unpaid(work: Work, lists: Sequence[NewFees]) -> None:
    """A refund is of what was paid: nobody is paid back more."""
    known = names_of(
        work.connection, work.unit_id, {part.student_id for new in lists for part in new.parts}
    )
    if any(part.student_id not in known for new in lists for part in new.parts):
        raise SchoolError("名单里有名册里没有的学生。请重新打开名单再登记。")
    held: dict[UUID, dict[tuple[UUID, Month], int]] = {}
    for new in lists:
        if new.canteen_id not in held:
            book = canteen_of(work.connection, work.unit_id, new.canteen_id).book_id
            months = {one.meals_of for one in lists if one.canteen_id == new.canteen_id}
            paid = paid_by_pupil(work.connection, work.unit_id, book, months)
            held[new.canteen_id] = {key: amount.units for key, amount in paid.items()}
        left = held[new.canteen_id]
        for part in new.parts:
            key = part.student_id, new.meals_of
            before = left.get(key, 0)
            left[key] = before + (-part.amount.units if new.refund else part.amount.units)
            if new.refund and left[key] < 0:
                msg = (
                    f"{known[part.student_id]}{new.meals_of.label}的伙食费现有已交{Money(before)}元，"
                    f"不能退{part.amount}元。请核对金额。"
                )
                raise SchoolError(msg)


def classes_of(
    connection: Connection, unit_id: UUID, students: Collection[UUID], day: date
) -> dict[UUID, UUID | None]:
    """The class in which each pupil was last, until a day; of those who have left, before that."""
    query = (
        select(EnrolmentEvent.student_id, EnrolmentEvent.class_id)
        .where(
            EnrolmentEvent.unit_id == unit_id,
            EnrolmentEvent.student_id.in_(list(students)),
            EnrolmentEvent.class_id.is_not(None),
            EnrolmentEvent.day <= day,
        )
        .order_by(EnrolmentEvent.day, EnrolmentEvent.id)
    )
    found: dict[UUID, UUID | None] = dict.fromkeys(students)
    found.update((student, class_id) for student, class_id in connection.execute(query))
    return found


def _receipts(work: Work, new: NewFees) -> list[_Receipt]:
    """The documents of a list, by class in the order of the school."""
    students = {part.student_id for part in new.parts}
    day = max(new.day, new.meals_of.last)
    classes = classes_of(work.connection, work.unit_id, students, day)
    found: dict[UUID | None, _Receipt] = {}
    for part in new.parts:
        class_id = classes[part.student_id]
        found.setdefault(class_id, _Receipt(new, class_id)).parts.append(part)
    order: Mapping[UUID | None, int] = defaultdict(
        lambda: len(found),
        {key: at for at, key in enumerate(class_labels(work.connection, work.unit_id, day))},
    )
    return sorted(found.values(), key=lambda receipt: order[receipt.class_id])


def _money(receipt: _Receipt) -> NewMoney:
    new = receipt.new
    told = f"{new.meals_of.label}，{len(receipt.parts)}人"
    return NewMoney(
        canteen_id=new.canteen_id,
        day=new.day,
        kind=new.kind,
        amount=receipt.amount,
        method=new.method,
        class_id=receipt.class_id,
        party="" if receipt.class_id else NO_CLASS,
        ticket=receipt.ticket,
        note=f"{told}；{new.note}" if new.note else told,
    )


def _row(document_id: UUID, receipt: _Receipt, part: FeePart) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "month": Month.of(receipt.new.day),
        "meals_of": receipt.new.meals_of,
        "student_id": part.student_id,
        "class_id": receipt.class_id,
        "amount": -part.amount if receipt.new.refund else part.amount,
        "ticket": part.ticket.strip(),
    }
