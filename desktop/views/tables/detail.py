"""A list with a pane at its right that opens with the row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSplitter, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from desktop.views.tables.view import ListView

PANE_WIDTH: Final = 380


class DetailSplit(QSplitter):
    """The list at the left, and at the right the pane while a row is the current one.

    Connect `view.selected` to what fills the pane; opening, closing and Esc are done here.
    """

    def __init__(self, view: ListView, pane: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.view, self.pane = view, pane
        self._room = QScrollArea()
        self._room.setObjectName("detailPane")
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._room.setWidgetResizable(True)
        self._room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._room.setMinimumWidth(PANE_WIDTH * 3 // 4)
        self._room.setWidget(pane)
        self.addWidget(view)
        self.addWidget(self._room)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self._room.hide()
        view.selected.connect(self._on_selected)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc closes the pane."""
        if event.key() == Qt.Key.Key_Escape and self.is_open:
            self.close_pane()
        else:
            super().keyPressEvent(event)

    @property
    def is_open(self) -> bool:
        """Whether the pane is shown."""
        return not self._room.isHidden()

    def open_pane(self) -> None:
        """Show the pane."""
        if self._room.isHidden():
            self._room.show()
            self.setSizes([max(self.width() - PANE_WIDTH, 1), PANE_WIDTH])

    def close_pane(self) -> None:
        """Hide the pane and go back to the list."""
        self._room.hide()
        self.view.grid.clearSelection()
        self.view.grid.setFocus()

    def _on_selected(self, line: object) -> None:
        if line is None:
            self._room.hide()
        else:
            self.open_pane()
