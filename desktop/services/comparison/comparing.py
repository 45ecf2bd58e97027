"""Holding two sides against each other: who is on both, who may be, who is on one only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.core.lists import Likeness, Verdict
from desktop.core.progress import Progress
from desktop.services.comparison.sets import Sets
from desktop.services.comparison.verdicts import Fingerprints, known_verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from desktop.services.comparison.people import Side, Someone
    from desktop.services.comparison.sets import Pairs
    from desktop.services.comparison.verdicts import Key
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that are one person, or may be, and why."""

    left: Someone
    right: Someone
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Comparison:
    """What holding two sides against each other gave.

    Everybody is in one list only: sure, in doubt (perhaps in several pairs), or on one side.
    """

    left: Side
    right: Side
    both: tuple[Pair, ...]
    probable: tuple[Pair, ...]
    only_left: tuple[Someone, ...]
    only_right: tuple[Someone, ...]
    left_in_doubt: int
    """How many people of the left stand in the probable pairs."""
    right_in_doubt: int


def compare(
    session: Session, left: Side, right: Side, progress: Progress | None = None
) -> Comparison:
    """Hold two sides against each other; writes nothing.

    A number with its name is sure; so are name and birth date that are alone on both sides where a
    number is missing, and what a person has confirmed. All else that is alike is only probable.

    Raises:
        SchoolError: more pairs are alike than anybody could look through.
    """
    progress = progress or Progress()
    progress.step("比对", 0, len(left.people) + len(right.people))
    with session.store.read() as connection, Sets(left.people, right.people) as sets:
        memory = _Memory(connection, session, left, right)
        sure = [(*pair, Likeness.NUMBER) for pair in sets.by_number()]
        sets.take_out(pair[:2] for pair in sure)
        alone = [(*pair, Likeness.NAME_BIRTH) for pair in sets.by_name_and_birth()]
        alone = memory.without_denied(alone)
        sets.take_out(pair[:2] for pair in alone)
        progress.step("找相近的")
        confirmed, doubtful = memory.sorted_out(sets.alike())
    return _told(left, right, sorted([*sure, *alone, *confirmed]), doubtful)


def with_verdict(found: Comparison, pair: Pair, verdict: Verdict) -> Comparison:
    """The comparison after a person has said of a probable pair what it is.

    The same that comparing again would give, without doing it.
    """
    both = found.both
    rest = [other for other in found.probable if other is not pair]
    if verdict is Verdict.SAME:
        both = (*both, Pair(pair.left, pair.right, Likeness.DECIDED))
        rest = [p for p in rest if p.left is not pair.left and p.right is not pair.right]
    in_doubt = {id(p.left) for p in rest}, {id(p.right) for p in rest}
    told = {id(p.left) for p in both} | in_doubt[0], {id(p.right) for p in both} | in_doubt[1]
    return replace(
        found,
        both=both,
        probable=tuple(rest),
        only_left=tuple(p for p in found.left.people if id(p) not in told[0]),
        only_right=tuple(p for p in found.right.people if id(p) not in told[1]),
        left_in_doubt=len(in_doubt[0]),
        right_in_doubt=len(in_doubt[1]),
    )


class _Memory:
    """What people have said before of pairs that come up again."""

    def __init__(self, connection: Connection, session: Session, left: Side, right: Side) -> None:
        self._left, self._right = left.people, right.people
        self._verdicts = known_verdicts(connection, session)
        self._prints = Fingerprints(connection)

    def _said(self, left: int, right: int) -> Verdict | None:
        key: Key = self._prints.key(self._left[left], self._right[right])
        return self._verdicts.get(key)

    def without_denied(self, pairs: Pairs) -> Pairs:
        """The pairs of which nobody has said that they are two people."""
        if not self._verdicts:
            return pairs
        return [p for p in pairs if self._said(p[0], p[1]) is not Verdict.DIFFERENT]

    def sorted_out(self, pairs: Pairs) -> tuple[Pairs, Pairs]:
        """Pairs that were confirmed, and those still in doubt without the people of the former."""
        if not self._verdicts:
            return [], pairs
        open_pairs, confirmed = [], []
        lefts, rights = set[int](), set[int]()
        for left, right, likeness in pairs:
            said = self._said(left, right)
            if said is Verdict.SAME and left not in lefts and right not in rights:
                confirmed.append((left, right, Likeness.DECIDED))
                lefts.add(left)
                rights.add(right)
            elif said is not Verdict.DIFFERENT:
                open_pairs.append((left, right, likeness))
        rest = [p for p in open_pairs if p[0] not in lefts and p[1] not in rights]
        return confirmed, rest


def _told(left: Side, right: Side, sure: Pairs, doubtful: Pairs) -> Comparison:
    in_doubt = {pair[0] for pair in doubtful}, {pair[1] for pair in doubtful}
    return Comparison(
        left,
        right,
        _pairs(left, right, sure),
        _pairs(left, right, doubtful),
        _rest(left, {pair[0] for pair in sure} | in_doubt[0]),
        _rest(right, {pair[1] for pair in sure} | in_doubt[1]),
        len(in_doubt[0]),
        len(in_doubt[1]),
    )


def _pairs(
    left: Side, right: Side, places: Iterable[tuple[int, int, Likeness]]
) -> tuple[Pair, ...]:
    return tuple(Pair(left.people[a], right.people[b], why) for a, b, why in places)


def _rest(side: Side, told: set[int]) -> tuple[Someone, ...]:
    return tuple(person for place, person in enumerate(side.people) if place not in told)
