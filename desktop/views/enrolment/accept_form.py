"""接收: how a child that another school has sent is taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - same

from desktop.services.life.arriving import Acceptance, accept
from desktop.views.forms import Field, Form
from desktop.views.widgets import Choice, DateEdit, NoteEdit, Tick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.core.changes import Changes
    from desktop.services.life.arriving import Offer
    from desktop.services.people import ClassChoice
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


@dataclass(frozen=True, slots=True)
class AcceptDraft:
    """What is being entered of an arrival."""

    case_id: UUID
    day: date | None = None
    class_id: UUID | None = None
    with_facts: bool = False
    note: str | None = None


class AcceptForm(Form[AcceptDraft, "Changes"]):
    """The day, the class, and whether the facts of the household are taken over."""

    def __init__(self, desk: Desk, offer: Offer, known: Sequence[ClassChoice]) -> None:
        today = desk.session.store.clock.today()
        session = desk.session
        choices = [(choice.class_id, choice.label) for choice in known]

        def save(_job: Job, draft: AcceptDraft) -> Changes:
            assert draft.day is not None  # noqa: S101 - the form requires it
            return accept(
                session,
                Acceptance(
                    draft.case_id,
                    draft.day,
                    draft.class_id,
                    with_facts=draft.with_facts,
                    note=draft.note,
                ),
            )

        fields = (
            Field(
                "day",
                "到校日期",
                lambda title: DateEdit(title, today, earliest=offer.day, latest=today),
                required=True,
            ),
            Field("class_id", "班级", lambda title: Choice(title, choices), required=True),
            Field("with_facts", "困难类别", lambda _title: Tick("困难类别也收下")),
            Field("note", "说明", lambda title: NoteEdit(title, longest=200)),
        )
        super().__init__(desk, "people.accept", AcceptDraft, fields, save)
        self.open(AcceptDraft(offer.case_id, day=today), key=str(offer.case_id))
