"""One line of a form: what the field is called, the field, and below it what is to be said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.views.style import mark
from desktop.views.widgets import Choice, ParsedEdit, Tick

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.widgets import Entry


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: which attribute of the draft it fills, and with what kind of widget."""

    name: str
    title: str
    make: Callable[[str], Entry]
    """Makes the widget; gets the title."""
    required: bool = False
    check: Callable[[Any], str] | None = None
    """A sentence about a value that is not good, else an empty one."""
    help: str = ""
    """What to write here; stands below the empty field."""
    kept: bool = True
    """Whether it is remembered when the form was left unsaved; a password never is."""
    section: str = ""
    """A heading above this field, where a new part of a long form begins."""


@dataclass(frozen=True, slots=True)
class FieldState:
    """What a field holds: a value, or a text that is none yet."""

    value: Any
    rough: str | None = None


class FieldRow(QWidget):
    """A field with its words. Nothing is said of a field that was not touched yet."""

    changed = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.entry = field.make(field.title)
        assert isinstance(self.entry, QWidget)  # noqa: S101 - every entry is one
        self.widget: QWidget = self.entry
        self.title = QLabel(f"{field.title} *" if field.required else field.title)
        self.title.setBuddy(self.widget)
        says_its_title: bool = isinstance(self.widget, Tick)
        if says_its_title:
            self.title.hide()
        if field.required:
            self.widget.setAccessibleName(f"{field.title}，必填")
        self.note = QLabel()
        self.note.setWordWrap(True)
        mark(self.note, kind="small")
        self._touched = self._insists = False
        self._outside = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.widget)
        layout.addWidget(self.note)
        self.note.setMinimumHeight(self.note.fontMetrics().height())
        self.entry.changed.connect(self._on_changed)
        self.widget.installEventFilter(self)
        self.speak()

    def state(self) -> FieldState:
        """What it holds."""
        if isinstance(self.widget, ParsedEdit) and self.entry.problem():
            return FieldState(None, self.widget.text())
        return FieldState(self.entry.value())

    def set_state(self, state: FieldState) -> None:
        """Put a value, or a text that is none yet, into the field."""
        self.entry.set_value(state.value)
        if state.rough is not None and isinstance(self.widget, ParsedEdit):
            self.widget.setText(state.rough)

    def problem(self) -> str:
        """What is wrong with what was given; an empty field is missing, not wrong."""
        sentence = self.entry.problem()
        value = self.entry.value()
        if not sentence and value is not None and self.field.check is not None:
            sentence = self.field.check(value)
        return sentence or self._outside

    @property
    def is_missing(self) -> bool:
        """Whether it must be filled and is not."""
        return self.field.required and not self.entry.problem() and self.entry.value() in (None, ())

    def set_outside_problem(self, sentence: str) -> None:
        """Say what is wrong when this field is held against others."""
        if sentence != self._outside:
            self._outside = sentence
            self.speak()

    def touch(self) -> None:
        """From now on say what is missing, too; and what is wrong even while it is typed."""
        self._touched = self._insists = True
        self.speak()

    def untouch(self) -> None:
        """Say nothing of an empty field until the person has been there."""
        self._touched = False
        self.speak()

    def speak(self) -> None:
        """Show what is to be said below the field."""
        waits = self.entry.underway() and not self._insists
        problem = "" if waits else self.problem()
        if not problem and self._touched and self.is_missing:
            verb = "选择" if isinstance(self.widget, Choice) else "填写"
            problem = f"请{verb}{self.field.title}。"
        empty = self.entry.value() in (None, ()) and not self.entry.problem()
        said = problem or self.entry.hint() or (self.field.help if empty else "")
        mark(self.widget, wrong=bool(problem))
        mark(self.note, tone="error" if problem else "")
        if said != self.note.text():
            self.note.setText(said)
            self.widget.setAccessibleDescription(said)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A field that was left empty has been touched, unless another window came in between."""
        if watched is self.widget and event.type() == QEvent.Type.FocusOut:
            passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
            if event.reason() not in passing:  # type: ignore[attr-defined]
                self._touched = True
            self.speak()
        return super().eventFilter(watched, event)

    def _on_changed(self) -> None:
        self._insists = False
        self.changed.emit()
        self.speak()
