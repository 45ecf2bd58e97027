"""A line of words that offers what is usual, and takes anything else as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter

from desktop.views.widgets import TextEdit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SuggestEdit(TextEdit):
    """Offers words that contain what is typed."""

    def __init__(
        self,
        title: str,
        offers: Sequence[str],
        *,
        longest: int = 60,
        check: Callable[[str], str] | None = None,
    ) -> None:
        """`check` as for a line of words."""
        super().__init__(title, longest=longest, check=check)
        made = QCompleter(self)
        made.setModel(QStringListModel(list(offers), made))
        made.setFilterMode(Qt.MatchFlag.MatchContains)
        made.setMaxVisibleItems(8)
        self.setCompleter(made)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter takes what stands here and walks on, also while words are offered."""
        popup = self.completer().popup()
        if event.key() in _ENTER and popup.isVisible():
            popup.hide()
            again = QKeyEvent(event.type(), event.key(), event.modifiers(), event.text())
            QCoreApplication.postEvent(self, again)
            event.accept()
            return
        super().keyPressEvent(event)
