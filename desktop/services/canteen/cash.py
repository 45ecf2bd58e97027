"""现金盘点: the cash box counted, held against the books; a difference has its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.models import CashCount, LedgerEntry
from desktop.services.canteen.canteens import canteen_of, refuse_odd_day
from desktop.services.canteen.chart import CASH

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCashCount:
    """What lay in the cash box at the end of a day."""

    canteen_id: UUID
    day: date
    counted: Money
    counted_by: str
    reason: str = ""
    """Why it is not what the books say."""


@dataclass(frozen=True, slots=True)
class CashCountLine:
    """A count in the list."""

    count_id: UUID
    day: date
    counted: Money
    booked: Money
    reason: str
    counted_by: str
    recorded_at: datetime
    recorded_by: str

    @property
    def difference(self) -> Money:
        """Above zero: there is more than the books say."""
        return self.counted - self.booked


@dataclass(frozen=True, slots=True)
class CashCounted:
    """A count that was written down."""

    count_id: UUID
    difference: Money
    changes: Changes


def count_cash(session: Session, new: NewCashCount) -> CashCounted:
    """Write down what was counted, beside what the books say at the end of that day.

    Raises:
        SchoolError: nobody is named; it differs and no reason is given; a day that cannot be.
        ClosedMonthError: the month is closed.
    """
    if new.counted.units < 0:
        raise SchoolError("盘点的现金不能小于零。")
    if not new.counted_by.strip():
        raise SchoolError("请写盘点人，一般是出纳和监盘的会计两个人。")

    def body(work: Work) -> CashCounted:
        canteen = canteen_of(work.connection, work.unit_id, new.canteen_id)
        refuse_odd_day(canteen, new.day, work.today)
        booked = cash_on(work.connection, work.unit_id, canteen.book_id, new.day)
        difference = new.counted - booked
        _refuse_unexplained(new, booked)
        (key,) = work.new_ids(1)
        row = {
            "id": key,
            "canteen_id": new.canteen_id,
            "month": Month.of(new.day),
            "day": new.day,
            "counted": new.counted,
            "booked": booked,
            "reason": new.reason.strip() if difference else "",
            "counted_by": new.counted_by.strip(),
            "recorded_at": work.now,
            "recorded_by": work.actor.name,
        }
        work.insert(CashCount, [row])
        work.summary = {"counted": str(new.counted), "booked": str(booked)}
        return CashCounted(key, difference, Changes.of(Book.CANTEEN))

    return session.write("canteen.cash.count", body)


def _refuse_unexplained(new: NewCashCount, booked: Money) -> None:
    if new.counted != booked and not new.reason.strip():
        msg = (
            f"盘点是{new.counted}元，账上是{booked}元，相差{new.counted - booked}元。"
            "请写明原因，例如有单据没有登记。"
        )
        raise SchoolError(msg)


def cash_counts(session: Session, canteen_id: UUID, month: Month) -> tuple[CashCountLine, ...]:
    """The counts of a month, the newest first."""
    query = (
        select(
            CashCount.id,
            CashCount.day,
            CashCount.counted,
            CashCount.booked,
            CashCount.reason,
            CashCount.counted_by,
            CashCount.recorded_at,
            CashCount.recorded_by,
        )
        .where(
            CashCount.unit_id == session.unit_id,
            CashCount.canteen_id == canteen_id,
            CashCount.month == month,
        )
        .order_by(CashCount.day.desc(), CashCount.id.desc())
    )
    with session.store.read() as connection:
        return tuple(CashCountLine(*row) for row in connection.execute(query))


def booked_cash(session: Session, canteen_id: UUID, day: date) -> Money:
    """What the books say that is in the cash box at the end of a day."""
    with session.store.read() as connection:
        book = canteen_of(connection, session.unit_id, canteen_id).book_id
        return cash_on(connection, session.unit_id, book, day)


def cash_on(connection: Connection, unit_id: UUID, book_id: UUID, day: date) -> Money:
    """The same within a transaction."""
    query = select(func.sum(LedgerEntry.amount)).where(
        LedgerEntry.unit_id == unit_id,
        LedgerEntry.book_id == book_id,
        LedgerEntry.account == CASH,
        LedgerEntry.day <= day,
    )
    return connection.execute(query).scalar_one() or Money(0)
