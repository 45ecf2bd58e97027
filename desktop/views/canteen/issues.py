"""The tab 出库: what went out in the month, what is in store, and the menu that it is for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QVBoxLayout

from desktop.core.canteen import StockKind
from desktop.services.checks.questions import CanteenPlace
from desktop.views.canteen.goods.documents import DocumentsPart
from desktop.views.canteen.goods.issue_sheet import IssueSheet
from desktop.views.canteen.goods.pane import DocumentPane
from desktop.views.canteen.goods.store import StorePart
from desktop.views.canteen.menus.comparing import ComparePart
from desktop.views.canteen.menus.dishes import DishesPart
from desktop.views.canteen.menus.week import WeekPart
from desktop.views.canteen.places import DayPlace, Doing
from desktop.views.canteen.room import CanteenPanel, PartSwitch
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from desktop.services.canteen.menus import Meal
    from desktop.services.canteen.receipts import Booked
    from desktop.views.desk import Desk

DOCUMENTS, STORE, MENU, DISHES, COMPARED = "documents", "store", "menu", "dishes", "compared"
_ISSUE = "登记出库"
_NEW = {MENU: "写食谱", DISHES: "新增菜品"}
_EMPTY = "这个月还没有出库单。每餐用了什么在这里登记，先到期的先出。"


class IssuesPanel(CanteenPanel):
    """Goods out, and the menu that they go out for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.sheets: dict[StockKind, IssueSheet] = {}
        nothing = EmptyState(_EMPTY, _ISSUE if self.may_write else "", "canteen")
        kinds = (StockKind.ISSUE, StockKind.LOSS)
        self.documents = DocumentsPart(desk, kinds, nothing, DocumentPane(desk))
        self.store = StorePart(desk)
        self.week, self.dishes, self.compared = WeekPart(desk), DishesPart(desk), ComparePart(desk)
        self.loss = QPushButton("登记报损…")
        self.documents.filters.addWidget(self.loss)
        self.loss.setVisible(self.may_write)
        self._lay_out()
        self._connect(nothing)

    def _lay_out(self) -> None:
        self.switch = PartSwitch()
        self.switch.add_part(DOCUMENTS, "出库单", self.documents, self.documents.tools)
        self.switch.add_part(STORE, "库存", self.store, self.store.kind)
        self.switch.add_part(MENU, "食谱", self.week, self.week.tools)
        self.switch.add_part(DISHES, "菜品", self.dishes, self.dishes.search)
        self.switch.add_part(COMPARED, "用量对照", self.compared, self.compared.span)
        self.switch.line.addWidget(self.chooser)
        layout = QVBoxLayout(self.books)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.switch)
        layout.addWidget(self.switch.stack, 1)

    def _connect(self, nothing: EmptyState) -> None:
        self.switch.turned.connect(self._on_turned)
        for empty in (nothing, self.dishes.empty):
            empty.asked.connect(self.do_primary)
        self.loss.clicked.connect(lambda _checked=False: self.enter(StockKind.LOSS))
        self.documents.pane.printing.connect(self.printing)
        self.week.printing.connect(self.printing)
        self.week.pane.issue_asked.connect(self.issue_for)
        lists = (self.documents.view, self.store.view, self.dishes.view, self.compared.view)
        for view in lists:
            self.print_through_page(view)
        self._on_turned(DOCUMENTS)

    def _on_turned(self, name: str) -> None:
        self.primary = _NEW.get(name, _ISSUE) if self.may_write else ""
        self.setFocusProxy(self.switch.parts[name])
        self.primary_changed.emit()

    def do_primary(self) -> None:
        """Enter what goes out, a meal of the menu or a dish, whichever is seen."""
        if self.canteen is None:
            return
        if self.switch.current == MENU:
            self.week.write()
        elif self.switch.current == DISHES:
            self.dishes.enter_new()
        else:
            self.enter(StockKind.ISSUE)

    def issue_for(self, meal: Meal, *, fills: bool = False) -> None:
        """Enter what goes out for a meal of the menu; its lines are filled in if that is asked."""
        self.enter(StockKind.ISSUE)
        if self.canteen is not None:
            self.sheets[StockKind.ISSUE].begin_meal(meal, fills=fills)

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
        """Open a document, or a meal of the day."""
        if isinstance(record, DayPlace):
            self.in_books(record.canteen_id, partial(self._open_meal, record))
        elif isinstance(record, CanteenPlace) and record.key is not None:
            self.switch.turn_to(DOCUMENTS)
            self.documents.open_record(record.key)

    def _open_meal(self, place: DayPlace) -> None:
        part = {Doing.MENU: MENU, Doing.STORE: STORE}.get(place.doing, DOCUMENTS)
        self.switch.turn_to(part)
        if place.doing is Doing.MENU:
            self.week.open_meal(place.meal, write=place.enter)
        elif place.doing is Doing.ISSUE and place.enter:
            self.issue_for(place.meal, fills=True)

    def show_canteen(self) -> None:
        """Show the issues of the canteen that is chosen."""
        if self.canteen is not None:
            self.documents.pane.canteen_id = self.canteen.canteen_id
            self.documents.show_books(self.canteen.canteen_id)
            self.store.show_books(self.canteen.canteen_id)
            self.week.show_books(self.canteen)
            self.compared.show_books(self.canteen.canteen_id)

    def show_month(self) -> None:
        """Show the issues of another month."""
        self.show_canteen()

    def reload_books(self) -> None:
        """Read the lists again."""
        for part in (self.documents, self.store, self.week, self.dishes, self.compared):
            part.reload()

    def _on_booked(self, booked: Booked) -> None:
        """Show what was written."""
        self.uncovered.emit()
        self.switch.turn_to(DOCUMENTS)
        month = booked.number.month
        if month != self.desk.place.month:
            self.desk.place.set_month(month)
        self.documents.show_document(booked.document_id)
