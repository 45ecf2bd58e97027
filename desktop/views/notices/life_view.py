"""The life of a notice, told line by line, the newest on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.views.notices.words import day_words, life_signed, life_words
from desktop.views.style import mark

if TYPE_CHECKING:
    from desktop.services.notices.life import NoticeRecord


class LifeView(QWidget):
    """What happened to a notice, when, and who wrote it down."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)

    def show_life(self, record: NoticeRecord) -> None:
        """Tell the life of a notice."""
        self._clear()
        for line in reversed(record.life):
            self._say(life_words(line), life_signed(line))
        entry = record.entry
        replaces = record.content.posting.replaces
        issued = f"发布，更正{replaces}" if replaces else "发布"
        self._say(issued, f"{day_words(entry.issued_on)} {entry.issued_by}")

    def words(self) -> list[str]:
        """All that is told, from the top."""
        labels = (self._layout.itemAt(at).widget() for at in range(self._layout.count()))
        return [label.text() for label in labels if isinstance(label, QLabel)]

    def _say(self, what: str, signed: str) -> None:
        if self._layout.count():
            line = QFrame()
            mark(line, kind="line")
            self._layout.addWidget(line)
        for text, kind in ((what, ""), (signed, "small")):
            label = QLabel(text)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            mark(label, kind=kind)
            self._layout.addWidget(label)

    def _clear(self) -> None:
        while self._layout.count():
            widget = self._layout.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
