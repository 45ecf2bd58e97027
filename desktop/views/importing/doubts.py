"""What a person may say of rows in doubt: which pupil is meant, new here or back, or nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.services.imports.doubts import CONFIRMED
from desktop.views.style import mark

if TYPE_CHECKING:
    from desktop.services.imports.plan import Difference

NEW_WORDS: Final = "确认新来或回校"
SAME_WORDS: Final = "就是名册里的这个人"
BACK_WORDS: Final = "撤回决定"
_THIS_ONE: Final = "就是这个人"
_LIKELY: Final = 2


def likely(line: Difference) -> str:
    """Whom in the books a row may mean."""
    names = "；".join(one.label for one in line.candidates[:_LIKELY])
    more = len(line.candidates) - _LIKELY
    return f"{names} 等 {len(line.candidates)} 人" if more > 0 else names


def decision(line: Difference, says: str, *, parked: bool) -> str:
    """What was said of a row, in words."""
    if not says:
        return ""
    if parked:
        return "说了，仍然待定"
    return "新来或回校" if says == CONFIRMED else f"就是 {likely(line)}"


def same_of(line: Difference) -> str:
    """What says that a row is the one pupil whom it may mean; empty: none, or several."""
    return line.candidates[0].key if len(line.candidates) == 1 else ""


class DoubtPane(QWidget):
    """One row in doubt, whom it may mean, and a button for each thing to say of it."""

    said = Signal(str)
    """What a person says; empty: it is to be left in doubt."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = QLabel()
        mark(self.heading, kind="heading")
        self.told = QLabel()
        self.buttons: list[QPushButton] = []
        self._parts: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        for label in (self.heading, self.told):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._layout.addWidget(label)
        self._layout.addStretch(1)

    def show_line(self, line: Difference, told: str, says: str, *, parked: bool) -> None:
        """Show a row, what is told of it, and what may be said of it."""
        self.heading.setText(line.who)
        words = [told]
        if parked and (says or not (line.candidates or line.may_be_new)):
            words.append("这一行只能按说明改正表格，再导入。")
        self.told.setText("\n".join(words))
        for part in self._parts:
            self._layout.removeWidget(part)
            part.deleteLater()
        self.buttons, self._parts = [], []
        if parked:
            for one in line.candidates:
                self._tell(one.label)
                self._offer(_THIS_ONE, one.key, one.label)
            if line.may_be_new:
                self._offer(NEW_WORDS, CONFIRMED)
        if says:
            self._offer(BACK_WORDS, "")

    def _tell(self, words: str) -> None:
        label = QLabel(f"名册里有：{words}")
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self._add(label)

    def _offer(self, words: str, says: str, whom: str = "") -> None:
        button = QPushButton(words)
        button.setAccessibleName(f"{words} {whom}".strip())
        button.clicked.connect(partial(self.said.emit, says))
        self._add(button)
        self.buttons.append(button)

    def _add(self, part: QWidget) -> None:
        self._layout.insertWidget(self._layout.count() - 1, part)
        self._parts.append(part)
