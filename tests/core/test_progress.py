"""Progress is told and cancelling is heard."""

import pytest

from desktop.core.errors import Cancelled
from desktop.core.progress import Progress


def test_steps_reach_the_listener() -> None:
    heard: list[tuple[str, int, int]] = []
    progress = Progress(lambda *step: heard.append(step))
    assert list(progress.walk("读", range(5), total=5, every=2)) == [0, 1, 2, 3, 4]
    assert heard == [("读", 0, 5), ("读", 2, 5), ("读", 4, 5), ("读", 5, 5)]


def test_last_step_is_told_once() -> None:
    heard: list[int] = []
    progress = Progress(lambda _text, done, _total: heard.append(done))
    assert list(progress.walk("读", range(4), every=2)) == [0, 1, 2, 3]
    assert heard == [0, 2, 4]


def test_cancelling_stops_the_walk() -> None:
    progress = Progress()
    walk = progress.walk("读", range(100), every=10)
    assert [next(walk) for _ in range(14)] == list(range(14))
    progress.cancel()
    assert [next(walk) for _ in range(6)] == list(range(14, 20))
    with pytest.raises(Cancelled):
        next(walk)


def test_nothing_starts_after_cancelling() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        progress.step("写")
    with pytest.raises(Cancelled):
        list(progress.walk("读", []))
