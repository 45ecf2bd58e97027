"""The list of issued notices: each with its stage today, in pages; and which must come down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Date, and_, asc, case, desc, func, literal, null, or_, select

from desktop.core.errors import NotFoundError
from desktop.core.notices import NoticeDeed, NoticeKind, NoticeStage
from desktop.models import Notice, NoticeEvent

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Select, Subquery

    from desktop.core.terms import Month
    from desktop.services.session import Session

LONG_TERM: Final = tuple(kind.value for kind in NoticeKind if kind.long_term)


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """An issued notice as it stands today."""

    notice_id: UUID
    number: str
    kind: NoticeKind
    month: Month
    issued_on: date
    issued_by: str
    last_day: date
    """The last day of posting that is printed on it."""
    stage: NoticeStage
    posted_on: date | None
    hangs_until: date | None
    """Up to when it must hang, once it is posted; None for a board that stays."""
    taken_down_on: date | None
    archived_on: date | None
    prints: int
    open_objections: int
    correction: bool
    replaced_by: str | None
    """Number of the notice that took its place."""


@dataclass(frozen=True, slots=True)
class NoticeQuery:
    """Which notices to list, in what order, from where, how many."""

    kind: NoticeKind | None = None
    stages: frozenset[NoticeStage] = frozenset()
    """None named: all."""
    month: Month | None = None
    text: str = ""
    """Part of the number."""
    order: str = "number"
    descending: bool = True
    offset: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A page of the list, and how many there are in all."""

    lines: tuple[NoticeEntry, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Reminders:
    """What the wall asks for today. A notice stands in one of these, or needs nothing."""

    to_post: tuple[NoticeEntry, ...]
    """Issued and not posted yet."""
    up: tuple[NoticeEntry, ...]
    """Hanging, and to be left there."""
    due_today: tuple[NoticeEntry, ...]
    """Today is the last day: to be taken down when it is over."""
    overdue: tuple[NoticeEntry, ...]
    """The days are over, or another notice has taken its place, and it still hangs."""
    to_answer: tuple[NoticeEntry, ...]
    """With an objection that nobody has answered (these stand above as well)."""


def register(session: Session, query: NoticeQuery) -> NoticePage:
    """One page of the issued notices."""
    facts = _facts(session.unit_id, session.store.clock.today())
    chosen: list[ColumnElement[bool]] = []
    if query.stages:
        chosen.append(facts.c.stage.in_([stage.value for stage in query.stages]))
    if query.kind is not None:
        chosen.append(facts.c.kind == query.kind.value)
    if query.month is not None:
        chosen.append(facts.c.month == query.month)
    if query.text.strip():
        chosen.append(facts.c.number.contains(query.text.strip(), autoescape=True))
    order = facts.c[query.order if query.order in _ORDERS else "id"]
    way = desc if query.descending else asc
    with session.store.read() as connection:
        count = select(func.count()).select_from(facts).where(*chosen)
        rows = connection.execute(
            select(facts)
            .where(*chosen)
            .order_by(way(order), way(facts.c.id))
            .offset(query.offset)
            .limit(query.limit)
        )
        return NoticePage(tuple(map(_entry, rows)), connection.execute(count).scalar_one())


def reminders(session: Session) -> Reminders:
    """Which notices hang, which come down today, which should have."""
    with session.store.read() as connection:
        return reminders_on(connection, session.unit_id, session.store.clock.today())


def reminders_on(connection: Connection, unit_id: UUID, today: date) -> Reminders:
    """The same for a unit on a day, in one question to the books."""
    facts = _facts(unit_id, today)
    living = [stage.value for stage in (NoticeStage.ISSUED, NoticeStage.UP, NoticeStage.DUE)]
    query = select(facts).where(or_(facts.c.stage.in_(living), facts.c.open_objections > 0))
    entries = tuple(map(_entry, connection.execute(query.order_by(facts.c.id))))

    def at(stage: NoticeStage) -> tuple[NoticeEntry, ...]:
        return tuple(entry for entry in entries if entry.stage is stage)

    due = at(NoticeStage.DUE)
    last = tuple(e for e in due if e.hangs_until == today and e.replaced_by is None)
    return Reminders(
        to_post=at(NoticeStage.ISSUED),
        up=at(NoticeStage.UP),
        due_today=last,
        overdue=tuple(entry for entry in due if entry not in last),
        to_answer=tuple(entry for entry in entries if entry.open_objections),
    )


def waiting(session: Session) -> int:
    """How many notices ask for a hand today: to post, to take down, to answer."""
    found = reminders(session)
    lists = (found.to_post, found.due_today, found.overdue, found.to_answer)
    return len({entry.number for entries in lists for entry in entries})


def entry_of(connection: Connection, session: Session, number: str) -> NoticeEntry:
    """One notice by its number.

    Raises:
        NotFoundError: there is none.
    """
    facts = _facts(session.unit_id, session.store.clock.today())
    row = connection.execute(select(facts).where(facts.c.number == number)).first()
    if row is None:
        msg = f"没有编号为{number}的公示。"
        raise NotFoundError(msg)
    return _entry(row)


_DAYS: Final = ("posted_on", "hangs_until", "taken_down_on", "archived_on")
_ORDERS: Final = frozenset({"kind", "month", "issued_on", "stage", *_DAYS})


def _facts(unit_id: UUID, today: date) -> Subquery:
    """Every notice of a unit with what happened to it, and its stage on a day."""
    issued, life = _issued(unit_id).subquery("issued"), _life(unit_id).subquery("life")
    replaced = issued.c.newest != issued.c.number
    over = and_(issued.c.kind.not_in(LONG_TERM), life.c.hangs_until <= today)
    stage = case(
        (life.c.archived_on.is_not(None), literal(NoticeStage.ARCHIVED.value)),
        (life.c.taken_down_on.is_not(None), literal(NoticeStage.DOWN.value)),
        (
            life.c.posted_on.is_not(None),
            case(
                (or_(replaced, over), literal(NoticeStage.DUE.value)),
                else_=literal(NoticeStage.UP.value),
            ),
        ),
        (replaced, literal(NoticeStage.REPLACED.value)),
        else_=literal(NoticeStage.ISSUED.value),
    )
    return (
        select(
            issued,
            *(
                life.c[name]
                for name in ("posted_on", "hangs_until", "taken_down_on", "archived_on")
            ),
            func.coalesce(life.c.prints, 0).label("prints"),
            func.coalesce(life.c.open_objections, 0).label("open_objections"),
            stage.label("stage"),
            case((replaced, issued.c.newest), else_=null()).label("replaced_by"),
        )
        .select_from(issued.outerjoin(life, life.c.notice_id == issued.c.id))
        .subquery("facts")
    )


def _issued(unit_id: UUID) -> Select[Any]:
    """The notices, each with the number of the newest that stands in the same place."""
    place = case((Notice.kind.in_(LONG_TERM), null()), else_=Notice.month)
    newest = func.first_value(Notice.number).over(
        partition_by=(Notice.kind, place), order_by=Notice.id.desc()
    )
    return select(
        *(Notice.id, Notice.number, Notice.kind, Notice.month, Notice.issued_on, Notice.issued_by),
        Notice.last_day,
        Notice.replaces_id,
        newest.label("newest"),
    ).where(Notice.unit_id == unit_id)


def _life(unit_id: UUID) -> Select[Any]:
    """What happened to each notice, one row for one notice."""

    def day_of(deed: NoticeDeed, column: Any = NoticeEvent.day) -> Any:  # noqa: ANN401 - SQL
        return func.max(case((NoticeEvent.kind == deed, column)), type_=Date())

    def count_of(deed: NoticeDeed) -> Any:  # noqa: ANN401 - same
        return func.count(case((NoticeEvent.kind == deed, 1)))

    open_objections = count_of(NoticeDeed.OBJECTED) - count_of(NoticeDeed.ANSWERED)
    return (
        select(
            NoticeEvent.notice_id,
            day_of(NoticeDeed.POSTED).label("posted_on"),
            day_of(NoticeDeed.POSTED, NoticeEvent.until).label("hangs_until"),
            day_of(NoticeDeed.TAKEN_DOWN).label("taken_down_on"),
            day_of(NoticeDeed.ARCHIVED).label("archived_on"),
            count_of(NoticeDeed.PRINTED).label("prints"),
            open_objections.label("open_objections"),
        )
        .where(NoticeEvent.unit_id == unit_id)
        .group_by(NoticeEvent.notice_id)
    )


def _entry(row: Any) -> NoticeEntry:  # noqa: ANN401 - a row
    return NoticeEntry(
        notice_id=row.id,
        number=row.number,
        kind=NoticeKind(row.kind),
        month=row.month,
        issued_on=row.issued_on,
        issued_by=row.issued_by,
        last_day=row.last_day,
        stage=NoticeStage(row.stage),
        posted_on=row.posted_on,
        hangs_until=row.hangs_until,
        taken_down_on=row.taken_down_on,
        archived_on=row.archived_on,
        prints=row.prints,
        open_objections=row.open_objections,
        correction=row.replaces_id is not None,
        replaced_by=row.replaced_by,
    )
