"""The pane of one order: what was ordered, what came of it, and what can be done with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.clock import CHINA
from desktop.core.labels import Role
from desktop.core.meals import OrderState
from desktop.services.canteen.order_lists import order
from desktop.services.canteen.orders import cancel_order
from desktop.views.records import RecordPane, fact, facts, head, rule, section, told
from desktop.views.widgets import Chip, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from uuid import UUID

    from PySide6.QtWidgets import QFormLayout

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.order_lists import OrderedLine, OrderPaper, OrderSummary
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


def order_chip(line: OrderSummary, today: date) -> Chip:
    """How an order stands: late ones are told from those that only wait."""
    if line.state is OrderState.DELIVERED:
        return Chip(line.state.label, Tone.GOOD)
    if line.state is OrderState.CANCELLED:
        return Chip(line.state.label)
    if line.drafted:
        return Chip("入库草稿", Tone.CARE)
    if line.overdue(today):
        return Chip("过期未到货", Tone.BAD)
    return Chip("待到货", Tone.CARE)


class OrderPane(RecordPane):
    """Shows an order; it is delivered by a receipt, or cancelled with a reason."""

    delivering = Signal(object)
    """Its goods have come (OrderPaper)."""
    receipt_asked = Signal(object)
    """The receipt that took it in is to be shown: its key."""
    printing = Signal(bytes, str)
    """A PDF to look at, and its title."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "orderPane")
        self.order_id: UUID | None = None
        self.canteen: CanteenLine | None = None
        self.buttons: dict[str, QPushButton] = {}

    def leave(self) -> None:
        """Show nothing."""
        self.order_id = None
        self.forget()

    def show_order(self, order_id: UUID) -> None:
        """Read and show an order."""
        self.order_id = order_id
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: order(session, order_id))
        task.then(partial(self._on_read, order_id)).start()

    def reload(self) -> None:
        """Read the order again."""
        if self.order_id is not None and self.isVisible():
            self.show_order(self.order_id)

    def _on_read(self, order_id: UUID, paper: OrderPaper) -> None:
        if order_id == self.order_id:
            self.show_content(self._made(paper))

    def _made(self, paper: OrderPaper) -> QWidget:
        line, today = paper.head, self.desk.session.store.clock.today()
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self, line.label, order_chip(line, today)))
        layout.addLayout(self._actions(paper))
        layout.addLayout(_facts(line))
        if line.delivery_id is not None:
            words = "入库草稿还没有记账。" if line.open else "已由入库单收货。"
            key = line.delivery_id
            layout.addLayout(told(words, ("看入库单", lambda: self.receipt_asked.emit(key))))
        layout.addWidget(rule())
        layout.addLayout(section("物品"))
        for goods in paper.lines:
            for words, faint in _words(goods):
                layout.addLayout(told(words, faint=faint))
        if line.amount:
            layout.addLayout(told(f"合计 {line.amount} 元"))
        layout.addWidget(rule())
        when = line.recorded_at.astimezone(CHINA)
        layout.addLayout(told(f"{when:%Y-%m-%d %H:%M} {line.recorded_by}登记", faint=True))
        layout.addStretch(1)
        return content

    def _actions(self, paper: OrderPaper) -> QHBoxLayout:
        line = paper.head
        writes = self.desk.session.role is not Role.AUDITOR
        actions: list[tuple[str, Callable[[], object]]] = []
        if line.open and not line.drafted and writes:
            actions.append(("到货", lambda: self.delivering.emit(paper)))
        actions.append(("打印采购单", partial(self.print_paper, paper)))
        if line.open and not line.drafted and writes:
            actions.append(("取消采购单…", partial(self.cancel, line)))
        row = QHBoxLayout()
        self.buttons = {}
        for words, do in actions:
            button = QPushButton(words)
            button.setObjectName(words)
            button.clicked.connect(lambda _checked=False, do=do: do())
            self.buttons[words] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    def cancel(self, line: OrderSummary) -> None:
        """Give an order up, with a reason."""
        sentence = f"取消{line.label}（{line.supplier}，{line.articles}）。请写原因。"
        reason = self.desk.messages.ask_text(self, sentence, "原因")
        if reason is not None:
            session, key = self.desk.session, line.order_id
            task = self.desk.tasks.write(self, lambda _job: cancel_order(session, key, reason))
            task.then(lambda _changes: self.desk.messages.say("采购单已取消。")).start()

    def print_paper(self, paper: OrderPaper) -> None:
        """Set the order on paper, to be given to the supplier."""
        session = self.desk.session
        canteen = self.canteen.name if self.canteen else ""

        def work(job: Job) -> bytes:
            # The printing library is large, and not every day prints.
            from desktop.reports.canteen.buying import order_sheet  # noqa: PLC0415
            from desktop.reports.pdf import render  # noqa: PLC0415 - same

            return render(order_sheet(session.unit_name, canteen, paper), job.progress)

        task = self.desk.tasks.paper(self, work).titled("排版")
        task.then(lambda pdf: self.printing.emit(pdf, paper.head.label)).start()


def _facts(line: OrderSummary) -> QFormLayout:
    form = facts()
    form.addRow("供货商", fact(line.supplier))
    form.addRow("下单日期", fact(line.ordered_on.isoformat()))
    form.addRow("要货日期", fact(line.wanted_on.isoformat()))
    form.addRow("下单人", fact(line.buyer))
    if line.note:
        form.addRow("备注", fact(line.note))
    if line.cancelled_why:
        form.addRow("取消原因", fact(line.cancelled_why))
    return form


def _words(line: OrderedLine) -> Iterator[tuple[str, bool]]:
    """A line in one sentence and, faint, what came of it."""
    named = " ".join(filter(None, (line.name, line.specification)))
    figures = f"{line.quantity.plain} {line.measure}"
    if line.price is not None:
        figures += f" × {line.price.plain} = {line.amount} 元"
    yield f"{named}　{figures}", False
    if line.accepted is not None:
        yield f"实收 {line.accepted.plain} {line.measure}", True
