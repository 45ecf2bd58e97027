"""The menu of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.tables.giving import Giving
    from desktop.views.tables.grid import Grid
    from desktop.views.tables.model import PagedTable


class RowMenu(QObject):
    """What can be done with a row: what the page has added, then copying."""

    def __init__(self, grid: Grid, table: PagedTable[Any], giving: Giving) -> None:
        super().__init__(grid)
        self._grid, self._table, self._giving = grid, table, giving
        self._actions: list[tuple[str, Callable[[Any], object]]] = []
        grid.customContextMenuRequested.connect(self._on_asked)

    def add(self, words: str, act: Callable[[Any], object]) -> None:
        """Add an entry; `act` is given the row."""
        self._actions.append((words, act))

    def at(self, place: QPoint) -> QMenu | None:
        """The menu for the row at a place of the grid."""
        index = self._grid.indexAt(place)
        line = self._table.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        menu = QMenu(self._grid)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, act in self._actions:
            menu.addAction(words).triggered.connect(lambda _=False, act=act: act(line))
        menu.addSeparator()
        spans, text = self._grid.spans(), str(index.data() or "")
        copy = menu.addAction("复制")
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.triggered.connect(lambda: self._giving.copy(spans))
        menu.addAction("连同栏目名复制").triggered.connect(
            lambda: self._giving.copy(spans, headed=True)
        )
        menu.addAction("复制这一格").triggered.connect(lambda: self._giving.copy_cell(text))
        return menu

    def _on_asked(self, place: QPoint) -> None:
        menu = self.at(place)
        if menu is not None:
            menu.popup(self._grid.viewport().mapToGlobal(place))
