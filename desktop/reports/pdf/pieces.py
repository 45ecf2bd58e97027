"""The parts of a page that are not tables: title, running text, telephone lines, the place for the seal.

Each becomes pieces of a known height that are drawn where the composer puts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.reports.document import Align, Contacts, Heading, Paragraph, plain_date
from desktop.reports.pdf.fonts import Role, width
from desktop.reports.pdf.paper import MM
from desktop.reports.pdf.qr import draw_code
from desktop.reports.pdf.typeset import Line, Measure, break_lines

if TYPE_CHECKING:
    from desktop.reports.document import SealArea, SealCode, SignatureLines
    from desktop.reports.pdf.paper import Paper
    from desktop.reports.pdf.typeset import Setter

BODY_SIZE: Final = 16.0  # 三号
TITLE_SIZE: Final = 22.0  # 二号
SMALL_SIZE: Final = 10.5  # 五号
PITCH: Final = 225 * MM / 22  # 22 lines on 225 mm (GB/T 9704-2012, 5.2.3)
CHARS: Final = 28  # characters on 156 mm
_TITLE_PITCH: Final = 33.0
_SEAL_DEPTH: Final = 60 * MM  # a round school seal has 40 to 45 mm; clear room around it
_CODE_SIDE: Final = 20 * MM
_TRIAL: Final = "试印稿·本月未结账"


@dataclass(frozen=True, slots=True)
class Studio:
    """What drawing needs: the paper and the setter of its text."""

    paper: Paper
    setter: Setter

    @property
    def body_spacing(self) -> float:
        """What brings 28 characters of 三号 onto the line of a standing sheet."""
        return 156 * MM / CHARS - BODY_SIZE

    def show(self, line: Line, at: tuple[float, float], role: Role, size: float) -> None:
        """Draw a line of text with its baseline at a place."""
        self.paper.text(at[0], at[1], self.setter.operators(line.text, role, size))

    def show_centred(self, text: str, y: float, role: Role, size: float) -> None:
        """Draw a text in the middle of the printed area."""
        sheet = self.paper.sheet
        wide = width(text, role, size)
        self.show(Line(text, wide), ((sheet.left + sheet.right - wide) / 2, y), role, size)


class Piece:
    """Something that is drawn in one go; `clings` keeps it on the page of what stands before it."""

    height: float
    clings: bool = False

    def draw(self, studio: Studio, top: float) -> None:
        """Draw with the upper edge at `top`."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class TextPiece(Piece):
    """One line of running text."""

    line: Line
    x: float
    role: Role
    spacing: float = 0.0
    height: float = PITCH
    clings: bool = False

    def draw(self, studio: Studio, top: float) -> None:
        """Draw the line."""
        operators = studio.setter.operators(self.line.text, self.role, BODY_SIZE)
        studio.paper.text(self.x, top + PITCH / 2 + BODY_SIZE * 0.36, operators, self.spacing)


@dataclass(frozen=True, slots=True)
class TitlePiece(Piece):
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
            studio.show_centred(self.number, y - 8, Role.BODY, 12)


@dataclass(frozen=True, slots=True)
class SealPiece(Piece):
    """署名, date and clear room for the seal; at the left the code that the paper is checked by."""

    area: SealArea
    height: float = _SEAL_DEPTH
    clings: bool = True

    def draw(self, studio: Studio, top: float) -> None:
        """Draw 署名 centred over the date, the date four characters in from the right."""
        area, sheet = self.area, studio.paper.sheet
        date_text = plain_date(area.signed_on)
        date_wide = width(date_text, Role.BODY, BODY_SIZE)
        name_wide = width(area.signed_by, Role.BODY, BODY_SIZE)
        right = sheet.right - 4 * BODY_SIZE
        middle = min(right - date_wide / 2, sheet.right - name_wide / 2)
        y = top + self.height / 2
        name = Line(area.signed_by, name_wide)
        studio.show(name, (middle - name_wide / 2, y - 4), Role.BODY, BODY_SIZE)
        date_at = (right - date_wide, y - 4 + PITCH)
        studio.show(Line(date_text, date_wide), date_at, Role.BODY, BODY_SIZE)
        if area.seal_code is not None:
            _draw_seal_code(studio, area.seal_code, top + self.height - _CODE_SIDE - 8 * MM)


@dataclass(frozen=True, slots=True)
class SignaturePiece(Piece):
    """A line on which people sign by hand."""

    labels: tuple[str, ...]
    height: float = PITCH * 1.5
    clings: bool = True

    def draw(self, studio: Studio, top: float) -> None:
        """Draw each label and a rule after it."""
        sheet = studio.paper.sheet
        step = sheet.room / len(self.labels)
        y = top + self.height / 2 + BODY_SIZE * 0.36
        for number, label in enumerate(self.labels):
            x = sheet.left + number * step
            text = label + "："
            wide = width(text, Role.BODY, BODY_SIZE)
            studio.show(Line(text, wide), (x, y), Role.BODY, BODY_SIZE)
            studio.paper.line((x + wide, y + 3), (x + step - BODY_SIZE / 2, y + 3))


def text_pieces(block: Paragraph | Heading | Contacts, studio: Studio) -> list[TextPiece]:
    """A block of running text as lines, justified on the right."""
    if isinstance(block, Contacts):
        entries = "；".join(f"{line.label} {line.number}" for line in block.lines)
        block = Paragraph(f"{block.label}：{entries}。")
    role = Role.TABLE if isinstance(block, Heading) else Role.BODY
    align = Align.LEFT if isinstance(block, Heading) else block.align
    indents = isinstance(block, Heading) or block.indent
    spacing = studio.body_spacing
    indent = 2 * (BODY_SIZE + spacing) if indents and align is Align.LEFT else 0.0
    sheet = studio.paper.sheet
    lines = break_lines(block.text, Measure(role, BODY_SIZE, sheet.room, indent, spacing))
    pieces: list[TextPiece] = []
    for number, line in enumerate(lines):
        first = indent if number == 0 else 0.0
        last = number == len(lines) - 1
        slack = sheet.room - first - line.width
        stretch = 0.0 if last else max(slack, 0.0) / max(len(line.text) - 1, 1)
        x = (
            sheet.left
            + first
            + {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[align]
            * (slack if align is not Align.LEFT else 0.0)
        )
        pieces.append(TextPiece(line, x, role, spacing + stretch))
    return pieces


def title_piece(phrases: tuple[str, ...], number: str, room: float) -> TitlePiece:
    """The title in as few lines as fit, whole phrases together, in the shape of a trapezium."""
    lines = _title_lines(phrases, room)
    shown = f"编号：{number}" if number else ""
    height = len(lines) * _TITLE_PITCH + (22.0 if number else 10.0)
    return TitlePiece(tuple(lines), shown, height)


def signature_piece(block: SignatureLines) -> SignaturePiece:
    """A line for signatures."""
    return SignaturePiece(block.labels)


def _title_lines(phrases: tuple[str, ...], room: float) -> list[str]:
    whole = "".join(phrases)
    if width(whole, Role.TITLE, TITLE_SIZE) <= room:
        return [whole]
    best: list[str] | None = None
    for at in range(1, len(phrases)):
        lines = ["".join(phrases[:at]), "".join(phrases[at:])]
        wides = [width(line, Role.TITLE, TITLE_SIZE) for line in lines]
        if max(wides) <= room and (
            best is None or max(wides) < max(width(x, Role.TITLE, TITLE_SIZE) for x in best)
        ):
            best = lines
    if best:
        return best
    return [line for phrase in phrases for line in _cut_evenly(phrase, room)]


def _cut_evenly(phrase: str, room: float) -> list[str]:
    """A phrase that is longer than a line, in lines of nearly the same length."""
    wide = width(phrase, Role.TITLE, TITLE_SIZE)
    count = -(-int(wide) // int(room))
    share = max(wide / count + TITLE_SIZE, TITLE_SIZE)
    lines = break_lines(phrase, Measure(Role.TITLE, TITLE_SIZE, min(share, room)))
    return [line.text for line in lines]


def _draw_seal_code(studio: Studio, seal: SealCode, top: float) -> None:
    left = studio.paper.sheet.left
    if seal.code is None:
        text = _TRIAL
        studio.show(Line(text, 0), (left, top + _CODE_SIDE), Role.TABLE, SMALL_SIZE)
        return
    draw_code(studio.paper, seal.code, (left, top), _CODE_SIDE)
    x = left + _CODE_SIDE + 6
    studio.show(Line("封存码", 0), (x, top + 20), Role.TABLE, SMALL_SIZE)
    studio.show(Line(seal.code, 0), (x, top + 36), Role.TABLE, SMALL_SIZE)
    studio.show(Line("凭此码可核对本表是否被改动", 0), (x, top + 51), Role.TABLE, 8)
