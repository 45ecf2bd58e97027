"""进销存月报: what each article began a month with, what came, went and was lost, what is left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self
from uuid import UUID  # noqa: TC003 - read at run time, with a notice's snapshot

from sqlalchemy import case, func, select

from desktop.core.canteen import ArticleKind, StockKind
from desktop.core.money import Money, Quantity
from desktop.core.terms import Month  # noqa: TC001 - read at run time, with a notice's snapshot
from desktop.models import Article, StockDocument, StockLine, Stocktake

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    _Named = tuple[UUID, str, str, str, ArticleKind]


@dataclass(frozen=True, slots=True)
class Goods:
    """So much of something, and what it is worth."""

    quantity: Quantity
    amount: Money

    def __add__(self, other: Self) -> Goods:
        return Goods(self.quantity + other.quantity, self.amount + other.amount)

    def __neg__(self) -> Goods:
        return Goods(-self.quantity, -self.amount)

    def __bool__(self) -> bool:
        return bool(self.quantity or self.amount)


NOTHING: Final = Goods(Quantity(0), Money(0))


@dataclass(frozen=True, slots=True)
class ArticleMonth:
    """An article in a month. What went is above zero, too; red ink is taken off where it stands."""

    article_id: UUID
    name: str
    specification: str
    measure: str
    kind: ArticleKind
    opening: Goods
    """In the month in which the books begin: what was in store then."""
    received: Goods
    issued: Goods
    lost: Goods
    counted: Goods
    """What stocktakes have found: above zero more than was booked, below zero less."""

    @property
    def closing(self) -> Goods:
        """What the month ends with."""
        return self.opening + self.received + -self.issued + -self.lost + self.counted

    @property
    def moved(self) -> bool:
        """Whether there was anything of it, or anything came and went."""
        return any((self.opening, self.received, self.issued, self.lost, self.counted))


@dataclass(frozen=True, slots=True)
class GoodsMonth:
    """All articles that a canteen held or moved in a month."""

    month: Month
    lines: tuple[ArticleMonth, ...]

    def total(self, column: str) -> Money:
        """The amount of a column over all articles: opening, received, issued, lost, …."""
        return Money.sum(getattr(line, column).amount for line in self.lines)

    @property
    def food(self) -> GoodsMonth:
        """The same without what nobody eats."""
        return GoodsMonth(self.month, tuple(line for line in self.lines if line.kind.food))


def goods_month(
    connection: Connection, unit_id: UUID, canteen_id: UUID, month: Month
) -> GoodsMonth:
    """What the goods of a canteen did in a month, by kind of article and then by name."""
    moved: defaultdict[UUID, defaultdict[StockKind | None, Goods]] = defaultdict(
        lambda: defaultdict(lambda: NOTHING)
    )
    for article_id, goods in _before(connection, unit_id, canteen_id, month):
        moved[article_id][None] = goods
    for article_id, kind, goods in _within(connection, unit_id, canteen_id, month):
        moved[article_id][kind] += goods
    lines = (_line(row, moved[row[0]]) for row in _articles(connection, unit_id, moved))
    return GoodsMonth(month, tuple(line for line in lines if line.moved))


def _nothing() -> Goods:
    return NOTHING


def _before(
    connection: Connection, unit_id: UUID, canteen_id: UUID, month: Month
) -> Iterable[tuple[UUID, Goods]]:
    query = (
        select(StockLine.article_id, func.sum(StockLine.quantity), func.sum(StockLine.amount))
        .where(
            StockLine.unit_id == unit_id,
            StockLine.canteen_id == canteen_id,
            StockLine.month < month,
            StockLine.lot_id.is_not(None),
        )
        .group_by(StockLine.article_id)
    )
    for article_id, quantity, amount in connection.execute(query):
        yield article_id, Goods(quantity, amount)


def _within(
    connection: Connection, unit_id: UUID, canteen_id: UUID, month: Month
) -> Iterable[tuple[UUID, StockKind | None, Goods]]:
    """What documents of each kind have moved; None: what was in store when the books began."""
    counted = func.coalesce(StockDocument.reverses_id, StockDocument.id)
    taken_over = (StockDocument.kind == StockKind.COUNT) & Stocktake.id.is_(None)
    query = (
        select(
            StockLine.article_id,
            StockDocument.kind,
            case((taken_over, 1), else_=0).label("taken_over"),
            func.sum(StockLine.quantity),
            func.sum(StockLine.amount),
        )
        .join(
            StockDocument,
            (StockDocument.unit_id == StockLine.unit_id)
            & (StockDocument.id == StockLine.document_id),
        )
        .outerjoin(
            Stocktake,
            (Stocktake.unit_id == StockDocument.unit_id) & (Stocktake.document_id == counted),
        )
        .where(
            StockLine.unit_id == unit_id,
            StockLine.canteen_id == canteen_id,
            StockLine.month == month,
            StockLine.lot_id.is_not(None),
        )
        .group_by(StockLine.article_id, StockDocument.kind, "taken_over")
    )
    for article_id, kind, over, quantity, amount in connection.execute(query):
        yield article_id, None if over else kind, Goods(quantity, amount)


def _articles(connection: Connection, unit_id: UUID, keys: Iterable[UUID]) -> list[_Named]:
    """The articles of a unit that are among `keys`; a list of all is short."""
    query = select(
        Article.id, Article.name, Article.specification, Article.measure, Article.kind
    ).where(Article.unit_id == unit_id)
    wanted = set(keys)
    order = list(ArticleKind)
    rows = (
        (row.id, row.name, row.specification, row.measure, row.kind)
        for row in connection.execute(query.order_by(Article.pinyin, Article.id))
    )
    return sorted((row for row in rows if row[0] in wanted), key=lambda row: order.index(row[4]))


def _line(row: _Named, moved: Mapping[StockKind | None, Goods]) -> ArticleMonth:
    return ArticleMonth(
        *row,
        opening=moved[None],
        received=moved[StockKind.RECEIPT],
        issued=-moved[StockKind.ISSUE],
        lost=-moved[StockKind.LOSS],
        counted=moved[StockKind.COUNT],
    )
