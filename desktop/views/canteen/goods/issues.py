"""The tab 出库: what went out in the month, and what is in store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QVBoxLayout

from desktop.core.canteen import StockKind
from desktop.services.checks.questions import CanteenPlace
from desktop.views.canteen.goods.documents import DocumentsPart
from desktop.views.canteen.goods.issue_sheet import IssueSheet
from desktop.views.canteen.goods.pane import DocumentPane
from desktop.views.canteen.goods.store import StorePart
from desktop.views.canteen.room import CanteenPanel, PartSwitch
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from desktop.services.canteen.receipts import Booked
    from desktop.views.desk import Desk

DOCUMENTS, STORE = "documents", "store"
_NEW = "登记出库"
_EMPTY = "这个月还没有出库单。每餐用了什么在这里登记，先到期的先出。"


class IssuesPanel(CanteenPanel):
    """Goods out."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.sheets: dict[StockKind, IssueSheet] = {}
        nothing = EmptyState(_EMPTY, _NEW if self.may_write else "", "canteen")
        kinds = (StockKind.ISSUE, StockKind.LOSS)
        self.documents = DocumentsPart(desk, kinds, nothing, DocumentPane(desk))
        self.store = StorePart(desk)
        self.loss = QPushButton("登记报损…")
        self.documents.filters.addWidget(self.loss)
        self.loss.setVisible(self.may_write)
        self.switch = PartSwitch()
        self.switch.add_part(DOCUMENTS, "出库单", self.documents, self.documents.tools)
        self.switch.add_part(STORE, "库存", self.store, self.store.kind)
        self.switch.line.addWidget(self.chooser)
        layout = QVBoxLayout(self.books)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.switch)
        layout.addWidget(self.switch.stack, 1)
        self.primary = _NEW if self.may_write else ""
        self.setFocusProxy(self.documents)
        self.switch.turned.connect(lambda name: self.setFocusProxy(self.switch.parts[name]))
        nothing.asked.connect(self.do_primary)
        self.loss.clicked.connect(lambda _checked=False: self.enter(StockKind.LOSS))
        self.documents.pane.printing.connect(self.printing)
        for view in (self.documents.view, self.store.view):
            self.print_through_page(view)

    def do_primary(self) -> None:
        """Enter what goes out."""
        self.enter(StockKind.ISSUE)

    def enter(self, kind: StockKind) -> None:
        """Open the sheet of an issue or a loss."""
        if self.canteen is None:
            return
        if kind not in self.sheets:
            sheet = self.sheets[kind] = IssueSheet(self.desk, kind)
            sheet.closed.connect(self.uncovered)
            sheet.booked.connect(self._on_booked)
        self.sheets[kind].begin(self.canteen)
        self.covering.emit(self.sheets[kind])

    def show_record(self, record: object) -> None:
        """Open a document."""
        if isinstance(record, CanteenPlace) and record.key is not None:
            self.switch.turn_to(DOCUMENTS)
            self.documents.open_record(record.key)

    def show_canteen(self) -> None:
        """Show the issues of the canteen that is chosen."""
        if self.canteen is not None:
            self.documents.pane.canteen_id = self.canteen.canteen_id
            self.documents.show_books(self.canteen.canteen_id)
            self.store.show_books(self.canteen.canteen_id)

    def show_month(self) -> None:
        """Show the issues of another month."""
        self.show_canteen()

    def reload_books(self) -> None:
        """Read the lists again."""
        self.documents.reload()
        self.store.view.reload()

    def _on_booked(self, booked: Booked) -> None:
        """Show what was written."""
        self.uncovered.emit()
        self.switch.turn_to(DOCUMENTS)
        month = booked.number.month
        if month != self.desk.place.month:
            self.desk.place.set_month(month)
        self.documents.show_document(booked.document_id)
