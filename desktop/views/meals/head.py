"""What stands above the grid: which class it is, what can be done with it, what to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.labels import MonthState
from desktop.views.style import icon, mark
from desktop.views.widgets.chips import Tone
from desktop.views.widgets.elided import ElidedLabel
from desktop.views.widgets.notes import Banner

if TYPE_CHECKING:
    from desktop.services.meal_grid import ClassGrid


class MealsHead(QWidget):
    """The class in words, two buttons, and banners for a closed month and a restored draft."""

    fill_wanted = Signal()
    undo_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = ElidedLabel()
        self.fill = QPushButton(icon("check"), "按在校天数填")
        self.undo = QPushButton(icon("undo"), "撤销")
        self.closed = Banner("", Tone.PLAIN)
        self.draft = Banner("", Tone.CARE)
        mark(self.words, kind="heading")
        self.fill.setToolTip("F4：这个班还没有登记的学生，都按在校天数填")
        self.undo.setToolTip("Ctrl+Z：撤销上一步")
        self.fill.clicked.connect(lambda _checked=False: self.fill_wanted.emit())
        self.undo.clicked.connect(lambda _checked=False: self.undo_wanted.emit())
        self.draft.add_action("放弃这些改动", self.discard_wanted.emit)
        line = QHBoxLayout()
        for part, stretch in ((self.words, 1), (self.fill, 0), (self.undo, 0)):
            line.addWidget(part, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(line)
        for banner in (self.closed, self.draft):
            banner.hide()
            layout.addWidget(banner)

    def show_class(self, grid: ClassGrid | None) -> None:
        """Say which class is open, and whether its month is closed."""
        self.words.say(_headline(grid) if grid else "")
        closed = grid is not None and grid.state is not MonthState.OPEN
        self.closed.setVisible(closed)
        if grid is not None and closed:
            self.closed.set_sentence(
                f"{grid.month.label}{grid.state.label}，只能查看。要更正，请教育局重新打开这个月。"
            )

    def show_restored(self, lines: int) -> None:
        """Say that a draft was typed again; 0: nothing more to say about it."""
        self.draft.setVisible(lines > 0)
        self.draft.set_sentence(f"上次有 {lines} 行改动没有保存，已经接着填好，请核对后保存。")


def _headline(grid: ClassGrid) -> str:
    rate = "没有餐费标准" if grid.rate is None else f"{grid.rate} 元/天"
    days = f"上课日 {grid.teaching_days} 天"
    if not grid.certain:
        days += "（节假日未知）"
    return f"{grid.label} · {len(grid.lines)} 名学生 · {days} · {rate}"
