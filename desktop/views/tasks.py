"""Work outside of the GUI thread: configured first, started last, answered in the GUI thread.

One thread writes the books; one reads them for pages, one for search, and one where reading takes
long, so that nobody who types waits for an import or a check; a few make Excel and PDF files. No
thread but the GUI's ever holds a `Task` or a widget: what runs outside is a plain `Run`, handed
back through the lane with everything it held, so that nothing of Qt can be destroyed in a foreign
thread.
"""

from __future__ import annotations

import sys
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from shiboken6 import isValid

from desktop.core.changes import Changes
from desktop.core.errors import Cancelled, Confirmable, SchoolError
from desktop.core.release import release
from desktop.views.garbage import Garbage
from desktop.views.lanes import Job, Lane, Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.views.messages import Messages
    from desktop.views.refresh import Refresh

__all__ = ["Job", "Kind", "Task", "Tasks"]

T = TypeVar("T")
_PAPER_THREADS = 2
_TURN = 0.001
"""Seconds after which a thread lets another one have its turn."""


class Kind(Enum):
    """Which lane a task runs in; the value is what the progress panel says without a title."""

    READ = "正在读取…"
    FIND = "正在查找…"
    EXAMINE = "正在核对…"
    WRITE = "正在保存…"
    PAPER = "正在生成文件…"


READING: Final = frozenset({Kind.READ, Kind.FIND, Kind.EXAMINE})
"""Work that leaves the books as they are."""


class Task(QObject, Generic[T]):
    """One piece of work for a widget: connect first, start last."""

    progressed = Signal(str, int, int)

    def __init__(
        self, tasks: Tasks, kind: Kind, owner: QWidget | None, work: Callable[[Job], T]
    ) -> None:
        # Without a parent: a child that holds the last reference to its parent takes both down.
        super().__init__()
        self.kind = kind
        self.title = kind.value
        self.cancelled = False
        self.quiet = False
        """Whether its widget shows by itself how far it has come."""
        self._tasks = tasks
        self._owner = owner
        self._owned = owner is not None
        self._work: Callable[[Job], T] | None = work
        self._job: Job | None = None
        self._accepted: frozenset[str] = frozenset()
        self._then: list[Callable[[T], object]] = []
        self._otherwise: Callable[[Exception], object] | None = None
        self._ended: list[Callable[[], object]] = []

    def then(self, use: Callable[[T], object]) -> Self:
        """Call `use` with the result, in the GUI thread."""
        self._then.append(use)
        return self

    def otherwise(self, use: Callable[[Exception], object]) -> Self:
        """Call `use` with a refusal or an error, instead of showing it."""
        self._otherwise = use
        return self

    def ended(self, use: Callable[[], object]) -> Self:
        """Call `use` last, however the work has ended; an error is shown after that."""
        self._ended.append(use)
        return self

    def titled(self, words: str) -> Self:
        """What the progress panel says while it lasts."""
        self.title = words
        return self

    def start(self) -> Self:
        """Begin. Nothing can be configured afterwards."""
        if self._job is not None:
            raise RuntimeError("a task runs once; make a new one")
        self._begin()
        return self

    def cancel(self) -> None:
        """Ask the work to stop; a write that is past its last step is still told as done."""
        self.cancelled = True
        if self._job is not None:
            self._job.progress.cancel()

    @property
    def is_wanted(self) -> bool:
        """Whether anybody is there for the answer."""
        return not self._owned or (self._owner is not None and isValid(self._owner))

    def _begin(self) -> None:
        assert self._work is not None  # noqa: S101 - it is let go of at the end only
        self._job = self._tasks.begin(self, self._work, self._accepted)

    def settle(self, value: T | None, error: BaseException | None) -> None:
        """Take the outcome, in the GUI thread; called by `Tasks` only."""
        if isinstance(error, Confirmable) and self._otherwise is None and self._confirmed(error):
            self._begin()
            return
        show: Callable[[], object] | None = None
        try:
            show = self._tell(value, error)
        finally:
            self._let_go()
        # A box waits for a person: by then nothing may look as if it were still running.
        if show is not None:
            show()

    def _confirmed(self, question: Confirmable) -> bool:
        if self.cancelled or (self.kind in READING and not self.is_wanted):
            return False
        owner = self._owner if self.is_wanted else None
        if not self._tasks.messages.ask(owner, question.sentence, "继续"):
            return False
        self._accepted |= {question.key}
        return True

    def _tell(self, value: T | None, error: BaseException | None) -> Callable[[], object] | None:
        """Tell the outcome to those who wait for it; gives what is to be shown to the person."""
        # Books that were written are written, whoever has gone or wanted to stop meanwhile.
        if error is None and self.kind is Kind.WRITE:
            self._tasks.announce(value)
        dropped = self.cancelled and self.kind in READING
        try:
            if error is not None:
                return self._shown(error)
            if self.is_wanted and not dropped:
                for use in self._then:
                    use(value)  # type: ignore[arg-type]
            return None
        finally:
            for last in self._ended if self.is_wanted else ():
                last()

    def _shown(self, error: BaseException) -> Callable[[], object] | None:
        """How an error is shown, unless somebody else takes it."""
        if self._otherwise is not None and self.is_wanted and isinstance(error, Exception):
            if not isinstance(error, Cancelled):
                self._otherwise(error)
            return None
        messages, owner = self._tasks.messages, self._owner
        if isinstance(error, Cancelled | Confirmable):
            return None
        if self.cancelled and self.kind in READING:
            # Nobody waits for it any more, perhaps the window is closing: it is written down only.
            return partial(messages.note_crash, error)
        if not isinstance(error, SchoolError):
            return lambda: messages.say_crash(_alive(owner), error)
        if self.is_wanted or self.kind not in READING:
            return lambda: messages.say_error(_alive(owner), error)
        return None

    def _let_go(self) -> None:
        self._work = self._owner = self._otherwise = None
        self._then, self._ended = [], []
        self._tasks.forget(self)


def _alive(owner: QWidget | None) -> QWidget | None:
    return owner if owner is not None and isValid(owner) else None


class Tasks(QObject):
    """Where all work outside of the GUI thread starts and comes back."""

    started = Signal(object)
    finished = Signal(object)
    _arrived = Signal()
    _stepped = Signal(int, str, int, int)

    def __init__(self, messages: Messages, refresh: Refresh, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.messages = messages
        self._refresh = refresh
        self._running: dict[int, Task[Any]] = {}
        self._number = 0
        self._closed = False
        self._lanes = {
            Kind.READ: Lane("reading", 1, self._arrived.emit),
            Kind.FIND: Lane("finding", 1, self._arrived.emit),
            Kind.EXAMINE: Lane("examining", 1, self._arrived.emit),
            Kind.WRITE: Lane("writing", 1, self._arrived.emit),
            Kind.PAPER: Lane("paper", _PAPER_THREADS, self._arrived.emit),
        }
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._stepped.connect(self._on_stepped, Qt.ConnectionType.QueuedConnection)
        self._garbage = Garbage(self)
        # With five milliseconds, Python's own measure, three busy threads make the window stutter.
        sys.setswitchinterval(_TURN)

    def read(self, owner: QWidget | None, work: Callable[[Job], T]) -> Task[T]:
        """A task that reads the books for a page, briefly; it never waits behind a long write."""
        return Task(self, Kind.READ, owner, work)

    def find(self, owner: QWidget | None, work: Callable[[Job], T]) -> Task[T]:
        """A task that reads while somebody types; it waits behind nothing but its like."""
        return Task(self, Kind.FIND, owner, work)

    def examine(self, owner: QWidget | None, work: Callable[[Job], T]) -> Task[T]:
        """A task that reads for long: a workbook, or all of the books."""
        return Task(self, Kind.EXAMINE, owner, work)

    def write(self, owner: QWidget | None, work: Callable[[Job], T]) -> Task[T]:
        """A task of the one writer; what it changes is announced to the open pages."""
        return Task(self, Kind.WRITE, owner, work)

    def paper(self, owner: QWidget | None, work: Callable[[Job], T]) -> Task[T]:
        """A task that makes Excel or PDF files."""
        return Task(self, Kind.PAPER, owner, work)

    @property
    def running(self) -> tuple[Task[Any], ...]:
        """What has started and not been answered."""
        return tuple(self._running.values())

    @property
    def closed(self) -> bool:
        """Whether the program ends: nothing begins any more."""
        return self._closed

    def drain(self) -> None:
        """At exit: stop reading, let the writing finish, tell what came of it."""
        self._closed = True
        for task in self.running:
            if task.kind is not Kind.WRITE:
                task.cancel()
        for lane in self._lanes.values():
            lane.close()
        QCoreApplication.sendPostedEvents(self, 0)
        self._on_arrived()
        self._garbage.stop()

    def begin(
        self, task: Task[T], work: Callable[[Job], T], accepted: frozenset[str]
    ) -> Job | None:
        """Put the work of a task into its lane; called by `Task` only."""
        self._number += 1
        number, again = self._number, bool(accepted)
        job = Job.reporting(lambda *step: self._stepped.emit(number, *step), accepted)
        if task.cancelled:
            job.progress.cancel()
        self._running[number] = task
        if not again:
            self.started.emit(task)
        if self._closed:
            self._running.pop(number)
            task.settle(None, Cancelled())
            return job
        self._lanes[task.kind].put(Run(number, job, work))
        return job

    def announce(self, result: object) -> None:
        """Tell the open pages which books a write has moved."""
        changes = result if isinstance(result, Changes) else getattr(result, "changes", None)
        if isinstance(changes, Changes) and changes.books:
            self._refresh.announce(changes)

    def forget(self, task: Task[Any]) -> None:
        """Say that a task has been answered; called by `Task` only."""
        self.finished.emit(task)

    def _on_arrived(self) -> None:
        for lane in self._lanes.values():
            for run in lane.returned():
                task = self._running.pop(run.number)
                task.settle(run.value, run.error)
                if task.kind is Kind.EXAMINE:
                    release(run.value)
                run.empty()

    def _on_stepped(self, number: int, text: str, done: int, total: int) -> None:
        task = self._running.get(number)
        if task is not None:
            task.progressed.emit(text, done, total)
