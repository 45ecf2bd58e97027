"""Progress and cancelling, handed down into long work and knowing no window."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, TypeVar

from desktop.core.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")


class Progress:
    """Tells a listener how far work has come, and stops the work when asked.

    `listener(text, done, total)` is called in the worker's thread; total 0 means "not known".
    """

    def __init__(self, listener: Callable[[str, int, int], None] | None = None) -> None:
        self._listener = listener
        self._stop = Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step. May be called from any thread."""
        self._stop.set()

    def step(self, text: str, done: int = 0, total: int = 0) -> None:
        """Report a step.

        Raises:
            Cancelled: the person has asked to stop.
        """
        if self._stop.is_set():
            raise Cancelled
        if self._listener is not None:
            self._listener(text, done, total)

    def walk(self, text: str, items: Iterable[T], total: int = 0, every: int = 1000) -> Iterator[T]:
        """Yield `items`, reporting before the first, after each `every` of them and at the end.

        Raises:
            Cancelled: the person has asked to stop; noticed at the next report.
        """
        done = 0
        self.step(text, done, total)
        for done, item in enumerate(items, start=1):
            yield item
            if done % every == 0:
                self.step(text, done, total)
        if done % every:
            self.step(text, done, total)
