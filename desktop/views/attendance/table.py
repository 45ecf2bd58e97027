"""The item model of a class's rolls: a line for each pupil, a column for each day of the month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from desktop.views.attendance.showing import (
    FIRST_DAY,
    NAME,
    SUMS,
    place_of,
    state,
    text,
    tip,
    title,
    why_closed,
)
from desktop.views.attendance.typed import TypedRolls
from desktop.views.style import current_tokens
from desktop.views.typed_table import TypedTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject

    from desktop.core.attendance import Called
    from desktop.services.attendance.rolls import ClassGrid
    from desktop.views.attendance.typed import Cell

    Index = QModelIndex | QPersistentModelIndex

CELL_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROOT: Final = QModelIndex()


class RollTable(TypedTable[TypedRolls]):
    """The pupils of a class with their days, sums, and what explains a line."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent=parent)
        self.in_words = True
        """Whether days show words (病假) in place of signs (病): where there is room."""

    @property
    def day_count(self) -> int:
        """How many days the month has."""
        return 0 if self.typed is None else len(self.typed.grid.days)

    @property
    def note_column(self) -> int:
        """The last column."""
        return FIRST_DAY + self.day_count + len(SUMS)

    def place_of(self, column: int) -> int | None:
        """The day of a column, from 0; None for other columns."""
        return None if self.typed is None else place_of(self.typed, column)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Number, name, days, sums, and the note."""
        return 0 if parent.isValid() or self.typed is None else self.note_column + 1

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's own type
        """The titles; a day says its weekday too."""
        if orientation is not Qt.Orientation.Horizontal or self.typed is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            left = section in (NAME, self.note_column)
            return _LEFT if left else Qt.AlignmentFlag.AlignCenter
        return title(self.typed, section) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """What a cell shows."""
        typed = self.typed
        if not index.isValid() or typed is None or index.row() >= len(typed):
            return None
        cell, place = (index.row(), index.column()), self.place_of(index.column())
        if role == CELL_ROLE:
            return state(typed, index.row(), index.column(), in_words=self.in_words)
        if role == Qt.ItemDataRole.DisplayRole:
            return text(typed, index.row(), index.column(), in_words=self.in_words)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            left = index.column() in (NAME, self.note_column)
            return _LEFT if left else Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.ForegroundRole and place is None and index.column() != NAME:
            return QColor(current_tokens().colours.muted)
        return tip(typed, *cell) if role == Qt.ItemDataRole.ToolTipRole else None

    def refusal(self) -> str:
        """Why nothing can be typed; empty: it can."""
        if self.typed is None:
            return "还没有打开一个班。"
        return "" if self.writable else "您可以查看，不能点名。"

    def put(self, cell: Cell, called: Called) -> bool:
        """Mark a pupil."""
        return self._change(cell[1], lambda typed: typed.put(cell, called), "这一天不在这个班。")

    def halve(self, cell: Cell) -> bool:
        """Half a day of an absence."""
        return self._change(cell[1], lambda typed: typed.halve(cell), "先记缺勤，再按 H 改成半天。")

    def clear(self, place: int) -> bool:
        """Take a day's roll back."""
        return self._change(place, lambda typed: typed.clear(place), "")

    def fill(self, place: int) -> int:
        """Everybody who is open on a day was there; how many."""
        found: list[int] = []

        def fill(typed: TypedRolls) -> bool:
            found.append(typed.fill(place))
            return True

        self._change(place, fill, "")
        return sum(found)

    def undo(self) -> Cell | None:
        """Take the last step back; the cell that was marked."""
        return self._moved(self.typed.undo() if self.typed else ())

    def redo(self) -> Cell | None:
        """Do again what was taken back; the cell that was marked."""
        return self._moved(self.typed.redo() if self.typed else ())

    def _change(self, place: int, change: Callable[[TypedRolls], bool], why: str) -> bool:
        reason = self.refusal()
        if not reason and self.typed is not None and not self.typed.open(place):
            reason = why_closed(self.typed, place)
        if reason or self.typed is None or not change(self.typed):
            self.refused.emit(reason or why)
            return False
        self._tell_all()
        return True

    def _moved(self, cells: Sequence[Cell]) -> Cell | None:
        if not cells:
            return None
        self._tell_all()
        return cells[0]

    def _lines_of(self, grid: ClassGrid) -> object:
        return grid.class_id, [line.student_id for line in grid.lines], grid.days[0].day


_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
