"""What a section of the settings is: a column of headings, notes and parts that scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.core.labels import Role
from desktop.views.style import current_tokens, mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.desk import Desk

DECIDERS: Final = (Role.PRINCIPAL, Role.BUREAU)
"""Who may change what belongs to the whole unit."""


class Section(QWidget):
    """The base of all sections."""

    title = ""
    paper_asked = Signal(bytes, str)
    """A list was set for printing: the PDF and its title."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        inside = QWidget()
        space = current_tokens().sizes.space
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(space * 2, 0, space, space * 2)
        self.column.setSpacing(space * 3 // 2)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        # What stands in it takes the keyboard, and is scrolled to.
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    @property
    def may_decide(self) -> bool:
        """Whether this person may change what belongs to the whole unit."""
        return self.desk.session.role in DECIDERS

    @property
    def may_write(self) -> bool:
        """Whether this person may write at all."""
        return self.desk.session.role is not Role.AUDITOR

    def reload(self) -> None:
        """Read what is shown anew."""

    def add_heading(self, words: str) -> QLabel:
        """A heading of a part."""
        label = QLabel(words)
        mark(label, kind="heading")
        self.column.addWidget(label)
        return label

    def add_note(self, words: str = "") -> QLabel:
        """A sentence in grey."""
        label = QLabel(words)
        label.setWordWrap(True)
        mark(label, kind="muted")
        self.column.addWidget(label)
        return label

    def add_buttons(self, *buttons: tuple[str, Callable[[], object]]) -> list[QPushButton]:
        """Buttons side by side at the left."""
        line, made = QHBoxLayout(), []
        for words, do in buttons:
            button = QPushButton(words)
            button.clicked.connect(lambda _checked=False, do=do: do())
            line.addWidget(button)
            made.append(button)
        line.addStretch(1)
        self.column.addLayout(line)
        return made
