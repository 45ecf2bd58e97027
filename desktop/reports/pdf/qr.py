"""A small two-dimensional code, drawn as black squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

if TYPE_CHECKING:
    from desktop.reports.pdf.paper import Paper


def draw_code(paper: Paper, content: str, at: tuple[float, float], side: float) -> None:
    """Draw `content` as a QR code of the given side, its upper left corner at `at`."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(content)
    code.make()
    count: int = code.moduleCount
    dot = side / count
    left, top = at
    squares = [
        f"{left + column * dot:.2f} {paper.sheet.height - top - (row + 1) * dot:.2f} "
        f"{dot + 0.02:.2f} {dot + 0.02:.2f} re"
        for row in range(count)
        for column in range(count)
        if code.modules[row][column]
    ]
    paper.draw("0 g\n" + "\n".join(squares) + "\nf")
