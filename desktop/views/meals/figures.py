"""The key figures of the month over the tabs of 食堂账目."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.core.terms import SchoolYear
from desktop.services.meal_year import year_of_meals
from desktop.services.months import figures
from desktop.views.widgets.chips import Tone
from desktop.views.widgets.figures import KeyFigure

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from desktop.services.meal_year import MonthSum
    from desktop.services.months import MonthFigures
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job, Task

_BOOKS = (Book.MEALS, Book.PEOPLE, Book.MONTHS)
Year = tuple["MonthSum", ...]


class MealFigures(QWidget):
    """Pupils, meals, money and what is missing, each beside the month before."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.pupils = KeyFigure("就餐人数")
        self.days = KeyFigure("就餐人次")
        self.amount = KeyFigure("补助金额（元）")
        self.missing = KeyFigure("未登记", leads_on=True)
        self._begun = False
        self._reading: Task[Any] | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for figure in (self.pupils, self.days, self.amount, self.missing):
            layout.addWidget(figure, 1)
        desk.refresh.subscribe(self, _BOOKS, self.read)
        desk.place.month_changed.connect(self._on_month)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Read when it is seen for the first time."""
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self.read()

    def _on_month(self) -> None:
        if self._begun:
            self.read()

    def read(self) -> None:
        """Read the month and its year."""
        session, month = self._desk.session, self._desk.place.month

        def work(_job: Job) -> tuple[MonthFigures, Year]:
            year = year_of_meals(session, SchoolYear.of(month.first))
            return figures(session, month), year

        if self._reading is not None:
            self._reading.cancel()
        task = self._desk.tasks.read(self, work).then(self._show)
        self._reading = task

        def on_ended() -> None:
            if self._reading is task:
                self._reading = None

        task.ended(on_ended).start()

    def _show(self, found: tuple[MonthFigures, Year]) -> None:
        now, year = found
        before = {line.month: line for line in year}.get(now.month.previous)
        if not now.pupils:
            for figure in (self.pupils, self.days, self.amount):
                figure.set_figure(None, "本月还没有登记")
        else:
            last = before if before is not None and before.pupils else None
            self.pupils.set_figure(f"{now.pupils:,}", _beside(f"{last.pupils:,}" if last else ""))
            self.days.set_figure(f"{now.days:,}", _beside(f"{last.days:,}" if last else ""))
            self.amount.set_figure(f"{now.amount}", _beside(f"{last.amount}" if last else ""))
        if now.not_recorded:
            self.missing.set_figure(f"{now.not_recorded:,}", "没登记不等于没就餐", tone=Tone.CARE)
        else:
            self.missing.set_figure("0", "都登记了" if now.pupils else "本月没有在校学生")


def _beside(last: str) -> str:
    return f"上月 {last}" if last else "上月没有记录"
