from __future__ import annotations

from io import BytesIO
from shutil import copyfile
from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import DamagedError
from desktop.core.resources import FONTS
from desktop.reports.pdf.fontfile import FontFile

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = FONTS / "NotoSerifSC_700Bold.subset-8105.ttf"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A font that may be damaged."""
    copyfile(SHIPPED, tmp_path / "font.ttf")
    return tmp_path / "font.ttf"


def test_outlines_are_left_in_the_file() -> None:
    tables = FontFile(str(SHIPPED)).tables
    assert "glyf" not in tables
    assert sum(map(len, tables.values())) < SHIPPED.stat().st_size / 10


def test_outlines_are_those_of_the_file() -> None:
    content = SHIPPED.read_bytes()
    entry = content.index(b"glyf")
    start = int.from_bytes(content[entry + 8 : entry + 12])
    for font in (FontFile(str(SHIPPED)), FontFile(BytesIO(content))):
        found = font.outlines([(0, 100), (100_000, 100_010), (5, 5)])
        assert found == [
            content[start : start + 100],
            content[start + 100_000 : start + 100_010],
            b"",
        ]


def test_file_is_closed_between_reading_and_embedding(copied: Path) -> None:
    font = FontFile(str(copied))
    copied.unlink()  # Windows refuses this for an open file
    with pytest.raises(DamagedError, match=r"font\.ttf"):
        font.outlines([(0, 10)])


def test_other_font_in_the_place_of_the_first_is_refused(copied: Path) -> None:
    font = FontFile(str(copied))
    copyfile(FONTS / "NotoSansSC_400Regular.ttf", copied)
    with pytest.raises(DamagedError, match="换掉"):
        font.outlines([(0, 10)])


def test_same_font_put_there_again_is_taken(copied: Path) -> None:
    font = FontFile(str(copied))
    before = font.outlines([(0, 10)])
    copied.unlink()
    copyfile(SHIPPED, copied)
    assert font.outlines([(0, 10)]) == before


@pytest.mark.parametrize("length", [0, 8, 30, 20_000, 3_900_000])
def test_file_that_was_cut_short_is_named(copied: Path, length: int) -> None:
    content = copied.read_bytes()[:length]
    copied.write_bytes(content)
    with pytest.raises(DamagedError, match=r"font\.ttf"):
        FontFile(str(copied))
    with pytest.raises(DamagedError, match="生僻字"):
        FontFile(BytesIO(content))
