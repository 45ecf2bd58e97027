"""A line of words that offers what is usual, and takes anything else as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter

from desktop.views.widgets import TextEdit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


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
