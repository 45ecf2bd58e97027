"""What a person should look at before a month is closed: both figures where two must agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.core.errors import NotFoundError
from desktop.core.money import Money
from desktop.models import EnrolmentEvent, MealMonth, Person, SchoolClass, Student
from desktop.services.enrolment import last_event
from desktop.services.meals import MealRates
from desktop.services.months import figures, obstacles
from desktop.services.presence import Presence
from desktop.services.roll import CLASS_OF_MEALS, PERSON_OF_STUDENT, STUDENT_OF_MEALS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.months import MonthFigures
    from desktop.services.obstacles import Obstacle
    from desktop.services.session import Session

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures that come from different places and should be the same."""

    title: str
    recorded: str
    expected: str
    explanation: str
    """Where the second figure comes from, and what happens where they differ."""
    agrees: bool
    """Whether the two can stand side by side."""

    @property
    def equal(self) -> bool:
        """Whether they are the same."""
        return self.recorded == self.expected


@dataclass(frozen=True, slots=True)
class Doubt:
    """Records that ask to be looked at; they do not stand in the way."""

    rule: str
    sentence: str
    class_id: UUID | None
    """Where the first of them stands."""


@dataclass(frozen=True, slots=True)
class MonthChecks:
    """All that is known before a month is closed."""

    figures: MonthFigures
    obstacles: tuple[Obstacle, ...]
    pairs: tuple[Pair, ...]
    doubts: tuple[Doubt, ...]


def checks(session: Session, month: Month) -> MonthChecks:
    """Look at a month as a whole."""
    now = figures(session, month)
    with session.store.read() as connection:
        rows = _rows(connection, session.unit_id, month)
        presence = Presence(connection, session.unit_id, month)
        pairs = (_people(now), _days(rows, presence), _amount(connection, month, rows))
    return MonthChecks(now, obstacles(session, month), pairs, tuple(_doubts(rows, presence)))


def _rows(connection: Connection, unit_id: UUID, month: Month) -> Sequence[Any]:
    return connection.execute(
        select(
            MealMonth.student_id,
            MealMonth.days,
            MealMonth.present_days,
            MealMonth.amount,
            SchoolClass.stage,
            EnrolmentEvent.class_id,
            Person.name,
        )
        .join(Student, STUDENT_OF_MEALS)
        .join(Person, PERSON_OF_STUDENT)
        .outerjoin(EnrolmentEvent, last_event(month.last))
        .outerjoin(SchoolClass, CLASS_OF_MEALS)
        .where(MealMonth.unit_id == unit_id, MealMonth.month == month)
        .order_by(Person.pinyin, Person.id)
    ).all()


def _people(now: MonthFigures) -> Pair:
    due = now.pupils + now.not_recorded
    return Pair(
        "人数",
        f"{now.pupils:,}",
        f"{due:,}",
        "登记了的学生，对照名册里这个月在校、在营养餐计划内的学生。差的是没有登记的。",
        agrees=not now.not_recorded,
    )


def _days(rows: Sequence[Any], presence: Presence) -> Pair:
    known = {row.student_id: presence.days(row.student_id) for row in rows}
    there, eaten = sum(_present(row, known) for row in rows), sum(row.days for row in rows)
    return Pair(
        "人次",
        f"{eaten:,}",
        f"{there:,}",
        "就餐天数合计，对照这些学生的在校天数合计。请假没吃的会使前者少一些，不应该更多。",
        agrees=eaten <= there,
    )


def _amount(connection: Connection, month: Month, rows: Sequence[Any]) -> Pair:
    rates, recorded = MealRates(connection, month), str(Money.sum(row.amount for row in rows))
    try:
        due = str(Money.sum(rates.of(row.stage) * row.days for row in rows))
    except NotFoundError:
        due = "没有标准"
    return Pair(
        "补助金额（元）",
        recorded,
        due,
        "登记时的金额，对照按本月标准重新算出的金额。不一样时，结账按后一个重算。",
        agrees=recorded == due,
    )


def _doubts(rows: Sequence[Any], presence: Presence) -> list[Doubt]:
    limit = len(presence.open.days)
    there = {row.student_id: presence.days(row.student_id) for row in rows}
    here = [row for row in rows if there[row.student_id]]
    kinds = (
        (
            "over_teaching",
            [row for row in here if row.days > limit],
            f"的就餐天数多于上课日（{limit}天）",
        ),
        (
            "over_present",
            [row for row in here if _present(row, there) < row.days <= limit],
            "的就餐天数多于在校天数",
        ),
        (
            "not_there",
            [row for row in rows if row.days and not there[row.student_id]],
            "本月不在校，却有就餐天数",
        ),
    )
    return [
        Doubt(rule, f"{_names(found)}{words}，请核对", found[0].class_id)
        for rule, found, words in kinds
        if found
    ]


def _present(row: Any, there: dict[UUID, int]) -> int:  # noqa: ANN401 - of `_rows`
    """The days at school: as a sheet has said, or else by calendar and events."""
    days: int = there[row.student_id] if row.present_days is None else row.present_days
    return days


def _names(rows: Sequence[Any]) -> str:
    names = "、".join(row.name for row in rows[:_NAMED])
    return f"{names}等{len(rows)}名学生" if len(rows) > _NAMED else names
