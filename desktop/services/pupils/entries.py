"""What a person types of one pupil; the names of the fields are the keys of the roster."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date  # noqa: TC003 - drafts of forms are read by these types
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID  # noqa: TC003 - same

from desktop.core.labels import EnrolmentKind, IdKind, Sex
from desktop.rosters.students import STUDENTS

if TYPE_CHECKING:
    from desktop.rosters.cells import Cell


@dataclass(frozen=True, slots=True)
class NewPupil:
    """A pupil who comes to the school, as typed; None: not said."""

    name: str | None = None
    school_class: str | None = None
    arrival: EnrolmentKind | None = EnrolmentKind.ENROLLED
    day: date | None = None
    id_kind: IdKind | None = IdKind.RESIDENT
    id_number: str | None = None
    sex: Sex | None = None
    birth: date | None = None
    ethnicity: str | None = None
    student_number: str | None = None
    school_number: str | None = None
    boarding: bool | None = None
    meal_plan: bool | None = None
    address: str | None = None
    registered_address: str | None = None
    phone: str | None = None
    bank_card: str | None = None
    guardian1_name: str | None = None
    guardian1_relation: str | None = None
    guardian1_phone: str | None = None
    guardian1_id_number: str | None = None
    guardian2_name: str | None = None
    guardian2_relation: str | None = None
    guardian2_phone: str | None = None
    guardian2_id_number: str | None = None
    remark: str | None = None
    sibling: UUID | None = None
    """A pupil of the same family: guardians and address that are not said are that pupil's."""


@dataclass(frozen=True, slots=True)
class PupilFacts:
    """The ordinary fields of a pupil, as they stand in the books or in a form."""

    name: str | None = None
    school_class: str | None = None
    sex: Sex | None = None
    birth: date | None = None
    ethnicity: str | None = None
    student_number: str | None = None
    school_number: str | None = None
    boarding: bool | None = None
    meal_plan: bool | None = None
    address: str | None = None
    registered_address: str | None = None
    phone: str | None = None
    guardian1_relation: str | None = None
    guardian2_relation: str | None = None
    remark: str | None = None


FACTS: Final = tuple(field.name for field in fields(PupilFacts))
TITLES: Final = {column.key: column.title for column in STUDENTS.columns} | {
    "arrival": "怎样来的",
    "day": "到校日期",
    "sibling": "同一家的学生",
}
PRIVATE_KEYS: Final = frozenset(
    {column.key for column in STUDENTS.columns if column.sensitive} | {"remark"}
)
_NOT_CELLS: Final = frozenset({"arrival", "day", "sibling"})


def cells_of(entry: NewPupil | PupilFacts) -> dict[str, Cell]:
    """What was typed, as the cells of a line of a roster."""
    return {
        field.name: _cell(getattr(entry, field.name))
        for field in fields(entry)
        if field.name not in _NOT_CELLS
    }


def _cell(value: Any) -> Cell:  # noqa: ANN401 - any field
    if value is None:
        return ""
    return str(value.label) if hasattr(value, "label") else value
