"""Writing a roster into the books: people, pupils, families, enrolment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.core.changes import Book, Changes
from desktop.core.identity import stored_number
from desktop.core.labels import EnrolmentKind
from desktop.core.pinyin import first_letters, initials, pinyin, syllables
from desktop.database.work import pieces
from desktop.models import (
    EnrolmentEvent,
    Guardianship,
    HouseholdFact,
    Person,
    SchoolClass,
    Student,
)
from desktop.rosters.students import StudentRow
from desktop.services.enrolment import Classes, settle
from desktop.services.identity_digest import IdentityDigest
from desktop.services.imports import row_decisions
from desktop.services.imports.arrivals import entry_day, tell_cases, transferred
from desktop.services.imports.guardians import GuardianChange, GuardianPeople, columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.labels import HouseholdCategory
    from desktop.database.base import Base
    from desktop.database.work import Work
    from desktop.rosters.students import Guardian
    from desktop.services.enrolment import ClassKey
    from desktop.services.imports.arrivals import Arrival
    from desktop.services.imports.plan import Findings

AT_ONCE: Final = 5_000


class Update(msgspec.Struct, frozen=True):
    """What a row says otherwise of a pupil in the books."""

    student_id: UUID
    person_id: UUID
    person: Mapping[str, Any]
    student: Mapping[str, Any]
    stood_in: ClassKey | None
    """The class before."""
    moved: ClassKey | None
    back_from: EnrolmentKind | None
    """Why the pupil was away, of one who has come back."""
    guardians: Mapping[int, GuardianChange]
    """By their place."""
    categories: frozenset[HouseholdCategory]

    @property
    def says(self) -> bool:
        """Whether there is anything to write."""
        return bool(
            self.person
            or self.student
            or self.moved
            or self.back_from
            or self.guardians
            or self.categories
        )


@dataclass(frozen=True, slots=True)
class StudentsPlan:
    """New pupils and changes of known ones, with the day that they hold from."""

    fresh: Sequence[Arrival]
    updates: Sequence[Update]
    today: date
    found: Findings
    by_word: Sequence[tuple[StudentRow, UUID]] = ()
    """Known pupils whom rows mean, without a number, of which a person says that they are new."""

    def write(self, work: Work) -> Changes:
        """Write the classes first, then the changes, then new pupils in pieces."""
        writer = StudentWriter(work, self.today)
        writer.add_classes(
            {arrival.school_class for arrival in self.fresh} | {u.moved for u in self.updates}
        )
        writer.change(self.updates)
        fresh, schools = transferred(work, self.fresh, self.today)
        by_word = list(self.by_word)
        for piece in pieces(fresh, AT_ONCE):
            added = list(zip(piece, writer.add(piece), strict=True))
            if came := {key: schools[a.row.row] for a, key in added if a.row.row in schools}:
                tell_cases(work, came)
            by_word += [(arrival.row, key) for arrival, key in added if arrival.by_word]
        row_decisions.keep(work, by_word)
        return Changes.of(Book.PEOPLE)


class StudentWriter:
    """Turns rows into table rows, and knows the guardians who are in the books already."""

    def __init__(self, work: Work, today: date) -> None:
        self.work, self.today = work, today
        self.digest = IdentityDigest(work.connection)
        self.classes = Classes(work.connection, work.unit_id, today)
        self.guardian_people = GuardianPeople(work, self.digest)

    def add_classes(self, wanted: Iterable[ClassKey | None]) -> None:
        """Add classes that the unit does not have yet."""
        keys = sorted(key for key in wanted if key and self.classes.id_of(key) is None)
        rows = []
        for class_id, key in zip(self.work.new_ids(len(keys)), keys, strict=True):
            stage, cohort, number, name = key
            rows.append(
                {"id": class_id, "stage": stage, "cohort": cohort, "number": number, "name": name}
            )
            self.classes.add(key, class_id)
        self.work.insert(SchoolClass, rows)

    def add(self, arrivals: Sequence[Arrival]) -> list[UUID]:
        """Add new pupils with their person, enrolment, guardians and categories; gives their keys.

        A pupil comes on the day that is said, or else on the one that follows from the row.
        """
        rows = [arrival.row for arrival in arrivals]
        person_ids, student_ids = self.work.new_ids(len(rows)), self.work.new_ids(len(rows))
        class_ids = [self.classes.id_of(arrival.school_class) for arrival in arrivals]
        self._add_people(person_ids, rows)
        self.work.insert_columns(
            Student,
            _student_columns(rows, person_ids, student_ids, class_ids)
            | {"state": [arrival.kind for arrival in arrivals]},
        )
        days = {month: entry_day(month, self.today) for month in {row.enrolled for row in rows}}
        self._add_events(
            student_ids,
            [arrival.kind for arrival in arrivals],
            [arrival.day or days[arrival.row.enrolled] for arrival in arrivals],
            class_ids,
        )
        self._add_guardians(
            [
                (student_id, place, guardian)
                for student_id, row in zip(student_ids, rows, strict=True)
                for place, guardian in enumerate(row.guardians, start=1)
                if guardian is not None
            ]
        )
        self._add_categories(
            (person_id, row.categories) for person_id, row in zip(person_ids, rows, strict=True)
        )
        return student_ids

    def change(self, updates: Sequence[Update]) -> None:
        """Change what rows say otherwise of known pupils."""
        self._update(Person, ((u.person_id, self._derived(u.person)) for u in updates))
        self._update(Student, ((u.student_id, u.student) for u in updates))
        moves = [u for u in updates if u.moved or u.back_from]
        self._add_events(
            [u.student_id for u in moves],
            [_event_kind(u) for u in moves],
            [self.today] * len(moves),
            [self.classes.id_of(u.moved or u.stood_in) for u in moves],
        )
        settle(self.work, [u.student_id for u in moves])
        self._change_guardians(updates)
        self._add_categories((u.person_id, u.categories) for u in updates)

    def _update(self, model: type[Base], changes: Iterable[tuple[UUID, Mapping[str, Any]]]) -> None:
        """Update rows in groups that change the same fields."""
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for key, values in changes:
            if values:
                groups[tuple(sorted(values))].append({"id": key, **values})
        for fields in sorted(groups):
            self.work.update(model, groups[fields])

    def _derived(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Fields of a person with what follows from them."""
        found = dict(values)
        if "name" in found:
            found["pinyin"], found["initials"] = pinyin(found["name"]), initials(found["name"])
        if "id_number" in found:
            found["id_digest"] = self.digest.of(found["id_number"])
        return found

    def _add_people(
        self, ids: Sequence[UUID], rows: Sequence[StudentRow] | Sequence[Guardian]
    ) -> None:
        """Add people: what the rows tell of them, and what follows from it."""
        numbers = [stored_number(row.id_number) for row in rows]
        sounds = [syllables(row.name) for row in rows]
        told = _OF_PEOPLE if isinstance(rows[0], StudentRow) else _OF_GUARDIANS
        self.work.insert_columns(
            Person,
            {
                "id": ids,
                **{name: list(map(attrgetter(name), rows)) for name in told},
                "id_number": numbers,
                "id_digest": [self.digest.of(number) for number in numbers],
                "pinyin": list(map("".join, sounds)),
                "initials": list(map(first_letters, sounds)),
            },
        )

    def _add_events(
        self,
        student_ids: Sequence[UUID],
        kinds: Sequence[EnrolmentKind],
        days: Sequence[date],
        class_ids: Sequence[UUID | None],
    ) -> None:
        self.work.insert_columns(
            EnrolmentEvent,
            {
                "id": self.work.new_ids(len(student_ids)),
                "student_id": student_ids,
                "kind": kinds,
                "day": days,
                "class_id": class_ids,
            },
        )

    def _add_guardians(self, wanted: Sequence[tuple[UUID, int, Guardian]]) -> None:
        """Add guardians of pupils by their place."""
        if not wanted:
            return
        student_ids, places, guardians = zip(*wanted, strict=True)
        self._add_guardian_people(guardians)
        self.work.insert_columns(
            Guardianship,
            {
                "id": self.work.new_ids(len(wanted)),
                "student_id": student_ids,
                "position": places,
                **{name: list(map(attrgetter(name), guardians)) for name in _OF_GUARDIANSHIPS},
                "person_id": [self.guardian_people.id_of(guardian) for guardian in guardians],
            },
        )

    def _add_guardian_people(self, guardians: Iterable[Guardian]) -> None:
        unknown = self.guardian_people.unknown(guardians)
        if unknown:
            self._add_people(list(unknown), list(unknown.values()))

    def _change_guardians(self, updates: Sequence[Update]) -> None:
        """The same guardian is corrected; another one takes the place; a new one is added."""
        changes = list(_in_order(updates))
        self._add_guardians([(s, p, c.guardian) for s, p, c in changes if c.old is None])
        standing = [change for _, _, change in changes if change.old is not None]
        self._add_guardian_people(change.guardian for change in standing)
        self._update(Guardianship, ((c.old.id, self._said(c)) for c in standing))

    def _said(self, change: GuardianChange) -> dict[str, Any]:
        """What is written over a guardian."""
        person_id = self.guardian_people.id_of(change.guardian)
        if not change.same_person:
            return {**columns_of(change.guardian), "person_id": person_id}
        return change.corrections | ({"person_id": person_id} if change.new_number else {})

    def _add_categories(self, wanted: Iterable[tuple[UUID, Iterable[HouseholdCategory]]]) -> None:
        facts = [
            (person_id, category)
            for person_id, categories in wanted
            for category in sorted(categories)
        ]
        self.work.insert_columns(
            HouseholdFact,
            {
                "id": self.work.new_ids(len(facts)),
                "person_id": [person_id for person_id, _ in facts],
                "category": [category for _, category in facts],
                "since": [self.today] * len(facts),
            },
        )


_OF_GUARDIANS: Final = ("name", "name_key", "id_kind", "phone")
_OF_PEOPLE: Final = (
    *(*_OF_GUARDIANS, "sex", "birth", "ethnicity"),
    *("address", "registered_address", "bank_card"),
)
_OF_GUARDIANSHIPS: Final = ("relation", "name", "name_key", "phone")
_OF_STUDENTS: Final = ("student_number", "school_number", "boarding", "meal_plan", "remark")


def _event_kind(update: Update) -> EnrolmentKind:
    if update.back_from is None:
        return EnrolmentKind.MOVED
    suspended = update.back_from is EnrolmentKind.SUSPENDED
    return EnrolmentKind.RESUMED if suspended else EnrolmentKind.TRANSFER_IN


def _in_order(updates: Sequence[Update]) -> Iterator[tuple[UUID, int, GuardianChange]]:
    for update in updates:
        for place, change in sorted(update.guardians.items()):
            yield update.student_id, place, change


def _student_columns(
    rows: Sequence[StudentRow],
    person_ids: Sequence[UUID],
    student_ids: Sequence[UUID],
    class_ids: Sequence[UUID | None],
) -> dict[str, Sequence[Any]]:
    return {
        "id": student_ids,
        "person_id": person_ids,
        **{name: list(map(attrgetter(name), rows)) for name in _OF_STUDENTS},
        "class_id": class_ids,
    }
