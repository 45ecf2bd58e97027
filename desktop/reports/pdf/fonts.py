"""Which font prints a character, how wide it is, and how it is written into a PDF.

The printing library never warns of a character that a font lacks, so each character is looked up
before it is set: a run of text is split by what the fonts cover, and a character that none of them
covers is refused by name.
"""

from __future__ import annotations

import unicodedata
from enum import Enum
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Final

from desktop.core.errors import SchoolError
from desktop.core.resources import FONTS
from desktop.reports.pdf.faces import Face

_RARE: Final = "rare"
_loading: Final = Lock()
_SONG: Final = ("serif", _RARE)
_FILES: Final = {
    "fangsong": "LXGWZhuqueFangsong-Regular.ttf",
    "bold": "NotoSerifSC_700Bold.subset-8105.ttf",
    "sans": "NotoSansSC_400Regular.ttf",
    "serif": "NotoSerifSC_400Regular.ttf",
}


class Role(Enum):
    """What a text is for; of the named fonts the first that covers a character prints it."""

    BODY = ("fangsong", "serif", _RARE)
    TITLE = ("bold", "serif", _RARE)
    TABLE = ("sans", "serif", _RARE)
    SONG = _SONG

    # A role is looked up for each cell; the hash of an enumeration is slow.
    __hash__ = object.__hash__


def face(name: str) -> Face:
    """A font of the shipped set, loaded once per process."""
    with _loading:  # two threads must not print with two copies of one font
        return _load(name)


@cache
def _load(name: str) -> Face:
    if name == _RARE:
        from desktop.reports.pdf.rare import unpacked  # noqa: PLC0415 - few notices need it

        file = unpacked()
        return Face(name, file if isinstance(file, BytesIO) else str(file), ascii_first=False)
    return Face(name, str(FONTS / _FILES[name]), ascii_first=True)


class Glyphs(dict[str, tuple[Face | None, float]]):
    """The font and width (in thousandths of the type size) of each character, for one role.

    Looked up once per character; a character that draws nothing has no font.
    """

    def __init__(self, role: Role) -> None:
        super().__init__()
        self._role = role

    def __missing__(self, char: str) -> tuple[Face | None, float]:
        found = self[char] = self._look_up(char)
        return found

    def _look_up(self, char: str) -> tuple[Face | None, float]:
        if _draws_nothing(char):
            return None, 0.0
        if unicodedata.category(char) in ("Co", "Cn", "Cs"):
            raise _unprintable(char, "是自造字或未定义的字符，各台电脑上显示的字不一样")
        code = ord(char)
        for name in self._order(char):
            font = face(name)
            if code in font.face.charToGlyph:
                return font, font.face.getCharWidth(code)
        raise _unprintable(char, "在随附的字体里都没有")

    def _order(self, char: str) -> tuple[str, ...]:
        # The default digits of the 仿宋 are old-style: take them and the letters from the 宋体.
        if self._role is Role.BODY and char.isascii():
            return _SONG
        order: tuple[str, ...] = self._role.value
        return order


class _Widths(dict[str, float]):
    """The width of each character, for one role."""

    def __init__(self, role: Role) -> None:
        super().__init__()
        self._glyphs = glyphs(role)

    def __missing__(self, char: str) -> float:
        found = self[char] = self._glyphs[char][1]
        return found


@cache
def glyphs(role: Role) -> Glyphs:
    """The characters of a role."""
    return Glyphs(role)


def width(text: str, role: Role, size: float) -> float:
    """How wide a text stands at a type size, in points.

    Raises:
        SchoolError: no font has one of its characters.
    """
    return sum(map(_widths(role).__getitem__, text)) * size / 1000


@cache
def _widths(role: Role) -> _Widths:
    return _Widths(role)


def _draws_nothing(char: str) -> bool:
    """Whether a character only steers others: variation selectors, joiners, marks of direction."""
    return (
        "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
        or unicodedata.category(char) in ("Cf", "Cc")
    )


def _unprintable(char: str, why: str) -> SchoolError:
    return SchoolError(
        f"字符 U+{ord(char):04X} 印不出来：它{why}。请在名册或表格里换成标准汉字后再打印。"
    )
