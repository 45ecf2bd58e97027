"""One step of a wizard, and the line of steps above them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.views.style import mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.views.tasks import Task


class Step(QWidget):
    """What a step shows and does. Subclasses overrule what they need."""

    title = ""
    changed = Signal()
    """Whether it is ready, or what its button says, may have changed."""

    @property
    def next_words(self) -> str:
        """What the button says that leads on."""
        return "下一步"

    @property
    def ready(self) -> bool:
        """Whether one may go on."""
        return True

    def enter(self) -> None:
        """It is shown, for the first time or again."""

    def work(self) -> Task[Any] | None:
        """What has to be done before the next step, as a task that is not started; None: nothing.

        When it fails or is stopped, the step stays.
        """
        return None


class StepLine(QWidget):
    """The steps with their numbers: done, current, still to come."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self.titles = tuple(titles)
        self._labels = [QLabel() for _ in titles]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        for number, label in enumerate(self._labels):
            if number:
                line = QLabel("—")
                mark(line, kind="muted")
                layout.addWidget(line)
            label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
            layout.addWidget(label)
        layout.addStretch(1)
        self.show_step(0)

    def show_step(self, current: int) -> None:
        """Show where one is; behind the last step all are done."""
        for number, (title, label) in enumerate(zip(self.titles, self._labels, strict=True)):
            sign = "✓" if number < current else str(number + 1)
            label.setText(f"{sign} {title}")
            mark(label, kind="heading" if number == current else "muted")
            label.updateGeometry()
        here = self.titles[current] if current < len(self.titles) else "完成"
        self.setAccessibleName(f"第{min(current + 1, len(self.titles))}步：{here}")
