"""疑似重复: pairs of records that may be one person, side by side, decided one by one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QRadioButton, QVBoxLayout, QWidget

from desktop.core.labels import Role
from desktop.core.life import Likeness, PairDecision
from desktop.services.life.comparing import compare, stays
from desktop.services.life.differing import differing
from desktop.services.life.duplicates import decide, lookalike_lines
from desktop.services.life.merging import merge
from desktop.views.enrolment.side_by_side import records_grid
from desktop.views.enrolment.word_choices import WordChoices
from desktop.views.records import RecordPane, head, rule
from desktop.views.tables import Chip, DetailSplit, ListColumn, ListView, Tone, WholeList
from desktop.views.widgets import EmptyState, Tick
from desktop.views.widgets.keyboard import holds_keyboard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from PySide6.QtWidgets import QGridLayout

    from desktop.services.life.comparing import Compared
    from desktop.services.life.differing import Differing
    from desktop.services.life.duplicates import LookalikeLine
    from desktop.views.desk import Desk

_TONES: Final = {
    Likeness.NUMBER: Tone.BAD,
    Likeness.BIRTH: Tone.CARE,
    Likeness.SOUND: Tone.PLAIN,
}
_PANE: Final = 620
_NARROW: Final = 1000
"""Below this width two records do not fit beside the list."""


def _chip(line: LookalikeLine) -> Chip:
    return Chip(line.pair.likeness.label, _TONES[line.pair.likeness])


COLUMNS: Final[tuple[ListColumn[LookalikeLine], ...]] = (
    ListColumn("first", "姓名", lambda p: p.first_name, 80),
    ListColumn("second", "和", lambda p: p.second_name, 80),
    ListColumn("likeness", "相像之处", lambda p: p.pair.likeness.label, 190, chip=_chip),
    ListColumn("decision", "决定", lambda p: p.pair.decision.label if p.pair.decision else "", 100),
)


class PairSplit(DetailSplit):
    """Its pane is wide enough for two records; in a narrow window it takes the list's place."""

    def __init__(self, view: ListView, pane: QWidget) -> None:
        super().__init__(view, pane)
        view.selected.connect(self._on_line)

    def open_pane(self) -> None:
        """Show the pane over the larger part, or over everything."""
        was_open = self.is_open
        super().open_pane()
        if not was_open:
            narrow, held = self.width() < _NARROW, holds_keyboard(self.view)
            self.view.setVisible(not narrow)
            if narrow and held:
                self.pane.setFocus()
            wide = min(_PANE, self.width() * 3 // 5)
            self.setSizes([max(self.width() - wide, 1), wide])

    def close_pane(self) -> None:
        """Hide the pane and go back to the list."""
        self.view.show()
        super().close_pane()

    def _on_line(self, line: object) -> None:
        if line is None:
            self.view.show()


class DuplicatesPart(QWidget):
    """The list, and the pane of one pair."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.decided = Tick("已分开的也列出")
        words = "没有疑似重复的记录。"
        empty = EmptyState(words, picture="check")
        self.view = ListView(desk, "duplicates", COLUMNS, self._source(), empty)
        self.view.titled("疑似重复")
        self.view.identify_by(lambda p: (p.pair.first_id, p.pair.second_id))
        self.pane = PairPane(desk)
        self.split = PairSplit(self.view, self.pane)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 8)
        line.addWidget(self.decided)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self.decided.changed.connect(lambda: self.view.set_source(self._source()))
        self.view.selected.connect(self._on_selected)
        self.pane.closing.connect(self.split.close_pane)

    def reload(self) -> None:
        """Read the list again."""
        self.view.reload()

    def _source(self) -> WholeList[LookalikeLine]:
        session, decided = self._desk.session, self.decided.value()
        return WholeList(lambda: lookalike_lines(session, decided=decided))

    def _on_selected(self, line: LookalikeLine | None) -> None:
        if line is not None:
            self.pane.show_pair(line)


class PairPane(RecordPane):
    """Two records side by side, and what can be decided."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "pairPane")
        self.keep: dict[UUID, QRadioButton] = {}
        self.words = WordChoices(desk, (), ())
        self._line: LookalikeLine | None = None

    def show_pair(self, line: LookalikeLine) -> None:
        """Read and show both."""
        self._line = line
        session, keys = self.desk.session, (line.pair.first_id, line.pair.second_id)
        task = self.desk.tasks.read(
            self, lambda _job: (compare(session, keys), differing(session, keys))
        )
        task.then(partial(self._on_read, line)).start()

    def _on_read(
        self, line: LookalikeLine, found: tuple[Sequence[Compared], Sequence[Differing]]
    ) -> None:
        if line is not self._line:
            return
        sides, fields = found
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self, "是同一个人吗？", _chip(line)))
        layout.addLayout(self._grid(sides))
        layout.addWidget(rule())
        self.words = WordChoices(self.desk, tuple(self.keep), fields)
        self._follow()
        for choice in self.keep.values():
            choice.toggled.connect(lambda _on: self._follow())
        if fields:
            layout.addWidget(self.words)
            layout.addWidget(rule())
        if self.desk.session.role is not Role.AUDITOR:
            layout.addLayout(self._actions(line))
        layout.addStretch(1)
        self.show_content(content)

    def _grid(self, sides: Sequence[Compared]) -> QGridLayout:
        stays_by_itself = stays(sides)
        self.keep = {}
        for side in sides:
            choice = QRadioButton("合并时留下这一条")
            choice.setChecked(side.person_id == stays_by_itself)
            self.keep[side.person_id] = choice
        session = self.desk.session
        shown = [(side, session, self.keep[side.person_id]) for side in sides]
        return records_grid(self.desk.tasks, shown)

    def _actions(self, line: LookalikeLine) -> QHBoxLayout:
        row = QHBoxLayout()
        actions: tuple[tuple[str, Callable[[], object]], ...] = (
            ("合并", self._merge),
            (PairDecision.APART.label, partial(self._decide, line, PairDecision.APART)),
            (PairDecision.LATER.label, partial(self._decide, line, PairDecision.LATER)),
        )
        for words, do in actions:
            button = QPushButton(words)
            button.clicked.connect(lambda _checked=False, do=do: do())
            row.addWidget(button)
        row.addStretch(1)
        return row

    @property
    def _kept(self) -> UUID:
        return next(key for key, choice in self.keep.items() if choice.isChecked())

    def _follow(self) -> None:
        """Where nothing else is said the word of the record that stays holds."""
        if any(choice.isChecked() for choice in self.keep.values()):
            self.words.follow(self._kept)

    def _merge(self) -> None:
        keep = self._kept
        taken = self.words.taken(keep)
        drop = next(key for key in self.keep if key != keep)
        asked = "把两条记录合并成一条？两边的异动、监护人、就餐都留下；之后可以在“办理记录”里撤销。"
        if not self.desk.messages.ask(self, asked, "合并"):
            return
        session = self.desk.session
        task = self.desk.tasks.write(
            self, lambda job: _Merged(*merge(session, keep, drop, job.accepted, taken))
        )
        task.then(lambda done: self._tell(f"已合并（第{done.number}次办理）")).start()

    def _decide(self, line: LookalikeLine, decision: PairDecision) -> None:
        session, people = self.desk.session, (line.pair.first_id, line.pair.second_id)
        task = self.desk.tasks.write(self, lambda _job: decide(session, people, decision))
        task.then(lambda _changes: self._tell(f"已记下：{decision.label}")).start()

    def _tell(self, words: str) -> None:
        self.desk.messages.say(words)
        self.closing.emit()


class _Merged:
    """The number of a merge, with what it has moved."""

    def __init__(self, number: int, changes: object) -> None:
        self.number, self.changes = number, changes
