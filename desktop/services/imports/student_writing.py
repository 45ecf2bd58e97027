"""Writing a roster into the books: people, pupils, families, enrolment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, select

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
from desktop.services.enrolment import Classes
from desktop.services.identity_digest import IdentityDigest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.grades import ClassName
    from desktop.core.labels import HouseholdCategory
    from desktop.database.base import Base
    from desktop.database.work import Work
    from desktop.rosters.students import Guardian, StudentRow
    from desktop.services.imports.plan import Findings

AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Update:
    """What a row changes of a pupil on the roll."""

    student_id: UUID
    person_id: UUID
    person: Mapping[str, Any]
    student: Mapping[str, Any]
    moved: ClassName | None
    guardians: Mapping[int, tuple[Guardian, Any]]
    """By place: what the roster says, and who stood there before (None: nobody)."""
    categories: frozenset[HouseholdCategory]


@dataclass(frozen=True, slots=True)
class StudentsPlan:
    """New pupils and changes of known ones, with the day that they hold from."""

    fresh: Sequence[StudentRow]
    updates: Sequence[Update]
    today: date
    found: Findings

    def write(self, work: Work) -> Changes:
        """Write the classes first, then new pupils in pieces, then the changes."""
        writer = _Writer(work, self.today)
        writer.add_classes(
            {row.school_class for row in self.fresh} | {update.moved for update in self.updates}
        )
        if any(any(row.guardians) for row in self.fresh) or any(u.guardians for u in self.updates):
            writer.know_guardians()
        for piece in pieces(self.fresh, AT_ONCE):
            writer.add(piece)
        writer.change(self.updates)
        return Changes.of(Book.PEOPLE)


class _Writer:
    """Turns rows into table rows, and knows the guardians who are in the books already."""

    def __init__(self, work: Work, today: date) -> None:
        self.work, self.today = work, today
        self.digest = IdentityDigest(work.connection)
        self.classes = Classes(work.connection, work.unit_id, today)
        self.guardians: dict[tuple[str, str], UUID] = {}

    def add_classes(self, names: Iterable[ClassName | None]) -> None:
        """Add classes that the unit does not have yet."""
        wanted = {self.classes.key_of(n) for n in names if n and self.classes.find(n) is None}
        keys = sorted(wanted)
        rows = []
        for class_id, key in zip(self.work.new_ids(len(keys)), keys, strict=True):
            stage, cohort, number, name = key
            rows.append(
                {"id": class_id, "stage": stage, "cohort": cohort, "number": number, "name": name}
            )
            self.classes.add(key, class_id)
        self.work.insert(SchoolClass, rows)

    def know_guardians(self) -> None:
        """Learn who is a guardian in this unit, so that brothers and sisters share them."""
        rows = self.work.connection.execute(
            select(Person.id, Person.name_key, Person.phone, Person.id_number)
            .join(
                Guardianship,
                and_(
                    Guardianship.unit_id == Person.unit_id,
                    Guardianship.person_id == Person.id,
                ),
            )
            .where(Person.unit_id == self.work.unit_id)
        )
        for row in rows:
            for key in _guardian_keys(row.name_key, row.phone, row.id_number):
                self.guardians.setdefault(key, row.id)

    def add(self, rows: Sequence[StudentRow]) -> None:
        """Add new pupils with their person, enrolment, guardians and categories."""
        count = len(rows)
        person_ids, student_ids = self.work.new_ids(count), self.work.new_ids(count)
        event_ids = self.work.new_ids(count)
        ids = list(zip(rows, person_ids, student_ids, strict=True))
        people = [self._person(row, person_id) for row, person_id, _ in ids]
        guardians, guardianships = self._guardians(
            (student_id, place, guardian)
            for row, _, student_id in ids
            for place, guardian in enumerate(row.guardians, start=1)
            if guardian is not None
        )
        self.work.insert(Person, [*people, *guardians])
        self.work.insert(Student, [_student(row, p, s) for row, p, s in ids])
        self.work.insert(
            EnrolmentEvent,
            [
                self._entry(row, student_id, event_id)
                for (row, _, student_id), event_id in zip(ids, event_ids, strict=True)
            ],
        )
        self.work.insert(Guardianship, guardianships)
        self._add_categories((person_id, row.categories) for row, person_id, _ in ids)

    def change(self, updates: Sequence[Update]) -> None:
        """Change what rows say otherwise of known pupils."""
        self._update(Person, ((u.person_id, self._derived(u.person)) for u in updates))
        self._update(Student, ((u.student_id, u.student) for u in updates))
        moved = [u for u in updates if u.moved is not None]
        self.work.insert(
            EnrolmentEvent,
            [
                {
                    "id": event_id,
                    "student_id": update.student_id,
                    "kind": EnrolmentKind.MOVED,
                    "day": self.today,
                    "class_id": self._class_id(update.moved),
                    "note": None,
                }
                for update, event_id in zip(moved, self.work.new_ids(len(moved)), strict=True)
            ],
        )
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

    def _person(self, row: StudentRow, person_id: UUID) -> dict[str, Any]:
        number = stored_number(row.id_number)
        return {
            "id": person_id,
            "name": row.name,
            "name_key": row.name_key,
            "pinyin": pinyin(row.name),
            "initials": initials(row.name),
            "sex": row.sex,
            "birth": row.birth,
            "id_kind": row.id_kind,
            "id_number": number,
            "id_digest": self.digest.of(number),
            "ethnicity": row.ethnicity,
            "phone": row.phone,
            "address": row.address,
            "registered_address": row.registered_address,
            "bank_card": row.bank_card,
        }

    def _entry(self, row: StudentRow, student_id: UUID, event_id: UUID) -> dict[str, Any]:
        return {
            "id": event_id,
            "student_id": student_id,
            "kind": EnrolmentKind.ENROLLED,
            "day": entry_day(row, self.today),
            "class_id": self._class_id(row.school_class),
            "note": None,
        }

    def _class_id(self, name: ClassName | None) -> UUID | None:
        return self.classes.find(name) if name is not None else None

    def _guardians(
        self, wanted: Iterable[tuple[UUID, int, Guardian]]
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Rows of guardians who are not in the books yet, and the guardianships."""
        people: list[dict[str, Any]] = []
        links: list[dict[str, Any]] = []
        for student_id, place, guardian in wanted:
            links.append(
                {
                    "student_id": student_id,
                    "person_id": self._guardian_id(guardian, people),
                    "position": place,
                    "relation": guardian.relation,
                }
            )
        for link, key in zip(links, self.work.new_ids(len(links)), strict=True):
            link["id"] = key
        return people, links

    def _guardian_id(self, guardian: Guardian, people: list[dict[str, Any]]) -> UUID:
        number = stored_number(guardian.id_number)
        keys = _guardian_keys(guardian.name_key, guardian.phone, number)
        known = next((self.guardians[key] for key in keys if key in self.guardians), None)
        if known is None:
            known = self.work.new_ids(1)[0]
            people.append(self._guardian_person(guardian, known))
        for key in keys:
            self.guardians.setdefault(key, known)
        return known

    def _guardian_person(self, guardian: Guardian, person_id: UUID) -> dict[str, Any]:
        number = stored_number(guardian.id_number)
        return {
            "id": person_id,
            "name": guardian.name,
            "name_key": guardian.name_key,
            "pinyin": pinyin(guardian.name),
            "initials": initials(guardian.name),
            "sex": None,
            "birth": None,
            "id_kind": guardian.id_kind,
            "id_number": number,
            "id_digest": self.digest.of(number),
            "ethnicity": None,
            "phone": guardian.phone,
            "address": None,
            "registered_address": None,
            "bank_card": None,
        }

    def _change_guardians(self, updates: Sequence[Update]) -> None:
        """The same guardian: correct the person. Another one, or none before: link anew."""
        corrected: dict[UUID, dict[str, Any]] = {}
        relations: list[tuple[UUID, dict[str, Any]]] = []
        added: list[tuple[UUID, int, Guardian]] = []
        replaced: list[tuple[UUID, Guardian]] = []
        for update in updates:
            for place, (guardian, old) in sorted(update.guardians.items()):
                if old is None:
                    added.append((update.student_id, place, guardian))
                    continue
                if guardian.relation and guardian.relation != old.relation:
                    relations.append((old.id, {"relation": guardian.relation}))
                if old.name_key == guardian.name_key:
                    corrected[old.person_id] = self._corrections(guardian)
                else:
                    replaced.append((old.id, guardian))
        people, links = self._guardians(added)
        new_links = [(key, {"person_id": self._guardian_id(g, people)}) for key, g in replaced]
        self.work.insert(Person, people)
        self.work.insert(Guardianship, links)
        self._update(Guardianship, relations)
        self._update(Guardianship, new_links)
        self._update(Person, corrected.items())

    def _corrections(self, guardian: Guardian) -> dict[str, Any]:
        values = {
            "phone": guardian.phone,
            "id_kind": guardian.id_kind,
            "id_number": stored_number(guardian.id_number),
        }
        return self._derived({name: value for name, value in values.items() if value is not None})

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
        ids = self.work.new_ids(len(rows))
        self.work.insert(
            HouseholdFact, [{"id": i, **row} for i, row in zip(ids, rows, strict=True)]
        )


def entry_day(row: StudentRow, today: date) -> date:
    """The day from which a new pupil is on the roll.

    The month that the roster says, or the beginning of this school year where it says none (or one
    that has not come yet).
    """
    if row.enrolled is not None and row.enrolled.first <= today:
        return row.enrolled.first
    return SchoolYear.of(today).first


def _student(row: StudentRow, person_id: UUID, student_id: UUID) -> dict[str, Any]:
    return {
        "id": student_id,
        "person_id": person_id,
        "student_number": row.student_number,
        "school_number": row.school_number,
        "boarding": row.boarding,
        "meal_plan": row.meal_plan,
        "remark": row.remark,
    }


def _guardian_keys(
    name_key: str, phone: str | None, id_number: str | None
) -> list[tuple[str, str]]:
    """By what a guardian is known again: the identity number, or name and telephone together."""
    keys = [("id", id_number)] if id_number else []
    return keys + ([(name_key, phone)] if phone else [])
