"""Lines of a sheet of guardians for tests, as the reader would have given them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.rosters.guardians import GuardianRow
from tests.services.rosters import pupil, school_class

if TYPE_CHECKING:
    from desktop.rosters.students import Guardian


def line(*who: Guardian | None, row: int = 2, **values: Any) -> GuardianRow:  # noqa: ANN401 - fields
    """A line about 张小红 of 三年级1班, and what a test says otherwise."""
    told = pupil(values.pop("name", "张小红"))
    blank: dict[str, Any] = {
        "school_class": school_class(),
        "id_number": None,
        "student_number": None,
        "place": None,
    }
    first, second = (*who, None)[:2]
    return GuardianRow(row, told.name, told.name_key, guardians=(first, second), **(blank | values))
