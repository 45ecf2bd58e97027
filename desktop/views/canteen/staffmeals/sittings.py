"""A button for each sitting that has a price; one of them is down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.core.canteen import Sitting


class SittingButtons(QWidget):
    """Which sitting the grid shows."""

    chosen = Signal(object)
    """The sitting (Sitting)."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[Sitting, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)

    def offer(self, sittings: Sequence[Sitting], current: Sitting | None) -> None:
        """Offer the sittings of a month."""
        if tuple(self.buttons) != tuple(sittings):
            for button in self.buttons.values():
                self._group.removeButton(button)
                self._line.removeWidget(button)
                button.deleteLater()
            self.buttons = {sitting: self._made(sitting) for sitting in sittings}
        if current in self.buttons:
            self.buttons[current].setChecked(True)

    def _made(self, sitting: Sitting) -> QToolButton:
        button = QToolButton()
        button.setText(sitting.label)
        button.setCheckable(True)
        button.clicked.connect(lambda _checked=False: self.chosen.emit(sitting))
        self._group.addButton(button)
        self._line.addWidget(button)
        return button
