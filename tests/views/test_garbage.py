"""The window's collector: full collections do not walk again over what they have seen."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from desktop.core.collector import collector_held
from desktop.views import garbage
from desktop.views.garbage import Garbage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.gui


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Garbage]:
    del qapp
    parent = QObject()
    made = Garbage(parent)
    yield made
    made.stop()
    gc.unfreeze()


class Loop:
    """Garbage that only the collector finds."""

    gone = 0

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        Loop.gone += 1


def test_full_collection_puts_what_survives_out_of_sight(collector: Garbage) -> None:
    gc.unfreeze()
    collector._collect(2)
    kept = [[number] for number in range(100)]
    assert gc.get_freeze_count() > 0
    assert any(found is kept for found in gc.get_objects())
    collector._collect(2)
    assert not any(found is kept for found in gc.get_objects())


def test_garbage_made_after_a_full_collection_is_found_by_the_next(collector: Garbage) -> None:
    collector._collect(2)
    Loop.gone = 0
    Loop()
    collector._collect(2)
    assert Loop.gone == 1


def test_what_was_out_of_sight_is_looked_at_once_in_a_long_while(
    collector: Garbage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "_THAWED_EVERY", 3)
    # However much other tests of this process have left alive.
    monkeypatch.setattr(garbage, "_MANY", sys.maxsize)
    Loop.gone = 0
    loop: Loop | None = Loop()
    collector._collect(2)
    assert loop is not None
    loop = None
    collector._collect(2)
    assert Loop.gone == 0
    collector._collect(2)
    assert Loop.gone == 1


def test_large_roster_is_left_out_of_sight(
    collector: Garbage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "_THAWED_EVERY", 1)
    monkeypatch.setattr(garbage, "_MANY", 1)
    collector._collect(2)
    rows = [[1]]
    collector._collect(2)
    collector._collect(2)
    assert not any(found is rows for found in gc.get_objects())


def test_what_was_made_while_the_collector_was_held_is_out_of_sight(collector: Garbage) -> None:
    del collector
    with collector_held():
        rows = [[number] for number in range(100)]
    assert not any(found is rows for found in gc.get_objects())


def test_last_window_gives_everything_back_to_the_collector(collector: Garbage) -> None:
    collector._collect(2)
    others = Garbage._holders - 1
    collector.stop()
    assert gc.isenabled() is (others == 0)
    if not others:
        assert gc.get_freeze_count() == 0
