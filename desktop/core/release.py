"""Letting go of very many objects without holding anybody up.

Freeing a roster of 100,000 rows is one call of the interpreter of almost a tenth of a second, in
which no other thread runs. Here it is taken apart in a thread of its own, a few hundred at a time.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from itertools import chain
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, Final

_AT_ONCE: Final = 250
_MANY: Final = 1_000
_LOCK: Final = Lock()
_bin: SimpleQueue[Any] = SimpleQueue()
_thread: Thread | None = None


def release(value: object) -> None:
    """Let go of a value: of a large collection in it piece by piece, and not in this thread.

    It must hold nothing of Qt. Whoever else still holds it keeps it whole.
    """
    global _thread  # noqa: PLW0603 - one thread for the whole program, while there is work
    with _LOCK:
        _bin.put(value)
        if _thread is None:
            _thread = Thread(target=_empty, name="mingce-release", daemon=True)
            _thread.start()


def settled() -> None:
    """Wait until everything that was let go of so far is gone."""
    done: SimpleQueue[None] = SimpleQueue()
    release(_Mark(done))
    done.get()


class _Mark:
    """Tells when the bin has been emptied so far."""

    def __init__(self, done: SimpleQueue[None]) -> None:
        self.done = done


def _empty() -> None:
    global _thread  # noqa: PLW0603 - same
    while True:
        with _LOCK:
            if _bin.empty():
                _thread = None
                return
            # Nobody else may hold it, or all of it goes at once when that one lets go.
            values = [_bin.get()]
        if isinstance(values[0], _Mark):
            values[0].done.put(None)
        else:
            _take_apart(values)


def _take_apart(values: list[Any]) -> None:
    """Empty a list of values, and the large collections in them before they go."""
    while values:
        value = values.pop()
        parts = _parts(value)
        del value
        if len(parts) < _MANY:
            values += parts
            continue
        while parts:
            # The pause is where other threads have their turn.
            del parts[-_AT_ONCE:]
            time.sleep(0)


def _parts(value: object) -> list[Any]:
    """What a value holds that may be large; it can be dropped then without freeing it all."""
    if isinstance(value, tuple | list | set | frozenset):
        return list(value) if len(value) >= _MANY else [v for v in value if _is_whole(v)]
    if isinstance(value, Mapping):
        if len(value) >= _MANY:
            return list(chain(value.keys(), value.values()))
        return [v for v in value.values() if _is_whole(v)]
    if is_dataclass(value) and not isinstance(value, type):
        return [v for field in fields(value) if _is_whole(v := getattr(value, field.name, None))]
    return []


def _is_whole(value: object) -> bool:
    """Whether a value is one that others may lie in."""
    return isinstance(value, tuple | list | set | frozenset | Mapping) or is_dataclass(value)
