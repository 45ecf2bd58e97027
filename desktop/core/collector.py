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


@contextmanager
def collector_held() -> Iterator[None]:
    """Keep the cycle collector from walking over a growing roster again and again.

    Reading and taking in 100,000 rows makes millions of objects and hardly a cycle among them; the
    collector would take a third of the time to find nothing. Objects are freed by their reference
    counts as ever. May be nested and used from several threads.
    """
    global _holders  # noqa: PLW0603 - the collector itself is global
    with _LOCK:
        if _holders == 0 and not gc.isenabled():
            held = False  # somebody else holds it: not ours to let go
        else:
            held = True
            _holders += 1
            gc.disable()
    try:
        yield
    finally:
        if held:
            with _LOCK:
                _holders -= 1
                if _holders == 0:
                    # What was made goes to the oldest generation at once, without being walked.
                    gc.freeze()
                    gc.unfreeze()
                    gc.enable()
