"""A list of a canteen's month with a pane beside it: what samples, companions and rounds share."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.labels import Role
from desktop.core.terms import Month
from desktop.views.records import RecordPane
from desktop.views.tables import DetailSplit, ListPage, ListView, WholeList
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.views.desk import Desk
    from desktop.views.forms import Form
    from desktop.views.tables import ListColumn
    from desktop.views.tasks import Job

L = TypeVar("L")
_NOTHING: Final = WholeList[Any](tuple)


class MonthRows(Generic[L]):
    """The lines of a month, which are read anew each time."""

    def __init__(
        self, rows: Callable[[], Sequence[L]], foot: Callable[[Sequence[L]], dict[str, str]]
    ) -> None:
        self._rows, self._foot = rows, foot

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[L]:
        """A part of them, in the order of the service."""
        del job, sort, descending
        rows = self._rows()
        return ListPage(rows[offset : offset + limit], len(rows), self._foot(rows))


class MonthPart(QWidget, Generic[L]):
    """Its tools, the list, the pane. Subclasses say what is listed and what the pane tells."""

    title = ""
    new = ""
    """What the page's button says while this part is seen."""
    asked = Signal()
    """The first of its kind is to be entered."""

    def __init__(
        self, desk: Desk, name: str, columns: Sequence[ListColumn[L]], nothing: str
    ) -> None:
        super().__init__()
        self.desk = desk
        self.canteen: CanteenLine | None = None
        self.may_write = desk.session.role is not Role.AUDITOR
        self.empty = EmptyState(nothing, self.new if self.may_write else "", "canteen")
        self.empty.asked.connect(self.asked)
        self.view = ListView(desk, name, columns, _NOTHING, self.empty)
        self.view.identify_by(self.key)
        self.pane = RecordPane(desk, f"{name}Pane")
        self.split = DetailSplit(self.view, self.pane)
        self.tools = QWidget()
        self.line = QHBoxLayout(self.tools)
        self.line.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self.view.selected.connect(self._on_selected)
        self.view.activated.connect(self._on_selected)
        self.pane.closing.connect(self.split.close_pane)

    @abstractmethod
    def rows(self, canteen: CanteenLine, month: Month) -> Sequence[L]:
        """The lines of a month; in a read task."""
        ...

    @abstractmethod
    def key(self, line: L) -> object:
        """What tells a line from others."""
        ...

    @abstractmethod
    def show_line(self, line: L) -> None:
        """Tell of a line in the pane."""
        ...

    def foot(self, rows: Sequence[L]) -> dict[str, str]:  # noqa: ARG002 - for those who count
        """What stands under the list."""
        return {}

    @property
    def filtered(self) -> bool:
        """Whether not all of the month is shown."""
        return False

    def show_books(self, canteen: CanteenLine) -> None:
        """Show a canteen's month."""
        self.canteen = canteen
        self.pane.drop_form()
        self.pane.forget()
        self.split.close_pane()
        self.set_source()

    def set_source(self) -> None:
        """Show the month that the window shows."""
        canteen, month = self.canteen, self.desk.place.month
        if canteen is not None:
            self.view.titled(f"{canteen.name}{month.label}{self.title}")
            source = MonthRows(lambda: self.rows(canteen, month), self.foot)
            self.view.set_source(source, filtered=self.filtered)

    def reload(self) -> None:
        """Read the list again."""
        self.view.reload()

    def open_form(self, title: str, form: Form[Any, Any], told: str = "") -> None:
        """Open a form of something new in the pane."""
        self.view.grid.clearSelection()
        self.pane.forget()
        self.split.open_pane()
        form.saved.connect(lambda _saved: self.split.close_pane())
        self.pane.open_form(title, form, told)

    def first_day(self) -> date:
        """Today, or the last day of the month that is looked at."""
        today, month = self.desk.session.store.clock.today(), self.desk.place.month
        return today if Month.of(today) == month else min(month.last, today)

    def write(self, work: Callable[[Job], Any], said: str) -> None:
        """Do something about a line, and say that it was done."""
        task = self.desk.tasks.write(self, work)
        task.then(lambda _changes: self._on_written(said)).start()

    def _on_written(self, said: str) -> None:
        self.split.close_pane()
        self.desk.messages.say(said)

    def _on_selected(self, line: L | None) -> None:
        if line is not None:
            held = self.view.grid.hasFocus()
            self.pane.drop_form()
            self.split.open_pane()
            self.show_line(line)
            if held:
                self.view.grid.setFocus()
