"""The books as Beancount text: an independent program reads them and finds the same balances."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.canteen import Fund
from desktop.core.ledger import AccountKind
from desktop.core.money import Money
from desktop.models import LedgerEntry, Supplier, Voucher
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.chart import accounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.session import Session

_ROOTS: Final = {
    AccountKind.ASSET: "Assets",
    AccountKind.LIABILITY: "Liabilities",
    AccountKind.EQUITY: "Equity",
    AccountKind.INCOME: "Income",
    AccountKind.EXPENSE: "Expenses",
}


def beancount_text(session: Session, canteen_id: UUID) -> str:
    """All vouchers of a canteen, and what each account holds after each month, as assertions.

    Beancount's amounts have the signs of ours: above zero a debit. Accounts are the chart's, with
    the fund below; a supplier stands as the payee.
    """
    with session.store.read() as connection:
        canteen = canteen_of(connection, session.unit_id, canteen_id)
        entries = _entries(connection, session.unit_id, canteen.book_id)
    lines = [
        f'option "title" "{_quoted(f"{session.unit_name} {canteen.name}")}"',
        'option "operating_currency" "CNY"',
        "",
        *_opened(entries),
        *_vouchers(entries),
        *_balances(entries),
    ]
    return "\n".join(lines) + "\n"


def _entries(connection: Connection, unit_id: UUID, book_id: UUID) -> Sequence[Any]:
    return connection.execute(
        select(
            Voucher.month,
            Voucher.number,
            Voucher.day,
            Voucher.summary,
            LedgerEntry.account,
            LedgerEntry.fund,
            LedgerEntry.amount,
            Supplier.name.label("supplier"),
        )
        .join(
            LedgerEntry,
            (LedgerEntry.unit_id == Voucher.unit_id) & (LedgerEntry.voucher_id == Voucher.id),
        )
        .outerjoin(
            Supplier,
            (Supplier.unit_id == LedgerEntry.unit_id) & (Supplier.id == LedgerEntry.party_id),
        )
        .where(Voucher.unit_id == unit_id, Voucher.book_id == book_id)
        .order_by(Voucher.month, Voucher.number, LedgerEntry.line)
    ).all()


def _name(code: str, fund: str) -> str:
    account = accounts()[code]
    return f"{_ROOTS[account.kind]}:{code}-{account.name}:{Fund(fund).label}"


def _opened(entries: Iterable[Any]) -> Iterator[str]:
    first: dict[str, date] = {}
    for entry in entries:
        name = _name(entry.account, entry.fund)
        first[name] = min(first.get(name, entry.day), entry.day)
    for name in sorted(first):
        yield f"{first[name]} open {name} CNY"


def _vouchers(entries: Iterable[Any]) -> Iterator[str]:
    number = None
    for entry in entries:
        if (entry.month, entry.number) != number:
            number = (entry.month, entry.number)
            told = f"凭证 {entry.month.number}-{entry.number:03} {entry.summary}"
            yield from ("", f'{entry.day} * "{_quoted(told)}"')
        yield f"  {_name(entry.account, entry.fund)}  {_plain(entry.amount)} CNY"
        if entry.supplier:
            yield f'    supplier: "{_quoted(entry.supplier)}"'


def _balances(entries: Sequence[Any]) -> Iterator[str]:
    """What each account holds at the beginning of the day after each month with vouchers."""
    held: dict[str, int] = defaultdict(int)
    by_month: dict[Month, list[Any]] = defaultdict(list)
    for entry in entries:
        by_month[entry.month].append(entry)
    for month in sorted(by_month):
        for entry in by_month[month]:
            held[_name(entry.account, entry.fund)] += entry.amount.units
        yield ""
        after = month.last + timedelta(days=1)
        for name in sorted(held):
            yield f"{after} balance {name}  {_plain(Money(held[name]))} CNY"


def _plain(amount: Money) -> str:
    return str(amount).replace(",", "")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
