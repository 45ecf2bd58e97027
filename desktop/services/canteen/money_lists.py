"""What was received and paid in a month: the list, what is held, one document."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import INNER, Fund, MoneyKind, PayMethod
from desktop.core.errors import NotFoundError
from desktop.core.ledger import DocumentKind
from desktop.core.money import Money
from desktop.models import (
    LedgerEntry,
    MoneyDocument,
    Person,
    StaffMember,
    Supplier,
    Voucher,
)
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.chart import PLACES, accounts
from desktop.services.canteen.money import label_of
from desktop.services.classes import lines_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Select

    from desktop.core.canteen import Spending
    from desktop.core.terms import Month
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """A money document in a list."""

    document_id: UUID
    month: Month
    number: int
    day: date
    kind: MoneyKind
    method: PayMethod
    fund: Fund
    spending: Spending | None
    amount: Money
    """Below zero in red ink."""
    party: str
    """Who paid or was paid: the supplier, the class, the member of staff, or what was written."""
    ticket: str
    note: str
    reverses: str
    """The number of the document that this one undoes; empty where it undoes none."""
    reversed_by: str
    """The number of the document that undoes this one."""
    recorded_at: datetime
    recorded_by: str

    @property
    def label(self) -> str:
        """The number as people say it."""
        return label_of(self.month, self.number)

    @property
    def short_ticket(self) -> str:
        """The ticket with the end only of a very long number, as lists and papers show it."""
        return shortened(self.ticket)

    @property
    def what(self) -> str:
        """What it was, of an expense what for."""
        return self.kind.label if self.spending is None else self.spending.label

    @property
    def money_in(self) -> Money | None:
        """What came in; None of what did not."""
        return self.amount if self.kind.comes_in else None

    @property
    def money_out(self) -> Money | None:
        """What was paid; None of what was not."""
        return None if self.kind.comes_in or self.kind in INNER else self.amount

    @property
    def moved(self) -> Money | None:
        """What was taken from the bank to the cash box or back."""
        return self.amount if self.kind in INNER else None


@dataclass(frozen=True, slots=True)
class Held:
    """What a place or a fund held, and what the month has done to it.

    What was there when the accounts began (期初结存) counts as held before, in that month too.
    """

    opening: Money
    came: Money
    went: Money

    @property
    def closing(self) -> Money:
        """What is there at the end of the month."""
        return self.opening + self.came - self.went


_LONG_NUMBER: Final = re.compile(r"[0-9]{11,}")
_SHOWN: Final = 8
_NOTHING: Final = Held(Money(0), Money(0), Money(0))


@dataclass(frozen=True, slots=True)
class Holdings:
    """资金结存: by bank and cash, and by fund."""

    by_method: Mapping[PayMethod, Held]
    by_fund: Mapping[Fund, Held]
    """Funds that hold or have moved something; what goes from bank to cash moves nothing here."""


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """A line of the voucher."""

    account: str
    fund: Fund
    amount: Money
    """Above zero a debit."""
    grows: bool
    """Whether the account holds more by it: assets and expenses by debits, others by credits."""


@dataclass(frozen=True, slots=True)
class MoneyPaper:
    """A money document with its voucher."""

    line: MoneyLine
    voucher: int
    entries: tuple[PostedEntry, ...]


def shortened(ticket: str) -> str:
    """A ticket in which a number of eleven digits and more shows its last eight only."""
    return _LONG_NUMBER.sub(lambda found: f"…{found[0][-_SHOWN:]}", ticket)


def month_money(session: Session, canteen_id: UUID, month: Month) -> tuple[MoneyLine, ...]:
    """The money documents of a month, the newest first."""
    with session.store.read() as connection:
        book = canteen_of(connection, session.unit_id, canteen_id).book_id
        wanted = (MoneyDocument.book_id == book) & (MoneyDocument.month == month)
        return documents_where(connection, session.unit_id, wanted, month)


def money_paper(session: Session, document_id: UUID) -> MoneyPaper:
    """One document with its voucher.

    Raises:
        NotFoundError: there is none with this key.
    """
    with session.store.read() as connection:
        unit_id = session.unit_id
        month = connection.execute(
            select(MoneyDocument.month).where(
                MoneyDocument.unit_id == unit_id, MoneyDocument.id == document_id
            )
        ).scalar_one_or_none()
        if month is None:
            raise NotFoundError("没有这张收支单据。")
        (line,) = documents_where(connection, unit_id, MoneyDocument.id == document_id, month)
        query = (
            select(Voucher.number, LedgerEntry.account, LedgerEntry.fund, LedgerEntry.amount)
            .join(
                LedgerEntry,
                (LedgerEntry.unit_id == Voucher.unit_id) & (LedgerEntry.voucher_id == Voucher.id),
            )
            .where(Voucher.unit_id == unit_id, Voucher.document_id == document_id)
            .order_by(LedgerEntry.line)
        )
        rows = connection.execute(query).all()
    chart = accounts()
    entries = tuple(
        PostedEntry(
            chart[row.account].name,
            Fund(row.fund),
            row.amount,
            (row.amount.units > 0) is chart[row.account].kind.debit,
        )
        for row in rows
    )
    return MoneyPaper(line, rows[0].number, entries)


def holdings(session: Session, canteen_id: UUID, month: Month) -> Holdings:
    """What the bank, the cash box and each fund held at the beginning and the end of a month."""
    unit_id = session.unit_id
    with session.store.read() as connection:
        book = canteen_of(connection, unit_id, canteen_id).book_id
        before = connection.execute(_before(unit_id, book, month)).all()
        query = select(
            MoneyDocument.kind, MoneyDocument.method, MoneyDocument.fund, MoneyDocument.amount
        ).where(
            MoneyDocument.unit_id == unit_id,
            MoneyDocument.book_id == book,
            MoneyDocument.month == month,
        )
        moved = connection.execute(query).all()
        settled = connection.execute(_settled(unit_id, book, month)).all()
    places, funds = _Sums(), _Sums()
    methods = {code: method for method, code in PLACES.items()}
    for account, fund, amount in before:
        places.add(methods[account], _Side.OPENING, amount)
        funds.add(Fund(fund), _Side.OPENING, amount)
    for kind, method, fund, amount in moved:
        if kind in INNER:
            banked = kind is MoneyKind.DEPOSIT
            places.add(PayMethod.BANK, _Side.CAME if banked else _Side.WENT, amount)
            places.add(PayMethod.CASH, _Side.WENT if banked else _Side.CAME, amount)
        else:
            side = _side(kind)
            places.add(method, side, amount)
            funds.add(fund, side, amount)
    for fund, amount in settled:
        side = _Side.CAME if amount.units > 0 else _Side.WENT
        funds.add(Fund(fund), side, Money(abs(amount.units)))
    by_fund = {fund: held for fund in Fund if (held := funds.held(fund)) != _NOTHING}
    return Holdings({method: places.held(method) for method in PayMethod}, by_fund)


class _Side(Enum):
    """To which figure an amount belongs."""

    OPENING = "opening"
    CAME = "came"
    WENT = "went"


class _Sums:
    """Amounts by what they are of and by side; red ink is taken off its own side."""

    def __init__(self) -> None:
        self._units: dict[tuple[object, _Side], int] = defaultdict(int)

    def add(self, key: object, side: _Side, amount: Money) -> None:
        self._units[key, side] += amount.units

    def held(self, key: object) -> Held:
        return Held(*(Money(self._units[key, side]) for side in _Side))


def _side(kind: MoneyKind) -> _Side:
    """What was there when the accounts began is no income of the month."""
    if kind is MoneyKind.OPENING:
        return _Side.OPENING
    return _Side.CAME if kind.comes_in else _Side.WENT


def _before(unit_id: UUID, book_id: UUID, month: Month) -> Select[str, str, Money]:
    return (
        select(LedgerEntry.account, LedgerEntry.fund, func.sum(LedgerEntry.amount))
        .where(
            LedgerEntry.unit_id == unit_id,
            LedgerEntry.book_id == book_id,
            LedgerEntry.month < month,
            LedgerEntry.account.in_(PLACES.values()),
        )
        .group_by(LedgerEntry.account, LedgerEntry.fund)
    )


def _settled(unit_id: UUID, book_id: UUID, month: Month) -> Select[str, Money]:
    """What went from fund to fund in a month: for bank and cash together it is nothing."""
    return (
        select(LedgerEntry.fund, LedgerEntry.amount)
        .join(
            Voucher,
            (Voucher.unit_id == LedgerEntry.unit_id) & (Voucher.id == LedgerEntry.voucher_id),
        )
        .where(
            Voucher.unit_id == unit_id,
            Voucher.book_id == book_id,
            Voucher.month == month,
            Voucher.document_kind == DocumentKind.SETTLEMENT,
            LedgerEntry.account.in_(PLACES.values()),
        )
    )


def documents_where(
    connection: Connection, unit_id: UUID, wanted: ColumnElement[bool], month: Month
) -> tuple[MoneyLine, ...]:
    """Documents that are wanted, the newest first; classes are called as in that month."""
    query = (
        _joined()
        .where(MoneyDocument.unit_id == unit_id, wanted)
        .order_by(MoneyDocument.day.desc(), MoneyDocument.number.desc())
    )
    rows = connection.execute(query).all()
    classes: dict[UUID, str] = {}
    if any(row.class_id for row in rows):
        classes = {c.class_id: c.label for c in lines_on(connection, unit_id, month.last)}
    return tuple(_line(row, classes) for row in rows)


def _joined() -> Select[Any]:
    """Documents with the names that they carry, and what they undo or are undone by."""
    old, red, unit = aliased(MoneyDocument), aliased(MoneyDocument), MoneyDocument.unit_id
    supplier = (Supplier.unit_id == unit) & (Supplier.id == MoneyDocument.supplier_id)
    member = (StaffMember.unit_id == unit) & (StaffMember.id == MoneyDocument.staff_id)
    person = (Person.unit_id == StaffMember.unit_id) & (Person.id == StaffMember.person_id)
    return (
        select(
            MoneyDocument.__table__,
            Supplier.name.label("supplier"),
            Person.name.label("colleague"),
            old.month.label("old_month"),
            old.number.label("old_number"),
            red.month.label("red_month"),
            red.number.label("red_number"),
        )
        .outerjoin(Supplier, supplier)
        .outerjoin(StaffMember, member)
        .outerjoin(Person, person)
        .outerjoin(old, (old.unit_id == unit) & (old.id == MoneyDocument.reverses_id))
        .outerjoin(red, (red.unit_id == unit) & (red.reverses_id == MoneyDocument.id))
    )


def _line(row: Any, classes: Mapping[UUID, str]) -> MoneyLine:  # noqa: ANN401 - a row
    named = row.supplier or classes.get(row.class_id, "") or row.colleague or ""
    return MoneyLine(
        document_id=row.id,
        month=row.month,
        number=row.number,
        day=row.day,
        kind=row.kind,
        method=row.method,
        fund=row.fund,
        spending=row.spending,
        amount=row.amount,
        party=" ".join(part for part in (named, row.party) if part),
        ticket=row.ticket,
        note=row.note,
        reverses=label_of(row.old_month, row.old_number) if row.reverses_id else "",
        reversed_by=label_of(row.red_month, row.red_number) if row.red_number else "",
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
    )
