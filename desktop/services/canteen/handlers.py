"""食堂从业人员: who works in the kitchen, and until when the health certificate holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.models import FoodHandler
from desktop.services.canteen.canteens import canteen_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.session import Session

LONGEST: Final = {"name": (50, "姓名"), "job": (40, "工种"), "certificate": (60, "健康证号")}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHandler:
    """A person of the kitchen; empty where nothing is known yet."""

    name: str
    job: str = ""
    certificate: str = ""
    certificate_until: date | None = None
    stopped_on: date | None = None


@dataclass(frozen=True, slots=True)
class HandlerLine:
    """A person of the kitchen in the list."""

    handler_id: UUID
    canteen_id: UUID
    handler: NewHandler

    def works_on(self, day: date) -> bool:
        """Whether the person works in the kitchen on a day."""
        stopped = self.handler.stopped_on
        return stopped is None or stopped > day


@dataclass(frozen=True, slots=True)
class HandlerSaved:
    """A person of the kitchen that was written down."""

    handler_id: UUID
    changes: Changes


def handlers(session: Session, canteen_id: UUID) -> tuple[HandlerLine, ...]:
    """Who works, or has worked, in a canteen; those who do first, by name."""
    with session.store.read() as connection:
        return handlers_of(connection, session.unit_id, canteen_id)


def handlers_of(
    connection: Connection, unit_id: UUID, canteen_id: UUID | None = None
) -> tuple[HandlerLine, ...]:
    """The same within a transaction; None: of all canteens."""
    query = (
        select(FoodHandler.__table__)
        .where(FoodHandler.unit_id == unit_id)
        .order_by(FoodHandler.stopped_on.is_not(None), FoodHandler.name)
    )
    if canteen_id is not None:
        query = query.where(FoodHandler.canteen_id == canteen_id)
    return tuple(
        HandlerLine(row.id, row.canteen_id, NewHandler(**{n: getattr(row, n) for n in _FIELDS}))
        for row in connection.execute(query)
    )


def add_handler(session: Session, canteen_id: UUID, new: NewHandler) -> HandlerSaved:
    """Write a person of the kitchen down.

    Raises:
        SchoolError: there is no name, a text is too long, or one of this name works there.
    """
    _refuse(new)

    def body(work: Work) -> HandlerSaved:
        canteen_of(work.connection, work.unit_id, canteen_id)
        _refuse_known(work, canteen_id, new.name.strip())
        (key,) = work.new_ids(1)
        work.insert(FoodHandler, [{"id": key, "canteen_id": canteen_id, **_row(new)}])
        return HandlerSaved(key, Changes.of(Book.CANTEEN))

    return session.write("canteen.handler.add", body)


def correct_handler(session: Session, handler_id: UUID, new: NewHandler) -> HandlerSaved:
    """Write down what is true now, a new certificate above all.

    Raises:
        NotFoundError: there is no such person.
        SchoolError: as `add_handler`.
    """
    _refuse(new)

    def body(work: Work) -> HandlerSaved:
        old = work.rows(FoodHandler, [handler_id]).get(handler_id)
        if old is None:
            raise NotFoundError("没有这位从业人员。")
        if old["name"] != new.name.strip():
            _refuse_known(work, old["canteen_id"], new.name.strip())
        work.update(FoodHandler, [{"id": handler_id, **_row(new)}])
        return HandlerSaved(handler_id, Changes.of(Book.CANTEEN))

    return session.write("canteen.handler.correct", body)


def _refuse(new: NewHandler) -> None:
    if not new.name.strip():
        raise SchoolError("请写从业人员的姓名。")
    for name, (most, label) in LONGEST.items():
        if len(getattr(new, name).strip()) > most:
            msg = f"{label}最多{most}个字。"
            raise SchoolError(msg)


def _refuse_known(work: Work, canteen_id: UUID, name: str) -> None:
    known = work.connection.execute(
        select(FoodHandler.id).where(
            FoodHandler.unit_id == work.unit_id,
            FoodHandler.canteen_id == canteen_id,
            FoodHandler.name == name,
        )
    ).first()
    if known:
        msg = f"已经有叫“{name}”的从业人员。同名的请在姓名后面加以区分。"
        raise SchoolError(msg)


def _row(new: NewHandler) -> dict[str, Any]:
    return {k: v.strip() if isinstance(v, str) else v for k, v in asdict(new).items()}


_FIELDS: Final = tuple(NewHandler.__dataclass_fields__)
