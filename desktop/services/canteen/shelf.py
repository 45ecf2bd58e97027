"""The lots of a canteen during one action: what is there, what may be taken on which day.

A lot is taken out on a day only if there was enough of it on that day and on every day after:
what a document that came later has put back was not there before.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import func, select

from desktop.core.money import Money, Quantity, UnitPrice
from desktop.models import Article, StockLine, StockLot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.core.canteen import ArticleKind, Fund
    from desktop.database.work import Work


class Sight(Protocol):
    """The books of a unit as one transaction sees them."""

    @property
    def connection(self) -> Connection:
        """The transaction."""
        ...

    @property
    def unit_id(self) -> UUID:
        """Whose books."""
        ...


@dataclass(slots=True)
class Lot:
    """What is left of goods that came in together, kept up while lines are made."""

    lot_id: UUID
    article_id: UUID
    fund: Fund
    received_on: date
    expires_on: date | None
    price: UnitPrice
    left: Quantity
    left_amount: Money
    name: str
    measure: str
    kind: ArticleKind
    later: dict[date, int] = field(default_factory=dict)
    """Thousandths that lines of later days have added (or taken), by day."""

    def free(self, day: date) -> Quantity:
        """How much may be taken on a day: there then, and on every day after."""
        running = most = 0
        for later in sorted((d for d in self.later if d > day), reverse=True):
            running += self.later[later]
            most = max(most, running)
        return Quantity(self.left.units - most)

    def take(self, quantity: Quantity) -> Money:
        """Take some out: what it is worth; the last of a lot takes all the worth that is left."""
        if quantity == self.left:
            worth = self.left_amount
        else:
            share = 2 * self.left_amount.units * quantity.units + self.left.units
            worth = Money(share // (2 * self.left.units))
        self.left -= quantity
        self.left_amount -= worth
        return worth

    def put(self, quantity: Quantity, worth: Money) -> None:
        """Add some."""
        self.left += quantity
        self.left_amount += worth


NOTHING: Final = Quantity(0)


class Shelf:
    """Lots that an action works with, read at once and written back at once."""

    def __init__(self, work: Work | None, lots: Iterable[Lot]) -> None:
        """Without work it is only looked at."""
        self._work = work
        self._lots = {lot.lot_id: lot for lot in lots}
        self._before = {k: (lot.left, lot.left_amount) for k, lot in self._lots.items()}
        self._of: dict[UUID, list[Lot]] = defaultdict(list)
        for lot in self._lots.values():
            self._of[lot.article_id].append(lot)

    def __getitem__(self, lot_id: UUID) -> Lot:
        return self._lots[lot_id]

    def __contains__(self, lot_id: UUID) -> bool:
        return lot_id in self._lots

    def of(self, article_id: UUID, day: date) -> Iterator[Lot]:
        """The lots of an article that were there on a day, what spoils first being the first."""
        there = (lot for lot in self._of[article_id] if lot.received_on <= day and lot.left)
        return iter(sorted(there, key=_first_expired))

    def write(self) -> None:
        """Keep what is left of each lot that has changed."""
        rows = [
            {"id": key, "left": lot.left, "left_amount": lot.left_amount}
            for key, lot in self._lots.items()
            if (lot.left, lot.left_amount) != self._before[key]
        ]
        if self._work is None:
            raise TypeError("this shelf is only looked at")
        self._work.update(StockLot, rows)


def shelf_of_articles(
    work: Work, canteen_id: UUID, article_ids: Iterable[UUID], since: date
) -> Shelf:
    """All that is left of some articles; `since` is the first day on which something is taken."""
    wanted = _left_of(canteen_id, article_ids)
    return Shelf(work, _lots(work.connection, work.unit_id, wanted, since))


def shelf_to_look_at(facing: Sight, canteen_id: UUID, article_ids: Iterable[UUID]) -> Shelf:
    """The same for trying what could be taken, from any day on; nothing is written back."""
    wanted = _left_of(canteen_id, article_ids)
    return Shelf(None, _lots(facing.connection, facing.unit_id, wanted, date.min))


def shelf_of_lots(work: Work, lot_ids: Iterable[UUID], since: date) -> Shelf:
    """Some lots, empty ones too."""
    wanted = StockLot.id.in_(list(lot_ids))
    return Shelf(work, _lots(work.connection, work.unit_id, wanted, since))


def _left_of(canteen_id: UUID, article_ids: Iterable[UUID]) -> ColumnElement[bool]:
    wanted = StockLot.article_id.in_(list(article_ids))
    return (StockLot.canteen_id == canteen_id) & wanted & (StockLot.left > NOTHING)


def _lots(
    connection: Connection, unit_id: UUID, wanted: ColumnElement[bool], since: date
) -> list[Lot]:
    query = (
        select(
            StockLot.id,
            StockLot.article_id,
            StockLot.fund,
            StockLot.received_on,
            StockLot.expires_on,
            StockLot.price,
            StockLot.left,
            StockLot.left_amount,
            Article.name,
            Article.measure,
            Article.kind,
        )
        .join(Article, (Article.unit_id == StockLot.unit_id) & (Article.id == StockLot.article_id))
        .where(StockLot.unit_id == unit_id, wanted)
        .order_by(StockLot.id)
    )
    lots = [Lot(*row) for row in connection.execute(query)]
    later = _later(connection, unit_id, wanted, since)
    for lot in lots:
        lot.later = later[lot.lot_id]
    return lots


def _later(
    connection: Connection, unit_id: UUID, wanted: ColumnElement[bool], since: date
) -> defaultdict[UUID, dict[date, int]]:
    """What lines of days after `since` have done to the lots."""
    query = (
        select(StockLine.lot_id, StockLine.day, func.sum(StockLine.quantity))
        .join(StockLot, (StockLot.unit_id == StockLine.unit_id) & (StockLot.id == StockLine.lot_id))
        .where(StockLine.unit_id == unit_id, StockLine.day > since, wanted)
        .group_by(StockLine.lot_id, StockLine.day)
    )
    found: defaultdict[UUID, dict[date, int]] = defaultdict(dict)
    for lot_id, day, moved in connection.execute(query):
        if lot_id is not None:
            found[lot_id][day] = moved.units
    return found


def _first_expired(lot: Lot) -> tuple[bool, date, date, bytes]:
    """First expired, first out; what never spoils comes last, then what came first."""
    never = lot.expires_on is None
    return never, lot.expires_on or lot.received_on, lot.received_on, lot.lot_id.bytes
