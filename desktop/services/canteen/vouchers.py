"""Posting: each document becomes a voucher whose entries add up to zero in each fund."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from desktop.core.canteen import Fund
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.models import LedgerEntry, Voucher
from desktop.services.canteen.chart import accounts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import Any
    from uuid import UUID

    from desktop.core.ledger import DocumentKind
    from desktop.database.work import Work


@dataclass(frozen=True, slots=True)
class Entry:
    """分录: above zero a debit, below zero a credit."""

    account: str
    fund: Fund
    amount: Money
    party_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewVoucher:
    """What a document does to the accounts of its book."""

    book_id: UUID
    day: date
    document_kind: DocumentKind
    document_id: UUID
    summary: str
    entries: tuple[Entry, ...]


def transfer(
    debit: str, credit: str, fund: Fund, amount: Money, party_id: UUID | None = None
) -> tuple[Entry, Entry]:
    """An amount from one account to another within a fund; the party is that of both sides."""
    return Entry(debit, fund, amount, party_id), Entry(credit, fund, -amount, party_id)


def post(work: Work, vouchers: Sequence[NewVoucher]) -> None:
    """Post vouchers, numbered on within the months of their books; all of them or none.

    Entries of the same account, fund and party become one; what comes to nothing is left out, and
    a document that moves no money at all has no voucher.

    Raises:
        ValueError: entries do not add up to zero in a fund, or name no account of the day.
        ClosedMonthError: a day lies in a closed month.
    """
    merged = [(voucher, _merged(voucher)) for voucher in vouchers]
    moving = [(voucher, entries) for voucher, entries in merged if entries]
    ids = iter(work.new_ids(len(moving) + sum(len(entries) for _, entries in moving)))
    numbers = _Numbers(work)
    heads, lines = [], []
    for voucher, entries in moving:
        month, key = Month.of(voucher.day), next(ids)
        common = {"book_id": voucher.book_id, "month": month, "day": voucher.day}
        heads.append(
            {
                "id": key,
                **common,
                "number": numbers.next(voucher.book_id, month),
                "document_kind": voucher.document_kind,
                "document_id": voucher.document_id,
                "summary": voucher.summary,
            }
        )
        lines += [
            {"id": next(ids), "voucher_id": key, **common, "line": line, **_values(entry)}
            for line, entry in enumerate(entries, start=1)
        ]
    work.insert(Voucher, heads)
    work.insert(LedgerEntry, lines)


def reversed_entries(work: Work, document_ids: Sequence[UUID]) -> dict[UUID, tuple[Entry, ...]]:
    """The entries that undo those of posted documents, by document, in the order of their lines."""
    query = (
        select(
            Voucher.document_id,
            LedgerEntry.account,
            LedgerEntry.fund,
            LedgerEntry.amount,
            LedgerEntry.party_id,
        )
        .join(
            LedgerEntry,
            (LedgerEntry.unit_id == Voucher.unit_id) & (LedgerEntry.voucher_id == Voucher.id),
        )
        .where(Voucher.unit_id == work.unit_id, Voucher.document_id.in_(document_ids))
        .order_by(Voucher.id, LedgerEntry.line)
    )
    found: dict[UUID, list[Entry]] = defaultdict(list)
    for row in work.connection.execute(query):
        entry = Entry(row.account, Fund(row.fund), -row.amount, row.party_id)
        found[row.document_id].append(entry)
    return {key: tuple(entries) for key, entries in found.items()}


class _Numbers:
    """The numbers of vouchers within the months of their books; each month is asked for once."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._last: dict[tuple[UUID, Month], int] = {}

    def next(self, book_id: UUID, month: Month) -> int:
        key = (book_id, month)
        if key not in self._last:
            query = select(func.coalesce(func.max(Voucher.number), 0)).where(
                Voucher.unit_id == self._work.unit_id,
                Voucher.book_id == book_id,
                Voucher.month == month,
            )
            self._last[key] = self._work.connection.execute(query).scalar_one()
        self._last[key] += 1
        return self._last[key]


def _merged(voucher: NewVoucher) -> list[Entry]:
    sums: dict[tuple[str, Fund, UUID | None], int] = defaultdict(int)
    funds: dict[Fund, int] = defaultdict(int)
    for entry in voucher.entries:
        sums[entry.account, entry.fund, entry.party_id] += entry.amount.units
        funds[entry.fund] += entry.amount.units
    if odd := {fund for fund, units in funds.items() if units}:
        msg = f"entries of {voucher.document_kind} do not add up to zero in {sorted(odd)}"
        raise ValueError(msg)
    _refuse_unknown({account for account, _, _ in sums}, voucher.day)
    return [Entry(a, f, Money(units), party) for (a, f, party), units in sums.items() if units]


def _refuse_unknown(codes: set[str], day: date) -> None:
    chart = accounts()
    for code in codes:
        account = chart.get(code)
        if account is None or day < account.since or (account.until and day > account.until):
            msg = f"no account {code} on {day}"
            raise ValueError(msg)


def _values(entry: Entry) -> dict[str, Any]:
    return {
        "account": entry.account,
        "fund": entry.fund.value,
        "party_id": entry.party_id,
        "amount": entry.amount,
    }
