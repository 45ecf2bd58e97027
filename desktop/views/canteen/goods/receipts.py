"""The tab 入库: receipts of the month, suppliers, articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from desktop.core.canteen import StockKind
from desktop.services.checks.questions import CanteenPlace
from desktop.views.canteen.goods.articles import ArticlesPart
from desktop.views.canteen.goods.documents import DocumentsPart
from desktop.views.canteen.goods.pane import DocumentPane
from desktop.views.canteen.goods.receipt_sheet import ReceiptSheet
from desktop.views.canteen.goods.suppliers import SuppliersPart
from desktop.views.canteen.room import CanteenPanel, PartSwitch
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.canteen.receipts import Booked
    from desktop.views.desk import Desk

DOCUMENTS, SUPPLIERS, ARTICLES = "documents", "suppliers", "articles"
_NEW = {DOCUMENTS: "登记入库", SUPPLIERS: "新增供货商", ARTICLES: "新增物品"}
_EMPTY = "这个月还没有入库单。送来的货由至少两个人验收，登记以后进库存，记供货商的应付款。"


class ReceiptsPanel(CanteenPanel):
    """Goods in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.sheet: ReceiptSheet | None = None
        nothing = EmptyState(_EMPTY, _NEW[DOCUMENTS] if self.may_write else "", "canteen")
        self.documents = DocumentsPart(desk, (StockKind.RECEIPT,), nothing, DocumentPane(desk))
        self.suppliers, self.articles = SuppliersPart(desk), ArticlesPart(desk)
        self.switch = PartSwitch()
        self.switch.add_part(DOCUMENTS, "入库单", self.documents, self.documents.tools)
        self.switch.add_part(SUPPLIERS, "供货商", self.suppliers, self.suppliers.search)
        self.switch.add_part(ARTICLES, "物品", self.articles, self.articles.search)
        self.switch.line.addWidget(self.chooser)
        layout = QVBoxLayout(self.books)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.switch)
        layout.addWidget(self.switch.stack, 1)
        self._connect(nothing)

    def _connect(self, nothing: EmptyState) -> None:
        self.switch.turned.connect(self._on_turned)
        nothing.asked.connect(self.do_primary)
        self.documents.pane.draft_asked.connect(self.go_on_with_draft)
        self.documents.pane.printing.connect(self.printing)
        for view in (self.documents.view, self.suppliers.view, self.articles.view):
            self.print_through_page(view)
        for part in (self.suppliers, self.articles):
            part.empty.asked.connect(self.do_primary)
        self._on_turned(DOCUMENTS)

    def _on_turned(self, name: str) -> None:
        self.primary = _NEW[name] if self.may_write else ""
        self.setFocusProxy(self.switch.parts[name])
        self.primary_changed.emit()

    def do_primary(self) -> None:
        """Enter a new receipt, supplier or article, whichever list is seen."""
        if self.canteen is None:
            return
        if self.switch.current == SUPPLIERS:
            self.suppliers.enter_new()
        elif self.switch.current == ARTICLES:
            self.articles.enter_new()
        else:
            self._sheet().begin(self.canteen)
            self.covering.emit(self._sheet())

    def show_record(self, record: object) -> None:
        """Open a document."""
        if isinstance(record, CanteenPlace) and record.key is not None:
            self.switch.turn_to(DOCUMENTS)
            self.documents.open_record(record.key)

    def show_canteen(self) -> None:
        """Show the receipts of the canteen that is chosen."""
        if self.canteen is not None:
            self.documents.pane.canteen_id = self.canteen.canteen_id
            self.documents.show_books(self.canteen.canteen_id)

    def show_month(self) -> None:
        """Show the receipts of another month."""
        self.show_canteen()

    def reload_books(self) -> None:
        """Read the lists again."""
        for part in (self.documents, self.suppliers, self.articles):
            part.reload()

    def go_on_with_draft(self, document_id: UUID) -> None:
        """Go on with a draft on the sheet."""
        if self.canteen is not None:
            self._sheet().go_on(self.canteen, document_id)
            self.covering.emit(self._sheet())

    def _sheet(self) -> ReceiptSheet:
        if self.sheet is None:
            self.sheet = ReceiptSheet(self.desk)
            self.sheet.closed.connect(self.uncovered)
            self.sheet.booked.connect(self._on_booked)
        return self.sheet

    def _on_booked(self, booked: Booked) -> None:
        """Show what was written."""
        self.uncovered.emit()
        self.switch.turn_to(DOCUMENTS)
        month = booked.number.month
        if month != self.desk.place.month:
            self.desk.place.set_month(month)
        self.documents.show_document(booked.document_id)
