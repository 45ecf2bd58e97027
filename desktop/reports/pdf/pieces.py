"""The text of a page: its title and its lines, as pieces of a known height.

The composer puts them one under the other; tables are drawn by `grid`, the end of a notice by
`closing`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from desktop.reports.document import Align, Contacts, Heading, Paragraph
from desktop.reports.pdf.fonts import Role, width
from desktop.reports.pdf.paper import MM
from desktop.reports.pdf.typeset import Line, Measure, break_lines

if TYPE_CHECKING:
    from desktop.reports.pdf.paper import Paper
    from desktop.reports.pdf.typeset import Setter

TITLE_SIZE: Final = 22.0  # 二号
SMALL_SIZE: Final = 10.5  # 五号
_TITLE_PITCH: Final = 33.0
_NUMBER_SIZE: Final = 12.0  # 小四
_MOST_STRETCH: Final = 0.12
_SHARE: Final = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}


class Body(NamedTuple):
    """The type of running text: its size, from line to line, the room between characters."""

    size: float
    pitch: float
    spacing: float


# 三号, 22 lines of 28 characters on 156 × 225 mm (GB/T 9704-2012, 5.2.2 and 5.2.3).
OFFICIAL: Final = Body(16.0, 225 * MM / 22, 156 * MM / 28 - 16)
# 四号, set closer: for a short notice that would need a second sheet for its seal alone.
COMPACT: Final = Body(14.0, 21.5, 0.0)


class Studio(NamedTuple):
    """What drawing needs: the paper, the setter of its text, the type of its body."""

    paper: Paper
    setter: Setter
    body: Body

    def show(self, text: str, at: tuple[float, float], role: Role, size: float) -> None:
        """Draw a text with its baseline beginning at a place."""
        self.paper.text(at[0], at[1], self.setter.operators(text, role, size))

    def show_centred(self, text: str, y: float, role: Role, size: float) -> None:
        """Draw a text in the middle of the printed area, smaller where it is too long."""
        sheet = self.paper.sheet
        wide = width(text, role, size)
        if wide > sheet.room:
            size *= sheet.room / wide
            wide = sheet.room
        self.show(text, ((sheet.left + sheet.right - wide) / 2, y), role, size)

    def body_width(self, text: str) -> float:
        """How wide a text stands in the body's type."""
        return width(text, Role.BODY, self.body.size)


class Piece(Protocol):
    """Something that is drawn in one go."""

    @property
    def height(self) -> float:
        """How much of the page it takes."""
        ...

    @property
    def clings(self) -> bool:
        """Whether it stays on the page of what stands before it."""
        ...

    def draw(self, studio: Studio, top: float) -> None:
        """Draw with the upper edge at `top`."""
        ...


class TextPiece(NamedTuple):
    """One line of running text."""

    line: Line
    x: float
    role: Role
    body: Body
    spacing: float
    clings: bool = False

    @property
    def height(self) -> float:
        """From line to line."""
        return self.body.pitch

    def draw(self, studio: Studio, top: float) -> None:
        """Draw the line."""
        size = self.body.size
        operators = studio.setter.operators(self.line.text, self.role, size)
        studio.paper.text(self.x, top + self.height / 2 + size * 0.36, operators, self.spacing)


class TitlePiece(NamedTuple):
    """The title (二号小标宋) with the document's number under it."""

    lines: tuple[str, ...]
    number: str
    height: float
    clings: bool = False

    def draw(self, studio: Studio, top: float) -> None:
        """Draw the title's lines centred."""
        y = top + _TITLE_PITCH / 2 + TITLE_SIZE * 0.36
        for text in self.lines:
            studio.show_centred(text, y, Role.TITLE, TITLE_SIZE)
            y += _TITLE_PITCH
        if self.number:
            studio.show_centred(self.number, y - 7, Role.BODY, _NUMBER_SIZE)


def text_pieces(
    block: Paragraph | Heading | Contacts, studio: Studio, room: float
) -> list[TextPiece]:
    """A block of running text as lines, even on the right."""
    if isinstance(block, Contacts):
        joint = " " if block.label else "："
        entries = "；".join(f"{line.label}{joint}{line.number}" for line in block.lines)
        block = Paragraph(f"{block.label}：{entries}。" if block.label else f"{entries}。")
    is_heading = isinstance(block, Heading)
    role = Role.TABLE if is_heading else Role.BODY
    align = Align.LEFT if isinstance(block, Heading) else block.align
    indents = align is Align.LEFT and (isinstance(block, Heading) or block.indent)
    body = studio.body
    indent = 2 * (body.size + body.spacing) if indents else 0.0
    lines = break_lines(block.text, Measure(role, body.size, room, indent, body.spacing))
    pieces: list[TextPiece] = []
    for at, line in enumerate(lines):
        last = at == len(lines) - 1
        first = indent if not pieces else 0.0
        slack = room - first - line.width
        stretch = slack / max(len(line.text) - 1, 1)
        if last or not 0 < stretch < body.size * _MOST_STRETCH:
            stretch = 0.0  # rather ragged than full of holes
        x = studio.paper.sheet.left + first + _SHARE[align] * slack
        pieces.append(TextPiece(line, x, role, body, body.spacing + stretch))
    return pieces


def title_piece(phrases: tuple[str, ...], number: str, room: float) -> TitlePiece:
    """The title in as few lines as fit, whole phrases together, in the shape of a trapezium."""
    lines = _title_lines(phrases, room)
    height = len(lines) * _TITLE_PITCH + (30.0 if number else 14.0)
    return TitlePiece(tuple(lines), f"编号：{number}" if number else "", height)


def _title_lines(phrases: tuple[str, ...], room: float) -> list[str]:
    """The division of the phrases with the fewest lines, and of those the most even one."""
    parts = [part for phrase in phrases for part in cut_evenly(phrase, room, TITLE_SIZE)]
    if not parts:
        return []
    joints = range(len(parts) - 1)
    divisions = [
        [at for at in joints if chosen >> at & 1] for chosen in range(1 << (len(parts) - 1))
    ]
    candidates = [
        ["".join(parts[a:b]) for a, b in pairwise([0, *(at + 1 for at in cuts), len(parts)])]
        for cuts in divisions
    ]

    def cost(lines: list[str]) -> tuple[int, float]:
        wides = [width(line, Role.TITLE, TITLE_SIZE) for line in lines]
        return len(lines), sum((room - wide) ** 2 for wide in wides)

    fitting = [
        lines
        for lines in candidates
        if all(width(line, Role.TITLE, TITLE_SIZE) <= room for line in lines)
    ]
    return min(fitting, key=cost)


def cut_evenly(text: str, room: float, size: float) -> list[str]:
    """A text that is longer than a line, in lines of nearly the same length."""
    wide = width(text, Role.TITLE, size)
    if wide <= room:
        return [text] if text else []
    count = -(-wide // room)
    share = min(wide / count + size, room)
    return [line.text for line in break_lines(text, Measure(Role.TITLE, size, share))]
