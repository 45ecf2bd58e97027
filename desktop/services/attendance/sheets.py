"""Attendance for workbooks going out: in the form that is read back in."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.attendance import Mark
from desktop.core.errors import SchoolError
from desktop.core.grades import ClassName
from desktop.core.labels import Role
from desktop.core.names import name_key
from desktop.models import SchoolClass
from desktop.rosters.attendance import AbsenceRow, AttendanceRow
from desktop.rosters.attendance_book import ClassPage, MonthBook, write_month
from desktop.services.attendance.rolls import RollBooks
from desktop.services.enrolment import grade_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.attendance.rolls import ClassGrid
    from desktop.services.session import Session

ATTENDANCE: Final = "attendance"
PUPIL_ABSENCES: Final = "pupil-absences"
_FIRST_ROW: Final = 2


def attendance_rows(
    connection: Connection, unit_id: UUID, month: Month, *, recorded: bool = True
) -> tuple[AttendanceRow, ...]:
    """The pupils of a month class by class; without `recorded` their days are left empty."""
    pages = _pages(connection, unit_id, month, recorded=recorded)
    return tuple(row for page in pages for row in page.rows)


def absence_rows(connection: Connection, unit_id: UUID, month: Month) -> tuple[AbsenceRow, ...]:
    """The absences of a month by day and class; a class without any has one line."""
    books = RollBooks(connection, unit_id, (month.first, month.last))
    names = _class_names(connection, unit_id, month)
    found: list[AbsenceRow] = []
    for day in books.days:
        for class_id in books.classes if books.calendar.state(day).has_lessons else ():
            exceptions = books.exceptions(class_id, day)
            if exceptions is None:
                continue
            for student, called in exceptions.items() or [(None, None)]:
                name = books.name(class_id, student) if student else ""
                found.append(
                    AbsenceRow(
                        row=len(found) + _FIRST_ROW,
                        day=day,
                        name=name,
                        name_key=name_key(name),
                        id_number=None,
                        student_number=books.number(student) if student else None,
                        school_class=names.get(class_id),
                        called=called,
                    )
                )
    return tuple(found)


def write_month_book(
    session: Session, month: Month, out: Path, *, recorded: bool = True, password: str = ""
) -> int:
    """Write a month's attendance, a sheet for each class; gives how many pupils stand in it.

    Args:
        session: the desk.
        month: the month.
        out: the .xlsx file to write.
        recorded: whether the marks stand in it; without, it is a form to fill in.
        password: without it the file cannot be opened; empty: no password.

    Raises:
        AccessRefusedError: an auditor, who carries no lists of pupils away.
        SchoolError: nobody is on the roll in that month.
        EnvironmentFault: the file cannot be written.
    """
    session.require(Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
    with session.store.read() as connection:
        books = RollBooks(connection, session.unit_id, (month.first, month.last))
        pages = tuple(_pages(connection, session.unit_id, month, recorded=recorded))
    if not pages:
        msg = f"{month.label}名册里没有学生。请先导入学生名册，或换一个月。"
        raise SchoolError(msg)
    lessons = frozenset(day.day for day in books.calendar.teaching_days(month))
    return write_month(out, MonthBook(session.unit_name, month, lessons, pages), password)


def _pages(
    connection: Connection, unit_id: UUID, month: Month, *, recorded: bool
) -> Iterator[ClassPage]:
    books = RollBooks(connection, unit_id, (month.first, month.last))
    names = _class_names(connection, unit_id, month)
    for class_id in books.classes:
        yield _page(books.grid(class_id), names.get(class_id), recorded=recorded)


def _page(grid: ClassGrid, name: ClassName | None, *, recorded: bool) -> ClassPage:
    namesakes = Counter(name_key(line.name) for line in grid.lines)
    rows = tuple(
        AttendanceRow(
            row=number,
            name=line.name,
            name_key=name_key(line.name),
            id_number=None,
            # A number stands only where the name does not tell: these sheets hang in classrooms.
            student_number=line.student_number if namesakes[name_key(line.name)] > 1 else None,
            school_class=name,
            days=tuple(
                None
                if called is None or not recorded or called.mark is Mark.NOT_RECORDED
                else called
                for called in line.days
            ),
        )
        for number, line in enumerate(grid.lines, _FIRST_ROW)
    )
    return ClassPage(grid.label, rows)


def _class_names(connection: Connection, unit_id: UUID, month: Month) -> dict[UUID, ClassName]:
    """The classes as a sheet names them; none for one that has left its stage."""
    found = {}
    for row in connection.execute(select(SchoolClass).where(SchoolClass.unit_id == unit_id)):
        grade = grade_on(row.stage, row.cohort, month.last)
        if grade is not None:
            found[row.id] = ClassName(grade, row.number or None, row.name)
    return found
