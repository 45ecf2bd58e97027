"""One thing to be done: a sentence that opens its record by click, Enter or space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.services.today.items import Item, Urgency
from desktop.views.style import current_tokens, mark, pixmap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent

_KEYS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})
_STEPS: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PICTURES: Final = {
    Urgency.HANDS: ("warning", "danger"),
    Urgency.SOON: ("calendar", "warning"),
    Urgency.INFORMATION: ("info", "muted"),
}


class ItemRow(QFrame):
    """A sentence with a picture of its urgency, and an arrow: it leads somewhere."""

    opened = Signal(object)
    """The `Item`."""
    moved = Signal(int)
    """The arrow keys ask for the row before or behind."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item
        mark(self, kind="card")
        self.setAccessibleName(f"{item.urgency.label}：{item.sentence}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._picture, self._arrow = QLabel(), QLabel()
        self.sentence = QLabel(item.sentence)
        self.sentence.setWordWrap(True)
        space = current_tokens().sizes.space
        layout = QHBoxLayout(self)
        layout.setContentsMargins(space * 3 // 2, space, space * 3 // 2, space)
        layout.setSpacing(space * 3 // 2)
        layout.addWidget(self._picture)
        layout.addWidget(self.sentence, 1)
        layout.addWidget(self._arrow)
        self._draw()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click opens it."""
        super().mouseReleaseEvent(event)
        inside = self.rect().contains(event.position().toPoint())
        if inside and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self.item)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """So do Enter and space; arrows walk through the list."""
        if event.key() in _KEYS:
            self.opened.emit(self.item)
        elif event.key() in _STEPS:
            self.moved.emit(_STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take the pictures of a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        name, ink = _PICTURES[self.item.urgency]
        edge, ratio = current_tokens().sizes.icon, self.devicePixelRatioF()
        self._picture.setPixmap(pixmap(name, edge, ratio, ink))
        self._arrow.setPixmap(pixmap("next", edge, ratio, "muted"))


class ItemGroup(QWidget):
    """The things of one urgency under its word and their number."""

    opened = Signal(object)

    def __init__(self, urgency: Urgency, items: Sequence[Item]) -> None:
        super().__init__()
        self.heading = QLabel(f"{urgency.label}（{len(items)}）")
        mark(self.heading, kind="heading")
        self.rows = [ItemRow(item) for item in items]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_tokens().sizes.space)
        layout.addWidget(self.heading)
        for row in self.rows:
            row.opened.connect(self.opened)
            layout.addWidget(row)
