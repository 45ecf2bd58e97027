"""The columns of a sheet and the fields that they are taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QWheelEvent

    from desktop.rosters.columns import Column
    from desktop.rosters.results import FoundColumn

_HEAD: Final = ("列", "表头", "作为")
_GAP: Final = 3
"""Between a choice and the lines around it."""
_UNREAD: Final = "（不读）"


class FieldBox(QComboBox):
    """The fields to choose from; the wheel scrolls the list of columns, not the choice."""

    chosen = Signal(object)
    """A person has chosen a field here (the box itself)."""

    def __init__(self, letter: str, fields: Sequence[Column]) -> None:
        super().__init__()
        self.letter = letter
        self.activated.connect(lambda _at: self.chosen.emit(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.addItem(_UNREAD, "")
        for column in fields:
            self.addItem(column.title, column.key)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Pass it on."""
        event.ignore()


class ColumnsGrid(QTableWidget):
    """One line for each column of the sheet."""

    chosen = Signal(str, str)
    """Letter of the column and key of the field (empty: not read)."""

    def __init__(self, fields: Sequence[Column]) -> None:
        super().__init__(0, len(_HEAD))
        self._fields = fields
        self._boxes: list[FieldBox] = []
        self.setAccessibleName("栏目")
        self.setHorizontalHeaderLabels(_HEAD)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_tokens().sizes.control + 2 * _GAP)
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.setTabKeyNavigation(False)

    def show_columns(
        self, columns: Sequence[FoundColumn], mapping: Mapping[str, str] | None
    ) -> None:
        """Show columns as they were taken, or as a person has said since."""
        self._boxes = []
        self.setRowCount(0)
        self.setRowCount(len(columns))
        for row, column in enumerate(columns):
            self.setItem(row, 0, QTableWidgetItem(column.letter))
            self.setItem(row, 1, QTableWidgetItem(column.label))
            box = FieldBox(column.letter, self._fields)
            box.setAccessibleName(f"{column.letter}列 {column.label} 作为")
            key = (mapping or {}).get(column.letter, column.key or "")
            box.setCurrentIndex(max(box.findData(key), 0))
            box.chosen.connect(self._on_chosen)
            self._boxes.append(box)
            self.setCellWidget(row, 2, _spaced(box))

    def box(self, letter: str) -> FieldBox | None:
        """The choice of a column."""
        return next((box for box in self._boxes if box.letter == letter), None)

    def _on_chosen(self, box: FieldBox) -> None:
        key = box.currentData()
        for other in self._boxes:
            # A field has one column: the one that was chosen last.
            if key and other is not box and other.currentData() == key:
                other.setCurrentIndex(0)
        self.chosen.emit(box.letter, key)


def _spaced(box: FieldBox) -> QWidget:
    """A choice with room around it: in a row of them none touches the next."""
    room = QWidget()
    room.setFocusProxy(box)
    layout = QVBoxLayout(room)
    layout.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
    layout.addWidget(box)
    return room
