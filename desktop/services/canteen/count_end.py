"""The end of a stocktake: every line counted, every difference explained, one document booked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.canteen import CountState, Duty, StockKind
from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.ledger import DocumentKind
from desktop.core.money import Money
from desktop.models import Stocktake
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.chart import COUNTED, STOCK
from desktop.services.canteen.counting import in_store, open_stocktake, write_lines
from desktop.services.canteen.documents import (
    Head,
    Movement,
    Signer,
    names_of,
    refuse_long_names,
    write_heads,
)
from desktop.services.canteen.issues import write_movements
from desktop.services.canteen.shelf import shelf_of_lots
from desktop.services.canteen.vouchers import NewVoucher, post, transfer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.canteen.counting import Count
    from desktop.services.canteen.documents import DocumentNumber
    from desktop.services.canteen.shelf import Shelf
    from desktop.services.canteen.stocktakes import CountedLine, StocktakePaper
    from desktop.services.session import Session

COUNTERS: Final = 2
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Ended:
    """A stocktake that was ended, and what it has booked."""

    stocktake_id: UUID
    document_id: UUID | None
    number: DocumentNumber | None
    """None where nothing differs: then there is nothing to book."""
    gained: Money
    lost: Money
    changes: Changes


def end(
    session: Session,
    stocktake_id: UUID,
    counters: Sequence[str],
    counts: Sequence[Count] = (),
) -> Ended:
    """End a stocktake: what differs is booked in one document that two people sign.

    Args:
        session: who ends it.
        stocktake_id: the stocktake.
        counters: who has counted.
        counts: what was counted last, kept in the same act.

    Raises:
        NotFoundError: there is no such stocktake.
        SchoolError: a line that nobody has counted, a difference without its reason, fewer than
            two counters, documents of that day or earlier that came after the count was begun.
        ClosedMonthError: the month is closed.
    """
    signers = signed_by(counters)
    names = names_of(signers, Duty.COUNTER)

    def body(work: Work) -> Ended:
        paper = open_stocktake(work, stocktake_id)
        if counts:
            write_lines(work, paper, counts)
            paper = open_stocktake(work, stocktake_id)
        _refuse_unready(paper)
        _refuse_moved(work, paper)
        ended = _book(work, paper, signers)
        _close(work, ended, names)
        return ended

    return session.write("canteen.stocktake.end", body)


def _close(work: Work, ended: Ended, names: tuple[str, ...]) -> None:
    row = {
        "id": ended.stocktake_id,
        "state": CountState.ENDED,
        "first_counter": names[0],
        "second_counter": names[1],
        "document_id": ended.document_id,
    }
    work.update(Stocktake, [row])
    work.summary = {
        "document": ended.number.label if ended.number else "",
        "gained": str(ended.gained),
        "lost": str(ended.lost),
    }


def signed_by(counters: Sequence[str]) -> tuple[Signer, ...]:
    """Those who have counted.

    Raises:
        SchoolError: they are not two different people, or no names.
    """
    signers = tuple(Signer(Duty.COUNTER, name) for name in counters)
    refuse_long_names(signers)
    names = names_of(signers, Duty.COUNTER)
    if len(names) != COUNTERS:
        msg = f"盘点要有{COUNTERS}个人一起签字，现在写了{len(names)}个。请写两个盘点人的姓名。"
        raise SchoolError(msg)
    return signers


def _refuse_unready(paper: StocktakePaper) -> None:
    """Every line is counted, zero included, and every difference has its reason."""
    blank = [line for line in paper.lines if line.counted is None]
    if blank:
        msg = (
            f"还有{len(blank)}行没有盘点：{_names(blank)}。"
            "库里已经没有的请写0，没有写的不算盘点过。"
        )
        raise SchoolError(msg)
    bare = [line for line in paper.lines if line.difference and not line.reason]
    if bare:
        msg = f"有{len(bare)}行实盘和账面不同，没有写原因：{_names(bare)}。请写明每一处的原因。"
        raise SchoolError(msg)


def _names(lines: Sequence[CountedLine]) -> str:
    more = "等" if len(lines) > _NAMED else ""
    return "、".join(f"第{line.line}行{line.name}" for line in lines[:_NAMED]) + more


def _refuse_moved(work: Work, paper: StocktakePaper) -> None:
    """What was frozen is still so, where it was counted right, too."""
    lots = in_store(work, paper.head.canteen_id, paper.head.day)
    now = {lot.lot_id: lot.quantity for lot in lots}
    frozen = {line.lot_id: line.booked for line in paper.lines}
    if now != frozen:
        moved = [line for line in paper.lines if now.get(line.lot_id) != line.booked]
        what = f"（{_names(moved)}）" if moved else "（有新的批次）"
        msg = (
            f"盘点开始以后，又记了{paper.head.day}或以前的出入库{what}，账面数已经变了。"
            "请放弃这次盘点，重新开始。"
        )
        raise SchoolError(msg)


def _book(work: Work, paper: StocktakePaper, signers: tuple[Signer, ...]) -> Ended:
    """Post what differs; nothing at all where nothing does."""
    stocktake_id, day = paper.head.stocktake_id, paper.head.day
    differing = [line for line in paper.lines if line.difference]
    none, changes = Money(0), Changes.of(Book.CANTEEN)
    if not differing:
        return Ended(stocktake_id, None, None, none, none, changes)
    canteen = canteen_of(work.connection, work.unit_id, paper.head.canteen_id)
    head = Head(
        document_id=work.new_ids(1)[0],
        canteen_id=canteen.canteen_id,
        kind=StockKind.COUNT,
        day=day,
        signers=signers,
    )
    shelf = shelf_of_lots(work, [line.lot_id for line in differing], day)
    movements = [_movement(head, line, shelf) for line in differing]
    number = write_heads(work, [head])[head.document_id]
    write_movements(work, head, movements)
    shelf.write()
    entries = tuple(
        entry
        for line, moved in zip(differing, movements, strict=True)
        for entry in transfer(STOCK, COUNTED, line.fund, moved.amount)
    )
    key, label = head.document_id, number.label
    post(work, [NewVoucher(canteen.book_id, day, DocumentKind.STOCK, key, label, entries)])
    amounts = [moved.amount for moved in movements]
    return Ended(
        stocktake_id,
        key,
        number,
        Money.sum(amount for amount in amounts if amount.units > 0),
        -Money.sum(amount for amount in amounts if amount.units < 0),
        changes,
    )


def _movement(head: Head, line: CountedLine, shelf: Shelf) -> Movement:
    lot, difference = shelf[line.lot_id], line.difference
    assert difference is not None  # noqa: S101 - every line is counted by now
    if difference.units > 0:
        worth = line.price * difference
        lot.put(difference, worth)
    else:
        free = lot.free(head.day)
        if free < -difference:
            msg = (
                f"第{line.line}行{line.name}：{head.day}以后又用掉了这一批，现在只剩"
                f"{free.plain}{line.measure}，不能盘亏{(-difference).plain}{line.measure}。"
                "请先冲销多记的出库单，或检查实盘数量。"
            )
            raise SchoolError(msg)
        worth = -lot.take(-difference)
    return Movement(
        head.document_id,
        line.article_id,
        line.lot_id,
        difference,
        line.price,
        worth,
        line.reason,
    )
