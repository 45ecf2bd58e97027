"""Goods out: for a meal, or lost; what spoils first goes first, and no lot goes below zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.canteen import ArticleKind, Duty, StockKind
from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.ledger import DocumentKind
from desktop.core.money import Money, Quantity
from desktop.core.terms import Month
from desktop.models import StockLine
from desktop.services.canteen.canteens import canteen_of, refuse_odd_day
from desktop.services.canteen.catalogue import articles_by_id
from desktop.services.canteen.chart import EXPENSE, FOOD, LOSS, STOCK
from desktop.services.canteen.documents import (
    Head,
    Movement,
    names_of,
    refuse_long_names,
    write_heads,
)
from desktop.services.canteen.funds import spending_of
from desktop.services.canteen.receipts import Booked
from desktop.services.canteen.shelf import shelf_of_articles
from desktop.services.canteen.vouchers import Entry, NewVoucher, post, transfer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.canteen import Sitting
    from desktop.database.work import Work
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.catalogue import ArticleFacts
    from desktop.services.canteen.documents import DocumentNumber, Signer
    from desktop.services.canteen.shelf import Lot, Shelf
    from desktop.services.session import Session

MOST_LINES: Final = 500


@dataclass(frozen=True, slots=True)
class NewIssueLine:
    """An article that goes out; `lot_id` only where a person has chosen one."""

    article_id: UUID
    quantity: Quantity
    lot_id: UUID | None = None
    reason: str = ""
    """Why it was lost; empty for what is eaten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIssue:
    """出库单 or 报损单."""

    canteen_id: UUID
    day: date
    lines: tuple[NewIssueLine, ...]
    signers: tuple[Signer, ...]
    kind: StockKind = StockKind.ISSUE
    sitting: Sitting | None = None
    note: str = ""


def issue(session: Session, new: NewIssue) -> Booked:
    """Take goods out for a meal, or write off what was lost.

    Raises:
        SchoolError: there is not enough, or only spoiled goods, on that day; nobody signs; a loss
            without its reason; a day that cannot be.
        ClosedMonthError: the month is closed.
    """

    def body(work: Work) -> Booked:
        (booked,) = issue_all(work, new.canteen_id, [new])
        work.summary = {"document": booked.number.label, "amount": str(booked.amount)}
        return booked

    return session.write("canteen.issue", body)


def issue_all(work: Work, canteen_id: UUID, issues: Sequence[NewIssue]) -> list[Booked]:
    """Take goods out several times in one transaction, the earliest day first; as `issue`.

    Raises:
        SchoolError: as `issue`; nothing is written.
    """
    canteen = canteen_of(work.connection, work.unit_id, canteen_id)
    named = (line.article_id for new in issues for line in new.lines)
    articles = articles_by_id(work.connection, work.unit_id, named)
    for new in issues:
        refuse_odd_day(canteen, new.day, work.today)
        refuse_issue(new, articles)
    ordered = sorted(issues, key=lambda new: new.day)
    shelf = shelf_of_articles(work, canteen_id, articles, ordered[0].day)
    heads = [
        head_of(new, key) for new, key in zip(ordered, work.new_ids(len(ordered)), strict=True)
    ]
    taken = [
        list(take_out(head, new, articles, shelf)) for head, new in zip(heads, ordered, strict=True)
    ]
    numbers = write_heads(work, heads)
    for head, movements in zip(heads, taken, strict=True):
        write_movements(work, head, movements)
    shelf.write()
    post(
        work,
        [
            _voucher(canteen, head, numbers[head.document_id], _entries(head.kind, moved, shelf))
            for head, moved in zip(heads, taken, strict=True)
        ],
    )
    return [
        Booked(
            head.document_id,
            numbers[head.document_id],
            -Money.sum(movement.amount for movement in moved),
            Changes.of(Book.CANTEEN),
        )
        for head, moved in zip(heads, taken, strict=True)
    ]


def _voucher(
    canteen: CanteenLine, head: Head, number: DocumentNumber, entries: Iterable[Entry]
) -> NewVoucher:
    return NewVoucher(
        canteen.book_id,
        head.day,
        DocumentKind.STOCK,
        head.document_id,
        number.label + (f" {head.sitting.label}" if head.sitting else ""),
        tuple(entries),
    )


def write_movements(work: Work, head: Head, movements: Sequence[Movement]) -> None:
    """Write the lines of a document."""
    rows = [
        {
            "id": key,
            "document_id": head.document_id,
            "canteen_id": head.canteen_id,
            "month": Month.of(head.day),
            "day": head.day,
            "line": number,
            "article_id": movement.article_id,
            "lot_id": movement.lot_id,
            "quantity": movement.quantity,
            "price": movement.price,
            "amount": movement.amount,
            "reason": movement.reason,
        }
        for number, (movement, key) in enumerate(
            zip(movements, work.new_ids(len(movements)), strict=True), start=1
        )
    ]
    work.insert(StockLine, rows)


def refuse_issue(new: NewIssue, articles: Mapping[UUID, ArticleFacts]) -> None:
    """Refuse what cannot go out as it is written down, whatever is in store.

    Raises:
        SchoolError: as `issue`.
    """
    refuse_long_names(new.signers)
    if not 0 < len(new.lines) <= MOST_LINES:
        msg = f"一张{new.kind.label}单要有1到{MOST_LINES}行。请检查有没有写物品。"
        raise SchoolError(msg)
    if not names_of(new.signers, Duty.KEEPER):
        msg = f"{new.kind.label}单要有库管员签字。请写库管员的姓名。"
        raise SchoolError(msg)
    if new.kind is StockKind.ISSUE and not names_of(new.signers, Duty.TAKER):
        raise SchoolError("出库单要有领料人签字。请写领料人的姓名。")
    for number, line in enumerate(new.lines, start=1):
        where = f"第{number}行{articles[line.article_id].name}"
        if line.quantity.units <= 0:
            msg = f"{where}：数量要大于零。要更正以前的单据，请用红字冲销。"
            raise SchoolError(msg)
        if new.kind is StockKind.LOSS and not line.reason.strip():
            msg = f"{where}：报损要写明原因。"
            raise SchoolError(msg)


def head_of(new: NewIssue, key: UUID) -> Head:
    """The head of what goes out."""
    return Head(
        document_id=key,
        canteen_id=new.canteen_id,
        kind=new.kind,
        day=new.day,
        sitting=new.sitting,
        note=new.note,
        signers=new.signers,
    )


def take_out(
    head: Head, new: NewIssue, articles: Mapping[UUID, ArticleFacts], shelf: Shelf
) -> Iterator[Movement]:
    """Take all lines from the shelf, lot by lot.

    Raises:
        SchoolError: there is not enough.
    """
    for line in new.lines:
        missing = line.quantity
        for lot in _lots(head, line, shelf):
            part = Quantity(min(missing.units, lot.free(head.day).units))
            if part.units <= 0:
                continue
            worth = lot.take(part)
            missing -= part
            yield Movement(
                head.document_id,
                line.article_id,
                lot.lot_id,
                -part,
                lot.price,
                -worth,
                line.reason.strip(),
            )
            if not missing:
                break
        if missing:
            there = line.quantity - missing
            raise SchoolError(_too_little(head, line, articles[line.article_id], there, shelf))


def shortage(head: Head, line: NewIssueLine, article: ArticleFacts, shelf: Shelf) -> str:
    """Why a line cannot be taken from the shelf; empty where it can."""
    free = (lot.free(head.day).units for lot in _lots(head, line, shelf))
    there = Quantity(sum(units for units in free if units > 0))
    return "" if there >= line.quantity else _too_little(head, line, article, there, shelf)


def _lots(head: Head, line: NewIssueLine, shelf: Shelf) -> Iterator[Lot]:
    """Where an article is taken from: spoiled goods are never eaten."""
    for lot in shelf.of(line.article_id, head.day):
        chosen = line.lot_id is None or lot.lot_id == line.lot_id
        if chosen and (head.kind is StockKind.LOSS or not _spoiled(lot, head.day)):
            yield lot


def _spoiled(lot: Lot, day: date) -> bool:
    return lot.expires_on is not None and lot.expires_on < day


def _too_little(
    head: Head, line: NewIssueLine, article: ArticleFacts, there: Quantity, shelf: Shelf
) -> str:
    msg = (
        f"{article.name}在{head.day}只有{there.plain}{article.measure}可以{head.kind.label}，"
        f"不够{line.quantity.plain}{article.measure}。"
    )
    if head.kind is StockKind.ISSUE and any(
        _spoiled(lot, head.day) for lot in shelf.of(line.article_id, head.day)
    ):
        msg += "库里有已经过期的，不能再用，请报损。"
    else:
        msg += "请检查数量，或先登记入库。"
    return msg


def _entries(kind: StockKind, movements: Iterable[Movement], shelf: Shelf) -> Iterator[Entry]:
    for movement in movements:
        assert movement.lot_id is not None  # noqa: S101 - what goes out comes from a lot
        lot = shelf[movement.lot_id]
        account = LOSS if kind is StockKind.LOSS else _eaten(lot)
        yield from transfer(account, STOCK, lot.fund, -movement.amount)


def _eaten(lot: Lot) -> str:
    if lot.kind in (ArticleKind.SUPPLIES, ArticleKind.FUEL):
        return EXPENSE[spending_of(lot.kind, lot.fund)]
    return FOOD[lot.fund]
