"""Keys grow, never repeat, and can be repeated on purpose."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import RFC_4122

import pytest

from desktop.core.clock import FixedClock
from desktop.core.ids import IdSource, new_id, new_ids

CLOCK = FixedClock.at(2026, 10, 1)


class _Backwards:
    """A clock that is set back an hour at each look."""

    def __init__(self) -> None:
        self._now = datetime(2026, 10, 1, tzinfo=UTC)

    def now(self) -> datetime:
        self._now -= timedelta(hours=1)
        return self._now

    def today(self) -> object:
        raise NotImplementedError


def test_keys_are_version_7_and_carry_the_time() -> None:
    key = IdSource(seed=1, clock=CLOCK).new_id()
    assert (key.version, key.variant) == (7, RFC_4122)
    assert key.int >> 80 == int(CLOCK.now().timestamp() * 1000)


def test_keys_rise_and_never_repeat() -> None:
    keys = [new_id(), *new_ids(5000), new_id(), *new_ids(0)]
    assert keys == sorted(set(keys))
    assert all((key.version, key.variant) == (7, RFC_4122) for key in keys)


def test_same_seed_and_clock_make_the_same_keys() -> None:
    one, other = IdSource(7, CLOCK), IdSource(7, CLOCK)
    assert one.new_ids(100) == other.new_ids(100)
    assert one.new_ids(100) != IdSource(8, CLOCK).new_ids(100)


def test_keys_rise_although_the_clock_is_set_back() -> None:
    source = IdSource(seed=3, clock=_Backwards())  # type: ignore[arg-type]
    keys = [source.new_id() for _ in range(100)]
    assert keys == sorted(set(keys))


def test_keys_rise_although_chance_gives_only_zeros() -> None:
    class Zeros(Random):
        def randbytes(self, n: int) -> bytes:
            return bytes(n)

    source = IdSource(seed=3, clock=CLOCK)
    source._random = Zeros()
    keys = source.new_ids(100)
    assert keys == sorted(set(keys))


def test_full_millisecond_passes_into_the_next() -> None:
    source = IdSource(seed=3, clock=CLOCK)
    first = source.new_id()
    source._tail = (1 << 74) - 2
    keys = source.new_ids(3)
    assert [first, *keys] == sorted({first, *keys})
    assert keys[-1].int >> 80 == (first.int >> 80) + 1
    assert {key.version for key in keys} == {7}


def test_threads_share_a_source() -> None:
    source = IdSource()
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(source.new_ids, [2000] * 8))
    assert all(part == sorted(part) for part in parts)
    assert len({key for part in parts for key in part}) == 16000


def test_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        new_ids(-1)
