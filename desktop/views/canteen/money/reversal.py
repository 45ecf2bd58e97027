"""红字冲销: why, and on which day; the document itself stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - same

from desktop.services.canteen.money import MoneyBooked, reverse_money
from desktop.services.canteen.reversing import LONGEST_REASON
from desktop.views.forms import Field, Form
from desktop.views.widgets import DateEdit, TextEdit

if TYPE_CHECKING:
    from desktop.services.canteen.money_lists import MoneyLine
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


@dataclass(frozen=True, slots=True)
class ReversalDraft:
    """What is being entered of red ink."""

    document_id: UUID
    reason: str | None = None
    day: date | None = None


class ReversalForm(Form[ReversalDraft, MoneyBooked]):
    """Takes one document back."""

    def __init__(self, desk: Desk, line: MoneyLine) -> None:
        session, today = desk.session, desk.session.store.clock.today()

        def save(job: Job, draft: ReversalDraft) -> MoneyBooked:
            assert draft.day is not None  # noqa: S101 - the form requires it
            reason = draft.reason or ""
            return reverse_money(session, draft.document_id, reason, draft.day, job.accepted)

        fields = (
            Field(
                "reason",
                "原因",
                lambda t: TextEdit(t, longest=LONGEST_REASON),
                required=True,
                help="如 金额写错、重复登记；会印在单据上",
            ),
            Field(
                "day",
                "冲销日期",
                lambda t: DateEdit(t, today, earliest=line.day, latest=today),
                required=True,
                help="记在没有结账的月份",
            ),
        )
        super().__init__(desk, "canteen.money.reverse", ReversalDraft, fields, save)
        self.done_words = "已冲销。"
        self.sheet.save_words = "冲销"
        self.sheet.speak()
        self.open(ReversalDraft(line.document_id, day=today), key=str(line.document_id))
