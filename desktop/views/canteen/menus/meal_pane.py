"""The pane of one meal: its dishes, what they take for how many, and where that came from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.services.canteen.planning import plans
from desktop.services.canteen.tracing import trace_meal
from desktop.views.canteen.goods.register import writes
from desktop.views.canteen.menus.dish_form import DishForm
from desktop.views.canteen.menus.meal_form import MealForm
from desktop.views.canteen.menus.week_table import WEEKDAYS
from desktop.views.records import RecordPane, head, rule, section, told
from desktop.views.style import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from uuid import UUID

    from desktop.services.canteen.dishes import DishLine
    from desktop.services.canteen.menus import Meal, MenuLine, MenuSaved
    from desktop.services.canteen.planning import MealPlan, PlanLine
    from desktop.services.canteen.tracing import LotOfMeal, MealTrace
    from desktop.services.session import Session
    from desktop.views.desk import Desk

_NONE: Final = "这一餐还没有食谱。"
_UNWEIGHED: Final = "还没有写每人用量"


@dataclass(frozen=True, slots=True)
class Seen:
    """A meal with what it takes and what went into it."""

    meal: Meal
    plan: MealPlan | None
    trace: MealTrace


def see(session: Session, canteen_id: UUID, meal: Meal) -> Seen:
    """Read what there is to know of a meal."""
    day, sitting = meal
    found = plans(session, canteen_id, day, day)
    plan = next((one for one in found if one.sitting is sitting), None)
    return Seen(meal, plan, trace_meal(session, canteen_id, day, sitting))


def meal_title(meal: Meal) -> str:
    """10月12日 周一 午餐."""
    day, sitting = meal
    return f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]} {sitting.label}"


class MealPane(RecordPane):
    """Shows a meal, or the form in which it is written."""

    issue_asked = Signal(object)
    """Goods are to go out for this meal."""
    written = Signal(object)
    """The meal was written (MenuSaved)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "mealPane")
        self.canteen_id: UUID | None = None
        self.meal: Meal | None = None
        self.buttons: dict[str, QPushButton] = {}
        self._lines: Sequence[MenuLine] = ()

    def show_meal(self, canteen_id: UUID, meal: Meal, lines: Sequence[MenuLine]) -> None:
        """Read and show a meal."""
        if meal != self.meal or canteen_id != self.canteen_id:
            self.drop_form()
        self.canteen_id, self.meal, self._lines = canteen_id, meal, lines
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: see(session, canteen_id, meal))
        task.then(self._on_seen).start()

    def write(self) -> None:
        """Open the form of the meal."""
        if self.canteen_id is None or self.meal is None or not writes(self.desk):
            return
        form = MealForm(self.desk, self.canteen_id, self.meal, self._lines)
        form.saved.connect(self._on_written)
        self.open_form(meal_title(self.meal), form)

    def _on_written(self, saved: MenuSaved) -> None:
        self.written.emit(saved)

    def _on_seen(self, seen: Seen) -> None:
        if seen.meal == self.meal:
            self.show_content(self._made(seen))

    def _made(self, seen: Seen) -> QWidget:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self, meal_title(seen.meal), None))
        layout.addLayout(self._actions(seen))
        plan = seen.plan
        if plan is None:
            layout.addWidget(_words(_NONE, "muted"))
        else:
            for dish in plan.dishes:
                self._dish(dish, layout)
            layout.addWidget(rule())
            layout.addLayout(section(f"要用的食材（{plan.heads.told}）"))
            for words, kind in _needs(plan):
                layout.addWidget(_words(words, kind))
        if seen.trace.lots or seen.trace.samples:
            layout.addWidget(rule())
            layout.addLayout(section("来源和留样"))
            for words in _sources(seen.trace):
                layout.addWidget(_words(words, "small"))
        layout.addStretch(1)
        return content

    def _dish(self, line: DishLine, layout: QVBoxLayout) -> None:
        layout.addWidget(_words(line.dish.name))
        if line.portions or not writes(self.desk):
            layout.addWidget(_words(line.told or _UNWEIGHED, "small"))
        else:
            layout.addLayout(told(_UNWEIGHED, ("写用量", partial(self.weigh, line)), faint=True))

    def weigh(self, line: DishLine) -> None:
        """Open the form of a dish of which nobody has written what goes into it."""
        self.open_form(line.dish.name, DishForm(self.desk, line))

    def _actions(self, seen: Seen) -> QHBoxLayout:
        actions: list[tuple[str, Callable[[], object]]] = []
        if writes(self.desk):
            actions.append(("改食谱" if seen.plan else "写食谱", self.write))
            if seen.plan and seen.meal[0] <= self.desk.session.store.clock.today():
                actions.append(("按食谱出库", partial(self.issue_asked.emit, seen.meal)))
        row = QHBoxLayout()
        self.buttons = {}
        for words, do in actions:
            button = QPushButton(words)
            button.setObjectName(words)
            button.clicked.connect(lambda _checked=False, do=do: do())
            self.buttons[words] = button
            row.addWidget(button)
        row.addStretch(1)
        return row


def _needs(plan: MealPlan) -> Iterable[tuple[str, str]]:
    for line in plan.lines:
        yield _need(line), "error" if line.missing else ""
    if not plan.lines:
        yield "菜品里还没有写每人用量，算不出要用多少。", "muted"
    elif plan.unweighed:
        yield f"没有算上（没有写用量）：{'、'.join(plan.unweighed)}", "muted"


def _need(line: PlanLine) -> str:
    measure = line.goods.measure
    words = f"{line.goods.words} {line.planned.plain} {measure}"
    words += f"，已出 {line.issued.plain}" if line.issued else ""
    words += f"，库存 {line.in_store.plain}"
    return words + (f"，还缺 {line.missing.plain}" if line.missing else "")


def _sources(trace: MealTrace) -> Iterable[str]:
    for found in trace.lots:
        yield _source(found)
    for sample in trace.samples:
        yield f"留样：{sample.dish} {sample.grams} 克，{sample.taken_by}"
    if not trace.samples:
        yield "没有留样记录。"


def _source(found: LotOfMeal) -> str:
    lot = found.lot
    ticket = f"，票证号 {lot.quarantine}" if lot.quarantine else ""
    batch = f"，批号 {lot.batch}" if lot.batch else ""
    return (
        f"{lot.words} {found.quantity.plain} {lot.measure}：{lot.supplier}，"
        f"{lot.received_on} {lot.receipt}{batch}{ticket}"
    )


def _words(words: str, kind: str = "") -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    mark(label, kind=kind)
    return label
