"""一人两校: pupils of two schools who may be one child, side by side, decided one by one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.core.labels import Role
from desktop.core.life import Likeness, PairDecision
from desktop.services.two_rolls import children_twice, decide_twice, side_by_side
from desktop.views.enrolment.duplicates import PairSplit
from desktop.views.enrolment.side_by_side import records_grid
from desktop.views.people.county.leaving import LeavingForm
from desktop.views.records import RecordPane, head, rule
from desktop.views.style import mark
from desktop.views.tabbed import TabPanel
from desktop.views.tables import Chip, ListColumn, ListView, Tone, WholeList
from desktop.views.widgets import EmptyState, Tick

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop.services.life.comparing import Compared
    from desktop.services.two_rolls import OnRoll, TwoRolls
    from desktop.views.desk import Desk

_TONES: Final = {
    Likeness.NUMBER: Tone.BAD,
    Likeness.BIRTH: Tone.CARE,
    Likeness.SOUND: Tone.PLAIN,
}


def _chip(line: TwoRolls) -> Chip:
    words = line.likeness.label
    if line.numbers_differ:
        return Chip(f"{words}，证件号不同", Tone.PLAIN)
    return Chip(words, _TONES[line.likeness])


def _where(side: OnRoll) -> str:
    return f"{side.school} {side.school_class}".strip()


COLUMNS: Final[tuple[ListColumn[TwoRolls], ...]] = (
    ListColumn("name", "姓名", lambda t: t.first.name, 90, sort="name"),
    ListColumn("first", "学校", lambda t: _where(t.first), 240, sort="first"),
    ListColumn("other", "另一名", lambda t: t.second.name, 90),
    ListColumn("second", "学校", lambda t: _where(t.second), 240, sort="second"),
    ListColumn("likeness", "相像之处", lambda t: _chip(t).words, 230, sort="likeness", chip=_chip),
    ListColumn("decision", "决定", lambda t: t.decision.label if t.decision else "", 100),
)
_KINDS: Final = {kind: place for place, kind in enumerate(Likeness)}
_ORDERS: Final[Mapping[str, Callable[[TwoRolls], object]]] = {
    "name": lambda t: t.first.name,
    "first": lambda t: t.first.school,
    "second": lambda t: t.second.school,
    "likeness": lambda t: (t.numbers_differ, _KINDS[t.likeness]),
}
_HELP: Final = "两校都“在校”的学生：证件号相同的，和可能是同一个孩子的。离开的一校登记转出。"


class TwicePanel(TabPanel):
    """The list, and the pane of one pair."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = QLabel(_HELP)
        words.setWordWrap(True)
        mark(words, kind="muted")
        self.decided = Tick("已分开的也列出")
        self.differing = Tick("证件号不同的也列出")
        empty = EmptyState("没有学生同时在两所学校。", picture="check")
        self.view = ListView(desk, "county-twice", COLUMNS, self._source(), empty)
        self.view.titled("一人两校核对表")
        self.view.identify_by(lambda line: (line.first.person_id, line.second.person_id))
        self.print_through_page(self.view)
        self.pane = TwicePane(desk)
        self.split = PairSplit(self.view, self.pane)
        line = QHBoxLayout()
        line.addWidget(words, 1)
        for tick in (self.decided, self.differing):
            line.addWidget(tick)
            tick.changed.connect(lambda: self.view.set_source(self._source()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self.view.selected.connect(self._on_selected)
        self.pane.closing.connect(self.split.close_pane)
        desk.refresh.subscribe(self, (Book.PEOPLE, Book.IMPORTS), self.view.reload)

    def _source(self) -> WholeList[TwoRolls]:
        session = self.desk.session
        decided, differing = self.decided.value(), self.differing.value()
        return WholeList(
            lambda: children_twice(session, decided=bool(decided), differing=bool(differing)),
            _ORDERS,
        )

    def _on_selected(self, line: TwoRolls | None) -> None:
        if line is not None:
            self.pane.show_pair(line)


class TwicePane(RecordPane):
    """Both records side by side, and what can be decided."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "twicePane")
        self._line: TwoRolls | None = None

    def show_pair(self, line: TwoRolls) -> None:
        """Read and show both."""
        if line != self._line:
            self.drop_form()
        self._line = line
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: side_by_side(session, line))
        task.then(partial(self._on_read, line)).start()

    def _on_read(self, line: TwoRolls, sides: Sequence[Compared]) -> None:
        if line is not self._line:
            return
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self, "是同一个孩子吗？", _chip(line)))
        session = self.desk.session
        shown = [
            (found, session.in_unit(side.unit_id, side.school), self._over(side))
            for found, side in zip(sides, line.sides, strict=True)
        ]
        layout.addLayout(records_grid(self.desk.tasks, shown))
        layout.addWidget(rule())
        if session.role is not Role.AUDITOR:
            layout.addLayout(self._actions(line))
        layout.addStretch(1)
        self.show_content(content)

    def _over(self, side: OnRoll) -> QWidget:
        """The school, and that the child has left it."""
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        school = QLabel(side.school)
        school.setWordWrap(True)
        mark(school, kind="heading")
        layout.addWidget(school)
        if self.desk.session.role is not Role.AUDITOR:
            leave = QPushButton("从这所学校转出…")
            leave.clicked.connect(lambda _checked=False: self.enter_leaving(side))
            layout.addWidget(leave)
        return box

    def _actions(self, line: TwoRolls) -> QHBoxLayout:
        row = QHBoxLayout()
        for decision in PairDecision:
            button = QPushButton(decision.label)
            button.clicked.connect(partial(self._decide, line, decision))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def enter_leaving(self, side: OnRoll) -> None:
        """Open the form of the transfer out of one of the two schools."""
        line = self._line
        if line is not None:
            form = LeavingForm(self.desk, line, side)
            form.saved.connect(lambda _done: self._tell(f"已登记从{side.school}转出"))
            (other,) = (one for one in line.sides if one is not side)
            self.open_form(f"{side.name}：从{side.school}转到{other.school}", form)

    def _decide(self, line: TwoRolls, decision: PairDecision, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        session = self.desk.session
        task = self.desk.tasks.write(self, lambda _job: decide_twice(session, line, decision))
        task.then(lambda _changes: self._tell(f"已记下：{decision.label}")).start()

    def _tell(self, words: str) -> None:
        self.desk.messages.say(words)
        self.closing.emit()
