"""合同价: the prices of each supplier with who has decided them, and the list for the wall."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.pinyin import initials, pinyin
from desktop.services.canteen.articles import articles
from desktop.services.canteen.contract_prices import (
    ContractPriceLine,
    contract_prices,
    remove_contract_price,
)
from desktop.services.canteen.suppliers import suppliers
from desktop.services.canteen_limits import EXPIRY_DAYS
from desktop.services.parameters import value_on
from desktop.views.canteen.goods.known import named
from desktop.views.canteen.goods.price_form import EndForm, PriceDraft, PriceForm
from desktop.views.canteen.goods.register import RegisterPart, writes
from desktop.views.canteen.goods.words import day_words, expiry_chip
from desktop.views.records import fact, facts, head
from desktop.views.style import icon
from desktop.views.tables import ListColumn
from desktop.views.widgets import Chip, EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.forms import Form
    from desktop.views.tasks import Job

_EMPTY = "还没有合同价。集体研究或招标定下的价格登记在这里：入库时照它填，价格不同会问。"
_Offers = tuple[list[tuple["UUID", str]], list[tuple["UUID", str]]]


def _offers(session: Session) -> _Offers:
    """The suppliers that deliver and the articles that are bought."""
    sellers = [
        (line.supplier_id, line.supplier.name)
        for line in suppliers(session)
        if line.supplier.stopped_on is None
    ]
    goods = [
        (line.article_id, f"{named(line)}（{line.article.measure}）")
        for line in articles(session)
        if line.article.stopped_on is None
    ]
    return sellers, goods


class PricesPart(RegisterPart[ContractPriceLine]):
    """What each supplier asks for each article."""

    title = "合同价"
    printing = Signal(bytes, str)
    """A PDF to look at, and its title."""

    def __init__(self, desk: Desk) -> None:
        empty = EmptyState(_EMPTY, "登记合同价" if writes(desk) else "", "canteen")
        self._today, self._soon = desk.session.store.clock.today(), EXPIRY_DAYS.default
        self.buttons: dict[str, QPushButton] = {}
        self.current = QCheckBox("只看现行的")
        super().__init__(desk, "contract-prices", self._columns(), empty)
        self.search.setPlaceholderText("供货商、物品，拼音或首字母")
        self.wall = QPushButton(icon("print"), "价格公示")
        self.wall.setToolTip("今天执行的合同价，打印出来贴在墙上")
        self.tools = QWidget()
        line = QHBoxLayout(self.tools)
        line.setContentsMargins(0, 0, 0, 0)
        for widget in (self.search, self.current, self.wall):
            line.addWidget(widget)
        self.current.toggled.connect(lambda _on: self.view.reload())
        self.wall.clicked.connect(lambda _checked=False: self.print_wall())

    def _columns(self) -> tuple[ListColumn[ContractPriceLine], ...]:
        def words(line: ContractPriceLine) -> str:
            chip = self.chip(line)
            return chip.words if chip else ""

        return (
            ListColumn("supplier", "供货商", lambda p: p.supplier, 170),
            ListColumn("article", "物品", lambda p: p.named, 150),
            ListColumn("price", "合同价", lambda p: p.price.plain, 80, "right"),
            ListColumn("measure", "单位", lambda p: p.measure, 60, "center"),
            ListColumn("since", "从", lambda p: day_words(p.since), 100),
            ListColumn("until", "到", lambda p: day_words(p.until), 100),
            ListColumn("state", "提醒", words, 100, chip=self.chip),
            ListColumn("decision", "定价依据", lambda p: p.decision, 200),
        )

    def chip(self, line: ContractPriceLine) -> Chip | None:
        """Whether a price holds, and whether it ends soon."""
        if line.since > self._today:
            return Chip("还没开始")
        if line.until is not None and line.until < self._today:
            return Chip("已结束")
        return expiry_chip(line.until, self._today, self._soon)

    def rows(self) -> Sequence[ContractPriceLine]:
        """All prices, or those that hold today."""
        session = self.desk.session
        with session.store.read() as connection:
            self._soon = value_on(connection, session.unit_id, EXPIRY_DAYS, self._today)
        return contract_prices(session, self._today if self.current.isChecked() else None)

    def told(self, line: ContractPriceLine) -> str:
        """Names, sounds, decision."""
        names = (line.supplier, line.article)
        sounds = (sound(name) for name in names for sound in (pinyin, initials))
        return " ".join((*names, *sounds, line.decision))

    def key(self, line: ContractPriceLine) -> object:
        """Its key."""
        return line.price_id

    def name_of(self, line: ContractPriceLine) -> str:
        """Whose price of what."""
        return f"{line.supplier} · {line.named}"

    def form(self, line: ContractPriceLine | None) -> Form[Any, Any]:
        """The form of the end of a price; of a new one see `enter_new`."""
        assert line is not None  # noqa: S101 - a new one is entered with what is offered
        return EndForm(self.desk, line)

    def enter_new(self) -> None:
        """Open the form of a new price."""
        self.view.grid.clearSelection()
        self.enter(None)

    def enter(self, begun: PriceDraft | None) -> None:
        """Read what is offered, and open the form of a price."""
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: _offers(session))
        task.then(partial(self._on_offers, begun)).start()

    def _on_offers(self, begun: PriceDraft | None, offers: _Offers) -> None:
        self.split.open_pane()
        if begun is None:
            self.pane.forget()
        form = PriceForm(self.desk, *offers, begun)
        form.saved.connect(lambda _saved: self.split.close_pane())
        self.pane.open_form("登记合同价", form)

    def _open(self, title: str, line: ContractPriceLine | None) -> None:
        assert line is not None  # noqa: S101 - as above
        self.pane.drop_form()
        self.pane.show_content(self._made(title, line))

    def _made(self, title: str, line: ContractPriceLine) -> QWidget:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self.pane, title, self.chip(line)))
        form = facts()
        form.addRow("合同价", fact(f"{line.price.plain} 元/{line.measure}"))
        form.addRow("从", fact(day_words(line.since)))
        form.addRow("到", fact(day_words(line.until) or "新的价格为止"))
        form.addRow("定价依据", fact(line.decision))
        layout.addLayout(form)
        if writes(self.desk):
            layout.addLayout(self._actions(title, line))
        layout.addStretch(1)
        return content

    def _actions(self, title: str, line: ContractPriceLine) -> QHBoxLayout:
        begun = PriceDraft(line.supplier_id, line.article_id, since=self._today)
        actions: dict[str, Callable[[], object]] = {
            "定新价格…": lambda: self.enter(begun),
            "结束…": lambda: self.pane.open_form(f"{title}：结束", self.form(line)),
            "删除": lambda: self.remove(line),
        }
        row = QHBoxLayout()
        self.buttons = {}
        for words, do in actions.items():
            button = QPushButton(words)
            button.setObjectName(words)
            button.clicked.connect(lambda _checked=False, do=do: do())
            self.buttons[words] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    def remove(self, line: ContractPriceLine) -> None:
        """Take a mistyped price out, if the person wants to."""
        what = f"{self.name_of(line)}从{line.since}起的合同价"
        sentence = f"删除{what}吗？只删除写错的；不再执行的请用“结束”。"
        if self.desk.messages.ask(self, sentence, "删除", "不删除"):
            session, key = self.desk.session, line.price_id
            task = self.desk.tasks.write(self, lambda _job: remove_contract_price(session, key))
            task.then(lambda _changes: self._on_removed()).start()

    def _on_removed(self) -> None:
        self.pane.forget()
        self.split.close_pane()
        self.desk.messages.say("合同价已删除。")

    def print_wall(self) -> None:
        """Set the prices of today for the wall."""
        session, today = self.desk.session, self._today

        def work(job: Job) -> bytes:
            # The printing library is large, and not every day prints.
            from desktop.reports.canteen.buying import price_list  # noqa: PLC0415
            from desktop.reports.pdf import render  # noqa: PLC0415 - same

            prices = contract_prices(session, today)
            return render(price_list(session.unit_name, prices, today), job.progress)

        task = self.desk.tasks.paper(self, work).titled("排版")
        task.then(lambda pdf: self.printing.emit(pdf, "食材采购价格公示")).start()
