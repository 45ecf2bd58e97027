"""The rows in doubt of all files and schools: decided one by one, or a group at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.services.imports.county import decide
from desktop.services.imports.county_lines import doubts
from desktop.services.imports.doubts import CONFIRMED
from desktop.views.importing.doubts import (
    BACK_WORDS,
    NEW_WORDS,
    SAME_WORDS,
    DoubtPane,
    decision,
    likely,
    same_of,
)
from desktop.views.tables import DetailSplit, ListColumn, ListView, WholeList
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.services.imports.county import CountyPreview, LineKey
    from desktop.services.imports.county_lines import CountyLine
    from desktop.views.desk import Desk
    from desktop.views.importing.county.taking import CountyTaking

COLUMNS: Final[tuple[ListColumn[CountyLine], ...]] = (
    ListColumn("who", "谁", lambda one: one.line.who, 140, sort="who"),
    ListColumn("school", "学校", lambda one: one.school, 160, sort="school"),
    ListColumn("why", "为什么待定", lambda one: one.line.reason, 240, sort="why"),
    ListColumn("likely", "名册里可能是", lambda one: likely(one.line), 200),
    ListColumn(
        "says",
        "决定",
        lambda one: decision(one.line, one.says, parked=one.parked),
        120,
        sort="says",
    ),
    ListColumn("file", "文件", lambda one: one.file, 150, sort="file"),
    ListColumn("sheet", "工作表", lambda one: one.sheet, 80),
    ListColumn("row", "行", lambda one: str(one.line.row), 50, "right"),
)
_ORDERS: Final = {
    "school": lambda one: one.school,
    "file": lambda one: (one.file, one.sheet, one.line.row),
    "who": lambda one: one.line.who,
    "why": lambda one: one.line.reason,
    "says": lambda one: one.says,
}
_WORDS: Final = (
    "分不清是谁的行不会导入。看清楚的，选中一行或几行决定；不决定的留着，改好表格再导入。"
)


class DoubtsPanel(QWidget):
    """The list, a pane for the row that is chosen, and buttons for all that are."""

    decided = Signal()
    """The import would do something else now."""

    def __init__(self, desk: Desk, taking: CountyTaking) -> None:
        super().__init__()
        self._desk, self._taking = desk, taking
        self._line: CountyLine | None = None
        words = QLabel(_WORDS)
        words.setWordWrap(True)
        self.same, self.new = QPushButton(SAME_WORDS), QPushButton(NEW_WORDS)
        self.back = QPushButton(BACK_WORDS)
        self.view = ListView(
            desk, "county-doubts", COLUMNS, self._source(), EmptyState("没有待定的行。")
        )
        self.view.titled("各校待定的行")
        self.view.identify_by(lambda one: one.key)
        self.pane = DoubtPane()
        self.split = DetailSplit(self.view, self.pane)
        line = QHBoxLayout()
        line.addWidget(words, 1)
        for button in (self.same, self.new, self.back):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self.view.selected.connect(self._on_selected)
        self.pane.said.connect(self._on_said)
        self.same.clicked.connect(lambda: self._of_chosen(lambda one: same_of(one.line)))
        self.new.clicked.connect(lambda: self._of_chosen(_new))
        self.back.clicked.connect(self._take_back)

    @property
    def lines(self) -> Sequence[CountyLine]:
        """The rows in doubt, and those that were decided."""
        looked = self._taking.looked
        return doubts(looked.seen) if looked else ()

    def show_lines(self) -> None:
        """Show the rows as they are now."""
        lines = self.lines
        self.same.setEnabled(any(same_of(one.line) for one in lines))
        self.new.setEnabled(any(one.parked and one.line.may_be_new for one in lines))
        self.back.setEnabled(any(one.says for one in lines))
        self.view.set_source(self._source())

    def _source(self) -> WholeList[CountyLine]:
        return WholeList(lambda: self.lines, _ORDERS)

    def _on_selected(self, one: CountyLine | None) -> None:
        self._line = one
        if one is not None:
            place = f"{one.school}，{one.file}（{one.sheet}）第{one.line.row}行"
            told = f"{place}\n{one.line.reason}"
            self.pane.show_line(one.line, told, one.says, parked=one.parked)

    def _on_said(self, says: str) -> None:
        if self._line is not None:
            self._say({self._line.key: says})

    def _chosen(self) -> list[CountyLine]:
        """The rows that are chosen in the list; of one row that one."""
        order = self.view.loader.order
        shown = self._source().sorted(order.sort, descending=order.descending)
        chosen = [one for begin, end in self.view.grid.spans() for one in shown[begin:end]]
        return chosen or (list(shown) if len(shown) == 1 else [])

    def _of_chosen(self, says: Callable[[CountyLine], str]) -> None:
        """Say the same of all rows that are chosen, of which it can be said."""
        chosen = [one for one in self._chosen() if one.parked]
        said = {one.key: word for one in chosen if (word := says(one))}
        rest = len(chosen) - len(said)
        if not chosen:
            self._desk.messages.say("先在列表里选中要决定的待定的行")
        elif rest:
            self._desk.messages.say(f"选中的行里有 {rest:,} 行不能这样决定，请一行一行地看")
        if said:
            self._say(said)

    def _take_back(self) -> None:
        said = {one.key: "" for one in self._chosen() if one.says}
        if said:
            self._say(said)
        else:
            self._desk.messages.say("先在列表里选中决定过的行")

    def _say(self, said: dict[LineKey, str]) -> None:
        """Hold the schools of these rows against the books once more, with what is said now."""
        looked, session = self._taking.looked, self._desk.session
        if looked is None:
            return
        rows = {key: word for key, word in {**self._taking.decided, **said}.items() if word}
        seen = looked.seen

        def keep(now: CountyPreview) -> None:
            if self._taking.looked is not looked:
                return
            self._taking.decide(rows, now)
            self.show_lines()
            self.decided.emit()
            still = sum(one.parked and bool(said.get(one.key)) for one in self.lines)
            if still:
                self._desk.messages.say(f"有 {still:,} 行仍然待定：请按说明改正表格后再导入")

        task = self._desk.tasks.examine(self, lambda job: decide(session, seen, rows, job.progress))
        task.titled("核对决定过的行").then(keep).start()


def _new(one: CountyLine) -> str:
    return CONFIRMED if one.line.may_be_new else ""
