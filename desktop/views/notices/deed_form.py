"""A small form in the pane: a day, some words, and the button that writes them down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.views.style import mark
from desktop.views.widgets import DateEdit, NoteEdit, TextEdit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks for."""

    title: str
    save: str
    day: str = ""
    """The words before the day; empty: the day is today."""
    note: str = ""
    """The words before the text; empty: there is none."""
    long: bool = False
    """Whether the text may have several lines, and must be given."""
    told: str = ""
    """What the person should know while filling it in."""


class DeedForm(QFrame):
    """Asks for what a deed needs; Ctrl+S writes it down, Esc leaves it."""

    saved = Signal(object, str)
    """The day (a date) and the words."""
    left = Signal()
    changed = Signal()
    """Something was typed, or put back."""

    def __init__(self, asked: Asked, today: date, earliest: date) -> None:
        super().__init__()
        mark(self, kind="card")
        self._asked, self._today = asked, today
        self.day = DateEdit(asked.day, today, earliest=earliest, latest=today)
        self.day.set_value(today)
        self.note: TextEdit | NoteEdit = (
            NoteEdit(asked.note, longest=500) if asked.long else TextEdit(asked.note, longest=60)
        )
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        mark(self.problem, kind="error")
        self.problem.hide()
        self.save = QPushButton(asked.save)
        mark(self.save, kind="primary")
        self.leave = QPushButton("取消")
        self._lay_out()
        self._blank = self.texts()
        for field in (self.day, self.note):
            field.changed.connect(self.changed)
        self.save.clicked.connect(self._on_save)
        self.leave.clicked.connect(self.left)
        for keys in ("Ctrl+S", "Ctrl+Return"):
            short = QShortcut(QKeySequence(keys), self)
            short.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(self._on_save)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        title = QLabel(self._asked.title)
        mark(title, kind="heading")
        layout.addWidget(title)
        if self._asked.told:
            told = QLabel(self._asked.told)
            told.setWordWrap(True)
            mark(told, kind="muted")
            layout.addWidget(told)
        for words, field in ((self._asked.day, self.day), (self._asked.note, self.note)):
            if words:
                label = QLabel(words)
                label.setBuddy(field)
                layout.addWidget(label)
                layout.addWidget(field)
            else:
                field.setParent(self)
                field.hide()
        layout.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.save)
        layout.addLayout(buttons)

    def texts(self) -> dict[str, str]:
        """What stands in the fields, as it was typed."""
        note = self.note
        words = note.toPlainText() if isinstance(note, NoteEdit) else note.text()
        return {"day": self.day.text(), "note": words}

    @property
    def is_dirty(self) -> bool:
        """Whether something would be lost."""
        return self.texts() != self._blank

    def resume(self, texts: Mapping[str, str]) -> None:
        """Go on where the form was left."""
        self.day.setText(texts["day"])
        if isinstance(self.note, NoteEdit):
            self.note.setPlainText(texts["note"])
        else:
            self.note.setText(texts["note"])
        mark(self.problem, kind="muted")
        self.problem.setText("上次填了没有保存，内容还在。")
        self.problem.show()

    def begin(self) -> None:
        """Put the cursor into the first field."""
        first: QWidget = self.day if self._asked.day else self.note
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """Keep Esc for the form: around it, it would leave the page."""
        escapes = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escapes and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc leaves the form."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _on_save(self) -> None:
        day, note = self.day.value(), self.note.value() or ""
        problem = self.day.problem() or self.note.problem()
        if not problem and day is None:
            problem = f"请写{self._asked.day}。"
        if not problem and self._asked.long and not note:
            problem = f"请写明{self._asked.note}。"
        mark(self.problem, kind="error")
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if not problem:
            self.saved.emit(day, note)
