"""Counting the store: begun on a day with all that is booked frozen, counted lot by lot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from desktop.core.canteen import ArticleKind, CountState
from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.money import Money, Quantity
from desktop.core.terms import Month
from desktop.models import Article, StockLine, StockLot, Stocktake, StocktakeLine
from desktop.services.canteen.canteens import canteen_of, refuse_odd_day
from desktop.services.canteen.stocktakes import stocktake_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Subquery

    from desktop.database.work import Work
    from desktop.services.canteen.stocktakes import StocktakePaper
    from desktop.services.session import Session

LONGEST_REASON: Final = 100
COUNTERS: Final = 2
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Count:
    """What was found of a line; None: not counted yet, which is not zero."""

    line_id: UUID
    counted: Quantity | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Counting:
    """A stocktake that was begun, counted on or given up."""

    stocktake_id: UUID
    changes: Changes


@dataclass(frozen=True, slots=True)
class _InStore:
    """A lot as it was at the end of a day."""

    lot_id: UUID
    quantity: Quantity
    worth: Money


def begin(session: Session, canteen_id: UUID, day: date) -> Counting:
    """Begin to count all that was in store at the end of a day; what is booked is frozen.

    Raises:
        NotFoundError: there is no such canteen.
        SchoolError: another count is not ended yet, nothing is in store, a day that cannot be.
        ClosedMonthError: the month is closed.
    """

    def body(work: Work) -> Counting:
        canteen = canteen_of(work.connection, work.unit_id, canteen_id)
        refuse_odd_day(canteen, day, work.today)
        _refuse_second(work, canteen_id)
        lots = in_store(work, canteen_id, day)
        if not lots:
            msg = f"{day}库里没有物品，不用盘点。"
            raise SchoolError(msg)
        key = _freeze(work, canteen_id, day, lots)
        work.summary = {"day": day.isoformat(), "lots": len(lots)}
        return Counting(key, Changes.of(Book.CANTEEN))

    return session.write("canteen.stocktake.begin", body)


def _freeze(work: Work, canteen_id: UUID, day: date, lots: Sequence[_InStore]) -> UUID:
    key, *lines = work.new_ids(1 + len(lots))
    month = Month.of(day)
    head = {
        "id": key,
        "canteen_id": canteen_id,
        "state": CountState.COUNTING,
        "month": month,
        "day": day,
        "first_counter": "",
        "second_counter": "",
        "document_id": None,
        "begun_at": work.now,
        "begun_by": work.actor.name,
    }
    rows = [
        {
            "id": line,
            "stocktake_id": key,
            "month": month,
            "line": number,
            "lot_id": lot.lot_id,
            "booked": lot.quantity,
            "worth": lot.worth,
            "counted": None,
            "reason": "",
        }
        for number, (lot, line) in enumerate(zip(lots, lines, strict=True), start=1)
    ]
    work.insert(Stocktake, [head])
    work.insert(StocktakeLine, rows)
    return key


def write_counts(session: Session, stocktake_id: UUID, counts: Sequence[Count]) -> Counting:
    """Keep what was counted so far; the rest may be counted tomorrow.

    Raises:
        NotFoundError: there is no such stocktake or line.
        SchoolError: it is ended or given up; a count below zero; a reason that is too long.
        ClosedMonthError: the month is closed.
    """

    def body(work: Work) -> Counting:
        paper = open_stocktake(work, stocktake_id)
        write_lines(work, paper, counts)
        return Counting(stocktake_id, Changes.of(Book.CANTEEN))

    return session.write("canteen.stocktake.count", body)


def give_up(session: Session, stocktake_id: UUID) -> Counting:
    """Give a stocktake up: nothing is booked, and another may begin.

    Raises:
        NotFoundError: there is no such stocktake.
        SchoolError: it is ended or given up already.
        ClosedMonthError: the month is closed.
    """

    def body(work: Work) -> Counting:
        open_stocktake(work, stocktake_id)
        work.update(Stocktake, [{"id": stocktake_id, "state": CountState.GIVEN_UP}])
        return Counting(stocktake_id, Changes.of(Book.CANTEEN))

    return session.write("canteen.stocktake.give_up", body)


def in_store(work: Work, canteen_id: UUID, day: date) -> list[_InStore]:
    """The lots that were not empty at the end of a day, in the order of a count sheet."""
    moved = _moved_since(work, canteen_id, day)
    query = (
        select(
            StockLot.id,
            StockLot.left,
            StockLot.left_amount,
            moved.c.quantity,
            moved.c.amount,
            Article.kind,
        )
        .join(Article, (Article.unit_id == StockLot.unit_id) & (Article.id == StockLot.article_id))
        .outerjoin(moved, moved.c.lot_id == StockLot.id)
        .where(
            StockLot.unit_id == work.unit_id,
            StockLot.canteen_id == canteen_id,
            (StockLot.left > Quantity(0)) | moved.c.lot_id.is_not(None),
        )
        .order_by(Article.pinyin, Article.id, StockLot.received_on, StockLot.id)
    )
    order = list(ArticleKind)
    rows = sorted(work.connection.execute(query).all(), key=lambda row: order.index(row.kind))
    lots = [
        _InStore(
            row.id,
            row.left - (row.quantity or Quantity(0)),
            row.left_amount - (row.amount or Money(0)),
        )
        for row in rows
    ]
    return [lot for lot in lots if lot.quantity]


def _moved_since(work: Work, canteen_id: UUID, day: date) -> Subquery:
    """What lines of later days have done to each lot."""
    return (
        select(
            StockLine.lot_id,
            func.sum(StockLine.quantity).label("quantity"),
            func.sum(StockLine.amount).label("amount"),
        )
        .where(
            StockLine.unit_id == work.unit_id,
            StockLine.canteen_id == canteen_id,
            StockLine.month >= Month.of(day),
            StockLine.day > day,
            StockLine.lot_id.is_not(None),
        )
        .group_by(StockLine.lot_id)
        .subquery()
    )


def open_stocktake(work: Work, stocktake_id: UUID) -> StocktakePaper:
    """A stocktake that goes on.

    Raises:
        NotFoundError: there is none with this key.
        SchoolError: it is ended or given up.
    """
    paper = stocktake_of(work.connection, work.unit_id, stocktake_id)
    if paper.head.state is not CountState.COUNTING:
        msg = f"{paper.head.day}的盘点{paper.head.state.label}，不能再改。"
        raise SchoolError(msg)
    return paper


def write_lines(work: Work, paper: StocktakePaper, counts: Sequence[Count]) -> None:
    """Keep what was counted of some lines.

    Raises:
        NotFoundError: a line is not of this stocktake.
        SchoolError: a count below zero, or a reason that is too long.
    """
    known = {line.line_id: line for line in paper.lines}
    rows = []
    for count in counts:
        line = known.get(count.line_id)
        if line is None:
            raise NotFoundError("没有这一行，请重新打开这次盘点。")
        if count.counted is not None and count.counted.units < 0:
            msg = f"第{line.line}行{line.name}：实盘数量不能小于零。"
            raise SchoolError(msg)
        reason = count.reason.strip()
        if len(reason) > LONGEST_REASON:
            msg = f"第{line.line}行{line.name}：原因最多{LONGEST_REASON}个字。"
            raise SchoolError(msg)
        if (line.counted, line.reason) != (count.counted, reason):
            rows.append({"id": count.line_id, "counted": count.counted, "reason": reason})
    work.update(StocktakeLine, rows)


def _refuse_second(work: Work, canteen_id: UUID) -> None:
    query = select(Stocktake.day).where(
        Stocktake.unit_id == work.unit_id,
        Stocktake.canteen_id == canteen_id,
        Stocktake.state == CountState.COUNTING,
    )
    day = work.connection.execute(query).scalar()
    if day is not None:
        msg = f"{day}的盘点还没有结束。请先结束或放弃它，再开始新的盘点。"
        raise SchoolError(msg)
