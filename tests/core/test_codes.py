"""Codes of institutions and accounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.codes import (
    Code,
    CodeFlaw,
    luhn,
    organisation_check,
    read_bank_account,
    read_credit_code,
    read_school_code,
)
from desktop.core.repairs import Repair


@pytest.mark.parametrize("text", ["91350100M000100Y43", "914403001922038216", "91110000802100433B"])
def test_credit_codes_of_the_registry_pass(text: str) -> None:
    assert read_credit_code(text) == Code(text)
    assert organisation_check(text[8:16]) == text[16]


def test_credit_code_is_healed() -> None:
    assert read_credit_code(" 91350100m000100y43") == Code(
        "91350100M000100Y43", (Repair.BLANKS, Repair.LOWER_CASE)
    )


@given(st.integers(0, 16), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_never_passes(place: int, character: str) -> None:
    good = "91350100M000100Y43"
    wrong = good[:place] + character + good[place + 1 :]
    assert wrong == good or read_credit_code(wrong) is CodeFlaw.CREDIT_CHECK


def test_wrong_organisation_code_inside_only_warns() -> None:
    seventeen = "92350100M000100Y5"
    digits = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    read = next(r for d in digits if isinstance(r := read_credit_code(seventeen + d), Code))
    assert read.warnings == (CodeFlaw.ORGANISATION_CHECK,)
    assert read.warnings[0].warning


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8))
def test_organisation_check_is_a_digit_or_x(eight: str) -> None:
    assert organisation_check(eight) in "0123456789X"


@pytest.mark.parametrize(
    ("raw", "flaw"),
    [
        ("", CodeFlaw.EMPTY),
        ("91350100M000100Y4", CodeFlaw.CREDIT_FORM),
        ("91350100I000100Y43", CodeFlaw.CREDIT_FORM),
        ("9.1440300192E+17", CodeFlaw.LOSSY),
        (914403001922038216.0, CodeFlaw.LOSSY),
    ],
)
def test_credit_code_flaws(raw: str | float, flaw: CodeFlaw) -> None:
    assert read_credit_code(raw) is flaw
    assert not flaw.warning


def test_school_code_is_ten_digits() -> None:
    assert read_school_code("4111010001") == Code("4111010001")
    assert read_school_code(4111010001.0) == Code("4111010001")
    assert read_school_code("411101000") is CodeFlaw.SCHOOL_FORM
    assert read_school_code("") is CodeFlaw.EMPTY


def test_luhn() -> None:
    assert luhn("79927398713")
    assert not luhn("79927398710")


@given(st.integers(0, 10**17))
def test_card_with_one_wrong_digit_is_doubtful(number: int) -> None:
    head = f"62{number:017}"[:18]
    card = next(head + str(last) for last in range(10) if luhn(head + str(last)))
    assert read_bank_account(card) == Code(card)
    wrong = card[:-1] + str((int(card[-1]) + 1) % 10)
    assert read_bank_account(wrong) == Code(wrong, (), (CodeFlaw.CARD_DOUBTFUL,))


@pytest.mark.parametrize(
    ("raw", "flaw"),
    [
        ("", CodeFlaw.EMPTY),
        ("6217", CodeFlaw.CARD_FORM),
        ("6217A00000000000000", CodeFlaw.CARD_FORM),
        (6.217e18, CodeFlaw.LOSSY),
    ],
)
def test_account_flaws(raw: str | float, flaw: CodeFlaw) -> None:
    assert read_bank_account(raw) is flaw


def test_passbook_number_only_warns() -> None:
    assert read_bank_account("1234567890") == Code("1234567890", (), (CodeFlaw.CARD_DOUBTFUL,))
