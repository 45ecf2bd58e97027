"""检查记录 of the month: rounds of all checklists, those with something bad standing out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from desktop.core.attachments import RecordKind
from desktop.core.clock import CHINA
from desktop.core.meals import Finding, LogKind
from desktop.services.attachments import Record, files_of
from desktop.services.canteen.checklists import checklist_on
from desktop.services.canteen.log_lists import (
    RoundSummary,
    round_paper,
    rounds,
    satisfaction_of,
)
from desktop.services.canteen.log_rounds import remove_round
from desktop.views.canteen.goods.tickets import Tickets
from desktop.views.canteen.logs.part import MonthPart
from desktop.views.canteen.logs.words import round_chip
from desktop.views.records import fact, facts, head, rule, section, told
from desktop.views.tables import ListColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QFormLayout

    from desktop.core.terms import Month
    from desktop.services.attachments import FileLine
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.log_lines import RoundLine
    from desktop.services.canteen.log_lists import RoundPaper
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_NOTHING: Final = "这个月还没有检查记录。晨检、消毒、冷柜温度每个上课日记，六个环节每周检查一次。"


def _when(line: RoundSummary) -> str:
    return f"{line.day:%m-%d} {line.at}".strip()


def _afterwards(line: RoundSummary) -> str:
    at = line.recorded_at.astimezone(CHINA)
    return f"{at:%m-%d} 补记" if line.afterwards else ""


_COLUMNS: Final[tuple[ListColumn[RoundSummary], ...]] = (
    ListColumn("day", "日期", _when, 120),
    ListColumn("kind", "类别", lambda r: r.kind.label, 104),
    ListColumn("state", "情况", lambda r: round_chip(r).words, 120, chip=round_chip),
    ListColumn("problems", "不合格的和处理", lambda r: r.problems, 260),
    ListColumn("lines", "项目", lambda r: str(r.lines), 58, "right"),
    ListColumn("done", "检查人", lambda r: r.done_by, 84),
    ListColumn("watched", "复核人", lambda r: r.watched_by, 84),
    ListColumn("after", "补记", _afterwards, 100),
    ListColumn("note", "备注", lambda r: r.note, 160, hidden=True),
)


class RoundsPart(MonthPart[RoundSummary]):
    """The rounds, of one kind or all."""

    title = "检查记录"
    new = "记一次检查"
    begin_asked = Signal(object)
    """A round of a LogKind is to begin."""
    edit_asked = Signal(object)
    """A round is to be put right: its key."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "canteen-logs", _COLUMNS, _NOTHING)
        self._shown: LogKind | None = None
        self.kind = QComboBox()
        self.kind.setAccessibleName("类别")
        self.kind.addItem("全部类别", None)
        for kind in LogKind:
            self.kind.addItem(kind.label, kind)
        self.kind.activated.connect(lambda _at: self.set_source())
        self.line.addWidget(self.kind)
        self.view.filtering.connect(self.kind.setFocus)
        self.view.activated.connect(lambda line: self.edit_asked.emit(line.log_id))

    @property
    def filtered(self) -> bool:
        """Whether one kind is shown."""
        return self.chosen is not None

    @property
    def chosen(self) -> LogKind | None:
        """The kind that is shown; Qt keeps only the text of it."""
        data = self.kind.currentData()
        return None if data is None else LogKind(data)

    def set_source(self) -> None:
        """Show the kind that is chosen."""
        self._shown = self.chosen
        super().set_source()

    def show_kind(self, kind: LogKind | None) -> None:
        """Show the rounds of one kind."""
        self.kind.setCurrentIndex(0 if kind is None else list(LogKind).index(kind) + 1)
        self.set_source()

    def rows(self, canteen: CanteenLine, month: Month) -> Sequence[RoundSummary]:
        """The rounds of the month."""
        return rounds(self.desk.session, canteen.canteen_id, month, self._shown)

    def key(self, line: RoundSummary) -> object:
        """Its key."""
        return line.log_id

    def foot(self, rows: Sequence[RoundSummary]) -> dict[str, str]:
        """In how many rounds something was bad."""
        bad = sum(bool(line.bad) for line in rows)
        return {"有不合格": f"{bad} 次"} if bad else {}

    def enter(self) -> None:
        """Begin a round of the kind that is shown, or ask which."""
        kind = self.chosen
        if kind is not None:
            self.begin_asked.emit(kind)
            return
        self.view.grid.clearSelection()
        self.pane.drop_form()
        self.split.open_pane()
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head(self.pane, "记哪一类", None))
        buttons = []
        for one in LogKind:
            button = QPushButton(one.label)
            button.clicked.connect(partial(self._on_kind, one))
            layout.addWidget(button)
            buttons.append(button)
        layout.addStretch(1)
        self.pane.show_content(content)
        buttons[0].setFocus()

    def show_line(self, line: RoundSummary) -> None:
        """Tell of a round, with its photos."""
        session = self.desk.session

        def read(_job: Job) -> tuple[RoundPaper, tuple[FileLine, ...]]:
            paper = round_paper(session, line.log_id)
            with session.store.read() as connection:
                found = files_of(connection, session.unit_id, RecordKind.CANTEEN_LOG, [line.log_id])
            return paper, tuple(found.get(line.log_id, ()))

        self.desk.tasks.read(self, read).then(lambda found: self._tell(*found)).start()

    def _on_kind(self, kind: LogKind, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's
        self.split.close_pane()
        self.begin_asked.emit(kind)

    def _tell(self, paper: RoundPaper, files: tuple[FileLine, ...]) -> None:
        line = paper.head
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self.pane, f"{line.kind.label} {_when(line)}", round_chip(line)))
        layout.addLayout(_facts(line))
        if self.may_write:
            edit = ("修改…", lambda: self.edit_asked.emit(line.log_id))
            remove = ("删除…", partial(self._remove, line))
            layout.addLayout(section("更正", edit, remove))
        layout.addWidget(rule())
        layout.addLayout(section("检查项目"))
        for words in _lines(paper):
            layout.addLayout(told(words))
        layout.addWidget(rule())
        layout.addLayout(section("签字的照片"))
        record = Record(RecordKind.CANTEEN_LOG, line.log_id)
        layout.addWidget(Tickets(self.desk, record, files, writes=self.may_write))
        layout.addStretch(1)
        self.pane.show_content(content)

    def _remove(self, line: RoundSummary) -> None:
        session, key = self.desk.session, line.log_id
        sentence = f"删除{line.day}的{line.kind.label}记录吗？"
        if self.desk.messages.ask(self, sentence, "删除"):
            self.write(lambda _job: remove_round(session, key), "已删除。")


def _facts(line: RoundSummary) -> QFormLayout:
    form = facts()
    one = checklist_on(line.kind, line.day)
    form.addRow(one.done, fact(line.done_by))
    form.addRow(one.watched, fact(line.watched_by))
    if line.note:
        form.addRow("备注", fact(line.note))
    at = line.recorded_at.astimezone(CHINA)
    form.addRow("登记", fact(f"{at:%Y-%m-%d %H:%M} {line.recorded_by}"))
    return form


def _lines(paper: RoundPaper) -> list[str]:
    one = checklist_on(paper.head.kind, paper.head.day)
    if paper.head.kind is LogKind.SATISFACTION:
        found = satisfaction_of(paper.lines)
        asked = f"发出 {found.asked} 份，收回 {found.answered} 份"
        return [asked, *(f"{q}：满意 {n} 份，{found.percent(n)}" for q, n in found.questions)]
    return [_line_words(line, one.like(line.item, line.part).unit) for line in paper.lines]


def _line_words(line: RoundLine, unit: str) -> str:
    found = "" if line.finding in (None, Finding.GOOD) else f" {line.finding.label}"
    measured = f" {line.value} {unit}".rstrip() if line.value else ""
    good = " 合格" if line.finding is Finding.GOOD else ""
    part = f"{line.part}：" if line.part else ""
    note = f"。{line.note}" if line.note else ""
    return f"{part}{line.item}{measured}{good}{found}{note}"
