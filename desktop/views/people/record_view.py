"""What is known of one pupil, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

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

from desktop.core.clock import CHINA
from desktop.core.labels import Role
from desktop.core.pupil_fields import ProposalState, PupilField
from desktop.services.reveals import PrivateField, reveal_guardian_phone, reveal_of_pupil
from desktop.views.people.family import FamilyBox
from desktop.views.people.listing import known, state_chip
from desktop.views.people.proofs import Proofs
from desktop.views.personal.cards import ProposalCards
from desktop.views.personal.seals import seal, sealed
from desktop.views.records import told
from desktop.views.style import mark
from desktop.views.widgets import ChipLabel, MaskedValue
from desktop.views.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.life.corrections import CorrectionLine
    from desktop.services.people import EventLine, GuardianLine, PupilRecord
    from desktop.services.pupils.register import Dossier, ProposalLine
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_NOTHING: Final = "—"
_ACTIONS: Final = (
    *(("登记异动", "event"), ("更正", "correct")),
    *(("提出更改", "propose"), ("核实", "verify")),
)
"""What is to be done about a pupil stands above all else: low screens show little of the rest."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A pupil's record, and what is under way for it."""

    record: PupilRecord
    dossier: Dossier
    corrections: tuple[CorrectionLine, ...] = ()


class RecordView(QWidget):
    """The content of the pane; made anew whenever the record is read."""

    closing = Signal()
    asked = Signal(str)
    """What the person wants to do: correct, propose, verify, event."""
    event_asked = Signal(object, str)
    """An event (EventLine), and what is to be done with it: correct, cancel."""

    def __init__(self, desk: Desk, shown: Shown) -> None:
        super().__init__()
        self._desk, self._record, self._dossier = desk, shown.record, shown.dossier
        self._corrections = shown.corrections
        self._may_write = desk.session.role is not Role.AUDITOR
        self.cards: ProposalCards | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._head())
        named = self._dossier.verified.get((PupilField.NAME, 0))
        if named is not None:
            layout.addWidget(seal(named, "姓名已核实"))
        if self._may_write:
            layout.addLayout(self._actions())
        waiting, decided = _parted(self._dossier.proposals)
        if waiting:
            self.cards = ProposalCards(desk, "更改申请", waiting)
            layout.addWidget(self.cards)
        layout.addLayout(self._facts())
        for guardian in self._record.guardians:
            layout.addWidget(_line())
            layout.addLayout(self._guardian(guardian))
        if decided:
            layout.addWidget(_line())
            layout.addWidget(ProposalCards(desk, "更改记录", decided))
        self.family = FamilyBox(desk, self._record.line.student_id, may_write=self._may_write)
        for part in (_line(), self.family, _line()):
            layout.addWidget(part)
        layout.addLayout(self._story())
        layout.addStretch(1)

    def _head(self) -> QHBoxLayout:
        line = self._record.line
        name = QLabel(line.name)
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        name.setWordWrap(True)
        mark(name, kind="heading")
        close = QPushButton("关闭")
        mark(close, kind="link")
        close.clicked.connect(self.closing)
        head = QHBoxLayout()
        head.addWidget(name, 1)
        head.addWidget(ChipLabel(state_chip(line.state)))
        head.addWidget(close)
        return head

    def _actions(self) -> FlowLayout:
        row = FlowLayout()
        row.setSpacing(4)
        for words, what in _ACTIONS:
            row.addWidget(self._button(words, what))
        return row

    def _button(self, words: str, what: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(what)
        button.clicked.connect(partial(self._ask, what))
        return button

    def _ask(self, what: str, _checked: object = None) -> None:
        self.asked.emit(what)

    def _facts(self) -> QFormLayout:
        record, line = self._record, self._record.line
        form = _form()
        form.addRow("班级", QLabel(line.school_class or "未分班"))
        sex = QLabel(line.sex.label if line.sex else _NOTHING)
        form.addRow("性别", self._marked(sex, PupilField.SEX))
        birth = self._private(PrivateField.BIRTH, _year(record))
        form.addRow("出生年份", self._marked(birth, PupilField.BIRTH))
        number = self._private(PrivateField.ID_NUMBER, line.id_masked)
        form.addRow("证件号", self._marked(number, PupilField.ID_NUMBER))
        number = self._private(PrivateField.STUDENT_NUMBER, record.student_number_masked)
        form.addRow("学籍号", self._marked(number, PupilField.STUDENT_NUMBER))
        form.addRow("学号", QLabel(line.school_number or _NOTHING))
        form.addRow("住宿", QLabel(known(line.boarding, "住校", "走读") or "没有登记"))
        form.addRow("营养餐", QLabel(known(line.meals, "享受", "不享受") or "没有登记"))
        self._add_others(form)
        return form

    def _add_others(self, form: QFormLayout) -> None:
        """What is seldom looked at stands there when something is known of it."""
        for field, private in (
            (PupilField.ADDRESS, PrivateField.ADDRESS),
            (PupilField.REGISTERED_ADDRESS, PrivateField.REGISTERED_ADDRESS),
            (PupilField.PHONE, PrivateField.PHONE),
            (PupilField.BANK_CARD, PrivateField.BANK_CARD),
        ):
            masked = self._dossier.standing.get((field, 0))
            if masked:
                value = self._private(private, masked)
                value.wrap()
                form.addRow(field.label, self._marked(value, field))

    def _marked(self, value: QWidget, field: PupilField, place: int = 0) -> QWidget:
        """A value with the mark of who has verified it."""
        return sealed(value, self._dossier.verified.get((field, place)))

    def _private(self, field: PrivateField, masked: str) -> MaskedValue:
        student_id, session = self._record.line.student_id, self._desk.session

        def reveal(_job: Job) -> str:
            return reveal_of_pupil(session, student_id, field)

        return MaskedValue(self._desk.tasks, field.label, masked, reveal if masked else None)

    def _guardian(self, guardian: GuardianLine) -> QFormLayout:
        student_id, session = self._record.line.student_id, self._desk.session
        place = guardian.position

        def reveal(_job: Job) -> str:
            return reveal_guardian_phone(session, student_id, place)

        relation = f"（{guardian.relation}）" if guardian.relation else ""
        form = _form()
        name = QLabel(f"{guardian.name}{relation}")
        form.addRow(f"监护人{place}", self._marked(name, PupilField.GUARDIAN_NAME, place))
        masked = guardian.phone_masked
        phone = MaskedValue(self._desk.tasks, "电话", masked, reveal if masked else None)
        form.addRow("电话", self._marked(phone, PupilField.GUARDIAN_PHONE, place))
        return form

    def _story(self) -> QVBoxLayout:
        layout = QVBoxLayout()
        head = QHBoxLayout()
        title = QLabel("学籍异动")
        mark(title, kind="heading")
        head.addWidget(title, 1)
        layout.addLayout(head)
        for event in reversed(self._record.events):
            layout.addLayout(self._event(event))
            layout.addWidget(Proofs(self._desk, event))
        for line in self._corrections:
            layout.addLayout(told(_corrected(line), faint=True))
        return layout

    def _event(self, event: EventLine) -> QHBoxLayout:
        ask = self.event_asked.emit
        actions = (
            ("改正", partial(ask, event, "correct")),
            ("取消", partial(ask, event, "cancel")),
        )
        day = event.day
        words = f"{day.year}年{day.month}月{day.day}日　{event.kind.label}　{event.school_class}"
        return told(words.strip(), *(actions if self._may_write else ()))


def _parted(
    proposals: Sequence[ProposalLine],
) -> tuple[list[ProposalLine], list[ProposalLine]]:
    """Those that wait, which come first, and those that were decided."""
    waits = [line for line in proposals if line.state is ProposalState.WAITING]
    return waits, [line for line in proposals if line.state is not ProposalState.WAITING]


def _year(record: PupilRecord) -> str:
    return f"{record.birth_year}年" if record.birth_year else ""


def _corrected(line: CorrectionLine) -> str:
    """What was corrected, by whom and when, and what does not follow it."""
    closed = "、".join(month.label for month in line.closed)
    words = f"{line.sentence}（{line.user_name} {line.at.astimezone(CHINA):%Y-%m-%d}）"
    return words + (f"；{closed}已结账，账没有改" if closed else "")


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
