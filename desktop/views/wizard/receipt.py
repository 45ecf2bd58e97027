"""The end of a wizard: what was done, in counts, and what can still be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.views.style import mark, pixmap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ICON = 32


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """What a receipt says."""

    sentence: str
    counts: Sequence[tuple[str, int]]
    note: str = ""
    actions: Sequence[tuple[str, Callable[[], object]]] = ()
    """Offered below the counts: saving a returned workbook, undoing."""


class ReceiptPage(QWidget):
    """Shows a receipt."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ReceiptWords("", ())
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 16, 0, 0)
        self._content: QWidget | None = None

    def show_words(self, words: ReceiptWords) -> None:
        """Show another receipt."""
        self.words = words
        if self._content is not None:
            self._content.deleteLater()
            self._layout.takeAt(0)
        self._content = _content(words)
        self._layout.addWidget(self._content, 1)


def _content(words: ReceiptWords) -> QWidget:
    content = QWidget()
    layout = QVBoxLayout(content)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(16)
    head = QHBoxLayout()
    sign = QLabel()
    sign.setPixmap(pixmap("check", _ICON, content.devicePixelRatioF(), "accent"))
    sentence = QLabel(words.sentence)
    sentence.setWordWrap(True)
    mark(sentence, kind="heading")
    head.addWidget(sign)
    head.addWidget(sentence, 1)
    layout.addLayout(head)
    layout.addLayout(_counts(words.counts))
    if words.note:
        note = QLabel(words.note)
        note.setWordWrap(True)
        layout.addWidget(note)
    buttons = QHBoxLayout()
    for text, act in words.actions:
        button = QPushButton(text)
        button.clicked.connect(lambda _=False, act=act: act())
        buttons.addWidget(button)
    buttons.addStretch(1)
    layout.addLayout(buttons)
    layout.addStretch(1)
    return content


def _counts(counts: Sequence[tuple[str, int]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(32)
    grid.setVerticalSpacing(0)
    for column, (words, count) in enumerate(counts):
        figure, label = QLabel(f"{count:,}"), QLabel(words)
        mark(figure, kind="figure")
        mark(label, kind="muted")
        grid.addWidget(figure, 0, column, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label, 1, column, Qt.AlignmentFlag.AlignLeft)
    grid.setColumnStretch(len(counts), 1)
    return grid
