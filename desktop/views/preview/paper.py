"""The list on paper: looked at before it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.views.preview import Preview
from desktop.views.style import icon

if TYPE_CHECKING:
    from desktop.views.desk import Desk


class PaperView(QWidget):
    """A preview with the way back; made when it is first needed."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.preview: Preview | None = None
        self.back = QPushButton(icon("back"), "返回")
        self.back.clicked.connect(self.closed)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)

    def show_pdf(self, pdf: bytes, title: str) -> None:
        """Show the pages of a file."""
        if self.preview is None:
            self.preview = Preview(self._desk, pdf, title)
            self._layout.addWidget(self.preview, 1)
        else:
            self.preview.show_pdf(pdf, title)
