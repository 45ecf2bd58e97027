"""Correcting the ordinary fields of one pupil, never over what somebody else has written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.pupil_fields import PupilField
from desktop.models import Guardianship
from desktop.services.enrolment import class_key
from desktop.services.imports.reading import context
from desktop.services.imports.student_writing import StudentWriter, Update
from desktop.services.pupils.adding import class_named
from desktop.services.pupils.checks import (
    ask_doubts,
    ask_namesake,
    doubts,
    faults,
    read_entry,
    refuse_faults,
    refuse_taken,
    too_long,
)
from desktop.services.pupils.entries import FACTS, PRIVATE_KEYS, TITLES, PupilFacts, cells_of
from desktop.services.pupils.subjects import Subject
from desktop.services.pupils.values import facts_of, guardian_rows, pupil_row
from desktop.services.pupils.verified import ask_verified

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.rosters.cells import Context
    from desktop.rosters.students import StudentRow
    from desktop.services.enrolment import ClassKey
    from desktop.services.session import Session

_OF_PERSON: Final = (
    *("name", "sex", "birth", "ethnicity", "phone", "address", "registered_address"),
)
_OF_STUDENT: Final = ("student_number", "school_number", "boarding", "meal_plan", "remark")
_RELATIONS: Final = {"guardian1_relation": 1, "guardian2_relation": 2}
_IDENTIFYING: Final = frozenset({"name", "sex", "birth"})


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person wants to stand in the books, and what stood there when they began."""

    student_id: UUID
    opened: PupilFacts
    wanted: PupilFacts


@dataclass(frozen=True, slots=True)
class Corrected:
    """The fields that were changed, by key."""

    keys: tuple[str, ...]
    changes: Changes


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that somebody else has changed meanwhile."""

    key: str
    old: Any
    """What stood there when the person began."""
    theirs: Any
    """What stands there now."""
    mine: Any

    @property
    def title(self) -> str:
        """What the field is called."""
        return TITLES[self.key]

    @property
    def private(self) -> bool:
        """Whether its values are not to be shown in the open."""
        return self.key in PRIVATE_KEYS


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing was written: these fields are not what they were any more."""

    clashes: tuple[Clash, ...]


def facts(session: Session, student_id: UUID) -> PupilFacts:
    """The ordinary fields of a pupil as they stand, to be compared.

    Raises:
        NotFoundError: this unit has no such pupil.
    """
    with session.store.read() as connection:
        day = session.store.clock.today()
        return facts_of(connection, session.unit_id, student_id, day)


def open_facts(session: Session, student_id: UUID) -> PupilFacts:
    """The same to be shown in a form: private values are seen, so it is noted in the chain.

    Raises:
        NotFoundError: this unit has no such pupil.
    """
    day = session.store.clock.today()

    def body(work: Work) -> PupilFacts:
        row = pupil_row(work.connection, work.unit_id, student_id)
        found = facts_of(work.connection, work.unit_id, student_id, day)
        seen = [key for key in FACTS if key in PRIVATE_KEYS and getattr(found, key) is not None]
        if seen:
            work.noted = True
            work.summary = {"person": row.person_id, "field": ",".join(seen)}
        return found

    return session.write("person.reveal", body)


def correct(
    session: Session, correction: Correction, accepted: frozenset[str] = frozenset()
) -> Corrected | Conflict:
    """Write what the person has changed, unless somebody else has changed a field meanwhile.

    Raises:
        NotFoundError: this unit has no such pupil.
        SchoolError: a value is missing or wrong, or a number is somebody's already.
        Confirmable: something is odd, verified, or a namesake is in the books.
    """
    how = context(session)

    def body(work: Work) -> Corrected | Conflict:
        return _Correcting(session, work, correction, how).run(accepted)

    return session.write("people.correct", body)


class _Correcting:
    """One correction inside its transaction."""

    def __init__(self, session: Session, work: Work, correction: Correction, how: Context) -> None:
        self.work, self.correction, self.how = work, correction, how
        self.today = session.store.clock.today()
        self.student_id = correction.student_id
        self.now = facts_of(work.connection, work.unit_id, self.student_id, self.today)
        self.changed = [
            key for key in FACTS if getattr(correction.wanted, key) != getattr(self.now, key)
        ]

    def run(self, accepted: frozenset[str]) -> Corrected | Conflict:
        """Compare, check, write."""
        clashes = self._clashes()
        if clashes:
            return Conflict(clashes)
        if not self.changed:
            return Corrected((), Changes())
        known = pupil_row(self.work.connection, self.work.unit_id, self.student_id)
        row = self._checked(known, accepted)
        moved = self._moved(row, known, accepted)
        self._write(row, known, moved)
        self.work.summary = {"student": self.student_id, "fields": ",".join(self.changed)}
        return Corrected(tuple(self.changed), Changes.of(Book.PEOPLE))

    def _clashes(self) -> tuple[Clash, ...]:
        opened, wanted = self.correction.opened, self.correction.wanted
        said = (
            Clash(key, getattr(opened, key), getattr(self.now, key), getattr(wanted, key))
            for key in FACTS
        )
        return tuple(c for c in said if c.theirs not in (c.old, c.mine))

    def _checked(self, known: Any, accepted: frozenset[str]) -> StudentRow:  # noqa: ANN401 - a row
        cells = cells_of(self.correction.wanted)
        papers = {"id_number": known.id_number or ""}
        if known.id_kind is not None:
            papers["id_kind"] = known.id_kind.label
        read = read_entry(cells | papers, self.how)
        changed = set(self.changed)
        long = {key: words for key, words in too_long(cells).items() if key in changed}
        refuse_faults(faults(read, changed) | long)
        ask_doubts(doubts(read, changed), accepted)
        row = read.row
        if "student_number" in changed:
            refuse_taken(self.work, None, row.student_number, self.student_id)
        if changed & _IDENTIFYING:
            ask_namesake(self.work, row, accepted, self.student_id)
        fields = {field for field in PupilField if not field.of_guardian and field.value in changed}
        ask_verified(self.work, Subject.pupil(self.student_id), fields, accepted)
        return row

    def _moved(self, row: StudentRow, known: Any, accepted: frozenset[str]) -> ClassKey | None:  # noqa: ANN401 - same
        if "school_class" not in self.changed:
            return None
        if row.school_class is None:
            raise SchoolError("没有保存。班级：请填写班级，写成 三年级1班 的样子。")
        if not known.state.present:
            msg = f"这名学生已{known.state.label}，不能调班；回来了的，请先登记异动。"
            raise SchoolError(msg)
        return class_named(self.work, row.school_class, self.today, accepted)

    def _write(self, row: StudentRow, known: Any, moved: ClassKey | None) -> None:  # noqa: ANN401 - same
        person: dict[str, Any] = {
            key: getattr(row, key) for key in _OF_PERSON if key in self.changed
        }
        if "name" in person:
            person["name_key"] = row.name_key
        student: dict[str, Any] = {
            key: getattr(row, key) for key in _OF_STUDENT if key in self.changed
        }
        writer = StudentWriter(self.work, self.today)
        writer.add_classes([moved])
        before = class_key(known)
        told = Update(
            *(self.student_id, known.person_id, person, student, before),
            *(moved if moved != before else None, None, {}, frozenset()),
        )
        writer.change([told])
        self._write_relations()

    def _write_relations(self) -> None:
        wanted = {key: place for key, place in _RELATIONS.items() if key in self.changed}
        if not wanted:
            return
        guardians = guardian_rows(self.work.connection, self.work.unit_id, self.student_id)
        rows = []
        for key, place in wanted.items():
            if place not in guardians:
                msg = f"监护人{place}还没有登记，没有保存。请先提出监护人{place}的姓名。"
                raise SchoolError(msg)
            relation = getattr(self.correction.wanted, key)
            rows.append({"id": guardians[place].id, "relation": relation})
        self.work.update(Guardianship, rows)
