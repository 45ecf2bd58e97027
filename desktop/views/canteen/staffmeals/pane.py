"""The pane beside the grid: the form of a receipt or a refund, and the share of cost."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from desktop.core.labels import Role
from desktop.core.terms import Month
from desktop.services.canteen.settling import reverse_settlement
from desktop.services.canteen.staff_accounts import staff_accounts
from desktop.views.canteen.staffmeals.pay_form import PaymentStart, StaffPaymentForm
from desktop.views.canteen.staffmeals.settle_form import SettlementForm
from desktop.views.canteen.staffmeals.share_content import (
    ShareActions,
    ShareFound,
    read_share,
    share_content,
)
from desktop.views.records import RecordPane

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.canteen import PayMethod
    from desktop.services.canteen.money import MoneyBooked
    from desktop.services.canteen.settling import SettlementLine
    from desktop.services.canteen.staff_accounts import StaffAccounts
    from desktop.views.desk import Desk

_PAY: Final = "先抵以前月份欠的，再抵本月；多交的记在本月。"
_BACK: Final = "退的是多交的钱；从现金或银行付出。"


class StaffMealsPane(RecordPane):
    """What is entered and looked at beside the month."""

    opened = Signal()
    """There is something to see."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "staffMealsPane")
        self.canteen_id: UUID | None = None
        self._share_shown = False
        self._day: date | None = None
        self._method: PayMethod | None = None
        desk.place.month_changed.connect(self._on_month)

    def pay(
        self, people: Sequence[tuple[UUID, str]], chosen: UUID | None, *, back: bool = False
    ) -> None:
        """Open the form of a receipt, or of a refund, with what is open of everybody."""
        canteen_id, month, session = self.canteen_id, self.desk.place.month, self.desk.session
        if canteen_id is None:
            return

        def ready(accounts: StaffAccounts) -> None:
            self._open_payment(accounts, people, chosen, back=back)

        task = self.desk.tasks.read(self, lambda _job: staff_accounts(session, canteen_id, month))
        task.then(ready).start()

    def show_share(self) -> None:
        """Show how the food of the month is shared."""
        canteen_id, month, session = self.canteen_id, self.desk.place.month, self.desk.session
        if canteen_id is None:
            return
        self.drop_form()
        self._share_shown = True
        task = self.desk.tasks.read(self, lambda _job: read_share(session, canteen_id, month))
        task.then(self._on_share).start()

    def reload(self) -> None:
        """The books have changed: what is shown may be another."""
        if self._share_shown and self.form is None:
            self.show_share()

    def shut(self) -> None:
        """Nothing is looked at any more."""
        self._share_shown = False
        self.drop_form()
        self.forget()

    def _open_payment(
        self,
        accounts: StaffAccounts,
        people: Sequence[tuple[UUID, str]],
        chosen: UUID | None,
        *,
        back: bool,
    ) -> None:
        if accounts.canteen.canteen_id != self.canteen_id:
            return
        if back and not accounts.overpaid:
            self.desk.messages.say("没有人多交，没有要退的钱。")
            return
        known = {key for key, _ in people}
        owing = [(line.staff_id, line.name) for line in (*accounts.older, *accounts.lines)]
        more = dict(pair for pair in owing if pair[0] not in known)
        start = PaymentStart(accounts, [*people, *more.items()], self._begin(), chosen)
        form = StaffPaymentForm(self.desk, start, back=back)
        form.saved.connect(partial(self._on_paid, people, form, back))
        self.shut()
        self.open_form("退款" if back else "收款", form, _BACK if back else _PAY)
        self.opened.emit()

    def _on_paid(
        self,
        people: Sequence[tuple[UUID, str]],
        form: StaffPaymentForm,
        back: bool,  # noqa: FBT001 - bound beforehand
        booked: MoneyBooked,
    ) -> None:
        """Receipts follow each other: offer the next, on the same day."""
        base = form.content.base
        self._day = base.day if base is not None else None
        self.desk.messages.say(f"已记账：{booked.numbers[0]}")
        if back:
            self.closing.emit()
        else:
            self.pay(people, None)

    def _begin(self) -> date:
        today, month = self.desk.session.store.clock.today(), self.desk.place.month
        if self._day is not None:
            return self._day
        return today if Month.of(today) == month else min(month.last, today)

    def _on_month(self, _month: object) -> None:
        self._day = None
        if self.form is not None:
            self.closing.emit()

    def _on_share(self, found: ShareFound) -> None:
        if found.month != self.desk.place.month or not self._share_shown:
            return
        writes = self.desk.session.role is not Role.AUDITOR
        actions = ShareActions(
            partial(self._settle, found) if writes else None,
            self._reverse if writes else None,
        )
        self.show_content(share_content(self, found, actions))
        self.opened.emit()

    def _settle(self, found: ShareFound) -> None:
        canteen_id = self.canteen_id
        if canteen_id is None:
            return
        form = SettlementForm(self.desk, canteen_id, self._begin(), found.owed)
        words = "欠别的资金的食材款，从这项资金的钱里付过去；总的现金和存款不变。"
        self.open_form("结清资金往来", form, words)

    def _reverse(self, line: SettlementLine) -> None:
        sentence = f"用红字冲销{line.label}。请写原因。"
        reason = self.desk.messages.ask_text(self, sentence, "原因")
        if reason is None:
            return
        session, today = self.desk.session, self.desk.session.store.clock.today()
        key = line.settlement_id
        task = self.desk.tasks.write(
            self, lambda _job: reverse_settlement(session, key, reason, today)
        )
        task.then(lambda _done: self.desk.messages.say("已用红字冲销。")).start()
