"""A form that stands alone in the middle of the window: fields, what is wrong, one button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.views.direct import DirectEdit
from desktop.views.style import mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QShowEvent

_WIDTH: Final = 420
_SPACE: Final = 8


class Card(QWidget):
    """A column of fields with one way on; Enter walks through it, Esc goes back."""

    def __init__(self, title: str, words: str, action: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self._fields: list[QWidget] = []
        self._back: QPushButton | None = None
        self.heading = QLabel(title)
        mark(self.heading, kind="title")
        self.words = _wrapped(words)
        mark(self.words, kind="muted")
        if not words:
            self.words.hide()
        self.wrong = _wrapped("")
        self.wrong.setObjectName("wrong")
        mark(self.wrong, kind="error")
        self.wrong.hide()
        self.go = QPushButton(action)
        self.go.setDefault(True)
        mark(self.go, kind="primary")
        self.go.clicked.connect(self._on_go)
        self.column = QVBoxLayout()
        self.column.setSpacing(_SPACE)
        self.links = QHBoxLayout()
        self._lay_out()

    def submit(self) -> None:
        """Do what the form is for."""
        raise NotImplementedError

    def add_field(self, label: str, field: QWidget) -> None:
        """Put a field with its label below the others."""
        said = QLabel(label)
        said.setBuddy(field)
        field.setAccessibleName(label)
        self.column.addSpacing(_SPACE // 2)
        self.column.addWidget(said)
        self.column.addWidget(field)
        self._fields.append(field)
        if isinstance(field, QLineEdit):
            field.returnPressed.connect(self._on_enter)
            field.textEdited.connect(lambda _text: self.wrong.hide())

    def add_link(self, text: str, do: Callable[[], object], *, back: bool = False) -> QPushButton:
        """A smaller way out below the button; `back` is the one that Esc takes."""
        link = QPushButton(text)
        mark(link, kind="link")
        link.clicked.connect(lambda _checked=False: do())
        self.links.insertWidget(self.links.count() - 1, link)
        if back:
            self._back = link
        return link

    def say_wrong(self, sentence: str, field: QWidget | None = None) -> None:
        """Show what is wrong, and put the cursor where it can be mended."""
        self.wrong.setText(sentence)
        self.wrong.show()
        if field is not None:
            field.setFocus()
            if isinstance(field, QLineEdit):
                field.selectAll()

    def set_busy(self, *, busy: bool) -> None:
        """Let nobody press twice while the answer is worked out."""
        self.go.setEnabled(not busy)
        for field in self._fields:
            field.setEnabled(not busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc goes back, where there is a way back."""
        if event.key() == Qt.Key.Key_Escape and self._back is not None:
            self._back.click()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin at the first field that is empty."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._focus_first)

    def _focus_first(self) -> None:
        empty = (f for f in self._fields if isinstance(f, QLineEdit) and not f.text())
        first = next(empty, self._fields[0] if self._fields else self.go)
        first.setFocus()

    def _lay_out(self) -> None:
        frame = QFrame()
        mark(frame, kind="card")
        frame.setFixedWidth(_WIDTH)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(32, 28, 32, 24)
        inside.setSpacing(_SPACE)
        inside.addWidget(self.heading)
        inside.addWidget(self.words)
        inside.addLayout(self.column)
        inside.addWidget(self.wrong)
        inside.addSpacing(_SPACE)
        inside.addWidget(self.go)
        self.links.addStretch(1)
        inside.addLayout(self.links)
        middle = QWidget()
        around = QVBoxLayout(middle)
        around.addStretch(2)
        around.addLayout(centred(frame))
        around.addStretch(3)
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(middle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def _on_enter(self) -> None:
        field = self.sender()
        fields = [f for f in self._fields if f.isVisible()]
        place = fields.index(field) if isinstance(field, QWidget) and field in fields else -1
        if 0 <= place < len(fields) - 1:
            fields[place + 1].setFocus()
        else:
            self._on_go()

    def _on_go(self) -> None:
        if self.go.isEnabled():
            self.wrong.hide()
            self.submit()


def centred(widget: QWidget) -> QHBoxLayout:
    """A widget in the middle, as high as its wrapped words need at its width."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row


def secret_field() -> QLineEdit:
    """A line that shows dots."""
    field = DirectEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setInputMethodHints(
        Qt.InputMethodHint.ImhHiddenText
        | Qt.InputMethodHint.ImhSensitiveData
        | Qt.InputMethodHint.ImhNoPredictiveText
    )
    return field


def _wrapped(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label
