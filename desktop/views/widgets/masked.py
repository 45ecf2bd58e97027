"""A private value that is masked until somebody asks for it; asking is noted in the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from desktop.views.style import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent

    from desktop.views.tasks import Job, Tasks

SHOWN_FOR: Final = 30_000
"""Milliseconds that a value stays in the clear."""
_NOTHING: Final = "—"


class MaskedValue(QWidget):
    """Shows the masked form and a button; the whole value for half a minute after asking.

    masked → (asking) → shown → masked again after 30 seconds, when hidden, or by the button. The
    value itself is kept nowhere but in the label, and only as long as it is shown:

        MaskedValue(desk.tasks, "身份证件号", line.id_masked,
                    lambda job: reveal(desk.session, person_id, PrivateField.ID_NUMBER))
    """

    shown = Signal()
    masked = Signal()

    def __init__(
        self, tasks: Tasks, title: str, masked: str, reveal: Callable[[Job], str] | None = None
    ) -> None:
        """`reveal` gives the whole value and notes that it was asked for; run as a write."""
        super().__init__()
        self._tasks, self._title, self._reveal = tasks, title, reveal
        self._masked = masked
        self._open = self._asking = False
        self.label = QLabel()
        self.button = QToolButton()
        self.button.clicked.connect(self._on_clicked)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_FOR)
        self._timer.timeout.connect(self.cover)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)
        layout.addWidget(self.button)
        layout.addStretch(1)
        self.cover()

    @property
    def is_shown(self) -> bool:
        """Whether the whole value can be read now."""
        return self._open

    def set_masked(self, masked: str, reveal: Callable[[Job], str] | None) -> None:
        """Show another person's value, masked."""
        self._masked, self._reveal = masked, reveal
        self._asking = False
        self.cover()

    def wrap(self) -> None:
        """Show a long value in several lines, as wide as there is room."""
        self.label.setWordWrap(True)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def ask(self) -> None:
        """Ask for the whole value."""
        reveal = self._reveal
        if reveal is None or self._asking or self._open:
            return
        self._asking = True
        task = self._tasks.write(self, reveal)
        # An answer that comes after another person was put here is not shown.
        task.then(lambda value: self._show(value) if reveal is self._reveal else None)
        task.ended(self._on_ended).titled("正在显示…").start()

    def cover(self) -> None:
        """Hide the value again."""
        was_open, self._open = self._open, False
        self._timer.stop()
        self.label.setText(self._masked or _NOTHING)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.label.setAccessibleName(f"{self._title}：{'已遮盖' if self._masked else '没有填写'}")
        self.button.setVisible(bool(self._masked) and self._reveal is not None)
        self._draw()
        if was_open:
            self.masked.emit()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody looks: mask it."""
        super().hideEvent(event)
        self.cover()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take the icon of a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _show(self, value: str) -> None:
        if not self.isVisible():
            return
        self._open = True
        self.label.setText(value or _NOTHING)
        self.label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.label.setAccessibleName(f"{self._title}：{value}")
        self._timer.start()
        self._draw()
        self.shown.emit()

    def _on_clicked(self) -> None:
        if self._open:
            self.cover()
        else:
            self.ask()

    def _on_ended(self) -> None:
        self._asking = False

    def _draw(self) -> None:
        words = "遮盖" if self._open else "显示完整内容（会记入操作记录）"
        self.button.setIcon(icon("hidden" if self._open else "eye", "accent"))
        self.button.setToolTip(words)
        self.button.setAccessibleName(f"{self._title}：{words}")
