"""按食谱填: the lines of an issue from the menu of its meal, for so many heads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.services.canteen.planning import plans
from desktop.views.style import current_tokens, mark
from desktop.views.widgets import CountEdit

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.core.canteen import Sitting
    from desktop.services.canteen.planning import MealPlan, PlanLine
    from desktop.views.canteen.goods.sheet import GoodsSheet

_MOST_HEADS: Final = 30_000
_WIDTH: Final = 7
_ASK: Final = "已经写了 {} 行，按食谱填会换掉它们。确实要填吗？"
_Wanted = tuple["UUID", "date", "Sitting"]


class ByMenu(QWidget):
    """What the menu of the meal says, for how many, and the button that fills the lines in."""

    def __init__(self, sheet: GoodsSheet) -> None:
        super().__init__()
        self._sheet = sheet
        self._wanted: _Wanted | None = None
        self.plan: MealPlan | None = None
        self.words, self.lacking = QLabel(), QLabel()
        self.heads = CountEdit("就餐人数", most=_MOST_HEADS)
        self.heads.setFixedWidth(current_tokens().sizes.base * _WIDTH)
        self.fill_in = QPushButton("按食谱填")
        self.fill_in.setToolTip("按食谱和人数算出每样要出多少，填好以后还可以改")
        mark(self.words, kind="muted")
        mark(self.lacking, kind="error")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.words)
        line.addWidget(self.lacking, 1)
        self._unit = QLabel("人数")
        for part in (self._unit, self.heads, self.fill_in):
            line.addWidget(part)
        self.fill_in.clicked.connect(lambda _checked=False: self.fill())
        self._show(None)

    def look(self) -> None:
        """Read the menu of the meal that the sheet is for, if it is another one now."""
        sheet = self._sheet
        day, sitting = (_value(sheet, name) for name in ("day", "sitting"))
        if sheet.canteen is None or day is None or sitting is None:
            self._wanted = None
            self._show(None)
            return
        wanted = (sheet.canteen.canteen_id, day, sitting)
        if wanted != self._wanted:
            self._wanted = wanted
            self.read()

    def read(self, *, fills: bool = False) -> None:
        """Read the menu again; fill the lines in by it, unless there are some already."""
        wanted, session = self._wanted, self._sheet.desk.session
        if wanted is not None:
            canteen_id, day, _sitting = wanted
            task = self._sheet.desk.tasks.read(
                self, lambda _job: plans(session, canteen_id, day, day)
            )
            task.then(lambda found: self._on_read(wanted, found, fills=fills)).start()

    def _on_read(
        self, wanted: _Wanted, found: tuple[MealPlan, ...], *, fills: bool = False
    ) -> None:
        if wanted == self._wanted:
            self._show(next((plan for plan in found if plan.sitting is wanted[2]), None))
            if fills and not self._sheet.grid.filled:
                self.fill()

    def _show(self, plan: MealPlan | None) -> None:
        self.plan = plan
        known = plan is not None
        self.lacking.setText("")
        for part in (self._unit, self.heads, self.fill_in):
            part.setVisible(known)
        if plan is None:
            asked = self._wanted is not None
            self.words.setText("这一餐没有食谱，直接写要出的物品。" if asked else "")
            return
        names = "、".join(dish.dish.name for dish in plan.dishes)
        self.words.setText(f"食谱：{names}（{plan.heads.told}）")
        self.heads.set_value(plan.cooked_for)
        self.fill_in.setEnabled(bool(plan.lines))

    def fill(self) -> None:
        """Write what is still to go out into the lines; what is not in store is told."""
        plan, heads, sheet = self.plan, self.heads.value(), self._sheet
        if plan is None or heads is None:
            return
        filled = len(sheet.grid.filled)
        messages = sheet.desk.messages
        if filled and not messages.ask(self, _ASK.format(filled), "换掉", "不填"):
            return
        there = {offer.key for offer in sheet.known.store_offers}
        wanted = [line for line in plan.lines if _wanted(line, heads)]
        sheet.loading = True
        sheet.grid.fill(
            {"article": line.goods.words, "quantity": _wanted(line, heads)}
            for line in wanted
            if line.goods.article_id in there
        )
        sheet.loading = False
        lacking = "、".join(
            f"{line.goods.words} {_wanted(line, heads)} {line.goods.measure}"
            for line in wanted
            if line.goods.article_id not in there
        )
        self.lacking.setText(f"库里没有：{lacking}" if lacking else "")
        sheet.look()
        sheet.keeping.keep()


def _value(sheet: GoodsSheet, name: str) -> Any:  # noqa: ANN401 - of the kind of its field
    return sheet.rows[name].entry.value()


def _wanted(line: PlanLine, heads: int) -> str:
    """How much of an article is still to go out for so many; empty where nothing is."""
    left = line.per_thousand.for_heads(heads) - line.issued
    return left.plain if left.units > 0 else ""
