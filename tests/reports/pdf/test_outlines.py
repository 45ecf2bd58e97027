from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pytest
from reportlab.pdfbase.ttfonts import TTFontFace

from desktop.core.resources import FONTS
from desktop.reports.pdf.outlines import Outlines
from desktop.reports.pdf.rare import unpacked

FILES = [*sorted(FONTS.glob("*.ttf")), None]
MISSING = 0x10FFFF
every_font = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem if file else "rare")


@cache
def _faces(file: Path | None) -> tuple[Outlines, TTFontFace]:
    """A font as it is read here, and as the library reads it."""
    path = file or unpacked()
    assert isinstance(path, Path)
    return Outlines(str(path)), TTFontFace(str(path))


@every_font
def test_font_is_read_as_the_library_reads_it(file: Path | None) -> None:
    ours, theirs = _faces(file)
    chars = theirs.charToGlyph
    assert {char: ours.charToGlyph.get(char) for char in chars} == chars
    assert {char: ours.getCharWidth(char) for char in theirs.charWidths} == theirs.charWidths
    assert ours.defaultWidth == theirs.defaultWidth
    for name in ("name", "bbox", "ascent", "descent", "capHeight", "stemV", "italicAngle", "flags"):
        assert getattr(ours, name) == getattr(theirs, name)


@every_font
def test_character_that_the_font_lacks_has_no_glyph(file: Path | None) -> None:
    ours, theirs = _faces(file)
    lacking = [c for c in (*range(0x32000), MISSING) if c not in theirs.charToGlyph and c != 0xA0]
    assert not any(char in ours.charToGlyph for char in lacking)
    assert ours.getCharWidth(MISSING) == theirs.defaultWidth


@every_font
@pytest.mark.parametrize("size", [0, 1, 40, 256, 2000])
def test_subset_is_that_of_the_library_to_the_byte(file: Path | None, size: int) -> None:
    ours, theirs = _faces(file)
    # Of a run of equal widths the library scales all but the first, and so writes a wrong width.
    full = int.from_bytes(theirs.get_table("hhea")[34:36])  # type: ignore[no-untyped-call]
    last = theirs.hmetrics[full - 1][0]
    theirs.hmetrics[full:] = [(last, bearing) for _, bearing in theirs.hmetrics[full:]]
    chars = Random(size).sample(sorted(theirs.charToGlyph), size)
    chars = [0, *chars, MISSING, *chars[:3], 0x20]
    assert ours.makeSubset(chars) == theirs.makeSubset(chars)


def test_subset_brings_the_glyphs_that_others_are_put_together_of() -> None:
    # Of the shipped fonts only this one has such glyphs: ǖ is ü with a macron.
    ours, theirs = _faces(FONTS / "LXGWZhuqueFangsong-Regular.ttf")
    chars = [ord(char) for char in "ǖáÀ½ﾊ①"]
    written = ours.makeSubset(chars)
    assert written == theirs.makeSubset(chars)
    glyphs = int.from_bytes(_table(written, b"maxp")[4:6])
    assert glyphs > len(chars) + 1


def _table(font: bytes, tag: bytes) -> bytes:
    entry = font.index(tag)
    offset, length = (int.from_bytes(font[entry + at : entry + at + 4]) for at in (8, 12))
    return font[offset : offset + length]


def test_font_without_its_characters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.reports.pdf.outlines._SEGMENTS", 4)
    with pytest.raises(ValueError, match="12"):
        Outlines(str(FONTS / "NotoSansSC_400Regular.ttf"))
