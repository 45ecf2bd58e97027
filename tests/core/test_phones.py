"""Telephone cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.phones import Phone, PhoneFlaw, PhoneKind, Phones, mask_phone, read_phones
from desktop.core.repairs import Repair

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).filter(lambda text: len(set(text)) > 1)


@pytest.mark.parametrize(
    ("raw", "text", "kind"),
    [
        ("13812345678", "13812345678", PhoneKind.MOBILE),
        (13812345678.0, "13812345678", PhoneKind.MOBILE),
        ("+86 138-1234-5678", "13812345678", PhoneKind.MOBILE),
        ("008613812345678", "13812345678", PhoneKind.MOBILE),
        ("１３８１２３４５６７８", "13812345678", PhoneKind.MOBILE),
        ("138\u200b12345678", "13812345678", PhoneKind.MOBILE),
        ("王芳13812345678", "13812345678", PhoneKind.MOBILE),
        ("(0371)65512345", "0371-65512345", PhoneKind.LANDLINE),
        ("0371-6551234", "0371-6551234", PhoneKind.LANDLINE),
        ("010 8551 2345", "010-85512345", PhoneKind.LANDLINE),
        ("+86 371 65512345", "0371-65512345", PhoneKind.LANDLINE),
        ("8613812345678", "13812345678", PhoneKind.MOBILE),
        ("65512345", "65512345", PhoneKind.LANDLINE),
        ("400-123-4567", "4001234567", PhoneKind.SERVICE),
        ("12315", "12315", PhoneKind.SERVICE),
        ("187970", "187970", PhoneKind.SHORT),
        ("+852 2345 6789", "+85223456789", PhoneKind.ABROAD),
    ],
)
def test_one_number(raw: str | float, text: str, kind: PhoneKind) -> None:
    read = read_phones(raw)
    assert isinstance(read, Phones)
    assert read.numbers == (Phone(text, kind),)


@given(
    mobiles,
    mobiles,
    st.sampled_from(["/", "、", ",", "，", ";", " ", "  ", "\n", "或", "", "父", " 母："]),
)
def test_two_numbers_in_one_cell(first: str, second: str, between: str) -> None:
    read = read_phones(first + between + second)
    assert isinstance(read, Phones)
    assert read.text == (f"{first}、{second}" if first != second else first)


@pytest.mark.parametrize(
    ("raw", "flaw"),
    [
        ("", PhoneFlaw.EMPTY),
        (" ", PhoneFlaw.EMPTY),
        ("1381234567", PhoneFlaw.WRONG_FORM),
        ("12812345678", PhoneFlaw.WRONG_FORM),
        ("138123456789", PhoneFlaw.WRONG_FORM),
        ("138 1234 567", PhoneFlaw.WRONG_FORM),
        ("13812345678 13912345678 139", PhoneFlaw.WRONG_FORM),
        ("123456789", PhoneFlaw.PLACEHOLDER),
        (123456789.0, PhoneFlaw.PLACEHOLDER),
        ("00000000000", PhoneFlaw.PLACEHOLDER),
        ("11111111", PhoneFlaw.PLACEHOLDER),
        ("1.38E+10", PhoneFlaw.LOSSY),
        ("无", PhoneFlaw.NO_NUMBER),
        ("()-", PhoneFlaw.NO_NUMBER),
    ],
)
def test_flaws_are_told_apart(raw: str | float, flaw: PhoneFlaw) -> None:
    assert read_phones(raw) is flaw


@given(st.text(alphabet="0123456789+- /、王（）", max_size=40) | st.text() | st.floats())
def test_any_cell_gives_a_value(raw: str | float) -> None:
    read = read_phones(raw)
    assert isinstance(read, PhoneFlaw) or read.numbers


def test_what_was_healed_is_told() -> None:
    read = read_phones("'王芳：+86 138-1234-5678")
    assert isinstance(read, Phones)
    assert read.repairs == (
        Repair.APOSTROPHE,
        Repair.FULL_WIDTH,
        Repair.WORDS_DROPPED,
        Repair.COUNTRY_CODE,
        Repair.BLANKS,
        Repair.HYPHENS,
    )
    plain = read_phones("13812345678")
    assert isinstance(plain, Phones)
    assert plain.repairs == ()


def test_screen_shows_the_ends_only() -> None:
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("0371-65512345") == "**********345"
    assert mask_phone("12") == "12"
