"""食谱: the week that is served, its meals written cell by cell, copied and printed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from desktop.core.canteen import Sitting
from desktop.core.terms import Month
from desktop.services.canteen.menus import (
    WEEK,
    NewMeal,
    copy_week,
    set_meal,
    week,
    week_of,
    weeks_with_menu,
)
from desktop.views.canteen.goods.register import writes
from desktop.views.canteen.menus.meal_pane import MealPane, meal_title
from desktop.views.canteen.menus.week_bar import WeekBar
from desktop.views.canteen.menus.week_grid import WeekGrid
from desktop.views.canteen.menus.week_papers import set_notice, set_portions
from desktop.views.canteen.menus.week_table import WeekTable
from desktop.views.style import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.menus import Meal, MenuSaved, Week
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

    Paper = Callable[[Session, CanteenLine, Week, Job], bytes]

_EMPTY: Final = "这一周还没有食谱：选一格按回车写菜，或者用“复制一周”照以前的来。"
_MOST_WEEKS: Final = 12
_PANE: Final = 380
_WIDE: Final = 900


class WeekPart(QWidget):
    """A week at the left, the pane of a meal at the right."""

    printing = Signal(bytes, str)
    """A PDF to look at, and its title."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._today = desk.session.store.clock.today()
        self._copied: Sequence[UUID] = ()
        self._wanted: tuple[Meal, bool] | None = None
        """A meal that is to be shown as soon as its week was read, and whether to write it."""
        self.canteen: CanteenLine | None = None
        self.first = week_of(self._today)
        self.table = WeekTable(self._today, self)
        self.grid, self.pane = WeekGrid(self.table), MealPane(desk)
        self.tools = WeekBar(writes=writes(desk))
        self.note = QLabel(_EMPTY)
        self.note.hide()
        mark(self.note, kind="muted")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._room = QScrollArea()
        self._room.setObjectName("detailPane")
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._room.setWidgetResizable(True)
        self._room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._room.setMinimumWidth(_PANE * 3 // 4)
        self._room.setWidget(self.pane)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.grid)
        split.addWidget(self._room)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        split.setSizes([_PANE * 3, _PANE])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.note)
        layout.addWidget(split, 1)
        self.setFocusProxy(self.grid)
        self._room.hide()

    def _connect(self) -> None:
        self.tools.moved.connect(self.move_on)
        self.tools.now_wanted.connect(lambda: self.show_week(week_of(self._today)))
        self.tools.copy_wanted.connect(self.copy)
        tools = self.tools
        tools.notice_wanted.connect(lambda: self.print_paper(set_notice, "一周食谱"))
        tools.portions_wanted.connect(lambda: self.print_paper(set_portions, "带量食谱"))
        self.grid.chosen.connect(self._on_chosen)
        self.grid.week_wanted.connect(self.move_on)
        self.grid.write_wanted.connect(self.write)
        self.grid.clear_wanted.connect(self.clear)
        self.grid.copy_wanted.connect(self._on_copied)
        self.grid.paste_wanted.connect(self._on_pasted)
        self.pane.closing.connect(self._on_closing)
        self.pane.written.connect(self._on_written)

    def show_books(self, canteen: CanteenLine) -> None:
        """Show a canteen's menu, in a week of the month that is shown."""
        self.canteen = canteen
        self.pane.drop_form()
        self.show_week(_within(self._desk.place.month, self.first, self._today))

    def move_on(self, by: int) -> None:
        """Show another week; the month above follows it."""
        self.show_week(self.first + timedelta(days=WEEK * by))

    def show_week(self, first: date) -> None:
        """Read and show a week."""
        self.first = first
        month = self._desk.place.month
        if first not in month and first + timedelta(days=WEEK - 1) not in month:
            self._desk.place.set_month(Month.of(first))
            return
        self.reload()

    def open_meal(self, meal: Meal, *, write: bool) -> None:
        """Show a meal, in its week; open its form."""
        self._wanted = meal, write
        self.show_week(week_of(meal[0]))

    def reload(self) -> None:
        """Read the week again."""
        canteen, first, session = self.canteen, self.first, self._desk.session
        if canteen is None:
            return
        key = canteen.canteen_id

        def look(_job: Job) -> tuple[Week, Sequence[date]]:
            others = weeks_with_menu(session, key, first)[:_MOST_WEEKS]
            return week(session, key, first), others

        self._desk.tasks.read(self, look).then(self._on_read).start()

    def _on_read(self, found: tuple[Week, Sequence[date]]) -> None:
        shown, others = found
        if shown.first != self.first:
            return
        meal = self.grid.meal
        self.table.show_week(shown)
        self.tools.show_week(shown, others)
        self.note.setVisible(not shown.lines)
        self.grid.fit_rows()
        if meal is None or meal[0] not in shown.days:
            today = self._today if self._today in shown.days else shown.first
            meal = (today, meal[1] if meal else Sitting.LUNCH)
        wanted, self._wanted = self._wanted, None
        self.grid.go_to(wanted[0] if wanted else meal)
        if wanted is not None and wanted[1]:
            self.write()

    def _on_chosen(self, meal: Meal | None) -> None:
        if meal is not None and self.canteen is not None:
            # On a small screen the week has the room until a meal is asked for.
            if self.width() >= _WIDE:
                self._room.show()
            self.pane.show_meal(self.canteen.canteen_id, meal, self.table.lines(meal))

    def _on_closing(self) -> None:
        self._room.hide()
        self.grid.setFocus()

    def write(self) -> None:
        """Write the meal that is chosen."""
        if self.grid.meal is not None:
            self._room.show()
            self.pane.write()

    def _on_written(self, saved: MenuSaved) -> None:
        if saved.new_dishes:
            self._desk.messages.say(f"食谱已保存，新登记菜品：{'、'.join(saved.new_dishes)}")
        self.grid.setFocus()

    def clear(self) -> None:
        """Take everything from the menu of a meal, if the person wants to."""
        meal = self.grid.meal
        if meal is None or not self.table.lines(meal) or not writes(self._desk):
            return
        sentence = f"要清空{meal_title(meal)}的食谱吗？"
        if self._desk.messages.ask(self, sentence, "清空", "不清空"):
            self._set(meal, ())

    def _on_copied(self) -> None:
        meal = self.grid.meal
        if meal is not None:
            self._copied = tuple(line.dish_id for line in self.table.lines(meal))
            self._desk.messages.say(f"已复制 {len(self._copied)} 个菜，到另一餐按 Ctrl+V")

    def _on_pasted(self) -> None:
        if self.grid.meal is not None and self._copied and writes(self._desk):
            self._set(self.grid.meal, self._copied)

    def _set(self, meal: Meal, dishes: Sequence[UUID]) -> None:
        canteen, session = self.canteen, self._desk.session
        if canteen is not None:
            new = NewMeal(canteen.canteen_id, *meal, tuple(dishes))
            task = self._desk.tasks.write(self, lambda job: set_meal(session, new, job.accepted))
            task.then(lambda _saved: self._desk.messages.say("食谱已保存")).start()

    def copy(self, source: date) -> None:
        """Serve once more what was served in another week."""
        canteen, session, target = self.canteen, self._desk.session, self.first
        if canteen is not None:
            key = canteen.canteen_id
            task = self._desk.tasks.write(
                self, lambda job: copy_week(session, key, source, target, job.accepted)
            )
            task.titled("正在复制食谱…").then(self._on_week_copied).start()

    def _on_week_copied(self, saved: MenuSaved) -> None:
        left = f"；不再做的没有复制：{'、'.join(saved.left_out)}" if saved.left_out else ""
        self._desk.messages.say(f"已复制 {saved.added} 个菜{left}")

    def print_paper(self, make: Paper, name: str) -> None:
        """Set a paper of the week, to be looked at."""
        canteen, shown, session = self.canteen, self.table.week, self._desk.session
        if canteen is None or shown is None:
            return
        task = self._desk.tasks.paper(self, lambda job: make(session, canteen, shown, job))
        task.titled("排版")
        task.then(lambda pdf: self.printing.emit(pdf, f"{shown.title}{name}")).start()


def _within(month: Month, first: date, today: date) -> date:
    """The week that begins on a day, or one of the month where it has no day of it."""
    if first in month or first + timedelta(days=WEEK - 1) in month:
        return first
    return week_of(today if today in month else month.first)
