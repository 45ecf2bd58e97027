"""Step 2 of a new school year: everybody, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from desktop.services.life import rollover
from desktop.services.life.rollover import Fate, RolloverLine
from desktop.views.style import mark
from desktop.views.tables import Chip, ListColumn, ListView, Tone, WholeList
from desktop.views.widgets import Choice, EmptyState
from desktop.views.wizard import Step

if TYPE_CHECKING:
    from datetime import date

    from desktop.core.changes import Changes
    from desktop.services.life.rollover import RolloverPlan
    from desktop.views.desk import Desk
    from desktop.views.enrolment.rollover_choosing import Choosing
    from desktop.views.tasks import Job, Task

_TONES: Final = {
    Fate.PROMOTED: Tone.GOOD,
    Fate.ENTERS: Tone.GOOD,
    Fate.REPEATED: Tone.CARE,
    Fate.MOVED: Tone.CARE,
    Fate.HELD: Tone.BAD,
    Fate.UNPLACED: Tone.BAD,
}


def _chip(line: RolloverLine) -> Chip:
    return Chip(line.fate.label, _TONES.get(line.fate, Tone.PLAIN))


COLUMNS: Final[tuple[ListColumn[RolloverLine], ...]] = (
    ListColumn("name", "姓名", lambda r: r.name, 150),
    ListColumn("old", "原班级", lambda r: r.old_class, 130, sort="old"),
    ListColumn("fate", "去向", lambda r: r.fate.label, 110, sort="fate", chip=_chip),
    ListColumn("new", "新班级", lambda r: r.new_class, 130, sort="new"),
    ListColumn("reason", "说明", lambda r: r.reason, 320),
)
_ORDERS: Final = {
    "old": lambda r: r.old_class,
    "fate": lambda r: list(Fate).index(r.fate),
    "new": lambda r: r.new_class,
}


@dataclass(frozen=True, slots=True)
class RolledOver:
    """What was written."""

    number: int
    plan: RolloverPlan
    changes: Changes


class LookStep(Step):
    """Counts and the list; the work of this step writes."""

    title = "看一遍"

    def __init__(self, desk: Desk, choosing: Choosing) -> None:
        super().__init__()
        self._desk, self._choosing = desk, choosing
        self.counts = QLabel()
        self.opened = QLabel()
        for label in (self.counts, self.opened):
            label.setWordWrap(True)
        mark(self.counts, kind="heading")
        fates = [(fate, fate.label) for fate in Fate]
        self.fate: Choice[Fate] = Choice("去向", fates, nothing="全部去向")
        source: WholeList[RolloverLine] = WholeList(lambda: ())
        empty = EmptyState("名册里没有学生。", picture="people")
        self.view = ListView(desk, "rollover", COLUMNS, source, empty)
        self.view.titled("学年升级")
        line = QHBoxLayout()
        line.addWidget(self.counts, 1)
        line.addWidget(self.fate)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.opened)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self.fate.changed.connect(self._list)

    @property
    def next_words(self) -> str:
        """What the button says."""
        plan, day = self._choosing.plan, self.waits_for
        if day is not None:
            return f"存下来，{day.month}月{day.day}日起办理"
        count = sum(line.fate.writes for line in plan.lines) if plan else 0
        return f"办理升级（登记 {count:,} 条）"

    @property
    def waits_for(self) -> date | None:
        """The day on which it can be done, if that has not come yet."""
        plan = self._choosing.plan
        if plan is None:
            return None
        day = max(plan.choices.year.first, plan.choices.graduation)
        return day if day > self._desk.session.store.clock.today() else None

    def enter(self) -> None:
        """Show the plan."""
        plan = self._choosing.plan
        if plan is None:
            return
        told = [f"{fate.label} {count:,}" for fate, count in plan.counts.items()]
        self.counts.setText(f"{plan.choices.year.label}：{'，'.join(told) or '没有学生'}")
        self.opened.setText(f"新开班级：{'、'.join(plan.opened_labels)}")
        self.opened.setVisible(bool(plan.opened))
        self._list()

    def work(self) -> Task[Any] | None:
        """Write everything as one action; before its day nothing is written."""
        plan, session = self._choosing.plan, self._desk.session
        if plan is None or self.waits_for is not None:
            return None

        def write(job: Job) -> RolledOver:
            number, changes = rollover.apply(session, plan, job.accepted)
            return RolledOver(number, plan, changes)

        return self._desk.tasks.write(self, write).titled("正在办理升级")

    def _list(self) -> None:
        plan, fate = self._choosing.plan, self.fate.value()
        if plan is None:
            return
        lines = [line for line in plan.lines if fate in (None, line.fate)]
        source: WholeList[RolloverLine] = WholeList(lambda: lines, _ORDERS)
        self.view.set_source(source, filtered=fate is not None)
