"""导入记录: every batch that was taken in; the chosen one can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from desktop.core.changes import Book
from desktop.core.clock import CHINA
from desktop.rosters.sheets import SHEETS
from desktop.services.imports import batches
from desktop.services.search import BatchKey
from desktop.views.importing.undoing import undo_batch
from desktop.views.tabbed import TabPanel
from desktop.views.tables import Chip, ListColumn, ListView, Tone, WholeList
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from desktop.services.imports.batches import BatchLine
    from desktop.views.desk import Desk


def sheet_title(name: str) -> str:
    """What a kind of sheet is called."""
    return SHEETS[name].title if name in SHEETS else name


def _when(line: BatchLine) -> str:
    return f"{line.at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _state(line: BatchLine) -> Chip:
    return Chip("已撤销", Tone.PLAIN) if line.undone_at else Chip("已导入", Tone.GOOD)


COLUMNS: Final[tuple[ListColumn[BatchLine], ...]] = (
    ListColumn("number", "批次", lambda b: f"第{b.number}批", 90, sort="number"),
    ListColumn("sheet", "表", lambda b: sheet_title(b.sheet), 110),
    ListColumn("at", "时间", _when, 150, sort="number"),
    ListColumn("user", "经手人", lambda b: b.user_name, 110),
    ListColumn("rows", "行数", lambda b: f"{b.counts.rows:,}", 80, "right"),
    ListColumn("new", "新增", lambda b: f"{b.counts.new:,}", 80, "right"),
    ListColumn("changed", "变更", lambda b: f"{b.counts.changed:,}", 80, "right"),
    ListColumn("same", "相同", lambda b: f"{b.counts.same:,}", 80, "right"),
    ListColumn("parked", "待定", lambda b: f"{b.counts.parked:,}", 80, "right"),
    ListColumn("state", "状态", lambda b: _state(b).words, 110, chip=_state),
)


class HistoryPanel(TabPanel):
    """The list of batches; the chosen one can be taken back as long as nothing depends on it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted: int | None = None
        session = desk.session
        source = WholeList(lambda: batches.history(session), {"number": lambda b: b.number})
        self.view = ListView(
            desk, "batches", COLUMNS, source, EmptyState("还没有导入过表格。", picture="import")
        )
        self.view.titled("导入记录")
        self.print_through_page(self.view)
        self.view.identify_by(lambda line: line.number)
        self.undo = QPushButton("撤销这一批")
        self.undo.setEnabled(False)
        head = QHBoxLayout()
        head.addStretch(1)
        head.addWidget(self.undo)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        self.undo.clicked.connect(self._on_undo)
        self.view.selected.connect(self._on_selected)
        self.view.loaded.connect(self._on_loaded)
        self.setFocusProxy(self.view)
        desk.refresh.subscribe(self, (Book.IMPORTS,), self.view.reload)

    def show_record(self, record: object) -> None:
        """Stand on a batch."""
        if isinstance(record, BatchKey):
            self._wanted = record.number
            self.view.reload()

    def _on_loaded(self) -> None:
        if self._wanted is None:
            return
        for row in range(self.view.table.rowCount()):
            line = self.view.table.line(row)
            if line is not None and line.number == self._wanted:
                self.view.grid.go_to(row)
                self._wanted = None
                return

    def _on_selected(self, line: BatchLine | None) -> None:
        self.undo.setEnabled(self.may_write and line is not None and line.undone_at is None)

    def _on_undo(self) -> None:
        line = self.view.cursor_row.line()
        if line is not None:
            undo_batch(self.desk, self, line.number)
