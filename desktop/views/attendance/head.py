"""What stands above the grid: class and day in words, how much is shown, what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.views.attendance.widths import Span
from desktop.views.style import icon, mark
from desktop.views.widgets.chips import Tone
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.elided import ElidedLabel
from desktop.views.widgets.notes import Banner

if TYPE_CHECKING:
    from datetime import date

_SPANS: Final = ((Span.DAY, "日"), (Span.WEEK, "周"), (Span.MONTH, "月"))


class RollHead(QWidget):
    """Two lines of words and buttons, and banners for what should be known."""

    span_wanted = Signal(object)
    day_wanted = Signal(object)
    step_wanted = Signal(int)
    """The day with lessons before (-1) or behind (1)."""
    fill_wanted = Signal()
    undo_wanted = Signal()
    runs_wanted = Signal()
    counts_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self.words = ElidedLabel()
        mark(self.words, kind="heading")
        self.day = DateEdit("日期", today, latest=today)
        self.back, self.forth = QPushButton(icon("back"), ""), QPushButton(icon("next"), "")
        self.spans = QButtonGroup(self)
        self.buttons: dict[Span, QPushButton] = {}
        self.fill = QPushButton(icon("check"), "全到")
        self.undo = QPushButton(icon("undo"), "撤销")
        self.runs = QPushButton(icon("dropout"), "连续缺勤")
        self.counts = QPushButton(icon("people"), "人籍一致")
        self.moved = Banner("", Tone.CARE)
        self.draft = Banner("", Tone.CARE)
        self._make_buttons()
        self._lay_out()
        self._connect()

    def _make_buttons(self) -> None:
        for place, (span, title) in enumerate(_SPANS):
            button = QPushButton(title)
            button.setCheckable(True)
            button.setChecked(place == 0)
            button.setAccessibleName(f"按{title}看")
            mark(button, kind="segment")
            self.spans.addButton(button, place)
            self.buttons[span] = button
        self.back.setAccessibleName("前一个上课日")
        self.forth.setAccessibleName("后一个上课日")
        self.fill.setToolTip("F4：还没有登记的学生都到了")
        self.undo.setToolTip("Ctrl+Z：撤销上一步")
        self.runs.setToolTip("连续几天没有到校的学生")
        self.counts.setToolTip("每月清点各班人数，和名册核对")

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.words, 1)
        for part in (self.fill, self.undo, self.runs, self.counts):
            line.addWidget(part)
        days = QHBoxLayout()
        days.addWidget(self.back)
        days.addWidget(self.day)
        days.addWidget(self.forth)
        days.addStretch(1)
        for button in self.buttons.values():
            days.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(line)
        layout.addLayout(days)
        for banner in (self.moved, self.draft):
            banner.hide()
            layout.addWidget(banner)

    def _connect(self) -> None:
        self.spans.idClicked.connect(lambda place: self.span_wanted.emit(_SPANS[place][0]))
        self.back.clicked.connect(lambda _checked=False: self.step_wanted.emit(-1))
        self.forth.clicked.connect(lambda _checked=False: self.step_wanted.emit(1))
        self.fill.clicked.connect(lambda _checked=False: self.fill_wanted.emit())
        self.undo.clicked.connect(lambda _checked=False: self.undo_wanted.emit())
        self.runs.clicked.connect(lambda _checked=False: self.runs_wanted.emit())
        self.counts.clicked.connect(lambda _checked=False: self.counts_wanted.emit())
        self.day.editingFinished.connect(self._on_day)
        self.draft.add_action("放弃这些改动", self.discard_wanted.emit)

    def _on_day(self) -> None:
        value = self.day.value()
        if value is not None:
            self.day_wanted.emit(value)

    def show_day(self, day: date) -> None:
        """Show which day is looked at."""
        if self.day.value() != day:
            self.day.set_value(day)

    def show_restored(self, days: int) -> None:
        """Say that a draft was typed again; 0: nothing more to say about it."""
        self.draft.setVisible(days > 0)
        self.draft.set_sentence(f"上次有 {days} 天的点名没有保存，已经接着填好，请核对后保存。")

    def show_moved(self, more: int) -> None:
        """Say that the class has changed since its roll was called; 0: it has not."""
        self.moved.setVisible(more != 0)
        told = f"多了{more}人" if more > 0 else f"少了{-more}人"
        self.moved.set_sentence(f"点名以后名册有变动，这个班这一天{told}。请再核对一遍。")
