"""One sheet of a bureau's files put right: another sheet, another header line, other columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.rosters.results import Choices
from desktop.views.importing.columns_step import ColumnsStep
from desktop.views.importing.taking import Taking, open_file
from desktop.views.style import mark

if TYPE_CHECKING:
    from desktop.services.imports.county_corrections import SheetLine
    from desktop.services.imports.county_files import Source
    from desktop.views.desk import Desk
    from desktop.views.importing.county.taking import CountyTaking
    from desktop.views.importing.taking import Opened
    from desktop.views.tasks import Job


class SheetEditor(QWidget):
    """The step of a school's import that names sheet and columns, over one file of many."""

    said = Signal(object, object)
    """The sheet's key, and the choices that it is to be read by (None: it is not to be read)."""
    left = Signal()
    """Nothing was said."""
    opened = Signal()
    """The sheet is shown."""

    def __init__(self, desk: Desk, county: CountyTaking) -> None:
        super().__init__()
        self._desk, self._county = desk, county
        self._line: SheetLine | None = None
        self._taking = Taking(county.purpose)
        self.heading = QLabel()
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        mark(self.heading, kind="heading")
        self.columns = ColumnsStep(desk, self._taking)
        self.use = QPushButton("照这样读")
        mark(self.use, kind="primary")
        self.leave_out = QPushButton("这张不读")
        self.leave_out.setToolTip("这张工作表不导入，例如去年的名册")
        self.unsay = QPushButton("照程序认的读")
        self.back = QPushButton("不改了")
        self.setFocusProxy(self.columns.sheet)
        self._lay_out()
        self.columns.changed.connect(self._show_buttons)
        self.use.clicked.connect(lambda: self._say(self._taking.choices))
        self.leave_out.clicked.connect(lambda: self._say(None))
        self.unsay.clicked.connect(lambda: self._say(Choices()))
        self.back.clicked.connect(self._leave)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.heading, 1)
        for button in (self.back, self.unsay, self.leave_out, self.use):
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.columns, 1)

    def open_line(self, line: SheetLine) -> None:
        """Read a sheet, and show what was understood of it."""
        self._line = line
        choices, session, purpose = _choices(line), self._desk.session, self._county.purpose

        def read(job: Job) -> tuple[Source, Opened]:
            file = line.whole
            return file, open_file(session, file, choices, job.progress, purpose)

        def keep(found: tuple[Source, Opened]) -> None:
            if self._line is line:
                self._taking.purpose = purpose
                self._taking.take_up(found[0], choices, {})
                self._taking.opened = found[1]
                self._show(line)

        self._desk.tasks.examine(self, read).titled("读取表格").then(keep).start()

    def _show(self, line: SheetLine) -> None:
        sheet = f"（{line.key[1]}）" if line.key[1] else ""
        self.heading.setText(f"{line.path.name}{sheet}")
        self.unsay.setVisible(line.corrected)
        self.columns.enter()
        self._show_buttons()
        self.opened.emit()

    def _show_buttons(self) -> None:
        line = self._line
        changed = line is not None and self._taking.choices != _choices(line)
        unread = line is not None and (line.left_out or line.read is None)
        self.use.setEnabled(self.columns.ready and (changed or unread))
        self.leave_out.setEnabled(line is not None and not line.left_out)

    def _say(self, choices: Choices | None) -> None:
        if self._line is not None:
            self.said.emit(self._line.key, choices)

    def _leave(self) -> None:
        self._line = None
        self._taking.let_go()
        self.left.emit()

    def close_line(self) -> None:
        """What was said holds: let go of the sheet."""
        self._line = None
        self._taking.let_go()


def _choices(line: SheetLine) -> Choices:
    """How the sheet is read so far, or was before it was left out."""
    file = line.read or line.found
    return file.choices if file is not None else Choices()
