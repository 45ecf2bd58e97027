"""What makes two records alike: the same in one thing, or birth dates mistaken for one another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

NEAR_DAYS: Final = 3
"""Birth dates at most so far apart are near."""
_FIXED: Final = 3
"""Digits of a year that nobody mistakes: 201 of 2016."""
MOST_OF_ONE: Final = 50
"""More people than these that are alike in one thing are a fault of the data, not duplicates."""

Pair = tuple["UUID", "UUID"]


@dataclass(frozen=True, slots=True)
class Known:
    """What is compared of a person whose name sounds like others'."""

    person_id: UUID
    sex: str | None
    birth: date
    digest: str | None


def ordered(one: UUID, other: UUID) -> Pair:
    """Two people in the order in which their pair is kept."""
    return (one, other) if one < other else (other, one)


def pairs_within(groups: Iterable[Sequence[UUID]]) -> Iterator[Pair]:
    """Each with each, group by group."""
    for group in groups:
        for one, other in combinations(group[:MOST_OF_ONE], 2) if len(group) > 1 else ():
            yield ordered(one, other)


def near(group: Sequence[Known]) -> Iterator[Pair]:
    """Those whose birth dates are some days apart, or differ by a slip of the pen."""
    by_birth: defaultdict[date, list[Known]] = defaultdict(list)
    for person in group:
        by_birth[person.birth].append(person)
    births = set(by_birth)
    for birth, people in by_birth.items():
        for other_birth in _slips(birth) & births:
            for one in people:
                yield from (
                    ordered(one.person_id, other.person_id)
                    for other in by_birth[other_birth]
                    if one.person_id < other.person_id and may_be_one(one, other)
                )


def may_be_one(one: Known, other: Known) -> bool:
    """Whether neither sex nor numbers say that two are two."""
    if one.sex and other.sex and one.sex != other.sex:
        return False
    return not (one.digest and other.digest and one.digest != other.digest)


@lru_cache(maxsize=16_384)
def _slips(birth: date) -> frozenset[date]:
    """The date itself and those that one writes for it by mistake."""
    found = {date.fromordinal(birth.toordinal() + by) for by in range(-NEAR_DAYS, NEAR_DAYS + 1)}
    written = f"{birth:%Y%m%d}"
    for place in range(_FIXED, len(written)):
        for digit in "0123456789":
            found.add(_read(written[:place] + digit + written[place + 1 :], birth))
    found.add(_read(f"{birth:%Y%d%m}", birth))
    return frozenset(found)


def _read(written: str, instead: date) -> date:
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return instead
