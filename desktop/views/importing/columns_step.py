"""Step 2: which sheet, which line is the header, which column is what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
)

from desktop.core.errors import SchoolError
from desktop.rosters.results import Choices
from desktop.services.imports.reading import columns_on
from desktop.views.importing.columns_grid import ColumnsGrid
from desktop.views.importing.rows_grid import RowsGrid
from desktop.views.importing.taking import look, open_file, remapped
from desktop.views.style import mark
from desktop.views.wizard import Step

if TYPE_CHECKING:
    from desktop.rosters.results import RosterResult
    from desktop.views.desk import Desk
    from desktop.views.importing.taking import Looked, Opened, Taking
    from desktop.views.tasks import Job, Task

_MOST_LINES = 200
_AS_BEFORE = "照您上次改过的样子读。"
_NAMED = 4
_POINTED = "表头里认不出的栏目由您指定：都指好了再往下走，就照这样读。"


def _lines(roster: RosterResult[Any]) -> str:
    """Which lines the header stands on."""
    top = roster.header_top or roster.header_row
    return f"{top}" if top == roster.header_row else f"{top} 到 {roster.header_row}"


def _understood(roster: RosterResult[Any]) -> str:
    """What was made of the sheet, in a sentence or two."""
    read = sum(column.key is not None for column in roster.columns)
    if roster.sheets:
        return _of_several(roster)
    others = len(roster.unread_sheets)
    more = f"另有 {others} 张同样的工作表：要一起导入，工作表请选“全部”。" if others else ""
    return (
        f"认出 {roster.row_count:,} 行，表头在第 {_lines(roster)} 行，"
        f"{len(roster.columns)} 列里读 {read} 列。{more}"
        f"{_AS_BEFORE if roster.recognised else ''}不对的栏目可以在右边改，改过的下次记得。"
    )


def _of_several(roster: RosterResult[Any]) -> str:
    """The same of sheets that are read as one."""
    names = "、".join(f"“{sheet.name}”" for sheet in roster.sheets[:_NAMED])
    more = "等" if len(roster.sheets) > _NAMED else ""
    return (
        f"{len(roster.sheets)} 张工作表当作一张表一起读：{names}{more}，"
        f"共认出 {roster.row_count:,} 行。"
        f"每张的表头和栏目各认各的；下面是“{roster.sheet}”。"
        f"{_AS_BEFORE if roster.recognised else ''}"
        "在这里改的，表头相同的各张都照改；哪一张认得不对，也可以只选那一张看。"
    )


class ColumnsStep(Step):
    """Shows what was understood of the sheet, and lets a person say it otherwise."""

    title = "认表头与栏目"

    def __init__(self, desk: Desk, taking: Taking) -> None:
        super().__init__()
        self._desk, self._taking = desk, taking
        self._reading: Task[Any] | None = None
        self._stale = False  # whether columns were taken for other fields since the file was read
        self.sheet = QComboBox()
        self.sheet.setAccessibleName("工作表")
        self.header = QSpinBox()
        self.header.setRange(1, _MOST_LINES)
        self.header.setPrefix("第 ")
        self.header.setSuffix(" 行")
        self.header.setAccessibleName("表头在第几行")
        self.again = QPushButton("按这一行重新认")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.rows = RowsGrid()
        self.columns = ColumnsGrid(taking.purpose.kind.columns)
        self._lay_out()
        self.sheet.activated.connect(self._on_sheet)
        self.again.clicked.connect(self._on_header)
        self.rows.row_chosen.connect(self.header.setValue)
        self.columns.chosen.connect(self._on_column)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        for words, part in (("工作表", self.sheet), ("表头在", self.header)):
            line.addWidget(QLabel(words))
            line.addWidget(part)
        line.addWidget(self.again)
        line.addStretch(1)
        both = QHBoxLayout()
        grids = (("表的样子（点一行可指定表头）", self.rows), ("栏目", self.columns))
        for words, grid in grids:
            side = QVBoxLayout()
            label = QLabel(words)
            mark(label, kind="muted")
            side.addWidget(label)
            side.addWidget(grid, 1)
            both.addLayout(side, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.words)
        layout.addLayout(both, 1)

    @property
    def ready(self) -> bool:
        """Whether the sheet is understood."""
        opened = self._taking.opened
        understood = opened is not None and (opened.roster is not None or self._stale)
        return self._reading is None and understood

    def enter(self) -> None:
        """Show what was understood."""
        self._show()

    def work(self) -> Task[Any] | None:
        """Hold the roster against the books; read it again first if columns were changed."""
        taking, session = self._taking, self._desk.session
        opened, file, choices = taking.opened, taking.file, taking.choices
        if opened is None or file is None or taking.looked is not None:
            return None
        decided, stale, purpose = taking.decided, self._stale, taking.purpose

        def read_and_look(job: Job) -> tuple[Opened, Looked]:
            now = opened
            if stale:
                now = open_file(session, file, choices, job.progress, purpose)
            if now.roster is None:
                raise SchoolError(now.trouble)
            return now, look(session, now.roster, decided, job.progress, purpose)

        def keep(found: tuple[Opened, Looked]) -> None:
            taking.opened, taking.looked = found
            self._stale = False

        return (
            self._desk.tasks.examine(self, read_and_look).titled(f"核对{purpose.title}").then(keep)
        )

    def _on_sheet(self) -> None:
        # The first entry may stand for all sheets: it has no name of one.
        name = self.sheet.currentData()
        self._read(Choices(sheet=name) if name else Choices(every=True))

    def _on_header(self) -> None:
        opened, choices = self._taking.opened, self._taking.choices
        if opened is not None:
            sheet, every = opened.glance.sheet, choices.every
            self._read(Choices(sheet=sheet, header_row=self.header.value(), every=every))

    def _read(self, choices: Choices) -> None:
        """Read the file anew."""
        taking, session = self._taking, self._desk.session
        file, purpose = taking.file, taking.purpose
        if file is None or self._reading is not None:
            return
        taking.change(choices)
        self._stale = False

        def keep(opened: Opened) -> None:
            if taking.choices == choices:
                taking.opened = opened

        task = self._desk.tasks.examine(
            self, lambda job: open_file(session, file, choices, job.progress, purpose)
        )
        self._reading = task
        self.changed.emit()
        task.titled("读取表格").then(keep).ended(self._on_read).start()

    def _on_read(self) -> None:
        self._reading = None
        self._show()
        self.changed.emit()

    def _on_column(self, letter: str, key: str) -> None:
        opened = self._taking.opened
        if opened is None:
            return
        roster = opened.roster
        sheet = roster.sheet if roster else opened.glance.sheet
        row = roster.header_row if roster else self.header.value()
        place = replace(self._taking.choices, sheet=sheet, header_row=row)
        self._taking.change(remapped(place, letter, key))
        self._stale = True
        if roster is None:
            self.words.setText(_POINTED)
            mark(self.words, kind="")
        self.changed.emit()

    def _show_sheets(self, opened: Opened) -> None:
        """The sheets to choose from; all of them where several look alike."""
        self.sheet.clear()
        if opened.alike:
            self.sheet.addItem(f"全部工作表（{len(opened.alike)} 张同样的表）", "")
        for name in opened.glance.sheets:
            self.sheet.addItem(name, name)
        every = bool(opened.alike and opened.roster and opened.roster.sheets)
        self.sheet.setCurrentIndex(0 if every else self.sheet.findData(opened.glance.sheet))

    def _show(self) -> None:
        opened = self._taking.opened
        if opened is None:
            return
        glance, roster = opened.glance, opened.roster
        self._show_sheets(opened)
        said = self._taking.choices.header_row or self.header.value()
        self.header.setValue(roster.header_row if roster else said)
        self.rows.show_rows(
            glance.rows, roster.header_row if roster else 0, roster.header_top if roster else None
        )
        choices, kind = self._taking.choices, self._taking.purpose.kind
        columns = roster.columns if roster else columns_on(glance, choices.header_row or 0, kind)
        self.columns.show_columns(columns, choices.mapping)
        if roster is None:
            self.words.setText(opened.trouble)
        else:
            self.words.setText(_understood(roster))
        mark(self.words, kind="error" if roster is None else "")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
