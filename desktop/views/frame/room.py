"""Where the pages stand: one at a time, and to be scrolled where the window is too small for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QSize
    from PySide6.QtWidgets import QWidget


class Room(QScrollArea):
    """No page is ever cut off, however small the screen and however large the type."""

    def __init__(self, pages: QStackedWidget) -> None:
        super().__init__()
        # What stands in it takes the keyboard: a stop of Tab that nobody sees would be in the way.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(pages)


class PageStack(QStackedWidget):
    """Needs the room of the page that is shown, not of the largest that was ever shown."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least room of the page that is shown."""
        page: QWidget | None = self.currentWidget()
        if page is None:
            return super().minimumSizeHint()
        return page.minimumSizeHint().expandedTo(page.minimumSize())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The room that the page that is shown would like."""
        page: QWidget | None = self.currentWidget()
        return page.sizeHint() if page is not None else super().sizeHint()

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Pages have lists that take what is left; they ask for no height of their own."""
        return self.minimumSizeHint().height() if width > 0 else 0
