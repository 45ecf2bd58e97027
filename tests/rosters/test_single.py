"""One row from values that were typed, by the checks of a whole sheet."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.core.labels import IdKind, Sex
from desktop.rosters.cells import Context
from desktop.rosters.problems import Level
from desktop.rosters.single import read_single
from desktop.rosters.students import STUDENTS

HOW = Context(date(2026, 10, 31))
NUMBER = "110101201603070023"


def test_values_are_read_as_a_line_of_a_sheet_is() -> None:
    read = read_single(STUDENTS, {"name": "张 小 红", "id_number": NUMBER, "sex": ""}, HOW)
    assert (read.row.name, read.row.id_kind, read.row.sex) == (
        "张小红",
        IdKind.RESIDENT,
        Sex.FEMALE,
    )
    assert read.of(Level.ERROR) == {}
    assert list(read.of(Level.REPAIR)) == ["name"]


def test_flaws_come_by_key_the_first_of_each() -> None:
    cells = {"name": "张小红", "id_number": NUMBER, "sex": "男", "ethnicity": "火星族"}
    read = read_single(STUDENTS, cells, HOW)
    assert list(read.of(Level.ERROR)) == ["ethnicity"]
    assert list(read.of(Level.WARNING)) == ["sex"]


def test_required_value_that_is_not_there_is_an_error() -> None:
    assert read_single(STUDENTS, {"name": ""}, HOW).of(Level.ERROR)["name"].message == "请填写姓名"


def test_unknown_column_is_a_bug_of_the_caller() -> None:
    with pytest.raises(KeyError):
        read_single(STUDENTS, {"星座": "狮子"}, HOW)
