"""转出: which day a child that is on two rolls has left one of the schools."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - same

from desktop.services.two_rolls import Leaving, transfer
from desktop.views.forms import Field, Form
from desktop.views.widgets import DateEdit, NoteEdit

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.services.two_rolls import OnRoll, TwoRolls
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


@dataclass(frozen=True, slots=True)
class LeavingDraft:
    """What is being entered of a child that has left."""

    student_id: UUID
    day: date | None = None
    note: str | None = None


class LeavingForm(Form[LeavingDraft, "Changes"]):
    """The day, and what is to be remembered; the other school is known."""

    def __init__(self, desk: Desk, line: TwoRolls, side: OnRoll) -> None:
        today, session = desk.session.store.clock.today(), desk.session

        def save(_job: Job, draft: LeavingDraft) -> Changes:
            assert draft.day is not None  # noqa: S101 - the form requires it
            return transfer(session, line, Leaving(side, draft.day, draft.note))

        fields = (
            Field(
                "day",
                "转出日期",
                lambda title: DateEdit(title, today, latest=today),
                required=True,
            ),
            Field(
                "note",
                "说明",
                lambda title: NoteEdit(title, longest=200),
                help="另一校已经在校，不用再接收；登记错了，可以在转出的学校取消这条异动",
            ),
        )
        super().__init__(desk, "people.leaving", LeavingDraft, fields, save)
        self.open(LeavingDraft(side.student_id, day=today), key=str(side.student_id))
