"""下采购单: the sheet on which goods are ordered of a supplier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop.core.money import Money
from desktop.services.canteen.orders import NewOrder, NewOrderLine, place_order
from desktop.views.canteen.goods.grid import Cell
from desktop.views.canteen.goods.names import NamesEdit
from desktop.views.canteen.goods.offered_prices import OfferedPrices, beside_words
from desktop.views.canteen.goods.offering import OfferEdit
from desktop.views.canteen.goods.sheet import GoodsSheet, stopped
from desktop.views.canteen.goods.spot import OnTheSpot
from desktop.views.forms import Field
from desktop.views.widgets import DateEdit, QuantityEdit, TextEdit, UnitPriceEdit

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.canteen.contract_prices import Agreed
    from desktop.services.canteen.orders import OrderSaved
    from desktop.views.canteen.goods.grid import GridLine
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_TOLD: Final = "Ctrl+Enter；下单以后可以打印采购单交给供货商"


def _fields(today: date) -> tuple[Field, ...]:
    return (
        Field("day", "下单日期", lambda t: DateEdit(t, today, latest=today), required=True),
        Field("wanted", "要货日期", lambda t: DateEdit(t, today), required=True),
        Field("supplier", "供货商", OfferEdit, required=True, help="名称、拼音或首字母"),
        Field("buyer", "下单人", NamesEdit, required=True),
        Field("note", "备注", lambda t: TextEdit(t, longest=200)),
    )


def _cells() -> tuple[Cell, ...]:
    return (
        Cell("article", "物品", OfferEdit, 0),
        Cell("quantity", "数量", QuantityEdit, 18),
        Cell("price", "单价（元）", UnitPriceEdit, 18),
    )


class OrderSheet(GoodsSheet):
    """Whom goods are ordered of, for which day, and how much of each."""

    name = "canteen.order"

    def __init__(self, desk: Desk) -> None:
        self._offered = OfferedPrices()
        super().__init__(desk, _fields(desk.session.store.clock.today()), _cells())
        self.title.words.setText("下采购单")
        self.foot.book.setToolTip(_TOLD)
        # An order has no draft: what is typed is kept, and nothing is binding before it is given.
        self.foot.keep.clicked.connect(self.book)
        self.spot = OnTheSpot(self, "buyer")
        self.entry("supplier").taken.connect(self.rows["buyer"].widget.setFocus)
        self.entry("supplier").changed.connect(self._offer_again)

    def entry(self, name: str) -> Any:  # noqa: ANN401 - of the kind of its field
        """A field of the head."""
        return self.rows[name].entry

    def use_known(self) -> None:
        """Offer suppliers and people."""
        self.entry("supplier").set_offers(self.known.supplier_offers)
        self.entry("buyer").set_offers(self.known.people)

    def prepare_line(self, line: GridLine) -> None:
        """Offer the articles."""
        edit = line.fields["article"]
        if isinstance(edit, OfferEdit):
            edit.set_offers(self.known.article_offers)

    def settle_line(self, line: GridLine) -> None:
        """Offer the price of the contract."""
        self._offered.offer(line, self._agreed(line))

    def look(self) -> None:
        """Say below each line its measure and the contract's price, and what all comes to."""
        total = Money(0)
        for line in self.grid.lines:
            amount = _amount(line)
            total += amount or Money(0)
            line.say(*self._told(line, amount))
        self.foot.tell(f"{len(self.grid.filled)} 行　合计 {total} 元", self.missing(), "下单")

    def missing(self) -> list[str]:
        """What must be there to order."""
        lacking, filled = super().missing(), self.grid.filled
        if not filled:
            lacking.append("物品")
        titles = {"article": "物品", "quantity": "数量"}
        for number, line in enumerate(self.grid.lines, start=1):
            if line in filled:
                names = (name for name in titles if line.value(name) is None)
                lacking += [f"第{number}行{titles[name]}" for name in names]
        return lacking

    def book(self) -> None:
        """Order; questions are asked, and nothing is written before they are."""
        if stopped(self):
            return
        new, session = self._new(), self.desk.session

        def work(job: Job) -> OrderSaved:
            return place_order(session, new, job.accepted)

        task = self.desk.tasks.write(self, work).titled("正在下单…")
        task.then(lambda saved: self.written(saved, f"已下单：{saved.label}")).start()

    def _new(self) -> NewOrder:
        assert self.canteen is not None  # noqa: S101 - the sheet is of one
        return NewOrder(
            canteen_id=self.canteen.canteen_id,
            supplier_id=self.entry("supplier").value().key,
            ordered_on=self.entry("day").value(),
            wanted_on=self.entry("wanted").value(),
            buyer="、".join(self.entry("buyer").names()),
            lines=tuple(
                NewOrderLine(line.value("article").key, line.value("quantity"), line.value("price"))
                for line in self.grid.filled
            ),
            note=self.entry("note").value() or "",
        )

    def _agreed(self, line: GridLine) -> Agreed | None:
        """What the supplier's contract asks for the article on the day that is wanted."""
        supplier, day = self.entry("supplier").value(), self.entry("wanted").value()
        offer = line.value("article")
        if not (supplier and supplier.key and offer and offer.key and day):
            return None
        return self.known.prices.on(supplier.key, offer.key, day)

    def _told(self, line: GridLine, amount: Money | None) -> tuple[str]:
        offer = line.value("article")
        article = self.known.articles.get(offer.key) if offer is not None else None
        if article is None:
            return ("",)
        said = [f"计量单位：{article.article.measure}"]
        if amount is not None:
            said.append(f"金额 {amount} 元")
        said.append(beside_words(line, self._agreed(line)))
        return ("；".join(filter(None, said)),)

    def _offer_again(self) -> None:
        """Another supplier has prices of its own."""
        if not self.loading:
            for line in self.grid.filled:
                self.settle_line(line)


def _amount(line: GridLine) -> Money | None:
    quantity, price = line.value("quantity"), line.value("price")
    if quantity is None or price is None:
        return None
    amount: Money = price * quantity
    return amount
