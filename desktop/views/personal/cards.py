"""更改申请 in the pane of a person: what waits, with its buttons, and what was decided."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
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
from desktop.core.pupil_fields import ProposalState
from desktop.services.pupils.proposals import accept, refuse, withdraw
from desktop.services.reveals import reveal_proposal
from desktop.views.style import mark
from desktop.views.widgets import Chip, ChipLabel, MaskedValue, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from desktop.core.changes import Changes
    from desktop.services.pupils.register import ProposalLine
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_TONES: Final = {
    ProposalState.WAITING: Tone.CARE,
    ProposalState.ACCEPTED: Tone.GOOD,
    ProposalState.REFUSED: Tone.BAD,
    ProposalState.WITHDRAWN: Tone.PLAIN,
}
_NOTHING: Final = "（空）"


class ProposalCards(QWidget):
    """A card for each proposed change, newest first."""

    def __init__(self, desk: Desk, heading: str, proposals: Sequence[ProposalLine]) -> None:
        super().__init__()
        self._desk = desk
        self.buttons: dict[str, QPushButton] = {}
        """The buttons of the newest change by their words."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        title = QLabel(heading)
        mark(title, kind="heading")
        layout.addWidget(title)
        for line in proposals:
            layout.addWidget(self._card(line))

    def _card(self, line: ProposalLine) -> QFrame:
        card = QFrame()
        mark(card, kind="card")
        layout = QVBoxLayout(card)
        head = QHBoxLayout()
        head.addWidget(QLabel(line.title), 1)
        head.addWidget(ChipLabel(Chip(line.state.label, _TONES[line.state])))
        layout.addLayout(head)
        values = QFormLayout()
        values.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        values.addRow("原来", self._value(line, old=True))
        values.addRow("改为", self._value(line, old=False))
        layout.addLayout(values)
        for words in told(line):
            label = QLabel(words)
            label.setWordWrap(True)
            mark(label, kind="small")
            layout.addWidget(label)
        if line.state is ProposalState.WAITING and self._desk.session.role is not Role.AUDITOR:
            layout.addLayout(self._actions(line))
        return card

    def _value(self, line: ProposalLine, *, old: bool) -> QWidget:
        masked = line.old_masked if old else line.new_masked
        if line.is_clear or not masked:
            return QLabel(masked or _NOTHING)
        session, proposal_id = self._desk.session, line.proposal_id

        def reveal(_job: Job) -> str:
            return reveal_proposal(session, proposal_id, old=old)

        title = f"{line.title}（{'原来' if old else '改为'}）"
        return MaskedValue(self._desk.tasks, title, masked, reveal)

    def _actions(self, line: ProposalLine) -> QHBoxLayout:
        row = QHBoxLayout()
        offered: list[tuple[str, Callable[[ProposalLine], None]]] = []
        if line.may_decide:
            offered.append(("接受", self._accept))
        if not line.mine:
            offered.append(("退回", self._refuse))
        if line.mine:
            offered.append(("撤回", self._withdraw))
        for words, do in offered:
            button = QPushButton(words)
            button.setAccessibleName(f"{words}：{line.title}")
            button.clicked.connect(partial(_call, do, line))
            if words == "接受":
                mark(button, kind="primary")
            row.addWidget(button)
            self.buttons.setdefault(words, button)
        row.addStretch(1)
        return row

    def _accept(self, line: ProposalLine) -> None:
        session = self._desk.session
        self._write(
            lambda job: accept(session, line.proposal_id, job.accepted),
            f"已接受，{line.title}已改",
        )

    def _refuse(self, line: ProposalLine) -> None:
        sentence = f"{line.who}：退回{line.title}的更改"
        reason = self._desk.messages.ask_text(self, sentence, "为什么退回")
        if reason is not None:
            session = self._desk.session
            self._write(lambda _job: refuse(session, line.proposal_id, reason), "已退回")

    def _withdraw(self, line: ProposalLine) -> None:
        session = self._desk.session
        self._write(lambda _job: withdraw(session, line.proposal_id), "已撤回")

    def _write(self, work: Callable[[Job], Changes], words: str) -> None:
        messages = self._desk.messages
        # Its owner must outlive this card, which is made anew when the books have moved.
        owner = self.window()
        self._desk.tasks.write(owner, work).then(lambda _changes: messages.say(words)).start()


def _call(do: Callable[[ProposalLine], None], line: ProposalLine, _checked: object = None) -> None:
    do(line)


def told(line: ProposalLine) -> tuple[str, ...]:
    """Who proposed it and why, and what has become of it."""
    first = f"{_when(line.proposed_at)} {line.proposed_by_name}提出：{line.reason}"
    if line.decided_at is None:
        waits = "等另一位使用者核对。" if line.mine and not line.may_decide else ""
        return (first, waits) if waits else (first,)
    words = f"{_when(line.decided_at)} {line.decided_by_name}{line.state.label.removeprefix('已')}"
    if line.waived:
        words += "（本单位只有一位使用者，没有第二人核对）"
    return first, f"{words}：{line.answer}" if line.answer else words


def _when(at: datetime) -> str:
    day = at.astimezone(CHINA).date()
    return f"{day.year}年{day.month}月{day.day}日"
