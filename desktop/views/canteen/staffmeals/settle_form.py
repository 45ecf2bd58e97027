"""结清: one fund pays another for food that was eaten of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Final

from desktop.core.canteen import Fund, PayMethod
from desktop.core.money import Money
from desktop.services.canteen.settling import NewSettlement, Settled, settle
from desktop.views.forms import Field, Form
from desktop.views.widgets import Choice, DateEdit, MoneyEdit, TextEdit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_METHODS: Final = [(way, way.label) for way in PayMethod]


@dataclass(frozen=True, slots=True)
class SettlementDraft:
    """What is being entered of a settlement."""

    day: date | None = None
    payer: Fund | None = None
    receiver: Fund | None = None
    amount: Money | None = None
    method: PayMethod | None = None
    note: str | None = None


class SettlementForm(Form[SettlementDraft, Settled]):
    """Offers the funds that owe, those that are owed, and the whole debt."""

    def __init__(self, desk: Desk, canteen_id: UUID, day: date, owed: Mapping[Fund, Money]) -> None:
        session, today = desk.session, desk.session.store.clock.today()
        self._owed = owed
        payers = [fund for fund, amount in owed.items() if amount.units < 0]
        receivers = [fund for fund, amount in owed.items() if amount.units > 0]

        def save(job: Job, draft: SettlementDraft) -> Settled:
            assert draft.day is not None  # noqa: S101 - the form requires all of them
            assert draft.payer is not None  # noqa: S101 - same
            assert draft.receiver is not None  # noqa: S101 - same
            assert draft.amount is not None  # noqa: S101 - same
            new = NewSettlement(
                canteen_id=canteen_id,
                day=draft.day,
                payer=draft.payer,
                receiver=draft.receiver,
                amount=draft.amount,
                method=draft.method or PayMethod.BANK,
                note=draft.note or "",
            )
            return settle(session, new, job.accepted)

        fields = (
            Field("day", "日期", lambda t: DateEdit(t, today, latest=today), required=True),
            Field("payer", "付款资金", lambda t: Choice(t, _words(payers, owed)), required=True),
            Field(
                "receiver", "收款资金", lambda t: Choice(t, _words(receivers, owed)), required=True
            ),
            Field("amount", "金额", lambda t: MoneyEdit(t, least=Money(1)), required=True),
            Field("method", "方式", lambda t: Choice(t, _METHODS), required=True),
            Field("note", "说明", lambda t: TextEdit(t, longest=100)),
        )
        super().__init__(desk, "canteen.settlement", SettlementDraft, fields, save)
        self.done_words = "已记账。"
        for name in ("payer", "receiver"):
            self.sheet.rows[name].changed.connect(self._on_funds)
        first = payers[0] if len(payers) == 1 else None
        other = receivers[0] if len(receivers) == 1 else None
        self.open(SettlementDraft(day, first, other, method=PayMethod.BANK), key=str(canteen_id))
        self._on_funds()

    def _on_funds(self) -> None:
        """Offer the whole debt between the two."""
        rows = self.sheet.rows
        payer, receiver = rows["payer"].entry.value(), rows["receiver"].entry.value()
        if self.content.loading or not isinstance(payer, Fund) or not isinstance(receiver, Fund):
            return
        rows["amount"].entry.set_value(min(-self._owed[payer], self._owed[receiver]))


def _words(funds: list[Fund], owed: Mapping[Fund, Money]) -> list[tuple[Fund, str]]:
    return [(fund, f"{fund.label}（{Money(abs(owed[fund].units))}元）") for fund in funds]
