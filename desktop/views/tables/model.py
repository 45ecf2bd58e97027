"""A table of any length of which only the pages near the eye are held."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.views.tables.columns import ListColumn

L = TypeVar("L")
Index = QModelIndex | QPersistentModelIndex

PAGE_ROWS: Final = 100
PAGES_HELD: Final = 40
CHIP_ROLE: Final = Qt.ItemDataRole.UserRole
WAITING_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROLES: Final = frozenset(
    {
        *(Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole),
        *(Qt.ItemDataRole.TextAlignmentRole, CHIP_ROLE, WAITING_ROLE),
    }
)
_LONG: Final = 8
_NOWHERE: Final = QModelIndex()
ALIGN: Final = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}


class PagedTable(QAbstractTableModel, Generic[L]):
    """Cache and formatting: it asks for a page by `wanted` and is given it by `put`.

    A row that has not come yet is an empty line with WAITING_ROLE. `fill` begins a list anew.
    """

    wanted = Signal(int)
    """A page that is looked at and not there; told once until it comes or is given up."""
    arrived = Signal(int, int)
    """First and last row of a page that has come."""

    def __init__(self, columns: Sequence[ListColumn[L]]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._total = 0
        self._pages: OrderedDict[int, Sequence[L]] = OrderedDict()
        self._asked: set[int] = set()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many rows the list has, those that have not come included."""
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many columns there are, hidden ones included."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - any role
        """What a cell shows."""
        if role not in _ROLES or not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN[column.align]
        line = self.line(index.row())
        if role == WAITING_ROLE:
            return line is None
        if role == CHIP_ROLE:
            return column.chip(line) if line is not None and column.chip else None
        text = "" if line is None else column.text(line)
        # A text that may not fit in its cell can be read by resting on it.
        return text if role == Qt.ItemDataRole.DisplayRole or len(text) > _LONG else None

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - any role
        """The titles of the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN[self.columns[section].align]
        return None

    def line(self, row: int) -> L | None:
        """What a row shows, or None when it has not come: then it is asked for."""
        page = self._pages.get(row // PAGE_ROWS)
        if page is None:
            self.ask(row // PAGE_ROWS)
            return None
        self._pages.move_to_end(row // PAGE_ROWS)
        place = row % PAGE_ROWS
        return page[place] if place < len(page) else None

    def ask(self, page: int) -> None:
        """Ask for a page, if it is one and neither here nor asked for."""
        last = (self._total - 1) // PAGE_ROWS
        if 0 <= page <= last and page not in self._pages and page not in self._asked:
            self._asked.add(page)
            self.wanted.emit(page)

    def give_up(self, page: int) -> None:
        """A page will not come: it may be asked for again."""
        self._asked.discard(page)

    def put(self, page: int, rows: Sequence[L]) -> None:
        """Take in a page that was asked for."""
        self._asked.discard(page)
        self._keep(page, rows)
        first = page * PAGE_ROWS
        last = min(first + PAGE_ROWS, self._total) - 1
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
            self.arrived.emit(first, last)

    def fill(self, total: int, page: int, rows: Sequence[L]) -> None:
        """Begin a list anew, with the page that is looked at first."""
        self.beginResetModel()
        self._pages.clear()
        self._asked.clear()
        self._total = total
        self._keep(page, rows)
        self.endResetModel()

    def _keep(self, page: int, rows: Sequence[L]) -> None:
        self._pages[page] = rows
        self._pages.move_to_end(page)
        while len(self._pages) > PAGES_HELD:
            self._pages.popitem(last=False)
