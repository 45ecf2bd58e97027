from __future__ import annotations

import pytest
from PySide6.QtGui import QImage

from desktop.views.preview.pdf import Shot, page_sizes, page_text, picture, some_pages
from tests.views.preview.papers import charges_paper, meals_paper

pytestmark = pytest.mark.gui


def test_sizes_are_those_of_the_paper() -> None:
    assert {(round(size.width), round(size.height)) for size in page_sizes(meals_paper())} == {
        (595, 842)
    }
    (lying,) = page_sizes(charges_paper())
    assert lying.width > lying.height


def test_bands_of_a_page_are_the_page() -> None:
    wide, high = page_sizes(meals_paper())[0].pixels(100)
    whole = picture(meals_paper(), Shot(0, wide, high))
    assert (whole.width(), whole.height()) == (wide, high)
    for top in range(0, high, 250):
        band = picture(meals_paper(), Shot(0, wide, high, top, 250))
        part = whole.copy(0, top, wide, min(250, high - top))
        assert band.size() == part.size()
        assert differing(band, part) < 0.0005  # letters at the edge are smoothed by a shade


def differing(one: QImage, other: QImage) -> float:
    """The share of bytes that are not nearly the same."""
    pairs = zip(one.constBits(), other.constBits(), strict=True)
    return sum(abs(a - b) > 2 for a, b in pairs) / one.sizeInBytes()


def test_grey_page_takes_a_quarter() -> None:
    wide, high = page_sizes(meals_paper())[0].pixels(72)
    grey = picture(meals_paper(), Shot(0, wide, high, grey=True))
    assert grey.format() is QImage.Format.Format_Grayscale8
    assert grey.pixelColor(1, 1).name() == "#ffffff"


def test_some_pages_keep_their_letters() -> None:
    chosen = some_pages(meals_paper(), [2, 0])
    assert len(page_sizes(chosen)) == 2
    assert page_text(chosen, 0) == page_text(meals_paper(), 2)
    assert page_text(chosen, 1) == page_text(meals_paper(), 0)
