"""A short form of the settings: lines with their problems under them, and one button.

The button says what is missing; what a service refuses stands beside it. Enter walks on, Ctrl+S
saves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.errors import SchoolError
from desktop.views.settings.typed import Typed
from desktop.views.style import current_tokens, mark
from desktop.views.widgets.parsed import ParsedEdit, Wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QHideEvent

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

Values = dict[str, Any]
_WIDE: Final = 360
_KEEP_AFTER: Final = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its name in the values, its label, and what is said when it is empty."""

    name: str
    title: str
    entry: Any
    """An `Entry` of the widgets."""
    needed: str = ""


class PasswordEdit(ParsedEdit[str]):
    """A line that does not show what is typed."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def read(self, text: str) -> str | Wrong:
        """Every text is a password; whether it is a good one, the service says."""
        return text

    def write(self, value: str) -> str:
        """The text as it is."""
        return value


class Sheet(QFrame):
    """A form that saves with one button."""

    saved = Signal(object)
    """What saving gave."""
    refused = Signal(object)
    """Why nothing was saved; told before it is said."""

    def __init__(
        self,
        desk: Desk,
        button: str,
        lines: Sequence[Line],
        save: Callable[[Session, Values], object],
        check: Callable[[Values], tuple[str, str] | None] | None = None,
    ) -> None:
        """`check` names a field and says what is wrong with it beside the others, or None."""
        super().__init__()
        mark(self, kind="card")
        self._desk, self._save, self._check = desk, save, check
        self.lines = {line.name: line for line in lines}
        self.problems = {line.name: QLabel() for line in lines}
        self.button = QPushButton(button)
        self.refusal = QLabel()
        self._tried = False
        self.done_words = "已保存。"
        self._typed = Typed(desk.drafts, {name: line.entry for name, line in self.lines.items()})
        self.take_back = QPushButton("不要了")
        self._later = QTimer(self, singleShot=True, interval=_KEEP_AFTER)
        self._later.timeout.connect(self.keep)
        self._lay_out()
        self._connect()
        self._show_problems()

    def values(self) -> Values:
        """What the fields hold."""
        return {name: line.entry.value() for name, line in self.lines.items()}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show values in place of what is there; fields that are not named become empty."""
        self._begin(values, anew=True)

    def show_saved(self, values: Mapping[str, Any]) -> None:
        """Show how things stand in the books; what was typed and not saved stays."""
        self._begin(values, anew=False)

    def clear(self) -> None:
        """Make all fields empty."""
        self.fill({})

    def survive_as(self, name: str) -> None:
        """Keep under a name what was typed and not saved, and bring back what was kept before.

        Passwords are never kept. Called when the fields stand as they begin; further calls do
        nothing.
        """
        if self._typed.survive_as(name):
            mark(self.refusal, kind="muted")
            self.refusal.setText("上次填了没有保存，内容还在。")
            self.take_back.show()

    def keep(self) -> None:
        """Remember what was typed, or that there is nothing any more."""
        self._later.stop()
        self._typed.keep()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Another page is shown, or the window closes: keep what is here."""
        super().hideEvent(event)
        self.keep()

    def submit(self) -> None:
        """Save, unless something is missing or wrong: then go there."""
        self._tried = True
        self.refusal.clear()
        wrong = self._show_problems()
        if wrong is not None:
            self.lines[wrong].entry.setFocus()
            return
        session, values, save = self._desk.session, self.values(), self._save
        sent = self._typed.texts()
        self.button.setEnabled(False)

        def work(_job: Job) -> object:
            return save(session, values)

        task = self._desk.tasks.write(self, work).then(lambda result: self._on_saved(result, sent))
        task.otherwise(self._on_refused).ended(lambda: self.button.setEnabled(True)).start()

    def set_readonly(self, why: str) -> None:
        """Let the fields be read only, and say why."""
        for line in self.lines.values():
            line.entry.setEnabled(False)
        self.button.setEnabled(False)
        mark(self.refusal, kind="muted")
        self.refusal.setText(why)

    def _begin(self, values: Mapping[str, Any], *, anew: bool) -> None:
        self._typed.begin(values, anew=anew)
        self._tried = False
        self.refusal.clear()
        self._show_problems()

    def _on_take_back(self) -> None:
        self._typed.take_back()
        self.refusal.clear()
        self.take_back.hide()

    def _lay_out(self) -> None:
        space = current_tokens().sizes.space
        grid = QGridLayout()
        grid.setHorizontalSpacing(space * 2)
        grid.setVerticalSpacing(space // 2)
        for row, line in enumerate(self.lines.values()):
            label = QLabel(line.title)
            label.setBuddy(line.entry)
            line.entry.setFixedWidth(_WIDE)
            problem = self.problems[line.name]
            problem.setWordWrap(True)
            mark(problem, kind="small", tone="error")
            grid.addWidget(label, row * 2, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(line.entry, row * 2, 1)
            grid.addWidget(problem, row * 2 + 1, 1, 1, 2)
            grid.setColumnMinimumWidth(0, space * 12)
        grid.setColumnStretch(2, 1)
        self.refusal.setWordWrap(True)
        mark(self.refusal, kind="error")
        foot = QHBoxLayout()
        foot.addWidget(self.button)
        foot.addWidget(self.refusal, 1)
        foot.addWidget(self.take_back)
        mark(self.take_back, kind="link")
        self.take_back.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space * 2, space * 3 // 2, space * 2, space * 3 // 2)
        layout.addLayout(grid)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.button.clicked.connect(lambda _checked=False: self.submit())
        self.take_back.clicked.connect(lambda _checked=False: self._on_take_back())
        for line in self.lines.values():
            line.entry.changed.connect(self._on_changed)
            if isinstance(line.entry, QLineEdit):
                line.entry.returnPressed.connect(self._on_entered)
        save = QShortcut(QKeySequence.StandardKey.Save, self)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.submit)

    def _on_changed(self) -> None:
        self.refusal.clear()
        self._later.start()
        self._show_problems()

    def _on_entered(self) -> None:
        """Enter walks on; in the last field it saves."""
        entries: list[QWidget] = [line.entry for line in self.lines.values()]
        here = next((n for n, entry in enumerate(entries) if entry.hasFocus()), -1)
        if here + 1 == len(entries):
            self.submit()
        else:
            entries[here + 1].setFocus()

    def _show_problems(self) -> str | None:
        """Say under each field what is wrong with it; the first such field."""
        said = {name: self._problem(line) for name, line in self.lines.items()}
        if self._tried and self._check is not None and not any(said.values()):
            found = self._check(self.values())
            if found is not None:
                said[found[0]] = found[1]
        for name, sentence in said.items():
            label = self.problems[name]
            label.setText(sentence or self.lines[name].entry.hint())
            mark(label, tone="error" if sentence else "")
            label.setVisible(bool(label.text()))
        return next((name for name, sentence in said.items() if sentence), None)

    def _problem(self, line: Line) -> str:
        entry = line.entry
        sentence: str = entry.problem()
        if sentence:
            return sentence if self._tried or not entry.underway() else ""
        empty = entry.value() is None
        return line.needed if self._tried and empty else ""

    def _on_saved(self, result: object, sent: Mapping[str, str]) -> None:
        self._tried = False
        self._typed.saved(sent)
        self.take_back.hide()
        self._desk.messages.say(self.done_words)
        self.saved.emit(result)

    def _on_refused(self, error: Exception) -> None:
        self.refused.emit(error)
        if isinstance(error, SchoolError):
            mark(self.refusal, kind="error")
            self.refusal.setText(error.sentence)
        else:
            self._desk.messages.say_crash(self, error)
