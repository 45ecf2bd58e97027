"""Step 2: what was understood of each sheet of the files; one of them, or all alike, put right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.services.imports.county_corrections import of_same_form, sheet_lines
from desktop.views.importing.county.sheet_editor import SheetEditor
from desktop.views.importing.county.taking import put_right, put_right_too
from desktop.views.tables import Chip, ListColumn, ListView, Tone, WholeList
from desktop.views.widgets import EmptyState
from desktop.views.wizard import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.rosters.results import Choices
    from desktop.services.imports.county_corrections import SheetLine
    from desktop.services.imports.county_files import SheetKey
    from desktop.views.desk import Desk
    from desktop.views.importing.county.taking import CountyTaking, Read
    from desktop.views.tasks import Job

_NAMED: Final = 4


def _sheet(line: SheetLine) -> str:
    return line.roster.sheet if line.roster else line.key[1]


def _rows(line: SheetLine) -> str:
    return f"{line.roster.row_count:,}" if line.roster else ""


def _header(line: SheetLine) -> str:
    return f"第 {line.roster.header_row} 行" if line.roster else ""


def _unread(line: SheetLine) -> str:
    """The columns that are no field, or why nothing was read."""
    if line.roster is None:
        return "" if line.left_out or line.refused is None else line.refused.sentence
    names = [column.label for column in line.roster.columns if column.key is None]
    more = f" 等 {len(names)} 栏" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more


def _state(line: SheetLine) -> str:
    if line.left_out:
        return "不读"
    if line.roster is None:
        return "没有读"
    if line.corrected:
        return "改过"
    if line.doubtful:
        return "要看"
    return "照上次改的读" if line.roster.recognised else "读好了"


def _chip(line: SheetLine) -> Chip | None:
    tone = Tone.BAD if line.roster is None and not line.left_out else Tone.CARE
    return Chip(_state(line), tone) if line.doubtful else None


COLUMNS: Final[tuple[ListColumn[SheetLine], ...]] = (
    ListColumn("file", "文件", lambda line: line.path.name, 260, sort="file"),
    ListColumn("sheet", "工作表", _sheet, 120, sort="sheet"),
    ListColumn("state", "情况", _state, 120, sort="state", chip=_chip),
    ListColumn("rows", "行数", _rows, 70, "right", sort="rows"),
    ListColumn("header", "表头在", _header, 80),
    ListColumn("unread", "没有读的栏目", _unread, 420),
)
_ORDERS: Final = {
    "file": lambda line: line.path.name,
    "sheet": _sheet,
    "state": _state,
    "rows": lambda line: line.roster.row_count if line.roster else -1,
}
_WORDS: Final = (
    "工作表、表头、栏目认得不对的，选中它点“改表头与栏目…”（或双击）；"
    "改过的导入以后记得，同样的表可以一起改。"
)


class SheetsStep(Step):
    """A line for each sheet; the one that is opened lies over the list."""

    title = "认表头与栏目"

    def __init__(self, desk: Desk, taking: CountyTaking) -> None:
        super().__init__()
        self._desk, self._taking = desk, taking
        self._chosen: SheetLine | None = None
        self._working = False
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.change = QPushButton("改表头与栏目…")
        self.change.setEnabled(False)
        empty = EmptyState("这些文件里没有工作表。")
        self.view = ListView(desk, "county-sheets", COLUMNS, self._source(), empty)
        self.view.titled("各校文件的表头与栏目")
        self.editor = SheetEditor(desk, taking)
        self.faces = QStackedWidget()
        self._lay_out()
        self.setFocusProxy(self.view)
        self.view.selected.connect(self._on_selected)
        self.view.activated.connect(self._open)
        self.change.clicked.connect(lambda: self._open(self._chosen))
        self.editor.opened.connect(partial(self._show_face, 1))
        self.editor.left.connect(partial(self._show_face, 0))
        self.editor.said.connect(self._on_said)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.words, 1)
        line.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)
        listed = QWidget()
        inside = QVBoxLayout(listed)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(line)
        inside.addWidget(self.view, 1)
        for face in (listed, self.editor):
            self.faces.addWidget(face)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.faces, 1)

    @property
    def ready(self) -> bool:
        """Whether the files were read, and none of them is open."""
        listed = self.faces.currentIndex() == 0
        return self._taking.read is not None and listed and not self._working

    def enter(self) -> None:
        """Show the list, what is to be looked at first."""
        self._show_face(0)
        self._show_list()

    def _lines(self) -> Sequence[SheetLine]:
        read = self._taking.read
        lines = sheet_lines(read.raw, read.corrected) if read else []
        return sorted(lines, key=lambda line: not line.doubtful)

    def _source(self) -> WholeList[SheetLine]:
        return WholeList(self._lines, _ORDERS)

    def _show_list(self) -> None:
        odd = sum(line.doubtful for line in self._lines())
        told = f"有 {odd:,} 份要看，排在最前面。" if odd else ""
        self.words.setText(told + _WORDS)
        self.view.set_source(self._source())
        self.changed.emit()

    def _show_face(self, face: int) -> None:
        self.faces.setCurrentIndex(face)
        self.setFocusProxy(self.editor if face else self.view)
        (self.editor if face else self.view).setFocus()
        self.changed.emit()

    def _on_selected(self, line: SheetLine | None) -> None:
        self._chosen = line
        self.change.setEnabled(line is not None)

    def _open(self, line: SheetLine | None) -> None:
        if line is None:
            return
        if line.refused is not None and line.refused.locked:
            self._desk.messages.say("这个文件加了密码，没有读。请回到上一步重新选择它，再输密码。")
        else:
            self.editor.open_line(line)

    def _on_said(self, key: SheetKey, choices: Choices | None) -> None:
        """Read the sheet so, and ask whether others of its form are to be read so, too."""
        read, session = self._taking.read, self._desk.session
        purpose = self._taking.purpose
        if read is None or self._working:
            return

        def keep(now: Read) -> None:
            self._keep(now)
            if key in now.corrected and of_same_form(now.raw, key, now.corrected):
                # The task ends first: nothing may be busy behind the question.
                QTimer.singleShot(0, self, partial(self._ask_others, key))

        self._working = True
        task = self._desk.tasks.examine(
            self, lambda _job: put_right(session, purpose, read, key, choices)
        )
        task.titled("照改过的读").then(keep).ended(self._on_ended).start()

    def _ask_others(self, key: SheetKey) -> None:
        read, session, purpose = self._taking.read, self._desk.session, self._taking.purpose
        if read is None:
            return
        count = len(of_same_form(read.raw, key, read.corrected))
        how = "也照这样读" if read.corrected[key] else "也都不读"
        question = f"另有 {count:,} 张表的表头和它一样，{how}吗？不合这个样子的不会动。"
        if not self._desk.messages.ask(self, question, how, "只改这一张"):
            return

        def work(job: Job) -> tuple[Read, int]:
            return put_right_too(session, purpose, read, key, job.progress)

        def keep(found: tuple[Read, int]) -> None:
            self._keep(found[0])
            self._desk.messages.say(f"另外 {found[1]:,} 张表{how.removeprefix('也')}了")

        self._working = True
        task: Any = self._desk.tasks.examine(self, work)
        task.titled("照改过的读").then(keep).ended(self._on_ended).start()

    def _keep(self, read: Read) -> None:
        self._taking.put_right(read)
        self.editor.close_line()
        self._show_face(0)
        self._show_list()

    def _on_ended(self) -> None:
        self._working = False
        self.changed.emit()
