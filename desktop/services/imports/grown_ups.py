"""A column of identity numbers that are the parents' and not the pupils'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.labels import IdKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.rosters.students import StudentRow

OF_PARENTS: Final = (
    "“身份证件号”一栏里多数是成年人的号码，像是监护人的；请在“认表头与栏目”一步改成监护人1证件号，"
    "或改正表头再导入；确实是学生本人的，请确认这一行"
)
_GROWN_UP: Final = 25
"""Years from which hardly anybody is a pupil."""


def numbers_of_parents(rows: Sequence[StudentRow], today: date) -> bool:
    """Whether most of the numbers in the column belong to grown-ups."""
    last = today.year - _GROWN_UP
    told = [
        row.birth.year <= last
        for row in rows
        if row.id_number is not None and row.id_kind is IdKind.RESIDENT and row.birth is not None
    ]
    return sum(told) * 2 > len(told)
