"""Rows of the sheet of classes, in the form that is read back in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.grades import ClassName
from desktop.models import Person, StaffMember
from desktop.rosters.classes import ClassRow
from desktop.services.classes import is_open, lines_on
from desktop.services.staff.spells import PERSON_OF_STAFF

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

_FIRST_ROW: Final = 2


def class_rows(connection: Connection, unit_id: UUID, today: date) -> tuple[ClassRow, ...]:
    """The classes that are held today; one that has left its stage cannot be named in a sheet."""
    lines = lines_on(connection, unit_id, today)
    known = {
        row.id: row
        for row in connection.execute(
            select(StaffMember.id, StaffMember.staff_number, Person.name_key)
            .join(Person, PERSON_OF_STAFF)
            .where(StaffMember.unit_id == unit_id)
        )
    }
    held = [line for line in lines if line.grade is not None and is_open(line, today)]
    return tuple(
        ClassRow(
            row=number,
            school_class=ClassName(line.grade, line.number or None, line.name),
            teacher=line.teacher or None,
            teacher_key=known[line.teacher_id].name_key if line.teacher_id else None,
            teacher_number=known[line.teacher_id].staff_number if line.teacher_id else None,
            pupils=line.pupils,
        )
        for number, line in enumerate(held, start=_FIRST_ROW)
        if line.grade is not None
    )
