"""The forms of a bank statement: its two balances, and a line that is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - same

from desktop.core.money import Money
from desktop.services.canteen.bank import LinesAdded, NewBankLine, add_lines, save_statement
from desktop.views.forms import Field, Form
from desktop.views.widgets import Choice, DateEdit, MoneyEdit, TextEdit

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.core.terms import Month
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_SIDES: Final = [("in", "收入"), ("out", "支出")]


@dataclass(frozen=True, slots=True)
class BalancesDraft:
    """What is being entered of a statement."""

    canteen_id: UUID
    opening: Money | None = None
    closing: Money | None = None


class BalancesForm(Form[BalancesDraft, "Changes"]):
    """对账单余额: what the bank says at both ends of the month."""

    def __init__(self, desk: Desk, month: Month, begun: BalancesDraft) -> None:
        session = desk.session

        def save(_job: Job, draft: BalancesDraft) -> Changes:
            opening, closing = draft.opening or Money(0), draft.closing or Money(0)
            return save_statement(session, draft.canteen_id, month, opening, closing)

        fields = (
            Field("opening", "月初余额", lambda t: MoneyEdit(t, least=None), required=True),
            Field("closing", "月末余额", lambda t: MoneyEdit(t, least=None), required=True),
        )
        super().__init__(desk, "canteen.bank.balances", BalancesDraft, fields, save)
        self.open(begun, key=f"{begun.canteen_id}-{month}")


@dataclass(frozen=True, slots=True)
class LineDraft:
    """What is being entered of a line."""

    canteen_id: UUID
    day: date | None = None
    side: str | None = None
    amount: Money | None = None
    text: str | None = None


class LineForm(Form[LineDraft, LinesAdded]):
    """加一笔明细, as the bank has it."""

    def __init__(self, desk: Desk, month: Month, canteen_id: UUID) -> None:
        session = desk.session

        def save(_job: Job, draft: LineDraft) -> LinesAdded:
            assert draft.day is not None  # noqa: S101 - the form requires both
            assert draft.amount is not None  # noqa: S101 - same
            amount = draft.amount if draft.side == "in" else -draft.amount
            line = NewBankLine(draft.day, amount, draft.text or "")
            return add_lines(session, draft.canteen_id, month, [line])

        first, last = month.first, month.last
        fields = (
            Field(
                "day",
                "日期",
                lambda t: DateEdit(t, last, earliest=first, latest=last),
                required=True,
            ),
            Field("side", "收或付", lambda t: Choice(t, _SIDES), required=True),
            Field("amount", "金额", lambda t: MoneyEdit(t, least=Money(1)), required=True),
            Field("text", "摘要", lambda t: TextEdit(t, longest=200)),
        )
        super().__init__(desk, "canteen.bank.line", LineDraft, fields, save)
        self.open(LineDraft(canteen_id, first), key=f"{canteen_id}-{month}")
