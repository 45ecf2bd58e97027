"""Names of people: one spelling to store, one key to compare, nothing refused for being rare.

Rule: 统一姓名采集应用规范 (12 ministries, 2016): the separator is U+00B7, at least 50 characters.
Sound and initials are in `pinyin`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import msgspec

from desktop.core.labels import Labelled
from desktop.core.repairs import INVISIBLE, Repair, Steps

DOT: Final = "\u00b7"
MAX_LENGTH: Final = 50


class NameFlaw(Labelled):
    """What is wrong with a name, or worth a look."""

    EMPTY = "empty", "没有填姓名；请补填"
    TOO_LONG = "too_long", "姓名超过 50 个字；请检查是不是填错了列"
    NO_LETTER = "no_letter", "姓名里没有一个字；请检查是不是填错了列"
    PRIVATE_USE = (
        "private_use",
        "姓名里有自造字，别的电脑上可能看不到；请核对，能用标准字的请改用标准字",
    )
    ODD_CHARACTER = "odd_character", "姓名里有数字或符号；请核对姓名是否写对"

    @property
    def warning(self) -> bool:
        """Whether the name is usable all the same."""
        return self in (NameFlaw.PRIVATE_USE, NameFlaw.ODD_CHARACTER)


class Name(msgspec.Struct, frozen=True):
    """A name as read."""

    text: str
    """What is stored and printed: NFC, U+00B7 between parts, no blanks between Han characters."""
    key: str
    """What is compared: without dots, blanks and case."""
    repairs: tuple[Repair, ...] = ()
    flaw: NameFlaw | None = None

    @property
    def usable(self) -> bool:
        """Whether it may be stored: no flaw, or one that is only a warning."""
        return self.flaw is None or self.flaw.warning


_HAN_RANGES: Final = (
    "\u3007\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    # Private use stands for a Han character that a local font draws.
    "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
)
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_HAN: Final = re.compile(f"[{_HAN_RANGES}]")
_PLAIN: Final = re.compile(f"[\u3400-\u4dbf\u4e00-\u9fff]{{1,{MAX_LENGTH}}}")
# 全角的、半角的、居中的、偏下的: what people type for the separator. NFKC does not unify them.
_DOTS: Final = re.compile("\\s*[\u00b7\u2022\u30fb\u2027\u2219\u25cf\u22c5\u2024\uff65]+\\s*")
_HAN_DOTS: Final = re.compile("\\s*[\u00b7.\uff0e\u3002\uff61]+\\s*")
_BLANKS: Final = re.compile(r"\s+")
_BETWEEN_HAN: Final = re.compile(rf"(?<=[{_HAN_RANGES}])\s+(?=[{_HAN_RANGES}])")
_WIDE: Final = {
    code: code - 0xFEE0
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(first, last + 1)
}
# Text copied out of a PDF may hold the look-alike Kangxi radicals.
_RADICALS: Final = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
}
_NOT_COMPARED: Final = re.compile(
    "[\\s\u00b7\u2022\u30fb\u2027\u2219\u25cf\u22c5\u2024\uff65.\uff0e\u3002\uff61"
    "\\-'‘’\u02bc\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
_LETTER_CATEGORIES: Final = ("L", "M")
_ALLOWED_MARKS: Final = frozenset(f"{DOT} -'’\u02bc.〇")


def usual_name(raw: str) -> Name | None:
    """A name of nothing but common Han characters, which needs no healing; None for any other."""
    return Name(raw, raw) if _PLAIN.fullmatch(raw) else None


def normalise_name(raw: str) -> Name:
    """Read the name in a cell.

    Nothing is refused for its length (1 to 50), its script or a rare character; characters of the
    private use area stay and are flagged. Blanks go between Han characters and become single
    elsewhere. A full stop is a separator only in a name with Han characters. Compare by `Name.key`:
    an absent dot and a blank instead of a dot are then the same name.
    """
    if usual := usual_name(raw):
        return usual
    text, repairs = _heal(raw)
    return Name(text, name_key(text), repairs, _flaw(text))


def name_key(text: str) -> str:
    """What two spellings of one name have in common: no dots, blanks, hyphens or case."""
    return _NOT_COMPARED.sub("", text).casefold()


def _unify_dots(text: str) -> str:
    text = _DOTS.sub(DOT, text)
    if _HAN.search(text):
        text = _HAN_DOTS.sub(DOT, text)
    return text.strip(DOT)


_STEPS: Final[Steps] = (
    (Repair.INVISIBLE, lambda t: INVISIBLE.sub("", t)),
    (Repair.APOSTROPHE, lambda t: t.lstrip().removeprefix("'") if "'" in t[:2] else t),
    (Repair.FULL_WIDTH, lambda t: t.translate(_WIDE)),
    (Repair.RADICALS, lambda t: t.translate(_RADICALS)),
    (Repair.DOTS, _unify_dots),
    (Repair.BLANKS, lambda t: _BLANKS.sub(" ", _BETWEEN_HAN.sub("", t.strip()))),
)


def _heal(text: str) -> tuple[str, tuple[Repair, ...]]:
    repairs = []
    for repair, heal in _STEPS:
        # What is taken out may bring a letter and its accent together.
        text = unicodedata.normalize("NFC", text)
        healed = heal(text)
        if healed != text:
            repairs.append(repair)
            text = healed
    return unicodedata.normalize("NFC", text), tuple(repairs)


def _flaw(text: str) -> NameFlaw | None:
    if not text:
        return NameFlaw.EMPTY
    if len(text) > MAX_LENGTH:
        return NameFlaw.TOO_LONG
    private = _PRIVATE.search(text) is not None
    letters = [c for c in text if unicodedata.category(c)[0] in _LETTER_CATEGORIES]
    if not letters and not private:
        return NameFlaw.NO_LETTER
    if private:
        return NameFlaw.PRIVATE_USE
    if len(letters) < sum(c not in _ALLOWED_MARKS for c in text):
        return NameFlaw.ODD_CHARACTER
    return None
