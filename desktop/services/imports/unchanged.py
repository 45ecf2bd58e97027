"""Rows that say nothing new, found column by column for thousands of pupils at once.

Most rows of a roster that is taken in again say what the books say. A row is held against the
pupil who has one of its numbers; where no cell says otherwise the two are settled, and nothing of
the pupil stays in memory but what a namesake is told apart by. Everything else is asked row by row
(`students`): a row that is not found here is no worse for it.
"""

from __future__ import annotations

from functools import cached_property
from operator import attrgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from desktop.core.identity import stored_number
from desktop.services.enrolment import PRESENT
from desktop.services.imports.matching import Pupil
from desktop.services.imports.student_books import (
    GUARDIAN_FIELDS,
    GUARDIAN_PLACES,
    PERSON_FIELDS,
    STUDENT_FIELDS,
    class_keys,
    columns_of,
    guardian_label,
    known_pupils,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from uuid import UUID

    from desktop.core.labels import HouseholdCategory
    from desktop.rosters.students import StudentRow
    from desktop.services.enrolment import Classes
    from desktop.services.imports.plan import Facing
    from desktop.services.imports.student_books import Columns

_FIELDS: Final = ("name_key", *PERSON_FIELDS, *STUDENT_FIELDS)
_HERE: Final = frozenset({None, *PRESENT})
"""Events after which a pupil may stand in a roster; None: comes only later."""
_NONE: Final[frozenset[Any]] = frozenset()
_NOBODY: Final = SimpleNamespace(**dict.fromkeys(GUARDIAN_FIELDS))
"""A guardian of whom a row says nothing."""


_TELLING: Final = ("name_key", "birth", "id_number", "student_number")


def meet(
    facing: Facing, rows: Sequence[StudentRow], plain: Callable[[StudentRow], bool], books: Books
) -> tuple[list[Pupil], set[int]]:
    """The pupils of the books, and the places of the rows that say nothing new of them.

    Args:
        facing: the books.
        rows: of the roster.
        plain: whether nothing but its cells decides about a row.
        books: what is known of classes and households.
    """
    unchanged = _Unchanged(rows, plain, books)
    known: list[Pupil] = []
    for some in known_pupils(facing):
        columns = columns_of(some)
        known += _pupils(some, columns, unchanged.settle(columns))
    return known, unchanged.settled


def _pupils(rows: Sequence[Any], columns: Columns, settled: Collection[int]) -> Iterator[Pupil]:
    """Pupils of the books; of those who are settled only what tells a namesake apart."""
    told = zip(*(columns[name] for name in _TELLING), class_keys(columns), strict=True)
    for place, (name_key, birth, id_number, number, key) in enumerate(told):
        taken = place in settled
        row = None if taken else rows[place]
        yield Pupil(name_key, birth, id_number, number, key, row, taken)


class Books(NamedTuple):
    """What cells are held against beside the pupils themselves."""

    classes: Classes
    categories: Mapping[UUID, frozenset[HouseholdCategory]]


class _Unchanged:
    """The rows of a roster by their numbers, until the books have said what they say."""

    def __init__(
        self, rows: Sequence[StudentRow], plain: Callable[[StudentRow], bool], books: Books
    ) -> None:
        self._rows, self._plain, self._books = rows, plain, books
        self.settled: set[int] = set()
        """The places of the rows of which the books say everything."""

    @cached_property
    def _by_id(self) -> Mapping[str, int]:
        return self._index(lambda row: stored_number(row.id_number))

    @cached_property
    def _by_number(self) -> Mapping[str, int]:
        return self._index(lambda row: row.student_number)

    def _index(self, number: Callable[[StudentRow], str | None]) -> Mapping[str, int]:
        return {
            found: place
            for place, row in enumerate(self._rows)
            if (found := number(row)) is not None and self._plain(row)
        }

    def settle(self, known: Columns) -> set[int]:
        """Hold some pupils of the books against their rows; the places of those who are settled."""
        found: set[int] = set()
        for index, name in ((self._by_id, "id_number"), (self._by_number, "student_number")):
            rows = enumerate(map(index.get, known[name]))
            met = {
                at: place
                for at, place in rows
                if place is not None and at not in found and place not in self.settled
            }
            found |= self._same(known, met)
        return found

    def _same(self, known: Columns, met: Mapping[int, int]) -> set[int]:
        """The places of the pupils of whom the rows that they have met say nothing new."""
        if not met:
            return set()
        rows = [self._rows[place] for place in met.values()]
        otherwise = set(self._otherwise(rows, _only(known, met)))
        found = set()
        for number, (at, place) in enumerate(met.items()):
            if number not in otherwise and place not in self.settled:
                self.settled.add(place)
                found.add(at)
        return found

    def _otherwise(self, rows: Sequence[StudentRow], known: Columns) -> Iterator[int]:
        """Where a row says anything that the books do not, or the pupil is away."""
        for name, said in _said(rows):
            if said != known[name]:
                yield from _differing(said, known[name])
        for place, kind in enumerate(known["kind"]):
            if kind not in _HERE:
                yield place
        yield from self._elsewhere(rows, known)
        for place, (row, student_id) in enumerate(zip(rows, known["id"], strict=True)):
            if row.categories and not row.categories <= self._books.categories.get(
                student_id, _NONE
            ):
                yield place

    def _elsewhere(self, rows: Sequence[StudentRow], known: Columns) -> Iterator[int]:
        """Where a row may name another class than the pupil's."""
        for place, (row, key) in enumerate(zip(rows, class_keys(known), strict=True)):
            if row.school_class is not None and key not in self._books.classes.meant(
                row.school_class
            ):
                yield place


def _only(known: Columns, places: Collection[int]) -> Columns:
    """The columns of some of the pupils."""
    if len(places) == len(known["id"]):
        return known
    return {name: tuple([told[at] for at in places]) for name, told in known.items()}


def _said(rows: Sequence[StudentRow]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What rows say, field by field as the books call it; None says nothing."""
    for name in _FIELDS:
        yield name, _stored(name, rows)
    for place in GUARDIAN_PLACES:
        guardians = [row.guardians[place - 1] or _NOBODY for row in rows]
        for name in GUARDIAN_FIELDS:
            yield guardian_label(place, name), _stored(name, guardians)


def _stored(name: str, told: Sequence[Any]) -> tuple[Any, ...]:
    said = map(attrgetter(name), told)
    return tuple(map(stored_number, said) if name == "id_number" else said)


def _differing(said: Sequence[Any], known: Sequence[Any]) -> Iterator[int]:
    """Where something is said that is not known."""
    for place, (new, old) in enumerate(zip(said, known, strict=True)):
        if new is not None and new != old:
            yield place
