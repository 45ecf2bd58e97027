"""Threads that run plain work in order and hand it back with all that it held."""

from __future__ import annotations

from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from desktop.core.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A window cannot show more steps than this, and each costs it a little.
_STEP_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Job:
    """What work is given: progress to report and be stopped by, and what was accepted."""

    progress: Progress
    accepted: frozenset[str] = frozenset()

    @classmethod
    def reporting(
        cls, tell: Callable[[str, int, int], None], accepted: frozenset[str] = frozenset()
    ) -> Job:
        """A job whose steps are told to `tell`, but not more often than a window can show."""
        return cls(Progress(_Slowly(tell)), accepted)


class _Slowly:
    """Lets a step through when its text is new, it is the last, or the last one is a while ago."""

    def __init__(self, tell: Callable[[str, int, int], None]) -> None:
        self._tell = tell
        self._text = ""
        self._told = 0.0

    def __call__(self, text: str, done: int, total: int) -> None:
        now = monotonic()
        if text == self._text and now - self._told < _STEP_SECONDS and done != total:
            return
        self._text, self._told = text, now
        self._tell(text, done, total)


@dataclass(slots=True)
class Run:
    """One call of some work, with its outcome once it has come back."""

    number: int
    job: Job
    work: Callable[[Job], Any] | None
    value: Any = None
    error: BaseException | None = None

    def do(self) -> None:
        """Do the work; whatever is raised is kept for the GUI thread."""
        assert self.work is not None  # noqa: S101 - only a run that came back is empty
        try:
            self.job.progress.step("")
            self.value = self.work(self.job)
        except BaseException as error:  # noqa: BLE001 - told in the GUI thread
            self.error = error

    def empty(self) -> None:
        """Let go of everything; called in the GUI thread."""
        self.work = self.value = self.error = None


class Lane:
    """Some threads with one queue; they start with the first work."""

    def __init__(self, name: str, threads: int, arrived: Callable[[], object]) -> None:
        self._name = name
        self._count = threads
        self._arrived = arrived
        self._threads: list[Thread] = []
        self._inbox: SimpleQueue[Run | None] = SimpleQueue()
        self._outbox: SimpleQueue[Run] = SimpleQueue()

    def put(self, run: Run) -> None:
        """Add work to the queue."""
        if len(self._threads) < self._count:
            thread = Thread(target=self._serve, name=f"mingce-{self._name}", daemon=True)
            self._threads.append(thread)
            thread.start()
        self._inbox.put(run)

    def returned(self) -> Iterator[Run]:
        """What has come back, oldest first."""
        while True:
            try:
                yield self._outbox.get_nowait()
            except Empty:
                return

    def close(self) -> None:
        """Finish what is queued, then end the threads."""
        for _ in self._threads:
            self._inbox.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _serve(self) -> None:
        while True:
            run = self._inbox.get()
            if run is None:
                return
            run.do()
            self._outbox.put(run)
            # The last reference must be dropped in the GUI thread.
            del run
            self._arrived()
