"""供货商: the list with licences and contracts, those that run out marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.pinyin import initials, pinyin
from desktop.services.canteen.suppliers import SupplierLine, suppliers
from desktop.services.canteen_limits import EXPIRY_DAYS
from desktop.services.parameters import value_on
from desktop.views.canteen.goods.dealings import DealingsAsk, supplier_offers
from desktop.views.canteen.goods.register import RegisterPart, writes
from desktop.views.canteen.goods.supplier_form import SupplierForm
from desktop.views.canteen.goods.words import day_words, expiry_chip
from desktop.views.records import head
from desktop.views.style import icon
from desktop.views.tables import ListColumn
from desktop.views.widgets import Chip, EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.views.desk import Desk
    from desktop.views.forms import Form

_EMPTY = "还没有供货商。许可证和合同的期限记在这里，快到期的会标出来。"


def state(line: SupplierLine, today: date, soon: int) -> Chip | None:
    """Whether it still delivers, and whether its papers hold."""
    supplier = line.supplier
    if supplier.stopped_on is not None and supplier.stopped_on <= today:
        return Chip("已停止供货")
    papers = (("许可证", supplier.licence_until), ("合同", supplier.contract_until))
    ends = [(until, words) for words, until in papers if until is not None]
    if not ends:
        return None
    until, words = min(ends)
    chip = expiry_chip(until, today, soon)
    return Chip(f"{words}{chip.words}", chip.tone) if chip is not None else None


class SuppliersPart(RegisterPart[SupplierLine]):
    """Who delivers."""

    title = "供货商"
    printing = Signal(bytes, str)
    """A PDF to look at, and its title."""

    def __init__(self, desk: Desk) -> None:
        empty = EmptyState(_EMPTY, "新增供货商" if writes(desk) else "", "canteen")
        self._today, self._soon = desk.session.store.clock.today(), EXPIRY_DAYS.default
        self.canteen: CanteenLine | None = None
        super().__init__(desk, "suppliers", self._columns(), empty)
        self.dealings = QPushButton(icon("print"), "供应商往来…")
        self.dealings.clicked.connect(lambda _checked=False: self.ask_dealings())
        self.tools = QWidget()
        tools = QHBoxLayout(self.tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.addWidget(self.search)
        tools.addWidget(self.dealings)

    def _columns(self) -> tuple[ListColumn[SupplierLine], ...]:
        def words(line: SupplierLine) -> str:
            chip = self.chip(line)
            return chip.words if chip else ""

        return (
            ListColumn("name", "名称", lambda s: s.supplier.name, 190),
            ListColumn("state", "提醒", words, 160, chip=self.chip),
            ListColumn("licence", "许可证号", lambda s: s.supplier.licence, 150),
            ListColumn("until", "许可证至", lambda s: day_words(s.supplier.licence_until), 100),
            ListColumn("contract", "合同号", lambda s: s.supplier.contract, 120),
            ListColumn("ends", "合同到期", lambda s: day_words(s.supplier.contract_until), 100),
            ListColumn("contact", "联系人", lambda s: s.supplier.contact, 90),
        )

    def chip(self, line: SupplierLine) -> Chip | None:
        """How a supplier stands today."""
        return state(line, self._today, self._soon)

    def rows(self) -> Sequence[SupplierLine]:
        """All suppliers; the county says how many days before their end papers are marked."""
        session = self.desk.session
        with session.store.read() as connection:
            self._soon = value_on(connection, session.unit_id, EXPIRY_DAYS, self._today)
        return suppliers(session)

    def ask_dealings(self) -> None:
        """Ask of whom and of which days a paper is wanted."""
        session = self.desk.session
        if self.canteen is not None:
            task = self.desk.tasks.read(self, lambda _job: supplier_offers(session))
            task.then(self._on_offers).start()

    def _on_offers(self, offers: list[tuple[UUID, str]]) -> None:
        if self.canteen is None:
            return
        ask = DealingsAsk(self.desk, self.canteen, offers)
        ask.printing.connect(self.printing)
        self.view.grid.clearSelection()
        self.split.open_pane()
        self.pane.drop_form()
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head(self.pane, "供应商往来", None))
        layout.addWidget(ask)
        self.pane.show_content(content)

    def told(self, line: SupplierLine) -> str:
        """Name, sound, people, licence."""
        name = line.supplier.name
        parts = (name, pinyin(name), initials(name), line.supplier.contact, line.supplier.licence)
        return " ".join(parts)

    def key(self, line: SupplierLine) -> object:
        """Its key."""
        return line.supplier_id

    def form(self, line: SupplierLine | None) -> Form[Any, Any]:
        """The form of a supplier."""
        return SupplierForm(self.desk, line)

    def name_of(self, line: SupplierLine) -> str:
        """Its name."""
        return line.supplier.name
