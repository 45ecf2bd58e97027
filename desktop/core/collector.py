"""Holding the garbage collector back while very many objects are made that all stay."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK: Final = Lock()
_holders = 0
_ours = False


@contextmanager
def collector_held() -> Iterator[None]:
    """Keep the cycle collector from walking over a growing roster again and again.

    Reading and taking in 100,000 rows makes millions of objects and hardly a cycle among them; the
    collector would take a third of the time to find nothing. Objects are freed by their reference
    counts as ever. May be nested and used from several threads.
    """
    global _holders, _ours  # noqa: PLW0603 - the collector itself is global
    with _LOCK:
        if _holders == 0:
            _ours = gc.isenabled()  # else somebody else holds it: not ours to let go
            gc.disable()
        _holders += 1
    try:
        yield
    finally:
        with _LOCK:
            _holders -= 1
            if _holders == 0:
                # What was made is put out of the collector's sight, without being walked.
                gc.freeze()
                if _ours:
                    # To the oldest generation; where the window collects, it says when.
                    gc.unfreeze()
                    gc.enable()


def is_held() -> bool:
    """Whether work is going on that the collector should not walk over."""
    return _holders > 0
