"""Keys that are made anywhere and never collide: UUID version 7 (RFC 9562), ordered by time."""

from __future__ import annotations

from itertools import accumulate
from random import Random, SystemRandom
from struct import unpack
from threading import Lock
from typing import TYPE_CHECKING, Final
from uuid import UUID, SafeUUID

from desktop.core.clock import SystemClock

if TYPE_CHECKING:
    from desktop.core.clock import Clock

_TAIL_BITS: Final = 74  # 12 bits before the variant and 62 after it count up inside one millisecond
_LOW_BITS: Final = 62
_BYTES: Final = 16
_LOW_MASK: Final = (1 << _LOW_BITS) - 1
_VERSION_AND_VARIANT: Final = (7 << 76) | (2 << 62)


class IdSource:
    """Makes keys that only grow, from any thread, even when the clock is set back.

    With a seed and a fixed clock the same keys come out every time (the demo, tests); without a
    seed the tail is random from the operating system.
    """

    def __init__(self, seed: int | None = None, clock: Clock | None = None) -> None:
        # The seeded generator is for invented data only and hides nothing.
        self._random: Random = SystemRandom() if seed is None else Random(seed)  # noqa: S311
        self._clock: Clock = clock or SystemClock()
        self._lock = Lock()
        self._millisecond = 0
        self._tail = 0

    def new_id(self) -> UUID:
        """One new key, greater than all that this source has made before."""
        return self.new_ids(1)[0]

    def new_ids(self, count: int) -> list[UUID]:
        """`count` new keys in rising order (100,000 take about a tenth of a second).

        Raises:
            ValueError: `count` is negative.
        """
        if count < 0:
            raise ValueError("count must not be negative")
        with self._lock:
            self._catch_up()
            steps = unpack(f"={count}I", self._random.randbytes(4 * count))
            # Room for all of them inside one millisecond, so that nothing carries over.
            if (self._tail + sum(steps) + count) >> _TAIL_BITS:
                self._begin(self._millisecond + 1)
            tails = list(accumulate(steps, lambda tail, step: tail + step + 1, initial=self._tail))
            self._tail = tails[-1]
            base = self._millisecond << 80 | _VERSION_AND_VARIANT
            return [_key(base | tail >> _LOW_BITS << 64 | tail & _LOW_MASK) for tail in tails[1:]]

    def _catch_up(self) -> None:
        """Begin a new millisecond when the clock has moved on."""
        now = int(self._clock.now().timestamp() * 1000)
        if now > self._millisecond:
            self._begin(now)

    def _begin(self, millisecond: int) -> None:
        self._millisecond = millisecond
        # The highest bit starts as zero, so that there is room to count up.
        self._tail = self._random.getrandbits(_TAIL_BITS - 1)


# A key refuses to be changed; these put the parts of a new one in place.
_put_int: Final = UUID.__dict__["int"].__set__
_put_safety: Final = UUID.__dict__["is_safe"].__set__
_new: Final = object.__new__
_UNKNOWN: Final = SafeUUID.unknown


def _key(number: int) -> UUID:
    """A key from a number that is known to be one: without the checks in a fifth of the time."""
    key = _new(UUID)
    _put_int(key, number)
    _put_safety(key, _UNKNOWN)
    return key


def key_of(content: bytes) -> UUID:
    """The key that 16 bytes are.

    Raises:
        ValueError: they are more or fewer.
    """
    if len(content) != _BYTES:
        raise ValueError("not a key")
    return _key(int.from_bytes(content))


_SOURCE: Final = IdSource()


def new_id() -> UUID:
    """One new key of this process."""
    return _SOURCE.new_id()


def new_ids(count: int) -> list[UUID]:
    """`count` new keys of this process, in rising order.

    Raises:
        ValueError: `count` is negative.
    """
    return _SOURCE.new_ids(count)
