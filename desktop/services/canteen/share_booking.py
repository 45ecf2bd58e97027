"""Booking shares of cost: a voucher when the month is closed, so that each fund bears its own.

While a month is open its shares are reckoned and shown, not booked: what is not counted yet would
make another figure tomorrow.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from desktop.core.canteen import Fund
from desktop.core.labels import MonthState
from desktop.core.ledger import DocumentKind
from desktop.core.meals import Eater
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.database.records import SealedMonth
from desktop.models import CostShare, LedgerEntry, Voucher
from desktop.services.canteen import chart
from desktop.services.canteen.canteens import canteen_lines
from desktop.services.canteen.shares import PAYS_FOR, shares_of
from desktop.services.canteen.vouchers import Entry, NewVoucher, post

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.shares import MonthShare

Moves = dict[tuple[str, Fund], int]
"""What is moved on accounts, in 分, a debit above zero."""
_ACCOUNT: Final = {Eater.STAFF: chart.STAFF_FOOD, Eater.GUEST: chart.GUEST_FOOD}


def wanted(found: MonthShare) -> Moves:
    """What the accounts must be moved by, so that everybody's food stands with their own fund.

    The fund whose food was eaten has less expense and is owed as much; the fund of those who ate
    has the expense and owes it. Each fund by itself stays balanced.
    """
    moves: Moves = defaultdict(int)
    for (eater, owner), amount in found.taken.items():
        payer, was = PAYS_FOR[eater], chart.FOOD[owner]
        moves[was, owner] -= amount.units
        moves[_ACCOUNT[eater], payer] += amount.units
        moves[chart.BETWEEN_FUNDS, owner] += amount.units
        moves[chart.BETWEEN_FUNDS, payer] -= amount.units
    return {key: units for key, units in moves.items() if units}


def unbooked(
    connection: Connection, unit_id: UUID, canteen: CanteenLine, first: Month, last: Month
) -> dict[Month, Moves]:
    """What is still to be booked in the months from `first` to `last` that are open.

    Months that lie before a closed one stay as they are: what it says must not change.
    """
    months = _open_months(connection, unit_id, canteen, first, last)
    return {
        found.month: moves
        for found, moves in _differences(connection, unit_id, canteen, months)
        if moves
    }


def book_shares(work: Work, month: Month) -> int:
    """Book the shares of a month that is being closed, and of open months before it.

    Returns how many vouchers were written.
    """
    written = 0
    for canteen in canteen_lines(work.connection, work.unit_id):
        first = Month.of(canteen.opened_on)
        months = [
            other
            for other in _open_months(work.connection, work.unit_id, canteen, first, month)
            if other not in work.closed_months()
        ]
        for found, moves in _differences(work.connection, work.unit_id, canteen, months):
            if moves:
                _book(work, canteen, found, moves)
                written += 1
    return written


def _differences(
    connection: Connection, unit_id: UUID, canteen: CanteenLine, months: Sequence[Month]
) -> list[tuple[MonthShare, Moves]]:
    done = _booked(connection, unit_id, canteen.book_id, months)
    found = []
    for month_share in shares_of(connection, unit_id, canteen, months):
        moves: Moves = defaultdict(int, wanted(month_share))
        for key, units in done[month_share.month].items():
            moves[key] -= units
        found.append((month_share, {key: units for key, units in moves.items() if units}))
    return found


def _open_months(
    connection: Connection, unit_id: UUID, canteen: CanteenLine, first: Month, last: Month
) -> list[Month]:
    sealed = connection.execute(
        select(func.max(SealedMonth.month)).where(
            SealedMonth.unit_id == unit_id, SealedMonth.state != MonthState.OPEN
        )
    ).scalar()
    month = max(first, Month.of(canteen.opened_on))
    if sealed is not None:
        month = max(month, sealed.next)
    found = []
    while month <= last:
        found.append(month)
        month = month.next
    return found


def _booked(
    connection: Connection, unit_id: UUID, book_id: UUID, months: Sequence[Month]
) -> dict[Month, Moves]:
    found: dict[Month, Moves] = defaultdict(dict)
    if not months:
        return found
    query = (
        select(
            LedgerEntry.month, LedgerEntry.account, LedgerEntry.fund, func.sum(LedgerEntry.amount)
        )
        .join(
            Voucher,
            (Voucher.unit_id == LedgerEntry.unit_id) & (Voucher.id == LedgerEntry.voucher_id),
        )
        .where(
            Voucher.unit_id == unit_id,
            Voucher.book_id == book_id,
            Voucher.month.in_(list(months)),
            Voucher.document_kind == DocumentKind.SHARE,
        )
        .group_by(LedgerEntry.month, LedgerEntry.account, LedgerEntry.fund)
    )
    for month, account, fund, amount in connection.execute(query):
        found[month][account, Fund(fund)] = amount.units
    return found


def _book(work: Work, canteen: CanteenLine, found: MonthShare, moves: Mapping[Any, int]) -> None:
    month = found.month
    last = work.connection.execute(
        select(func.max(CostShare.number)).where(
            CostShare.unit_id == work.unit_id,
            CostShare.canteen_id == canteen.canteen_id,
            CostShare.month == month,
        )
    ).scalar()
    key, number = work.new_ids(1)[0], (last or 0) + 1
    row = {
        "id": key,
        "canteen_id": canteen.canteen_id,
        "month": month,
        "number": number,
        "food": found.total,
        "pupils": found.amounts[Eater.PUPIL],
        "staff": found.amounts[Eater.STAFF],
        "guests": found.amounts[Eater.GUEST],
        "pupil_meals": found.meals[Eater.PUPIL],
        "staff_meals": found.meals[Eater.STAFF],
        "guest_meals": found.meals[Eater.GUEST],
        "recorded_at": work.now,
        "recorded_by": work.actor.name,
    }
    work.insert(CostShare, [row])
    entries = tuple(Entry(account, fund, Money(units)) for (account, fund), units in moves.items())
    summary = f"{month.label}食材成本分摊" + (f"（更正{number - 1}）" if number > 1 else "")
    voucher = NewVoucher(canteen.book_id, month.last, DocumentKind.SHARE, key, summary, entries)
    post(work, [voucher])
