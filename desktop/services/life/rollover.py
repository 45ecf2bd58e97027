"""学年升级: looked at as a whole, written as one transaction, taken back as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, SchoolError
from desktop.core.labels import EnrolmentKind, UnitKind
from desktop.core.life import DeedKind
from desktop.core.posts import ClassDeed
from desktop.core.terms import Month, SchoolYear
from desktop.models import (
    ClassEvent,
    EnrolmentEvent,
    MealMonth,
    RollException,
    SchoolClass,
    Student,
    Unit,
)
from desktop.services.enrolment import settle
from desktop.services.life import deeds
from desktop.services.life.prepared_years import drop
from desktop.services.life.rollover_plan import (
    Choices,
    Fate,
    RolloverLine,
    RolloverPlan,
    Standing,
    plan_of,
    usual_choices,
)
from desktop.services.life.stories import spoken
from desktop.services.life.year_roll import class_keys, known_pupils

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.life.deeds import DeedUndone
    from desktop.services.session import Session

__all__ = [
    "Choices",
    "Fate",
    "RolloverLine",
    "RolloverPlan",
    "apply",
    "plan",
    "undo",
    "usual",
]

_SUMMER = 6
"""From June on one asks about the school year that is to begin."""


def usual(session: Session, year: SchoolYear | None = None) -> Choices:
    """The choices to begin with: for the school year that begins, or has begun."""
    today = session.store.clock.today()
    running = SchoolYear.of(today)
    coming = SchoolYear(running.start + 1) if _SUMMER <= today.month < running.first.month else None
    with session.store.read() as connection:
        kind = connection.execute(select(Unit.kind).where(Unit.id == session.unit_id)).scalar()
        classes = class_keys(connection, session.unit_id)
    return usual_choices(year or coming or running, kind or UnitKind.PRIMARY, classes.values())


def plan(session: Session, choices: Choices) -> RolloverPlan:
    """What becomes of everybody. Nothing is written.

    Raises:
        SchoolError: the choices do not fit, or this year was rolled over already.
    """
    with session.store.read() as connection:
        return _planned(connection, session.unit_id, choices)


def apply(
    session: Session, seen: RolloverPlan, accepted: frozenset[str] = frozenset()
) -> tuple[int, Changes]:
    """Write a plan as one action; returns its number, to take it back by.

    Raises:
        Confirmable: the roll has moved since the plan was made.
        SchoolError: the new year has not begun, or there is nothing to do.
    """
    choices, today = seen.choices, session.store.clock.today()
    for day in (choices.graduation, choices.year.first):
        if day > today:
            msg = f"{spoken(day)}还没有到，先看可以，到那天再升级。"
            raise SchoolError(msg)

    def body(work: Work) -> tuple[int, Changes]:
        now = _planned(work.connection, work.unit_id, choices)
        if now != seen and "moved" not in accepted:
            raise Confirmable(
                "moved",
                "看过以后名册又有改动，结果会不一样。请退回重新看，或确认照现在的样子升级。",
            )
        if not now.opened and not any(line.fate.writes for line in now.lines):
            raise SchoolError("没有要登记的：升级的班级会自己改名，不用登记。")
        _write(work, now)
        counts = {fate.value: count for fate, count in now.counts.items()}
        counts["opened"] = len(now.opened)
        drop(work, choices.year.start)
        number = deeds.enter(work, session, DeedKind.ROLLOVER, choices.year.label, counts)
        return number, Changes.of(Book.PEOPLE)

    return session.write("rollover.apply", body)


def undo(session: Session, number: int) -> DeedUndone:
    """Take a rollover back as a whole.

    Raises:
        NotFoundError: there is no such rollover.
        SchoolError: later records depend on it.
    """
    return deeds.undo(session, number, DeedKind.ROLLOVER, _refuse_used)


def _planned(connection: Connection, unit_id: UUID, choices: Choices) -> RolloverPlan:
    _refuse_odd(choices)
    done = deeds.standing(connection, unit_id, DeedKind.ROLLOVER, choices.year.label)
    if done is not None:
        msg = f"{choices.year.label}已经升级过（第{done}次办理）。要重做，请先撤销那一次。"
        raise SchoolError(msg)
    classes = class_keys(connection, unit_id)
    strangers = (choices.repeaters | choices.moves.keys()) - _known(connection, unit_id)
    if strangers or not choices.merges.keys() <= classes.keys():
        raise SchoolError("选中的学生或班级已经不在名册里。请重新选择。")
    return plan_of(choices, _pupils(connection, unit_id), classes)


def _refuse_odd(choices: Choices) -> None:
    before = SchoolYear(choices.year.start - 1)
    if SchoolYear.of(choices.graduation) != before:
        msg = f"毕业日期要在{before.label}里（{spoken(before.first)}到{spoken(before.last)}）。"
        raise SchoolError(msg)
    if len(set(choices.opened)) != len(choices.opened):
        raise SchoolError("新开的班级里有重复的。请去掉一个。")


def _known(connection: Connection, unit_id: UUID) -> set[UUID]:
    return set(connection.execute(select(Student.id).where(Student.unit_id == unit_id)).scalars())


def _pupils(connection: Connection, unit_id: UUID) -> list[Standing]:
    return [pupil.standing for pupil in known_pupils(connection, unit_id)]


def _write(work: Work, now: RolloverPlan) -> None:
    keys = work.new_ids(len(now.opened))
    rows = [
        {"id": key, "stage": stage, "cohort": cohort, "number": number, "name": name}
        for key, (stage, cohort, number, name) in zip(keys, now.opened, strict=True)
    ]
    work.insert(SchoolClass, rows)
    ids = {key: class_id for class_id, key in class_keys(work.connection, work.unit_id).items()}
    lines = [line for line in now.lines if line.fate.writes]
    leaving = [line.fate is Fate.GRADUATED for line in lines]
    stood = {pupil.student_id: pupil.class_id for pupil in _pupils(work.connection, work.unit_id)}
    if lines:
        work.insert_columns(
            EnrolmentEvent,
            {
                "id": work.new_ids(len(lines)),
                "student_id": [line.student_id for line in lines],
                "kind": [
                    EnrolmentKind.GRADUATED if leaves else EnrolmentKind.MOVED for leaves in leaving
                ],
                "day": [
                    now.choices.graduation if leaves else now.choices.year.first
                    for leaves in leaving
                ],
                "class_id": [
                    ids[line.target] if line.target else stood[line.student_id] for line in lines
                ],
                "note": [line.fate.label for line in lines],
            },
        )
    _tell_classes(work, now, keys)
    settle(work, [line.student_id for line in lines])


def _tell_classes(work: Work, now: RolloverPlan, opened: Sequence[UUID]) -> None:
    """Note which classes began with the year, and which went up in others."""
    deeds_of = [
        *((key, ClassDeed.OPENED) for key in opened),
        *((key, ClassDeed.CLOSED) for key in sorted(now.choices.merges)),
    ]
    work.insert(
        ClassEvent,
        [
            {
                "id": key,
                "class_id": class_id,
                "kind": deed,
                "day": now.choices.year.first,
                "before": None,
                "document": None,
            }
            for key, (class_id, deed) in zip(work.new_ids(len(deeds_of)), deeds_of, strict=True)
        ],
    )


def _refuse_used(work: Work, subject: str) -> None:
    """Meals and absences of the new year that stand in a class into which a pupil was moved."""
    begins = SchoolYear(int(subject[:4])).first
    moved = select(EnrolmentEvent.student_id, EnrolmentEvent.class_id).where(
        EnrolmentEvent.unit_id == work.unit_id,
        EnrolmentEvent.kind == EnrolmentKind.MOVED,
        EnrolmentEvent.day == begins,
    )
    there = moved.subquery()
    month = work.connection.execute(
        select(func.min(MealMonth.month))
        .join(
            there,
            (there.c.student_id == MealMonth.student_id) & (there.c.class_id == MealMonth.class_id),
        )
        .where(MealMonth.unit_id == work.unit_id, MealMonth.month >= Month.of(begins))
    ).scalar()
    if month is not None:
        msg = f"升级后调班、留级的学生已在新班级登记{month.label}的就餐，不能整体撤销。请逐人更正。"
        raise SchoolError(msg)
    day = work.connection.execute(
        select(func.min(RollException.day))
        .join(there, there.c.student_id == RollException.student_id)
        .where(RollException.unit_id == work.unit_id, RollException.day >= begins)
    ).scalar()
    if day is not None:
        msg = f"升级后调班、留级的学生{spoken(day)}已在新班级点名，不能整体撤销。请逐人更正。"
        raise SchoolError(msg)
