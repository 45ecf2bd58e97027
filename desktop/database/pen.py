"""Writing in a thread of its own, in order, while the next rows are being made ready.

The database works without the interpreter, so that both processors are used.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_AHEAD: Final = 4
"""How many pieces of work may wait: they hold their rows in memory."""


class Pen:
    """Carries out writes one after another; whoever needs them done calls `settle` first."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._pending: deque[Future[object]] = deque()

    def put(self, write: Callable[[], object]) -> None:
        """Have a write carried out soon.

        Raises:
            Exception: whatever an earlier write has raised.
        """
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "pen")
        while len(self._pending) >= _AHEAD:
            self._pending.popleft().result()
        self._pending.append(self._thread.submit(write))

    def settle(self) -> None:
        """Wait until all writes are done.

        Raises:
            Exception: whatever one of them has raised.
        """
        while self._pending:
            self._pending.popleft().result()

    def lay_down(self) -> None:
        """End the thread: the running write is waited for, those that wait are dropped."""
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)
