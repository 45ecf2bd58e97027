"""The end of a notice: 署名 and date with clear room for the seal, its code, hand signatures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.reports.document import plain_date
from desktop.reports.pdf.fonts import Role
from desktop.reports.pdf.paper import MM
from desktop.reports.pdf.pieces import SMALL_SIZE, cut_evenly
from desktop.reports.pdf.qr import SIDE, draw_code, fits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.reports.document import SealArea, SealCode, SignatureLines
    from desktop.reports.pdf.pieces import Body, Studio, TextPiece

# A round school seal measures 40 to 45 mm. It presses 署名 and date, its upper edge within a line
# of the text (GB/T 9704-2012, 7.3.5.1).
SEAL_DEPTH: Final = 50 * MM
SEAL_WIDTH: Final = 76 * MM
CODE_WIDTH: Final = 60 * MM
_CODE_SIDE: Final = 20 * MM
_NAME_LINES: Final = 2  # lines of 署名 that the room for the seal holds anyway
_SHORTEST_RULE: Final = 18 * MM  # a name is written on it
_INDENT: Final = 4  # the date stands four characters in from the right
_TRIAL: Final = ("试印稿", "本月未结账，不得张贴")


class SealPiece(NamedTuple):
    """署名, date and clear room for the seal; at the left the code that the paper is checked by."""

    area: SealArea
    body: Body
    code_left: float
    clings: bool = True

    @property
    def height(self) -> float:
        """Room for the seal; more where 署名 takes many lines."""
        return SEAL_DEPTH + max(len(self._names) - _NAME_LINES, 0) * self.body.pitch

    @property
    def _names(self) -> list[str]:
        return cut_evenly(self.area.signed_by, SEAL_WIDTH, self.body.size)

    def draw(self, studio: Studio, top: float) -> None:
        """Draw 署名 centred over the date, both a little below the middle of the seal."""
        sheet, body = studio.paper.sheet, self.body
        date_text = plain_date(self.area.signed_on)
        date_left = sheet.right - _INDENT * body.size - studio.body_width(date_text)
        middle = date_left + studio.body_width(date_text) / 2
        names = self._names
        date_y = top + self.height - SEAL_DEPTH * 0.42 + body.pitch * 0.86
        for above, name in zip(range(len(names), 0, -1), names, strict=True):
            wide = studio.body_width(name)
            left = min(middle - wide / 2, sheet.right - wide)
            studio.show(name, (left, date_y - above * body.pitch), Role.BODY, body.size)
        studio.show(date_text, (date_left, date_y), Role.BODY, body.size)
        if self.area.seal_code is not None:
            code_top = top + self.height - _CODE_SIDE - 6 * MM
            _draw_seal_code(studio, self.area.seal_code, (self.code_left, code_top))


class SidePiece(NamedTuple):
    """On a lying sheet: the last lines of text at the left, the place for the seal beside them."""

    lines: tuple[TextPiece, ...]
    seal: SealPiece
    clings: bool = True

    @property
    def height(self) -> float:
        """The higher of both."""
        return max(sum(line.height for line in self.lines), self.seal.height)

    def draw(self, studio: Studio, top: float) -> None:
        """Draw both."""
        y = top
        for line in self.lines:
            line.draw(studio, y)
            y += line.height
        self.seal.draw(studio, top)


def signature_pieces(block: SignatureLines, studio: Studio) -> list[SignaturePiece]:
    """The labels in as many rows as leave each of them a rule that a name fits on."""
    labels, rows = block.labels, 1
    while rows < len(labels):
        step = -(-len(labels) // rows)
        parts = [labels[at : at + step] for at in range(0, len(labels), step)]
        if all(_rule(part, studio) >= _SHORTEST_RULE for part in parts):
            break
        rows += 1
    step = -(-len(labels) // rows) or 1
    return [
        SignaturePiece(replace(block, labels=labels[at : at + step]))
        for at in range(0, len(labels), step)
    ]


def _rule(labels: Sequence[str], studio: Studio) -> float:
    """How much is left for the rule after each label of a row."""
    told = sum(studio.body_width(f"{label}：") for label in labels)
    return (studio.paper.sheet.room - told) / max(len(labels), 1)


class SignaturePiece(NamedTuple):
    """A line on which people sign by hand."""

    block: SignatureLines
    height: float = 14 * MM
    clings: bool = True

    def draw(self, studio: Studio, top: float) -> None:
        """Draw each label and a rule after it."""
        sheet, size = studio.paper.sheet, studio.body.size
        rule = _rule(self.block.labels, studio)
        x, y = sheet.left, top + self.height / 2 + size * 0.36
        for label in self.block.labels:
            text = f"{label}："
            studio.show(text, (x, y), Role.BODY, size)
            x += studio.body_width(text)
            studio.paper.line((x, y + 3), (x + rule - size / 2, y + 3))
            x += rule


def _draw_seal_code(studio: Studio, seal: SealCode, at: tuple[float, float]) -> None:
    left, top = at
    if seal.code is None:
        for number, text in enumerate(_TRIAL, 1):
            studio.show(text, (left, top + number * 18), Role.TABLE, SMALL_SIZE)
        return
    x = left
    if fits(seal.code):
        draw_code(studio.paper, seal.code, at, _CODE_SIDE)
        x += _CODE_SIDE + 4 * _CODE_SIDE / SIDE  # four squares stay white around the code
    studio.show("封存码", (x, top + 16), Role.TABLE, SMALL_SIZE)
    studio.show(seal.code, (x, top + 33), Role.TABLE, SMALL_SIZE)
    studio.show("凭此码可核对有无改动", (x, top + 49), Role.TABLE, 8)
