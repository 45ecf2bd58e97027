from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from weakref import ref

from desktop.core.release import release, settled

if TYPE_CHECKING:
    import pytest


class Row:
    """Something that can be watched, and that tells where it ended."""

    ends: ClassVar[list[tuple[int, int]]] = []
    pauses = 0

    def __del__(self) -> None:
        Row.ends.append((threading.get_ident(), Row.pauses))


@dataclass(frozen=True)
class Roster:
    rows: tuple[Row, ...]
    by_number: dict[int, Row]
    name: str = "名册"


def roster(count: int) -> Roster:
    rows = tuple(Row() for _ in range(count))
    return Roster(rows, dict(enumerate(rows)))


def test_what_is_let_go_of_is_freed_in_another_thread() -> None:
    Row.ends.clear()
    release(roster(5_000))
    settled()
    assert len(Row.ends) == 5_000
    assert threading.get_ident() not in {thread for thread, _ in Row.ends}


def test_large_collections_are_freed_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def pause(_seconds: float) -> None:
        Row.pauses += 1

    monkeypatch.setattr(time, "sleep", pause)
    Row.ends.clear()
    Row.pauses = 0
    release((None, {"seen": roster(5_000)}, [Row()]))
    settled()
    at_once = [pause for _, pause in Row.ends]
    assert len(at_once) == 5_001
    assert max(at_once.count(pause) for pause in set(at_once)) <= 251


def test_thread_ends_with_its_work() -> None:
    for _ in range(3):
        release(roster(10))
        settled()
    for thread in threading.enumerate():
        if thread.name == "mingce-release":
            thread.join(timeout=20)
    assert "mingce-release" not in {t.name for t in threading.enumerate()}


def test_what_somebody_else_holds_stays_whole() -> None:
    kept = roster(2_000)
    watched = ref(kept.rows[7])
    release(kept)
    settled()
    assert watched() is kept.rows[7]
    assert len(kept.by_number) == 2_000
