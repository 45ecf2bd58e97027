from __future__ import annotations

import gc

import pytest

from desktop.core.collector import collector_held, is_held


def test_collector_runs_again_after_the_outermost_block() -> None:
    with collector_held():
        with collector_held():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_collector_runs_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="stop"), collector_held():
        raise ValueError("stop")
    assert gc.isenabled()


def test_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collector_held():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_held_collector_is_told_although_it_was_off() -> None:
    gc.disable()
    try:
        with collector_held():
            assert is_held()
        assert not is_held()
        assert not gc.isenabled()
    finally:
        gc.enable()
