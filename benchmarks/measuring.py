"""Timing whole processes in turn, and putting the table of results into the README."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
README = Path(__file__).with_name("README.md")


@dataclass(frozen=True, slots=True)
class Timed:
    """Median seconds of a command, and the largest memory of its processes in MB."""

    seconds: float
    memory: int
    work: float
    """Median seconds that processors worked for it and the processes that it waited for."""


def measure(commands: Mapping[str, Sequence[str]], runs: int = 3) -> dict[str, Timed]:
    """Run the commands in turn (A B C A B C …) and give each one's median."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    work: dict[str, list[float]] = {name: [] for name in commands}
    memory = dict.fromkeys(commands, 0)
    for _ in range(runs):
        for name, command in commands.items():
            seconds, worked, largest = _run(command)
            times[name].append(seconds)
            work[name].append(worked)
            memory[name] = max(memory[name], largest)
    median = statistics.median
    return {name: Timed(median(times[name]), memory[name], median(work[name])) for name in commands}


def python(script: str, *args: str | Path) -> list[str]:
    """A command that runs a Python text with arguments."""
    return [sys.executable, "-c", script, *map(str, args)]


def _run(command: Sequence[str]) -> tuple[float, float, int]:
    # As an installed program runs: its modules are compiled once and kept.
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
    started = time.perf_counter()
    # wait4 gives the memory of this process and of the children that it has waited for.
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        msg = f"{command[:3]} ended with {process.returncode}"
        raise RuntimeError(msg)
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def report(name: str, text: str, *, write: bool) -> None:
    """Print a table, and with `write` put it between its markers in the README."""
    print(text)
    if write:
        readme = README.read_text(encoding="utf-8")
        block = f"<!-- {name} -->\n{text}\n<!-- /{name} -->"
        pattern = f"<!-- {name} -->.*?<!-- /{name} -->"
        README.write_text(
            re.sub(pattern, lambda _: block, readme, flags=re.DOTALL), encoding="utf-8"
        )
