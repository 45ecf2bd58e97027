"""Which columns a person wants to see, how wide and in which order: kept for each list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu

from desktop.core.preferences import ListLayout
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QTableView

    from desktop.core.preferences import PreferencesFile
    from desktop.views.tables.columns import ListColumn

_PAUSE: Final = 600
_MARK: Final = 18
_AIR: Final = 20
_BASE: Final = 14
"""The size of type that the widths of columns are made for, and kept in."""


class Layout(QObject):
    """The columns of one grid: laid out as they were left, and kept when they are changed."""

    changed = Signal()
    """A person has changed something a moment ago: it is time to `keep` it."""

    def __init__(
        self,
        grid: QTableView,
        columns: Sequence[ListColumn[Any]],
        preferences: PreferencesFile,
        name: str,
    ) -> None:
        super().__init__(grid)
        self._header = grid.horizontalHeader()
        self._columns, self._preferences, self._name = tuple(columns), preferences, name
        self._size = current_tokens().sizes.base
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.changed)
        saved = preferences.load().preferences.lists.get(name)
        self.apply(saved or ListLayout())
        self._header.sectionResized.connect(self._pause.start)
        self._header.sectionMoved.connect(self._pause.start)
        grid.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the size of the type: what could be read is not cut when it grows."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._follow(current_tokens().sizes.base)
        return super().eventFilter(watched, event)

    def _follow(self, size: int) -> None:
        if size == self._size:
            return
        grown, self._size = size / self._size, size
        for index, column in enumerate(self._columns):
            shown = not self._header.isSectionHidden(index)
            width = self._header.sectionSize(index) * grown if shown else self._made(column)
            self._header.resizeSection(index, round(width))

    @property
    def visible(self) -> tuple[ListColumn[Any], ...]:
        """The columns that are shown, from left to right: only these leave the program."""
        order = (self._header.logicalIndex(place) for place in range(len(self._columns)))
        return tuple(self._columns[i] for i in order if not self._header.isSectionHidden(i))

    def apply(self, layout: ListLayout) -> None:
        """Lay the columns out; those that the layout does not know stand as they are made."""
        known = {column.key: place for place, column in enumerate(self._columns)}
        for place, key in enumerate(key for key in layout.order if key in known):
            self._header.moveSection(self._header.visualIndex(known[key]), place)
        for index, column in enumerate(self._columns):
            kept = layout.widths.get(column.key)
            width = self._made(column) if kept is None else round(kept * self._size / _BASE)
            self._header.resizeSection(index, width)
            hidden = column.hidden
            if column.key in layout.order:
                hidden = column.key in layout.hidden
            self._header.setSectionHidden(index, hidden)

    def _made(self, column: ListColumn[Any]) -> int:
        """The width that a column is made with: at least its title and the mark of sorting."""
        title = self._header.fontMetrics().horizontalAdvance(column.title)
        least = title + (_MARK if column.sort else 0) + _AIR
        return max(round(column.width * self._size / _BASE), least)

    def show_column(self, key: str, *, shown: bool) -> None:
        """Show or hide a column; the last one that is shown stays."""
        if not shown and len(self.visible) == 1:
            return
        index = next(i for i, column in enumerate(self._columns) if column.key == key)
        self._header.setSectionHidden(index, not shown)
        self._pause.start()

    def menu(self, owner: QTableView) -> QMenu:
        """The columns to choose from."""
        menu = QMenu(owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = {column.key for column in self.visible}
        for column in self._columns:
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(column.key in shown)
            action.setEnabled(shown != {column.key})
            action.toggled.connect(lambda on, key=column.key: self.show_column(key, shown=on))
        menu.addSeparator()
        menu.addAction("恢复原来的栏目").triggered.connect(self.restore)
        return menu

    def restore(self) -> None:
        """Lay the columns out as they were made."""
        self.apply(ListLayout(order=tuple(column.key for column in self._columns)))
        for index, column in enumerate(self._columns):
            self._header.setSectionHidden(index, column.hidden)
        self._pause.start()

    def keep(self) -> None:
        """Write the layout into the preferences."""
        self._pause.stop()
        order = [
            self._columns[self._header.logicalIndex(place)] for place in range(len(self._columns))
        ]
        hidden = {i for i in range(len(self._columns)) if self._header.isSectionHidden(i)}
        layout = ListLayout(
            order=tuple(column.key for column in order),
            hidden=tuple(self._columns[i].key for i in sorted(hidden)),
            widths={
                column.key: round(self._header.sectionSize(i) * _BASE / self._size)
                for i, column in enumerate(self._columns)
                if i not in hidden
            },
        )
        # The last column takes the room that is left: that is no width of its own.
        shown = self.visible
        if shown:
            layout.widths.pop(shown[-1].key, None)
        now = self._preferences.load().preferences
        if now.lists.get(self._name) != layout:
            self._preferences.change(lists={**now.lists, self._name: layout})
