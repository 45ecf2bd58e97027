"""The tab 入库: receipts of the month, orders, suppliers, contract prices, articles."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from desktop.core.canteen import StockKind
from desktop.services.checks.questions import CanteenPlace
from desktop.views.canteen.goods.articles import ArticlesPart
from desktop.views.canteen.goods.documents import DocumentsPart
from desktop.views.canteen.goods.order_sheet import OrderSheet
from desktop.views.canteen.goods.orders import OrdersPart
from desktop.views.canteen.goods.pane import DocumentPane
from desktop.views.canteen.goods.prices import PricesPart
from desktop.views.canteen.goods.receipt_sheet import ReceiptSheet
from desktop.views.canteen.goods.suppliers import SuppliersPart
from desktop.views.canteen.places import DayPlace, Doing
from desktop.views.canteen.room import CanteenPanel, PartSwitch
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.canteen.order_lists import OrderPaper
    from desktop.services.canteen.orders import OrderSaved
    from desktop.services.canteen.receipts import Booked
    from desktop.views.canteen.goods.register import RegisterPart
    from desktop.views.desk import Desk

DOCUMENTS, ORDERS = "documents", "orders"
SUPPLIERS, PRICES, ARTICLES = "suppliers", "prices", "articles"
_NEW = {
    DOCUMENTS: "登记入库",
    ORDERS: "下采购单",
    SUPPLIERS: "新增供货商",
    PRICES: "登记合同价",
    ARTICLES: "新增物品",
}
_EMPTY = "这个月还没有入库单。送来的货由至少两个人验收，登记以后进库存，记供货商的应付款。"


class ReceiptsPanel(CanteenPanel):
    """Goods in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.sheet: ReceiptSheet | None = None
        self.order_sheet: OrderSheet | None = None
        nothing = EmptyState(_EMPTY, _NEW[DOCUMENTS] if self.may_write else "", "canteen")
        self.documents = DocumentsPart(desk, (StockKind.RECEIPT,), nothing, DocumentPane(desk))
        self.orders = OrdersPart(desk, writes=self.may_write)
        self.suppliers, self.articles = SuppliersPart(desk), ArticlesPart(desk)
        self.prices = PricesPart(desk)
        self.switch = PartSwitch()
        self.switch.add_part(DOCUMENTS, "入库单", self.documents, self.documents.tools)
        self.switch.add_part(ORDERS, "订单", self.orders, self.orders.search)
        self.switch.add_part(SUPPLIERS, "供货商", self.suppliers, self.suppliers.tools)
        self.switch.add_part(PRICES, "合同价", self.prices, self.prices.tools)
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
        self.orders.pane.delivering.connect(self.answer)
        self.orders.pane.receipt_asked.connect(self._on_receipt_asked)
        for prints in (self.documents.pane, self.orders.pane, self.suppliers, self.prices):
            prints.printing.connect(self.printing)
        for part in (self.documents, self.orders, self.suppliers, self.prices, self.articles):
            self.print_through_page(part.view)
        for offer in (self.orders, self.suppliers, self.prices, self.articles):
            offer.empty.asked.connect(self.do_primary)
        self._on_turned(DOCUMENTS)

    def _on_turned(self, name: str) -> None:
        self.primary = _NEW[name] if self.may_write else ""
        self.setFocusProxy(self.switch.parts[name])
        self.primary_changed.emit()

    def do_primary(self) -> None:
        """Enter a new receipt, order, supplier, price or article, whichever list is seen."""
        if self.canteen is None:
            return
        registers: dict[str, RegisterPart[Any]] = {
            SUPPLIERS: self.suppliers,
            PRICES: self.prices,
            ARTICLES: self.articles,
        }
        register = registers.get(self.switch.current)
        if register is not None:
            register.enter_new()
            return
        ordering = self.switch.current == ORDERS
        sheet = self._order_sheet() if ordering else self._sheet()
        sheet.begin(self.canteen)
        self.covering.emit(sheet)

    def show_record(self, record: object) -> None:
        """Open a document, an order, or a draft that was left."""
        if isinstance(record, DayPlace):
            self.in_books(record.canteen_id, partial(self._open_place, record))
        elif isinstance(record, CanteenPlace) and record.key is not None:
            self.switch.turn_to(DOCUMENTS)
            self.documents.open_record(record.key)

    def _open_place(self, place: DayPlace) -> None:
        self.switch.turn_to(DOCUMENTS if place.doing is Doing.DRAFT else ORDERS)
        if place.doing is Doing.NEW_ORDER:
            self.do_primary()
        elif place.doing is Doing.ORDER and place.key is not None:
            self.orders.show_order(place.key)
        elif place.key is not None:
            self.documents.show_document(place.key)

    def show_canteen(self) -> None:
        """Show the receipts of the canteen that is chosen."""
        if self.canteen is not None:
            self.documents.pane.canteen_id = self.canteen.canteen_id
            self.documents.show_books(self.canteen.canteen_id)
            self.orders.show_books(self.canteen)
            self.suppliers.canteen = self.canteen

    def show_month(self) -> None:
        """Show the receipts of another month."""
        self.show_canteen()

    def reload_books(self) -> None:
        """Read the lists again."""
        for part in (self.documents, self.orders, self.suppliers, self.prices, self.articles):
            part.reload()

    def answer(self, paper: OrderPaper) -> None:
        """Enter what came of an order."""
        if self.canteen is not None:
            self._sheet().answer(self.canteen, paper)
            self.covering.emit(self._sheet())

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

    def _order_sheet(self) -> OrderSheet:
        if self.order_sheet is None:
            self.order_sheet = OrderSheet(self.desk)
            self.order_sheet.closed.connect(self.uncovered)
            self.order_sheet.booked.connect(self._on_ordered)
        return self.order_sheet

    def _on_ordered(self, saved: OrderSaved) -> None:
        """Show what was ordered: it can be printed there."""
        self.uncovered.emit()
        self.switch.turn_to(ORDERS)
        self.orders.show_order(saved.order_id)

    def _on_receipt_asked(self, document_id: UUID) -> None:
        self.switch.turn_to(DOCUMENTS)
        self.documents.show_document(document_id)

    def _on_booked(self, booked: Booked) -> None:
        """Show what was written."""
        self.uncovered.emit()
        self.switch.turn_to(DOCUMENTS)
        month = booked.number.month
        if month != self.desk.place.month:
            self.desk.place.set_month(month)
        self.documents.show_document(booked.document_id)
