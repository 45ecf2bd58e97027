"""The tab 今日: a canteen's day on one screen, each part with the one thing to do about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout

from desktop.core.changes import Book
from desktop.core.terms import Month
from desktop.services.canteen.day import canteen_day
from desktop.views.canteen.day.bar import DayBar
from desktop.views.canteen.day.content import DayContent
from desktop.views.canteen.day.papers import set_day
from desktop.views.canteen.room import CanteenPanel
from desktop.views.widgets.keyboard import holds_keyboard, keyboard_name

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.canteen.day_parts import CanteenDay
    from desktop.views.desk import Desk

TAB: Final = "day"


class DayPanel(CanteenPanel):
    """Today, or another day."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.day = desk.session.store.clock.today()
        self.seen: CanteenDay | None = None
        self.content: DayContent | None = None
        self._leads = False
        """Whether the keyboard goes to what is to be done next, as soon as that is read."""
        self.bar = DayBar(self.day, self.chooser)
        self._room = QScrollArea()
        self._room.setWidgetResizable(True)
        self._room.setFrameShape(QFrame.Shape.NoFrame)
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self.books)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar)
        layout.addWidget(self._room, 1)
        self.bar.moved.connect(self.move_on)
        self.bar.day_wanted.connect(self.show_day)
        self.bar.paper_wanted.connect(self.print_day)
        others = (Book.PEOPLE, Book.ATTENDANCE, Book.CALENDAR, Book.MONTHS)
        desk.refresh.subscribe(self, others, self.reload_books)
        for key, by in ((Qt.Key.Key_Left, -1), (Qt.Key.Key_Right, 1)):
            walk = QShortcut(QKeySequence(key), self.books)
            walk.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            walk.activated.connect(lambda by=by: self.move_on(by))

    def show_canteen(self) -> None:
        """Show the canteen that is chosen."""
        self._look()

    def show_month(self) -> None:
        """Another month is shown: today, if it lies there, else its last day or its first."""
        month = self.desk.place.month
        if self.day not in month:
            today = self.desk.session.store.clock.today()
            past = month.last < today
            self.day = today if today in month else month.last if past else month.first
        self._look()

    def reload_books(self) -> None:
        """Read the day again."""
        self._look()

    def move_on(self, by: int) -> None:
        """Show a day before or after."""
        self.show_day(self.day + timedelta(days=by))

    def show_day(self, day: date) -> None:
        """Show a day; the month above follows it."""
        if day == self.day:
            return
        self.day = day
        if day not in self.desk.place.month:
            self.desk.place.set_month(Month.of(day))
        else:
            self._look()

    def come_back(self) -> None:
        """Something was done elsewhere: the keyboard goes to what is to be done next."""
        self._leads = True
        self._look()

    def focus_first(self) -> None:
        """What is to be done next, or the days."""
        content = self.content
        if content is None:
            self._leads = True
            (self.empty.button if self.rooms.currentWidget() is self.empty else self).setFocus()
        else:
            (*content.open, *content.buttons, self.bar.before)[0].setFocus()

    def print_day(self) -> None:
        """Set the sheet of the day for the kitchen, to be looked at."""
        found, session = self.seen, self.desk.session
        if found is None:
            return
        task = self.desk.tasks.paper(self, lambda job: set_day(session, found, job))
        title = f"{found.day:%Y-%m-%d}今日食谱和出库"
        task.titled("排版").then(lambda pdf: self.printing.emit(pdf, title)).start()

    def _look(self) -> None:
        canteen, day, session = self.canteen, self.day, self.desk.session
        if canteen is None:
            return
        key = canteen.canteen_id
        task = self.desk.tasks.read(self, lambda _job: canteen_day(session, key, day))
        task.then(self._show).start()

    def _show(self, found: CanteenDay) -> None:
        canteen = self.canteen
        if canteen is None or (found.canteen.canteen_id, found.day) != (
            canteen.canteen_id,
            self.day,
        ):
            return
        held, name = holds_keyboard(self._room), keyboard_name()
        self.seen = found
        self.bar.show_day(found)
        self.content = DayContent(found, writes=self.may_write)
        self.content.wanted.connect(self.led)
        self._room.setWidget(self.content)
        self._give_keyboard(name, held=held)

    def _give_keyboard(self, name: str, *, held: bool) -> None:
        """Leave the keyboard where it was, or where it is needed next."""
        assert self.content is not None  # noqa: S101 - just made
        same = [b for b in self.content.buttons if b.objectName() == name]
        if held and same and not self._leads:
            same[0].setFocus()
        elif held or self._leads:
            self.focus_first()
        self._leads = False
