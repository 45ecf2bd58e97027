"""The forms of classes: opened, renamed, closed, and who is responsible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - same

from desktop.core.grades import Grade
from desktop.core.labels import Stage
from desktop.services import class_changes, homerooms
from desktop.services.class_changes import NewClass
from desktop.services.homerooms import Appointment
from desktop.services.staff.lists import StaffQuery, staff
from desktop.views.forms import Field, Form
from desktop.views.widgets import Choice, CountEdit, DateEdit, PersonChoice, PersonChooser, TextEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.core.changes import Changes
    from desktop.services.class_changes import Opened
    from desktop.services.classes import ClassLine
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job
    from desktop.views.widgets.people import Search

_OFFERED: Final = 12
_GRADES: Final[tuple[Grade, ...]] = (
    *(Grade(Stage.PRESCHOOL, number) for number in range(5)),
    *(Grade(Stage.PRIMARY, number) for number in range(1, 7)),
    *(Grade(Stage.JUNIOR, number) for number in range(7, 10)),
    *(Grade(Stage.SENIOR, number) for number in range(10, 13)),
    *(Grade(Stage.VOCATIONAL, number) for number in range(10, 13)),
)
_BY_LABEL: Final = {grade.label: grade for grade in _GRADES}
_NUMBER: Final = Field("number", "班号", lambda title: CountEdit(title, most=60), help="如 1")
_NAME: Final = Field(
    "name", "班名", lambda title: TextEdit(title, longest=8), help="没有班号的写班名，如 向日葵班"
)
_DOCUMENT: Final = Field("document", "文号", lambda title: TextEdit(title, longest=200))


def teachers_of(session: Session) -> Search:
    """Looks among the staff who are here."""

    def search(_job: Job, text: str) -> Sequence[PersonChoice]:
        page = staff(session, StaffQuery(text=text, limit=_OFFERED))
        return [PersonChoice(line.staff_id, line.name, line.post) for line in page.lines]

    return search


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """What is being entered of a new class."""

    grade: str | None = None
    number: int | None = None
    name: str | None = None
    day: date | None = None
    document: str | None = None


class OpenForm(Form[OpenDraft, "Opened"]):
    """开班: offers the grades of the stages that the school has."""

    def __init__(self, desk: Desk, stages: frozenset[Stage]) -> None:
        today = desk.session.store.clock.today()
        session = desk.session
        grades = [
            (grade.label, grade.label) for grade in _GRADES if not stages or grade.stage in stages
        ]

        def save(_job: Job, draft: OpenDraft) -> Opened:
            assert draft.grade is not None  # noqa: S101 - the form requires both
            assert draft.day is not None  # noqa: S101 - same
            grade = _BY_LABEL[draft.grade]
            new = NewClass(grade, draft.day, draft.number, draft.name or "", draft.document)
            return class_changes.open_class(session, new)

        fields = (
            Field("grade", "年级", lambda title: Choice(title, grades), required=True),
            *(_NUMBER, _NAME),
            Field("day", "从哪天起", lambda title: DateEdit(title, today), required=True),
            _DOCUMENT,
        )
        super().__init__(desk, "class.open", OpenDraft, fields, save)
        self.open(OpenDraft(day=today))


@dataclass(frozen=True, slots=True)
class RenameDraft:
    """What is being entered of a class that is to be called otherwise."""

    class_id: UUID
    number: int | None = None
    name: str | None = None
    document: str | None = None


class RenameForm(Form[RenameDraft, "Changes"]):
    """改班号或班名: its pupils stay in it."""

    def __init__(self, desk: Desk, line: ClassLine) -> None:
        session = desk.session

        def save(_job: Job, draft: RenameDraft) -> Changes:
            return class_changes.rename(
                session, draft.class_id, draft.number, draft.name or "", draft.document
            )

        super().__init__(desk, "class.rename", RenameDraft, (_NUMBER, _NAME, _DOCUMENT), save)
        begun = RenameDraft(line.class_id, line.number or None, line.name or None)
        self.open(begun, key=str(line.class_id))


@dataclass(frozen=True, slots=True)
class CloseDraft:
    """What is being entered of a class that is closed."""

    class_id: UUID
    day: date | None = None
    document: str | None = None


class CloseForm(Form[CloseDraft, "Changes"]):
    """撤班: of a class in which nobody is."""

    def __init__(self, desk: Desk, line: ClassLine) -> None:
        today = desk.session.store.clock.today()
        session = desk.session

        def save(_job: Job, draft: CloseDraft) -> Changes:
            assert draft.day is not None  # noqa: S101 - the form requires it
            return class_changes.close_class(session, draft.class_id, draft.day, draft.document)

        day = Field(
            "day", "撤班日期", lambda title: DateEdit(title, today, latest=today), required=True
        )
        super().__init__(desk, "class.close", CloseDraft, (day, _DOCUMENT), save)
        self.open(CloseDraft(line.class_id, today), key=str(line.class_id))


@dataclass(frozen=True, slots=True)
class TeacherDraft:
    """What is being entered of who is responsible for a class."""

    class_id: UUID
    teacher: PersonChoice | None = None
    since: date | None = None


class TeacherForm(Form[TeacherDraft, "Changes"]):
    """换班主任: whoever was so before is it up to the day before."""

    def __init__(self, desk: Desk, line: ClassLine) -> None:
        today = desk.session.store.clock.today()
        session = desk.session

        def save(job: Job, draft: TeacherDraft) -> Changes:
            assert draft.since is not None  # noqa: S101 - the form requires it
            staff_id = draft.teacher.key if draft.teacher else None
            wanted = Appointment(draft.class_id, staff_id, draft.since)
            return homerooms.appoint(session, wanted, job.accepted)

        fields = (
            Field(
                "teacher",
                "班主任",
                lambda title: PersonChooser(desk.tasks, title, teachers_of(session)),
                help="空着就是不再有班主任",
            ),
            Field("since", "从哪天起", lambda title: DateEdit(title, today), required=True),
        )
        super().__init__(desk, "class.teacher", TeacherDraft, fields, save)
        teacher = PersonChoice(line.teacher_id, line.teacher) if line.teacher_id else None
        self.open(TeacherDraft(line.class_id, teacher, today), key=str(line.class_id))
