"""What documents need to know of the suppliers and articles that they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.core.errors import NotFoundError
from desktop.models import Article, Supplier

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.canteen import ArticleKind

_KEYS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """An article, as far as a document needs it."""

    article_id: UUID
    name: str
    measure: str
    kind: ArticleKind
    shelf_days: int | None


@dataclass(frozen=True, slots=True)
class SupplierFacts:
    """A supplier, as far as a document needs it."""

    supplier_id: UUID
    name: str
    licence_until: date | None
    contract_until: date | None
    stopped_on: date | None


def articles_by_id(
    connection: Connection, unit_id: UUID, keys: Iterable[UUID]
) -> dict[UUID, ArticleFacts]:
    """Articles by their key.

    Raises:
        NotFoundError: one of them is not there.
    """
    wanted = sorted(set(keys))
    found: dict[UUID, ArticleFacts] = {}
    for start in range(0, len(wanted), _KEYS_AT_ONCE):
        query = select(
            Article.id, Article.name, Article.measure, Article.kind, Article.shelf_days
        ).where(Article.unit_id == unit_id, Article.id.in_(wanted[start : start + _KEYS_AT_ONCE]))
        found.update((row.id, ArticleFacts(*row)) for row in connection.execute(query))
    if len(found) < len(wanted):
        raise NotFoundError("没有这个物品。请先登记物品。")
    return found


def suppliers_by_id(
    connection: Connection, unit_id: UUID, keys: Iterable[UUID]
) -> dict[UUID, SupplierFacts]:
    """Suppliers by their key.

    Raises:
        NotFoundError: one of them is not there.
    """
    wanted = set(keys)
    query = select(
        Supplier.id,
        Supplier.name,
        Supplier.licence_until,
        Supplier.contract_until,
        Supplier.stopped_on,
    ).where(Supplier.unit_id == unit_id, Supplier.id.in_(wanted))
    found = {row.id: SupplierFacts(*row) for row in connection.execute(query)}
    if len(found) < len(wanted):
        raise NotFoundError("没有这个供货商。请先登记供货商。")
    return found
