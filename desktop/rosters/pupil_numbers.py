"""The numbers by which the sheets of a month know a pupil again."""

from __future__ import annotations

from typing import Final

from desktop.rosters.paper_columns import id_number, student_number

STUDENT_NUMBER: Final = student_number(note="同班有同名的必须填")
ID_NUMBER: Final = id_number(note="有学籍号的不必填")
