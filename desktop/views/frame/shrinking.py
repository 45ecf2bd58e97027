"""A button with a menu whose words give way, with an ellipsis, where room is short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QMenu,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_LEAST: Final = 84


class ShrinkingButton(QToolButton):
    """As wide as its words where there is room, and readable where there is not.

    The whole words stand in the tool tip for as long as nobody gives it other words.
    """

    def __init__(self, name: str, least: int = _LEAST) -> None:
        """`name` is what the button is for; `least` is the width at which its words still tell."""
        super().__init__()
        self._least = least
        self.setAccessibleName(name)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setMenu(QMenu(self))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for a few characters, or for all of them where they are few."""
        whole = self.sizeHint()
        return QSize(min(whole.width(), self._least), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw as much of the words as there is room for."""
        if self.shown_words == self.text():
            super().paintEvent(event)
            return
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = self.shown_words  # type: ignore[attr-defined]
        QStylePainter(self).drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)

    @property
    def shown_words(self) -> str:
        """What of the words can be read."""
        missing = self.sizeHint().width() - self.width()
        if missing <= 0:
            return self.text()
        metrics = QFontMetrics(self.font())
        room = metrics.horizontalAdvance(self.text()) - missing
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
