"""Fields for words, for choices from a list, for longer notes and for yes or no.

All fields speak alike: `value`, `set_value`, `problem`, `underway`, `hint`, and `changed`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit

from desktop.views.style import current_tokens, mark
from desktop.views.widgets.parsed import ParsedEdit, Wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QFocusEvent, QInputMethodEvent

T = TypeVar("T")
_LINES = 3
_LEAST_WORDS = 6
"""Latin letters of the longest word that are always seen: three Chinese ones."""


class Entry(Protocol):
    """What a form asks of a field, whatever kind of widget it is."""

    @property
    def changed(self) -> SignalInstance:
        """Said when the value, or what is wrong with it, has changed."""
        ...

    def value(self) -> object:
        """The value; None where nothing or something wrong was given."""
        ...

    def set_value(self, value: Any) -> None:  # noqa: ANN401 - of the kind that `value` gives
        """Show a value, or None."""
        ...

    def words(self, value: Any) -> str:  # noqa: ANN401 - same
        """A value as it is read beside another one."""
        ...

    def problem(self) -> str:
        """What is wrong, as a sentence, or empty."""
        ...

    def underway(self) -> bool:
        """Whether the problem may vanish with more typing."""
        ...

    def hint(self) -> str:
        """How the value is understood, where that is not plain."""
        ...


class TextEdit(ParsedEdit[str]):
    """One line of words; blanks around it are not kept."""

    def __init__(
        self, title: str, *, longest: int = 200, check: Callable[[str], str] | None = None
    ) -> None:
        """`check` gives a sentence about a text that is not good, else an empty one."""
        super().__init__(title)
        self._longest, self._check = longest, check

    def read(self, text: str) -> str | Wrong:
        """The text without blanks around it."""
        if len(text) > self._longest:
            over = len(text) - self._longest
            return Wrong(f"最多 {self._longest} 个字，多了 {over} 个。")
        sentence = self._check(text) if self._check is not None else ""
        return Wrong(sentence, underway=True) if sentence else text

    def write(self, value: str) -> str:
        """The text as it is."""
        return value


class NoteEdit(QPlainTextEdit):
    """Words in several lines; Tab walks on to the next field."""

    changed = Signal()

    def __init__(self, title: str, *, longest: int = 2000) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setTabChangesFocus(True)
        self._longest = longest
        self._composing = False
        self.setFixedHeight(current_tokens().sizes.base * 2 * _LINES)
        self.textChanged.connect(self._on_text_changed)

    def value(self) -> str | None:
        """The words; None where there are none or too many."""
        text = self.toPlainText().strip()
        return text if 0 < len(text) <= self._longest else None

    def set_value(self, value: str | None) -> None:
        """Show words."""
        if (value or "") != self.toPlainText():
            self.setPlainText(value or "")

    def words(self, value: str | None) -> str:
        """The words as they are."""
        return value or ""

    def problem(self) -> str:
        """That there are too many words."""
        over = len(self.toPlainText().strip()) - self._longest
        return f"最多 {self._longest} 个字，多了 {over} 个。" if over > 0 else ""

    def underway(self) -> bool:
        """Never: typing on does not make it shorter."""
        return False

    def hint(self) -> str:
        """How many more fit, when it comes to an end."""
        left = self._longest - len(self.toPlainText().strip())
        return f"还可以写 {left} 个字" if 0 <= left < self._longest // 10 else ""

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        """A word that is being composed is no word yet."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if not self._composing:
            self._on_text_changed()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Composing ends when the field is left."""
        self._composing = False
        super().focusOutEvent(event)

    def _on_text_changed(self) -> None:
        if not self._composing:
            mark(self, wrong=bool(self.problem()))
            self.changed.emit()


class Choice(QComboBox, Generic[T]):
    """One of a few values, each with its word; nothing is chosen until the person chooses."""

    changed = Signal()

    def __init__(self, title: str, choices: Sequence[tuple[T, str]], *, nothing: str = "") -> None:
        """`nothing` is the word for no value."""
        super().__init__()
        self.setAccessibleName(title)
        # It is as wide as its longest word where there is room, and gives way where there is none.
        self.setMinimumContentsLength(_LEAST_WORDS)
        self._values: list[T | None] = [None, *(value for value, _ in choices)]
        self.addItem(nothing or "请选择")
        self.addItems([word for _, word in choices])
        self.currentIndexChanged.connect(lambda _at: self.changed.emit())

    def set_choices(self, choices: Sequence[tuple[T, str]]) -> None:
        """Offer other values; what was chosen stays chosen where it is still offered."""
        chosen = self.value()
        self.blockSignals(True)  # noqa: FBT003 - Qt's own
        while self.count() > 1:
            self.removeItem(1)
        self._values = [None, *(value for value, _ in choices)]
        self.addItems([word for _, word in choices])
        self.set_value(chosen)
        self.blockSignals(False)  # noqa: FBT003 - same
        if self.value() != chosen:
            self.changed.emit()

    def value(self) -> T | None:
        """What was chosen."""
        return self._values[max(self.currentIndex(), 0)]

    def set_value(self, value: T | None) -> None:
        """Show a value; one that is no longer offered counts as none."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else 0)

    def words(self, value: T | None) -> str:
        """The word of a value."""
        return "" if value is None else self.itemText(self._values.index(value))

    def problem(self) -> str:
        """Nothing offered is wrong."""
        return ""

    def underway(self) -> bool:
        """Never."""
        return False

    def hint(self) -> str:
        """Nothing to add."""
        return ""


class Tick(QCheckBox):
    """Yes or no."""

    changed = Signal()

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.setAccessibleName(title)
        self.setMinimumHeight(current_tokens().sizes.control)
        self.toggled.connect(lambda _on: self.changed.emit())

    def value(self) -> bool:
        """Whether it is ticked."""
        return self.isChecked()

    def set_value(self, value: bool | None) -> None:  # noqa: FBT001 - a field of one value
        """Tick it or not."""
        self.setChecked(bool(value))

    def words(self, value: bool | None) -> str:  # noqa: FBT001 - same
        """是 or 否."""
        return "是" if value else "否"

    def problem(self) -> str:
        """Neither is wrong."""
        return ""

    def underway(self) -> bool:
        """Never."""
        return False

    def hint(self) -> str:
        """Nothing to add."""
        return ""
