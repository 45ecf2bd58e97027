"""更正异动: what an event should have said; what that changes is shown before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - same

from desktop.core.labels import EnrolmentKind
from desktop.services.life.corrections import LONGEST_REASON, Correction, correct_seen, with_note
from desktop.views.forms import Field, Form
from desktop.views.widgets import Choice, DateEdit, NoteEdit, TextEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.core.changes import Changes
    from desktop.services.people import ClassChoice, EventLine
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


@dataclass(frozen=True, slots=True)
class CorrectionOfEvent:
    """What is being corrected of an event."""

    event_id: UUID
    kind: EnrolmentKind | None = None
    day: date | None = None
    class_id: UUID | None = None
    note: str | None = None
    reason: str | None = None


class EventCorrectionForm(Form[CorrectionOfEvent, "Changes"]):
    """Kind, day, class and note of an event, with the reason."""

    def __init__(
        self, desk: Desk, event: EventLine, note: str | None, known: Sequence[ClassChoice]
    ) -> None:
        today = desk.session.store.clock.today()
        session = desk.session
        kinds = [(kind, kind.label) for kind in EnrolmentKind]
        classes = [(choice.class_id, choice.label) for choice in known]

        def save(job: Job, draft: CorrectionOfEvent) -> Changes:
            right = Correction(
                draft.event_id,
                draft.reason or "",
                draft.kind,
                draft.day,
                draft.class_id,
                draft.note,
            )
            return correct_seen(session, right, job.accepted)

        fields = (
            Field("kind", "异动类别", lambda title: Choice(title, kinds), required=True),
            Field(
                "day", "异动日期", lambda title: DateEdit(title, today, latest=today), required=True
            ),
            Field("class_id", "班级", lambda title: Choice(title, classes, nothing="班级不变")),
            Field("note", "说明", lambda title: NoteEdit(title, longest=200)),
            Field(
                "reason",
                "更正原因",
                lambda title: TextEdit(title, longest=LONGEST_REASON),
                required=True,
                help="如“日期抄错”；原来的内容和原因都会记下来",
            ),
        )
        super().__init__(desk, "people.event_correction", CorrectionOfEvent, fields, save)
        draft = CorrectionOfEvent(event.event_id, event.kind, event.day, note=note)
        self.open(draft, key=str(event.event_id))


def cancel_event(desk: Desk, owner: QWidget, event: EventLine) -> None:
    """Ask for the reason, show what changes, and take an event away."""
    asked = f"取消{event.day.year}年{event.day.month}月{event.day.day}日的{event.kind.label}？"
    reason = desk.messages.ask_text(owner, asked, "原因，如“登记错了人”")
    if reason is None:
        return
    session, right = desk.session, Correction(event.event_id, reason)
    task = desk.tasks.write(owner, lambda job: correct_seen(session, right, job.accepted))
    task.then(lambda _changes: desk.messages.say("已取消，原来的内容留在更正记录里")).start()


def note_of(session: Session, event: EventLine) -> str | None:
    """The note that an event has now."""
    return with_note(session, Correction(event.event_id, "")).note
