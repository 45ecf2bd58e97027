"""A list with everything that a person may do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.errors import EnvironmentFault
from desktop.views.tables.cursor import Cursor
from desktop.views.tables.foot import Foot, counted
from desktop.views.tables.giving import Giving, Shown
from desktop.views.tables.grid import Grid
from desktop.views.tables.layouts import Layout
from desktop.views.tables.loading import Loader
from desktop.views.tables.menus import RowMenu
from desktop.views.tables.model import PAGE_ROWS, PagedTable
from desktop.views.widgets.notes import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QShowEvent

    from desktop.views.desk import Desk
    from desktop.views.tables.columns import ListColumn
    from desktop.views.tables.source import ListPage, ListSource

L = TypeVar("L")
_AHEAD: Final = PAGE_ROWS // 2


class ListView(QWidget):
    """A paged list that reads itself when it is first shown.

    Args:
        desk: what every page is given.
        name: under which the layout of the columns is kept.
        columns: what is shown of a row.
        source: where the rows come from.
        empty: what is shown when there is no row at all.
    """

    activated = Signal(object)
    """Enter or a double click on a row: its line."""
    selected = Signal(object)
    """The line of the row that has become the current one; None: there is none."""
    filtering = Signal()
    """Ctrl+F: the page puts the cursor into its filter."""
    loaded = Signal(object)
    """The list was read anew: its first page (ListPage)."""

    def __init__(
        self,
        desk: Desk,
        name: str,
        columns: Sequence[ListColumn[L]],
        source: ListSource[L],
        empty: QWidget,
    ) -> None:
        super().__init__()
        self.setObjectName("listView")
        self._desk, self._empty = desk, empty
        self._title, self._filtered, self._begun = "列表", False, False
        self._page: ListPage[Any] | None = None
        self.table: PagedTable[Any] = PagedTable(columns)
        self.table.setParent(self)
        self.grid = Grid(self.table)
        self.foot = Foot()
        self.arrangement = Layout(self.grid, columns, desk.preferences, name)
        self.loader = Loader(desk.tasks, self, self.table, source)
        self.cursor_row = Cursor(self.grid, self.table)
        self.giving = Giving(desk, self, self._shown)
        self.menu = RowMenu(self.grid, self.table, self.giving)
        self._nothing = QLabel("没有符合条件的记录")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for part in (self.grid, self._empty, self._nothing):
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.foot)
        self._stack.currentChanged.connect(lambda _at: self._lend_focus())
        self._lend_focus()
        self.foot.print.hide()

    def _connect(self) -> None:
        grid, header = self.grid, self.grid.horizontalHeader()
        self.loader.filled.connect(self._on_filled)
        self.loader.failed.connect(self.foot.show_failed)
        self.arrangement.changed.connect(self._on_arranged)
        self.cursor_row.moved.connect(self.selected)
        grid.entered_row.connect(self._on_entered)
        grid.copying.connect(lambda: self.giving.copy(grid.spans()))
        grid.filtering.connect(self.filtering)
        grid.reloading.connect(self.reload)
        grid.selectionModel().selectionChanged.connect(self._on_chosen)
        grid.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        header.sectionClicked.connect(self._on_sorted)
        header.customContextMenuRequested.connect(
            lambda place: self.arrangement.menu(grid).popup(header.mapToGlobal(place))
        )
        self.foot.columns.clicked.connect(self._on_columns)
        self.foot.export.clicked.connect(self.giving.export)
        self.foot.print.clicked.connect(self.giving.print)

    def _lend_focus(self) -> None:
        """The keyboard is the grid's while that is seen: Tab gets stuck before what is hidden.

        Where there is nothing yet, it is the first step's.
        """
        seen = self._stack.currentWidget()
        first: Any = self.grid if seen is self.grid else None
        if seen is self._empty and isinstance(self._empty, EmptyState):
            first = None if self._empty.button.isHidden() else self._empty.button
        self.setFocusProxy(first)

    def titled(self, words: str) -> None:
        """What an export or print of the list is called."""
        self._title = words
        self.grid.setAccessibleName(words)

    def identify_by(self, identity: Callable[[Any], object]) -> None:
        """What tells a line from others, so that it is found again when it has changed."""
        self.cursor_row.identity = identity

    def preview_with(self, show: Callable[[bytes, str], object]) -> None:
        """Offer printing: `show` is given the PDF and its title."""
        self.giving.preview = show
        self.foot.print.show()

    def add_action(self, words: str, act: Callable[[Any], object]) -> None:
        """Add an entry to the menu of a row; `act` is given its line."""
        self.menu.add(words, act)

    def set_source(self, source: ListSource[L], *, filtered: bool = False) -> None:
        """Show another list from its top; `filtered`: nothing found is not nothing there."""
        self.loader.source, self._filtered = source, filtered
        self._begin_at_top()

    def reload(self) -> None:
        """Read the list again; what is looked at stays where it is."""
        if self._begun:
            self.cursor_row.remember()
            self.loader.begin(self.grid.top_row())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Read the list when it is seen for the first time."""
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self.loader.begin()

    def _begin_at_top(self) -> None:
        if self._begun:
            self.cursor_row.forget()
            self.loader.begin()

    def _shown(self) -> Shown:
        foot = counted(self._page.total, self._page.foot) if self._page else ()
        columns = self.arrangement.visible
        return Shown(self._title, columns, self.loader.source, self.loader.order, foot)

    def _on_filled(self, first: int, page: ListPage[Any]) -> None:
        self._page = page
        self.foot.show_counts(page.total, page.foot)
        nothing = self._nothing if self._filtered else self._empty
        self._stack.setCurrentWidget(self.grid if page.total else nothing)
        self.cursor_row.find_again(first, page.rows)
        self._on_chosen()
        self.loaded.emit(page)

    def _on_entered(self, row: int) -> None:
        line = self.table.line(row)
        if line is not None:
            self.activated.emit(line)

    def _on_chosen(self) -> None:
        self.foot.show_chosen(sum(end - begin for begin, end in self.grid.spans()))

    def _on_scrolled(self) -> None:
        """Ask for what lies beyond the edges, and last, so that it comes first, for the seen."""
        top = self.grid.top_row()
        bottom = top + self.grid.height() // max(self.grid.rowHeight(top), 1)
        for row in (top - _AHEAD, bottom + _AHEAD, bottom, top):
            self.table.ask(row // PAGE_ROWS)

    def _on_sorted(self, section: int) -> None:
        if self.loader.sort_by(self.table.columns[section].sort):
            order = Qt.SortOrder.AscendingOrder
            if self.loader.order.descending:
                order = Qt.SortOrder.DescendingOrder
            self.grid.horizontalHeader().setSortIndicator(section, order)
            self.grid.horizontalHeader().setSortIndicatorShown(True)
            self._begin_at_top()

    def _on_columns(self) -> None:
        button = self.foot.columns
        menu = self.arrangement.menu(self.grid)
        above = button.mapToGlobal(button.rect().topLeft())
        menu.popup(above - QPoint(0, menu.sizeHint().height()))

    def _on_arranged(self) -> None:
        try:
            self.arrangement.keep()
        except EnvironmentFault as fault:
            self._desk.messages.say(f"栏目的样子没有记下来：{fault.sentence}")
