"""Step 1 of a new school year: which year, the day of leaving, and who leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QGridLayout, QLabel, QVBoxLayout

from desktop.core.terms import SchoolYear
from desktop.services.life.stories import spoken
from desktop.views.enrolment.rollover_choosing import begin
from desktop.views.style import mark
from desktop.views.widgets import Choice, DateEdit, Tick
from desktop.views.wizard import Step

if TYPE_CHECKING:
    from desktop.core.grades import Grade
    from desktop.views.desk import Desk
    from desktop.views.enrolment.rollover_choosing import Begun, Choosing

_GRADES_A_ROW = 6
_WIDTH = 280


class ChooseStep(Step):
    """The choices; reading the books for them is a task of its own."""

    title = "选定"
    begun = Signal()
    """The books were read."""

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
        self.words = QLabel()
        self.words.setWordWrap(True)
        mark(self.words, kind="muted")
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.addRow("新学年", self.year)
        form.addRow("毕业日期", self.day)
        form.addRow("毕业离校的年级", self._ticks)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addWidget(self.words)
        layout.addStretch(1)
        self.setFocusProxy(self.day)
        self.year.changed.connect(self._on_year)
        self.day.changed.connect(self._on_chosen)

    @property
    def ready(self) -> bool:
        """Whether the books were read and the day is one."""
        return self._choosing.choices is not None and self.day.value() is not None

    def enter(self) -> None:
        """Ask the books when it is shown first."""
        if self._choosing.begun is None:
            self._begin(None)

    def show_chosen(self) -> None:
        """Show the choices as they are, after the books were read."""
        begun, choices = self._choosing.begun, self._choosing.choices
        if begun is None or choices is None:
            return
        self.year.blockSignals(True)  # noqa: FBT003 - Qt's own way
        self.year.set_value(choices.year.start)
        self.year.blockSignals(False)  # noqa: FBT003 - same
        before = SchoolYear(choices.year.start - 1)
        grades, graduation = choices.last_grades, choices.graduation
        self.day.set_bounds(before.first, before.last)
        self._show_grades(begun, grades)
        self.day.set_value(graduation)
        first = spoken(choices.year.first)
        words = (
            f"升级从{first}起算。在校学生随班升级，不用逐个登记；留级、调班、分班、并班在下一步。"
        )
        if choices.year.first > self._desk.session.store.clock.today():
            words += f"现在可以先准备好，存下来，{first}起再办理。"
        self.words.setText(words)
        self.changed.emit()

    def _begin(self, year: SchoolYear | None) -> None:
        session = self._desk.session
        self._desk.tasks.read(self, lambda _job: begin(session, year)).then(self._start).start()

    def _start(self, begun: Begun) -> None:
        self._choosing.start(begun)
        self.show_chosen()
        self.begun.emit()

    def _show_grades(self, begun: Begun, last: frozenset[Grade]) -> None:
        for tick in self.grades.values():
            self._ticks.removeWidget(tick)
            tick.deleteLater()
        self.grades = {}
        for place, grade in enumerate(begun.grades):
            tick = Tick(grade.label)
            tick.set_value(grade in last)
            tick.changed.connect(self._on_chosen)
            self.grades[grade] = tick
            self._ticks.addWidget(tick, place // _GRADES_A_ROW, place % _GRADES_A_ROW)
        self._ticks.setColumnStretch(_GRADES_A_ROW, 1)

    def _on_year(self) -> None:
        start = self.year.value()
        if start is not None:
            self._begin(SchoolYear(start))

    def _on_chosen(self) -> None:
        choosing, day = self._choosing, self.day.value()
        choices = choosing.choices
        if choices is not None and day is not None:
            shown = set(self.grades)
            ticked = {grade for grade, tick in self.grades.items() if tick.value()}
            last = (choices.last_grades - shown) | ticked
            now = replace(choices, graduation=day, last_grades=last)
            choosing.ready = choosing.ready and now == choices
            choosing.choices = now
        self.changed.emit()
