"""订单: what was ordered and is still to come, late ones first, and what became of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.canteen.order_lists import orders
from desktop.views.canteen.goods.order_pane import OrderPane, order_chip
from desktop.views.canteen.goods.register import Found
from desktop.views.canteen.goods.words import day_words
from desktop.views.style import current_tokens
from desktop.views.tables import DetailSplit, ListColumn, ListView
from desktop.views.widgets import EmptyState, SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.order_lists import OrderSummary
    from desktop.views.desk import Desk

_EMPTY = "没有采购单。先下单、再收货：到货时点“到货”，入库单由订单填好，只改实际送来的数量。"


def columns(today: date) -> tuple[ListColumn[OrderSummary], ...]:
    """What is told of an order."""

    def chip(line: OrderSummary) -> str:
        return order_chip(line, today).words

    return (
        ListColumn("number", "编号", lambda o: o.label, 120),
        ListColumn("state", "状态", chip, 124, chip=lambda o: order_chip(o, today)),
        ListColumn("supplier", "供货商", lambda o: o.supplier, 150),
        ListColumn("wanted", "要货日期", lambda o: day_words(o.wanted_on), 100),
        ListColumn("articles", "物品", lambda o: o.articles, 180),
        ListColumn("amount", "金额", lambda o: str(o.amount) if o.amount else "", 100, "right"),
        ListColumn("buyer", "下单人", lambda o: o.buyer, 90),
        ListColumn("ordered", "下单日期", lambda o: day_words(o.ordered_on), 100),
        ListColumn("note", "备注", lambda o: o.cancelled_why or o.note, 140, hidden=True),
    )


class OrdersPart(QWidget):
    """A search field, the list, and the pane of one order."""

    def __init__(self, desk: Desk, *, writes: bool) -> None:
        super().__init__()
        self._desk = desk
        self._canteen_id: UUID | None = None
        self.empty = EmptyState(_EMPTY, "下采购单" if writes else "", "canteen")
        self.pane = OrderPane(desk)
        self.search = SearchField("供货商、物品、编号、下单人")
        self.search.setMinimumWidth(current_tokens().sizes.base * 11)
        self.search.setMaximumWidth(current_tokens().sizes.base * 19)
        self.search.searched.connect(lambda _text: self._set_source())
        today = desk.session.store.clock.today()
        source = Found(self._rows, _told, "")
        self.view = ListView(desk, "orders", columns(today), source, self.empty)
        self.view.identify_by(lambda line: line.order_id)
        self.split = DetailSplit(self.view, self.pane)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self.view.selected.connect(self._on_selected)
        self.view.activated.connect(lambda line: self.show_order(line.order_id))
        self.view.filtering.connect(self.search.setFocus)
        self.pane.closing.connect(self.split.close_pane)

    def show_books(self, canteen: CanteenLine) -> None:
        """Show a canteen's orders of the month that is shown, and all that wait."""
        self._canteen_id = canteen.canteen_id
        self.pane.canteen = canteen
        self.pane.leave()
        self.split.close_pane()
        self.view.titled(f"{canteen.name}{self._desk.place.month.label}采购单")
        self._set_source()

    def show_order(self, order_id: UUID) -> None:
        """Open an order in the pane."""
        self.split.open_pane()
        self.pane.show_order(order_id)

    def reload(self) -> None:
        """The books have changed."""
        self.view.reload()
        self.pane.reload()

    def _rows(self) -> Sequence[OrderSummary]:
        """The orders; in the task that reads the list."""
        if self._canteen_id is None:
            return ()
        return orders(self._desk.session, self._canteen_id, self._desk.place.month)

    def _set_source(self) -> None:
        text = self.search.text().strip()
        self.view.set_source(Found(self._rows, _told, text), filtered=bool(text))

    def _on_selected(self, line: OrderSummary | None) -> None:
        if line is not None:
            self.pane.show_order(line.order_id)


def _told(line: OrderSummary) -> str:
    """What is searched of an order."""
    return f"{line.label} {line.supplier} {line.articles} {line.buyer} {line.note}"
