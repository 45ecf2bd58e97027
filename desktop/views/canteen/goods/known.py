"""What a sheet of goods offers while one types: articles, suppliers, people, what is in store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop.core.money import Quantity
from desktop.services.canteen.articles import articles
from desktop.services.canteen.contract_prices import ContractPrices, contract_prices
from desktop.services.canteen.stock import on_hand
from desktop.services.canteen.suppliers import suppliers
from desktop.services.staff.lists import StaffQuery, staff
from desktop.views.canteen.goods.offering import Offer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from desktop.services.canteen.articles import ArticleLine
    from desktop.services.canteen.stock import LotLine
    from desktop.services.canteen.suppliers import SupplierLine
    from desktop.services.session import Session

_MOST_PEOPLE: Final = 500


@dataclass(frozen=True, slots=True)
class Known:
    """All of it, read at once."""

    articles: Mapping[UUID, ArticleLine] = field(default_factory=dict)
    suppliers: Mapping[UUID, SupplierLine] = field(default_factory=dict)
    lots: Mapping[UUID, Sequence[LotLine]] = field(default_factory=dict)
    """Of each article, what spoils first being the first."""
    article_offers: Sequence[Offer] = ()
    store_offers: Sequence[Offer] = ()
    """Articles of which something is in store."""
    supplier_offers: Sequence[Offer] = ()
    people: Sequence[Offer] = ()
    prices: ContractPrices = field(default_factory=ContractPrices)


def known_of(session: Session, canteen_id: UUID) -> Known:
    """Read what is known now."""
    goods = {line.article_id: line for line in articles(session)}
    sellers = {line.supplier_id: line for line in suppliers(session)}
    lots: dict[UUID, list[LotLine]] = {}
    for lot in on_hand(session, canteen_id):
        lots.setdefault(lot.article_id, []).append(lot)
    people = staff(session, StaffQuery(limit=_MOST_PEOPLE)).lines
    return Known(
        goods,
        sellers,
        lots,
        [_article(line) for line in goods.values() if line.article.stopped_on is None],
        [_stored(goods[key], found) for key, found in lots.items()],
        [
            Offer.of(key, line.supplier.name)
            for key, line in sellers.items()
            if line.supplier.stopped_on is None
        ],
        [Offer.of(None, line.name, line.post) for line in people],
        ContractPrices.of_lines(contract_prices(session)),
    )


def named(line: ArticleLine) -> str:
    """An article with its specification, which tells it from others of the name."""
    return " ".join(filter(None, (line.article.name, line.article.specification)))


def _article(line: ArticleLine) -> Offer:
    return Offer.of(
        line.article_id, named(line), f"{line.article.measure} · {line.article.kind.label}"
    )


def _stored(line: ArticleLine, lots: Sequence[LotLine]) -> Offer:
    left = Quantity.sum(lot.left for lot in lots)
    return Offer.of(line.article_id, named(line), f"库存 {left.plain} {line.article.measure}")


@dataclass(frozen=True, slots=True)
class Taking:
    """What would be taken from a lot."""

    lot: LotLine
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Plan:
    """From which lots a quantity would come, and how much is not there."""

    takings: tuple[Taking, ...]
    missing: Quantity
    spoiled: Quantity
    """How much is there that nobody may eat any more."""


def plan(lots: Sequence[LotLine], wanted: Quantity, day: date, *, eaten: bool) -> Plan:
    """What spoils first goes first, as the service will do it; spoiled goods are never eaten."""
    missing, spoiled, takings = wanted, Quantity(0), []
    for lot in lots:
        if lot.received_on > day:
            continue
        if eaten and lot.expires_on is not None and lot.expires_on < day:
            spoiled += lot.left
            continue
        part = Quantity(min(missing.units, lot.left.units))
        if part.units > 0:
            takings.append(Taking(lot, part))
            missing -= part
    return Plan(tuple(takings), missing, spoiled)
