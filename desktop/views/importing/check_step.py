"""Step 3: what taking the roster in would do, list by list; rows in doubt are decided here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTabBar, QVBoxLayout

from desktop.services.imports.batches import apply
from desktop.services.imports.doubts import CONFIRMED
from desktop.services.imports.lines import Fate
from desktop.views.importing.doubts import (
    BACK_WORDS,
    NEW_WORDS,
    SAME_WORDS,
    DoubtPane,
    same_of,
)
from desktop.views.importing.taking import look
from desktop.views.tables import DetailSplit, ListColumn, ListView, WholeList
from desktop.views.widgets import EmptyState
from desktop.views.wizard import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop.services.imports.plan import Difference
    from desktop.views.desk import Desk
    from desktop.views.importing.taking import Looked, Taking
    from desktop.views.tasks import Task


_NAMED: Final = 3


def _changes(line: Difference) -> str:
    changes = "；".join(f"{c.title}：{c.old or '（空）'} → {c.new}" for c in line.changes)
    return changes or line.reason


def _coming(lines: Sequence[Difference]) -> str:
    """Who will come by transfer, said before anything is written."""
    names = "；".join(f"{line.who}（{line.reason}）" for line in lines[:_NAMED])
    more = f" 等 {len(lines):,} 人" if len(lines) > _NAMED else ""
    return f"新增的学生里有 {len(lines):,} 名是转来的，导入后登记为转入：{names}{more}。"


COLUMNS: Final[tuple[ListColumn[Difference], ...]] = (
    ListColumn("sheet", "工作表", lambda d: d.sheet, 90, sort="sheet", hidden=True),
    ListColumn("row", "行", lambda d: str(d.row) if d.row else "", 70, "right", sort="row"),
    ListColumn("who", "谁，或哪个栏目", lambda d: d.who, 200, sort="who"),
    ListColumn("what", "说明", _changes, 480),
)
_WORDS: Final = {
    Fate.NEW: "名册里没有、要新增的学生",
    Fate.COMING: "新增的学生里是转来的，导入后登记为转入；不是转来的，先改正表格的备注再导入",
    Fate.CHANGED: "名册里有、表里写得不同的学生；号码、电话、住址等只说有改动，不显示内容",
    Fate.SAME: "和名册完全一样，不用改",
    Fate.MISSING: "名册里有、表里没有的学生；导入不会动他们，离校的请登记异动",
    Fate.PARKED: "分不清是谁的行，不会导入；看清楚的，选中一行或几行决定",
    Fate.DECIDED: "原来待定、您决定了的行；决定错了，选中后按“撤回决定”",
    Fate.UNREAD: "有错误、读不了的行和不是学生的行，不会导入",
    Fate.REMARKS: "已经读入，但请看一看的地方",
    Fate.READINGS: "代码、简称和写法按规定读成了什么，各有几处；号码、住址等只说改了什么",
}

_PLAIN: Final = {
    Fate.NEW: "账里没有、要新登记的行",
    Fate.COMING: "转来的学生",
    Fate.CHANGED: "账里有、表里写得不同的行",
    Fate.SAME: "和账里完全一样，不用改",
    Fate.MISSING: "表里没有的；导入不会动它们",
    Fate.PARKED: "对不上或分不清的行，不会导入；请按说明改正表格再导入",
    Fate.DECIDED: "原来待定、您决定了的行",
    Fate.UNREAD: "有错误、读不了的行，和没有内容的行，不会导入",
    Fate.REMARKS: "已经读入，但请看一看的地方",
    Fate.READINGS: "代码、简称和写法按规定读成了什么，各有几处；号码、住址等只说改了什么",
}


class CheckStep(Step):
    """Counts over lists; the button says how many will be written."""

    title = "核对差异"
    returned_asked = Signal()

    def __init__(self, desk: Desk, taking: Taking) -> None:
        super().__init__()
        self._desk, self._taking = desk, taking
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("核对的结果")
        for fate in Fate:
            self.tabs.addTab(fate.value)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.coming = QLabel()
        self.coming.setWordWrap(True)
        self.coming.setTextFormat(Qt.TextFormat.PlainText)
        self.same, self.confirm = QPushButton(SAME_WORDS), QPushButton(NEW_WORDS)
        self.take_back = QPushButton(BACK_WORDS)
        self.returned = QPushButton("保存退回表…")
        self.returned.setToolTip("在原来的表格里把每个问题标在出错的那一格，改好再交")
        self.view = ListView(
            desk, "differences", COLUMNS, WholeList(lambda: ()), EmptyState("这一项里没有。")
        )
        self.pane = DoubtPane()
        self.split = DetailSplit(self.view, self.pane)
        self._line: Difference | None = None
        self._lay_out()
        # Not on the button that writes: first one looks.
        self.setFocusProxy(self.tabs)
        self.tabs.currentChanged.connect(self._show_list)
        self.view.selected.connect(self._on_selected)
        self.pane.said.connect(self._on_said)
        self.same.clicked.connect(lambda: self._say_of_chosen(same_of))
        self.confirm.clicked.connect(lambda: self._say_of_chosen(lambda _line: CONFIRMED))
        self.take_back.clicked.connect(lambda: self._say_of_chosen(lambda _line: ""))
        self.returned.clicked.connect(self.returned_asked)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.words, 1)
        for button in (self.same, self.confirm, self.take_back, self.returned):
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.coming)
        layout.addWidget(self.tabs)
        layout.addLayout(line)
        layout.addWidget(self.split, 1)

    @property
    def next_words(self) -> str:
        """How many pupils will be written."""
        looked = self._taking.looked
        if looked is None or not looked.seen.counts.moves:
            return "完成"
        counts = looked.seen.counts
        return f"导入（新增 {counts.new:,}，变更 {counts.changed:,}）"

    @property
    def ready(self) -> bool:
        """Whether the roster was held against the books."""
        return self._taking.looked is not None

    @property
    def fate(self) -> Fate:
        """Which list is shown."""
        return list(Fate)[max(self.tabs.currentIndex(), 0)]

    def enter(self) -> None:
        """Show the counts, and first the list that most needs to be looked at."""
        looked = self._taking.looked
        if looked is None:
            return
        self._show_counts(looked)
        first = next((fate for fate in _FIRST if looked.lines[fate]), Fate.SAME)
        self.tabs.setCurrentIndex(list(Fate).index(first))
        self._show_list()

    def work(self) -> Task[Any] | None:
        """Take the roster in: one transaction."""
        looked, session = self._taking.looked, self._desk.session
        if looked is None:
            return None
        seen = looked.seen
        task = self._desk.tasks.write(
            self, lambda job: apply(session, seen, job.progress, job.accepted)
        )
        return task.titled(f"导入{self._taking.purpose.title}")

    def let_go(self) -> None:
        """Show nothing any more, so that nothing is held."""
        self.view.set_source(WholeList(lambda: ()))

    def _show_counts(self, looked: Looked) -> None:
        for at, fate in enumerate(Fate):
            self.tabs.setTabText(at, f"{fate.value} {len(looked.lines[fate]):,}")
            self.tabs.setTabVisible(at, fate not in _SOMETIMES or bool(looked.lines[fate]))
        self.returned.setVisible(bool(looked.seen.problems))
        coming = looked.seen.plan.found.coming
        self.coming.setText(_coming(coming))
        self.coming.setVisible(bool(coming))
        self.view.arrangement.show_column("sheet", shown=bool(looked.roster.sheets))

    def _show_list(self) -> None:
        looked = self._taking.looked
        lines = looked.lines[self.fate] if looked else ()
        is_roll = self._taking.purpose.is_roll
        self.words.setText((_WORDS if is_roll else _PLAIN)[self.fate])
        parked = is_roll and self.fate is Fate.PARKED
        self.confirm.setVisible(parked and bool(lines))
        self.same.setVisible(parked and any(same_of(line) for line in lines))
        self.take_back.setVisible(self.fate is Fate.DECIDED)
        self.view.titled(f"导入核对：{self.fate.value}")
        self.view.set_source(self._source(lines))

    def _source(self, lines: Sequence[Difference]) -> WholeList[Difference]:
        orders = {
            "sheet": lambda d: (d.sheet, d.row),
            "row": lambda d: d.row,
            "who": lambda d: d.who,
        }
        return WholeList(lambda: lines, orders)

    def _on_selected(self, line: Difference | None) -> None:
        self._line = line
        if line is not None:
            place = f"第{line.row}行\n" if line.row else ""
            says = self._taking.decided.get(line.decided_by, "") if line.row else ""
            in_doubt = self.fate in (Fate.PARKED, Fate.DECIDED) and self._taking.purpose.is_roll
            self.pane.show_line(
                line,
                f"{line.sheet} {place}{_changes(line)}".strip(),
                says if in_doubt else "",
                parked=in_doubt and self.fate is Fate.PARKED,
            )

    def _on_said(self, says: str) -> None:
        if self._line is not None:
            self._say({self._line.decided_by: says})

    def _say_of_chosen(self, says: Callable[[Difference], str]) -> None:
        """Say the same of all rows that are chosen in the list; of one row that one."""
        looked = self._taking.looked
        if looked is None:
            return
        lines = looked.lines[self.fate]
        order = self.view.loader.order
        shown = self._source(lines).sorted(order.sort, descending=order.descending)
        spans = self.view.grid.spans()
        chosen = [line for begin, end in spans for line in shown[begin:end]]
        if not chosen and len(lines) == 1:
            chosen = list(lines)
        if not chosen:
            self._desk.messages.say("先在列表里选中要决定的行")
            return
        if says is same_of and not all(map(same_of, chosen)):
            self._desk.messages.say("有的行可能是几个人，或名册里没有这个人：请一行一行地看")
            chosen = [line for line in chosen if same_of(line)]
        self._say({line.decided_by: says(line) for line in chosen})

    def _say(self, said: Mapping[int, str]) -> None:
        """Hold the roster against the books once more, with what a person says of its rows."""
        looked, session = self._taking.looked, self._desk.session
        if looked is None or not said:
            return
        roster, purpose = looked.roster, self._taking.purpose
        both = {**self._taking.decided, **said}
        decided = {row: word for row, word in both.items() if word}

        def keep(now: Looked) -> None:
            self._taking.looked, self._taking.decided = now, decided
            self._show_counts(now)
            self._show_list()
            self.changed.emit()
            if any(said.get(line.decided_by) for line in now.lines[Fate.PARKED]):
                self._desk.messages.say("这些行仍然待定：请按说明改正表格后再导入")

        task = self._desk.tasks.examine(
            self, lambda job: look(session, roster, decided, job.progress, purpose)
        )
        task.titled(f"核对{purpose.title}").then(keep).start()


_SOMETIMES: Final = frozenset({Fate.COMING, Fate.DECIDED})
"""Lists that are offered only where something stands in them."""
_FIRST: Final = (
    *(Fate.PARKED, Fate.UNREAD, Fate.NEW, Fate.CHANGED),
    *(Fate.MISSING, Fate.REMARKS, Fate.SAME, Fate.READINGS),
    *(Fate.COMING, Fate.DECIDED),
)
