"""A sheet over the page on which goods are entered: head, lines, foot; made for the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.views.canteen.goods.foot import SheetFoot, SheetTitle
from desktop.views.canteen.goods.grid import LineGrid
from desktop.views.canteen.goods.head import SheetHead
from desktop.views.canteen.goods.keeping import SheetKeeping
from desktop.views.canteen.goods.known import Known, known_of
from desktop.views.records import RecordPane
from desktop.views.style import current_tokens
from desktop.views.widgets import NoteEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent, QKeyEvent

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.orders import OrderSaved
    from desktop.services.canteen.receipts import Booked
    from desktop.views.canteen.goods.grid import Cell, GridLine
    from desktop.views.desk import Desk
    from desktop.views.forms import Field

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_FORM_WIDTH: Final = 40
_KEEP_AFTER: Final = 300


class GoodsSheet(QWidget):
    """What receipts and issues have alike; subclasses say what is missing and how to book."""

    name = ""
    """Under which an unsaved sheet is kept."""
    closed = Signal()
    booked = Signal(object)
    """A document was written (Booked, or OrderSaved)."""
    ready = Signal()
    """What is known was read; the sheet can be filled in."""

    def __init__(self, desk: Desk, fields: Sequence[Field], cells: Sequence[Cell]) -> None:
        super().__init__()
        self.desk = desk
        self.today = desk.session.store.clock.today()
        self.canteen: CanteenLine | None = None
        self.known = Known()
        self.loading = False
        self.title, self.foot = SheetTitle(), SheetFoot()
        self.head = SheetHead(fields)
        self.rows = self.head.rows
        self.grid = LineGrid(cells, self.prepare_line)
        self.pane = RecordPane(desk, "sheetPane")
        self.pane.setMaximumWidth(current_tokens().sizes.base * _FORM_WIDTH)
        self.faces = QStackedWidget()
        self.keeping = SheetKeeping(desk.drafts, self)
        self._timer = QTimer(self, singleShot=True, interval=_KEEP_AFTER)
        self._timer.timeout.connect(self.keeping.keep)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        space = current_tokens().sizes.space
        writing = QWidget()
        self.writing = inner = QVBoxLayout(writing)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(space // 2)
        inner.addWidget(self.head)
        inner.addWidget(self.grid, 1)
        inner.addWidget(self.foot)
        self.faces.addWidget(writing)
        self.faces.addWidget(self.pane)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.faces, 1)
        self.setFocusProxy(next(iter(self.rows.values())).widget)

    def _connect(self) -> None:
        self.title.back.clicked.connect(self.leave)
        self.title.anew.clicked.connect(self.start_anew)
        self.foot.book.clicked.connect(self.book)
        self.pane.closing.connect(lambda: self.faces.setCurrentIndex(0))
        self.head.changed.connect(self._on_changed)
        self.grid.changed.connect(self._on_line)
        for keys, do in (
            ("Ctrl+Return", self.book),
            ("Ctrl+Enter", self.book),
            ("Ctrl+S", self.foot.keep.click),
            ("Esc", self.leave),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def begin(self, canteen: CanteenLine) -> None:
        """Enter a new document, or go on with what was left unsaved."""
        self.canteen = canteen
        self.clear()
        self.title.anew.setVisible(self.keeping.resume())
        self.read_known()

    def clear(self) -> None:
        """Empty everything; the day is today's, or the last of the month that is shown."""
        month, self.loading = self.desk.place.month, True
        self.head.clear()
        day = min(max(self.today, month.first), month.last, self.today)
        self.rows["day"].entry.set_value(day)
        self.grid.fill(())
        self.loading = False
        self.look()

    def start_anew(self) -> None:
        """Give up what was left unsaved."""
        self.keeping.forget()
        self.clear()
        self.title.anew.hide()

    def read_known(self) -> None:
        """Read what is offered while one types."""
        session, canteen = self.desk.session, self.canteen
        if canteen is not None:
            task = self.desk.tasks.read(self, lambda _job: known_of(session, canteen.canteen_id))
            task.then(self._on_known).start()

    def use_known(self) -> None:
        """Offer what was read."""

    def prepare_line(self, line: GridLine) -> None:
        """A line was made."""

    def settle_line(self, line: GridLine) -> None:
        """Something was typed into a line."""

    def look(self) -> None:
        """Say what the document comes to, and what is missing."""

    def missing(self) -> list[str]:
        """What must still be filled in."""
        return self.head.missing()

    def book(self) -> None:
        """Book it."""

    def leave(self) -> None:
        """Go back to the list; what was typed is kept and offered again."""
        if self.pane.form is not None:
            self.pane.form.close_form()
            return
        self.keeping.keep()
        self.closed.emit()

    def written(self, booked: Booked | OrderSaved, words: str) -> None:
        """A document was written: empty the sheet and say so."""
        self.keeping.forget()
        self.clear()
        self.title.anew.hide()
        self.desk.messages.say(words)
        self.booked.emit(booked)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter walks on, from the head into the lines and from line to line."""
        here = self.focusWidget()
        if event.key() not in _ENTER or isinstance(here, NoteEdit):
            super().keyPressEvent(event)
        elif not self.grid.walk_on(here) and not self.head.walk_on(here):
            self.grid.begin()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Another page is shown, or the window closes: keep what is here."""
        super().hideEvent(event)
        self.keeping.keep()

    def _on_known(self, known: Known) -> None:
        self.known, self.loading = known, True
        self.use_known()
        for line in self.grid.lines:
            self.prepare_line(line)
            self.settle_line(line)
        self.loading = False
        self.look()
        self.ready.emit()

    def _on_changed(self) -> None:
        if not self.loading:
            self.look()
            self._timer.start()

    def _on_line(self, line: GridLine | None) -> None:
        if not self.loading:
            self.loading = True
            if line is not None:
                self.settle_line(line)
            self.loading = False
            self._on_changed()


def stopped(sheet: GoodsSheet) -> bool:
    """Whether something is missing or wrong; the keyboard goes to the first of it."""
    wrong = next((line for line in sheet.grid.filled if line.problem()), None)
    if sheet.head.lead_to_fault():
        return True
    if wrong is not None:
        next(field for field in wrong.fields.values() if field.problem()).setFocus()
    elif not sheet.grid.filled:
        sheet.grid.begin()
    return wrong is not None or bool(sheet.missing())
