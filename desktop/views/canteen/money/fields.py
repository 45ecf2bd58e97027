"""Choices that say more than their words: a fund with its rule, a supplier with what it is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSignalBlocker

from desktop.views.widgets import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


def _silent(_value: object) -> str:
    return ""


class TellingChoice(Choice[T]):
    """A choice with a sentence about what was chosen; what it offers may change."""

    def __init__(
        self,
        title: str,
        choices: Sequence[tuple[T, str]],
        says: Callable[[T], str] = _silent,
    ) -> None:
        super().__init__(title, choices)
        self._says = says

    def hint(self) -> str:
        """What there is to know about what was chosen."""
        value = self.value()
        return "" if value is None else self._says(value)

    def offer(self, choices: Sequence[tuple[T, str]]) -> None:
        """Offer other values; what was chosen stays where it is still offered."""
        held = self.value()
        blocker = QSignalBlocker(self)
        self._values = [None, *(value for value, _ in choices)]
        first = self.itemText(0)
        self.clear()
        self.addItem(first)
        self.addItems([words for _, words in choices])
        self.set_value(held)
        blocker.unblock()
        if self.value() != held:
            self.changed.emit()
