"""The line over the day: which day, how the school holds it, its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.views.canteen.day.words import day_words
from desktop.views.style import current_tokens, icon, mark
from desktop.views.widgets import DateEdit

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QComboBox

    from desktop.services.canteen.day_parts import CanteenDay

_WIDE = 12


class DayBar(QWidget):
    """Says which day is wanted; the panel shows it."""

    moved = Signal(int)
    """So many days on."""
    day_wanted = Signal(object)
    paper_wanted = Signal()

    def __init__(self, today: date, chooser: QComboBox) -> None:
        super().__init__()
        self._today = today
        self.before, self.after = QToolButton(), QToolButton()
        self.day = DateEdit("日期", today)
        self.day.setAccessibleName("日期")
        self.day.setFixedWidth(current_tokens().sizes.base * _WIDE)
        self.now = QPushButton("今天")
        self.words = QLabel()
        mark(self.words, kind="heading")
        self.paper = QPushButton(icon("print"), "打印")
        self.paper.setToolTip("今日食谱和出库，贴在厨房")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(current_tokens().sizes.space)
        for part in (self.before, self.day, self.after, self.now, self.words):
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(chooser)
        line.addWidget(self.paper)
        for button, words, name, by in (
            (self.before, "‹", "前一天 (←)", -1),
            (self.after, "›", "后一天 (→)", 1),
        ):
            button.setText(words)
            button.setToolTip(name)
            button.setAccessibleName(name)
            button.clicked.connect(lambda _checked=False, by=by: self.moved.emit(by))
        self.now.clicked.connect(lambda _checked=False: self.day_wanted.emit(self._today))
        self.paper.clicked.connect(lambda _checked=False: self.paper_wanted.emit())
        self.day.editingFinished.connect(self._on_day)

    def show_day(self, found: CanteenDay) -> None:
        """Say which day it is."""
        self._today = found.today
        self.day.set_today(found.today)
        self.day.set_value(found.day)
        self.words.setText(day_words(found))
        self.now.setEnabled(found.day != found.today)
        self.paper.setEnabled(any(one.dishes for one in found.sittings))

    def _on_day(self) -> None:
        day = self.day.value()
        if day is not None:
            self.day_wanted.emit(day)
