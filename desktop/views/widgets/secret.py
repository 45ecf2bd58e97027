"""A line for a password: what is typed is not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from desktop.views.widgets.parsed import ParsedEdit, Wrong

if TYPE_CHECKING:
    from collections.abc import Callable


class PasswordEdit(ParsedEdit[str]):
    """A line that does not show what is typed."""

    direct = True

    def __init__(self, title: str, *, check: Callable[[str], str] | None = None) -> None:
        """`check` gives a sentence about a password that is not good, else an empty one."""
        super().__init__(title)
        self._check = check
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def read(self, text: str) -> str | Wrong:
        """The password, unless it is known to be a bad one."""
        sentence = self._check(text) if self._check is not None else ""
        return Wrong(sentence, underway=True) if sentence else text

    def write(self, value: str) -> str:
        """The text as it is; the line shows dots."""
        return value

    def words(self, value: str | None) -> str:
        """Whether there is one: it is never read beside another."""
        return "" if value is None else "已填"
