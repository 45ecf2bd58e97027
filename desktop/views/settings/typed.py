"""What a person has typed into the lines of a settings form, beside what the lines began with.

Only what was typed is kept as a draft, never a password: the rest of the form follows the books.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.views.drafts import Drafts


class Typed:
    """The texts of some entries, held against those that they began with."""

    def __init__(self, drafts: Drafts, entries: Mapping[str, Any]) -> None:
        self._drafts, self._entries = drafts, dict(entries)
        self._name = ""
        self._clean = self.texts()

    def texts(self) -> dict[str, str]:
        """What stands in every line; nothing of a password, nothing of an unmade choice."""
        return {name: _text_of(entry) for name, entry in self._entries.items()}

    def unsaved(self) -> dict[str, str]:
        """The lines that are not what they began with."""
        return {name: text for name, text in self.texts().items() if text != self._clean[name]}

    def begin(self, values: Mapping[str, Any], *, anew: bool) -> None:
        """Let the lines begin with other values; what was typed stays, unless it is `anew`."""
        stays = {} if anew else self.unsaved()
        for name, entry in self._entries.items():
            entry.set_value(values.get(name))
        self._clean = self.texts()
        self._put(stays)

    def saved(self, sent: Mapping[str, str]) -> None:
        """What was sent stands in the books: only what was typed since is unsaved."""
        self._clean = dict(sent)
        self.keep()

    def take_back(self) -> None:
        """Put every line back to what it began with."""
        self._put(self._clean)
        self.keep()

    def survive_as(self, name: str) -> bool:
        """Keep under a name what is typed from now on; whether something was kept before."""
        if self._name:
            return False
        kept = self._drafts.find(name) or {}
        self._put({line: str(text) for line, text in kept.items()})
        self._name = name
        return bool(kept)

    def keep(self) -> None:
        """Remember what was typed, or that there is nothing any more."""
        if not self._name:
            return
        unsaved = self.unsaved()
        if unsaved:
            self._drafts.keep(self._name, unsaved)
        elif self._drafts.find(self._name) is not None:
            self._drafts.forget(self._name)

    def _put(self, texts: Mapping[str, str]) -> None:
        for name, text in texts.items():
            if name in self._entries:
                _set_text(self._entries[name], text)


def _text_of(entry: QWidget) -> str:
    if isinstance(entry, QComboBox):
        return entry.currentText() if entry.currentIndex() > 0 else ""
    return entry.text() if isinstance(entry, QLineEdit) and not _is_secret(entry) else ""


def _set_text(entry: QWidget, text: str) -> None:
    if isinstance(entry, QComboBox):
        entry.setCurrentIndex(max(entry.findText(text), 0))
    elif isinstance(entry, QLineEdit) and not _is_secret(entry):
        entry.setText(text)


def _is_secret(entry: QLineEdit) -> bool:
    return entry.echoMode() is QLineEdit.EchoMode.Password
