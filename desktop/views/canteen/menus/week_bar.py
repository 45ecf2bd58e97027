"""The line above a week: which week, a past one once more, the papers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from desktop.services.canteen.menus import Week
from desktop.views.style import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date


class WeekBar(QWidget):
    """Says what is wanted; the part does it."""

    moved = Signal(int)
    """So many weeks on."""
    now_wanted = Signal()
    copy_wanted = Signal(object)
    """The Monday of the week that is to be copied."""
    notice_wanted = Signal()
    portions_wanted = Signal()

    def __init__(self, *, writes: bool) -> None:
        super().__init__()
        self.before, self.after = QToolButton(), QToolButton()
        self.now = QPushButton("本周")
        self.title = QLabel()
        mark(self.title, kind="heading")
        self.copy, self.papers = QPushButton("复制一周"), QPushButton("打印")
        self.weeks, self.kinds = QMenu(self), QMenu(self)
        self.copy.setMenu(self.weeks)
        self.papers.setMenu(self.kinds)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        for part in (self.before, self.title, self.after, self.now, self.copy, self.papers):
            line.addWidget(part)
        self.copy.setVisible(writes)
        for button, words, name, by in (
            (self.before, "‹", "上一周", -1),
            (self.after, "›", "下一周", 1),
        ):
            button.setText(words)
            button.setToolTip(name)
            button.setAccessibleName(name)
            button.clicked.connect(lambda _checked=False, by=by: self.moved.emit(by))
        self.now.clicked.connect(lambda _checked=False: self.now_wanted.emit())
        self._offer(self.kinds, "一周食谱（张贴）", self.notice_wanted.emit)
        self._offer(self.kinds, "带量食谱", self.portions_wanted.emit)

    def show_week(self, week: Week, others: Sequence[date]) -> None:
        """Say which week it is, and which others can be copied."""
        self.title.setText(week.title)
        self.weeks.clear()
        for first in others:
            words = f"{Week(first, ()).title}的食谱"
            self._offer(self.weeks, words, partial(self.copy_wanted.emit, first))
        self.copy.setEnabled(bool(others))
        self.copy.setToolTip("" if others else "以前还没有写过食谱")
        self.papers.setEnabled(bool(week.lines))

    def _offer(self, menu: QMenu, words: str, do: Callable[[], object]) -> None:
        action = QAction(words, menu)
        action.triggered.connect(lambda _checked=False: do())
        menu.addAction(action)
