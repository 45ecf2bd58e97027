"""How far work has come, shown on a terminal only."""

from __future__ import annotations

import sys

from desktop.core.progress import Progress


def on_terminal() -> Progress:
    """Progress that rewrites one line of the terminal; silent where there is none."""
    return Progress(_show if sys.stderr.isatty() else None)


def _show(text: str, done: int, total: int) -> None:
    counted = f" {done}/{total}" if total else f" {done}" if done else ""
    print(f"\r\033[K{text}{counted}", end="\r", file=sys.stderr, flush=True)
