"""The pane of a stocktake: how it stands, what differs, and what can be done with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.canteen import CountState
from desktop.core.clock import CHINA
from desktop.core.labels import Role
from desktop.services.canteen.stocktakes import stocktake
from desktop.views.canteen.stocktake.begin_form import BeginForm
from desktop.views.records import RecordPane, fact, facts, head, rule, section, told
from desktop.views.widgets.chips import Chip, Tone

if TYPE_CHECKING:
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.counting import Counting
    from desktop.services.canteen.stocktakes import (
        CountedLine,
        StocktakePaper,
        StocktakeSummary,
    )
    from desktop.views.desk import Desk

_TOLD: Final = (
    "开始以后，账面数固定不变。盘点可以分几次做，中间可以离开；"
    "结束时每一行都要有实盘数量，每一处不同都要有原因。"
)
_TONES: Final = {
    CountState.COUNTING: Tone.CARE,
    CountState.ENDED: Tone.GOOD,
    CountState.GIVEN_UP: Tone.PLAIN,
}


def chip_of(line: StocktakeSummary) -> Chip:
    """How a stocktake stands."""
    if line.reversed:
        return Chip("已冲销", Tone.PLAIN)
    return Chip(line.state.label, _TONES[line.state])


class StocktakePane(RecordPane):
    """Shows one stocktake, or the form that begins one."""

    begun = Signal(object)
    """The key of a stocktake that was begun."""
    counting = Signal(object)
    """The key of a stocktake that is to go on."""
    sheet_wanted = Signal(object)
    giving_up = Signal(object)
    """A stocktake (its summary) that is to be given up."""
    reversing = Signal(object)
    """A stocktake (its summary) whose document is to be taken back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "stocktakePane")
        self.line: StocktakeSummary | None = None

    def show_line(self, line: StocktakeSummary) -> None:
        """Read what differs, and show the stocktake."""
        if self.line is None or self.line.stocktake_id != line.stocktake_id:
            self.drop_form()
        self.line = line
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: stocktake(session, line.stocktake_id))
        task.then(self._on_read).start()

    def begin(self, canteen: CanteenLine) -> None:
        """Open the form of a new stocktake."""
        form = BeginForm(self.desk, canteen)
        form.saved.connect(self._on_begun)
        self.open_form("开始盘点", form, _TOLD)

    def _on_begun(self, counting: Counting) -> None:
        self.begun.emit(counting.stocktake_id)

    def _on_read(self, paper: StocktakePaper) -> None:
        if self.line is not None and self.line.stocktake_id == paper.head.stocktake_id:
            self.show_content(self._made(paper))

    def _made(self, paper: StocktakePaper) -> QWidget:
        content, line = QWidget(), paper.head
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self, f"{line.day}盘点", chip_of(line)))
        layout.addLayout(self._actions(line))
        layout.addLayout(_facts(line))
        differing = [each for each in paper.lines if each.difference]
        if differing:
            layout.addWidget(rule())
            layout.addLayout(section("实盘和账面不同的"))
            for each in differing:
                layout.addLayout(told(_words(each)))
        layout.addStretch(1)
        return content

    def _actions(self, line: StocktakeSummary) -> QHBoxLayout:
        may_write = self.desk.session.role is not Role.AUDITOR
        row, key = QHBoxLayout(), line.stocktake_id
        if may_write and line.state is CountState.COUNTING:
            row.addWidget(_button("继续盘点", partial(self.counting.emit, key)))
        row.addWidget(_button("盘点表", partial(self.sheet_wanted.emit, key)))
        if may_write and line.state is CountState.COUNTING:
            row.addWidget(_button("放弃…", partial(self.giving_up.emit, line)))
        if may_write and line.document_id is not None and not line.reversed:
            row.addWidget(_button("冲销…", partial(self.reversing.emit, line)))
        row.addStretch(1)
        return row


def _button(words: str, act: partial[None]) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(words)
    button.clicked.connect(lambda _checked=False: act())
    return button


def _facts(line: StocktakeSummary) -> QFormLayout:
    form = facts()
    form.addRow("批次", fact(f"{line.lines} 批，已盘 {line.counted} 批"))
    if line.state is CountState.ENDED:
        form.addRow("盘点人", fact(f"{line.first_counter}、{line.second_counter}"))
        form.addRow("结果", fact(_result(line)))
        form.addRow("单据", fact(line.document + ("（已冲销）" if line.reversed else "")))
    begun = line.begun_at.astimezone(CHINA)
    form.addRow("开始", fact(f"{begun:%Y-%m-%d %H:%M} {line.begun_by}"))
    return form


def _result(line: StocktakeSummary) -> str:
    if not line.differing:
        return "账实相符"
    return f"{line.differing} 处不同，差异金额 {line.amount} 元"


def _words(line: CountedLine) -> str:
    counted = "" if line.counted is None else line.counted.plain
    why = f"：{line.reason}" if line.reason else "（还没有写原因）"
    return f"{line.name}　账面 {line.booked.plain}，实盘 {counted} {line.measure}{why}"
