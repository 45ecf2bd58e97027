"""Rosters for tests, as the reader would have given them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.grades import ClassName, Grade
from desktop.core.labels import Role, Stage
from desktop.core.names import name_key
from desktop.core.terms import Month
from desktop.database.base import Base
from desktop.rosters.charges import ChargeRow
from desktop.rosters.meal_days import MealDaysRow
from desktop.rosters.results import FoundColumn, RosterResult
from desktop.rosters.students import Guardian, StudentRow
from desktop.services.imports.batches import Decisions, apply, preview

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from desktop.database.work import Store
    from desktop.rosters.problems import Problem
    from desktop.services.imports.batches import Preview, Receipt
    from desktop.services.session import Session

OCTOBER = Month(2026, 10)
SEPTEMBER = Month(2026, 9)
ID_A, ID_B, ID_C = "11010120160307001X", "110101201603070036", "110101201603070052"


def school_class(grade: int = 3, number: int | None = 1, name: str = "") -> ClassName:
    """A class of a primary school, or of a junior one."""
    stage = Stage.PRIMARY if grade <= 6 else Stage.JUNIOR
    return ClassName(Grade(stage, grade), number, name)


def pupil(name: str = "张小红", row: int = 2, **values: Any) -> StudentRow:  # noqa: ANN401 - fields
    """A line of a roster that says the name and the class 三年级1班, and what a test adds."""
    given = values.pop("school_class", school_class())
    blank: dict[str, Any] = dict.fromkeys(
        field for field in StudentRow.__struct_fields__ if field not in ("row", "name", "name_key")
    )
    blank |= {"guardians": (None, None), "categories": frozenset()}
    blank |= {"school_class": given, "grade": given.grade if given else None}
    return StudentRow(row=row, name=name, name_key=name_key(name), **(blank | values))


def guardian(name: str = "张大山", **values: Any) -> Guardian:  # noqa: ANN401 - same
    """A guardian of whom the name is known, and what a test adds."""
    return Guardian(name, name_key(name), **values)


def meals(name: str = "张小红", row: int = 4, **values: Any) -> MealDaysRow:  # noqa: ANN401 - same
    """Twenty lunches of a pupil of 三年级1班."""
    blank: dict[str, Any] = {
        "id_number": None,
        "student_number": None,
        "school_class": school_class(),
        "present_days": 20,
        "meal_days": 20,
        "remark": None,
    }
    return MealDaysRow(row=row, name=name, name_key=name_key(name), **(blank | values))


def charge(item: str = "住宿费", row: int = 2, **values: Any) -> ChargeRow:  # noqa: ANN401 - same
    """A charge as the board says it."""
    blank: dict[str, Any] = {
        "kind": "服务性收费",
        "unit": "元/生·学期",
        "standard": "100.00",
        "basis": "平发改价格〔2025〕8号",
        "scope": None,
        "voluntary": True,
        "relief": None,
        "refund": None,
    }
    return ChargeRow(row=row, item=item, **(blank | values))


def roster(
    kind: str,
    rows: Sequence[Any],
    month: Month | None = None,
    problems: Sequence[Problem] = (),
) -> RosterResult[Any]:
    """A sheet with these rows."""
    return RosterResult(
        kind=kind,
        sheet="Sheet1",
        header_row=3,
        columns=(FoundColumn("F", "就餐天数", "meal_days", "就餐天数"),),
        given=frozenset(),
        rows=tuple(rows),
        problems=tuple(problems),
        skipped=(),
        row_count=len(rows),
        candidates=(),
        digest="0" * 64,
        title="",
        month=month,
    )


def students(*rows: StudentRow) -> RosterResult[StudentRow]:
    """A roster of pupils."""
    return roster("students", rows)


def meal_days(*rows: MealDaysRow, month: Month | None = OCTOBER) -> RosterResult[MealDaysRow]:
    """A sheet of meal days."""
    return roster("meal-days", rows, month)


def charges(*rows: ChargeRow) -> RosterResult[ChargeRow]:
    """A charge table."""
    return roster("charges", rows)


def look(
    session: Session,
    sheet: RosterResult[Any],
    new: Sequence[int] = (),
    on: date | None = None,
) -> Preview:
    """Look at a sheet, some of whose rows are confirmed."""
    return preview(session, sheet, Decisions(rows=dict.fromkeys(new, "new"), on=on))


def take(
    session: Session,
    sheet: RosterResult[Any],
    new: Sequence[int] = (),
    on: date | None = None,
) -> Receipt:
    """Look at a sheet and take it in."""
    return apply(session, look(session, sheet, new, on))


def as_role(session: Session, role: Role) -> Session:
    """The same desk with somebody else at it."""
    return replace(session, role=role, user_name=role.label)


_KEPT = frozenset({"audit_entries", "audit_changes", "import_batches"})


def dump(store: Store) -> Mapping[str, Mapping[UUID, Any]]:
    """All rows of all tables except the audit's and the imports' own, by table and key."""
    with store.read() as connection:
        return {
            table.name: {
                tuple(row[c.name] for c in table.primary_key): dict(row)  # type: ignore[misc]
                for row in connection.execute(select(table)).mappings()
            }
            for table in Base.metadata.sorted_tables
            if table.name not in _KEPT
        }
