"""Programs of a session of its own: started one by one, ended together."""

from __future__ import annotations

import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PATIENCE: Final = 60.0
"""Seconds; a machine may be busy. Nothing here is fast or slow, it comes about or it does not."""
_MOMENT: Final = 0.1
_FAREWELL: Final = 10


class Programs:
    """They share an environment, and write what they have to say into a folder."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = environment
        self._folder = folder
        self._started = ExitStack()

    def end(self) -> None:
        """End them, the last one first."""
        self._started.close()

    def run(
        self,
        words: Sequence[str],
        *,
        stdin: int | None = None,
        stdout: int | IO[bytes] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """Start a program that runs until the end."""
        file = self._folder / f"{Path(words[0]).name}.log"
        log = self._started.enter_context(file.open("wb"))
        process = subprocess.Popen(
            words,
            env=self.environment,
            stdin=stdin,
            stdout=log if stdout is None else stdout,
            stderr=log,
            pass_fds=tuple(pass_fds),
        )
        self._started.callback(_end, process)
        return process

    def once(self, *words: str, check: bool = True) -> str:
        """Run a program, and give what it says."""
        done = subprocess.run(
            words,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        if check and done.returncode:
            raise RuntimeError(f"{words}: {done.stderr}")
        return done.stdout.strip()

    @staticmethod
    def until(found: Callable[[], object]) -> object:
        """Wait for something to come about."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            there = found()
            if there:
                return there
            time.sleep(_MOMENT)
        raise TimeoutError


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_FAREWELL)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
