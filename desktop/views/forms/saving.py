"""Saving a form as one write, and seeing before it whether the record has changed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from desktop.core.errors import Confirmable, SchoolError
from desktop.views.forms.conflicts import CHANGED, ChangedMeanwhileError
from desktop.views.tasks import Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.views.desk import Desk

D = TypeVar("D")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Request(Generic[D]):
    """What is to be saved, what the form began with, and how the record is read anew."""

    draft: D
    base: D
    read_again: Callable[[Job], D] | None
    accepted: frozenset[str] = frozenset()


@dataclass(slots=True)
class Outcome(Generic[D]):
    """What a save leaves behind beside its result: how the record reads now."""

    base: D


@dataclass(frozen=True, slots=True)
class Answers(Generic[D, R]):
    """Where a saving reports to, all in the GUI thread."""

    saved: Callable[[R, D], object]
    """The result, and what the record reads like now."""
    conflicted: Callable[[D], object]
    """The record as it is in the books; nothing was saved."""
    refused: Callable[[SchoolError], object]
    """What a service refused; it has been said."""
    ended: Callable[[], object]
    """Always last."""


class Saving(Generic[D, R]):
    """Runs one save after another for a form, never two at once."""

    def __init__(
        self,
        desk: Desk,
        owner: QWidget,
        save: Callable[[Job, D], R],
        answers: Answers[D, R],
    ) -> None:
        self._desk, self._owner, self._save, self._answers = desk, owner, save, answers
        self._again: Request[D] | None = None

    def start(self, request: Request[D]) -> None:
        """Save; questions of the service are put to the person, and the same is done again."""
        outcome = Outcome(request.draft)
        task = self._desk.tasks.write(self._owner, lambda job: self._work(job, request, outcome))
        task.then(lambda result: self._answers.saved(result, outcome.base))
        task.otherwise(lambda error: self._on_refused(error, request))
        task.ended(self._on_ended).titled("正在保存…").start()

    def _work(self, job: Job, request: Request[D], outcome: Outcome[D]) -> R:
        """Outside of the GUI thread. No other form of this window can write in between."""
        again = request.read_again
        if again is not None:
            now = again(job)
            if now != request.base:
                raise ChangedMeanwhileError(now)
        result = self._save(Job(job.progress, job.accepted | request.accepted), request.draft)
        if again is not None:
            outcome.base = again(job)
        return result

    def _on_refused(self, error: Exception, request: Request[D]) -> None:
        messages = self._desk.messages
        if isinstance(error, ChangedMeanwhileError):
            self._answers.conflicted(cast("D", error.now))
        elif isinstance(error, Confirmable):
            self._on_question(error, request)
        elif isinstance(error, SchoolError):
            messages.say_error(self._owner, error)
            self._answers.refused(error)
        else:
            messages.say_crash(self._owner, error)

    def _on_question(self, question: Confirmable, request: Request[D]) -> None:
        if question.key == CHANGED and request.read_again is not None:
            task = self._desk.tasks.read(self._owner, request.read_again)
            task.then(self._answers.conflicted).start()
        elif self._desk.messages.ask(self._owner, question.sentence, "继续"):
            accepted = request.accepted | {question.key}
            self._again = Request(request.draft, request.base, request.read_again, accepted)

    def _on_ended(self) -> None:
        again, self._again = self._again, None
        if again is not None:
            self.start(again)
        else:
            self._answers.ended()
