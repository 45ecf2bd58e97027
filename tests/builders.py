"""Rows for tests: whole and plausible, with what matters to a test as a parameter."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.labels import EnrolmentKind, Stage
from desktop.core.money import Money
from desktop.database.verify_rows import EXEMPT
from desktop.models import EnrolmentEvent, MealMonth, Person, SchoolClass, Student

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Executable

    from desktop.core.terms import Month
    from desktop.database.base import Base
    from desktop.database.work import Store, Work

Rows = list[dict[str, Any]]


def blank(model: type[Base], **values: object) -> dict[str, Any]:
    """A row of a model with all columns: those not named are empty."""
    names = [column.name for column in model.__table__.columns if column.name != "unit_id"]
    return {**dict.fromkeys(names), **values}


def person(key: UUID, name: str = "张小红") -> dict[str, Any]:
    """A person who is known by name only."""
    return blank(Person, id=key, name=name, name_key=name, pinyin="zhang xiao hong", initials="zxh")


def add_pupils(work: Work, names: Sequence[str], number: int = 1) -> list[UUID]:
    """A class with one pupil for each name, each with an enrolment; ids of the pupils."""
    (class_id,) = work.new_ids(1)
    people, pupils, events = (work.new_ids(len(names)) for _ in range(3))
    row = blank(
        SchoolClass,
        id=class_id,
        stage=Stage.PRIMARY,
        cohort=2024,
        number=number,
        name=f"三年级{number}班",
    )
    work.insert(SchoolClass, [row])
    work.insert(Person, [person(key, name) for key, name in zip(people, names, strict=True)])
    work.insert(
        Student,
        [pupil(s, p, class_id) for s, p in zip(pupils, people, strict=True)],
    )
    work.insert(
        EnrolmentEvent, [event(e, s, class_id) for e, s in zip(events, pupils, strict=True)]
    )
    return pupils


def pupil(key: UUID, person_id: UUID, class_id: UUID) -> dict[str, Any]:
    """A pupil who is in a class."""
    state = EnrolmentKind.ENROLLED
    return blank(Student, id=key, person_id=person_id, state=state, class_id=class_id)


def event(key: UUID, student_id: UUID, class_id: UUID) -> dict[str, Any]:
    """An enrolment in the autumn of 2026."""
    day = date(2026, 9, 1)
    kind = EnrolmentKind.ENROLLED
    return blank(
        EnrolmentEvent, id=key, student_id=student_id, kind=kind, day=day, class_id=class_id
    )


def meal(key: UUID, student_id: UUID, month: Month, days: int = 20) -> dict[str, Any]:
    """Lunches of one pupil in a month at 5.00."""
    rate, amount = Money.of("5.00"), Money.of("5.00") * days
    return blank(
        MealMonth, id=key, month=month, student_id=student_id, days=days, rate=rate, amount=amount
    )


def tamper(store: Store, statement: Executable) -> None:
    """Write past the program, as somebody with another tool would."""
    options: dict[str, Any] = {"writing": True, "recorded": True}
    with store.engine.connect() as plain:
        connection = plain.execution_options(**options)
        with connection.begin():
            connection.execute(statement)


def everything(store: Store) -> dict[str, set[tuple[Any, ...]]]:
    """All rows of all tables, but for the records of the chain itself."""
    with store.read() as connection:
        return {
            table.name: {tuple(row) for row in connection.execute(select(table))}
            for table in Person.metadata.sorted_tables
            if table.name not in EXEMPT
        }
