"""Writing a roster into the books: people, pupils, families, enrolment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from desktop.core.changes import Book, Changes
from desktop.core.identity import stored_number
from desktop.core.labels import EnrolmentKind
from desktop.core.pinyin import initials, pinyin
from desktop.core.terms import SchoolYear
from desktop.database.work import pieces
from desktop.models import (
    EnrolmentEvent,
    Guardianship,
    HouseholdFact,
    Person,
    SchoolClass,
    Student,
)
from desktop.services.enrolment import Classes, settle
from desktop.services.identity_digest import IdentityDigest
from desktop.services.imports.guardians import GuardianChange, GuardianPeople, columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.labels import HouseholdCategory
    from desktop.database.base import Base
    from desktop.database.work import Work
    from desktop.rosters.students import Guardian, StudentRow
    from desktop.services.enrolment import ClassKey
    from desktop.services.imports.plan import Findings

AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """A new pupil, and the class that the row means."""

    row: StudentRow
    school_class: ClassKey | None


@dataclass(frozen=True, slots=True)
class Update:
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

    def write(self, work: Work) -> Changes:
        """Write the classes first, then the changes, then new pupils in pieces."""
        writer = _Writer(work, self.today)
        writer.add_classes(
            {arrival.school_class for arrival in self.fresh} | {u.moved for u in self.updates}
        )
        writer.change(self.updates)
        for piece in pieces(self.fresh, AT_ONCE):
            writer.add(piece)
        return Changes.of(Book.PEOPLE)


class _Writer:
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

    def add(self, arrivals: Sequence[Arrival]) -> None:
        """Add new pupils with their person, enrolment, guardians and categories."""
        count = len(arrivals)
        person_ids, student_ids = self.work.new_ids(count), self.work.new_ids(count)
        ids = list(zip([a.row for a in arrivals], person_ids, student_ids, strict=True))
        people = [self._person(row, person_id) for row, person_id, _ in ids]
        self.work.insert(Person, people)
        self.work.insert(
            Student,
            [
                _student(a.row, p, s) | {"class_id": self.classes.id_of(a.school_class)}
                for a, p, s in zip(arrivals, person_ids, student_ids, strict=True)
            ],
        )
        self._add_events(
            (student_id, EnrolmentKind.ENROLLED, entry_day(a.row, self.today), a.school_class)
            for a, student_id in zip(arrivals, student_ids, strict=True)
        )
        self._add_guardians(
            [
                (student_id, place, guardian)
                for row, _, student_id in ids
                for place, guardian in enumerate(row.guardians, start=1)
                if guardian is not None
            ]
        )
        self._add_categories((person_id, row.categories) for row, person_id, _ in ids)

    def change(self, updates: Sequence[Update]) -> None:
        """Change what rows say otherwise of known pupils."""
        self._update(Person, ((u.person_id, self._derived(u.person)) for u in updates))
        self._update(Student, ((u.student_id, u.student) for u in updates))
        self._add_events(
            (u.student_id, _event_kind(u), self.today, u.moved or u.stood_in)
            for u in updates
            if u.moved or u.back_from
        )
        settle(self.work, [u.student_id for u in updates if u.moved or u.back_from])
        self._change_guardians(updates)
        self._add_categories((u.person_id, u.categories) for u in updates)

    def _insert(self, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        """Add rows, giving them their keys."""
        ids = self.work.new_ids(len(rows))
        self.work.insert(model, [{"id": i, **row} for i, row in zip(ids, rows, strict=True)])

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

    def _person(self, row: StudentRow, person_id: UUID) -> dict[str, Any]:
        return self._derived(
            {
                "id": person_id,
                "name": row.name,
                "name_key": row.name_key,
                "sex": row.sex,
                "birth": row.birth,
                "id_kind": row.id_kind,
                "id_number": stored_number(row.id_number),
                "ethnicity": row.ethnicity,
                "phone": row.phone,
                "address": row.address,
                "registered_address": row.registered_address,
                "bank_card": row.bank_card,
            }
        )

    def _add_events(
        self, events: Iterable[tuple[UUID, EnrolmentKind, date, ClassKey | None]]
    ) -> None:
        rows = [
            {
                "student_id": student_id,
                "kind": kind,
                "day": day,
                "class_id": self.classes.id_of(school_class),
                "note": None,
            }
            for student_id, kind, day, school_class in events
        ]
        self._insert(EnrolmentEvent, rows)

    def _add_guardians(self, wanted: Sequence[tuple[UUID, int, Guardian]]) -> None:
        """Add guardians of pupils by their place."""
        self._add_guardian_people(guardian for _, _, guardian in wanted)
        rows = [
            {
                "student_id": student_id,
                "position": place,
                "person_id": self.guardian_people.id_of(guardian),
                **columns_of(guardian),
            }
            for student_id, place, guardian in wanted
        ]
        self._insert(Guardianship, rows)

    def _add_guardian_people(self, guardians: Iterable[Guardian]) -> None:
        unknown = self.guardian_people.unknown(guardians)
        self.work.insert(
            Person, [self._guardian_person(guardian, key) for key, guardian in unknown.items()]
        )

    def _guardian_person(self, guardian: Guardian, person_id: UUID) -> dict[str, Any]:
        return self._derived(
            {
                **dict.fromkeys(_NOT_OF_GUARDIANS),
                "id": person_id,
                "name": guardian.name,
                "name_key": guardian.name_key,
                "id_kind": guardian.id_kind,
                "id_number": stored_number(guardian.id_number),
                "phone": guardian.phone,
            }
        )

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
        rows = [
            {
                "person_id": person_id,
                "category": category,
                "since": self.today,
                "until": None,
                "proof": None,
            }
            for person_id, categories in wanted
            for category in sorted(categories)
        ]
        self._insert(HouseholdFact, rows)


_NOT_OF_GUARDIANS: Final = (
    *("sex", "birth", "ethnicity", "address", "registered_address", "bank_card"),
)


def entry_day(row: StudentRow, today: date) -> date:
    """The day from which a new pupil is on the roll.

    The month that the roster says, or the beginning of this school year where it says none (or one
    that has not come yet).
    """
    if row.enrolled is not None and row.enrolled.first <= today:
        return row.enrolled.first
    return SchoolYear.of(today).first


def _event_kind(update: Update) -> EnrolmentKind:
    if update.back_from is None:
        return EnrolmentKind.MOVED
    suspended = update.back_from is EnrolmentKind.SUSPENDED
    return EnrolmentKind.RESUMED if suspended else EnrolmentKind.TRANSFER_IN


def _in_order(updates: Sequence[Update]) -> Iterator[tuple[UUID, int, GuardianChange]]:
    for update in updates:
        for place, change in sorted(update.guardians.items()):
            yield update.student_id, place, change


def _student(row: StudentRow, person_id: UUID, student_id: UUID) -> dict[str, Any]:
    return {
        "id": student_id,
        "person_id": person_id,
        "student_number": row.student_number,
        "school_number": row.school_number,
        "boarding": row.boarding,
        "meal_plan": row.meal_plan,
        "remark": row.remark,
        "state": EnrolmentKind.ENROLLED,
    }
