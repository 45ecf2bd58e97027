"""收款 and 退款: one person, or everybody who still owes, on a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Final
from uuid import UUID

from desktop.core.canteen import PayMethod
from desktop.core.money import Money
from desktop.services.canteen.money import MoneyBooked
from desktop.services.canteen.staff_payments import NewStaffPayment, everybody, pay, spread
from desktop.views.forms import Field, Form
from desktop.views.widgets import Choice, DateEdit, MoneyEdit, TextEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.canteen.payment_lines import PaidMeals
    from desktop.services.canteen.staff_accounts import StaffAccounts
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

EVERYBODY: Final = UUID(int=0)
_METHODS: Final = [(way, way.label) for way in PayMethod]


@dataclass(frozen=True, slots=True)
class StaffPaymentDraft:
    """What is being entered of a receipt."""

    day: date | None = None
    payer: UUID | None = None
    amount: Money | None = None
    method: PayMethod | None = None
    ticket: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentStart:
    """With what the form begins."""

    accounts: StaffAccounts
    people: Sequence[tuple[UUID, str]]
    """Whoever may pay."""
    day: date
    chosen: UUID | None = None
    method: PayMethod = PayMethod.CASH


class StaffPaymentForm(Form[StaffPaymentDraft, MoneyBooked]):
    """The amount is what is open; `back`: what was paid too much goes back."""

    def __init__(self, desk: Desk, start: PaymentStart, *, back: bool = False) -> None:
        self._accounts, self._back = start.accounts, back
        self._open: dict[UUID, Money] = {}
        for line in everybody(start.accounts, back=back):
            known = self._open.get(line.staff_id, Money(0))
            self._open[line.staff_id] = known + line.amount
        session, canteen_id = desk.session, start.accounts.canteen.canteen_id

        def save(job: Job, draft: StaffPaymentDraft) -> MoneyBooked:
            assert draft.day is not None  # noqa: S101 - the form requires it
            new = NewStaffPayment(
                canteen_id=canteen_id,
                day=draft.day,
                lines=self._lines(draft),
                method=draft.method or PayMethod.CASH,
                ticket=draft.ticket or "",
                note=draft.note or "",
                back=back,
            )
            return pay(session, new, job.accepted)

        name = "canteen.staff_refund" if back else "canteen.staff_payment"
        fields = self._fields(start, session.store.clock.today())
        super().__init__(desk, name, StaffPaymentDraft, fields, save)
        self.done_words = "已记账。"
        self.sheet.rows["payer"].changed.connect(self._on_payer)
        begun = StaffPaymentDraft(start.day, start.chosen, method=start.method)
        self.open(begun, key=f"{canteen_id}:{start.accounts.month}")
        self._on_payer()

    def _fields(self, start: PaymentStart, today: date) -> tuple[Field, ...]:
        who = "退给谁" if self._back else "谁交"
        total = Money.sum(self._open.values())
        all_of_them = "所有多交的人" if self._back else "所有欠交的人"
        people = [(key, self._told(key, name)) for key, name in start.people]
        if self._back:
            people = [(key, words) for key, words in people if key in self._open]
        if len(self._open) > 1:
            words = f"{all_of_them}（{len(self._open)}人，{total}元）"
            people.insert(0, (EVERYBODY, words))
        return (
            Field("day", "日期", lambda t: DateEdit(t, today, latest=today), required=True),
            Field("payer", who, lambda _t: Choice(who, people), required=True),
            Field("amount", "金额", lambda t: MoneyEdit(t, least=Money(1)), required=True),
            Field("method", "方式", lambda t: Choice(t, _METHODS), required=True),
            Field("ticket", "票据号", lambda t: TextEdit(t, longest=60), help="收据号，没有可不写"),
            Field("note", "说明", lambda t: TextEdit(t, longest=100)),
        )

    def _told(self, key: UUID, name: str) -> str:
        amount = self._open.get(key)
        if amount is None:
            return name
        return f"{name} {'多交' if self._back else '欠'}{amount}"

    def _on_payer(self) -> None:
        """Offer what is open; for everybody it cannot be another amount."""
        rows = self.sheet.rows
        payer = rows["payer"].entry.value()
        if self.content.loading or not isinstance(payer, UUID):
            return
        whole = payer == EVERYBODY
        amount = Money.sum(self._open.values()) if whole else self._open.get(payer)
        if amount is not None:
            rows["amount"].entry.set_value(amount)
        rows["amount"].widget.setEnabled(not whole)

    def _lines(self, draft: StaffPaymentDraft) -> tuple[PaidMeals, ...]:
        assert draft.payer is not None  # noqa: S101 - the form requires both
        assert draft.amount is not None  # noqa: S101 - same
        if draft.payer == EVERYBODY:
            return everybody(self._accounts, back=self._back)
        return spread(self._accounts, draft.payer, draft.amount, back=self._back)
