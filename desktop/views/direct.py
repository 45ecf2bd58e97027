"""A line for digits and Latin letters, which wants no input method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from typing import Any


class DirectEdit(QLineEdit):
    """A line in which keys go straight in, past any input method: no Chinese belongs there.

    With a method for pinyin switched on, the `t` of a date would begin a word, and the full stop
    of an amount would be a Chinese one. The attribute `WA_InputMethodEnabled` does not do it: a
    line of Qt says that it wants a method whenever it is enabled.
    """

    direct = True

    def inputMethodQuery(  # noqa: N802 - Qt's name
        self,
        query: Qt.InputMethodQuery,
        *more: Any,  # noqa: ANN401 - Qt's type
    ) -> Any:  # noqa: ANN401 - same
        """Say that no method is wanted."""
        if self.direct and query == Qt.InputMethodQuery.ImEnabled:
            return False
        return super().inputMethodQuery(query, *more)
