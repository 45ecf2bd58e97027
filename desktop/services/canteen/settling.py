"""What the funds owe each other for food that was eaten, and paying it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import Fund, PayMethod
from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.ledger import DocumentKind
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.models import FundSettlement, LedgerEntry
from desktop.services.canteen.canteens import canteen_of, refuse_odd_day
from desktop.services.canteen.chart import BANK, BETWEEN_FUNDS, CASH, PLACES
from desktop.services.canteen.reversing import refuse_odd_reason
from desktop.services.canteen.vouchers import Entry, NewVoucher, post, reversed_entries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.session import Session

LONGEST_NOTE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSettlement:
    """Money that one fund gives another."""

    canteen_id: UUID
    day: date
    payer: Fund
    receiver: Fund
    amount: Money
    method: PayMethod = PayMethod.BANK
    note: str = ""


@dataclass(frozen=True, slots=True)
class SettlementLine:
    """A settlement in a list."""

    settlement_id: UUID
    month: Month
    number: int
    day: date
    payer: Fund
    receiver: Fund
    method: PayMethod
    amount: Money
    note: str
    reverses: str
    """The number of the settlement that this one undoes; empty where it undoes none."""
    reversed_by: str

    @property
    def label(self) -> str:
        """The number as people say it."""
        return label_of(self.month, self.number)


@dataclass(frozen=True, slots=True)
class Settled:
    """A settlement that was written."""

    settlement_id: UUID
    number: str
    changes: Changes


def label_of(month: Month, number: int) -> str:
    """The number of a settlement: 结清 2026-10-001."""
    return f"结清 {month.year}-{month.month:02}-{number:03}"


def between_funds(session: Session, canteen_id: UUID) -> dict[Fund, Money]:
    """What each fund is owed by others, below zero what it owes them; both add up to zero."""
    with session.store.read() as connection:
        book = canteen_of(connection, session.unit_id, canteen_id).book_id
        return between_funds_of(connection, session.unit_id, book)


def between_funds_of(connection: Connection, unit_id: UUID, book_id: UUID) -> dict[Fund, Money]:
    """The same within a transaction."""
    query = (
        select(LedgerEntry.fund, func.sum(LedgerEntry.amount))
        .where(
            LedgerEntry.unit_id == unit_id,
            LedgerEntry.book_id == book_id,
            LedgerEntry.account == BETWEEN_FUNDS,
        )
        .group_by(LedgerEntry.fund)
    )
    found = {Fund(fund): amount for fund, amount in connection.execute(query)}
    return {fund: found[fund] for fund in Fund if found.get(fund)}


def settlements(session: Session, canteen_id: UUID, month: Month) -> tuple[SettlementLine, ...]:
    """The settlements of a month, the newest first."""
    old, red, unit = aliased(FundSettlement), aliased(FundSettlement), FundSettlement.unit_id
    query = (
        select(
            FundSettlement.__table__,
            old.month.label("old_month"),
            old.number.label("old_number"),
            red.month.label("red_month"),
            red.number.label("red_number"),
        )
        .outerjoin(old, (old.unit_id == unit) & (old.id == FundSettlement.reverses_id))
        .outerjoin(red, (red.unit_id == unit) & (red.reverses_id == FundSettlement.id))
        .where(
            unit == session.unit_id,
            FundSettlement.canteen_id == canteen_id,
            FundSettlement.month == month,
        )
        .order_by(FundSettlement.number.desc())
    )
    with session.store.read() as connection:
        return tuple(_line(row) for row in connection.execute(query))


def settle(session: Session, new: NewSettlement, accepted: frozenset[str] = frozenset()) -> Settled:
    """Let a fund pay another what it owes it for food.

    Raises:
        SchoolError: more than it owes or than the other is owed, nothing, a day that cannot be.
        Confirmable: the fund has not as much money.
        ClosedMonthError: the month is closed.
    """

    def body(work: Work) -> Settled:
        canteen = canteen_of(work.connection, work.unit_id, new.canteen_id)
        refuse_odd_day(canteen, new.day, work.today)
        _refuse_odd(new, between_funds_of(work.connection, work.unit_id, canteen.book_id))
        _ask_overdrawn(work, new, canteen.book_id, accepted)
        month = Month.of(new.day)
        row = {
            "id": work.new_ids(1)[0],
            "canteen_id": new.canteen_id,
            "month": month,
            "day": new.day,
            "number": _next_number(work, new.canteen_id, month),
            "payer": new.payer,
            "receiver": new.receiver,
            "method": new.method,
            "amount": new.amount,
            "note": new.note.strip(),
            "reverses_id": None,
            "recorded_at": work.now,
            "recorded_by": work.actor.name,
        }
        words = f"{new.payer.label}付{new.receiver.label}食材分摊款"
        return _write(work, canteen.book_id, row, words, _entries(new))

    return session.write("canteen.settle", body)


def reverse_settlement(session: Session, settlement_id: UUID, reason: str, day: date) -> Settled:
    """Undo a settlement by one below zero that names it (红字冲销).

    Raises:
        NotFoundError: there is no such settlement.
        SchoolError: no reason; it is a reversal, or was reversed; a day that cannot be.
        ClosedMonthError: the day lies in a closed month.
    """
    refuse_odd_reason(reason)
    if len(reason.strip()) > LONGEST_NOTE:
        msg = f"冲销原因最多{LONGEST_NOTE}个字。"
        raise SchoolError(msg)

    def body(work: Work) -> Settled:
        old = work.rows(FundSettlement, [settlement_id]).get(settlement_id)
        if old is None:
            raise NotFoundError("没有这笔结清。")
        canteen = canteen_of(work.connection, work.unit_id, old["canteen_id"])
        refuse_odd_day(canteen, day, work.today)
        _refuse_reversing(work, dict(old), day)
        month = Month.of(day)
        row = {
            **old,
            "id": work.new_ids(1)[0],
            "month": month,
            "day": day,
            "number": _next_number(work, old["canteen_id"], month),
            "amount": -old["amount"],
            "note": reason.strip(),
            "reverses_id": settlement_id,
            "recorded_at": work.now,
            "recorded_by": work.actor.name,
        }
        entries = reversed_entries(work, [settlement_id])[settlement_id]
        words = f"冲销{label_of(old['month'], old['number'])}"
        return _write(work, canteen.book_id, row, words, entries)

    return session.write("canteen.settle.reverse", body)


def _entries(new: NewSettlement) -> tuple[Entry, ...]:
    place = PLACES[new.method]
    return (
        Entry(BETWEEN_FUNDS, new.payer, new.amount),
        Entry(place, new.payer, -new.amount),
        Entry(place, new.receiver, new.amount),
        Entry(BETWEEN_FUNDS, new.receiver, -new.amount),
    )


def _write(
    work: Work, book_id: UUID, row: dict[str, Any], words: str, entries: tuple[Entry, ...]
) -> Settled:
    work.insert(FundSettlement, [row])
    label = label_of(row["month"], row["number"])
    summary = f"{label} {words}"
    post(
        work,
        [NewVoucher(book_id, row["day"], DocumentKind.SETTLEMENT, row["id"], summary, entries)],
    )
    work.summary = {"document": label, "amount": str(row["amount"])}
    return Settled(row["id"], label, Changes.of(Book.CANTEEN))


def _refuse_odd(new: NewSettlement, owed: Mapping[Fund, Money]) -> None:
    if new.amount.units <= 0:
        raise SchoolError("金额要大于零。要更正以前的结清，请用红字冲销。")
    if len(new.note.strip()) > LONGEST_NOTE:
        msg = f"说明最多{LONGEST_NOTE}个字。"
        raise SchoolError(msg)
    if new.payer is new.receiver:
        raise SchoolError("付款和收款的资金要不同。")
    owes, is_owed = -owed.get(new.payer, Money(0)), owed.get(new.receiver, Money(0))
    most = max(min(owes, is_owed), Money(0))
    if new.amount > most:
        msg = (
            f"{new.payer.label}欠{max(owes, Money(0))}元，别的资金欠{new.receiver.label}"
            f"{max(is_owed, Money(0))}元，最多结清{most}元。请检查金额。"
        )
        raise SchoolError(msg)


def _ask_overdrawn(work: Work, new: NewSettlement, book_id: UUID, accepted: frozenset[str]) -> None:
    held = work.connection.execute(
        select(func.sum(LedgerEntry.amount)).where(
            LedgerEntry.unit_id == work.unit_id,
            LedgerEntry.book_id == book_id,
            LedgerEntry.account.in_((CASH, BANK)),
            LedgerEntry.fund == new.payer.value,
        )
    ).scalar()
    left = (held or Money(0)) - new.amount
    key = f"canteen.settle:{new.payer.value}:{left.units}"
    if left.units < 0 and key not in accepted:
        msg = f"{new.payer.label}账上变成{left}元，等于用了别的资金。仍要记账吗？"
        raise Confirmable(key, msg)


def _refuse_reversing(work: Work, old: dict[str, Any], day: date) -> None:
    label = label_of(old["month"], old["number"])
    if old["reverses_id"] is not None:
        msg = f"{label}本身是红字，不能再冲销。请按实际情况重新登记一笔。"
        raise SchoolError(msg)
    known = select(FundSettlement.id).where(
        FundSettlement.unit_id == work.unit_id, FundSettlement.reverses_id == old["id"]
    )
    if work.connection.execute(known).first():
        msg = f"{label}已经冲销过了。"
        raise SchoolError(msg)
    if day < old["day"]:
        msg = f"冲销的日期不能早于{label}的日期{old['day']}。"
        raise SchoolError(msg)


def _next_number(work: Work, canteen_id: UUID, month: Month) -> int:
    last = work.connection.execute(
        select(func.max(FundSettlement.number)).where(
            FundSettlement.unit_id == work.unit_id,
            FundSettlement.canteen_id == canteen_id,
            FundSettlement.month == month,
        )
    ).scalar()
    return (last or 0) + 1


def _line(row: Any) -> SettlementLine:  # noqa: ANN401 - a row
    return SettlementLine(
        row.id,
        row.month,
        row.number,
        row.day,
        row.payer,
        row.receiver,
        row.method,
        row.amount,
        row.note,
        label_of(row.old_month, row.old_number) if row.reverses_id else "",
        label_of(row.red_month, row.red_number) if row.red_number else "",
    )
