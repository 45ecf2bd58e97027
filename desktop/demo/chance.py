"""Chance that falls the same on every machine and every Python: whole numbers only."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

_MASK: Final = (1 << 64) - 1


class Chance:
    """A stream of choices named by a word (SplitMix64, Steele, Lea and Flood 2014).

    Streams of different words do not disturb each other: another name in one list changes no date
    in another.
    """

    def __init__(self, word: str) -> None:
        self._state = int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big")

    def below(self, count: int) -> int:
        """A whole number from 0 to `count` - 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return ((mixed ^ (mixed >> 31)) * count) >> 64

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def happens(self, per_thousand: int) -> bool:
        """True as often as `per_thousand` times in a thousand."""
        return self.below(1000) < per_thousand

    def pick(self, choices: Sequence[T]) -> T:
        """One of `choices`."""
        return choices[self.below(len(choices))]

    def weighted(self, choices: Sequence[tuple[T, int]]) -> T:
        """One of `choices`, each as often as its weight says."""
        at = self.below(sum(weight for _, weight in choices))
        for choice, weight in choices[:-1]:
            at -= weight
            if at < 0:
                return choice
        return choices[-1][0]
