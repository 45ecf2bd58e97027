"""The line below the grid: what the class and the school come to, and what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFrame, QGridLayout

from desktop.views.style import mark
from desktop.views.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from desktop.core.money import Money
    from desktop.services.meal_grid import ClassTotals, SchoolMeals
    from desktop.views.meals.typed import Sums

SAVING: Final = "正在保存…"


class MealsFoot(QFrame):
    """Sums of the class as it is typed, and of the school with it."""

    def __init__(self) -> None:
        super().__init__()
        mark(self, kind="foot")
        self.of_class, self.of_school, self.said = ElidedLabel(), ElidedLabel(), ElidedLabel()
        mark(self.of_school, kind="muted")
        layout = QGridLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setVerticalSpacing(2)
        layout.addWidget(self.of_class, 0, 0)
        layout.addWidget(self.of_school, 1, 0)
        layout.addWidget(self.said, 0, 1, 2, 1)
        layout.setColumnStretch(0, 1)
        self.say("")

    def say(self, sentence: str, kind: str = "muted") -> None:
        """A sentence about what was just done or refused."""
        self.said.say(sentence)
        self.said.setVisible(bool(sentence))
        mark(self.said, kind=kind)

    def show_saving(self, *, saving: bool) -> None:
        """Say no more that something is being saved, once nothing is."""
        if not saving and self.said.text() == SAVING:
            self.say("没有保存，填的内容还在。", "error")

    def show_sums(self, school: SchoolMeals | None, saved: ClassTotals | None, sums: Sums) -> None:
        """Show what is typed.

        Args:
            school: the school as it is on record.
            saved: the class as it is on record, a part of the school.
            sums: the class as it stands on the screen.
        """
        unsaved = f" · {sums.changed} 行未保存" if sums.changed else ""
        self.of_class.say(
            f"本班 登记 {sums.recorded} 人 · 未登记 {sums.missing} 人 · "
            f"{sums.days:,} 人次 · {_money(sums.amount)}{unsaved}"
        )
        if school is None or saved is None:
            self.of_school.say("")
            return
        amount = None
        if sums.amount is not None:
            amount = school.amount - saved.amount + sums.amount
        more = "（含本班未保存的）" if sums.changed else ""
        self.of_school.say(
            f"全校 登记 {school.recorded - saved.recorded + sums.recorded:,} 人 · "
            f"未登记 {school.not_recorded - saved.not_recorded + sums.missing:,} 人 · "
            f"{school.days - saved.days + sums.days:,} 人次 · {_money(amount)}{more}"
        )


def _money(amount: Money | None) -> str:
    return "没有本月的餐费标准" if amount is None else f"{amount} 元"
