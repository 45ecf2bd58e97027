"""登记期初库存: the sheet on which a school that begins writes down what is in store already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop.core.canteen import Fund
from desktop.core.money import Money
from desktop.services.canteen.count_end import COUNTERS
from desktop.services.canteen.opening_stock import OpeningLine, OpeningStock, take_over
from desktop.views.canteen.goods.grid import Cell
from desktop.views.canteen.goods.names import NamesEdit
from desktop.views.canteen.goods.offering import OfferEdit
from desktop.views.canteen.goods.receipt_sheet import buying_funds
from desktop.views.canteen.goods.sheet import GoodsSheet, stopped
from desktop.views.canteen.goods.spot import OnTheSpot
from desktop.views.forms import Field
from desktop.views.widgets import Choice, DateEdit, QuantityEdit, UnitPriceEdit

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.views.canteen.goods.grid import GridLine
    from desktop.views.desk import Desk

_TITLES: Final = {"article": "物品", "supplier": "供货商", "quantity": "数量", "price": "单价"}


def _fields(today: date) -> tuple[Field, ...]:
    return (
        Field(
            "day",
            "日期",
            lambda t: DateEdit(t, today, latest=today),
            required=True,
            help="账开始的那天，在第一张入库单以前",
        ),
        Field("supplier", "供货商", OfferEdit, help="各行相同的写在这里，不同的写在行里"),
        Field("fund", "用哪项资金买的", lambda t: Choice(t, buying_funds()), required=True),
        Field("counters", "盘点人", NamesEdit, required=True, help="两个人，用、隔开"),
    )


def _cells(today: date) -> tuple[Cell, ...]:
    return (
        Cell("article", "物品", OfferEdit, 0),
        Cell("quantity", "数量", QuantityEdit, 16),
        Cell("price", "单价（元）", UnitPriceEdit, 16),
        Cell("supplier", "供货商（与上面不同时）", OfferEdit, 26, quick=False),
        Cell("expires", "保质期至", lambda t: DateEdit(t, today), 20, quick=False),
    )


class OpeningSheet(GoodsSheet):
    """All that lies in store when the accounts begin, counted by two."""

    name = "canteen.opening"

    def __init__(self, desk: Desk) -> None:
        today = desk.session.store.clock.today()
        super().__init__(desk, _fields(today), _cells(today))
        self.title.words.setText("登记期初库存")
        # What is counted is typed at once; it is kept while it is not booked.
        self.foot.keep.clicked.connect(self.book)
        self.spot = OnTheSpot(self)

    def entry(self, name: str) -> Any:  # noqa: ANN401 - of the kind of its field
        """A field of the head."""
        return self.rows[name].entry

    def begin(self, canteen: CanteenLine) -> None:
        """Enter the store of a canteen as it was when its accounts began."""
        super().begin(canteen)
        if not self.grid.filled:
            self.entry("day").set_value(canteen.opened_on)
            self.entry("fund").set_value(Fund.PUPIL_FEES)

    def use_known(self) -> None:
        """Offer suppliers and people."""
        self.entry("supplier").set_offers(self.known.supplier_offers)
        self.entry("counters").set_offers(self.known.people)

    def prepare_line(self, line: GridLine) -> None:
        """Offer the articles and the suppliers."""
        offers = {"article": self.known.article_offers, "supplier": self.known.supplier_offers}
        for name, some in offers.items():
            edit = line.fields[name]
            if isinstance(edit, OfferEdit):
                edit.set_offers(some)

    def look(self) -> None:
        """Say below each line its measure and worth, and what all of it comes to."""
        total = Money(0)
        for line in self.grid.lines:
            words, worth = self._told(line)
            total += worth
            line.say(words, wrong=bool(line.problem()))
        self.foot.tell(f"{len(self.grid.filled)} 行　合计 {total} 元", self.missing())

    def _told(self, line: GridLine) -> tuple[str, Money]:
        offer, worth = line.value("article"), Money(0)
        article = self.known.articles.get(offer.key) if offer is not None else None
        if article is None or line.problem():
            return line.problem(), worth
        words = f"计量单位：{article.article.measure}"
        quantity, price = line.value("quantity"), line.value("price")
        if quantity is not None and price is not None:
            worth = price * quantity
            words += f"；金额 {worth} 元"
        return words, worth

    def missing(self) -> list[str]:
        """What must be there to book it."""
        lacking = super().missing()
        if "盘点人" not in lacking and len(self.entry("counters").names()) < COUNTERS:
            lacking.append("第二个盘点人")
        if not self.grid.filled:
            lacking.append("物品")
        for number, line in enumerate(self.grid.lines, start=1):
            if line in self.grid.filled:
                names = (n for n in _TITLES if line.value(n) is None and not self._shared(n))
                lacking += [f"第{number}行{_TITLES[name]}" for name in names]
        return lacking

    def _shared(self, name: str) -> bool:
        """Whether the head says it for all lines."""
        return name == "supplier" and self.entry("supplier").value() is not None

    def book(self) -> None:
        """Bring it into the books."""
        if stopped(self):
            return
        new, session = self._opening(), self.desk.session
        task = self.desk.tasks.write(self, lambda _job: take_over(session, new))
        task.titled("正在记账…")
        task.then(lambda booked: self.written(booked, f"期初库存已记账：{booked.number.label}"))
        task.start()

    def _opening(self) -> OpeningStock:
        assert self.canteen is not None  # noqa: S101 - the sheet is of one
        return OpeningStock(
            canteen_id=self.canteen.canteen_id,
            day=self.entry("day").value(),
            lines=tuple(self._line(line) for line in self.grid.filled),
            counters=self.entry("counters").names(),
        )

    def _line(self, line: GridLine) -> OpeningLine:
        supplier = line.value("supplier") or self.entry("supplier").value()
        return OpeningLine(
            article_id=line.value("article").key,
            supplier_id=supplier.key,
            fund=self.entry("fund").value(),
            quantity=line.value("quantity"),
            price=line.value("price"),
            expires_on=line.value("expires"),
        )
