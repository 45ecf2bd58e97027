"""What a change of a story does: class rolls and school days by month, figures, issued notices."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.labels import MonthState
from desktop.core.notices import NoticeKind
from desktop.core.terms import Month
from desktop.database.seals import state_on
from desktop.models import MealMonth, Notice, RollException
from desktop.services.calendar import calendar_of
from desktop.services.enrolment import NO_CLASS, class_labels
from desktop.services.life.stories import stand_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.services.life.stories import Stand, Story

NOT_HERE: Final = "不在册"


@dataclass(frozen=True, slots=True)
class RollEffect:
    """A month in which a class roll is another one afterwards."""

    month: Month
    before: str
    """The class at the end of the month, or that the pupil is not here."""
    after: str
    days_before: int
    """Days of lessons that the pupil was on the roll."""
    days_after: int
    closed: bool

    @property
    def sentence(self) -> str:
        """The month in words."""
        where = self.before if self.before == self.after else f"{self.before} → {self.after}"
        days = f"在校 {self.days_before} 天"
        if self.days_before != self.days_after:
            days += f" → {self.days_after} 天"
        return f"{self.month.label}{'（已结账）' if self.closed else ''}：{where}，{days}"


@dataclass(frozen=True, slots=True)
class Effects:
    """All that would be otherwise."""

    rolls: tuple[RollEffect, ...]
    figures: tuple[str, ...]
    """Meal records and absences that would disagree with the roll."""
    notices: tuple[str, ...]
    """Issued notices that say what the books would not say any more."""

    @property
    def closed(self) -> tuple[Month, ...]:
        """Closed months whose roll would be another one: they stay as they are."""
        return tuple(roll.month for roll in self.rolls if roll.closed)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything in words."""
        return (*(roll.sentence for roll in self.rolls), *self.figures, *self.notices)


@dataclass(frozen=True, slots=True)
class Turn:
    """A story as it is, and as it would be."""

    student_id: UUID
    old: Story
    new: Story


def effects(connection: Connection, unit_id: UUID, turn: Turn, today: date) -> Effects:
    """What a turn of a pupil's story moves up to today."""
    months = _months(turn, today)
    if not months:
        return Effects((), (), ())
    closed = {
        month
        for month in months
        if state_on(connection, unit_id, month, today) is not MonthState.OPEN
    }
    rolls = tuple(_rolls(connection, unit_id, turn, _Span(months, closed, today)))
    meals = _meals(connection, unit_id, turn.student_id, months)
    figures = (*_figures(rolls, meals, turn), *_absences(connection, unit_id, turn, months))
    return Effects(rolls, figures, tuple(_notices(connection, unit_id, sorted(meals))))


@dataclass(frozen=True, slots=True)
class _Span:
    months: Sequence[Month]
    closed: set[Month]
    today: date


@dataclass(frozen=True, slots=True)
class _Meal:
    days: int
    class_id: UUID | None


def _months(turn: Turn, today: date) -> list[Month]:
    """The months in which there is a day on which the pupil stands otherwise."""
    days = sorted({moment.day for moment in (*turn.old, *turn.new) if moment.day <= today})
    found: set[Month] = set()
    for begin, end in pairwise([*days, today.replace(year=today.year + 1)]):
        if stand_on(turn.old, begin) == stand_on(turn.new, begin):
            continue
        month = Month.of(begin)
        while month.first < end and month.first <= today:
            found.add(month)
            month = month.next
    return sorted(found)


def _rolls(connection: Connection, unit_id: UUID, turn: Turn, span: _Span) -> Iterator[RollEffect]:
    calendar = calendar_of(connection, unit_id)
    for month in span.months:
        labels = class_labels(connection, unit_id, month.last)
        lessons = calendar.teaching_days(month)
        yield RollEffect(
            month,
            _word(stand_on(turn.old, month.last), labels),
            _word(stand_on(turn.new, month.last), labels),
            sum(stand_on(turn.old, day)[0] for day in lessons),
            sum(stand_on(turn.new, day)[0] for day in lessons),
            closed=month in span.closed,
        )


def _word(stand: Stand, labels: Mapping[UUID, str]) -> str:
    here, class_id = stand
    if not here:
        return NOT_HERE
    return NO_CLASS if class_id is None else labels[class_id]


def _meals(
    connection: Connection, unit_id: UUID, student_id: UUID, months: Sequence[Month]
) -> dict[Month, _Meal]:
    rows = connection.execute(
        select(MealMonth.month, MealMonth.days, MealMonth.class_id).where(
            MealMonth.unit_id == unit_id,
            MealMonth.student_id == student_id,
            MealMonth.month.in_(months),
        )
    )
    return {row.month: _Meal(row.days, row.class_id) for row in rows}


def _figures(
    rolls: Sequence[RollEffect], meals: Mapping[Month, _Meal], turn: Turn
) -> Iterator[str]:
    for roll in rolls:
        meal = meals.get(roll.month)
        if meal is None:
            continue
        words = f"{roll.month.label}已登记就餐 {meal.days} 天"
        if meal.days > roll.days_after:
            yield f"{words}，更正后在校只有 {roll.days_after} 天。"
        elif meal.class_id not in {m.class_id for m in turn.new if m.day <= roll.month.last}:
            yield f"{words}，记在更正前的班级。"


def _absences(
    connection: Connection, unit_id: UUID, turn: Turn, months: Sequence[Month]
) -> Iterator[str]:
    """Absences on the roll of a class in which the pupil would not have been."""
    days = connection.execute(
        select(RollException.day).where(
            RollException.unit_id == unit_id,
            RollException.student_id == turn.student_id,
            RollException.day.between(months[0].first, months[-1].last),
        )
    ).scalars()
    odd = [day for day in days if stand_on(turn.old, day) != stand_on(turn.new, day)]
    if odd:
        yield f"考勤里有 {len(odd)} 天的缺勤记在更正前的班级，请核对。"


def _notices(connection: Connection, unit_id: UUID, months: Sequence[Month]) -> Iterator[str]:
    rows = connection.execute(
        select(Notice.number, Notice.month)
        .where(
            Notice.unit_id == unit_id,
            Notice.kind == NoticeKind.MEALS.value,
            Notice.month.in_(months),
        )
        .order_by(Notice.month, Notice.id)
    )
    for number, month in rows:
        yield f"已出的{month.label}{NoticeKind.MEALS.label}（{number}）按更正前的名册。"
