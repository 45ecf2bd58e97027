"""The pane of one pupil: the record, or in its place the form that was asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.services.imports.reading import context
from desktop.services.life.corrections import corrections_of
from desktop.services.people import classes, pupil
from desktop.services.pupils.correcting import open_facts
from desktop.services.pupils.register import dossier
from desktop.services.pupils.subjects import Subject
from desktop.views.people.correct_form import CorrectForm, draft_of
from desktop.views.people.event_correction import EventCorrectionForm, cancel_event, note_of
from desktop.views.people.events import EventForm
from desktop.views.people.family_forms import (
    ConfirmationForm,
    EndForm,
    FactForm,
    RenewalForm,
)
from desktop.views.people.record_view import RecordView, Shown
from desktop.views.personal.fields import Fields
from desktop.views.personal.propose_form import ProposeForm
from desktop.views.personal.verify_form import VerifyForm
from desktop.views.style import mark
from desktop.views.widgets.keyboard import give_keyboard, holds_keyboard

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.services.people import ClassChoice, EventLine, PupilRecord
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.forms import Form
    from desktop.views.people.correct_form import CorrectionDraft
    from desktop.views.people.family import FamilyBox

_TOLD: Final = {
    "correct": "证件号、银行卡号、监护人的姓名和电话要两个人核对，请用“提出更改”。",
    "propose": "这些项目由一人提出、另一人核对后才改；原来的内容一直能查到。",
    "event": "保存前会先列出哪些月份的名册和数字会变。",
    "verify": "对照户口簿、证件原件看过的，打上勾。核实过的项目，导入名册时不会被改掉。",
}


class FormBox(QWidget):
    """A form with its title; as high as the pane, so that only the fields scroll."""

    def __init__(self, words: str, told: str, form: Form[Any, Any]) -> None:
        super().__init__()
        self.form = form
        title, note = QLabel(words), QLabel(told)
        mark(title, kind="heading")
        mark(note, kind="small")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for label in (title, note):
            label.setWordWrap(True)
            box.addWidget(label)
        note.setVisible(bool(told))
        box.addWidget(form, 1)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Not asked: the pane would make room for all fields and scroll a second time."""
        return False


class PupilPane(QWidget):
    """Shows the record of a pupil; private values are masked until somebody asks for them."""

    closing = Signal()
    shown = Signal(object)
    """A record stands here (PupilRecord)."""
    form_shown = Signal(object)
    """A form has taken the place of the record."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pupilPane")
        self._desk = desk
        self._student_id: UUID | None = None
        self.content: RecordView | None = None
        self.form: Form[Any, Any] | None = None
        self._form_box: QWidget | None = None
        self._opened_by = ""
        """The name of the button behind which the form was."""
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 0, 4, 0)

    @property
    def student_id(self) -> UUID | None:
        """Whose record stands here."""
        return self._student_id

    def show_pupil(self, student_id: UUID) -> None:
        """Read and show a record."""
        if student_id != self._student_id:
            self._close_form()
        self._student_id = student_id
        session = self._desk.session
        task = self._desk.tasks.read(
            self,
            lambda _job: Shown(
                pupil(session, student_id),
                dossier(session, Subject.pupil(student_id)),
                corrections_of(session, student_id),
            ),
        )
        task.then(partial(self._on_read, student_id)).start()

    def reload(self) -> None:
        """Read the record again."""
        if self._student_id is not None and self.isVisible():
            self.show_pupil(self._student_id)

    def _on_read(self, student_id: UUID, found: Shown) -> None:
        if student_id != self._student_id:
            return
        held = holds_keyboard(self.content)
        if self.content is not None:
            self._layout.removeWidget(self.content)
            self.content.deleteLater()
        self.content = RecordView(self._desk, found)
        self.content.closing.connect(self.closing)
        self.content.asked.connect(partial(self._on_asked, found))
        self._follow(self.content.family, found.record)
        self.content.event_asked.connect(partial(self._on_event_asked, found))
        # First into its place: without a parent it would be a window.
        self._layout.insertWidget(0, self.content)
        self.content.setVisible(self.form is None)
        if held:
            give_keyboard(self.content, self._opened_by)
        self.shown.emit(found.record)

    def _follow(self, box: FamilyBox, record: PupilRecord) -> None:
        """Open what the box of the family asks for."""
        desk, name, key = self._desk, record.line.name, record.line.student_id
        box.adding.connect(lambda: self._put(f"{name}：登记家庭情况", "", FactForm(desk, key)))
        box.confirming.connect(
            lambda fact: self._put(f"{name}：仍符合", "", ConfirmationForm(desk, fact))
        )
        box.renewing.connect(lambda fact: self._put(f"{name}：续期", "", RenewalForm(desk, fact)))
        box.ending.connect(lambda fact: self._put(f"{name}：终止", "", EndForm(desk, fact)))

    def _on_asked(self, found: Shown, what: str) -> None:
        key, session = found.record.line.student_id, self._desk.session
        self._opened_by = what
        if what == "event":
            self.enter_event(found.record)
        elif what == "verify":
            self._open(
                "核实", what, found, VerifyForm(self._desk, Subject.pupil(key), found.dossier)
            )
        elif what == "propose":
            task = self._desk.tasks.read(self, lambda _job: fields_of(session))
            task.then(partial(self._propose, found)).start()
        else:
            # Opening it shows private values, which is noted: a write.
            opened = self._desk.tasks.write(
                self, lambda _job: (fields_of(session), draft_of(key, open_facts(session, key)))
            )
            opened.then(partial(self._correct, found)).start()

    def _on_event_asked(self, found: Shown, event: EventLine, what: str) -> None:
        session = self._desk.session
        if what == "cancel":
            cancel_event(self._desk, self, event)
            return
        task = self._desk.tasks.read(self, lambda _job: (note_of(session, event), classes(session)))
        task.then(partial(self._correct_event, found, event)).start()

    def _correct_event(
        self, found: Shown, event: EventLine, known: tuple[str | None, Sequence[ClassChoice]]
    ) -> None:
        if self._stands(found):
            form = EventCorrectionForm(self._desk, event, *known)
            self._put(f"{found.record.line.name}：更正异动", _TOLD["event"], form)

    def _correct(self, found: Shown, opened: tuple[Fields, CorrectionDraft]) -> None:
        if self._stands(found):
            form = CorrectForm(self._desk, *opened, len(found.record.guardians))
            self._open("更正", "correct", found, form)

    def _propose(self, found: Shown, made: Fields) -> None:
        if self._stands(found):
            key = found.record.line.student_id
            form = ProposeForm(self._desk, made, Subject.pupil(key), found.dossier.standing)
            self._open("提出更改", "propose", found, form)

    def _stands(self, found: Shown) -> bool:
        """Whether the same pupil is still shown."""
        return found.record.line.student_id == self._student_id

    def enter_event(self, record: PupilRecord) -> None:
        """Open the form of an event in place of the record."""
        self._put(f"{record.line.name}：登记异动", "", EventForm(self._desk, record))

    def _open(self, words: str, what: str, found: Shown, form: Form[Any, Any]) -> None:
        self._put(f"{found.record.line.name}：{words}", _TOLD[what], form)

    def _put(self, words: str, told: str, form: Form[Any, Any]) -> None:
        """Put a form in place of the record."""
        self._close_form()
        form.closed.connect(self._close_form)
        form.saved.connect(lambda _changes: self._close_form())
        self._form_box = FormBox(words, told, form)
        self._layout.addWidget(self._form_box)
        self._form_box.show()
        if self.content is not None:
            self.content.hide()
        self.form = form
        form.setFocus()
        self.form_shown.emit(form)

    def _close_form(self) -> None:
        if self.form is None or self._form_box is None:
            return
        self.form = None
        held = holds_keyboard(self._form_box)
        self._layout.removeWidget(self._form_box)
        self._form_box.hide()  # a form keeps what is in it when it is hidden
        self._form_box.deleteLater()
        self._form_box = None
        if self.content is not None:
            self.content.show()
            if held:
                give_keyboard(self.content, self._opened_by)


def fields_of(session: Session) -> Fields:
    """The fields of this school as it is today; reads the books."""
    return Fields(context(session), [choice.label for choice in classes(session)])
