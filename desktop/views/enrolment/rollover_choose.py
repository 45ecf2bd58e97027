"""Step 1 of a new school year: the day, who leaves, who repeats, which classes change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.terms import SchoolYear
from desktop.services.life import rollover
from desktop.views.enrolment.rollover_choosing import ChangeKind, YearChange, begin, labels
from desktop.views.style import mark
from desktop.views.widgets import (
    Choice,
    DateEdit,
    PersonChooser,
    TextEdit,
    Tick,
    pupils_of,
)
from desktop.views.wizard import Step

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.core.grades import Grade
    from desktop.services.life.rollover import RolloverPlan
    from desktop.views.desk import Desk
    from desktop.views.enrolment.rollover_choosing import Begun, Choosing
    from desktop.views.tasks import Task

_GRADES_A_ROW = 8
_WIDTH = 280
_TARGET = "新学年的班级，如 四年级2班"


class ChooseStep(Step):
    """The choices; reading the books for them is a task of its own."""

    title = "选定"

    def __init__(self, desk: Desk, choosing: Choosing) -> None:
        super().__init__()
        self._desk, self._choosing = desk, choosing
        today = desk.session.store.clock.today()
        running = SchoolYear.of(today)
        years = [(y.start, y.label) for y in (running, SchoolYear(running.start + 1))]
        self.year: Choice[int] = Choice("新学年", years)
        self.day = DateEdit("毕业日期", today)
        for part in (self.year, self.day):
            part.setMaximumWidth(_WIDTH)
        self.grades: dict[Grade, Tick] = {}
        self._ticks = QGridLayout()
        self._ticks.setHorizontalSpacing(16)
        self.changes = ChangeList(desk, choosing)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.addRow("新学年", self.year)
        form.addRow("毕业日期", self.day)
        form.addRow("毕业离校的年级", self._ticks)
        words = QLabel(
            "在校的其他学生随班升级，不用逐个登记。留级、调班、并班和新开的班级写在下面。"
        )
        words.setWordWrap(True)
        mark(words, kind="muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addWidget(words)
        layout.addWidget(self.changes, 1)
        self.setFocusProxy(self.day)
        self.year.changed.connect(self._on_year)
        self.day.changed.connect(self._on_chosen)
        self.changes.changed.connect(self.changed)

    @property
    def ready(self) -> bool:
        """Whether the books were read and the day is one."""
        return self._choosing.choices is not None and self.day.value() is not None

    def enter(self) -> None:
        """Ask the books when it is shown first."""
        if self._choosing.begun is None:
            self._begin(None)

    def work(self) -> Task[Any] | None:
        """Find out what becomes of everybody."""
        choosing, session = self._choosing, self._desk.session
        whole = choosing.whole

        def keep(plan: RolloverPlan) -> None:
            choosing.plan = plan

        task = self._desk.tasks.read(self, lambda _job: rollover.plan(session, whole))
        return task.titled("逐个学生核对").then(keep)

    def _begin(self, year: SchoolYear | None) -> None:
        session = self._desk.session
        self._desk.tasks.read(self, lambda _job: begin(session, year)).then(self._show).start()

    def _show(self, begun: Begun) -> None:
        self._choosing.start(begun)
        usual = begun.usual
        self.year.blockSignals(True)  # noqa: FBT003 - Qt's own way
        self.year.set_value(usual.year.start)
        self.year.blockSignals(False)  # noqa: FBT003 - same
        before = SchoolYear(usual.year.start - 1)
        self.day.set_bounds(before.first, before.last)
        self.day.set_value(usual.graduation)
        self._show_grades(begun)
        self.changes.offer(begun)
        self.changed.emit()

    def _show_grades(self, begun: Begun) -> None:
        for tick in self.grades.values():
            self._ticks.removeWidget(tick)
            tick.deleteLater()
        self.grades = {}
        for place, grade in enumerate(begun.grades):
            tick = Tick(grade.label)
            tick.set_value(grade in begun.usual.last_grades)
            tick.changed.connect(self._on_chosen)
            self.grades[grade] = tick
            self._ticks.addWidget(tick, place // _GRADES_A_ROW, place % _GRADES_A_ROW)
        self._ticks.setColumnStretch(_GRADES_A_ROW, 1)

    def _on_year(self) -> None:
        start = self.year.value()
        if start is not None:
            self._begin(SchoolYear(start))

    def _on_chosen(self) -> None:
        choices, day = self._choosing.choices, self.day.value()
        if choices is not None and day is not None:
            shown = set(self.grades)
            ticked = {grade for grade, tick in self.grades.items() if tick.value()}
            last = (choices.last_grades - shown) | ticked
            self._choosing.choices = replace(choices, graduation=day, last_grades=last)
        self.changed.emit()


class ChangeList(QWidget):
    """Repeaters, moves, merges and new classes: a line to add one, and the list."""

    changed = Signal()

    def __init__(self, desk: Desk, choosing: Choosing) -> None:
        super().__init__()
        self._choosing = choosing
        kinds = [(kind, kind.label) for kind in ChangeKind]
        self.kind: Choice[ChangeKind] = Choice("变动", kinds)
        self.pupil = PersonChooser(desk.tasks, "学生", pupils_of(desk.session))
        self.pupil.setPlaceholderText("学生：姓名、拼音或首字母")
        self.source: Choice[UUID] = Choice("原班级", [], nothing="请选择原班级")
        self.target = TextEdit("新班级", longest=20)
        self.target.setPlaceholderText(_TARGET)
        self.add = QPushButton("加入")
        self.problem = QLabel()
        mark(self.problem, kind="small", tone="error")
        self.list = QListWidget()
        self.list.setAccessibleName("留级、调班、并班和新开的班级")
        self.remove = QPushButton("移除")
        self.remove.setEnabled(False)
        self._lay_out()
        self.kind.changed.connect(self._on_kind)
        self.add.clicked.connect(self._on_add)
        self.remove.clicked.connect(self._on_remove)
        self.list.currentRowChanged.connect(lambda row: self.remove.setEnabled(row >= 0))
        self.kind.set_value(ChangeKind.REPEAT)
        self._on_kind()

    def _lay_out(self) -> None:
        line = self._line = QHBoxLayout()
        for part in (self.kind, self.pupil, self.source, self.target):
            line.addWidget(part, 0 if part is self.kind else 1)
        line.addWidget(self.add)
        line.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.problem)
        layout.addWidget(self.list, 1)

    def offer(self, begun: Begun) -> None:
        """Let classes be chosen."""
        known: Choice[UUID] = Choice("原班级", labels(begun.classes), nothing="请选择原班级")
        self._line.replaceWidget(self.source, known)
        self.source.deleteLater()
        self.source = known
        self._on_kind()

    def _on_kind(self) -> None:
        kind = self.kind.value()
        self.pupil.setVisible(kind in (ChangeKind.REPEAT, ChangeKind.MOVE))
        self.source.setVisible(kind is ChangeKind.MERGE)
        self.target.setVisible(kind is not ChangeKind.REPEAT)
        self.problem.clear()

    def _on_add(self) -> None:
        change, problem = self._read()
        self.problem.setText(problem)
        if change is None:
            return
        self._choosing.add(change)
        self._draw()
        self.pupil.set_value(None)
        self.target.set_value(None)

    def _read(self) -> tuple[YearChange | None, str]:
        """The change of the line, or what is wrong with it."""
        kind = self.kind.value() or ChangeKind.REPEAT
        who, name, problem = self._who(kind)
        if problem:
            return None, problem
        if kind is ChangeKind.REPEAT:
            return YearChange(kind, who, name), ""
        target = self._choosing.read_class(self.target.value() or "")
        if target is None:
            return None, "看不懂新班级，写成 四年级2班 的样子。"
        return YearChange(kind, who, name, target), ""

    def _who(self, kind: ChangeKind) -> tuple[UUID | None, str, str]:
        if kind is ChangeKind.OPEN:
            return None, "", ""
        if kind is ChangeKind.MERGE:
            class_id = self.source.value()
            problem = "" if class_id else "请选择要并到别班的班级。"
            return class_id, self.source.currentText(), problem
        chosen = self.pupil.value()
        if chosen is None:
            return None, "", self.pupil.problem() or "请选择学生。"
        return chosen.key, f"{chosen.name}（{chosen.detail}）", ""

    def _on_remove(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            del self._choosing.changes[row]
            self._draw()

    def _draw(self) -> None:
        self.list.clear()
        self.list.addItems([change.words for change in self._choosing.changes])
        self.changed.emit()
