"""A line that reads what is typed into a value, and says what is wrong with it.

Text that an input method is still composing is no text yet: nothing is read, checked or taken as
a shorthand before it is committed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Qt, Signal

from desktop.views.direct import DirectEdit
from desktop.views.style import current_tokens, mark

if TYPE_CHECKING:
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a text is no value, in a sentence for the person at the desk."""

    sentence: str
    underway: bool = False
    """Whether more typing may make it right: not shown before the field is left."""


class ParsedEdit(DirectEdit, Generic[T]):
    """A line edit with a value; subclasses say how it is read, written and stepped.

    States: empty (value None, nothing wrong) → typing (value or wrong) → left (the text is
    written anew in its full form when it could be read).
    """

    changed = Signal()
    """The value, or what is wrong, has changed."""
    sample = "一二三四"
    """A text that the field has room for at the least."""
    direct = False

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self._composing = False
        self._last: T | None = None
        self._read_now: T | Wrong | None = None
        self.textChanged.connect(self._on_text_changed)
        self.editingFinished.connect(self._on_finished)

    def value(self) -> T | None:
        """What was typed; None where nothing or something wrong was."""
        return None if isinstance(self._read_now, Wrong) else self._read_now

    def set_value(self, value: T | None) -> None:
        """Show a value."""
        self._last = value
        text = "" if value is None else self.write(value)
        if text != self.text():
            self.setText(text)
        self.setCursorPosition(0)

    def words(self, value: T | None) -> str:
        """A value as it is read beside another one."""
        return "" if value is None else self.write(value)

    def problem(self) -> str:
        """What is wrong, as a sentence; empty where nothing is."""
        return self._read_now.sentence if isinstance(self._read_now, Wrong) else ""

    def underway(self) -> bool:
        """Whether the person is still typing and the problem need not be said yet."""
        wrong = self._read_now
        return isinstance(wrong, Wrong) and wrong.underway and self.hasFocus()

    def hint(self) -> str:
        """How the text is understood, where that is not plain; shown under the field."""
        return ""

    @property
    def composing(self) -> bool:
        """Whether an input method is in the middle of a word."""
        return self._composing

    def read(self, text: str) -> T | Wrong:
        """Read a text that is not blank."""
        raise NotImplementedError

    def write(self, value: T) -> str:
        """Write a value in its full form."""
        raise NotImplementedError

    def step(self, count: int, *, far: bool = False) -> None:
        """Move the value by the arrow keys (or, far, by the page keys), where it has an order."""

    def reread(self) -> None:
        """Read the text again, because what it is measured by has changed."""
        text = self.text().strip()
        before = self._read_now
        self._read_now = self.read(text) if text else None
        mark(self, wrong=bool(self.problem()) and not self.underway())
        if self._read_now != before or type(self._read_now) is not type(before):
            self.changed.emit()

    @property
    def last_value(self) -> T | None:
        """The value before the person began to type: shorthands count from it."""
        return self._last

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the sample."""
        hint = super().minimumSizeHint()
        pictures = sum(bool(action.icon()) for action in self.actions())
        edge = current_tokens().sizes.icon + current_tokens().sizes.space
        width = self.fontMetrics().horizontalAdvance(self.sample) + 3 * current_tokens().sizes.space
        hint.setWidth(max(hint.width(), width + pictures * edge))
        return hint

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        """Note whether a word is being composed."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrow and page keys step."""
        steps = {
            Qt.Key.Key_Up: (1, False),
            Qt.Key.Key_Down: (-1, False),
            Qt.Key.Key_PageUp: (1, True),
            Qt.Key.Key_PageDown: (-1, True),
        }
        wanted = steps.get(Qt.Key(event.key()))
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if wanted is None or not plain or self._composing or self.isReadOnly():
            super().keyPressEvent(event)
            return
        self.step(wanted[0], far=wanted[1])

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Take what is there as where shorthands count from; select it, to be written over."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """A problem that was underway is one now."""
        self._composing = False
        super().focusOutEvent(event)
        if isinstance(self._read_now, Wrong):
            self.reread()
            self.changed.emit()

    def _on_text_changed(self, _text: str) -> None:
        before = self._read_now
        self.reread()
        if isinstance(before, Wrong) and before == self._read_now:
            # Wrong as before, but another text: to be counted, and kept with the form.
            self.changed.emit()

    def _on_finished(self) -> None:
        """Write what was read in its full form."""
        value = self.value()
        if value is not None:
            self._last = value
            text = self.write(value)
            if text != self.text():
                self.setText(text)
