from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from desktop.reports.pdf.subset import Metrics, Places, Subset

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS, MORE, SCALE, TWO_SCALES, MATRIX = 1 << 0, 1 << 5, 1 << 3, 1 << 6, 1 << 7
TABLES = {"post": bytes(32), "hhea": bytes(36), "maxp": bytes(32), "head": bytes(54)}


def _composed(*parts: tuple[int, int, int]) -> bytes:
    """An outline of other glyphs: for each part its flags, its glyph and the bytes that follow."""
    return struct.pack(">h8x", -1) + b"".join(
        struct.pack(">HH", flags, glyph) + b"\xee" * more for flags, glyph, more in parts
    )


def _outlines_of(font: bytes) -> bytes:
    entry = font.index(b"glyf")
    offset, length = (int.from_bytes(font[entry + at : entry + at + 4]) for at in (8, 12))
    return font[offset : offset + length]


@pytest.mark.parametrize(("flag", "more"), [(SCALE, 2), (TWO_SCALES, 4), (MATRIX, 8), (0, 0)])
@pytest.mark.parametrize(("words", "places"), [(WORDS, 4), (0, 2)])
def test_parts_of_a_glyph_are_taken_along_and_renumbered(
    flag: int, more: int, words: int, places: int
) -> None:
    outlines = {
        0: b"",
        9: _composed((flag | words | MORE, 40, places + more), (words, 9000, places)),
        40: _composed((words, 9000, places)),
        9000: b"\x00\x01plain...",
    }

    def read(glyphs: Sequence[int]) -> list[bytes]:
        return [outlines[glyph] for glyph in glyphs]

    metrics = Metrics(struct.pack(">34xH", 1), struct.pack(">HH", 500, 0) + bytes(2 * 9000))
    written = _outlines_of(Subset(TABLES, metrics, read).write([9]))
    wanted = [
        _composed((flag | words | MORE, 2, places + more), (words, 3, places)),
        _composed((words, 3, places)),
        outlines[9000],
    ]
    assert written == b"".join(outline + bytes(-len(outline) % 4) for outline in wanted)


@pytest.mark.parametrize(("long_places", "shape", "unit"), [(1, ">3L", 1), (0, ">3H", 2)])
def test_places_are_read_in_both_forms(long_places: int, shape: str, unit: int) -> None:
    places = Places(
        struct.pack(">50xH", long_places), struct.pack(shape, 0, 12 // unit, 40 // unit)
    )
    assert [places[0], places[1]] == [(0, 12), (12, 40)]


def test_last_width_serves_the_glyphs_after_it() -> None:
    metrics = Metrics(struct.pack(">34xH", 2), struct.pack(">HHHHHH", 500, 1, 600, 2, 3, 4))
    assert [metrics[glyph] for glyph in range(4)] == [(500, 1), (600, 2), (600, 3), (600, 4)]
