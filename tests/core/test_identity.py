"""Identity numbers: every single slip is found, every good number passes, none is ever repeated."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.identity import (
    IdentityFlaw,
    IdentityNumber,
    check_digit,
    compact_day,
    mask,
    read_identity,
    stored_number,
    to_eighteen,
)
from desktop.core.labels import IdKind, Sex
from desktop.core.repairs import Repair

TODAY = date(2026, 10, 1)
births = st.dates(date(1900, 1, 1), TODAY)


def number(birth: date, area: str = "410102", serial: int = 12) -> str:
    seventeen = f"{area}{birth:%Y%m%d}{serial:03}"
    return seventeen + check_digit(seventeen)


@given(
    births, st.integers(1, 999), st.sampled_from(["110101", "510202", "659001", "810000", "330721"])
)
def test_good_number_tells_birth_and_sex(birth: date, serial: int, area: str) -> None:
    read = read_identity(number(birth, area, serial), TODAY)
    assert isinstance(read, IdentityNumber)
    assert read.birth == birth
    assert read.sex is (Sex.MALE if serial % 2 else Sex.FEMALE)
    assert read.kind is (IdKind.HMT_RESIDENCE if area == "810000" else IdKind.RESIDENT)
    assert read.key == read.text


@given(births, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(birth: date, place: int, shift: int) -> None:
    good = number(birth)
    wrong = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    assert isinstance(read_identity(wrong, TODAY), IdentityFlaw)


@given(births, st.integers(0, 15))
def test_two_swapped_digits_never_pass(birth: date, place: int) -> None:
    good = number(birth, serial=987)
    swapped = good[:place] + good[place + 1] + good[place] + good[place + 2 :]
    assert swapped == good or isinstance(read_identity(swapped, TODAY), IdentityFlaw)


@pytest.mark.parametrize("text", ["11010519491231002X", "440524188001010014"])
def test_numbers_of_the_standard_pass(text: str) -> None:
    assert isinstance(read_identity(text, TODAY), IdentityNumber)


@given(births, st.randoms(use_true_random=False))
def test_blanks_hyphens_and_widths_are_healed(birth: date, chance: random.Random) -> None:
    good = number(birth)
    spoilt = "".join(
        (chr(ord(c) + 0xFEE0) if chance.random() < 0.3 else c)
        + chance.choice(["", "", " ", "-", "\u3000"])
        for c in good
    )
    read = read_identity("'" + spoilt.lower(), TODAY)
    assert isinstance(read, IdentityNumber)
    assert read.text == good
    assert Repair.APOSTROPHE in read.repairs


@given(st.text() | st.floats() | st.integers(), st.none() | st.sampled_from(IdKind))
def test_any_cell_gives_a_value(raw: str | float, kind: IdKind | None) -> None:
    assert isinstance(read_identity(raw, TODAY, kind), IdentityNumber | IdentityFlaw)


@pytest.mark.parametrize(
    ("raw", "flaw"),
    [
        ("", IdentityFlaw.EMPTY),
        (" \u3000", IdentityFlaw.EMPTY),
        ("11010519491231002", IdentityFlaw.WRONG_LENGTH),
        ("1101051949123100211", IdentityFlaw.WRONG_LENGTH),
        ("1101O519491231002X", IdentityFlaw.WRONG_CHARACTER),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢١", IdentityFlaw.WRONG_CHARACTER),
        ("张三", IdentityFlaw.WRONG_CHARACTER),
        ("110105194912310021", IdentityFlaw.WRONG_CHECK_DIGIT),
        ("410102200402301234", IdentityFlaw.NO_SUCH_DATE),
        ("410102170001011234", IdentityFlaw.NO_SUCH_DATE),
        ("160105194912310021", IdentityFlaw.UNKNOWN_AREA),
        ("990105194912310021", IdentityFlaw.UNKNOWN_AREA),
        ("160105491231002", IdentityFlaw.UNKNOWN_AREA),
        ("110105491331002", IdentityFlaw.NO_SUCH_DATE),
        ("4.10102E+17", IdentityFlaw.LOSSY_NUMBER),
        ("4.10102e+17", IdentityFlaw.LOSSY_NUMBER),
        (4.10102200402011e17, IdentityFlaw.LOSSY_NUMBER),
        (410102200402011234, IdentityFlaw.LOSSY_NUMBER),
        ("410102200402011000", IdentityFlaw.LOSSY_NUMBER),
        (float("inf"), IdentityFlaw.LOSSY_NUMBER),
    ],
)
def test_flaws_are_told_apart(raw: str | float, flaw: IdentityFlaw) -> None:
    assert read_identity(raw, TODAY) is flaw
    assert not flaw.warning


def test_provinces_are_those_of_the_standard() -> None:
    found = {
        area
        for area in map(str, range(10, 90))
        if not isinstance(
            read_identity(number(date(2015, 5, 1), f"{area}0101"), TODAY), IdentityFlaw
        )
    }
    assert found == set(
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 "  # noqa: SIM905
        "61 62 63 64 65 71 81 82 83".split()
    )


def test_birth_after_today_is_refused() -> None:
    assert read_identity(number(TODAY + timedelta(days=1)), TODAY) is IdentityFlaw.BIRTH_IN_FUTURE
    assert isinstance(read_identity(number(TODAY), TODAY), IdentityNumber)


def test_zeros_at_the_end_are_only_suspicious_when_the_check_fits() -> None:
    seventeens = (f"41010220040201{serial}00" for serial in range(10))
    text = next(s + "0" for s in seventeens if check_digit(s) == "0")
    read = read_identity(text, TODAY)
    assert isinstance(read, IdentityNumber)
    assert read.warnings == (IdentityFlaw.ENDS_IN_ZEROS,)
    assert read.warnings[0].warning


def test_old_number_is_used_with_a_warning_and_compares_with_the_new_one() -> None:
    for raw in ("110105491231002", 110105491231002.0):
        read = read_identity(raw, TODAY)
        assert isinstance(read, IdentityNumber)
        assert read.warnings == (IdentityFlaw.FIFTEEN_DIGITS,)
        assert (read.birth, read.sex) == (date(1949, 12, 31), Sex.FEMALE)
        assert read.key == to_eighteen("110105491231002") == "11010519491231002X"


def test_school_made_number_is_used_with_a_warning() -> None:
    read = read_identity("999411100000100001", TODAY)
    assert isinstance(read, IdentityNumber)
    assert (read.kind, read.warnings) == (IdKind.OTHER, (IdentityFlaw.TEMPORARY,))


def test_foreigners_card_carries_birth() -> None:
    read = read_identity(number(date(1990, 5, 6), area="911840"), TODAY)
    assert isinstance(read, IdentityNumber)
    assert (read.kind, read.birth) == (IdKind.FOREIGN_RESIDENCE, date(1990, 5, 6))


@pytest.mark.parametrize(
    ("raw", "kind", "found"),
    [
        ("H12345678", None, IdKind.HONG_KONG_MACAO),
        ("m1234567801", None, IdKind.HONG_KONG_MACAO),
        ("E12345678", None, IdKind.PASSPORT),
        ("EA1234567", None, IdKind.PASSPORT),
        ("123456789", IdKind.PASSPORT, IdKind.PASSPORT),
        ("USA110123456789", None, IdKind.FOREIGN_RESIDENCE),
        ("USA110123456789", IdKind.FOREIGN_RESIDENCE, IdKind.FOREIGN_RESIDENCE),
        ("12345678", IdKind.TAIWAN, IdKind.TAIWAN),
        ("0001234567(B)", IdKind.TAIWAN, IdKind.TAIWAN),
        ("无户口001", IdKind.OTHER, IdKind.OTHER),
        ("11010519491231002X", IdKind.RESIDENT, IdKind.RESIDENT),
        ("110105491231002", IdKind.RESIDENT, IdKind.RESIDENT),
    ],
)
def test_papers_of_others(raw: str, kind: IdKind | None, found: IdKind) -> None:
    read = read_identity(raw, TODAY, kind)
    assert isinstance(read, IdentityNumber)
    assert read.kind is found


@pytest.mark.parametrize(
    ("raw", "kind", "flaw"),
    [
        ("12345678", None, IdentityFlaw.WRONG_LENGTH),
        ("E12345678", IdKind.RESIDENT, IdentityFlaw.WRONG_CHARACTER),
        ("11010519491231002X", IdKind.PASSPORT, IdentityFlaw.WRONG_FORM),
        ("11010519491231002X", IdKind.HMT_RESIDENCE, IdentityFlaw.WRONG_FORM),
        ("110105491231002", IdKind.HMT_RESIDENCE, IdentityFlaw.WRONG_LENGTH),
        ("110105491231002", IdKind.FOREIGN_RESIDENCE, IdentityFlaw.WRONG_FORM),
        ("PASSPORT", IdKind.PASSPORT, IdentityFlaw.WRONG_FORM),
    ],
)
def test_number_that_is_not_of_the_kind_said(
    raw: str, kind: IdKind | None, flaw: IdentityFlaw
) -> None:
    assert read_identity(raw, TODAY, kind) is flaw


@given(st.text(max_size=30))
def test_mask_hides_at_least_half(text: str) -> None:
    hidden = mask(text)
    assert len(hidden) == len(text)
    assert sum(h != t for h, t in zip(hidden, text.replace("*", "x"), strict=True)) * 3 >= len(text)


def test_mask_keeps_what_people_compare_by() -> None:
    assert mask("410102200402011234") == "410***********1234"
    assert mask("E12345678") == "E******78"
    assert mask("1234") == "****"
    read = read_identity("11010519491231002X", TODAY)
    assert isinstance(read, IdentityNumber)
    assert read.masked == "110***********002X"


def test_day_outside_the_calendar() -> None:
    assert compact_day("20240229") == date(2024, 2, 29)
    assert compact_day("20230229") is None
    assert compact_day("00000000") is None


def test_old_number_is_stored_in_its_new_form() -> None:
    assert stored_number("110105491231002") == "11010519491231002X"
    assert stored_number("11010519491231002X") == "11010519491231002X"
    assert stored_number("H12345678") == "H12345678"
    assert stored_number(None) is None
