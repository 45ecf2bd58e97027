from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import AccessRefusedError
from desktop.core.labels import Role
from desktop.rosters.results import Choices
from desktop.services.imports.batches import preview
from desktop.services.imports.reading import open_workbook
from desktop.services.meal_workbooks import write_prefilled
from tests.services.rosters import OCTOBER, as_role, pupil, students, take

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.session import Session


def test_workbook_names_the_pupils_with_their_days_and_can_be_taken_in(
    session: Session, tmp_path: Path
) -> None:
    take(session, students(pupil(), pupil("李小军", 3)), on=date(2026, 9, 1))
    path = tmp_path / "就餐.xlsx"
    assert write_prefilled(session, OCTOBER, path) == 2
    roster = open_workbook(session, path, "meal-days", Choices())
    assert roster.month == OCTOBER
    assert [(row.name, row.present_days) for row in roster.rows] == [("李小军", 18), ("张小红", 18)]
    assert preview(session, roster).counts.new == 2


def test_auditor_takes_no_workbook_away(session: Session, tmp_path: Path) -> None:
    with pytest.raises(AccessRefusedError):
        write_prefilled(as_role(session, Role.AUDITOR), OCTOBER, tmp_path / "就餐.xlsx")
