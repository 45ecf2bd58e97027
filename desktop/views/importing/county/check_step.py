"""Step 4: what taking the rosters in would do, school by school; rows in doubt are decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from desktop.services.imports.county import county_apply
from desktop.services.imports.county_lines import comings
from desktop.services.imports.county_returned import problems_by_file
from desktop.views.importing.county.doubts_panel import DoubtsPanel
from desktop.views.importing.county.share_pane import SharePane
from desktop.views.tables import DetailSplit, ListColumn, ListView, WholeList
from desktop.views.widgets import EmptyState
from desktop.views.wizard import Step

if TYPE_CHECKING:
    from desktop.services.imports.county import CountyReceipt, ShareSeen
    from desktop.services.imports.county_lines import CountyLine
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
_PARKED: Final = "待定的行不会导入；选中一所学校，右边是它的哪些行为什么待定。"
_PARKED_PUPILS: Final = "待定的行不会导入，除非您在“待定”里一行一行、或几行一起决定。"
_COMING: Final = (
    "新增的学生里这些人是转来的，导入后登记为转入。不是转来的，先改正表格的备注再导入。"
)
_TOLD: Final = 3
_ORDERS: Final = {
    "school": lambda s: s.share.unit.name,
    "file": lambda s: s.share.path.name,
    "new": lambda s: s.seen.counts.new,
    "parked": lambda s: s.seen.counts.parked,
    "missing": lambda s: s.seen.counts.missing,
    "problems": lambda s: len(s.seen.problems),
}


COMING_COLUMNS: Final[tuple[ListColumn[CountyLine], ...]] = (
    ListColumn("school", "学校", lambda one: one.school, 180, sort="school"),
    ListColumn("file", "文件", lambda one: one.file, 220, sort="file"),
    ListColumn("sheet", "工作表", lambda one: one.sheet, 100),
    ListColumn("row", "行", lambda one: str(one.line.row), 60, "right"),
    ListColumn("who", "谁", lambda one: one.line.who, 180, sort="who"),
    ListColumn("why", "为什么登记为转入", lambda one: one.line.reason, 380),
)
_COMING_ORDERS: Final = {
    "school": lambda one: one.school,
    "file": lambda one: (one.file, one.sheet, one.line.row),
    "who": lambda one: one.line.who,
}


class CheckStep(Step):
    """Schools, rows in doubt, transfers; the button says how much will be written."""

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
        self.doubts = DoubtsPanel(desk, taking)
        self.doubts.decided.connect(self._show_counts)
        nobody = EmptyState("没有转来的学生。")
        self.coming = ListView(desk, "county-coming", COMING_COLUMNS, self._arrivals(), nobody)
        self.coming.titled("各校转入的学生")
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("核对的结果")
        self.faces = QStackedWidget()
        for title in ("各校", "待定", "转入"):
            self.tabs.addTab(title)
        self.tabs.currentChanged.connect(self._on_tab)
        self._lay_out()
        self.setFocusProxy(self.tabs)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.words, 1)
        line.addWidget(self.returned, 0, Qt.AlignmentFlag.AlignTop)
        schools, arrivals = QWidget(), QWidget()
        told = QLabel(_COMING)
        told.setWordWrap(True)
        for face, parts in ((schools, (line, self.split)), (arrivals, (told, self.coming))):
            inside = QVBoxLayout(face)
            inside.setContentsMargins(0, 0, 0, 0)
            for part in parts:
                if isinstance(part, QWidget):
                    inside.addWidget(part, int(part is not told))
                else:
                    inside.addLayout(part)
        for face in (schools, self.doubts, arrivals):
            self.faces.addWidget(face)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        layout.addWidget(self.faces, 1)

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
        self.doubts.show_lines()
        self.tabs.setCurrentIndex(0)
        self._show_counts()

    def _show_counts(self) -> None:
        """How many of each there are, after something was decided, too."""
        lines, looked = self.doubts.lines, self._taking.looked
        coming = len(comings(looked.seen)) if looked else 0
        parked = sum(one.parked for one in lines)
        said = f"，已决定 {len(lines) - parked:,}" if len(lines) > parked else ""
        self.tabs.setTabText(0, f"各校 {len(self._lines()):,}")
        self.tabs.setTabText(1, f"待定 {parked:,}{said}")
        self.tabs.setTabText(2, f"转入 {coming:,}")
        self.tabs.setTabVisible(1, bool(lines))
        self.tabs.setTabVisible(2, bool(coming))
        self.view.set_source(WholeList(self._lines, _ORDERS))
        self.coming.set_source(self._arrivals())
        self.changed.emit()

    def _on_tab(self, at: int) -> None:
        self.faces.setCurrentIndex(at)

    def _arrivals(self) -> WholeList[CountyLine]:
        looked = self._taking.looked
        return WholeList(lambda: comings(looked.seen) if looked else (), _COMING_ORDERS)

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
