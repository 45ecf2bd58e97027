"""A small school for tests of services: one pupil of whom everything is known, and some others."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from tests.services.rosters import ID_A, guardian, pupil, students, take

if TYPE_CHECKING:
    from desktop.rosters.students import StudentRow
    from desktop.services.session import Session

NUMBER: Final = "G530000201603070011"
"""The student number of 张小红."""


def school_of(session: Session, *others: StudentRow) -> Session:
    """张小红 of 三年级1班 with all her numbers and her father, and the others, on the roll."""
    known = pupil(
        id_number=ID_A,
        student_number=NUMBER,
        school_number="0007",
        birth=date(2016, 3, 7),
        guardians=(guardian(phone="13800001234", relation="父亲"), None),
    )
    take(session, students(known, *others))
    return session
