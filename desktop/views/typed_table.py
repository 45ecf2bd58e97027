"""The item model of a class that is typed into: what the grids of meals and rolls have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Signal

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    Index = QModelIndex | QPersistentModelIndex

_ROOT: Final = QModelIndex()


class Typed(Protocol):
    """What is typed over a class as it was read."""

    grid: Any
    """The class as it was read."""

    @property
    def dirty(self) -> bool:
        """Whether anything was typed and not saved."""
        ...

    def __len__(self) -> int:
        """How many pupils there are."""
        ...

    def rebase(self, grid: Any) -> None:  # noqa: ANN401 - of the kind of `grid`
        """Take the class as it was read again, with what is typed over it."""
        ...

    def draft(self) -> dict[str, Any]:
        """What was typed, as values that JSON can hold."""
        ...

    def take_draft(self, draft: Any) -> int:  # noqa: ANN401 - as drafts come
        """Type a draft again; how much of it differs."""
        ...


T = TypeVar("T", bound=Typed)


class TypedTable(QAbstractTableModel, Generic[T]):
    """The pupils of a class, a line each.

    Every change goes through here, so that lines and sums are always those of what is typed.
    """

    edited = Signal()
    """Something was typed, taken back or read again: the sums may be others."""
    refused = Signal(str)
    """Why something could not be typed, in words."""

    def __init__(self, typed: T | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.typed = typed
        self.writable = True
        """Whether the person at the desk may type at all."""

    def show_class(self, typed: T | None) -> None:
        """Show another class, or none."""
        self.beginResetModel()
        self.typed = typed
        self.endResetModel()
        self.edited.emit()

    def rebase(self, grid: Any) -> None:  # noqa: ANN401 - of the kind that is typed over
        """Show the class as it was read again, with what is typed over it."""
        if self.typed is None:
            return
        if self._lines_of(self.typed.grid) == self._lines_of(grid):
            # Whoever is typing must not notice that the books were read again.
            self.typed.rebase(grid)
            self._tell_all()
            return
        self.beginResetModel()
        self.typed.rebase(grid)
        self.endResetModel()
        self.edited.emit()

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """How many pupils there are."""
        return 0 if parent.isValid() or self.typed is None else len(self.typed)

    def _lines_of(self, grid: Any) -> object:  # noqa: ANN401 - same
        """What tells whether the lines of a class are still the same ones."""
        raise NotImplementedError

    def _tell_all(self) -> None:
        """Show every cell anew."""
        if self.rowCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last, [])
        self.edited.emit()
