from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from desktop.views.preview.cache import PictureCache
from desktop.views.preview.column import AIR, Column
from desktop.views.preview.pdf import PageSize
from desktop.views.preview.zoom import LEAST, MOST, STEPS, Fit, Zoom, free, stepped

pytestmark = pytest.mark.gui
A4 = (595.0, 842.0)


@given(factor=st.floats(0.1, 5))
def test_steps_go_the_way_they_say_and_stay_in_bounds(factor: float) -> None:
    assert LEAST <= free(factor).factor <= MOST
    larger, smaller = stepped(factor, larger=True).factor, stepped(factor, larger=False).factor
    assert {larger, smaller} <= set(STEPS)
    assert larger > factor - 0.01 or larger == MOST
    assert smaller < factor + 0.01 or smaller == LEAST


@given(wide=st.floats(200, 3000), high=st.floats(200, 3000))
def test_fitted_page_is_inside_the_room(wide: float, high: float) -> None:
    page = (A4[0] / 72 * 96, A4[1] / 72 * 96)
    width = Zoom(Fit.WIDTH).on(A4, (wide, high))
    whole = Zoom(Fit.PAGE).on(A4, (wide, high))
    assert page[0] * width <= wide + 0.01
    assert page[1] * whole <= high + 0.01
    assert whole <= width


sizes = st.lists(st.builds(PageSize, st.floats(100, 900), st.floats(100, 900)), max_size=30)


@given(pages=sizes, factor=st.floats(0.5, 3), top=st.floats(0, 5000), high=st.floats(1, 2000))
def test_pages_that_are_seen_are_those_that_lie_there(
    pages: list[PageSize], factor: float, top: float, high: float
) -> None:
    column = Column(pages, factor)
    seen = column.seen(top, high)
    for page in range(len(pages)):
        place = column.place(page, 100.0)
        if place.top() <= top + high and place.bottom() >= top:
            assert page in seen
    assert all(0 <= page < len(pages) for page in seen)
    assert column.height >= sum(size.pixels(96 * factor)[1] for size in pages)


def test_huge_page_is_drawn_smaller_than_it_is_shown() -> None:
    shot = Column([PageSize(2000, 3000)], 3.0).shot(0, 2.0)
    assert shot.width * shot.height <= 24_100_000
    assert AIR > 0


def test_oldest_pictures_make_room_and_the_newest_stays() -> None:
    cache = PictureCache(3000)
    for page in range(4):
        cache.put(page, 100, QImage(20, 20, QImage.Format.Format_RGB32))
    assert [page for page in range(4) if (page, 100) in cache] == [3]
    cache.put(9, 100, QImage(200, 200, QImage.Format.Format_RGB32))
    assert len(cache) == 1
    assert cache.nearest(9, 500) is not None
    assert cache.nearest(0, 100) is None
    cache.clear()
    assert len(cache) == 0
