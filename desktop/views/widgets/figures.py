"""Key figures: a few numbers at the top of a page that say how things stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QSizePolicy

from desktop.views.style import mark
from desktop.views.widgets.chips import Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent

_NO_FIGURE: Final = "—"
_KEYS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class KeyFigure(QFrame):
    """A title, a figure and a small note; may lead to where the figure comes from."""

    activated = Signal()

    def __init__(self, title: str, *, leads_on: bool = False) -> None:
        super().__init__()
        mark(self, kind="card")
        self.title, self.figure, self.note = QLabel(title), QLabel(_NO_FIGURE), QLabel()
        mark(self.title, kind="muted")
        mark(self.figure, kind="figure")
        mark(self.note, kind="small")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._leads_on = leads_on
        if leads_on:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setSpacing(2)
        for label in (self.title, self.figure, self.note):
            self._layout.addWidget(label)
        self.set_figure(None)

    def set_low(self, low: bool) -> None:  # noqa: FBT001 - a state, as in Qt's own setters
        """Stand in one line, the note in the tool tip, where there is no room for three."""
        if low == self.note.isHidden():
            return
        direction = QBoxLayout.Direction
        self._layout.setDirection(direction.LeftToRight if low else direction.TopToBottom)
        self._layout.setSpacing(8 if low else 2)
        self._layout.setStretch(1, int(low))
        self._layout.setContentsMargins(*((8, 2, 8, 2) if low else (9, 9, 9, 9)))
        self.note.setVisible(not low)
        mark(self.figure, kind="heading" if low else "figure")

    def set_figure(self, figure: str | None, note: str = "", *, tone: Tone = Tone.PLAIN) -> None:
        """Show a figure, or that none is known.

        Args:
            figure: as it is read, such as 41,280.00; None where nothing is recorded.
            note: what it is compared with.
            tone: of the note.
        """
        self.figure.setText(figure or _NO_FIGURE)
        mark(self.figure, tone="error" if (figure or "").startswith("-") else "")
        # A blank keeps the line, so that figures side by side stand on one height.
        self.note.setText(note or " ")
        mark(self.note, tone={Tone.CARE: "warning", Tone.BAD: "error"}.get(tone, ""))
        self.setToolTip(note)
        words = (self.title.text(), figure or "没有记录", note)
        self.setAccessibleName(" ".join(word for word in words if word))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click leads on."""
        super().mouseReleaseEvent(event)
        inside = self.rect().contains(event.position().toPoint())
        if self._leads_on and inside and event.button() == Qt.MouseButton.LeftButton:
            self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """So do Enter and the space bar."""
        if self._leads_on and event.key() in _KEYS:
            self.activated.emit()
            return
        super().keyPressEvent(event)
