"""A field to choose a person in, by name, pinyin or initials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - drafts of forms are read by these types

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter

from desktop.services.people import PupilQuery, pupils
from desktop.views.widgets.parsed import ParsedEdit, Wrong

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QFocusEvent

    from desktop.services.people import PupilLine
    from desktop.services.session import Session
    from desktop.views.tasks import Job, Task, Tasks

PAUSE: Final = 150
"""Milliseconds without a key before the books are asked."""
_CHOICE: Final = Qt.ItemDataRole.UserRole
_OFFERED: Final = 12
_UNCHOSEN: Final = "还没有选定人：请从列表里选一位。"


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """Somebody who can be chosen, and what tells them from others of the same name."""

    key: UUID
    name: str
    detail: str = ""


Search = Callable[["Job", str], Sequence[PersonChoice]]


def pupils_of(session: Session, *, present_only: bool = True) -> Search:
    """Looks among the pupils of the unit; the key is the student's."""

    def search(_job: Job, text: str) -> Sequence[PersonChoice]:
        query = PupilQuery(text=text, present_only=present_only, limit=_OFFERED)
        return [_choice(line) for line in pupils(session, query).lines]

    return search


def _choice(line: PupilLine) -> PersonChoice:
    details = (line.school_class, line.sex.label if line.sex else "")
    return PersonChoice(line.student_id, line.name, " ".join(d for d in details if d))


class PersonChooser(ParsedEdit[PersonChoice]):
    """Offers people while one types; the value is who was chosen from the list.

    typing → (asked, after a pause) → offered → chosen. A name that only one person bears is
    chosen by itself when the field is left.
    """

    def __init__(self, tasks: Tasks, title: str, search: Search) -> None:
        self._chosen: PersonChoice | None = None
        super().__init__(title)
        self._tasks, self._search = tasks, search
        self._running: Task[tuple[str, Sequence[PersonChoice]]] | None = None
        self._answered: tuple[str, Sequence[PersonChoice]] = ("", ())
        self.setPlaceholderText("姓名、拼音或首字母")
        self._offers = QStandardItemModel(self)
        self.completer_ = self._completer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._on_pause)
        self.textEdited.connect(self._on_edited)

    def read(self, text: str) -> PersonChoice | Wrong:
        """Who was chosen, as long as their name still stands here."""
        if self._chosen is not None and self._chosen.name == text:
            return self._chosen
        name, found = self._answered if hasattr(self, "_answered") else ("", ())
        if name == text and not found:
            return Wrong("没有找到这个人：请换姓名里的一个字、拼音或首字母再试。", underway=True)
        return Wrong(_UNCHOSEN, underway=True)

    def write(self, value: PersonChoice) -> str:
        """The name."""
        return value.name

    def set_value(self, value: PersonChoice | None) -> None:
        """Show who is chosen."""
        self._chosen = value
        super().set_value(value)
        self.reread()

    def hint(self) -> str:
        """What tells this person from others."""
        value = self.value()
        return value.detail if value is not None else ""

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Choose whom the text can only mean."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._choose_if_plain()

    def _completer(self) -> QCompleter:
        made = QCompleter(self._offers, self)
        made.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        made.setMaxVisibleItems(_OFFERED)
        # Not the line edit's own completer, which would offer the people of the last question.
        made.setWidget(self)
        made.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]
        return made

    def _on_edited(self, _text: str) -> None:
        self.completer_.popup().hide()
        self._timer.start()

    def _on_pause(self) -> None:
        text = self.text().strip()
        if self._running is not None:
            self._running.cancel()
            self._running = None
        if not text or self.value() is not None:
            return
        task = self._tasks.find(self, lambda job: (text, self._search(job, text)))
        self._running = task.then(lambda found: self._on_found(*found)).start()

    def _on_found(self, text: str, found: Sequence[PersonChoice]) -> None:
        if text != self.text().strip() or self.value() is not None:
            return
        self._running, self._answered = None, (text, found)
        self._offers.clear()
        for choice in found:
            item = QStandardItem(f"{choice.name}　{choice.detail}".rstrip("　"))
            item.setData(choice, _CHOICE)
            self._offers.appendRow(item)
        self.reread()
        if not self.hasFocus():
            self._choose_if_plain()
        elif found:
            self.completer_.complete()
            self.completer_.popup().setCurrentIndex(self.completer_.completionModel().index(0, 0))

    def _choose_if_plain(self) -> None:
        """Choose the only one of this name, if the answer to this text has come."""
        text, found = self._answered
        same = [choice for choice in found if choice.name == text == self.text().strip()]
        if self.value() is None and len(same) == 1:
            self.set_value(same[0])

    def _on_activated(self, index: QModelIndex | QPersistentModelIndex) -> None:
        choice = index.data(_CHOICE)
        if isinstance(choice, PersonChoice):
            self.set_value(choice)
            self.editingFinished.emit()
