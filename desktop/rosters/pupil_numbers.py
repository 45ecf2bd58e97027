"""The numbers by which the sheets of a month know a pupil again."""

from __future__ import annotations

from typing import Final

from desktop.rosters import people
from desktop.rosters.columns import Column

STUDENT_NUMBER: Final = Column(
    "student_number",
    "学籍号",
    people.raw_number,
    ("全国学籍号", "学籍编号", "学籍号码"),
    width=22,
    sensitive=True,
    note="同班有同名的必须填",
)
ID_NUMBER: Final = Column(
    "id_number",
    "身份证件号",
    people.raw_number,
    ("身份证号", "身份证号码", "证件号", "证件号码", "身份证", "公民身份号码"),
    width=22,
    sensitive=True,
    note="有学籍号的不必填",
)
