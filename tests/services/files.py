"""Files that people attach, whole and broken: made here, so that nothing of anybody lies about."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from pathlib import Path

OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
# What a telephone writes into a photo: who owns it, and where it was taken.
OWNER, REMARK = "13987654321", "WANG FANG HOME"
_ORIENTATION, _ARTIST, _GPS = 0x0112, 0x013B, 0x8825


def drawn(width: int = 400, height: int = 300, colour: str = "white") -> Image.Image:
    """A picture with a red corner at the left above, so that turns are seen."""
    picture = Image.new("RGB", (width, height), colour)
    ImageDraw.Draw(picture).rectangle((0, 0, width // 3, height // 3), fill="red")
    return picture


def remarks(orientation: int = 1) -> Image.Exif:
    """What a camera writes down beside the picture."""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    exif[_ARTIST] = OWNER
    exif[_GPS] = {1: "N", 2: (27.0, 20.0, 15.0), 3: "E", 4: (103.0, 43.0, 2.0)}
    return exif


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:  # noqa: ANN401 - of the library
    """A picture as a file."""
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def photo(path: Path, width: int = 400, height: int = 300, **options: Any) -> Path:  # noqa: ANN401 - same
    """A JPEG in a file."""
    path.write_bytes(encoded(drawn(width, height), **options))
    return path


def numbered_photo(path: Path, number: int) -> Path:
    """A JPEG that is unlike those of other numbers."""
    path.write_bytes(encoded(drawn(200 + number, 150)))
    return path


def archive(folder: str) -> bytes:
    """A new office file: an archive with a member in a folder."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(f"{folder}document.xml", "<x/>")
    return out.getvalue()


def huge_png(width: int = 40_000, height: int = 40_000) -> bytes:
    """A small PNG that says it has very many points."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", b"") + _chunk(b"IEND", b"")
    )


def bomb_png(side: int = 6_000) -> bytes:
    """A PNG of few bytes that unpacks to very many, fewer than are refused by their number."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    line = zlib.compress(bytes(1 + 3 * side) * side, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", line) + _chunk(b"IEND", b"")
    )


def text_bomb_png() -> bytes:
    """A PNG with a remark that unpacks to hundreds of millions of letters."""
    remark = b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)
    whole = encoded(drawn(), "PNG")
    return whole[:33] + _chunk(b"zTXt", remark) + whole[33:]


def huge_jpeg(width: int = 40_000, height: int = 40_000) -> bytes:
    """A JPEG whose head says that it has very many points."""
    whole = bytearray(encoded(drawn()))
    at = whole.index(b"\xff\xc0")
    whole[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(whole)


def _png(width: int, height: int, points: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", points) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
