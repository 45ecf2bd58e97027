"""库存: every lot of which something is left, what spoils soon marked, sums by kind in the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.canteen import ArticleKind
from desktop.core.money import Money
from desktop.services.canteen.stock import on_hand
from desktop.views.canteen.goods.lot_pane import LotPane
from desktop.views.canteen.goods.words import SOON, day_words, expiry_chip
from desktop.views.tables import DetailSplit, ListColumn, ListPage, ListView
from desktop.views.widgets import Choice, EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

    from desktop.services.canteen.stock import LotLine
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_EMPTY: Final = "库里没有东西。登记入库以后，每一批还剩多少、什么时候到期，都在这里。"
_SPOILING: Final = "spoiling"
_ORDERS: Final[dict[str, Callable[[LotLine], Any]]] = {
    "name": lambda lot: lot.name,
    "kind": lambda lot: lot.kind.label,
    "amount": lambda lot: lot.left_amount.units,
    "received": lambda lot: lot.received_on,
    "expires": lambda lot: (lot.expires_on is None, lot.expires_on or lot.received_on),
    "supplier": lambda lot: lot.supplier,
}


def columns(today: date) -> tuple[ListColumn[LotLine], ...]:
    """What is told of a lot."""

    def spoils(lot: LotLine) -> str:
        chip = expiry_chip(lot.expires_on, today)
        return chip.words if chip else ""

    return (
        ListColumn("name", "物品", lambda lot: lot.name, 120, sort="name"),
        ListColumn("spec", "规格", lambda lot: lot.specification, 80),
        ListColumn("kind", "类别", lambda lot: lot.kind.label, 90, sort="kind"),
        ListColumn("left", "还剩", lambda lot: lot.left.plain, 80, "right"),
        ListColumn("measure", "单位", lambda lot: lot.measure, 60, "center"),
        ListColumn("price", "单价", lambda lot: lot.price.plain, 80, "right"),
        ListColumn("amount", "金额", lambda lot: str(lot.left_amount), 100, "right", sort="amount"),
        ListColumn(
            "received", "入库", lambda lot: day_words(lot.received_on), 100, sort="received"
        ),
        ListColumn(
            "expires", "保质期至", lambda lot: day_words(lot.expires_on), 100, sort="expires"
        ),
        ListColumn(
            "spoils", "提醒", spoils, 100, chip=lambda lot: expiry_chip(lot.expires_on, today)
        ),
        ListColumn("supplier", "供货商", lambda lot: lot.supplier, 130, sort="supplier"),
        ListColumn("fund", "资金", lambda lot: lot.fund.label, 110),
        ListColumn("batch", "批号", lambda lot: lot.batch, 90, hidden=True),
    )


class Lots:
    """What is in store of a canteen: of one kind, or only what spoils soon."""

    def __init__(self, session: Session, canteen_id: UUID, kind: str | None) -> None:
        self._session, self._canteen_id, self._kind = session, canteen_id, kind

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[LotLine]:
        """A part of the lots; the foot has the worth of each kind."""
        del job
        today = self._session.store.clock.today()
        rows = [lot for lot in on_hand(self._session, self._canteen_id) if self._fits(lot, today)]
        foot = {"合计": f"{Money.sum(lot.left_amount for lot in rows)} 元"}
        for kind in ArticleKind:
            of_kind = [lot.left_amount for lot in rows if lot.kind is kind]
            if of_kind and len(of_kind) < len(rows):
                foot[kind.label] = str(Money.sum(of_kind))
        if sort is not None:
            rows.sort(key=_ORDERS[sort], reverse=descending)
        return ListPage(rows[offset : offset + limit], len(rows), foot)

    def _fits(self, lot: LotLine, today: date) -> bool:
        if self._kind == _SPOILING:
            return expiry_chip(lot.expires_on, today) is not None
        return self._kind is None or lot.kind.value == self._kind


class StorePart(QWidget):
    """The lots, and above them which of them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._canteen_id: UUID | None = None
        kinds = [(kind.value, kind.label) for kind in ArticleKind]
        soon = (_SPOILING, f"{SOON} 天内到期和已过期的")
        self.kind: Choice[str] = Choice("类别", (soon, *kinds), nothing="全部类别")
        self.kind.changed.connect(self._set_source)
        today = desk.session.store.clock.today()
        source = Lots(desk.session, desk.session.unit_id, None)
        self.view = ListView(desk, "store", columns(today), source, EmptyState(_EMPTY))
        self.view.titled("库存")
        self.view.identify_by(lambda lot: lot.lot_id)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.pane = LotPane(desk)
        self.split = DetailSplit(self.view, self.pane)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self.view.selected.connect(self._on_selected)
        self.pane.closing.connect(self.split.close_pane)

    def show_books(self, canteen_id: UUID) -> None:
        """Show what a canteen has in store."""
        self._canteen_id = canteen_id
        self._set_source()

    def reload(self) -> None:
        """The books have changed."""
        self.view.reload()
        self.pane.reload()

    def _on_selected(self, lot: LotLine | None) -> None:
        if lot is not None:
            self.pane.show_lot(lot.lot_id)

    def _set_source(self) -> None:
        if self._canteen_id is not None:
            kind = self.kind.value()
            source = Lots(self._desk.session, self._canteen_id, kind)
            self.view.set_source(source, filtered=kind is not None)
