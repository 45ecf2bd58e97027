"""Setting text: widths, line breaks after Chinese rules, and the bytes that draw a run.

Lines do not begin with closing marks nor end with opening ones (GB/T 15834-2011, 附则), and
numbers, words and telephone numbers are not torn apart.
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.reports.pdf.fonts import Role, glyphs, width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportlab.pdfbase.pdfdoc import PDFDocument

    from desktop.reports.pdf.faces import Face

_NO_START: Final = frozenset("，。、；：？！）》」』】〕〉］｝％”’…—·,.;:?!)]}%‰℃")
_NO_END: Final = frozenset("（《「『【〔〈［｛“‘([{￥¥")
_BREAK: Final = re.compile(r"[\n\r\t\v\f]")
_ATOM: Final = re.compile(
    r"〔\d{4}〕\d+号|[0-9][0-9.,]*元(?:/(?:[生人]·)?(?:学期|学年|[天月年餐]))?|[0-9A-Za-z][0-9A-Za-z.,:%+/()-]*[0-9A-Za-z%]|.",
    re.DOTALL,
)


class Line(NamedTuple):
    """One set line: its text and its natural width in points."""

    text: str
    width: float


class Setter:
    """Turns text into drawing operators of one PDF, remembering each character's code."""

    def __init__(self, target: PDFDocument) -> None:
        self._fonts = {role: _Fonts(role, target) for role in Role}

    def operators(self, text: str, role: Role, size: float) -> str:
        """The operators that show `text` at the current place."""
        fonts = self._fonts[role]
        font_of, code_of = fonts.__getitem__, fonts.codes.__getitem__
        return " ".join(
            [
                f"{font} {size:g} Tf <{''.join(map(code_of, run))}> Tj"
                for font, run in groupby(text, font_of)
                if font
            ]
        )


class _Fonts(dict[str, str]):
    """Each character's font inside one PDF (empty for one that draws nothing), and its code."""

    def __init__(self, role: Role, target: PDFDocument) -> None:
        super().__init__()
        self.codes: dict[str, str] = {}
        self._glyphs = glyphs(role)
        self._target = target

    def __missing__(self, char: str) -> str:
        font: Face | None = self._glyphs[char][0]
        found = ""
        if font is not None:
            ((subset, code),) = font.splitString(char, self._target)
            found = font.getSubsetInternalName(subset, self._target)
            self.codes[char] = code.hex()
        self[char] = found
        return found


def clean(text: str) -> str:
    """A text in one line: breaks and tabs become blanks."""
    return " ".join(text.split()) if _BREAK.search(text) else text


class Measure(NamedTuple):
    """The type and the room that lines are broken for."""

    role: Role
    size: float
    room: float
    indent: float = 0.0
    """What the first line is set in by."""
    spacing: float = 0.0
    """Added to each character's width (negative: set tighter)."""

    def width(self, text: str) -> float:
        """The width of a text at this type."""
        return width(text, self.role, self.size) + len(text) * self.spacing


def break_lines(text: str, measure: Measure) -> list[Line]:
    """Break a text into lines that fit the room."""
    lines: list[Line] = []
    current, used = "", measure.indent
    for atom in _fitting(_atoms(clean(text)), measure):
        wide = measure.width(atom)
        if current and used + wide > measure.room + 0.01:
            lines.append(_line(current.rstrip(), measure))
            current, used = "", 0.0
            if atom == " ":
                continue
        current += atom
        used += wide
    lines.append(_line(current, measure))
    return lines


def _line(text: str, measure: Measure) -> Line:
    return Line(text, measure.width(text))


def _atoms(text: str) -> list[str]:
    """Pieces that stay whole: words, numbers, a character with the marks that cling to it."""
    return _with_marks(_ATOM.findall(text))


def _with_marks(pieces: list[str]) -> list[str]:
    whole: list[str] = []
    for before, piece in pairwise(["", *pieces]):
        clings = piece[0] in _NO_START or (before and before[-1] in _NO_END)
        if clings and whole:
            whole[-1] += piece
        else:
            whole.append(piece)
    return whole


def _fitting(atoms: list[str], measure: Measure) -> Iterator[str]:
    """The atoms; those that are wider than a whole line are cut, marks last of all."""
    for atom in atoms:
        if measure.width(atom) <= measure.room:
            yield atom
            continue
        for part in _with_marks(list(atom)):
            if measure.width(part) <= measure.room:
                yield part
            else:
                yield from part
