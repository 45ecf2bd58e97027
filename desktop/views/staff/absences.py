"""The forms of absences: entered, ended, put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - same

from desktop.core.posts import AbsenceKind
from desktop.services.staff import absences
from desktop.services.staff.absences import NewAbsence
from desktop.views.forms import Field, Form
from desktop.views.staff.posts import DOCUMENT, WHY
from desktop.views.widgets import Choice, DateEdit, NoteEdit, TextEdit

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.services.staff.story import AbsenceLine, StaffRecord
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_KINDS: Final = [(kind, kind.label) for kind in AbsenceKind]


def _fields(today: date) -> tuple[Field, ...]:
    return (
        Field("kind", "类别", lambda title: Choice(title, _KINDS), required=True),
        Field("since", "从哪天起", lambda title: DateEdit(title, today), required=True),
        Field("until", "到哪天止", lambda title: DateEdit(title, today), help="还不知道的空着"),
        Field(
            "place",
            "去向",
            lambda title: TextEdit(title, longest=80),
            help="借调单位、培训地点",
        ),
        DOCUMENT,
        Field("note", "备注", lambda title: NoteEdit(title, longest=500), help="不要写病情"),
    )


@dataclass(frozen=True, slots=True)
class AbsenceDraft:
    """What is being entered of an absence."""

    staff_id: UUID
    kind: AbsenceKind | None = None
    since: date | None = None
    until: date | None = None
    place: str | None = None
    document: str | None = None
    note: str | None = None


class AbsenceForm(Form[AbsenceDraft, "Changes"]):
    """登记请假、借调、培训."""

    def __init__(self, desk: Desk, record: StaffRecord) -> None:
        today = desk.session.store.clock.today()
        session = desk.session

        def save(job: Job, draft: AbsenceDraft) -> Changes:
            return absences.record(session, draft.staff_id, _new(draft), job.accepted)

        super().__init__(desk, "staff.absence", AbsenceDraft, _fields(today), save)
        staff_id = record.line.staff_id
        self.open(AbsenceDraft(staff_id, since=today), key=str(staff_id))


@dataclass(frozen=True, slots=True)
class AbsenceCorrection:
    """What is being put right of an absence."""

    absence_id: UUID
    kind: AbsenceKind | None = None
    since: date | None = None
    until: date | None = None
    place: str | None = None
    document: str | None = None
    note: str | None = None
    why: str | None = None


class AbsenceCorrectionForm(Form[AbsenceCorrection, "Changes"]):
    """更正请假: what was entered stays to be seen."""

    def __init__(self, desk: Desk, line: AbsenceLine) -> None:
        today = desk.session.store.clock.today()
        session = desk.session

        def save(job: Job, draft: AbsenceCorrection) -> Changes:
            return absences.correct(
                session, draft.absence_id, _new(draft), draft.why or "", job.accepted
            )

        fields = (*_fields(today), WHY)
        super().__init__(desk, "staff.absence_correct", AbsenceCorrection, fields, save)
        begun = AbsenceCorrection(
            line.absence_id,
            line.kind,
            line.since,
            line.until,
            line.place or None,
            line.document or None,
            line.note or None,
        )
        self.open(begun, key=str(line.absence_id))


@dataclass(frozen=True, slots=True)
class ReturnDraft:
    """What is being entered of somebody who is back."""

    absence_id: UUID
    last_day: date | None = None


class ReturnForm(Form[ReturnDraft, "Changes"]):
    """登记返岗: the last day away."""

    def __init__(self, desk: Desk, line: AbsenceLine) -> None:
        today = desk.session.store.clock.today()
        session = desk.session

        def save(_job: Job, draft: ReturnDraft) -> Changes:
            assert draft.last_day is not None  # noqa: S101 - the form requires it
            return absences.end(session, draft.absence_id, draft.last_day)

        fields = (
            Field(
                "last_day",
                f"{line.kind.label}的最后一天",
                lambda title: DateEdit(title, today, earliest=line.since),
                required=True,
            ),
        )
        super().__init__(desk, "staff.return", ReturnDraft, fields, save)
        self.open(ReturnDraft(line.absence_id, today), key=str(line.absence_id))


def _new(draft: AbsenceDraft | AbsenceCorrection) -> NewAbsence:
    assert draft.kind is not None  # noqa: S101 - the forms require both
    assert draft.since is not None  # noqa: S101 - same
    return NewAbsence(draft.kind, draft.since, draft.until, draft.place, draft.document, draft.note)
