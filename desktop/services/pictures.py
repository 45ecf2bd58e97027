"""Pictures as they are kept: upright, of a size to be read, without what the camera wrote down.

A picture comes from anywhere, so nothing that it says of itself is believed before it is opened:
only JPEG and PNG are, of no more points than a telephone takes, and what breaks is refused.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import IO, TYPE_CHECKING, Final

from PIL import Image

from desktop.core.errors import SchoolError

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_SIDE: Final = 1600
QUALITY: Final = 80
# A telephone of 200 million points. A JPEG in one pass is made small while it is read; all others
# are in memory whole.
MOST_POINTS: Final = 210_000_000
MOST_POINTS_WHOLE: Final = 40_000_000
_ORIENTATION: Final = 0x0112
_TURNS: Final[Mapping[int, Image.Transpose]] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_WHITE: Final = (255, 255, 255)
_BROKEN: Final = (
    *(OSError, ValueError, SyntaxError, TypeError, LookupError, ArithmeticError, EOFError),
    *(AttributeError, MemoryError, struct.error, zlib.error),
)
# The library refuses far larger ones by itself; its own limit is below what telephones take.
Image.MAX_IMAGE_PIXELS = MOST_POINTS


class _TooLargeError(Exception):
    """More points than can be handled."""


_TOO_LARGE: Final = (
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
    _TooLargeError,
)


def reduced(file: IO[bytes]) -> bytes:
    """The picture as it is kept: JPEG, at most 1600 points long, upright, without any remarks.

    Raises:
        SchoolError: it is no whole JPEG or PNG, or has more points than any telephone takes.
    """
    return _made(file, LONGEST_SIDE, QUALITY)


def thumbnail(content: bytes, side: int) -> bytes:
    """A small JPEG of a kept picture that fits into a square.

    Raises:
        SchoolError: the picture cannot be read.
    """
    return _made(BytesIO(content), side, QUALITY)


def _made(file: IO[bytes], side: int, quality: int) -> bytes:
    try:
        with Image.open(file, formats=("JPEG", "PNG")) as image:
            _refuse_too_large(image)
            turn = _TURNS.get(_orientation(image))
            image.draft(None, (side, side))
            picture = _plain(image)
        picture.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3.0)
        if turn is not None:
            picture = picture.transpose(turn)
        picture.info.clear()
        out = BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True)
    except _TOO_LARGE as error:
        raise SchoolError(
            "照片的尺寸太大，没有保存。请用手机的普通清晰度重新拍一张，或缩小后再选。"
        ) from error
    except _BROKEN as error:
        raise SchoolError(
            "照片打不开：文件不完整，或者不是真正的 JPG、PNG 照片，没有保存。请重新传一次再选。"
        ) from error
    return out.getvalue()


def _refuse_too_large(image: Image.Image) -> None:
    in_one_pass = image.format in ("JPEG", "MPO") and not image.info.get("progressive")
    most = MOST_POINTS if in_one_pass else MOST_POINTS_WHOLE
    if image.width * image.height > most:
        raise _TooLargeError


def _orientation(image: Image.Image) -> int:
    """How the camera was held; a picture whose remarks are broken is taken as it stands."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return 1


def _plain(image: Image.Image) -> Image.Image:
    """The picture in plain colours or grey; what is transparent becomes white."""
    if image.mode.startswith("I"):  # sixteen bits for a point
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in ("L", "RGB"):
        image.load()
        return image
    if image.has_transparency_data:
        seen = image if image.mode == "RGBA" else image.convert("RGBA")
        page = Image.new("RGB", seen.size, _WHITE)
        page.paste(seen, mask=seen.getchannel("A"))
        return page
    return image.convert("RGB")
