"""红字冲销: the form of a reason and a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - same

from desktop.services.canteen.reversing import LONGEST_REASON, reverse
from desktop.views.forms import Field, Form
from desktop.views.widgets import DateEdit, NoteEdit

if TYPE_CHECKING:
    from desktop.services.canteen.receipts import Booked
    from desktop.services.canteen.stock import DocumentLine
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


@dataclass(frozen=True, slots=True)
class RedDraft:
    """What is being entered of a document that undoes another."""

    document_id: UUID
    day: date | None = None
    reason: str | None = None


class RedForm(Form[RedDraft, "Booked"]):
    """Why a document was wrong, and the day of the one that undoes it."""

    def __init__(self, desk: Desk, line: DocumentLine) -> None:
        session, today = desk.session, desk.session.store.clock.today()

        def save(job: Job, draft: RedDraft) -> Booked:
            assert draft.day is not None  # noqa: S101 - the form requires it
            reason = draft.reason or ""
            return reverse(session, draft.document_id, reason, draft.day, job.accepted)

        fields = (
            Field(
                "day",
                "冲销日期",
                lambda words: DateEdit(words, today, earliest=line.day, latest=today),
                required=True,
                help="要在没有结账的月份里",
            ),
            Field(
                "reason",
                "原因",
                lambda words: NoteEdit(words, longest=LONGEST_REASON),
                required=True,
                help="打印在红字单据上",
            ),
        )
        super().__init__(desk, "canteen.red", RedDraft, fields, save)
        self.sheet.save_words = "记红字单据"
        self.sheet.speak()
        self.done_words = "已用红字冲销。"
        self.open(RedDraft(line.document_id, today), key=str(line.document_id))
