"""Papers that run out: licences of canteens and suppliers, contracts, contract prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from desktop.models import Canteen, Supplier
from desktop.services.canteen.contract_prices import contract_price_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class RunningOut:
    """A paper and the last day on which it holds."""

    whose: str
    what: str
    until: date

    @property
    def named(self) -> str:
        """Whose paper it is, and which."""
        return f"{self.whose}的{self.what}"


def running_out(
    connection: Connection, unit_id: UUID, today: date, soon: date
) -> tuple[RunningOut, ...]:
    """Papers that are over or end until a day, the first first.

    Suppliers that were stopped and canteens that are closed have nothing to renew, and a price
    that another has followed is not missed.
    """
    found = [
        *_licences(connection, unit_id, today, soon),
        *_suppliers(connection, unit_id, today, soon),
        *_prices(connection, unit_id, today, soon),
    ]
    return tuple(sorted(found, key=lambda paper: (paper.until, paper.whose, paper.what)))


def _licences(
    connection: Connection, unit_id: UUID, today: date, soon: date
) -> Iterator[RunningOut]:
    query = select(Canteen.name, Canteen.licence_until).where(
        Canteen.unit_id == unit_id,
        Canteen.licence_until <= soon,
        or_(Canteen.closed_on.is_(None), Canteen.closed_on >= today),
    )
    for name, until in connection.execute(query):
        assert until is not None  # noqa: S101 - compared above
        yield RunningOut(name, "食品经营许可证", until)


def _suppliers(
    connection: Connection, unit_id: UUID, today: date, soon: date
) -> Iterator[RunningOut]:
    query = select(Supplier.name, Supplier.licence_until, Supplier.contract_until).where(
        Supplier.unit_id == unit_id,
        or_(Supplier.stopped_on.is_(None), Supplier.stopped_on > today),
        or_(Supplier.licence_until <= soon, Supplier.contract_until <= soon),
    )
    for name, licence, contract in connection.execute(query):
        for what, until in (("许可证", licence), ("供货合同", contract)):
            if until is not None and until <= soon:
                yield RunningOut(name, what, until)


def _prices(connection: Connection, unit_id: UUID, today: date, soon: date) -> Iterator[RunningOut]:
    """Prices that end soon and that no other follows; of those long over nobody is reminded."""
    lines = contract_price_lines(connection, unit_id)
    last: dict[tuple[UUID, UUID], date] = {}
    for line in lines:
        key = (line.supplier_id, line.article_id)
        last[key] = max(last.get(key, line.since), line.since)
    for line in lines:
        newest = last[line.supplier_id, line.article_id] == line.since
        if newest and line.until is not None and today <= line.until <= soon:
            yield RunningOut(line.supplier, f"{line.named}合同价", line.until)
