"""供货商: the list with licences and contracts, those that run out marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.core.pinyin import initials, pinyin
from desktop.services.canteen.suppliers import SupplierLine, suppliers
from desktop.views.canteen.goods.register import RegisterPart, writes
from desktop.views.canteen.goods.supplier_form import SupplierForm
from desktop.views.canteen.goods.words import PAPERS_SOON, day_words, expiry_chip
from desktop.views.tables import ListColumn
from desktop.views.widgets import Chip, EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.views.desk import Desk
    from desktop.views.forms import Form

_EMPTY = "还没有供货商。许可证和合同的期限记在这里，快到期的会标出来。"


def state(line: SupplierLine, today: date) -> Chip | None:
    """Whether it still delivers, and whether its papers hold."""
    supplier = line.supplier
    if supplier.stopped_on is not None and supplier.stopped_on <= today:
        return Chip("已停止供货")
    papers = (("许可证", supplier.licence_until), ("合同", supplier.contract_until))
    ends = [(until, words) for words, until in papers if until is not None]
    if not ends:
        return None
    until, words = min(ends)
    chip = expiry_chip(until, today, PAPERS_SOON)
    return Chip(f"{words}{chip.words}", chip.tone) if chip is not None else None


def _columns(today: date) -> tuple[ListColumn[SupplierLine], ...]:
    def words(line: SupplierLine) -> str:
        chip = state(line, today)
        return chip.words if chip else ""

    return (
        ListColumn("name", "名称", lambda s: s.supplier.name, 190),
        ListColumn("state", "提醒", words, 160, chip=lambda s: state(s, today)),
        ListColumn("licence", "许可证号", lambda s: s.supplier.licence, 150),
        ListColumn("until", "许可证至", lambda s: day_words(s.supplier.licence_until), 100),
        ListColumn("contract", "合同号", lambda s: s.supplier.contract, 120),
        ListColumn("ends", "合同到期", lambda s: day_words(s.supplier.contract_until), 100),
        ListColumn("contact", "联系人", lambda s: s.supplier.contact, 90),
    )


class SuppliersPart(RegisterPart[SupplierLine]):
    """Who delivers."""

    title = "供货商"

    def __init__(self, desk: Desk) -> None:
        empty = EmptyState(_EMPTY, "新增供货商" if writes(desk) else "", "canteen")
        super().__init__(desk, "suppliers", _columns(desk.session.store.clock.today()), empty)

    def rows(self) -> Sequence[SupplierLine]:
        """All suppliers."""
        return suppliers(self.desk.session)

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
