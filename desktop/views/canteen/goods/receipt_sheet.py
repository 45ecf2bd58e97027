"""登记入库: the sheet on which a delivery is written down and booked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

from desktop.core.canteen import Duty, Fund, Spending
from desktop.core.money import Money
from desktop.services.canteen.documents import Signer
from desktop.services.canteen.drafts import post_draft, receipt_draft, save_draft
from desktop.services.canteen.funds import rules
from desktop.services.canteen.receipts import FEWEST_ACCEPTORS, NewReceipt, receive
from desktop.views.canteen.goods.names import NamesEdit
from desktop.views.canteen.goods.offered_prices import OfferedPrices, beside_words
from desktop.views.canteen.goods.offering import OfferEdit
from desktop.views.canteen.goods.receipt_lines import (
    Figures,
    doubt,
    missing_of,
    new_line,
    receipt_cells,
)
from desktop.views.canteen.goods.receipt_texts import head_texts, line_texts, order_texts
from desktop.views.canteen.goods.sheet import GoodsSheet, stopped
from desktop.views.canteen.goods.spot import OnTheSpot
from desktop.views.canteen.goods.words import day_words
from desktop.views.forms import Field
from desktop.views.style import mark
from desktop.views.widgets import Choice, DateEdit, TextEdit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.contract_prices import Agreed
    from desktop.services.canteen.order_lists import OrderPaper
    from desktop.services.canteen.receipts import Booked
    from desktop.views.canteen.goods.grid import GridLine
    from desktop.views.canteen.goods.receipt_texts import SheetTexts
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_BUYS: Final = frozenset(
    (Spending.PUPIL_FOOD, Spending.STAFF_FOOD, Spending.SUPPLIES, Spending.FUEL)
)
_SIGNERS: Final = {
    "acceptors": Duty.ACCEPTOR,
    "buyer": Duty.BUYER,
    "deliverer": Duty.DELIVERER,
}


def buying_funds() -> list[tuple[Fund, str]]:
    """The funds that a rule lets pay for goods."""
    may = {rule.fund for rule in rules() if rule.pays & _BUYS}
    return [(fund, fund.label) for fund in Fund if fund in may]


def _fields(today: date) -> tuple[Field, ...]:
    return (
        Field("day", "日期", lambda t: DateEdit(t, today, latest=today), required=True),
        Field("supplier", "供货商", OfferEdit, required=True, help="名称、拼音或首字母"),
        Field("fund", "用哪项资金付", lambda t: Choice(t, buying_funds()), required=True),
        Field("ticket", "票据号", lambda t: TextEdit(t, longest=60), help="发票或送货单上的号"),
        Field("acceptors", "验收人", NamesEdit, required=True, help="至少两个人，用、隔开"),
        Field("buyer", "采购人", NamesEdit),
        Field("deliverer", "送货人", NamesEdit),
        Field("note", "备注", lambda t: TextEdit(t, longest=200)),
    )


class ReceiptSheet(GoodsSheet):
    """A delivery: who brought it, which fund pays, who accepted it, its lines."""

    name = "canteen.receipt"

    def __init__(self, desk: Desk) -> None:
        self._figures: WeakKeyDictionary[GridLine, Figures] = WeakKeyDictionary()
        self._offered = OfferedPrices()
        today = desk.session.store.clock.today()
        super().__init__(desk, _fields(today), receipt_cells(today))
        self.title.words.setText("登记入库")
        self.foot.keep.show()
        self.foot.keep.clicked.connect(self.save)
        self.spot = OnTheSpot(self)
        self.entry("supplier").changed.connect(self._tell_supplier)
        self.entry("supplier").taken.connect(self.rows["fund"].widget.setFocus)

    def entry(self, name: str) -> Any:  # noqa: ANN401 - of the kind of its field
        """A field of the head."""
        return self.rows[name].entry

    def go_on(self, canteen: CanteenLine, document_id: UUID) -> None:
        """Go on with a draft that stands in the books."""
        self.canteen = canteen
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: receipt_draft(session, document_id))
        task.then(partial(self._show_draft, document_id)).start()

    def _show_draft(self, document_id: UUID, receipt: NewReceipt) -> None:
        self.clear()
        self.title.anew.hide()
        self._waiting = lambda: (
            head_texts(receipt, self.known),
            [line_texts(line, self.known) for line in receipt.lines],
        )
        self.keeping.replaces = str(document_id)
        self.keeping.order = str(receipt.order_id or "")
        self.read_known()

    def answer(self, canteen: CanteenLine, paper: OrderPaper) -> None:
        """Enter what came of an order; what was left unsaved before gives way."""
        self.canteen = canteen
        self.keeping.forget()
        self.clear()
        self.title.anew.hide()
        self._waiting = lambda: order_texts(paper, self.today, self.known)
        self.keeping.order = str(paper.head.order_id)
        self.read_known()

    _waiting: Callable[[], SheetTexts] | None = None

    def use_known(self) -> None:
        """Offer suppliers and people; a draft that waits for its names is shown."""
        self.entry("supplier").set_offers(self.known.supplier_offers)
        for name in _SIGNERS:
            self.entry(name).set_offers(self.known.people)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.keeping.show(*waiting())
            self.loading = True

    def prepare_line(self, line: GridLine) -> None:
        """Offer the articles."""
        edit = line.fields["article"]
        if isinstance(edit, OfferEdit):
            edit.set_offers(self.known.article_offers)
        if line not in self._figures:
            figures = self._figures[line] = Figures()
            for name in ("delivered", "price", "amount"):
                field = line.fields[name]
                field.textEdited.connect(lambda _text, n=name: figures.typed_over(n))

    def settle_line(self, line: GridLine) -> None:
        """Offer the price of the contract, and put in the figure that follows from two others."""
        self._offered.offer(line, self._agreed(line))
        self._figures[line].settle(line)

    def _agreed(self, line: GridLine) -> Agreed | None:
        """What the supplier's contract asks for the article of a line."""
        supplier, day = self.entry("supplier").value(), self.entry("day").value()
        offer = line.value("article")
        if not (supplier and supplier.key and offer and offer.key and day):
            return None
        return self.known.prices.on(supplier.key, offer.key, day)

    def look(self) -> None:
        """Say below each line what should be looked at, and what all of it comes to."""
        fund, day = self.entry("fund").value(), self.entry("day").value()
        for line in self.grid.lines:
            words, wrong = ("", False) if line.blank else doubt(line, self.known, fund, day)
            beside = "" if wrong else beside_words(line, self._agreed(line))
            line.say("；".join(filter(None, (words, beside))), wrong=wrong)
        amounts = [line.value("amount") for line in self.grid.filled]
        total = Money.sum(amount for amount in amounts if amount is not None)
        self.foot.tell(f"{len(amounts)} 行　合计 {total} 元", self.missing())

    def missing(self) -> list[str]:
        """What must be there to book it."""
        lacking = super().missing()
        if "验收人" not in lacking and len(self.entry("acceptors").names()) < FEWEST_ACCEPTORS:
            lacking.append("第二个验收人")
        filled = self.grid.filled
        if not filled:
            lacking.append("物品")
        for number, line in enumerate(self.grid.lines, start=1):
            if line in filled:
                lacking += [f"第{number}行{title}" for title in missing_of(line)]
        return lacking

    def book(self) -> None:
        """Take the goods in; questions are asked, and nothing is written before they are."""
        if stopped(self):
            return
        receipt, session, replaces = self._receipt(), self.desk.session, self._replaces()

        def work(job: Job) -> Booked:
            if replaces is None:
                return receive(session, receipt, job.accepted)
            return post_draft(session, replaces, job.accepted, receipt)

        task = self.desk.tasks.write(self, work).titled("正在记账…")
        task.then(lambda booked: self.written(booked, f"已记账：{booked.number.label}")).start()

    def save(self) -> None:
        """Keep it as a draft: nothing comes into the stock."""
        lacking = [t for t in self.missing() if "验收人" not in t]
        if lacking or any(line.problem() for line in self.grid.filled):
            stopped(self)
            self.desk.messages.say(f"存为草稿还缺：{'、'.join(lacking) or '改正标红的地方'}")
            return
        receipt, session, replaces = self._receipt(), self.desk.session, self._replaces()
        task = self.desk.tasks.write(self, lambda _job: save_draft(session, receipt, replaces))
        task.then(lambda booked: self.written(booked, "草稿已保存，还没有记账")).start()

    def _replaces(self) -> UUID | None:
        return UUID(self.keeping.replaces) if self.keeping.replaces else None

    def _order(self) -> UUID | None:
        return UUID(self.keeping.order) if self.keeping.order else None

    def _receipt(self) -> NewReceipt:
        assert self.canteen is not None  # noqa: S101 - the sheet is of one
        return NewReceipt(
            canteen_id=self.canteen.canteen_id,
            day=self.entry("day").value(),
            supplier_id=self.entry("supplier").value().key,
            fund=self.entry("fund").value(),
            lines=tuple(new_line(line) for line in self.grid.filled),
            signers=tuple(self._signers()),
            ticket=self.entry("ticket").value() or "",
            note=self.entry("note").value() or "",
            order_id=self._order(),
        )

    def _signers(self) -> Iterable[Signer]:
        for name, duty in _SIGNERS.items():
            for person in self.entry(name).names():
                yield Signer(duty, person)

    def _tell_supplier(self) -> None:
        """Say at once that a supplier's papers are over."""
        offer, day = self.entry("supplier").value(), self.entry("day").value()
        line = self.known.suppliers.get(offer.key) if offer and offer.key else None
        if not self.loading:
            for goods in self.grid.filled:
                self.settle_line(goods)
        over = []
        if line is not None and day is not None:
            for words, until in (
                ("许可证", line.supplier.licence_until),
                ("合同", line.supplier.contract_until),
            ):
                if until is not None and until < day:
                    over.append(f"{words}{day_words(until)}已到期")
        if over:
            note = self.rows["supplier"].note
            note.setText("，".join(over))
            mark(note, tone="error")
