"""Stocktakes as they stand: what was booked, what was found, where the two differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import CountState, StockKind
from desktop.core.errors import NotFoundError
from desktop.core.money import Money, Quantity
from desktop.models import Article, StockDocument, StockLine, StockLot, Stocktake, StocktakeLine
from desktop.services.canteen.documents import DocumentNumber

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Select

    from desktop.core.canteen import ArticleKind, Fund
    from desktop.core.money import UnitPrice
    from desktop.core.terms import Month
    from desktop.services.session import Session

    _Counts = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class StocktakeSummary:
    """A stocktake in a list."""

    stocktake_id: UUID
    canteen_id: UUID
    state: CountState
    month: Month
    day: date
    lines: int
    counted: int
    differing: int
    amount: Money
    """What it has booked: above zero more than was thought, below zero less."""
    first_counter: str
    second_counter: str
    document_id: UUID | None
    document: str
    """The number as people say it; empty where nothing was booked."""
    reversed: bool
    """Whether what it has booked was taken back in red ink."""
    begun_at: datetime
    begun_by: str


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A lot of a stocktake."""

    line_id: UUID
    line: int
    lot_id: UUID
    article_id: UUID
    name: str
    specification: str
    measure: str
    kind: ArticleKind
    fund: Fund
    received_on: date
    expires_on: date | None
    price: UnitPrice
    booked: Quantity
    worth: Money
    counted: Quantity | None
    reason: str

    @property
    def difference(self) -> Quantity | None:
        """What was found beyond what was booked, below zero what is missing; None: not counted."""
        return None if self.counted is None else self.counted - self.booked


@dataclass(frozen=True, slots=True)
class StocktakePaper:
    """A stocktake whole."""

    head: StocktakeSummary
    lines: tuple[CountedLine, ...]

    @property
    def missing(self) -> int:
        """How many lines nobody has counted."""
        return sum(line.counted is None for line in self.lines)


def stocktakes(session: Session, canteen_id: UUID) -> tuple[StocktakeSummary, ...]:
    """All stocktakes of a canteen, the newest first."""
    with session.store.read() as connection:
        return _summaries(connection, session.unit_id, Stocktake.canteen_id == canteen_id)


def stocktake(session: Session, stocktake_id: UUID) -> StocktakePaper:
    """One stocktake with all its lines, by kind and name of the article.

    Raises:
        NotFoundError: there is none with this key.
    """
    with session.store.read() as connection:
        return stocktake_of(connection, session.unit_id, stocktake_id)


def stocktake_of(connection: Connection, unit_id: UUID, stocktake_id: UUID) -> StocktakePaper:
    """The same within a transaction.

    Raises:
        NotFoundError: there is none with this key.
    """
    heads = _summaries(connection, unit_id, Stocktake.id == stocktake_id)
    if not heads:
        raise NotFoundError("没有这次盘点。")
    return StocktakePaper(heads[0], _lines(connection, unit_id, stocktake_id))


def _summaries(
    connection: Connection, unit_id: UUID, wanted: ColumnElement[bool]
) -> tuple[StocktakeSummary, ...]:
    red = aliased(StockDocument)
    query = (
        select(
            Stocktake.__table__,
            StockDocument.month.label("booked_month"),
            StockDocument.number,
            red.id.label("red"),
        )
        .outerjoin(
            StockDocument,
            (StockDocument.unit_id == Stocktake.unit_id)
            & (StockDocument.id == Stocktake.document_id),
        )
        .outerjoin(
            red, (red.unit_id == Stocktake.unit_id) & (red.reverses_id == Stocktake.document_id)
        )
        .where(Stocktake.unit_id == unit_id, wanted)
        .order_by(Stocktake.day.desc(), Stocktake.id.desc())
    )
    heads = connection.execute(query).all()
    counts = _counts(connection, unit_id, wanted)
    booked = _booked(connection, unit_id, [head.document_id for head in heads if head.document_id])
    return tuple(
        _summary(head, counts[head.id], booked.get(head.document_id, Money(0))) for head in heads
    )


def _summary(head: Any, counts: _Counts, amount: Money) -> StocktakeSummary:  # noqa: ANN401 - a row
    label = ""
    if head.number is not None:
        label = DocumentNumber(StockKind.COUNT, head.booked_month, head.number).label
    return StocktakeSummary(
        head.id,
        head.canteen_id,
        head.state,
        head.month,
        head.day,
        *counts,
        amount,
        head.first_counter,
        head.second_counter,
        head.document_id,
        label,
        head.red is not None,
        head.begun_at,
        head.begun_by,
    )


def _counts(
    connection: Connection, unit_id: UUID, wanted: ColumnElement[bool]
) -> Mapping[UUID, _Counts]:
    """How many lines each stocktake has, how many are counted, how many differ."""
    differs = StocktakeLine.counted != StocktakeLine.booked
    query = (
        select(
            StocktakeLine.stocktake_id,
            func.count(),
            func.count(StocktakeLine.counted),
            func.count(case((differs, StocktakeLine.line))),
        )
        .join(
            Stocktake,
            (Stocktake.unit_id == StocktakeLine.unit_id)
            & (Stocktake.id == StocktakeLine.stocktake_id),
        )
        .where(StocktakeLine.unit_id == unit_id, wanted)
        .group_by(StocktakeLine.stocktake_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query)}


def _booked(
    connection: Connection, unit_id: UUID, documents: Sequence[UUID]
) -> Mapping[UUID, Money]:
    query = (
        select(StockLine.document_id, func.sum(StockLine.amount))
        .where(StockLine.unit_id == unit_id, StockLine.document_id.in_(documents))
        .group_by(StockLine.document_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _lines(connection: Connection, unit_id: UUID, stocktake_id: UUID) -> tuple[CountedLine, ...]:
    query: Select[*tuple[Any, ...]] = (
        select(
            StocktakeLine.id,
            StocktakeLine.line,
            StocktakeLine.lot_id,
            StockLot.article_id,
            Article.name,
            Article.specification,
            Article.measure,
            Article.kind,
            StockLot.fund,
            StockLot.received_on,
            StockLot.expires_on,
            StockLot.price,
            StocktakeLine.booked,
            StocktakeLine.worth,
            StocktakeLine.counted,
            StocktakeLine.reason,
        )
        .join(
            StockLot,
            (StockLot.unit_id == StocktakeLine.unit_id) & (StockLot.id == StocktakeLine.lot_id),
        )
        .join(Article, (Article.unit_id == StockLot.unit_id) & (Article.id == StockLot.article_id))
        .where(StocktakeLine.unit_id == unit_id, StocktakeLine.stocktake_id == stocktake_id)
        .order_by(StocktakeLine.line)
    )
    return tuple(CountedLine(*row) for row in connection.execute(query))
