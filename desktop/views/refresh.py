"""What was written is told to the open pages, and each looks again at what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QWidget

    from desktop.core.changes import Book, Changes


class Refresh(QObject):
    """Tells every subscriber whose books have moved."""

    changed = Signal(object)

    def announce(self, changes: Changes) -> None:
        """Say which books have moved."""
        self.changed.emit(changes)

    def subscribe(
        self, owner: QWidget, books: Iterable[Book], reload: Callable[[], object]
    ) -> None:
        """Call `reload` when one of `books` moves: at once, or when a hidden owner is shown."""
        _Subscription(self, owner, frozenset(books), reload)


class _Subscription(QObject):
    """Lives and dies with the widget that asked for it."""

    def __init__(
        self,
        refresh: Refresh,
        owner: QWidget,
        books: frozenset[Book],
        reload: Callable[[], object],
    ) -> None:
        super().__init__(owner)
        self._owner = owner
        self._books = books
        self._reload = reload
        self._stale = False
        refresh.changed.connect(self._on_changed)
        owner.installEventFilter(self)

    def _on_changed(self, changes: Changes) -> None:
        if not self._books & changes.books:
            return
        if self._owner.isVisible():
            self._reload()
        else:
            self._stale = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Reload what has become old, when its owner is shown."""
        if event.type() == QEvent.Type.Show and self._stale:
            self._stale = False
            self._reload()
        return super().eventFilter(watched, event)
