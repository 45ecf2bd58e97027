"""The meal days of a month as a clerk types them: per class a line for each pupil, and the sums."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import and_, case, func, or_, select

from desktop.core.errors import NotFoundError
from desktop.core.identity import mask
from desktop.core.labels import EnrolmentKind, Labelled, MonthState
from desktop.core.money import Money
from desktop.database import seals
from desktop.models import EnrolmentEvent, MealMonth, Person, Student
from desktop.services.enrolment import NO_CLASS, class_labels, last_event, present_during
from desktop.services.meals import MealRates
from desktop.services.presence import Presence, teaching_days
from desktop.services.roll import CLASS_COLUMNS, roll

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.core.terms import Month
    from desktop.services.presence import Move
    from desktop.services.session import Session


class ClassState(Labelled):
    """How far a class's meal days of a month are recorded."""

    NOTHING = "nothing", "未登记"
    PART = "part", "部分登记"
    ALL = "all", "已登记"


@dataclass(frozen=True, slots=True)
class ClassTotals:
    """What a class has recorded in a month."""

    class_id: UUID | None
    """None: the pupils who are in no class."""
    label: str
    recorded: int
    days: int
    amount: Money
    not_recorded: int
    """Pupils of the plan without a record: unknown, not absent."""

    @property
    def state(self) -> ClassState:
        """How far the class has come."""
        if self.not_recorded:
            return ClassState.PART if self.recorded else ClassState.NOTHING
        return ClassState.ALL


@dataclass(frozen=True, slots=True)
class SchoolMeals:
    """A month of a school, class by class, the youngest first."""

    month: Month
    state: MonthState
    teaching_days: int
    certain: bool
    """Whether the national holidays of that year were known."""
    classes: tuple[ClassTotals, ...]

    @property
    def recorded(self) -> int:
        """Pupils with a record."""
        return sum(line.recorded for line in self.classes)

    @property
    def days(self) -> int:
        """All meals: one for each pupil and day."""
        return sum(line.days for line in self.classes)

    @property
    def amount(self) -> Money:
        """What the meals come to, as recorded."""
        return Money.sum(line.amount for line in self.classes)

    @property
    def not_recorded(self) -> int:
        """Pupils of the plan without a record."""
        return sum(line.not_recorded for line in self.classes)


@dataclass(frozen=True, slots=True)
class GridLine:
    """One pupil's month."""

    student_id: UUID
    name: str
    note: str
    """What explains the line: came or left within the month, a namesake, outside of the plan."""
    present: int
    """The days at school: as a sheet has said, or else by calendar, enrolment and rolls."""
    days: int | None
    """The meal days on record; None: not recorded, which is not 0."""
    in_plan: bool

    @property
    def missing(self) -> bool:
        """Whether a record is still due."""
        return self.days is None and self.in_plan


@dataclass(frozen=True, slots=True)
class ClassGrid:
    """A class and month to type in."""

    month: Month
    state: MonthState
    class_id: UUID | None
    label: str
    teaching_days: int
    certain: bool
    rate: Money | None
    """The standard of a day in that month; None where the standards do not name it."""
    lines: tuple[GridLine, ...]


def school_meals(session: Session, month: Month) -> SchoolMeals:
    """The classes of a month with what they have recorded."""
    with session.store.read() as connection:
        open_days = teaching_days(connection, session.unit_id, month)
        return SchoolMeals(
            month,
            seals.state_on(connection, session.unit_id, month, session.store.clock.today()),
            len(open_days.days),
            open_days.certain,
            _classes(connection, session.unit_id, month),
        )


def class_grid(session: Session, month: Month, class_id: UUID | None) -> ClassGrid:
    """One class of a month, pupil by pupil in the order of their names."""
    with session.store.read() as connection:
        return read_class(connection, session.unit_id, month, class_id, session.store.clock.today())


def class_named(session: Session, month: Month, name: str) -> ClassTotals:
    """The class that is called so in a month, such as 三年级1班.

    Raises:
        NotFoundError: there is none with pupils in that month.
    """
    found = school_meals(session, month).classes
    for line in found:
        if line.label == name.strip():
            return line
    known = "、".join(line.label for line in found) or "还没有学生"
    msg = f"{month.label}没有叫“{name}”的班。现有：{known}。"
    raise NotFoundError(msg)


RECORDED: Final = and_(
    MealMonth.unit_id == Student.unit_id,
    MealMonth.student_id == Student.id,
)
"""Joins a pupil's meal records; the month must still be said."""


def class_of(session: Session, month: Month, student_id: UUID) -> UUID | None:
    """The class in whose grid a pupil stands that month; None: among those without a class.

    Raises:
        NotFoundError: the pupil was not at the school then, and nothing is on record.
    """
    query = (
        select(EnrolmentEvent.class_id)
        .select_from(Student)
        .join(EnrolmentEvent, last_event(month.last), isouter=True)
        .outerjoin(MealMonth, and_(RECORDED, MealMonth.month == month))
        .where(Student.unit_id == session.unit_id, Student.id == student_id, _concerned(month))
    )
    with session.store.read() as connection:
        row = connection.execute(query).first()
    if row is None:
        msg = f"{month.label}这个学生不在校，没有就餐登记。"
        raise NotFoundError(msg)
    return cast("UUID | None", row.class_id)


def read_class(
    connection: Connection, unit_id: UUID, month: Month, class_id: UUID | None, today: date
) -> ClassGrid:
    """One class of a month inside a transaction."""
    rows = class_rows(connection, unit_id, month, class_id)
    presence = Presence(connection, unit_id, month, [row.id for row in rows])
    namesakes = Counter(row.name_key for row in rows)
    labels = class_labels(connection, unit_id, month.last)
    return ClassGrid(
        month,
        seals.state_on(connection, unit_id, month, today),
        class_id,
        NO_CLASS if class_id is None else labels.get(class_id, NO_CLASS),
        len(presence.open.days),
        presence.open.certain,
        _rate(connection, month, rows),
        tuple(_line(row, presence, namesake=namesakes[row.name_key] > 1) for row in rows),
    )


def class_rows(
    connection: Connection, unit_id: UUID, month: Month, class_id: UUID | None
) -> Sequence[Any]:
    """The pupils of a class in a month with what is on record of each."""
    query = roll(
        unit_id,
        month.last,
        Student.id,
        Student.student_number,
        Student.meal_plan,
        Person.name,
        Person.name_key,
        EnrolmentEvent.class_id,
        *CLASS_COLUMNS,
        MealMonth.id.label("meal_id"),
        MealMonth.class_id.label("meal_class_id"),
        MealMonth.present_days,
        MealMonth.days,
        MealMonth.rate,
        later_too=True,
    )
    return connection.execute(
        query.outerjoin(MealMonth, and_(RECORDED, MealMonth.month == month))
        .where(EnrolmentEvent.class_id.is_not_distinct_from(class_id), _concerned(month))
        .order_by(Person.pinyin, Person.name_key, Student.id)
    ).all()


def _concerned(month: Month) -> ColumnElement[bool]:
    """Condition: at the school in that month, or on record in spite of it."""
    return or_(present_during(month.first, month.last), MealMonth.id.is_not(None))


def _classes(connection: Connection, unit_id: UUID, month: Month) -> tuple[ClassTotals, ...]:
    missing = and_(MealMonth.id.is_(None), Student.meal_plan.is_distinct_from(False))  # noqa: FBT003 - SQL's own words
    rows = connection.execute(
        select(
            EnrolmentEvent.class_id,
            func.count(MealMonth.id),
            func.sum(MealMonth.days),
            func.sum(MealMonth.amount),
            func.sum(case((missing, 1), else_=0)),
        )
        .select_from(Student)
        .join(EnrolmentEvent, last_event(month.last), isouter=True)
        .outerjoin(MealMonth, and_(RECORDED, MealMonth.month == month))
        .where(Student.unit_id == unit_id, _concerned(month))
        .group_by(EnrolmentEvent.class_id)
    )
    sums = {row[0]: row[1:] for row in rows}
    names: dict[UUID | None, str] = dict(class_labels(connection, unit_id, month.last).items())
    names[None] = NO_CLASS
    return tuple(_totals(key, label, sums[key]) for key, label in names.items() if key in sums)


def _totals(class_id: UUID | None, label: str, sums: Any) -> ClassTotals:  # noqa: ANN401 - a row
    recorded, days, amount, missing = sums
    return ClassTotals(class_id, label, recorded, int(days or 0), amount or Money(0), int(missing))


def _rate(connection: Connection, month: Month, rows: Iterable[Any]) -> Money | None:
    stage = next((row.stage for row in rows), None)
    try:
        return MealRates(connection, month).of(stage)
    except NotFoundError:
        return None


def _line(row: Any, presence: Presence, *, namesake: bool) -> GridLine:  # noqa: ANN401 - of `class_rows`
    expected = presence.days(row.id)
    present = expected if row.present_days is None else row.present_days
    in_plan = row.meal_plan is not False
    away = presence.enrolled(row.id) < len(presence.open.days)
    notes = [_told(move) for move in presence.moves(row.id) if away or move[1] in _WORDS]
    if not in_plan:
        notes.append("不在营养餐计划内")
    if absent := presence.absent(row.id):
        notes.append(f"点名缺勤{absent}天")
    if present > expected:
        why = "按校历、学籍和点名" if absent else "按校历和学籍"
        notes.append(f"{why}，最多在校{expected}天")
    if namesake:
        number = mask(row.student_number or "")
        notes.append(f"同名，学籍号 {number}" if number else "同名，没有学籍号")
    return GridLine(row.id, row.name, "；".join(notes), present, row.days, in_plan)


_WORDS: Final = {EnrolmentKind.MOVED: "调入本班"}


def _told(move: Move) -> str:
    day, kind = move
    return f"{day.month}月{day.day}日{_WORDS.get(kind, kind.label)}"
