"""Colours can be read in every look, and bigger type makes everything bigger."""

from __future__ import annotations

import re
from dataclasses import asdict, fields
from itertools import product

import pytest

from desktop.core.preferences import Preferences, Theme, TypeSize
from desktop.views.style.tokens import PAIRS, Colours, Look, contrast, tokens

pytestmark = pytest.mark.gui

LOOKS = [Look(*parts) for parts in product(Theme, TypeSize, (False, True))]


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#FFFFFF", "#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_declared_pair_can_be_read(look: Look) -> None:
    colours = asdict(tokens(look).colours)
    ratios = {
        f"{pair.upper} on {pair.ground}": contrast(colours[pair.upper], colours[pair.ground])
        for pair in PAIRS
    }
    least = {f"{pair.upper} on {pair.ground}": pair.least for pair in PAIRS}
    assert {name: ratio for name, ratio in ratios.items() if ratio < least[name]} == {}


def test_high_contrast_has_more_of_it_everywhere() -> None:
    light = asdict(tokens(Look()).colours)
    high = asdict(tokens(Look(Theme.HIGH_CONTRAST)).colours)
    weaker = [
        pair
        for pair in PAIRS
        if contrast(high[pair.upper], high[pair.ground])
        < contrast(light[pair.upper], light[pair.ground])
    ]
    assert weaker == []
    assert all(contrast(high[p.upper], high[p.ground]) >= 7 for p in PAIRS if p.least > 4)


def test_every_colour_takes_part_in_a_pair_but_the_separating_line() -> None:
    paired = {name for pair in PAIRS for name in (pair.upper, pair.ground)}
    assert {field.name for field in fields(Colours)} - paired == {"line"}


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_colours_are_whole_hexadecimal_numbers(look: Look) -> None:
    colours = asdict(tokens(look).colours).values()
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in colours)


def test_demo_school_is_told_by_its_accent() -> None:
    for theme in Theme:
        own, demo = tokens(Look(theme)).colours, tokens(Look(theme, demo=True)).colours
        assert own.accent != demo.accent
        assert own.text == demo.text


def test_big_type_makes_everything_bigger() -> None:
    normal = tokens(Look()).sizes
    big = tokens(Look(type_size=TypeSize.BIG)).sizes
    assert (normal.base, normal.row, big.base, big.row) == (14, 32, 18, 40)
    grown = asdict(big).items() - asdict(normal).items()
    assert {name for name, _ in grown} == set(asdict(normal)) - {"space", "radius"}
    assert all(length > asdict(normal)[name] for name, length in grown)


def test_look_follows_the_preferences() -> None:
    preferences = Preferences(theme=Theme.HIGH_CONTRAST, type_size=TypeSize.BIG)
    assert Look.of(preferences) == Look(Theme.HIGH_CONTRAST, TypeSize.BIG)
    assert Look.of(preferences, demo=True).demo
