"""Step 3: schools that nobody knows by the name in the table are asked for, once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.rosters.problems import Level
from desktop.rosters.readings import together
from desktop.services.imports.county_places import has_own_staff
from desktop.services.units import units
from desktop.views.importing.county.taking import look
from desktop.views.style import mark
from desktop.views.wizard import Step

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from desktop.rosters.problems import Problem
    from desktop.services.schools import UnknownSchool
    from desktop.services.units import UnitLine
    from desktop.views.desk import Desk
    from desktop.views.importing.county.taking import CountyTaking, Looked
    from desktop.views.tasks import Job, Task

_ASK: Final = "请选择…"
_NONE_OF_OURS: Final = "不是我们的学校，不导入"
_MOST_TOLD: Final = 20


class SchoolsStep(Step):
    """The questions, and what stands out in the files."""

    title = "对上学校"

    def __init__(self, desk: Desk, taking: CountyTaking) -> None:
        super().__init__()
        self._desk, self._taking = desk, taking
        self.answers: dict[str, QComboBox] = {}
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.heading = QLabel("表里要看的")
        mark(self.heading, kind="heading")
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._schools: tuple[UnitLine, ...] = ()
        self._inside = QWidget()
        self._grid = QGridLayout()
        column = QVBoxLayout(self._inside)
        column.addWidget(self.words)
        column.addLayout(self._grid)
        column.addSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.told)
        column.addStretch(1)
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(self._inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area, 1)

    @property
    def ready(self) -> bool:
        """Whether every name is explained."""
        return self._taking.read is not None and not self._taking.open_questions

    def enter(self) -> None:
        """Ask for the schools of this data, then show the questions."""
        session = self._desk.session
        self._desk.tasks.read(self, lambda _job: units(session)).then(self._show).start()

    def work(self) -> Task[Any] | None:
        """Give every row to its school, and hold it against that school's books."""
        taking, session = self._taking, self._desk.session
        read, answers = taking.read, taking.answers
        if read is None or taking.looked is not None:
            return None

        def work(job: Job) -> Looked:
            return look(session, read, answers, job.progress)

        def keep(looked: Looked) -> None:
            taking.looked = looked

        return self._desk.tasks.examine(self, work).titled("核对各校的表").then(keep)

    def _show(self, schools: Sequence[UnitLine]) -> None:
        read = self._taking.read
        if read is None:
            return
        own = self._desk.session.unit_id
        with_own = has_own_staff(self._taking.purpose.kind.name)
        self._schools = tuple(
            line for line in schools if (with_own if line.unit_id == own else line.kind.has_pupils)
        )
        self._clear()
        for row, asked in enumerate(read.placed.unknown):
            self._ask(row, asked)
        count, shares = len(read.placed.unknown), len(read.placed.shares)
        known = f"有 {shares} 份表对上了学校。"
        ask = f"下面 {count} 个名称不认得，请说明是哪所学校；说过的以后记得。" if count else ""
        self.words.setText(known + ask)
        remarks = self._remarks()
        self.told.setText("\n".join(remarks))
        self.heading.setVisible(bool(remarks))
        self.changed.emit()

    def _clear(self) -> None:
        self.answers.clear()
        while self._grid.count():
            self._grid.takeAt(0).widget().deleteLater()

    def _ask(self, row: int, asked: UnknownSchool) -> None:
        label = QLabel(f"“{asked.name}”（{asked.rows:,} 行）")
        label.setTextFormat(Qt.TextFormat.PlainText)
        box = QComboBox()
        box.setAccessibleName(asked.name)
        box.addItem(_ASK)
        likely = [line.unit_id for line in asked.suggestions]
        rest = [line for line in self._schools if line.unit_id not in likely]
        offered = (*asked.suggestions, *rest)
        box.addItems([f"{line.name}（{line.code}）" for line in offered])
        box.addItem(_NONE_OF_OURS)
        meanings = (*(line.unit_id for line in offered), None)
        said = self._taking.said
        if asked.name in said:
            box.setCurrentIndex(1 + meanings.index(said[asked.name]))
        box.currentIndexChanged.connect(partial(self._on_answer, asked.name, meanings))
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(box, row, 1)
        self._grid.setColumnStretch(2, 1)
        self.answers[asked.name] = box
        if row == 0:
            self.setFocusProxy(box)

    def _on_answer(self, name: str, meanings: Sequence[UUID | None], index: int) -> None:
        if index == 0:
            self._taking.unsay(name)
        else:
            self._taking.say(name, meanings[index - 1])
        self.changed.emit()

    def _remarks(self) -> list[str]:
        read = self._taking.read
        if read is None:
            return []
        lines = [f"没有读 {one.path.name}：{one.sentence}" for one in read.gathered.refused]
        lines += [
            f"{path.name} {problem.place}：{problem.message}"
            for path, problem in sorted(read.placed.problems, key=_gravity)
        ]
        lines += [f"一人两校：{one.name}，{'、'.join(one.schools)}。" for one in read.twice]
        readings = together(one.roster.readings for one in read.gathered.files)
        lines += [f"读法 {one.sentence}" for one in readings]
        rest = len(lines) - _MOST_TOLD
        return [*lines[:_MOST_TOLD], f"…… 另有 {rest} 条"] if rest > 0 else lines


def _gravity(found: tuple[Path, Problem]) -> int:
    """The gravest first."""
    return list(Level).index(found[1].level)
