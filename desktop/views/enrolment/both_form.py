"""One child on two rolls: on which day it came from the other school, or went there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - same

from desktop.core.life import CaseSide
from desktop.services.both import say_came, say_gone
from desktop.views.forms import Field, Form
from desktop.views.widgets import DateEdit, NoteEdit

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.services.both import OnTwoRolls
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


@dataclass(frozen=True, slots=True)
class SideDraft:
    """What is being said of a transfer."""

    student_id: UUID
    day: date | None = None
    note: str | None = None


class SideForm(Form[SideDraft, "Changes"]):
    """The day; of a child that has gone a note as well."""

    def __init__(self, desk: Desk, child: OnTwoRolls, side: CaseSide) -> None:
        session, out = desk.session, side is CaseSide.OUT
        today = session.store.clock.today()

        def save(job: Job, draft: SideDraft) -> Changes:
            assert draft.day is not None  # noqa: S101 - the form requires it
            if out:
                return say_gone(session, child, draft.day, draft.note)
            return say_came(session, child, draft.day, job.accepted)

        latest = child.came_there if out and child.came_there else today
        title = "转出日期" if out else "到校日期"
        fields = [Field("day", title, lambda t: DateEdit(t, today, latest=latest), required=True)]
        if out:
            fields.append(Field("note", "说明", lambda t: NoteEdit(t, longest=200)))
        super().__init__(desk, f"people.side.{side}", SideDraft, tuple(fields), save)
        self.open(SideDraft(child.student_id, day=latest), key=str(child.student_id))
