"""The way of a notice in one line: what is done, what is next, what comes after."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.core.notices import NoticeStage
from desktop.views.style import mark

if TYPE_CHECKING:
    from desktop.services.notices.register import NoticeEntry


class Step(Enum):
    """The steps in their order; the value is the word."""

    CHECK = "核对"
    ISSUE = "发布"
    PRINT = "打印"
    POST = "张贴"
    TAKE_DOWN = "撤下"
    ARCHIVE = "归档"


_ORDER: Final = tuple(Step)
_NEXT: Final = {
    NoticeStage.UP: Step.TAKE_DOWN,
    NoticeStage.DUE: Step.TAKE_DOWN,
    NoticeStage.DOWN: Step.ARCHIVE,
    NoticeStage.REPLACED: Step.ARCHIVE,
}


def next_step(entry: NoticeEntry) -> Step | None:
    """What is to be done next with an issued notice; None when all is done."""
    if entry.stage is NoticeStage.ISSUED:
        return Step.POST if entry.prints else Step.PRINT
    return _NEXT.get(entry.stage)


class StepLine(QWidget):
    """Shows the way; the step that is next stands out by its shape and its ink."""

    def __init__(self) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self.labels = [QLabel() for _ in _ORDER]
        for label in self.labels:
            layout.addWidget(label)
        layout.addStretch(1)
        self.show_next(Step.CHECK)

    def show_next(self, step: Step | None) -> None:
        """Say which step is next; None: all are done."""
        at = len(_ORDER) if step is None else _ORDER.index(step)
        for place, (label, shown) in enumerate(zip(self.labels, _ORDER, strict=True)):
            shape = "✓" if place < at else "▸" if place == at else "·"
            label.setText(f"{shape} {shown.value}")
            mark(label, kind="" if place == at else "muted")
            font = label.font()
            font.setBold(place == at)
            label.setFont(font)
        words = f"下一步：{step.value}" if step else "全部办完"
        self.setAccessibleName(words)
        self.setToolTip(words)
