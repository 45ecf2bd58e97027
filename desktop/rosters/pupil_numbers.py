"""The numbers by which the sheets of a month know a pupil again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.rosters import people
from desktop.rosters.paper_columns import id_number, student_number

if TYPE_CHECKING:
    from desktop.rosters.cells import Context
    from desktop.rosters.columns import Line

STUDENT_NUMBER: Final = student_number(note="同班有同名的必须填")
ID_NUMBER: Final = id_number(note="有学籍号的不必填")


def numbers_told(line: Line, context: Context) -> tuple[str | None, str | None]:
    """Identity and student number of a pupil; what is to be said of them goes to the line."""
    identity, id_flaw = people.identity(line.values.get("id_number"), None, context)
    number, number_flaw = people.student_number(
        line.values.get("student_number"), identity, context
    )
    for key, flaw in (("id_number", id_flaw), ("student_number", number_flaw)):
        if flaw is not None:
            line.flaws.append((key, flaw))
    return (identity.text if identity else None), number
