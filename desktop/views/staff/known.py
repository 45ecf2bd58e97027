"""资料 in the pane of one of the staff: what is known, what was verified, what waits for whom."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.core.labels import Role
from desktop.core.pupil_fields import ProposalState, PupilField
from desktop.services.reveals import PrivateField, reveal
from desktop.views.personal.cards import ProposalCards
from desktop.views.personal.seals import seal, sealed
from desktop.views.records import fact, facts, rule, section
from desktop.views.widgets import MaskedValue
from desktop.views.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFormLayout

    from desktop.services.pupils.register import Dossier
    from desktop.services.staff.story import StaffRecord
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


_ACTIONS: Final = (("修改资料", "edit"), ("提出更改", "propose"), ("核实", "verify"))


class KnownFacts(QWidget):
    """Private values are masked until they are asked for."""

    asked = Signal(str)
    """What the person wants to do: edit, propose, verify."""

    def __init__(self, desk: Desk, record: StaffRecord, dossier: Dossier) -> None:
        super().__init__()
        self._desk, self._record, self._dossier = desk, record, dossier
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(section("资料"))
        if desk.session.role is not Role.AUDITOR:
            layout.addLayout(self._actions())
        name = dossier.verified.get((PupilField.NAME, 0))
        if name is not None:
            layout.addWidget(seal(name, "姓名已核实"))
        layout.addLayout(self._facts())
        decided = [p for p in dossier.proposals if p.state is not ProposalState.WAITING]
        if decided:
            layout.addWidget(rule())
            layout.addWidget(ProposalCards(desk, "更改记录", decided))

    def _actions(self) -> FlowLayout:
        row = FlowLayout()
        row.setSpacing(4)
        for words, what in _ACTIONS:
            button = QPushButton(words)
            button.setObjectName(f"资料：{words}")
            button.clicked.connect(partial(self._ask, what))
            row.addWidget(button)
        return row

    def _ask(self, what: str, _checked: object = None) -> None:
        self.asked.emit(what)

    def _facts(self) -> QFormLayout:
        record, line = self._record, self._record.line
        form = facts()
        form.addRow("工号", fact(line.staff_number))
        form.addRow("性别", self._marked(fact(line.sex.label if line.sex else ""), PupilField.SEX))
        nation = self._dossier.standing.get((PupilField.ETHNICITY, 0), "")
        form.addRow("民族", self._marked(fact(nation), PupilField.ETHNICITY))
        year = f"{record.birth_year}年" if record.birth_year else ""
        form.addRow("出生年份", self._private(PrivateField.BIRTH, PupilField.BIRTH, year))
        number = self._private(PrivateField.ID_NUMBER, PupilField.ID_NUMBER, line.id_masked)
        form.addRow("证件号", number)
        phone = self._private(PrivateField.PHONE, PupilField.PHONE, line.phone_masked)
        form.addRow("联系电话", phone)
        card = self._dossier.standing.get((PupilField.BANK_CARD, 0), "")
        form.addRow("银行卡号", self._private(PrivateField.BANK_CARD, PupilField.BANK_CARD, card))
        home = self._dossier.standing.get((PupilField.ADDRESS, 0), "")
        form.addRow("住址", self._private(PrivateField.ADDRESS, PupilField.ADDRESS, home))
        for title, text in (
            ("学历", record.education),
            ("职称", line.title),
            ("任教学科", line.subject),
            ("教师资格", record.certificate),
            ("政治面貌", record.political),
            ("参加工作", record.joined.isoformat() if record.joined else ""),
            ("备注", record.remark),
        ):
            if text:
                form.addRow(title, fact(text))
        return form

    def _private(self, private: PrivateField, field: PupilField, masked: str) -> QWidget:
        person_id, session = self._record.line.person_id, self._desk.session

        def show(_job: Job) -> str:
            return reveal(session, person_id, private)

        value = MaskedValue(self._desk.tasks, private.label, masked, show if masked else None)
        return self._marked(value, field)

    def _marked(self, value: QWidget, field: PupilField) -> QWidget:
        return sealed(value, self._dossier.verified.get((field, 0)))
