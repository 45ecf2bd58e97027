"""What a comparison has found: four counts, the list behind each, and the pane of a pair."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.services.comparison.comparing import Comparison, Pair, with_verdict
from desktop.services.comparison.shown import line_of
from desktop.services.comparison.verdicts import decide
from desktop.services.comparison.workbook import export, take_verdicts
from desktop.views.importing.file_step import PATTERNS
from desktop.views.importing.roster import EXCEL
from desktop.views.lists.columns import PairLine, pair_columns, person_columns
from desktop.views.lists.pair_pane import PairPane
from desktop.views.lists.sources import Pieces
from desktop.views.style import mark
from desktop.views.tables import DetailSplit, ListView
from desktop.views.widgets import EmptyState, KeyFigure, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from desktop.core.changes import Changes
    from desktop.core.lists import Verdict
    from desktop.services.comparison.people import Side
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_LOW: Final = 420


class Part(Enum):
    """A list of a comparison; the value is the word for it."""

    PROBABLE = "可能是同一人"
    LEFT = "只在左边"
    RIGHT = "只在右边"
    BOTH = "两边都有"


@dataclass(frozen=True, slots=True)
class _Said:
    """A verdict that was kept, and the comparison after it; None: compare anew."""

    changes: Changes
    found: Comparison | None


class ResultView(QWidget):
    """The result of one comparison."""

    closed = Signal()
    again = Signal()
    """Compare anew: something was said or taken back elsewhere."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.found: Comparison | None = None
        self.part = Part.PROBABLE
        self.title = QLabel()
        self.title.setWordWrap(True)
        mark(self.title, kind="heading")
        self.note = QLabel()
        self.note.setWordWrap(True)
        mark(self.note, kind="muted")
        self.figures = {part: KeyFigure(part.value, leads_on=True) for part in Part}
        county = desk.session.at_bureau
        kept = "county-" if county else ""
        self.pairs = ListView(
            desk,
            f"{kept}pairs",
            pair_columns(at_bureau=county),
            _pairs(()),
            EmptyState("没有这样的配对。"),
        )
        self.people = ListView(
            desk,
            f"{kept}compared",
            person_columns(at_bureau=county),
            Pieces((), line_of),
            EmptyState("没有只在这一边的人。"),
        )
        self.pane = PairPane(desk)
        self.split = DetailSplit(self.pairs, self.pane)
        self.lists = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        self.back = QPushButton("返回名单")
        self.decide = QPushButton("收回判定…")
        self.give = QPushButton("导出结果…")
        for button in (self.back, self.decide, self.give):
            head.addWidget(button)
        figures = QHBoxLayout()
        for part in Part:
            figures.addWidget(self.figures[part])
        self.lists.addWidget(self.split)
        self.lists.addWidget(self.people)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.note)
        layout.addLayout(figures)
        layout.addWidget(self.lists, 1)

    def _connect(self) -> None:
        self.back.clicked.connect(self.closed)
        self.give.clicked.connect(self.export)
        self.decide.clicked.connect(self.take_back_verdicts)
        for part, figure in self.figures.items():
            figure.activated.connect(lambda part=part: self.show_part(part))
        self.pairs.identify_by(lambda line: (id(line.pair.left), id(line.pair.right)))
        self.pairs.selected.connect(self._on_selected)
        self.pane.closing.connect(self.split.close_pane)
        self.pane.decided.connect(self._on_decided)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """In a low window the figures stand in one line, so that the list has room."""
        super().resizeEvent(event)
        for figure in self.figures.values():
            figure.set_low(self.height() < _LOW)

    def show_found(self, found: Comparison) -> None:
        """Show a comparison, what is doubtful first."""
        self.found = found
        self.title.setText(f"{found.left.title}　与　{found.right.title}")
        self._show_figures()
        self.show_part(Part.PROBABLE if found.probable else Part.LEFT)

    def show_part(self, part: Part) -> None:
        """Show one of the four lists."""
        self.part = part
        found = self.found
        if found is None:
            return
        for other, figure in self.figures.items():
            mark(figure, chosen=other is part)
        if part in (Part.PROBABLE, Part.BOTH):
            pairs = found.probable if part is Part.PROBABLE else found.both
            self.lists.setCurrentWidget(self.split)
            self.pairs.titled(f"比对：{part.value}")
            self.pairs.set_source(_pairs(pairs))
        else:
            people = found.only_left if part is Part.LEFT else found.only_right
            self.lists.setCurrentWidget(self.people)
            self.people.titled(f"比对：{part.value}")
            self.people.set_source(Pieces(people, line_of))

    def _show_figures(self) -> None:
        found = self.found
        assert found is not None  # noqa: S101 - called when one is there
        counts = {
            Part.PROBABLE: (len(found.probable), "对，请逐对核对"),
            Part.LEFT: (len(found.only_left), f"左边共 {len(found.left.people):,} 人"),
            Part.RIGHT: (len(found.only_right), f"右边共 {len(found.right.people):,} 人"),
            Part.BOTH: (len(found.both), "人，证件号或姓名和生日都对得上"),
        }
        for part, (count, note) in counts.items():
            care = part is Part.PROBABLE and count
            self.figures[part].set_figure(
                f"{count:,}", note, tone=Tone.CARE if care else Tone.PLAIN
            )
        notes = [*_remarks("左边", found.left), *_remarks("右边", found.right)]
        self.note.setText("；".join(notes))
        self.note.setVisible(bool(notes))

    def _on_selected(self, line: PairLine | None) -> None:
        if line is not None:
            self.pane.show_pair(line)

    def _on_decided(self, pair: Pair, verdict: Verdict | None) -> None:
        session, found = self._desk.session, self.found
        if found is None:
            return

        def work(_job: Job) -> _Said:
            changes = decide(session, {(pair.left, pair.right): verdict})
            return _Said(changes, None if verdict is None else with_verdict(found, pair, verdict))

        task = self._desk.tasks.write(self, work).titled("记下判定")
        task.then(lambda said: self._on_said(said.found)).start()

    def _on_said(self, found: Comparison | None) -> None:
        self._desk.messages.say("已记下，以后不再问")
        if found is None:
            self.again.emit()
            return
        self.found = found
        self._show_figures()
        pairs = found.probable if self.part is Part.PROBABLE else found.both
        self.pairs.loader.source = _pairs(pairs)
        self.pairs.reload()

    def export(self) -> None:
        """Ask where to, and write the comparison with whole numbers."""
        messages, session, found = self._desk.messages, self._desk.session, self.found
        warning = "导出的结果里有完整的证件号和出生日期，请妥善保管，不要发到群里。"
        password = messages.ask_protection(self, warning) if found is not None else None
        if found is None or password is None:
            return
        out = messages.ask_save(self, "导出比对结果", "比对结果.xlsx", EXCEL)
        if out is None:
            return
        task = self._desk.tasks.paper(self, lambda _job: export(session, found, out, password))
        told = f"比对结果已保存：{out.name}"
        task.titled("导出比对结果").then(lambda _rows: messages.say(told)).start()

    def take_back_verdicts(self) -> None:
        """Take what was decided in the exported workbook."""
        messages, session, found = self._desk.messages, self._desk.session, self.found
        if found is None:
            return
        path = messages.ask_open(self, "选择填好判定的结果表", PATTERNS)
        if path is None:
            return
        task = self._desk.tasks.write(self, lambda _job: take_verdicts(session, found, path))

        def done(decided: int) -> None:
            messages.say(f"收下 {decided} 对的判定")
            self.again.emit()

        task.titled("收回判定").then(lambda taken: done(taken.decided)).start()


def _pairs(pairs: Sequence[Pair]) -> Pieces[Pair, PairLine]:
    return Pieces(pairs, PairLine.of)


def _remarks(word: str, side: Side) -> list[str]:
    remarks = []
    if side.repeated:
        remarks.append(f"{word}有 {side.repeated} 行是重复的人，只算一次")
    if side.unread:
        remarks.append(f"{word}有 {side.unread} 行没有姓名，没有读")
    return remarks
