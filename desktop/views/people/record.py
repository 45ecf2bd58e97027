"""The pane of one pupil: what is known, who looks after the child, what happened when."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.labels import Role
from desktop.services.people import pupil
from desktop.services.reveals import PrivateField, reveal_guardian_phone, reveal_of_pupil
from desktop.views.people.events import EventForm
from desktop.views.people.listing import known, state_chip
from desktop.views.people.proofs import Proofs
from desktop.views.style import mark
from desktop.views.widgets import ChipLabel, MaskedValue

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.people import EventLine, GuardianLine, PupilRecord
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_NOTHING = "—"


class PupilPane(QWidget):
    """Shows the record of a pupil; private values are masked until somebody asks for them."""

    closing = Signal()
    shown = Signal(object)
    """A record stands here (PupilRecord)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pupilPane")
        self._desk = desk
        self._student_id: UUID | None = None
        self._content: QWidget | None = None
        self.form: EventForm | None = None
        self._form_box: QWidget | None = None
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
        task = self._desk.tasks.read(self, lambda _job: pupil(session, student_id))
        task.then(partial(self._on_read, student_id)).start()

    def reload(self) -> None:
        """Read the record again."""
        if self._student_id is not None and self.isVisible():
            self.show_pupil(self._student_id)

    def _on_read(self, student_id: UUID, record: PupilRecord) -> None:
        if student_id != self._student_id:
            return
        if self._content is not None:
            self._layout.removeWidget(self._content)
            self._content.deleteLater()
        self._content = self._made(record)
        # First into its place: without a parent it would be a window.
        self._layout.insertWidget(0, self._content)
        self._content.setVisible(self.form is None)
        self.shown.emit(record)

    def enter_event(self, record: PupilRecord) -> None:
        """Open the form of an event in place of the record."""
        self._close_form()
        form = EventForm(self._desk, record)
        form.closed.connect(self._close_form)
        form.saved.connect(lambda _changes: self._close_form())
        title = QLabel(f"{record.line.name}：登记异动")
        title.setWordWrap(True)
        mark(title, kind="heading")
        self._form_box = QWidget()
        box = QVBoxLayout(self._form_box)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(title)
        box.addWidget(form, 1)
        self._layout.addWidget(self._form_box)
        if self._content is not None:
            self._content.hide()
        self.form = form
        form.setFocus()

    def _close_form(self) -> None:
        if self.form is None or self._form_box is None:
            return
        self.form = None
        self._layout.removeWidget(self._form_box)
        self._form_box.deleteLater()
        self._form_box = None
        if self._content is not None:
            self._content.show()

    def _made(self, record: PupilRecord) -> QWidget:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._head(record))
        layout.addLayout(self._facts(record))
        for guardian in record.guardians:
            layout.addWidget(_line())
            layout.addLayout(self._guardian(record, guardian))
        layout.addWidget(_line())
        layout.addLayout(self._story(record))
        layout.addStretch(1)
        return content

    def _head(self, record: PupilRecord) -> QHBoxLayout:
        name = QLabel(record.line.name)
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        name.setWordWrap(True)
        mark(name, kind="heading")
        close = QPushButton("关闭")
        mark(close, kind="link")
        close.clicked.connect(self.closing)
        head = QHBoxLayout()
        head.addWidget(name, 1)
        head.addWidget(ChipLabel(state_chip(record.line.state)))
        head.addWidget(close)
        return head

    def _facts(self, record: PupilRecord) -> QFormLayout:
        line = record.line
        form = _form()
        form.addRow("班级", QLabel(line.school_class or "未分班"))
        form.addRow("性别", QLabel(line.sex.label if line.sex else _NOTHING))
        form.addRow("出生年份", self._private(record, PrivateField.BIRTH, _year(record)))
        form.addRow("证件号", self._private(record, PrivateField.ID_NUMBER, line.id_masked))
        number = record.student_number_masked
        form.addRow("学籍号", self._private(record, PrivateField.STUDENT_NUMBER, number))
        form.addRow("学号", QLabel(line.school_number or _NOTHING))
        form.addRow("住宿", QLabel(known(line.boarding, "住校", "走读") or "没有登记"))
        form.addRow("营养餐", QLabel(known(line.meals, "享受", "不享受") or "没有登记"))
        return form

    def _private(self, record: PupilRecord, field: PrivateField, masked: str) -> MaskedValue:
        student_id, session = record.line.student_id, self._desk.session

        def reveal(_job: Job) -> str:
            return reveal_of_pupil(session, student_id, field)

        return MaskedValue(self._desk.tasks, field.label, masked, reveal if masked else None)

    def _guardian(self, record: PupilRecord, guardian: GuardianLine) -> QFormLayout:
        student_id, session = record.line.student_id, self._desk.session

        def reveal(_job: Job) -> str:
            return reveal_guardian_phone(session, student_id, guardian.position)

        relation = f"（{guardian.relation}）" if guardian.relation else ""
        form = _form()
        form.addRow(f"监护人{guardian.position}", QLabel(f"{guardian.name}{relation}"))
        phone = guardian.phone_masked
        form.addRow("电话", MaskedValue(self._desk.tasks, "电话", phone, reveal if phone else None))
        return form

    def _story(self, record: PupilRecord) -> QVBoxLayout:
        layout = QVBoxLayout()
        head = QHBoxLayout()
        title = QLabel("学籍异动")
        mark(title, kind="heading")
        head.addWidget(title, 1)
        if self._desk.session.role is not Role.AUDITOR:
            enter = QPushButton("登记异动")
            enter.clicked.connect(lambda: self.enter_event(record))
            head.addWidget(enter)
        layout.addLayout(head)
        for event in reversed(record.events):
            layout.addWidget(_event(event))
            layout.addWidget(Proofs(self._desk, event))
        return layout


def _year(record: PupilRecord) -> str:
    return f"{record.birth_year}年" if record.birth_year else ""


def _event(event: EventLine) -> QLabel:
    day = event.day
    words = f"{day.year}年{day.month}月{day.day}日　{event.kind.label}　{event.school_class}"
    label = QLabel(words.strip())
    label.setWordWrap(True)
    return label


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(6)
    return form


def _line() -> QFrame:
    line = QFrame()
    mark(line, kind="line")
    return line
