"""银行对账 of a month: what the bank says beside the books, and why they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.labels import Role
from desktop.services.canteen.bank import match_all
from desktop.services.canteen.reconciling import proposals
from desktop.views.canteen.bank.forms import BalancesDraft, BalancesForm, LineForm
from desktop.views.canteen.bank.pane import BankPane
from desktop.views.canteen.bank.rows import COLUMNS, BankSource
from desktop.views.style import icon, mark
from desktop.views.tables import DetailSplit, ListView, WholeList
from desktop.views.widgets import EmptyState
from desktop.views.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.core.terms import Month
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.pairing import Proposal
    from desktop.services.canteen.reconciling import Reconciliation
    from desktop.views.canteen.bank.rows import BankRow
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_NONE = "先录入对账单的月初、月末余额，再导入或逐笔录入明细。"


class BankView(QWidget):
    """Rows of both sides, the pane that matches them, and the way back to the money."""

    left = Signal()
    taking = Signal()
    """A workbook of the bank is to be taken in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.canteen: CanteenLine | None = None
        self.source: BankSource | None = None
        self._writes = desk.session.role is not Role.AUDITOR
        self.empty = EmptyState(_NONE, "录入余额" if self._writes else "", "canteen")
        self.view = ListView(desk, "bank-lines", COLUMNS, WholeList(tuple), self.empty)
        self.view.identify_by(lambda row: row.key)
        self.pane = BankPane(desk)
        self.split = DetailSplit(self.view, self.pane)
        self.words = ElidedLabel()
        self.open_only = QCheckBox("只看没对上的")
        self.balances = QPushButton("录入余额")
        self.add = QPushButton("加一笔")
        self.take = QPushButton("导入明细")
        self.pair = QPushButton("自动勾对")
        self.back = QPushButton(icon("back"), "回到收支")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        mark(self.words, kind="heading")
        line = QHBoxLayout()
        for button in (self.balances, self.take, self.add, self.pair):
            line.addWidget(button)
            if not self._writes:
                button.hide()
        line.addWidget(self.open_only)
        line.addStretch(1)
        line.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.words)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.empty.asked.connect(self.enter_balances)
        self.balances.clicked.connect(lambda _checked=False: self.enter_balances())
        self.add.clicked.connect(lambda _checked=False: self.enter_line())
        self.take.clicked.connect(lambda _checked=False: self.taking.emit())
        self.pair.clicked.connect(lambda _checked=False: self.pair_all())
        self.back.clicked.connect(lambda _checked=False: self.left.emit())
        self.open_only.toggled.connect(lambda _on: self._show_list())
        self.view.selected.connect(self._on_selected)
        self.view.loaded.connect(self._on_loaded)
        self.pane.closing.connect(self.split.close_pane)

    def show_canteen(self, canteen: CanteenLine) -> None:
        """Show the bank of a canteen in the month that is looked at."""
        self.canteen = canteen
        self.split.close_pane()
        self._show_list()

    def reload(self) -> None:
        """Read again, staying at the row."""
        self.view.reload()

    @property
    def found(self) -> Reconciliation | None:
        """What was read last."""
        return self.source.found if self.source is not None else None

    def enter_balances(self) -> None:
        """Open the form of the two balances."""
        found = self.found
        if self.canteen is None or found is None or not self._writes:
            return
        month = self._desk.place.month
        begun = BalancesDraft(self.canteen.canteen_id, found.opening, found.closing)
        form = BalancesForm(self._desk, month, begun)
        form.saved.connect(lambda _changes: self.split.close_pane())
        self._open(f"{month.label}对账单余额", form)

    def enter_line(self) -> None:
        """Open the form of a line."""
        if self.canteen is None:
            return
        month = self._desk.place.month
        form = LineForm(self._desk, month, self.canteen.canteen_id)
        form.saved.connect(lambda _added: self.enter_line())
        self._open("加一笔银行明细", form)

    def pair_all(self) -> None:
        """Look for pairs, and ask before they are taken."""
        if self.canteen is None:
            return
        session, canteen_id = self._desk.session, self.canteen.canteen_id
        month = self._desk.place.month
        task = self._desk.tasks.read(self, lambda _job: proposals(session, canteen_id, month))
        task.then(self._on_proposed).start()

    def _on_proposed(self, found: tuple[Proposal, ...]) -> None:
        messages = self._desk.messages
        if not found:
            messages.say("没有找到金额相同、日期相近的单据。")
            return
        sentence = f"找到 {len(found)} 笔金额相同、日期相近（15 天以内）的，全部勾对吗？"
        if messages.ask(self, sentence, "全部勾对"):
            session = self._desk.session

            def work(_job: Job) -> Changes:
                return match_all(session, found)

            task = self._desk.tasks.write(self, work)
            task.then(lambda _changes: messages.say(f"已勾对 {len(found)} 笔。")).start()

    def _open(self, title: str, form: BalancesForm | LineForm) -> None:
        self.view.grid.clearSelection()
        self.split.open_pane()
        self.pane.forget()
        self.pane.open_form(title, form)

    def _show_list(self) -> None:
        if self.canteen is None:
            return
        month: Month = self._desk.place.month
        only = self.open_only.isChecked()
        self.source = BankSource(self._desk.session, self.canteen.canteen_id, month, open_only=only)
        self.view.titled(f"{self.canteen.name}{month.label}银行存款余额调节表")
        self.view.set_source(self.source, filtered=only)

    def _on_loaded(self, _page: object) -> None:
        found = self.found
        if found is not None:
            self.words.say(words_of(found))
            self.add.setEnabled(found.closing is not None)

    def _on_selected(self, row: BankRow | None) -> None:
        if row is not None and self.found is not None:
            self.pane.show_row(row, self.found.documents)


def words_of(found: Reconciliation) -> str:
    """How the bank and the books stand to each other, in a sentence."""
    begin = f"{found.canteen} · {found.month.label} · "
    if found.closing is None:
        return f"{begin}还没有录入对账单，账上银行存款 {found.booked}"
    if found.gap:
        return f"{begin}明细和对账单的余额差 {found.gap} 元，可能漏录了明细"
    if found.unexplained:
        return f"{begin}还差 {found.unexplained} 元没有对上"
    waiting = sum(not line.matched for line in found.lines)
    return f"{begin}还有 {waiting} 笔银行明细没有勾对" if waiting else f"{begin}银行和账上对平"
