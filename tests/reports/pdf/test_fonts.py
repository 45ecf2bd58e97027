from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from desktop.core.errors import DamagedError, SchoolError
from desktop.reports.document import Orientation, Paragraph
from desktop.reports.pdf import fonts, rare, render
from desktop.reports.pdf.fonts import Role, _load, glyphs, width
from desktop.reports.pdf.paper import Paper, sheet_for
from desktop.reports.pdf.typeset import Setter
from tests.reports import samples

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.reports.pdf.faces import Face

RARE = "䶮𫖮𬱖㛃𠮷"


@pytest.mark.parametrize("role", Role)
def test_rare_characters_are_set_and_can_be_copied(role: Role) -> None:
    paper = Paper(sheet_for(Orientation.PORTRAIT), "x")
    paper.text(100, 100, Setter(paper.pdf).operators(f"甲{RARE}乙1", role, 16))
    paper.close_page()
    with pypdfium2.PdfDocument(paper.finish()) as pdf:
        text = pdf[0].get_textpage().get_text_bounded()
    assert text == f"甲{RARE}乙1"


def test_more_than_one_subset_can_be_copied() -> None:
    text = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 700))
    content = render(samples.guarded(Paragraph(text)))
    assert text in samples.text_of(content)


def test_every_font_is_embedded() -> None:
    content = render(samples.guarded(Paragraph(f"公示 ABC 123 {RARE}")))
    assert b"Helvetica" not in content
    kinds = re.findall(rb"/Type /FontDescriptor", content)
    files = re.findall(rb"/FontFile2 ", content)
    assert len(kinds) == len(files) > 2


def test_run_is_split_by_what_the_fonts_cover() -> None:
    found = [glyphs(Role.TABLE)[char][0] for char in "王𠮷"]
    assert [font and font.fontName for font in found] == ["sans", "rare"]


def test_fallback_font_is_opened_only_for_a_character_that_needs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []

    def opens(name: str) -> Face:
        opened.append(name)
        return _load(name)

    monkeypatch.setattr(fonts, "face", opens)
    known = fonts.Glyphs(Role.TABLE)
    assert all(known[char][0] for char in "王芳1.00")
    assert set(opened) == {"sans"}
    assert known["𠮷"][0] is _load("rare")
    assert opened[-3:] == ["sans", "serif", "rare"]


def test_body_takes_digits_and_letters_from_the_lining_font() -> None:
    names = {char: glyphs(Role.BODY)[char][0] for char in "公0a"}
    assert {c: font and font.fontName for c, font in names.items()} == {
        "公": "fangsong",
        "0": "serif",
        "a": "serif",
    }


@pytest.mark.parametrize(
    ("char", "point"),
    [("\ue863", "U+E863"), ("\U000f0001", "U+F0001"), ("\u0378", "U+0378"), ("𒀀", "U+12000")],
)
def test_character_that_nothing_prints_is_refused_by_name(char: str, point: str) -> None:
    with pytest.raises(SchoolError) as refused:
        render(samples.guarded(Paragraph(f"王{char}")))
    assert point in refused.value.sentence
    assert ("自造字" in refused.value.sentence) is (char != "𒀀")


def test_character_in_a_table_is_refused_with_its_row() -> None:
    rows = [("1", "王芳", "1", "1.00"), ("2", "王\ue863", "1", "1.00")]
    with pytest.raises(SchoolError, match=r"第 2 行“.*”：.*U\+E863"):
        render(samples.guarded(samples.table(rows), fields=samples.ANY))


@pytest.mark.parametrize("sign", ["\ufe00", "\U000e0100", "\u200b", "\ufeff"])
def test_sign_that_draws_nothing_is_left_out(sign: str) -> None:
    assert width(f"王{sign}", Role.TABLE, 10.0) == width("王", Role.TABLE, 10.0)
    assert "王芳" in samples.text_of(render(samples.guarded(Paragraph(f"王{sign}芳"))))


def test_every_standard_role_covers_ordinary_text() -> None:
    for role in Role:
        assert width("公示（一）《表》“1”—…·￥①Ⅱ㎡○", role, 10.0) > 0


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder of the user."""
    monkeypatch.setattr(rare, "user_cache_path", lambda *_a, **_k: tmp_path / "cache")
    return tmp_path / "cache" / "fonts" / "HanaMinB.ttf"


def test_rare_font_is_unpacked_once(cache: Path) -> None:
    assert rare.unpacked() == cache
    before = cache.stat().st_mtime_ns
    assert rare.unpacked() == cache
    assert cache.stat().st_mtime_ns == before
    assert [path.name for path in cache.parent.iterdir()] == [cache.name]


def test_damaged_copy_in_the_cache_is_replaced(cache: Path) -> None:
    cache.parent.mkdir(parents=True)
    cache.write_bytes(b"half a font")
    assert rare.unpacked() == cache
    assert cache.stat().st_size > 30_000_000


def test_rare_font_is_read_from_memory_where_nothing_can_be_kept(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.parent.parent.parent.mkdir(exist_ok=True)
    cache.parent.parent.write_text("a file where the folder should be")
    found = rare.unpacked()
    assert isinstance(found, BytesIO)
    monkeypatch.setattr("desktop.reports.pdf.rare.unpacked", lambda: found)
    assert ord("𠮷") in _load.__wrapped__("rare").face.charToGlyph


@pytest.mark.parametrize("content", [b"no archive", None])
def test_damaged_packed_font_is_named(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    assert not cache.exists()
    packed = tmp_path / "HanaMinB.ttf.xz"
    if content is not None:
        packed.write_bytes(content)
    monkeypatch.setattr(rare, "PACKED", packed)
    with pytest.raises(DamagedError, match="字体"):
        rare.unpacked()


def test_other_content_in_the_packed_font_is_refused(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import lzma  # noqa: PLC0415 - only here

    assert not cache.exists()
    packed = tmp_path / "HanaMinB.ttf.xz"
    packed.write_bytes(lzma.compress(b"another font"))
    monkeypatch.setattr(rare, "PACKED", packed)
    with pytest.raises(DamagedError, match="已损坏"):
        rare.unpacked()
