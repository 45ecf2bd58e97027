"""Names: every spelling of one name has one key, and no name is refused for being rare."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.names import DOT, NameFlaw, name_key, normalise_name
from desktop.core.repairs import Repair

DOTS = "\u00b7\u2022\u30fb\u2027\u2219\u25cf\uff0e.\u3002"
han = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.sampled_from("䶮𫖮𬱖㛃龑遆")
han_names = st.text(han, min_size=1, max_size=12)


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing(raw: str) -> None:
    once = normalise_name(raw)
    twice = normalise_name(once.text)
    assert (twice.text, twice.key, twice.flaw) == (once.text, once.key, once.flaw)
    assert twice.repairs == ()


@given(han_names)
def test_plain_name_stays_as_it_is(raw: str) -> None:
    read = normalise_name(raw)
    assert (read.text, read.key, read.repairs, read.flaw) == (raw, raw, (), None)


@given(han_names, han_names, st.sampled_from(DOTS), st.sampled_from(["", " ", "\u3000"]))
def test_every_dot_that_people_type_is_the_same_name(
    first: str, second: str, dot: str, blank: str
) -> None:
    read = normalise_name(first + blank + dot + blank + second)
    assert read.text == first + DOT + second
    assert read.key == normalise_name(first + " " + second).key == name_key(first + second)
    assert (Repair.DOTS in read.repairs) == (dot != DOT or blank != "")


@given(han_names, st.lists(st.sampled_from(" \u3000\u00a0\t\n\u200b"), min_size=1))
def test_blanks_between_han_characters_go(name: str, blanks: list[str]) -> None:
    read = normalise_name("".join(blanks).join(["", *name, ""]))
    assert read.text == name


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("张　三", "张三"),
        ("阿卜来提.如则托合提", "阿卜来提·如则托合提"),
        ("艾哈迈德•买买提··买买提", "艾哈迈德·买买提·买买提"),
        ("张三。", "张三"),
        ("John  Smith", "John Smith"),
        ("Ｊｏｈｎ", "John"),
        ("A.B. Smith", "A.B. Smith"),
        ("'王芳", "王芳"),
        ("⽂三", "文三"),
        ("张\u200b三\ufeff", "张三"),
        ("e\u0301va", "éva"),
        ("e\u200b\u0301va", "éva"),
        ("\uf92c", "郎"),
        ("Mary 王", "Mary 王"),
        ("O'Neil", "O'Neil"),
    ],
)
def test_spelling_that_is_stored(raw: str, text: str) -> None:
    read = normalise_name(raw)
    assert read.text == text
    assert read.usable


@pytest.mark.parametrize(
    ("raw", "flaw", "usable"),
    [
        ("", NameFlaw.EMPTY, False),
        (" · ", NameFlaw.EMPTY, False),
        ("王" * 50, None, True),
        ("王" * 51, NameFlaw.TOO_LONG, False),
        ("20240101", NameFlaw.NO_LETTER, False),
        ("--", NameFlaw.NO_LETTER, False),
        ("张\ue001", NameFlaw.PRIVATE_USE, True),
        ("\ue001", NameFlaw.PRIVATE_USE, True),
        ("张三1", NameFlaw.ODD_CHARACTER, True),
        ("张三（大）", NameFlaw.ODD_CHARACTER, True),
        ("〇〇", NameFlaw.NO_LETTER, False),
        ("李〇", None, True),
    ],
)
def test_flaws(raw: str, flaw: NameFlaw | None, *, usable: bool) -> None:
    read = normalise_name(raw)
    assert (read.flaw, read.usable) == (flaw, usable)


def test_private_use_character_is_kept_and_joined_like_han() -> None:
    assert normalise_name("张 \ue001 三").text == "张\ue001三"


def test_key_ignores_case_and_variation_selectors() -> None:
    assert name_key("JOHN-Paul O’Neil") == "johnpauloneil"
    assert name_key("葛\U000e0100") == "葛"


@given(st.text(max_size=60))
def test_stored_text_is_canonical(raw: str) -> None:
    text = normalise_name(raw).text
    assert unicodedata.is_normalized("NFC", text)
    assert text == text.strip()
