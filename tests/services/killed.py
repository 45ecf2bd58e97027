"""A process that takes workbooks in and is killed on the way: run by `test_killed_imports`.

It reads lines "number kind workbook folder" and forks for each. The child takes the workbook in and
kills itself just before its step of that number, an SQL statement or a commit; 0 lets it finish.
One line comes back: "killed" or "done STEPS".
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, event

from desktop.core.clock import FixedClock
from desktop.core.ids import IdSource
from desktop.core.labels import Role
from desktop.database.folder import open_store
from desktop.rosters import workbook
from desktop.services.imports.batches import apply, preview
from desktop.services.imports.reading import open_workbook
from desktop.services.session import Session
from tests.conftest import NOW, UNIT_ID
from tests.readers import ThreadReader
from tests.services.any_sheet import QUESTIONS, decided

USER_ID = UUID("01930000-0000-7000-8000-0000000000ff")


def open_school(folder: Path) -> Session:
    """The principal's desk over a plain folder."""
    clock = FixedClock(NOW)
    store = open_store(folder, None, clock, IdSource(seed=9, clock=clock))
    return Session(store, UNIT_ID, "平安小学", USER_ID, "张校长", Role.PRINCIPAL)


def act(number: int, kind: str, path: Path, folder: Path) -> int:
    """Take a workbook in; gives the count of steps."""
    session = open_school(folder)
    roster = open_workbook(session, path, kind)
    seen = preview(session, roster, decided(kind))
    steps = 0

    def step(*_of_event: Any, **_named: Any) -> None:  # noqa: ANN401 - listeners of two kinds
        nonlocal steps
        steps += 1
        if steps == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)
    apply(session, seen, accepted=QUESTIONS)
    return steps


def main() -> None:
    """Answer lines until there are no more."""
    workbook._start = ThreadReader  # type: ignore[assignment]
    for words in sys.stdin:
        number, kind, path, folder = words.rstrip("\n").split(" ")
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.write(write, f"done {act(int(number), kind, Path(path), Path(folder))}".encode())
            except BaseException:  # noqa: BLE001 - nothing of a child goes on in the parent's loop
                traceback.print_exc()
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as answer:
            said = answer.read()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{'killed' if os.WIFSIGNALED(status) else said or 'failed'}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
