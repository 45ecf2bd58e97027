from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.errors import SchoolError
from desktop.reports.pdf.pagination import Extents, Paginator, Part, Rows, TablePage

FULL = 400.0
EXTENTS = Extents(head=30.0, band=16.0, carry=16.0, closing=16.0)


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    """Groups of rows with headings and subtotals, then a total."""
    headed = draw(st.booleans())
    parts: list[Part] = []
    heights: list[float] = []
    inside: list[bool] = []
    for size in draw(st.lists(st.integers(0, 60), max_size=8)):
        group = [Part.HEADING] * headed + [Part.DATA] * size + [Part.SUBTOTAL] * headed
        parts += group
        inside += [headed] * len(group)
    parts.append(Part.TOTAL)
    inside.append(False)
    high = draw(st.lists(st.sampled_from([16.0, 16.0, 16.0, 30.0, 44.0]), min_size=1, max_size=9))
    heights = [high[at % len(high)] if part is Part.DATA else 16.0 for at, part in enumerate(parts)]
    return Rows(parts, heights, inside)


places = st.tuples(st.floats(0, FULL), st.floats(0, FULL * 0.7))


def _place(rows: Rows, panels: int, first: float, tail: float) -> list[TablePage]:
    return Paginator(rows, EXTENTS, panels).place(first, FULL, tail)


def _height(rows: Rows, page: TablePage, number: int) -> float:
    """The height of one panel, reckoned again from its rows."""
    panel = page.panels[number]
    height = EXTENTS.head + sum(rows.heights[panel.start : panel.end])
    height += EXTENTS.band * panel.continued
    height += EXTENTS.carry * (page.carried_in and number == 0)
    return height + EXTENTS.carry * (page.carried_out and number == len(page.panels) - 1)


@given(rows=tables(), panels=st.integers(1, 3), place=places)
def test_every_row_stands_once_in_order(
    rows: Rows, panels: int, place: tuple[float, float]
) -> None:
    pages = _place(rows, panels, *place)
    placed = [at for page in pages for p in page.panels for at in range(p.start, p.end)]
    assert placed == list(range(len(rows.parts)))


@given(rows=tables(), panels=st.integers(1, 3), place=places)
def test_no_panel_is_higher_than_its_page(
    rows: Rows, panels: int, place: tuple[float, float]
) -> None:
    pages = _place(rows, panels, *place)
    for number, page in enumerate(pages):
        room = place[0] if number == 0 else FULL
        closing = EXTENTS.closing if page is pages[-1] else 0.0
        highest = max((_height(rows, page, at) for at in range(len(page.panels))), default=0.0)
        assert highest + closing <= page.height + 0.01
        assert page.height <= room + 0.01 or not page.panels


@given(rows=tables(), panels=st.integers(1, 3), place=places)
def test_what_follows_the_table_keeps_with_it(
    rows: Rows, panels: int, place: tuple[float, float]
) -> None:
    pages = _place(rows, panels, *place)
    last = pages[-1]
    room = place[0] if len(pages) == 1 else FULL
    kept = last.height + place[1] <= room + 0.01
    begun = last.panels[0].start
    data = [at for at, part in enumerate(rows.parts) if part is Part.DATA and at >= begun]
    # Where the end is too long even for the fewest rows, it goes on by itself.
    assert kept or sum(rows.heights[at] for at in data[1:]) < 44.0
    assert last.panels[-1].end == len(rows.parts)


@given(rows=tables(), panels=st.integers(1, 3), place=places)
def test_heading_keeps_with_its_rows_and_subtotal_with_its_last(
    rows: Rows, panels: int, place: tuple[float, float]
) -> None:
    for page in _place(rows, panels, *place):
        for panel in page.panels:
            first, last = rows.parts[panel.start], rows.parts[panel.end - 1]
            if panel.end < len(rows.parts):
                assert last is not Part.HEADING
            if panel.start > 0:
                before = rows.parts[panel.start - 1]
                assert first not in (Part.SUBTOTAL, Part.TOTAL) or before is not Part.DATA


@given(rows=tables(), panels=st.integers(1, 3), place=places)
def test_group_that_goes_on_repeats_its_heading(
    rows: Rows, panels: int, place: tuple[float, float]
) -> None:
    for page in _place(rows, panels, *place):
        for panel in page.panels:
            inside = rows.headed[panel.start] and rows.parts[panel.start] is not Part.HEADING
            assert panel.continued is inside


@given(rows=tables(), panels=st.integers(1, 3), place=places)
def test_sums_are_carried_over_each_break(
    rows: Rows, panels: int, place: tuple[float, float]
) -> None:
    pages = [page for page in _place(rows, panels, *place) if page.panels]
    assert [page.carried_in for page in pages] == [at > 0 for at in range(len(pages))]
    assert [page.carried_out for page in pages] == [at < len(pages) - 1 for at in range(len(pages))]


def _plain_rows(count: int) -> Rows:
    return Rows([Part.DATA] * count, [16.0] * count, [False] * count)


def test_seal_takes_rows_along_to_its_page() -> None:
    pages = _place(_plain_rows(20), 1, FULL, 200.0)
    assert len(pages) == 2
    kept = pages[1].panels[0]
    assert (kept.start, kept.end) == (17, 20)


def test_table_that_fits_with_its_end_takes_one_page() -> None:
    assert len(_place(_plain_rows(9), 1, FULL, 200.0)) == 1


def test_panels_of_the_last_page_end_side_by_side() -> None:
    (page,) = _place(_plain_rows(11), 2, FULL, 100.0)
    assert [(p.start, p.end) for p in page.panels] == [(0, 6), (6, 11)]


def test_row_higher_than_a_page_is_refused() -> None:
    rows = Rows([Part.DATA] * 3, [16.0, 500.0, 16.0], [False] * 3)
    with pytest.raises(SchoolError, match="一页印不下"):
        _place(rows, 1, FULL, 0.0)


def test_table_begins_on_the_next_page_when_nothing_fits() -> None:
    pages = _place(_plain_rows(5), 1, 20.0, 0.0)
    assert pages[0].panels == ()
    assert pages[1].panels[0].start == 0
    assert not pages[1].carried_in


def test_table_without_rows_takes_no_page() -> None:
    assert _place(Rows([], [], []), 1, FULL, 100.0) == []
