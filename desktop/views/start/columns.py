"""Fields of a step of the first start, one below the other, each with its own sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop.views.style import mark
from desktop.views.wizard import Step

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

_WIDTH: Final = 460


class FieldStep(Step):
    """A step that is a column of fields; Enter walks from one to the next, and then on."""

    advanced = Signal()
    """Enter was pressed in the last field."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._wrong: dict[QWidget, QLabel] = {}
        self._fields: list[QWidget] = []
        self.column = QVBoxLayout()
        self.column.setSpacing(4)
        said = QLabel(words)
        said.setWordWrap(True)
        mark(said, kind="muted")
        self.column.addWidget(said)
        self.column.addSpacing(8)
        inside = QWidget()
        inside.setFixedWidth(_WIDTH)
        around = QVBoxLayout(inside)
        around.setContentsMargins(2, 8, 2, 8)
        around.addLayout(self.column)
        around.addStretch(1)
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    @property
    def missing(self) -> tuple[str, ...]:
        """What has to be filled in before one can go on, in words."""
        return ()

    @property
    def next_words(self) -> str:
        """What the button says: also what is missing."""
        return f"还要填：{'、'.join(self.missing)}" if self.missing else "下一步"

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    def add_field(self, label: str, field: QWidget) -> None:
        """Put a field with its label below the others."""
        said, wrong = QLabel(label), QLabel()
        said.setBuddy(field)
        field.setAccessibleName(label)
        wrong.setWordWrap(True)
        mark(wrong, kind="error")
        wrong.hide()
        for widget in (said, field, wrong):
            self.column.addWidget(widget)
        self.column.addSpacing(6)
        self._wrong[field] = wrong
        self._fields.append(field)
        if isinstance(field, QLineEdit):
            field.textChanged.connect(self._on_changed)
            field.returnPressed.connect(self._on_enter)

    def say_wrong(self, sentence: str, field: QWidget | None = None) -> None:
        """Say under a field what is wrong with it; an empty sentence takes it back."""
        wrong = self._wrong.get(field) if field is not None else None
        if wrong is not None and field is not None:
            wrong.setText(sentence)
            wrong.setVisible(bool(sentence))
            mark(field, wrong="true" if sentence else "false")

    def wrong_with(self, field: QWidget) -> str:
        """What is said under a field now."""
        wrong = self._wrong[field]
        return wrong.text() if not wrong.isHidden() else ""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin at the first field that is empty."""
        super().showEvent(event)
        lines = [f for f in self._fields if isinstance(f, QLineEdit)]
        if lines:
            next((line for line in lines if not line.text()), lines[0]).setFocus()

    def _on_changed(self) -> None:
        field = self.sender()
        if isinstance(field, QWidget):
            self.say_wrong("", field)
        self.changed.emit()

    def _on_enter(self) -> None:
        field = self.sender()
        place = self._fields.index(field) if isinstance(field, QWidget) else -1
        if 0 <= place < len(self._fields) - 1:
            self._fields[place + 1].setFocus()
        else:
            self.advanced.emit()
