"""The reader of workbooks in a thread: fast, and seen by the coverage measurement.

A folder of tests takes `reader_in_a_thread` into its conftest; there, tests that ask for `child`
have the real process, and so have all that might take a reader down.
"""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from desktop.rosters import workbook
from desktop.rosters.reader import serve

if TYPE_CHECKING:
    from collections.abc import Callable


class ThreadReader:
    """Looks like the child process to `Workbook`, and is a thread."""

    def __init__(self) -> None:
        requests, mine = os.pipe()
        yours, replies = os.pipe()
        self.stdin = os.fdopen(mine, "wb")
        self.stdout = os.fdopen(yours, "rb")
        self._ends = os.fdopen(requests, "rb"), os.fdopen(replies, "wb")
        self._thread = Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        requests, replies = self._ends
        with suppress(OSError), requests:
            serve(requests, replies)
        with suppress(OSError):
            replies.close()

    def kill(self) -> None:
        self.stdin.close()
        self.stdout.close()

    def wait(self) -> None:
        self._thread.join()


_start: Callable[[], object] = workbook._start


@pytest.fixture(autouse=True)
def reader_in_a_thread(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "child" not in request.fixturenames:
        monkeypatch.setattr(workbook, "_start", ThreadReader)


@pytest.fixture
def child() -> None:
    """The real child process."""
