"""A list of what documents name, suppliers or articles, with a pane for its form."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.labels import Role
from desktop.views.records import RecordPane
from desktop.views.style import current_tokens
from desktop.views.tables import DetailSplit, ListPage, ListView
from desktop.views.widgets import EmptyState, SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.views.desk import Desk
    from desktop.views.forms import Form
    from desktop.views.tables import ListColumn
    from desktop.views.tasks import Job

L = TypeVar("L")


def writes(desk: Desk) -> bool:
    """Whether who is here may change the books."""
    return desk.session.role is not Role.AUDITOR


class Found(Generic[L]):
    """The lines in which a text is found."""

    def __init__(
        self, rows: Callable[[], Sequence[L]], told: Callable[[L], str], text: str
    ) -> None:
        self._rows, self._told, self._text = rows, told, text.casefold()

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[L]:
        """A part of them, in the order of the service."""
        del job, sort, descending
        rows = [row for row in self._rows() if self._text in self._told(row).casefold()]
        return ListPage(rows[offset : offset + limit], len(rows))


class RegisterPart(QWidget, Generic[L]):
    """A search field, the list, the pane. Subclasses say what is listed and make the form."""

    title = ""

    def __init__(
        self, desk: Desk, name: str, columns: Sequence[ListColumn[L]], empty: EmptyState
    ) -> None:
        super().__init__()
        self.desk, self.empty = desk, empty
        self.search = SearchField("名称、拼音或首字母")
        self.search.setMinimumWidth(current_tokens().sizes.base * 11)
        self.search.setMaximumWidth(current_tokens().sizes.base * 19)
        self.search.searched.connect(self._on_searched)
        self.view = ListView(desk, name, columns, Found(self.rows, self.told, ""), empty)
        self.view.titled(self.title)
        self.view.identify_by(self.key)
        self.pane = RecordPane(desk, f"{name}Pane")
        self.split = DetailSplit(self.view, self.pane)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self.view.filtering.connect(self.search.setFocus)
        self.view.selected.connect(self._on_selected)
        self.view.activated.connect(self._on_selected)
        self.pane.closing.connect(self.split.close_pane)

    @abstractmethod
    def rows(self) -> Sequence[L]:
        """All lines; in a read task."""
        ...

    @abstractmethod
    def told(self, line: L) -> str:
        """What is searched of a line."""
        ...

    @abstractmethod
    def key(self, line: L) -> object:
        """What tells a line from others."""
        ...

    @abstractmethod
    def form(self, line: L | None) -> Form[Any, Any]:
        """The form of a line, or of a new one."""
        ...

    @abstractmethod
    def name_of(self, line: L) -> str:
        """What a line is called."""
        ...

    def enter_new(self) -> None:
        """Open the form of a new one."""
        self.view.grid.clearSelection()
        self.split.open_pane()
        self._open(f"新增{self.title}", None)

    def reload(self) -> None:
        """Read the list again."""
        self.view.reload()

    def _open(self, title: str, line: L | None) -> None:
        self.pane.forget()
        form = self.form(line)
        if not writes(self.desk):
            form.sheet.set_readonly()
        form.saved.connect(lambda _saved: self.split.close_pane())
        self.pane.open_form(title, form)

    def _on_selected(self, line: L | None) -> None:
        if line is not None:
            held = self.view.grid.hasFocus()
            self.split.open_pane()
            self._open(self.name_of(line), line)
            if held:
                # The arrow keys walk on through the list; Tab leads into the form.
                self.view.grid.setFocus()

    def _on_searched(self, text: str) -> None:
        self.view.set_source(Found(self.rows, self.told, text), filtered=bool(text))
