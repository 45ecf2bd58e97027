"""Transfers: who waits to be taken in, who has gone where, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.labels import Role
from desktop.core.life import CaseAnswer, CaseSide
from desktop.services.both import on_two_rolls
from desktop.services.life.arriving import Offer, decline, offers
from desktop.services.life.cases import CaseLine, CaseState, cases, confirm
from desktop.services.people import classes
from desktop.views.enrolment.accept_form import AcceptForm
from desktop.views.enrolment.both_form import SideForm
from desktop.views.records import RecordPane, fact, facts, head, rule
from desktop.views.tables import Chip, DetailSplit, ListColumn, ListView, Tone, WholeList
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from desktop.services.both import OnTwoRolls
    from desktop.services.people import ClassChoice
    from desktop.services.session import Session
    from desktop.views.desk import Desk

_WAITS: Final = "等我校接收"
_TONES: Final = {
    CaseState.OPEN: Tone.CARE,
    CaseState.ARRIVED: Tone.GOOD,
    CaseState.DECLINED: Tone.BAD,
    CaseState.BACK: Tone.PLAIN,
}


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A line of the list: a child that is offered here, or a case of this school."""

    key: object
    name: str
    side: CaseSide | None
    """None: the child is on two rolls, and nobody has said which way it went."""
    partner: str
    day: date
    state: Chip
    days: int
    """How long it has waited; 0 where nobody waits."""
    offer: Offer | None = None
    case: CaseLine | None = None
    both: OnTwoRolls | None = None


def _of_both(child: OnTwoRolls, today: date) -> TransferRow:
    """A child that is on two rolls."""
    state, side, day = Chip("也在对方册上", Tone.BAD), None, child.since
    if child.came_there is not None:
        state, side, day = Chip("等我校转出", Tone.BAD), CaseSide.OUT, child.came_there
    elif child.came_here:
        state, side = Chip("等对方转出", Tone.CARE), CaseSide.IN
    key = (child.student_id, child.school_id)
    days = (today - day).days if side else 0
    return TransferRow(key, child.name, side, child.school, day, state, days, both=child)


def rows(session: Session) -> list[TransferRow]:
    """What waits first, then the rest, the newest first."""
    today = session.store.clock.today()
    waiting = [
        TransferRow(
            offer.case_id,
            offer.name,
            CaseSide.IN,
            offer.school,
            offer.day,
            Chip(_WAITS, Tone.BAD),
            (today - offer.day).days,
            offer=offer,
        )
        for offer in offers(session)
    ]
    twice = on_two_rolls(session)
    shown = {(child.student_id, child.school) for child in twice if child.came_here}
    known = [
        TransferRow(
            line.case_id,
            line.name,
            line.side,
            line.partner,
            line.day,
            Chip(line.state.label, _TONES[line.state]),
            line.waiting_days(today),
            case=line,
        )
        for line in cases(session)
        if line.side is CaseSide.OUT or (line.student_id, line.partner) not in shown
    ]
    both = [_of_both(child, today) for child in twice]
    open_first = sorted(known, key=lambda r: not (r.case and r.case.state is CaseState.OPEN))
    return [*waiting, *both, *open_first]


COLUMNS: Final[tuple[ListColumn[TransferRow], ...]] = (
    ListColumn("name", "姓名", lambda r: r.name, 120),
    ListColumn("state", "状态", lambda r: r.state.words, 130, chip=lambda r: r.state),
    ListColumn("side", "方向", lambda r: r.side.label if r.side else "两校", 70),
    ListColumn("school", "对方学校", lambda r: r.partner, 200),
    ListColumn("day", "日期", lambda r: r.day.isoformat(), 120, sort="day"),
    ListColumn("days", "已等天数", lambda r: f"{r.days}" if r.days else "", 90, "right"),
)


class TransfersPart(QWidget):
    """The list, and the pane of one transfer."""

    pupil_asked = Signal(object)
    """The person wants to see the pupil of a case: the key."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        session = desk.session
        source = WholeList(lambda: rows(session), {"day": lambda row: row.day})
        words = "还没有转学。登记转出或转入时写上学校，就列在这里。"
        self.view = ListView(desk, "transfers", COLUMNS, source, EmptyState(words, "", "people"))
        self.view.titled("转学")
        self.view.identify_by(lambda row: row.key)
        self.pane = TransferPane(desk)
        self.split = DetailSplit(self.view, self.pane)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self.view.selected.connect(self._on_selected)
        self.pane.closing.connect(self.split.close_pane)
        self.pane.pupil_asked.connect(self.pupil_asked)
        self.pane.done.connect(self.view.reload)

    def reload(self) -> None:
        """Read the list again."""
        self.view.reload()

    def _on_selected(self, row: TransferRow | None) -> None:
        if row is not None:
            self.pane.show_row(row)


class TransferPane(RecordPane):
    """One transfer: what is known of the child, and the answers that can be given."""

    pupil_asked = Signal(object)
    done = Signal()
    """Something was answered."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "transferPane")
        self.row: TransferRow | None = None

    def show_row(self, row: TransferRow) -> None:
        """Show a transfer."""
        if self.row is None or row.key != self.row.key:
            self.drop_form()
        self.row = row
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self, row.name, row.state))
        # What can be done stands first, for small screens show no more without scrolling.
        layout.addLayout(self._actions(row))
        layout.addWidget(rule())
        form = facts()
        for title, text in _told(row):
            form.addRow(title, fact(text))
        layout.addLayout(form)
        layout.addStretch(1)
        self.show_content(content)

    def _actions(self, row: TransferRow) -> QHBoxLayout:
        line = QHBoxLayout()
        actions: list[tuple[str, Callable[[], object]]] = []
        if self.desk.session.role is not Role.AUDITOR:
            actions = self._answers(row)
        known = row.case or row.both
        if known is not None:
            student_id = known.student_id
            actions.append(("看学生", lambda: self.pupil_asked.emit(student_id)))
        for words, do in actions:
            button = QPushButton(words)
            button.clicked.connect(lambda _checked=False, do=do: do())
            line.addWidget(button)
        line.addStretch(1)
        return line

    def _answers(self, row: TransferRow) -> list[tuple[str, Callable[[], object]]]:
        if row.offer is not None:
            offer = row.offer
            return [("接收", lambda: self._take(offer)), ("没有来", lambda: self._decline(offer))]
        if row.both is not None:
            return self._sides(row, row.both)
        case = row.case
        if case is None or case.state is not CaseState.OPEN or case.linked:
            return []
        return [
            ("已到校", lambda: self._confirm(case, CaseAnswer.ACCEPTED)),
            ("没有去", lambda: self._confirm(case, CaseAnswer.DECLINED)),
        ]

    def _sides(self, row: TransferRow, child: OnTwoRolls) -> list[tuple[str, Callable[[], object]]]:
        """What this school can say of a child that is on two rolls."""
        actions: list[tuple[str, Callable[[], object]]] = []
        if row.side is not CaseSide.IN:
            actions.append(("登记转出…", lambda: self._say(child, CaseSide.OUT)))
        if row.side is None:
            actions.append(("是转来的…", lambda: self._say(child, CaseSide.IN)))
        return actions

    def _say(self, child: OnTwoRolls, side: CaseSide) -> None:
        form = SideForm(self.desk, child, side)
        form.saved.connect(lambda _changes: self.done.emit())
        self.open_form(f"{child.name}：{side.label}", form)

    def _take(self, offer: Offer) -> None:
        session = self.desk.session

        def show(known: Sequence[ClassChoice]) -> None:
            if self.row is not None and self.row.key == offer.case_id:
                form = AcceptForm(self.desk, offer, known)
                form.saved.connect(lambda _changes: self.done.emit())
                self.open_form(f"{offer.name}：接收", form)

        self.desk.tasks.read(self, lambda _job: classes(session)).then(show).start()

    def _decline(self, offer: Offer) -> None:
        asked = f"{offer.name}没有来本校？原学校会看到这个答复。"
        reason = self.desk.messages.ask_text(self, asked, "原因，如“没有来报到”")
        if reason is not None:
            session = self.desk.session
            task = self.desk.tasks.write(self, lambda _job: decline(session, offer.case_id, reason))
            task.then(lambda _changes: self._tell("已答复原学校")).start()

    def _confirm(self, case: CaseLine, answer: CaseAnswer) -> None:
        asked = f"记下{case.partner}的答复：{case.name}{answer.label}。"
        note = self.desk.messages.ask_text(self, asked, "谁、怎样确认的，如“电话，李老师”")
        if note is not None:
            session = self.desk.session
            task = self.desk.tasks.write(
                self, lambda _job: confirm(session, case.case_id, answer, note)
            )
            task.then(lambda _changes: self._tell("已记下对方的答复")).start()

    def _tell(self, words: str) -> None:
        self.desk.messages.say(words)
        self.done.emit()


def _told(row: TransferRow) -> list[tuple[str, str]]:
    day = row.day.isoformat()
    if row.offer is not None:
        offer = row.offer
        year = f"{offer.birth_year}年" if offer.birth_year else ""
        return [
            ("来自", offer.school),
            ("转出日期", day),
            ("原班级", offer.school_class),
            ("性别", offer.sex.label if offer.sex else ""),
            ("出生年份", year),
            ("证件号", offer.id_masked),
            ("监护人", "、".join(offer.guardians)),
            ("困难类别", f"{offer.facts} 项，接收时可以一起收下" if offer.facts else "没有"),
        ]
    if row.both is not None:
        return _told_of_both(row.both)
    case = row.case
    assert case is not None  # noqa: S101 - a row is one of the three
    out = case.side is CaseSide.OUT
    answered = case.answered_on.isoformat() if case.answered_on and out else ""
    found = [
        ("转往" if out else "来自", case.partner),
        ("转出日期" if out else "到校日期", day),
        ("班级", case.school_class),
        ("对方答复", answered),
        ("说明", case.note or ""),
    ]
    if case.state is CaseState.OPEN:
        how = (
            "对方学校在这份数据里接收后，这里自己会变" if case.linked else "请联系对方，再记下答复"
        )
        found.append(("怎么办", how))
    return [(title, text) for title, text in found if text]


def _told_of_both(child: OnTwoRolls) -> list[tuple[str, str]]:
    there = child.came_there.isoformat() if child.came_there else ""
    how = "已转过去的登记转出；从对方转来的写明到校日期；证件号抄错的在学生的记录里改正"
    if child.came_there is not None:
        how = "对方学校已登记转入，请登记转出"
    elif child.came_here:
        how = "本校已写明转入，等对方学校登记转出"
    found = [
        ("班级", child.school_class),
        ("本校在册", f"{child.since.isoformat()} 起"),
        ("也在", child.school),
        ("对方在册", f"{child.their_since.isoformat()} 起"),
        ("对方说转入", there),
        ("怎么办", how),
    ]
    return [(title, text) for title, text in found if text]
