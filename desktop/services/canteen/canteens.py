"""The canteens of a school: each has its own set of accounts (单独核算)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - read at run time, with a notice's snapshot
from typing import TYPE_CHECKING, Any
from uuid import UUID  # noqa: TC003 - read at run time, with a notice's snapshot

from sqlalchemy import select

from desktop.core.canteen import Operation
from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import Role
from desktop.core.ledger import BookKind
from desktop.models import AccountBook, Canteen

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Select

    from desktop.database.work import Work
    from desktop.services.session import Session

FIRST_NAME = "学校食堂"


@dataclass(frozen=True, slots=True)
class NewCanteen:
    """A canteen whose accounts begin."""

    opened_on: date
    name: str = FIRST_NAME
    operation: Operation = Operation.SELF_RUN
    licence: str = ""
    licence_until: date | None = None


@dataclass(frozen=True, slots=True)
class CanteenLine:
    """A canteen as it stands."""

    canteen_id: UUID
    book_id: UUID
    name: str
    operation: Operation
    licence: str
    licence_until: date | None
    opened_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class CanteenOpened:
    """A canteen whose accounts were begun."""

    canteen_id: UUID
    changes: Changes


def canteens(session: Session) -> tuple[CanteenLine, ...]:
    """The canteens of the unit, the oldest first."""
    with session.store.read() as connection:
        return canteen_lines(connection, session.unit_id)


def canteen_lines(connection: Connection, unit_id: UUID) -> tuple[CanteenLine, ...]:
    """The same within a transaction."""
    query = _lines(unit_id).order_by(Canteen.opened_on, Canteen.id)
    return tuple(_line(row) for row in connection.execute(query))


def open_canteen(session: Session, new: NewCanteen) -> CanteenOpened:
    """Begin the accounts of a canteen.

    Raises:
        SchoolError: it has no name, or there is one of that name.
    """
    name = new.name.strip()
    if not name:
        raise SchoolError("请写食堂的名称，例如“学校食堂”。")

    def body(work: Work) -> CanteenOpened:
        known = work.connection.execute(
            select(Canteen.id).where(Canteen.unit_id == work.unit_id, Canteen.name == name)
        ).first()
        if known:
            msg = f"已经有叫“{name}”的食堂账。请换一个名称。"
            raise SchoolError(msg)
        book, canteen = work.new_ids(2)
        work.insert(AccountBook, [{"id": book, "kind": BookKind.CANTEEN, "name": name}])
        row = {
            "id": canteen,
            "book_id": book,
            "name": name,
            "operation": new.operation,
            "licence": new.licence.strip(),
            "licence_until": new.licence_until,
            "opened_on": new.opened_on,
            "closed_on": None,
        }
        work.insert(Canteen, [row])
        work.summary = {"canteen": name}
        return CanteenOpened(canteen, Changes.of(Book.CANTEEN))

    return session.write("canteen.open", body, Role.PRINCIPAL, Role.CLERK)


def canteen_of(connection: Connection, unit_id: UUID, canteen_id: UUID) -> CanteenLine:
    """One canteen.

    Raises:
        NotFoundError: the unit has none with this key.
    """
    row = connection.execute(_lines(unit_id).where(Canteen.id == canteen_id)).first()
    if row is None:
        raise NotFoundError("没有这个食堂的账。请先开设食堂账。")
    return _line(row)


def canteen_of_book(connection: Connection, unit_id: UUID, book_id: UUID) -> CanteenLine:
    """The canteen whose accounts a book holds."""
    return _line(connection.execute(_lines(unit_id).where(Canteen.book_id == book_id)).one())


def refuse_odd_day(canteen: CanteenLine, day: date, today: date) -> None:
    """Refuse a day on which a canteen has no accounts yet, or no more, or that is still to come.

    Raises:
        SchoolError: it is such a day.
    """
    if day > today:
        msg = f"日期{day}还没有到。请写今天或以前的日期。"
        raise SchoolError(msg)
    if day < canteen.opened_on:
        msg = f"{canteen.name}的账从{canteen.opened_on}开始，不能记{day}的账。请检查日期。"
        raise SchoolError(msg)
    if canteen.closed_on is not None and day > canteen.closed_on:
        msg = f"{canteen.name}的账到{canteen.closed_on}为止，不能记{day}的账。请检查日期。"
        raise SchoolError(msg)


def _lines(unit_id: UUID) -> Select[*tuple[Any, ...]]:
    return select(
        Canteen.id,
        Canteen.book_id,
        Canteen.name,
        Canteen.operation,
        Canteen.licence,
        Canteen.licence_until,
        Canteen.opened_on,
        Canteen.closed_on,
    ).where(Canteen.unit_id == unit_id)


def _line(row: Row[*tuple[Any, ...]]) -> CanteenLine:
    return CanteenLine(*row)
