"""Step 3: what taking the rosters in would do, school by school."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop.services.imports.county import county_apply
from desktop.services.imports.county_returned import problems_by_file
from desktop.views.importing.county.share_pane import SharePane
from desktop.views.tables import DetailSplit, ListColumn, ListView, WholeList
from desktop.views.widgets import EmptyState
from desktop.views.wizard import Step

if TYPE_CHECKING:
    from desktop.services.imports.county import CountyReceipt, ShareSeen
    from desktop.views.desk import Desk
    from desktop.views.importing.county.taking import CountyTaking
    from desktop.views.tasks import Job, Task

COLUMNS: Final[tuple[ListColumn[ShareSeen], ...]] = (
    ListColumn("school", "学校", lambda s: s.share.unit.name, 200, sort="school"),
    ListColumn("new", "新增", lambda s: f"{s.seen.counts.new:,}", 80, "right", sort="new"),
    ListColumn("changed", "变更", lambda s: f"{s.seen.counts.changed:,}", 80, "right"),
    ListColumn("same", "相同", lambda s: f"{s.seen.counts.same:,}", 80, "right"),
    ListColumn("parked", "待定", lambda s: f"{s.seen.counts.parked:,}", 80, "right", sort="parked"),
    ListColumn(
        "missing", "表里没有", lambda s: f"{s.seen.counts.missing:,}", 90, "right", sort="missing"
    ),
    ListColumn(
        "problems", "问题", lambda s: f"{len(s.seen.problems):,}", 80, "right", sort="problems"
    ),
    ListColumn("file", "文件", lambda s: s.share.path.name, 220, sort="file"),
)
_PARKED_PUPILS: Final = (
    "待定的行不会导入；选中一所学校，右边是它的哪些行为什么待定。"
    "确实是新来的，到那所学校的“导入名册”里可以一行一行地决定。"
)
_PARKED: Final = "待定的行不会导入；选中一所学校，右边是它的哪些行为什么待定。"
_TOLD: Final = 3
_ORDERS: Final = {
    "school": lambda s: s.share.unit.name,
    "file": lambda s: s.share.path.name,
    "new": lambda s: s.seen.counts.new,
    "parked": lambda s: s.seen.counts.parked,
    "missing": lambda s: s.seen.counts.missing,
    "problems": lambda s: len(s.seen.problems),
}


class CheckStep(Step):
    """A line for each school and file; the button says how much will be written."""

    title = "核对差异"
    returned_asked = Signal()

    def __init__(self, desk: Desk, taking: CountyTaking) -> None:
        super().__init__()
        self._desk, self._taking = desk, taking
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.returned = QPushButton("保存退回表…")
        self.returned.setToolTip("每个有问题的文件各一份：在原来的表格里把问题标在出错的那一格")
        self.returned.clicked.connect(self.returned_asked)
        empty = EmptyState("这些表里没有我们学校的行。")
        self.view = ListView(desk, "county-import", COLUMNS, WholeList(self._lines, _ORDERS), empty)
        self.view.titled("各校名册核对")
        self.pane = SharePane()
        self.view.selected.connect(self.pane.show_share)
        self.split = DetailSplit(self.view, self.pane)
        line = QHBoxLayout()
        line.addWidget(self.words, 1)
        line.addWidget(self.returned, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)

    @property
    def next_words(self) -> str:
        """How much will be written."""
        counts = [one.seen.counts for one in self._lines()]
        new, changed = sum(c.new for c in counts), sum(c.changed for c in counts)
        return f"导入（新增 {new:,}，变更 {changed:,}）" if new or changed else "完成"

    def enter(self) -> None:
        """Show the lines."""
        looked = self._taking.looked
        twice = len(looked.twice) if looked else 0
        words = _PARKED_PUPILS if self._taking.purpose.is_roll else _PARKED
        refused = looked.seen.refused if looked else ()
        if refused:
            told = "；".join(f"{one.share.unit.name}：{one.sentence}" for one in refused[:_TOLD])
            more = f" 等 {len(refused)} 份" if len(refused) > _TOLD else ""
            words = f"不能导入的{more}：{told}\n{words}"
        if twice:
            words = f"有 {twice:,} 名学生在两所学校，导入以后请两校核对。{words}"
        read = self._taking.read
        marked = problems_by_file(read.gathered, looked.seen) if read and looked else {}
        if marked:
            words += f"{len(marked):,} 个文件里有要看的地方，可以存成退回表交还学校改。"
        self.returned.setVisible(bool(marked))
        self.words.setText(words)
        self.view.set_source(WholeList(self._lines, _ORDERS))
        self.changed.emit()

    def work(self) -> Task[Any] | None:
        """Take everything in."""
        looked, session = self._taking.looked, self._desk.session
        if looked is None:
            return None
        seen = looked.seen

        def work(job: Job) -> CountyReceipt:
            return county_apply(session, seen, job.progress)

        return self._desk.tasks.write(self, work).titled("导入各校的表")

    def _lines(self) -> tuple[ShareSeen, ...]:
        looked = self._taking.looked
        return looked.seen.schools if looked else ()
