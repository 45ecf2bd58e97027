"""Healing that numbers of all kinds share."""

import pytest

from desktop.core.repairs import LOSSY, Repair, cell_text, narrow, tidy_number


@pytest.mark.parametrize(
    ("text", "healed", "repairs"),
    [
        ("123", "123", ()),
        ("  12 3\u00a0", "123", (Repair.BLANKS,)),
        ("'123", "123", (Repair.APOSTROPHE,)),
        ("１２３ｘ", "123X", (Repair.FULL_WIDTH, Repair.LOWER_CASE)),
        ("12-3", "123", (Repair.HYPHENS,)),
        ("12\u2014\u22123", "123", (Repair.HYPHENS,)),
        ("123.0", "123", (Repair.DECIMAL,)),
        ("123.50", "123.50", ()),
        ("1\u200b23\ufeff", "123", (Repair.INVISIBLE,)),
    ],
)
def test_numbers_are_healed_and_it_is_told(
    text: str, healed: str, repairs: tuple[Repair, ...]
) -> None:
    assert tidy_number(text) == (healed, repairs)


def test_cells_as_text() -> None:
    assert cell_text(13812345678.0) == "13812345678"
    assert cell_text(1.5) == "1.5"
    assert cell_text(7) == "7"
    assert cell_text(" 7") == " 7"
    assert cell_text(float("nan")) == "nan"


def test_narrow_leaves_han_alone() -> None:
    assert narrow("１（一）Ａ　班") == "1(一)A　班"


def test_scientific_notation_is_recognised() -> None:
    assert LOSSY.fullmatch("4.10102E+17")
    assert LOSSY.fullmatch("4E17")
    assert not LOSSY.fullmatch("E12345678")
