"""学籍号 of the three kinds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.repairs import Repair
from desktop.core.student_numbers import (
    StudentNumber,
    StudentNumberFlaw,
    StudentNumberKind,
    read_student_number,
)

TODAY = date(2026, 10, 1)


def test_g_number_holds_the_identity_number() -> None:
    assert read_student_number("g11010519491231002x", TODAY) == StudentNumber(
        "G11010519491231002X",
        StudentNumberKind.IDENTITY,
        "11010519491231002X",
        date(1949, 12, 31),
        (Repair.LOWER_CASE,),
    )


@pytest.mark.parametrize("letter", ["J", "L"])
def test_other_numbers_hold_the_birth(letter: str) -> None:
    read = read_student_number(letter + "410102201505010012", TODAY)
    assert isinstance(read, StudentNumber)
    assert (read.kind, read.identity) == (StudentNumberKind(letter), None)
    assert (read.birth, read.warnings) == (date(2015, 5, 1), ())


@pytest.mark.parametrize(
    "text",
    ["G110105194912310021", "G110105194902310021", "J410102201513010012", "L410102202705010012"],
)
def test_doubtful_inside_is_only_a_warning(text: str) -> None:
    read = read_student_number(text, TODAY)
    assert isinstance(read, StudentNumber)
    assert (read.birth, read.warnings) == (None, (StudentNumberFlaw.DOUBTFUL,))
    assert read.warnings[0].warning


@pytest.mark.parametrize(
    ("raw", "flaw"),
    [
        ("", StudentNumberFlaw.EMPTY),
        ("LG11010519491231002X", StudentNumberFlaw.WRONG_LETTER),
        ("11010519491231002X", StudentNumberFlaw.WRONG_LETTER),
        (4.1e17, StudentNumberFlaw.WRONG_LETTER),
        ("G1101051949123100", StudentNumberFlaw.WRONG_LENGTH),
        ("G1101051949123100O1", StudentNumberFlaw.WRONG_CHARACTER),
    ],
)
def test_flaws_are_told_apart(raw: str | float, flaw: StudentNumberFlaw) -> None:
    assert read_student_number(raw, TODAY) is flaw
    assert not flaw.warning


@given(st.text() | st.floats())
def test_any_cell_gives_a_value(raw: str | float) -> None:
    assert isinstance(read_student_number(raw, TODAY), StudentNumber | StudentNumberFlaw)
