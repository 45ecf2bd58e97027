"""Composing pages: pieces of text one under the other, tables over as many pages as they need."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from desktop.reports.document import SealArea, SignatureLines, Table
from desktop.reports.pdf.fonts import Role, width
from desktop.reports.pdf.grid import GridPen
from desktop.reports.pdf.pagination import Paginator
from desktop.reports.pdf.paper import MM, Paper, sheet_for
from desktop.reports.pdf.pieces import (
    SMALL_SIZE,
    Piece,
    SealPiece,
    Studio,
    signature_piece,
    text_pieces,
    title_piece,
)
from desktop.reports.pdf.tables import TableMeasurer
from desktop.reports.pdf.typeset import Line, Setter

if TYPE_CHECKING:
    from desktop.core.progress import Progress
    from desktop.reports.document import Block, Document

_PAGE_NUMBER_SIZE: Final = 14.0  # 四号
_TABLE_AIR: Final = 6.0  # points above and below a table


class Composer:
    """Sets one document onto the pages of one PDF."""

    def __init__(self, document: Document, progress: Progress) -> None:
        self._document = document
        self._progress = progress
        paper = Paper(sheet_for(document.orientation), document.subject)
        self._paper = paper
        self._studio = Studio(paper, Setter(paper.pdf))
        self._y = paper.sheet.top
        self._used = False

    def compose(self) -> bytes:
        """Lay out every block and return the file."""
        document, sheet = self._document, self._paper.sheet
        self._place([[title_piece(document.title, document.number, sheet.room)]])
        sections = [
            (is_table, list(blocks))
            for is_table, blocks in groupby(document.blocks, lambda b: isinstance(b, Table))
        ]
        texts = [
            [] if is_table else _chained(self._pieces(blocks)) for is_table, blocks in sections
        ]
        for at, (is_table, blocks) in enumerate(sections):
            if not is_table:
                self._place(texts[at])
                continue
            after = texts[at + 1] if at + 1 < len(texts) else []
            tail = sum(piece.height for chain in after for piece in chain)
            for table in blocks:
                if isinstance(table, Table):
                    self._place_table(table, tail if table is blocks[-1] else 0.0)
        self._end_page()
        return self._paper.finish()

    @property
    def _left(self) -> float:
        return self._paper.sheet.bottom - self._y

    def _pieces(self, blocks: list[Block]) -> list[Piece]:
        pieces: list[Piece] = []
        for block in blocks:
            if isinstance(block, SealArea):
                pieces.append(SealPiece(block))
            elif isinstance(block, SignatureLines):
                pieces.append(signature_piece(block))
            elif not isinstance(block, Table):
                pieces.extend(text_pieces(block, self._studio))
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
        # What is longer than half a page cannot keep with the table; it flows on by itself.
        kept = tail + _TABLE_AIR if tail < sheet.depth * 0.7 else 0.0
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
        if self._paper.pages:
            studio.show_centred(document.subject, sheet.top - 9 * MM, Role.TABLE, SMALL_SIZE)

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
        studio.show(Line(mark, label), (sheet.right - label, sheet.top - 16 * MM), Role.TABLE, 12)

    def _end_page(self) -> None:
        """Number the page and close it."""
        sheet, number = self._paper.sheet, self._paper.pages + 1
        self._begin_page()
        text = f"— {number} —"
        wide = width(text, Role.SONG, _PAGE_NUMBER_SIZE)
        odd = number % 2 == 1
        x = sheet.right - _PAGE_NUMBER_SIZE - wide if odd else sheet.left + _PAGE_NUMBER_SIZE
        y = sheet.bottom + 7 * MM + _PAGE_NUMBER_SIZE * 0.36
        self._studio.show(Line(text, wide), (x, y), Role.SONG, _PAGE_NUMBER_SIZE)
        self._paper.close_page()
        self._y = sheet.top
        self._used = False


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
