"""Choosing a password: typed twice, its strength said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtWidgets import QLabel

from desktop.services.users import SHORTEST_PASSWORD
from desktop.views.access.card import secret_field
from desktop.views.style import mark

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

_GOOD_LENGTH: Final = 12
_FEW_KINDS: Final = 4


def strength(password: str) -> str:
    """How good a password is, in a sentence that tells how to make it better."""
    if len(password.strip()) < SHORTEST_PASSWORD:
        return f"还太短：至少 {SHORTEST_PASSWORD} 个字，可以用一句容易记的话。"
    if len(set(password)) <= _FEW_KINDS or password.isdigit():
        return "太容易猜：不要只用数字或几个重复的字。"
    if len(password) < _GOOD_LENGTH and password.isascii():
        return "可以用。再长一些更好，例如一句话的拼音。"
    return "很好。"


class Fields(Protocol):
    """A column that fields can be put into, and that says what is wrong with them."""

    column: QVBoxLayout

    def add_field(self, label: str, field: QWidget) -> None:
        """Put a field with its label below the others."""
        ...

    def say_wrong(self, sentence: str, field: QWidget | None = None) -> None:
        """Say what is wrong with a field."""
        ...


class PasswordPair:
    """The two fields of a new password, for any form."""

    def __init__(self, card: Fields, label: str = "新密码") -> None:
        self._card = card
        self.first = secret_field()
        self.second = secret_field()
        self.said = QLabel()
        self.said.setWordWrap(True)
        mark(self.said, kind="small")
        card.add_field(label, self.first)
        card.column.addWidget(self.said)
        card.add_field("再输一遍", self.second)
        self.first.textChanged.connect(self._on_changed)

    @property
    def fields(self) -> tuple[QLineEdit, QLineEdit]:
        """Both fields."""
        return self.first, self.second

    @property
    def agrees(self) -> bool:
        """Whether both are the same and long enough."""
        first = self.first.text()
        return len(first.strip()) >= SHORTEST_PASSWORD and first == self.second.text()

    def checked(self) -> str | None:
        """The password, or None after the form has said what is wrong."""
        password = self.first.text()
        if len(password.strip()) < SHORTEST_PASSWORD:
            self._card.say_wrong(
                f"密码至少要 {SHORTEST_PASSWORD} 个字，可以用一句容易记的话。", self.first
            )
            return None
        if password != self.second.text():
            self._card.say_wrong("两遍输入的密码不一样，请再输一遍。", self.second)
            return None
        return password

    def _on_changed(self, text: str) -> None:
        self.said.setText(strength(text) if text else "")
