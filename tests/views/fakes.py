"""Stand-ins for what would wait for a person, and the watch over the GUI thread."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import event
from sqlalchemy.pool import Pool

from desktop.views.messages import Messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.core.errors import SchoolError
    from desktop.core.preferences import PreferencesFile

T = TypeVar("T")


class QuietMessages(Messages):
    """Records what was said and answers from a list; shows nothing.

    `answers` holds what the person would answer, in order: True or False for a question, a text or
    None, a path or None. A question that no test expected is an error.
    """

    def __init__(self, preferences: PreferencesFile, logs: Path) -> None:
        super().__init__(preferences, logs)
        self.notes: list[str] = []
        self.errors: list[SchoolError] = []
        self.crashes: list[BaseException] = []
        self.questions: list[str] = []
        self.answers: deque[object] = deque()

    @property
    def sentences(self) -> list[str]:
        """The sentences of the errors that were shown."""
        return [error.sentence for error in self.errors]

    def say(self, sentence: str) -> None:
        self.notes.append(sentence)
        super().say(sentence)

    def say_error(self, owner: QWidget | None, error: SchoolError) -> None:
        del owner
        self.errors.append(error)

    def say_crash(self, owner: QWidget | None, error: BaseException) -> None:
        del owner
        self.crashes.append(error)

    def note_crash(self, error: BaseException) -> None:
        self.crashes.append(error)

    def ask(self, owner: QWidget | None, sentence: str, yes: str, no: str = "取消") -> bool:
        del owner, yes, no
        return bool(self._answer(sentence))

    def ask_text(self, owner: QWidget | None, sentence: str, label: str) -> str | None:
        del owner, label
        answer = self._answer(sentence)
        assert answer is None or isinstance(answer, str)
        return answer

    def ask_protection(self, owner: QWidget | None, warning: str) -> str | None:
        del owner
        answer = self._answer(warning)
        if isinstance(answer, str):
            return answer
        return "" if answer else None

    def ask_open(self, owner: QWidget | None, title: str, patterns: str) -> Path | None:
        del owner, patterns
        return self._path(title)

    def ask_several(self, owner: QWidget | None, title: str, patterns: str) -> tuple[Path, ...]:
        del owner, patterns
        answer = self._answer(title)
        assert isinstance(answer, tuple)
        return answer

    def ask_save(self, owner: QWidget | None, title: str, name: str, patterns: str) -> Path | None:
        del owner, name, patterns
        return self._path(title)

    def ask_folder(self, owner: QWidget | None, title: str, start: Path | None) -> Path | None:
        del owner, start
        return self._path(title)

    def _path(self, title: str) -> Path | None:
        answer = self._answer(title)
        assert answer is None or isinstance(answer, Path)
        return answer

    def _answer(self, question: str) -> object:
        self.questions.append(question)
        assert self.answers, f"nobody expected the question: {question}"
        return self.answers.popleft()


class GuiThreadGuard:
    """While it is armed, a database connection taken in the GUI thread is a plain bug."""

    def __init__(self) -> None:
        self.armed = False
        self._gui = threading.get_ident()

    def listen(self) -> None:
        event.listen(Pool, "checkout", self._on_checkout)

    def stop(self) -> None:
        event.remove(Pool, "checkout", self._on_checkout)

    def _on_checkout(self, *_: object) -> None:
        if self.armed and threading.get_ident() == self._gui:
            raise RuntimeError("the GUI thread opened a database connection: use desk.tasks")


def at_the_books(call: Callable[[], T]) -> T:
    """What `call` gives, called outside of the GUI thread: for tests that look into the books."""
    with ThreadPoolExecutor(1) as one:
        return one.submit(call).result()
