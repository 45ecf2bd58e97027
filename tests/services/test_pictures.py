from __future__ import annotations

import random
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from desktop.core.errors import SchoolError
from desktop.services import pictures
from desktop.services.pictures import LONGEST_SIDE, reduced, thumbnail
from tests.services.files import (
    OWNER,
    REMARK,
    bomb_png,
    drawn,
    encoded,
    huge_jpeg,
    huge_png,
    remarks,
    text_bomb_png,
)

if TYPE_CHECKING:
    from collections.abc import Callable

RED, WHITE = (254, 0, 0), (255, 255, 255)


def kept(content: bytes) -> bytes:
    return reduced(BytesIO(content))


def shown(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def near(picture: Image.Image, place: tuple[int, int], colour: tuple[int, ...]) -> bool:
    found = picture.convert("RGB").getpixel(place)
    assert isinstance(found, tuple)
    return all(abs(a - b) < 12 for a, b in zip(found, colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (1601, 20), (1600, 1200), (3, 2)])
def test_long_side_is_at_most_1600_and_nothing_grows(kind: str, size: tuple[int, int]) -> None:
    picture = shown(kept(encoded(drawn(*size), kind)))
    assert picture.format == "JPEG"
    longest = max(size)
    scale = min(1.0, LONGEST_SIDE / longest)
    assert max(picture.size) == min(longest, LONGEST_SIDE)
    assert picture.width == pytest.approx(size[0] * scale, abs=1)
    assert picture.height == pytest.approx(size[1] * scale, abs=1)


def test_nothing_is_left_of_what_the_camera_wrote_down() -> None:
    whole = encoded(drawn(), exif=remarks(), comment=REMARK, xmp=b"<x>secret place</x>")
    assert OWNER.encode() in whole
    content = kept(whole)
    for remark in (b"Exif", OWNER.encode(), REMARK.encode(), b"secret", b"GPS", b"ICC_PROFILE"):
        assert remark not in content
    assert not shown(content).getexif()


def test_remarks_of_a_png_are_dropped() -> None:
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415 - for this test only

    info = PngInfo()
    info.add_text("Author", OWNER)
    whole = encoded(drawn(), "PNG", pnginfo=info, exif=remarks())
    assert OWNER.encode() in whole
    assert OWNER.encode() not in kept(whole)


# Where the red corner at the left above of the stored picture belongs, by how it was held.
CORNERS = {1: "lt", 2: "rt", 3: "rb", 4: "lb", 5: "lt", 6: "rt", 7: "rb", 8: "lb"}


@pytest.mark.parametrize("orientation", CORNERS)
def test_picture_stands_as_it_was_taken(orientation: int) -> None:
    picture = shown(kept(encoded(drawn(), exif=remarks(orientation))))
    turned = orientation > 4
    assert picture.size == ((300, 400) if turned else (400, 300))
    width, height = picture.size
    places = {
        "lt": (5, 5),
        "rt": (width - 5, 5),
        "lb": (5, height - 5),
        "rb": (width - 5, height - 5),
    }
    for name, place in places.items():
        assert near(picture, place, RED if name == CORNERS[orientation] else WHITE), name


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "RGBA", "CMYK", "I;16"])
def test_every_manner_of_colours_is_kept(mode: str) -> None:
    picture = drawn()
    made = Image.new(mode, (400, 300), 65535) if mode == "I;16" else picture.convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    found = shown(kept(encoded(made, kind)))
    assert found.size == (400, 300)
    assert found.mode in ("L", "RGB")
    assert near(found, (390, 290), WHITE)


def test_sixteen_bits_for_a_point_are_not_cut_off() -> None:
    grey = Image.new("I;16", (40, 30), 32768)
    assert near(shown(kept(encoded(grey, "PNG"))), (20, 15), (128, 128, 128))


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    assert near(shown(kept(encoded(clear, "PNG"))), (20, 15), WHITE)


def test_photo_with_a_second_picture_inside_is_kept_as_its_first() -> None:
    whole = encoded(drawn(), "MPO", save_all=True, append_images=[drawn(100, 80, "blue")])
    assert Image.open(BytesIO(whole)).format == "MPO"
    assert shown(kept(whole)).size == (400, 300)


def test_same_photo_gives_the_same_bytes() -> None:
    whole = encoded(drawn(2000, 1500))
    assert kept(whole) == kept(whole)


def test_broken_remarks_do_not_cost_the_photo() -> None:
    whole = encoded(drawn(), exif=remarks(6))
    at = whole.index(b"Exif\0\0") + 6
    assert shown(kept(whole[:at] + b"\xff" * 40 + whole[at + 40 :])).size == (400, 300)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "cut JPEG": lambda: encoded(drawn(2000, 1500))[:5000],
    "cut PNG": lambda: encoded(drawn(), "PNG")[:-60],
    "head only": lambda: encoded(drawn())[:200],
    "GIF": lambda: encoded(drawn(), "GIF"),
    "BMP": lambda: encoded(drawn(), "BMP"),
    "TIFF": lambda: encoded(drawn(), "TIFF"),
    "text": lambda: b"\xff\xd8\xff" + b"this is no picture" * 40,
    "PNG of 40,000 by 40,000": huge_png,
    "JPEG of 40,000 by 40,000": huge_jpeg,
    "PNG of 300 million points": lambda: huge_png(20_000, 15_000),
    "PNG of 100 million points": lambda: huge_png(10_000, 10_000),
    "remark that explodes": text_bomb_png,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_picture_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(SchoolError, match="没有保存") as refused:
        kept(HOSTILE[name]())
    large = "points" in name or "by" in name
    assert ("尺寸太大" in refused.value.sentence) is large


def test_progressive_picture_of_a_telephones_size_is_refused_where_it_would_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "MOST_POINTS_WHOLE", 400 * 300 - 1)
    assert kept(encoded(drawn()))
    with pytest.raises(SchoolError, match="尺寸太大"):
        kept(encoded(drawn(), progressive=True))


def test_picture_of_very_few_bytes_and_many_points_is_small_afterwards() -> None:
    whole = bomb_png()
    assert len(whole) < 200_000
    assert len(kept(whole)) < 200_000


def test_no_garbage_ever_ends_otherwise_than_in_a_sentence() -> None:
    chance = random.Random(4)
    seeds = [
        encoded(drawn(), exif=remarks()),
        encoded(drawn(), "PNG"),
        encoded(drawn(), progressive=True),
    ]
    for round_number in range(150):
        content = bytearray(seeds[round_number % 3])
        for _ in range(chance.randrange(1, 12)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        with suppress(SchoolError):
            assert kept(bytes(content))


def test_thumbnail_fits_into_its_square() -> None:
    small = shown(thumbnail(kept(encoded(drawn(2000, 1000))), 96))
    assert small.size == (96, 48)
    with pytest.raises(SchoolError):
        thumbnail(b"no picture", 96)
