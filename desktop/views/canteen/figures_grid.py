"""A grid that figures are typed into, by keyboard alone: digits type, Enter goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView

from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    Index = QModelIndex | QPersistentModelIndex

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FiguresGrid(QTableView):
    """Begins in one column; `widths` are those of normal type. Where Enter leads a grid says."""

    def __init__(self, table: QAbstractTableModel, first: int, widths: Mapping[Any, int]) -> None:
        super().__init__()
        self._table, self._first = table, first
        self.setModel(table)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_tokens().sizes.row)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        big = current_tokens().sizes.base / 14
        for column, width in widths.items():
            header.resizeSection(column, round(width * big))
        table.modelReset.connect(lambda: self.go_to(0, self._first))

    def go_to(self, row: int, column: int) -> None:
        """Make a cell the current one."""
        if 0 <= row < self._table.rowCount():
            self.setCurrentIndex(self._table.index(row, column))

    def go_on(self, index: QModelIndex) -> None:
        """Where Enter leads from a cell: to the one below it, unless a grid knows better."""
        self.go_to(index.row() + 1, index.column())

    def begins_typing(self, words: str) -> bool:  # noqa: ARG002 - a grid may look at them
        """Whether a key begins to type, by the words that it makes."""
        return True

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Figures come as they are, whatever input method is on."""
        super().currentChanged(current, previous)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)

    def closeEditor(  # noqa: N802 - Qt's name
        self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint
    ) -> None:
        """Enter ends what is typed and goes on."""
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self.go_on(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go on, or take away, or begin to type."""
        saving = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if self.state() is QAbstractItemView.State.EditingState:
            # The field hands Enter on before what was typed in it is taken.
            super().keyPressEvent(event)
        elif event.key() in _ENTER and not saving:
            self.go_on(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._table.setData(self.currentIndex(), "")
        elif self.begins_typing(event.text()):
            super().keyPressEvent(event)
