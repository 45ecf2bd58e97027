"""留样: what was kept of each dish, and when it was thrown away (GB 31654-2021)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.attachments import RecordKind
from desktop.core.changes import Book, Changes
from desktop.core.clock import CHINA
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.terms import Month
from desktop.models import Dish, FoodSample, MenuDish, SampleDisposal
from desktop.services.attachments import Record, remove_all
from desktop.services.canteen.canteens import canteen_of, refuse_odd_day
from desktop.services.parameters import SAMPLE_GRAMS, SAMPLE_HOURS, value_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.core.canteen import Sitting
    from desktop.database.work import Work
    from desktop.services.session import Session

RULE: Final = "GB 31654-2021"
LATE_DAYS: Final = 3
"""Days after a sample may go in which somebody should have thrown it away."""
LONGEST_DISH: Final = 60
LONGEST_PERSON: Final = 50
MOST_GRAMS: Final = 5000
_OLDEST: Final = timedelta(days=1)
"""A sample is taken when the dish is ready: at most a day beside the day it is served."""


@dataclass(frozen=True, slots=True)
class SampledDish:
    """A dish and how much was kept of it."""

    name: str
    grams: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSamples:
    """The samples of a sitting, as a person writes them down."""

    canteen_id: UUID
    day: date
    sitting: Sitting
    taken_at: datetime
    taken_by: str
    watched_by: str
    dishes: tuple[SampledDish, ...]


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A sample in the list."""

    sample_id: UUID
    day: date
    sitting: Sitting
    dish: str
    grams: int
    taken_at: datetime
    taken_by: str
    watched_by: str
    may_go_at: datetime
    """From when on it may be thrown away."""
    disposed_at: datetime | None
    disposed_by: str

    def due(self, now: datetime) -> bool:
        """Whether it may be thrown away and was not."""
        return self.disposed_at is None and self.may_go_at <= now

    def late(self, now: datetime) -> bool:
        """Whether it should have been thrown away some days ago."""
        return self.due(now) and self.may_go_at + timedelta(days=LATE_DAYS) <= now


@dataclass(frozen=True, slots=True)
class SamplesSaved:
    """Samples that were written, or written as thrown away."""

    sample_ids: tuple[UUID, ...]
    changes: Changes


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the form of a sitting's samples begins with."""

    dishes: tuple[str, ...]
    """Of the menu, as far as nothing was kept of them yet."""
    least: int
    """Grams of each dish."""
    taken_by: str
    watched_by: str
    """Who did it the last time."""


def propose(session: Session, canteen_id: UUID, day: date, sitting: Sitting) -> Proposal:
    """What is on the menu and has no sample yet, and who took the samples last."""
    unit_id = session.unit_id
    with session.store.read() as connection:
        menu = (
            select(Dish.name)
            .join(MenuDish, (MenuDish.unit_id == Dish.unit_id) & (MenuDish.dish_id == Dish.id))
            .where(
                MenuDish.unit_id == unit_id,
                MenuDish.canteen_id == canteen_id,
                MenuDish.day == day,
                MenuDish.sitting == sitting,
            )
            .order_by(MenuDish.place)
        )
        kept = set(_names_at(connection, unit_id, canteen_id, (day, sitting)))
        last = (
            select(FoodSample.taken_by, FoodSample.watched_by)
            .where(FoodSample.unit_id == unit_id, FoodSample.canteen_id == canteen_id)
            .order_by(FoodSample.taken_at.desc())
            .limit(1)
        )
        who = connection.execute(last).first()
        dishes = tuple(name for name in connection.execute(menu).scalars() if name not in kept)
        least = value_on(connection, unit_id, SAMPLE_GRAMS, day)
    return Proposal(dishes, least, who.taken_by if who else "", who.watched_by if who else "")


def take(session: Session, new: NewSamples) -> SamplesSaved:
    """Write the samples of a sitting down; a dish of the menu is known by its name.

    Raises:
        SchoolError: a name is missing, a sample is too light, was kept already, or the time is odd.
    """
    _refuse_odd(new)

    def body(work: Work) -> SamplesSaved:
        canteen = canteen_of(work.connection, work.unit_id, new.canteen_id)
        refuse_odd_day(canteen, new.day, work.today)
        if new.taken_at > work.now:
            raise SchoolError("留样时间还没有到。请核对时间。")
        _refuse_light(work, new)
        there = _names_at(work.connection, work.unit_id, new.canteen_id, (new.day, new.sitting))
        for dish in new.dishes:
            if dish.name.strip() in there:
                msg = f"{new.day}{new.sitting.label}的“{dish.name.strip()}”已经留过样。"
                raise SchoolError(msg)
        ids = work.new_ids(len(new.dishes))
        known = _dish_ids(work, [dish.name.strip() for dish in new.dishes])
        head = _head(new)
        work.insert(
            FoodSample,
            [
                {**head, "id": key, "dish": name, "dish_id": known.get(name), "grams": dish.grams}
                for key, dish in zip(ids, new.dishes, strict=True)
                for name in (dish.name.strip(),)
            ],
        )
        work.summary = {"day": new.day, "sitting": new.sitting, "samples": len(ids)}
        return SamplesSaved(tuple(ids), Changes.of(Book.CANTEEN))

    return session.write("canteen.samples.take", body)


def dispose(
    session: Session, sample_ids: Sequence[UUID], at: datetime, disposed_by: str
) -> SamplesSaved:
    """Write down that samples were thrown away: all or none.

    Raises:
        NotFoundError: one is not there.
        SchoolError: one is younger than 48 hours or gone already, or nobody has done it.
    """
    if not sample_ids:
        raise SchoolError("没有要销的留样。")
    who = _person(disposed_by, "销样人")

    def body(work: Work) -> SamplesSaved:
        if at > work.now:
            raise SchoolError("销样时间还没有到。请核对时间。")
        wanted = FoodSample.id.in_(list(sample_ids))
        lines = _lines(work.connection, work.unit_id, wanted)
        if len(lines) != len(set(sample_ids)):
            raise NotFoundError("有的留样已经不在了。请刷新以后再做。")
        for line in lines:
            _refuse_early(line, at)
        month = Month.of(at.astimezone(CHINA).date())
        rows = [
            {
                "id": key,
                "sample_id": line.sample_id,
                "month": month,
                "disposed_at": at,
                "disposed_by": who,
            }
            for key, line in zip(work.new_ids(len(lines)), lines, strict=True)
        ]
        work.insert(SampleDisposal, rows)
        work.summary = {"samples": len(rows)}
        return SamplesSaved(tuple(sample_ids), Changes.of(Book.CANTEEN))

    return session.write("canteen.samples.dispose", body)


def undo_disposal(session: Session, sample_id: UUID) -> SamplesSaved:
    """A sample was not thrown away after all: the wrong entry is removed, the chain keeps it."""

    def body(work: Work) -> SamplesSaved:
        gone = work.connection.execute(
            select(SampleDisposal.id).where(
                SampleDisposal.unit_id == work.unit_id, SampleDisposal.sample_id == sample_id
            )
        ).scalar()
        if gone is None:
            raise NotFoundError("这份留样没有登记过销样。")
        work.delete(SampleDisposal, [gone])
        return SamplesSaved((sample_id,), Changes.of(Book.CANTEEN))

    return session.write("canteen.samples.undo_disposal", body)


def remove_sample(session: Session, sample_id: UUID) -> Changes:
    """A sample was written down by mistake: it is removed, the chain keeps it.

    Raises:
        SchoolError: it was thrown away; that entry goes first.
    """

    def body(work: Work) -> Changes:
        (line,) = _lines(work.connection, work.unit_id, FoodSample.id == sample_id) or (None,)
        if line is None:
            raise NotFoundError("没有这份留样。")
        if line.disposed_at is not None:
            raise SchoolError("这份留样已经销样。请先撤销销样，再删除。")
        remove_all(work, Record(RecordKind.FOOD_SAMPLE, sample_id))
        work.delete(FoodSample, [sample_id])
        work.summary = {"day": line.day, "dish": line.dish}
        return Changes.of(Book.CANTEEN)

    return session.write("canteen.samples.remove", body)


def samples(session: Session, canteen_id: UUID, month: Month) -> tuple[SampleLine, ...]:
    """The samples of a month, the newest day first."""
    wanted = (FoodSample.canteen_id == canteen_id) & (FoodSample.month == month)
    with session.store.read() as connection:
        return _lines(connection, session.unit_id, wanted)


def samples_on(
    connection: Connection, unit_id: UUID, canteen_id: UUID, day: date
) -> tuple[SampleLine, ...]:
    """The samples of a day."""
    wanted = (FoodSample.month == Month.of(day)) & (FoodSample.day == day)
    return _lines(connection, unit_id, (FoodSample.canteen_id == canteen_id) & wanted)


def to_dispose(session: Session, canteen_id: UUID) -> tuple[SampleLine, ...]:
    """The samples that may be thrown away now and were not, of whatever month."""
    with session.store.read() as connection:
        return to_dispose_of(connection, session.unit_id, canteen_id, session.store.clock.now())


def to_dispose_of(
    connection: Connection, unit_id: UUID, canteen_id: UUID, now: datetime
) -> tuple[SampleLine, ...]:
    """The same within a transaction."""
    wanted = (FoodSample.canteen_id == canteen_id) & SampleDisposal.id.is_(None)
    return tuple(line for line in _lines(connection, unit_id, wanted) if line.due(now))


def _lines(
    connection: Connection, unit_id: UUID, wanted: ColumnElement[bool]
) -> tuple[SampleLine, ...]:
    query = (
        select(FoodSample.__table__, SampleDisposal.disposed_at, SampleDisposal.disposed_by)
        .outerjoin(
            SampleDisposal,
            (SampleDisposal.unit_id == FoodSample.unit_id)
            & (SampleDisposal.sample_id == FoodSample.id),
        )
        .where(FoodSample.unit_id == unit_id, wanted)
        .order_by(FoodSample.day.desc(), FoodSample.taken_at, FoodSample.id)
    )
    rows = connection.execute(query).all()
    newest = max((row.day for row in rows), default=None)
    hours = value_on(connection, unit_id, SAMPLE_HOURS, newest) if newest else 0
    return tuple(
        SampleLine(
            row.id,
            row.day,
            row.sitting,
            row.dish,
            row.grams,
            row.taken_at,
            row.taken_by,
            row.watched_by,
            row.taken_at + timedelta(hours=hours),
            row.disposed_at,
            row.disposed_by or "",
        )
        for row in rows
    )


def _names_at(
    connection: Connection, unit_id: UUID, canteen_id: UUID, when: tuple[date, Sitting]
) -> tuple[str, ...]:
    query = select(FoodSample.dish).where(
        FoodSample.unit_id == unit_id,
        FoodSample.canteen_id == canteen_id,
        FoodSample.day == when[0],
        FoodSample.sitting == when[1],
    )
    return tuple(connection.execute(query).scalars())


def _dish_ids(work: Work, names: Sequence[str]) -> dict[str, UUID]:
    query = select(Dish.name, Dish.id).where(Dish.unit_id == work.unit_id, Dish.name.in_(names))
    return {row.name: row.id for row in work.connection.execute(query)}


def _head(new: NewSamples) -> dict[str, Any]:
    return {
        "canteen_id": new.canteen_id,
        "month": Month.of(new.day),
        "day": new.day,
        "sitting": new.sitting,
        "taken_at": new.taken_at,
        "taken_by": new.taken_by.strip(),
        "watched_by": new.watched_by.strip(),
    }


def _person(name: str, title: str) -> str:
    if not name.strip():
        msg = f"请写{title}的姓名。"
        raise SchoolError(msg)
    if len(name.strip()) > LONGEST_PERSON:
        msg = f"{title}的姓名最多{LONGEST_PERSON}个字。"
        raise SchoolError(msg)
    return name.strip()


def _refuse_odd(new: NewSamples) -> None:
    if _person(new.taken_by, "留样人") == _person(new.watched_by, "监督人"):
        raise SchoolError("留样人和监督人要是两个人。")
    if not new.dishes:
        raise SchoolError("请写留样的品名，每样一行。")
    if abs(new.taken_at.astimezone(CHINA).date() - new.day) > _OLDEST:
        msg = f"留样时间和{new.day}不在一起。请核对日期和时间。"
        raise SchoolError(msg)
    names = [dish.name.strip() for dish in new.dishes]
    for number, name in enumerate(names):
        if not name or len(name) > LONGEST_DISH:
            msg = f"留样的品名写1到{LONGEST_DISH}个字。"
            raise SchoolError(msg)
        if name in names[:number]:
            msg = f"“{name}”写了两次。请只留一行。"
            raise SchoolError(msg)


def _refuse_light(work: Work, new: NewSamples) -> None:
    least = value_on(work.connection, work.unit_id, SAMPLE_GRAMS, new.day)
    for dish in new.dishes:
        if dish.grams < least:
            msg = (
                f"“{dish.name.strip()}”只留了{dish.grams}克。"
                f"每样成品至少留{least}克（{RULE}），请补足以后再登记。"
            )
            raise SchoolError(msg)
        if dish.grams > MOST_GRAMS:
            msg = f"“{dish.name.strip()}”写了{dish.grams}克，请核对重量。"
            raise SchoolError(msg)


def _refuse_early(line: SampleLine, at: datetime) -> None:
    if line.disposed_at is not None:
        msg = f"{line.day}{line.sitting.label}的“{line.dish}”已经销样。"
        raise SchoolError(msg)
    if at < line.may_go_at:
        hours = round((line.may_go_at - line.taken_at).total_seconds() / 3600)
        when = line.may_go_at.astimezone(CHINA)
        msg = (
            f"{line.day}{line.sitting.label}的“{line.dish}”要留够{hours}小时（{RULE}），"
            f"{when:%m月%d日 %H:%M}以后才能销样。"
        )
        raise SchoolError(msg)
