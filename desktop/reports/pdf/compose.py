"""Composing pages: pieces of text one under the other, tables over as many pages as they need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.reports.document import (
    Contacts,
    Heading,
    Orientation,
    Paragraph,
    SealArea,
    SignatureLines,
    Table,
)
from desktop.reports.pdf.closing import (
    CODE_WIDTH,
    SEAL_WIDTH,
    SealPiece,
    SidePiece,
    signature_pieces,
)
from desktop.reports.pdf.fonts import Role, width
from desktop.reports.pdf.grid import GridPen
from desktop.reports.pdf.pagination import Paginator
from desktop.reports.pdf.paper import MM, RED, Paper, sheet_for
from desktop.reports.pdf.pieces import (
    COMPACT,
    OFFICIAL,
    SMALL_SIZE,
    Body,
    Piece,
    Studio,
    TextPiece,
    text_pieces,
    title_piece,
)
from desktop.reports.pdf.tables import TableMeasurer
from desktop.reports.pdf.typeset import Setter

if TYPE_CHECKING:
    from desktop.core.progress import Progress
    from desktop.reports.document import Block, Document

Flowing = Paragraph | Heading | Contacts | SealArea | SignatureLines

_PAGE_NUMBER_SIZE: Final = 14.0  # 四号
_TABLE_AIR: Final = 6.0  # points above and below a table
_FEW_PAGES: Final = 3
_KEPT_SHARE: Final = 0.7  # a longer end than this share of a page does not keep with its table


def compose(document: Document, progress: Progress) -> bytes:
    """Lay a document out and return the file.

    What takes few pages is tried again in smaller type, and printed so if that saves a page.
    """
    composer = Composer(document, OFFICIAL, progress)
    content = composer.compose()
    if 1 < composer.pages <= _FEW_PAGES:
        compact = Composer(document, COMPACT, progress)
        smaller = compact.compose()
        if compact.pages < composer.pages:
            return smaller
    return content


class Composer:
    """Sets one document onto the pages of one PDF."""

    def __init__(self, document: Document, body: Body, progress: Progress) -> None:
        self._document = document
        self._progress = progress
        paper = Paper(sheet_for(document.orientation), document.subject)
        self._paper = paper
        self._studio = Studio(paper, Setter(paper.pdf), body)
        self._y = paper.sheet.top
        self._used = False

    @property
    def pages(self) -> int:
        """How many pages are finished."""
        return self._paper.pages

    def compose(self) -> bytes:
        """Lay out every block and return the file."""
        document, sheet = self._document, self._paper.sheet
        self._place([[title_piece(document.title, document.number, sheet.room)]])
        for table, flowing in _sections(document.blocks):
            chains = _chained(self._pieces(flowing))
            if table is not None:
                self._place_table(table, sum(p.height for chain in chains for p in chain))
            self._place(chains)
        self._end_page()
        return self._paper.finish()

    @property
    def _left(self) -> float:
        return self._paper.sheet.bottom - self._y

    def _pieces(self, blocks: list[Flowing]) -> list[Piece]:
        sheet, body = self._paper.sheet, self._studio.body
        lying = self._document.orientation is Orientation.LANDSCAPE
        pieces: list[Piece] = []
        beside: list[TextPiece] = []  # set narrow, beside the seal that follows
        for at, block in enumerate(blocks):
            if isinstance(block, SignatureLines):
                pieces.extend(signature_pieces(block, self._studio))
            elif not isinstance(block, SealArea):
                seal = _seal_after(blocks[at:]) if lying else None
                room = sheet.room - (_closing_width(seal) if seal else 0.0)
                (beside if seal else pieces).extend(text_pieces(block, self._studio, room))
            elif lying:
                code_left = sheet.right - _closing_width(block) + 8 * MM
                pieces.append(SidePiece(tuple(beside), SealPiece(block, body, code_left)))
                beside = []
            else:
                pieces.append(SealPiece(block, body, sheet.left))
        return pieces

    def _place(self, chains: list[list[Piece]]) -> None:
        """Draw chains of pieces; a chain is not torn apart."""
        for chain in chains:
            if sum(piece.height for piece in chain) > self._left and self._used:
                self._end_page()
            for piece in chain:
                self._begin_page()
                piece.draw(self._studio, self._y)
                self._y += piece.height

    def _place_table(self, table: Table, tail: float) -> None:
        sheet = self._paper.sheet
        source = TableMeasurer(table, sheet.room, self._studio.setter)
        measured = source.measure(sheet.depth, self._progress)
        self._y += _TABLE_AIR
        kept = tail + _TABLE_AIR if tail < sheet.depth * _KEPT_SHARE else 0.0
        paginator = Paginator(source.placing(), source.extents(), table.panels)
        pages = paginator.place(self._left, sheet.depth, kept)
        pen = GridPen(self._paper, source)
        for number, page in enumerate(pages):
            if number:
                self._end_page()
            if page.panels:
                self._progress.step("打印", page.panels[-1].end, len(measured.rows))
                self._begin_page()
                pen.draw(page, self._y)
                self._y += page.height
        self._y += _TABLE_AIR

    def _begin_page(self) -> None:
        if self._used:
            return
        self._used = True
        document, sheet, studio = self._document, self._paper.sheet, self._studio
        if document.mark:
            self._draw_mark(document.mark)
        if document.red:
            self._paper.ink = RED
            self._paper.draw(RED)
        if self._paper.pages:
            head = _end_of(document.subject, sheet.room)
            studio.show_centred(head, sheet.top - 9 * MM, Role.TABLE, SMALL_SIZE)

    def _draw_mark(self, mark: str) -> None:
        """Write what makes the print invalid over the page in grey, and at its upper edge."""
        sheet, studio = self._paper.sheet, self._studio
        wide = width(mark, Role.TABLE, 44)
        cosine = 0.7071
        x = sheet.width / 2 - wide / 2 * cosine
        y = sheet.height / 2 - wide / 2 * cosine
        operators = studio.setter.operators(mark, Role.TABLE, 44)
        self._paper.draw(
            f"q 0.9 g BT {cosine} {cosine} -{cosine} {cosine} {x:.2f} {y:.2f} Tm {operators} ET Q"
        )
        label = width(mark, Role.TABLE, 12)
        studio.show(mark, (sheet.right - label, sheet.top - 16 * MM), Role.TABLE, 12)

    def _end_page(self) -> None:
        """Number the page and close it."""
        sheet, number = self._paper.sheet, self._paper.pages + 1
        self._begin_page()
        text = f"— {number} —"
        wide = width(text, Role.SONG, _PAGE_NUMBER_SIZE)
        odd = number % 2 == 1
        x = sheet.right - _PAGE_NUMBER_SIZE - wide if odd else sheet.left + _PAGE_NUMBER_SIZE
        y = sheet.bottom + 7 * MM + _PAGE_NUMBER_SIZE * 0.36
        self._studio.show(text, (x, y), Role.SONG, _PAGE_NUMBER_SIZE)
        self._paper.close_page()
        self._y = sheet.top
        self._used = False


def _end_of(text: str, room: float) -> str:
    """As much of the end of a text as fits a line: what the notice is stands at its end."""
    shown = text
    while width(shown, Role.TABLE, SMALL_SIZE) > room:
        text = text[1:]
        shown = "…" + text
    return shown


def _sections(blocks: tuple[Block, ...]) -> list[tuple[Table | None, list[Flowing]]]:
    """Each table with what follows it, up to the next table."""
    sections: list[tuple[Table | None, list[Flowing]]] = [(None, [])]
    for block in blocks:
        if isinstance(block, Table):
            sections.append((block, []))
        else:
            sections[-1][1].append(block)
    return sections


def _seal_after(blocks: list[Flowing]) -> SealArea | None:
    """The place for the seal, if nothing but running text stands before it."""
    following = next((b for b in blocks if isinstance(b, SealArea | SignatureLines)), None)
    return following if isinstance(following, SealArea) else None


def _closing_width(seal: SealArea) -> float:
    """What the seal and its code take of a lying sheet."""
    return SEAL_WIDTH + (CODE_WIDTH if seal.seal_code else 0.0)


def _chained(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces in chains: one that clings stays with the two before it."""
    chains: list[list[Piece]] = []
    for piece in pieces:
        if piece.clings and chains:
            kept = [p for chain in chains[-2:] for p in chain]
            chains[-2:] = [[*kept, piece]]
        else:
            chains.append([piece])
    return chains
