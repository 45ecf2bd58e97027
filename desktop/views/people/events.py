"""登记异动: one event of a pupil, entered in the pane."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - same

from desktop.core.attachments import Attachment  # noqa: TC001 - drafts are read by these types
from desktop.core.errors import SchoolError
from desktop.core.labels import EnrolmentKind
from desktop.services.events import NewEvent, record
from desktop.views.forms import Field, Form
from desktop.views.people.school_edit import SchoolEdit
from desktop.views.shelf import Shelf
from desktop.views.widgets import Attachments, Choice, DateEdit, NoteEdit

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.services.people import PupilRecord
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_LEAVING = (
    *(EnrolmentKind.TRANSFER_OUT, EnrolmentKind.SUSPENDED, EnrolmentKind.LEFT),
    *(EnrolmentKind.GRADUATED, EnrolmentKind.DIED),
)
_COMING = (EnrolmentKind.RESUMED, EnrolmentKind.TRANSFER_IN, EnrolmentKind.ENROLLED)


@dataclass(frozen=True, slots=True)
class EventDraft:
    """What is being entered of an event."""

    student_id: UUID
    kind: EnrolmentKind | None = None
    day: date | None = None
    school: str | None = None
    note: str | None = None
    proofs: tuple[Attachment, ...] = ()


class EventForm(Form[EventDraft, "Changes"]):
    """Offers what can happen to a pupil who stands as this one does."""

    def __init__(self, desk: Desk, pupil: PupilRecord) -> None:
        today = desk.session.store.clock.today()
        last = pupil.events[-1].day if pupil.events else None
        kinds = _LEAVING if pupil.line.state.present else _COMING
        choices = [(kind, kind.label) for kind in kinds]
        session = desk.session

        def save(_job: Job, draft: EventDraft) -> Changes:
            assert draft.kind is not None  # noqa: S101 - the form requires both
            assert draft.day is not None  # noqa: S101 - same
            if draft.kind is EnrolmentKind.TRANSFER_OUT and not draft.school:
                raise SchoolError("转出要写明转往哪所学校，对方接收了才算落实。")
            event = NewEvent(
                draft.student_id, draft.kind, draft.day, draft.note, draft.proofs, draft.school
            )
            return record(session, [event])

        fields = (
            Field("kind", "异动类别", lambda title: Choice(title, choices), required=True),
            Field(
                "day",
                "异动日期",
                lambda title: DateEdit(title, today, earliest=last, latest=today),
                required=True,
            ),
            Field(
                "school",
                "对方学校",
                lambda title: SchoolEdit(desk, title),
                help="转出写转往哪所学校，转入写从哪所学校来",
            ),
            Field("note", "说明", lambda title: NoteEdit(title, longest=200)),
            Field(
                "proofs",
                "证明材料",
                lambda _title: Attachments(desk.tasks, desk.messages, Shelf.of(desk)),
            ),
        )
        super().__init__(desk, "people.event", EventDraft, fields, save)
        self.open(EventDraft(pupil.line.student_id, day=today), key=str(pupil.line.student_id))
