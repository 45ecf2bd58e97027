"""Reading a workbook as the unit counts: its school year, the grade in which its pupils enter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.grades import GradeRules
from desktop.core.labels import UnitKind
from desktop.core.terms import SchoolYear
from desktop.models import Unit
from desktop.rosters.cells import Context
from desktop.rosters.reading import read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from desktop.core.progress import Progress
    from desktop.rosters.results import Choices, RosterResult
    from desktop.rosters.workbook import Workbook
    from desktop.services.session import Session

_ENTRY_GRADE: Final[Mapping[UnitKind, int]] = {
    UnitKind.JUNIOR: 7,
    UnitKind.SENIOR: 10,
    UnitKind.VOCATIONAL: 10,
}


def context(session: Session, on: date | None = None) -> Context:
    """How the cells of the unit's workbooks are to be understood on a day (today if not said)."""
    day = on or session.store.clock.today()
    with session.store.read() as connection:
        kind = connection.execute(select(Unit.kind).where(Unit.id == session.unit_id)).scalar_one()
    rules = GradeRules(entry_grade=_ENTRY_GRADE.get(kind, 1), school_year=SchoolYear.of(day))
    return Context(session.store.clock.today(), rules)


def open_workbook(
    session: Session,
    file: Path | Workbook,
    kind: str,
    choices: Choices | None = None,
    progress: Progress | None = None,
) -> RosterResult[Any]:
    """Read one sheet of a workbook for this unit.

    Raises:
        SchoolError: the file or sheet cannot be read at all; the sentence says what to do.
    """
    return read(file, kind, context(session), choices, progress)
