"""The shipped files are where the program looks."""

from desktop.core.resources import FONTS, RESOURCES, SAMPLES, STANDARDS


def test_fonts_are_shipped() -> None:
    assert list(FONTS.glob("*.ttf"))
    assert {FONTS.parent, STANDARDS.parent, SAMPLES.parent} == {RESOURCES}
