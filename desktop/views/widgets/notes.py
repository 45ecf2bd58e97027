"""Sentences on a page: what stands here when nothing does yet, and what to know or do first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.views.style import current_tokens, icon, mark, pixmap
from desktop.views.widgets.chips import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

_WIDEST: Final = 30  # characters of a line that is still easy to read
_BANNERS: Final = {
    Tone.PLAIN: ("banner-info", "info", "accent", "提示"),
    Tone.GOOD: ("banner-info", "check", "accent", "已完成"),
    Tone.CARE: ("banner-warning", "warning", "warning", "注意"),
    Tone.BAD: ("banner-danger", "warning", "danger", "有问题"),
}


class EmptyState(QWidget):
    """What belongs here, and a button with the first step."""

    asked = Signal()
    """The person wants to take the first step."""

    def __init__(self, sentence: str, action: str = "", picture: str = "") -> None:
        """`picture` is the name of an icon."""
        super().__init__()
        self._picture_name = picture
        self._picture = QLabel()
        self.sentence = QLabel(sentence)
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setFixedWidth(current_tokens().sizes.base * _WIDEST)
        mark(self.sentence, kind="muted")
        self.button = QPushButton(action, self)
        self.button.setVisible(bool(action))
        self.button.clicked.connect(lambda _checked=False: self.asked.emit())
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        for part in (self._picture, self.sentence, self.button):
            # Not by an alignment: that would cut a sentence of two lines down to one.
            line = QHBoxLayout()
            line.addStretch(1)
            line.addWidget(part)
            line.addStretch(1)
            layout.addLayout(line)
            layout.addSpacing(current_tokens().sizes.space)
        layout.addStretch(3)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the picture of a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        self._picture.setVisible(bool(self._picture_name))
        if self._picture_name:
            edge = current_tokens().sizes.icon * 2
            drawn = pixmap(self._picture_name, edge, self.devicePixelRatioF(), "faint")
            self._picture.setPixmap(drawn)


class Banner(QFrame):
    """A sentence over a page, with what can be done about it; may be closed."""

    closed = Signal()

    def __init__(self, sentence: str, tone: Tone = Tone.PLAIN, *, closable: bool = False) -> None:
        super().__init__()
        self._kind, self._icon_name, self._ink, spoken = _BANNERS[tone]
        mark(self, kind=self._kind)
        self._spoken = spoken
        self._picture = QLabel()
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self._layout = QHBoxLayout(self)
        space = current_tokens().sizes.space
        self._layout.setContentsMargins(space * 3 // 2, space // 2, space, space // 2)
        self.setMinimumHeight(current_tokens().sizes.control + space)
        self._layout.addWidget(self._picture)
        self._layout.addWidget(self.sentence, 1)
        self._close = QToolButton(self)
        self._close.setAccessibleName("关闭提示")
        self._close.setToolTip("关闭提示")
        self._close.setVisible(closable)
        self._close.clicked.connect(self._on_closed)
        self._layout.addWidget(self._close)
        self.set_sentence(sentence)
        self._draw()

    def set_sentence(self, sentence: str) -> None:
        """Say something else."""
        self.sentence.setText(sentence)
        self.setAccessibleName(f"{self._spoken}：{sentence}")

    def add_action(self, words: str, do: Callable[[], object]) -> QPushButton:
        """A button behind the sentence."""
        button = QPushButton(words)
        button.clicked.connect(lambda _checked=False: do())
        self._layout.insertWidget(self._layout.count() - 1, button)
        return button

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the icons of a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        edge = current_tokens().sizes.icon
        self._picture.setPixmap(pixmap(self._icon_name, edge, self.devicePixelRatioF(), self._ink))
        self._close.setIcon(icon("close", "muted"))

    def _on_closed(self) -> None:
        self.hide()
        self.closed.emit()
