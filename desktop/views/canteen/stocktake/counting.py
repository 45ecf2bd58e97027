"""A stocktake that goes on: the grid, two names, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.core.canteen import CountState
from desktop.services.canteen.count_end import end
from desktop.services.canteen.counting import write_counts
from desktop.services.canteen.documents import LONGEST_NAME
from desktop.services.canteen.stocktakes import stocktake
from desktop.views.canteen.stocktake.grid import StocktakeGrid
from desktop.views.canteen.stocktake.table import StocktakeTable
from desktop.views.style import icon, mark
from desktop.views.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

    from PySide6.QtGui import QHideEvent

    from desktop.services.canteen.count_end import Ended
    from desktop.services.canteen.counting import Counting
    from desktop.services.canteen.stocktakes import StocktakePaper
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_KEEP_AFTER: Final = 3000
"""Milliseconds after the last key until what was typed is in the books."""
_HELP: Final = "输入数量按 Enter 到下一行；和账面一样按 =；库里已经没有的写 0，没有写的不算盘点过。"


class CountingView(QWidget):
    """What is typed is saved by itself; the end asks for every line, every reason, two names."""

    left = Signal()
    printing = Signal(object)
    """The key of a stocktake whose sheet is wanted."""
    ended = Signal(object)
    """The key of a stocktake that was ended."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.stocktake_id: UUID | None = None
        self._day: date | None = None
        self.table = StocktakeTable()
        self.grid = StocktakeGrid(self.table)
        self.words = ElidedLabel()
        self.note = QLabel(_HELP)
        self.note.setWordWrap(True)
        self.names = (QLineEdit(), QLineEdit())
        self.finish = QPushButton("结束盘点")
        self.sheet = QPushButton(icon("print"), "盘点表")
        self.back = QPushButton(icon("back"), "返回")
        self._timer = QTimer(self, singleShot=True, interval=_KEEP_AFTER)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        mark(self.words, kind="heading")
        mark(self.note, kind="small")
        mark(self.finish, kind="primary")
        head = QHBoxLayout()
        head.addWidget(self.words, 1)
        head.addWidget(self.sheet)
        head.addWidget(self.back)
        foot = QHBoxLayout()
        for number, name in enumerate(self.names, start=1):
            label = QLabel(f"盘点人 {number}")
            label.setBuddy(name)
            name.setMaxLength(LONGEST_NAME)
            name.setAccessibleName(f"盘点人{number}的姓名")
            name.setFixedWidth(self.fontMetrics().horizontalAdvance("盘") * 9)
            foot.addWidget(label)
            foot.addWidget(name)
        foot.addStretch(1)
        foot.addWidget(self.finish)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.note)
        layout.addWidget(self.grid, 1)
        layout.addLayout(foot)
        self.setFocusProxy(self.grid)

    def _connect(self) -> None:
        self.table.edited.connect(self._on_edited)
        self.table.refused.connect(self._desk.messages.say)
        self._timer.timeout.connect(self.keep)
        self.back.clicked.connect(lambda _checked=False: self.left.emit())
        self.sheet.clicked.connect(lambda _checked=False: self._on_sheet())
        self.finish.clicked.connect(lambda _checked=False: self.end())
        for keys, act in (("Ctrl+S", self.keep), ("Escape", self.left.emit)):
            short = QShortcut(QKeySequence(keys), self)
            short.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(lambda act=act: act())

    def open(self, stocktake_id: UUID) -> None:
        """Go on with a stocktake; what was typed before it was left is in the books first."""
        same, self.stocktake_id = stocktake_id == self.stocktake_id, stocktake_id
        if same:
            self._keep_and(lambda: self._read(stocktake_id))
        else:
            self.table.clear()
            self._read(stocktake_id)

    def _read(self, stocktake_id: UUID) -> None:
        session = self._desk.session
        task = self._desk.tasks.read(self, lambda _job: stocktake(session, stocktake_id))
        task.then(self._show).start()

    def _show(self, paper: StocktakePaper) -> None:
        if paper.head.stocktake_id != self.stocktake_id:
            return
        self._day = paper.head.day
        going = paper.head.state is CountState.COUNTING
        self.table.show_lines(paper, writable=going)
        for name in self.names:
            name.clear()
        self.grid.setFocus()

    def keep(self) -> None:
        """Save what was typed."""
        self._keep_and(lambda: None)

    def _keep_and(self, then: Callable[[], object]) -> None:
        self._timer.stop()
        counts, key = self.table.unsaved(), self.stocktake_id
        if not counts or key is None:
            then()
            return
        session = self._desk.session

        def done(_counting: Counting) -> None:
            if key == self.stocktake_id:
                self.table.kept(counts)
            then()

        task = self._desk.tasks.write(self, lambda _job: write_counts(session, key, counts))
        task.then(done).start()

    def end(self) -> None:
        """End the stocktake with what was typed last."""
        self._timer.stop()
        counts, key = self.table.unsaved(), self.stocktake_id
        if key is None:
            return
        session, names = self._desk.session, [name.text() for name in self.names]

        def work(_job: Job) -> Ended:
            return end(session, key, names, counts)

        self._desk.tasks.write(self, work).titled("结束盘点").then(self._on_ended).start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing that was typed is lost by looking elsewhere."""
        super().hideEvent(event)
        self.keep()

    def _on_ended(self, done: Ended) -> None:
        self.table.kept(self.table.unsaved())
        if done.number is None:
            said = "账实相符，没有差异。"
        else:
            said = f"{done.number.label}：盘盈{done.gained}元，盘亏{done.lost}元。"
        self._desk.messages.say(f"盘点已结束。{said}")
        self.ended.emit(done.stocktake_id)

    def _on_sheet(self) -> None:
        self._keep_and(lambda: self.printing.emit(self.stocktake_id))

    def _on_edited(self) -> None:
        table = self.table
        if not table.lines:
            return
        done = len(table.lines) - table.missing
        unsaved = " · 正在保存" if table.unsaved() else ""
        self.words.say(
            f"{self._day}盘点 · {len(table.lines)} 批，已盘 {done} 批，"
            f"不同 {table.differing} 处{unsaved}"
        )
        if table.unsaved():
            self._timer.start()
