"""The pane of one member of staff: who it is, which posts, when away; and the forms for that."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.labels import Role
from desktop.core.posts import StaffState
from desktop.core.pupil_fields import ProposalState
from desktop.services.imports.reading import context
from desktop.services.pupils.register import dossier
from desktop.services.pupils.subjects import Subject
from desktop.services.staff.story import member
from desktop.views.personal.cards import ProposalCards
from desktop.views.personal.fields import Fields
from desktop.views.personal.propose_form import ProposeForm
from desktop.views.personal.verify_form import VerifyForm
from desktop.views.records import RecordPane, fact, facts, head, rule, section, told
from desktop.views.staff.absences import AbsenceCorrectionForm, AbsenceForm, ReturnForm
from desktop.views.staff.known import KnownFacts
from desktop.views.staff.listing import state_chip
from desktop.views.staff.members import FactsForm, NewMemberForm, facts_draft
from desktop.views.staff.posts import LeaveForm, PostCorrectionForm, PostForm

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

    from PySide6.QtWidgets import QFormLayout, QHBoxLayout

    from desktop.services.pupils.register import Dossier
    from desktop.services.staff.members import Added
    from desktop.services.staff.story import AbsenceLine, PostLine, StaffRecord
    from desktop.views.desk import Desk
    from desktop.views.staff.members import FactsDraft
    from desktop.views.tasks import Job

_TOLD: Final = {
    "propose": "这些项目由一人提出、另一人核对后才改；原来的内容一直能查到。",
    "verify": "对照证件、银行卡原件看过的，打上勾。核实过的项目，导入名册时不会被改掉。",
}
Action = tuple[str, "Callable[[], object]"]


@dataclass(frozen=True, slots=True)
class Found:
    """What the pane shows of one member of staff."""

    record: StaffRecord
    known: FactsDraft
    dossier: Dossier


class StaffPane(RecordPane):
    """Shows the record of a member of staff; private values are masked until they are asked for."""

    shown = Signal(object)
    """A record stands here (StaffRecord)."""
    added = Signal(object)
    """Somebody new was entered: the key."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "staffPane")
        self.staff_id: UUID | None = None
        self._may_write = desk.session.role is not Role.AUDITOR

    def show_member(self, staff_id: UUID) -> None:
        """Read and show a record."""
        if staff_id != self.staff_id:
            self.drop_form()
        self.staff_id = staff_id
        session = self.desk.session

        def read(_job: Job) -> Found:
            subject = Subject.colleague(staff_id)
            record = member(session, staff_id)
            return Found(record, facts_draft(session, staff_id), dossier(session, subject))

        task = self.desk.tasks.read(self, read)
        task.then(lambda found: self._on_read(staff_id, found)).start()

    def reload(self) -> None:
        """Read the record again."""
        if self.staff_id is not None and self.isVisible():
            self.show_member(self.staff_id)

    def enter_new(self) -> None:
        """Open the form of somebody new."""
        self.staff_id = None
        self.forget()
        form = NewMemberForm(self.desk)
        form.saved.connect(self._on_added)
        self.open_form("新增教职工", form)

    def _on_added(self, added: Added) -> None:
        if added.known_before:
            self.desk.messages.say("名册里已有这个人（学生的监护人），合为一人。")
        self.added.emit(added.staff_id)

    def _on_read(self, staff_id: UUID, found: Found) -> None:
        if staff_id == self.staff_id:
            self.show_content(self._made(found))
            self.shown.emit(found.record)

    def _made(self, found: Found) -> QWidget:
        record = found.record
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self, record.line.name, state_chip(record.line)))
        waiting = [p for p in found.dossier.proposals if p.state is ProposalState.WAITING]
        if waiting:
            layout.addWidget(ProposalCards(self.desk, "更改申请", waiting))
        layout.addLayout(_now(record))
        for part in (self._posts, self._absences, self._homerooms):
            part(record, layout)
        layout.addWidget(rule())
        facts_box = KnownFacts(self.desk, record, found.dossier)
        facts_box.asked.connect(partial(self._ask, found))
        layout.addWidget(facts_box)
        layout.addStretch(1)
        return content

    def _if_writing(self, *actions: Action) -> tuple[Action, ...]:
        return actions if self._may_write else ()

    def _posts(self, record: StaffRecord, layout: QVBoxLayout) -> None:
        line = record.line
        actions: list[Action] = [("登记岗位", partial(self.enter_post, record))]
        if line.state in (StaffState.AT_POST, StaffState.AWAY):
            actions.append(("离岗", partial(self.enter_leave, record)))
        layout.addWidget(rule())
        layout.addLayout(section("任职", *self._if_writing(*actions)))
        for post in record.posts:
            correct = ("更正", partial(self.correct_post, record, post))
            layout.addLayout(_line(_post_words(post), post, self._if_writing(correct)))

    def _absences(self, record: StaffRecord, layout: QVBoxLayout) -> None:
        enter: Action = ("登记", partial(self.enter_absence, record))
        layout.addWidget(rule())
        layout.addLayout(section("请假和借调", *self._if_writing(enter)))
        if not record.absences:
            layout.addLayout(told("没有登记过。", faint=True))
        for absence in record.absences:
            actions: list[Action] = []
            if absence.until is None:
                actions.append(("返岗", partial(self.enter_return, record, absence)))
            actions.append(("更正", partial(self.correct_absence, record, absence)))
            layout.addLayout(_line(_absence_words(absence), absence, self._if_writing(*actions)))

    def _homerooms(self, record: StaffRecord, layout: QVBoxLayout) -> None:
        if not record.homerooms:
            return
        layout.addWidget(rule())
        layout.addLayout(section("班主任"))
        for room in record.homerooms:
            words = f"{_span(room.since, room.until)}　{room.school_class}"
            layout.addLayout(_line(words, room, ()))

    def _ask(self, found: Found, what: str) -> None:
        """Open the form that was asked for beside what is known."""
        name, staff_id = found.record.line.name, found.record.line.staff_id
        subject, session = Subject.colleague(staff_id), self.desk.session
        if what == "edit":
            self.open_form(f"{name}：修改资料", FactsForm(self.desk, staff_id, found.known))
        elif what == "verify":
            form = VerifyForm(self.desk, subject, found.dossier)
            self.open_form(f"{name}：核实", form, _TOLD[what])
        else:
            task = self.desk.tasks.read(self, lambda _job: Fields(context(session), ()))
            task.then(lambda made: self._propose(found, made)).start()

    def _propose(self, found: Found, made: Fields) -> None:
        line = found.record.line
        if line.staff_id == self.staff_id:
            subject = Subject.colleague(line.staff_id)
            form = ProposeForm(self.desk, made, subject, found.dossier.standing)
            self.open_form(f"{line.name}：提出更改", form, _TOLD["propose"])

    def enter_post(self, record: StaffRecord) -> None:
        """Open the form of a post that is taken up."""
        self.open_form(f"{record.line.name}：登记岗位", PostForm(self.desk, record))

    def enter_leave(self, record: StaffRecord) -> None:
        """Open the form of leaving."""
        self.open_form(f"{record.line.name}：登记离岗", LeaveForm(self.desk, record))

    def enter_absence(self, record: StaffRecord) -> None:
        """Open the form of an absence."""
        self.open_form(f"{record.line.name}：登记请假、借调", AbsenceForm(self.desk, record))

    def enter_return(self, record: StaffRecord, absence: AbsenceLine) -> None:
        """Open the form of coming back."""
        self.open_form(f"{record.line.name}：登记返岗", ReturnForm(self.desk, absence))

    def correct_post(self, record: StaffRecord, post: PostLine) -> None:
        """Open the form that puts a post right."""
        self.open_form(f"{record.line.name}：更正任职", PostCorrectionForm(self.desk, post))

    def correct_absence(self, record: StaffRecord, absence: AbsenceLine) -> None:
        """Open the form that puts an absence right."""
        form = AbsenceCorrectionForm(self.desk, absence)
        self.open_form(f"{record.line.name}：更正请假、借调", form)


def _now(record: StaffRecord) -> QFormLayout:
    line = record.line
    form = facts()
    form.addRow("岗位", fact(line.post))
    form.addRow("任职单位", fact(line.place or "本校"))
    form.addRow("编制", fact(line.establishment.label if line.establishment else ""))
    if record.wards:
        form.addRow("也是", fact(f"{'、'.join(record.wards)}的监护人"))
    return form


def _span(since: date, until: date | None) -> str:
    return f"{since} 至 {until or '今'}"


def _post_words(post: PostLine) -> str:
    place = f"{post.place} " if post.place else ""
    terms = f"（{post.establishment.label}）" if post.establishment else ""
    ending = f"，{post.ending.label}" if post.ending else ""
    documents = "；".join(filter(None, (post.document, post.end_document)))
    below = f"\n{documents}" if documents else ""
    return f"{_span(post.since, post.until)}\n{place}{post.words}{terms}{ending}{below}"


def _absence_words(absence: AbsenceLine) -> str:
    more = "　".join(filter(None, (absence.place, absence.document)))
    return f"{_span(absence.since, absence.until)}\n{absence.kind.label}　{more}".rstrip("　")


def _line(words: str, spell: Any, actions: tuple[Action, ...]) -> QHBoxLayout:  # noqa: ANN401 - any line with a withdrawal
    """A line of the story; what was put right stands faint, and nothing is to be done about it."""
    if spell.withdrawn is None:
        return told(words, *actions)
    gone = spell.withdrawn
    return told(f"{words}\n已更正（{gone.user_name}：{gone.why}）", faint=True)
