"""The way of a notice in one line: what is done, what is next, what comes after."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel

from desktop.core.notices import NoticeStage
from desktop.views.style import current_tokens

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


_JOINER: Final = "\u2060"  # a word is not broken at the end of the line
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


class StepLine(QLabel):
    """Shows the way; the step that is next stands out by its shape and its weight."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.step: Step | None = Step.CHECK
        self.show_next(Step.CHECK)

    def show_next(self, step: Step | None) -> None:
        """Say which step is next; None: all are done."""
        self.step = step
        at = len(_ORDER) if step is None else _ORDER.index(step)
        said = {shown: _JOINER.join(shown.value) for shown in Step}
        muted = current_tokens().colours.muted
        done = [f'<span style="color:{muted}">✓&nbsp;{said[s]}</span>' for s in _ORDER[:at]]
        coming = [f'<span style="color:{muted}">·&nbsp;{said[s]}</span>' for s in _ORDER[at + 1 :]]
        now = [f"<b>▸&nbsp;{said[step]}</b>"] if step else []
        self.setText("&nbsp; ".join([*done, *now, *coming]))
        words = f"下一步：{step.value}" if step else "全部办完"
        self.setAccessibleName(words)
        self.setToolTip(words)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take the colours of a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "step"):
            self.show_next(self.step)
