from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFontFace

from desktop.core.resources import FONTS
from desktop.reports.pdf.faces import Outlines
from desktop.reports.pdf.rare import unpacked

FILES = [*sorted(FONTS.glob("*.ttf")), None]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem if file else "rare")
def test_font_is_read_as_the_library_reads_it(file: Path | None) -> None:
    path = file or unpacked()
    assert isinstance(path, Path)
    ours, theirs = Outlines(str(path)), TTFontFace(str(path))
    assert ours.charToGlyph == theirs.charToGlyph
    assert ours.charWidths == theirs.charWidths
    # Of a run of equal widths the library scales all but the first, and so writes a wrong width.
    full = int.from_bytes(ours._table("hhea")[34:36])
    assert ours.hmetrics[:full] == theirs.hmetrics[:full]
    assert [at[1] for at in ours.hmetrics] == [at[1] for at in theirs.hmetrics]
    assert ours.glyphPos == theirs.glyphPos
    assert ours.defaultWidth == theirs.defaultWidth
    assert ours.name == theirs.name


def test_font_without_its_characters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.reports.pdf.faces._SEGMENTS", 4)
    with pytest.raises(ValueError, match="12"):
        Outlines(str(FONTS / "NotoSansSC_400Regular.ttf"))
