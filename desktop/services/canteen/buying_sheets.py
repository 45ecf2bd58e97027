"""Rows of the sheets of buying, counting and the bank, in the form that is read back in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.core.canteen import CountState
from desktop.models import BankLine, Canteen, Stocktake
from desktop.rosters.bank_statement import BankRow
from desktop.rosters.contract_prices import ContractPriceRow
from desktop.rosters.stocktake_sheet import StocktakeRow
from desktop.services.canteen.contract_prices import contract_price_lines
from desktop.services.canteen.stocktakes import stocktake_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.canteen.stocktakes import CountedLine

_FIRST_ROW = 2


def price_rows(connection: Connection, unit_id: UUID, today: date) -> tuple[ContractPriceRow, ...]:
    """All contract prices."""
    del today
    return tuple(
        ContractPriceRow(
            row=number,
            name=line.article,
            supplier=line.supplier,
            specification=line.specification or None,
            kind=line.kind,
            measure=line.measure,
            price=line.price,
            since=line.since,
            until=line.until,
            decision=line.decision,
        )
        for number, line in enumerate(contract_price_lines(connection, unit_id), start=_FIRST_ROW)
    )


def stocktake_rows(connection: Connection, unit_id: UUID, today: date) -> tuple[StocktakeRow, ...]:
    """The lots of the stocktakes that go on: what is booked, what was counted so far."""
    del today
    query = (
        select(Stocktake.id, Canteen.name)
        .join(
            Canteen, (Canteen.unit_id == Stocktake.unit_id) & (Canteen.id == Stocktake.canteen_id)
        )
        .where(Stocktake.unit_id == unit_id, Stocktake.state == CountState.COUNTING)
        .order_by(Canteen.name, Canteen.id)
    )
    found = [
        (canteen, line)
        for key, canteen in connection.execute(query).all()
        for line in stocktake_of(connection, unit_id, key).lines
    ]
    return tuple(
        _counted(number, canteen, line)
        for number, (canteen, line) in enumerate(found, start=_FIRST_ROW)
    )


def _counted(number: int, canteen: str, line: CountedLine) -> StocktakeRow:
    return StocktakeRow(
        row=number,
        name=line.name,
        line=line.line,
        specification=line.specification or None,
        measure=line.measure,
        received_on=line.received_on,
        expires_on=line.expires_on,
        booked=line.booked,
        counted=line.counted,
        reason=line.reason or None,
        canteen=canteen,
    )


def bank_rows(connection: Connection, unit_id: UUID, month: Month) -> tuple[BankRow, ...]:
    """What the bank said of a month, line by line."""
    query = (
        select(BankLine.day, BankLine.amount, BankLine.text, BankLine.balance, Canteen.name)
        .join(Canteen, (Canteen.unit_id == BankLine.unit_id) & (Canteen.id == BankLine.canteen_id))
        .where(BankLine.unit_id == unit_id, BankLine.month == month)
        .order_by(Canteen.name, Canteen.id, BankLine.day, BankLine.line)
    )
    return tuple(
        BankRow(
            row=number,
            name=row.text or "银行明细",
            day=row.day,
            amount=row.amount,
            text=row.text,
            balance=row.balance,
            canteen=row.name,
        )
        for number, row in enumerate(connection.execute(query), start=_FIRST_ROW)
    )
