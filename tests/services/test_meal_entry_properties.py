"""Whatever is typed: saved and opened again it is the same, and sums are those of a recount."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.money import Money
from desktop.database.verify import verify_chain
from desktop.services.exports import rows as exported
from desktop.services.meal_entry import QUESTIONS, ClassEntry, MealEntry, enter
from desktop.services.meal_grid import class_grid, school_meals
from desktop.services.months import figures
from desktop.services.presence import teaching_days
from tests.services.rosters import OCTOBER, pupil, school_class, students, take

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from desktop.services.session import Session

FAST = settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
RATE = Money.of("5.00")
PUPILS = 6

some_days = st.none() | st.integers(0, 31)
typings = st.lists(
    st.dictionaries(st.integers(0, PUPILS - 1), some_days, min_size=1), min_size=1, max_size=4
)


@pytest.fixture
def school(session: Session) -> Session:
    """Six pupils in two classes."""
    rows = [
        pupil(f"学生{n}", 2 + n, school_class=school_class(3, 1 + n // 4)) for n in range(PUPILS)
    ]
    take(session, students(*rows), on=date(2026, 9, 1))
    return session


def recorded(session: Session) -> dict[UUID, int | None]:
    return {
        line.student_id: line.days
        for total in school_meals(session, OCTOBER).classes
        for line in class_grid(session, OCTOBER, total.class_id).lines
    }


def type_in(session: Session, wanted: Mapping[int, int | None]) -> None:
    """Type days for pupils by their place, each in its class."""
    order = list(recorded(session))
    for total in school_meals(session, OCTOBER).classes:
        lines = class_grid(session, OCTOBER, total.class_id).lines
        entries = tuple(
            MealEntry(line.student_id, line.days, wanted[order.index(line.student_id)])
            for line in lines
            if order.index(line.student_id) in wanted
        )
        enter(session, ClassEntry(OCTOBER, total.class_id, entries), QUESTIONS)


@FAST
@given(typings)
def test_what_was_saved_is_what_opens(school: Session, typed: list[dict[int, int | None]]) -> None:
    expected = recorded(school)
    order = list(expected)
    for step in typed:
        type_in(school, step)
        expected |= {order[place]: days for place, days in step.items()}
    assert recorded(school) == expected
    known = [days for days in expected.values() if days is not None]
    found, whole = figures(school, OCTOBER), school_meals(school, OCTOBER)
    sums = (len(known), sum(known), Money.sum(RATE * days for days in known))
    assert (found.pupils, found.days, found.amount) == sums
    assert (whole.recorded, whole.days, whole.amount) == sums
    assert found.not_recorded == whole.not_recorded == PUPILS - len(known)
    lines = exported(school, "meal-days", OCTOBER)
    assert sorted(line.meal_days for line in lines) == sorted(known)
    with school.store.read() as connection:
        assert verify_chain(connection).whole
        limit = len(teaching_days(connection, school.unit_id, OCTOBER).days)
    assert {line.present_days for line in lines} <= {limit}
