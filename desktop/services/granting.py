"""Giving pupils the category of a household list: on demand, in one action, the list as proof.

At a bureau the pupils are those of all schools: one transaction, each school with its entry.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy import or_, select

from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.labels import HouseholdCategory
from desktop.models import HouseholdFact, ListEntry, Student, Unit
from desktop.services.comparison.books import ALL_SCHOOLS, guardians_on, pupils_on
from desktop.services.comparison.comparing import Comparison, compare
from desktop.services.comparison.people import people_of_list
from desktop.services.household import LONGEST_PROOF
from desktop.services.imports.lists import split
from desktop.services.lists import stored_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.progress import Progress
    from desktop.database.work import Store, Work
    from desktop.services.lists import StoredList
    from desktop.services.session import Session

HIMSELF: Final = "本人在名单上"
GUARDIAN: Final = "监护人在名单上"
# A whole family is meant by these; a disabled parent makes a child of a disabled person.
_INHERITED: Final = {
    HouseholdCategory.OUT_OF_POVERTY: HouseholdCategory.OUT_OF_POVERTY,
    HouseholdCategory.MONITORED: HouseholdCategory.MONITORED,
    HouseholdCategory.LOW_INCOME: HouseholdCategory.LOW_INCOME,
    HouseholdCategory.DISABLED: HouseholdCategory.DISABLED_PARENT,
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A pupil who may be given a category, and why."""

    student_id: UUID
    name: str
    school_class: str
    reason: str
    category: HouseholdCategory
    proof: str
    unit_id: UUID
    school: str
    """The pupil's school."""


@dataclass(frozen=True, slots=True)
class Grants:
    """Whom a list may give its category, and who else is to be looked at."""

    listed: StoredList
    grants: tuple[Grant, ...]
    known: int
    """Pupils on the list who have the category already."""
    doubtful: int
    """Probable pairs that nobody has decided: they are not among the grants."""


def grants_of(session: Session, list_id: UUID, progress: Progress | None = None) -> Grants:
    """Whom a list may give its category, at a bureau in all schools; writes nothing.

    Raises:
        NotFoundError: this unit has no such list.
        SchoolError: it is no list of households.
    """
    listed = stored_list(session, list_id)
    if listed.topic.category is None and not listed.topic.several:
        raise SchoolError("这份名单不是困难家庭名单，不能据此登记。")
    reach = ALL_SCHOOLS if session.at_bureau else None
    side, pupils = people_of_list(session, list_id), pupils_on(session, reach=reach)
    by_child = compare(session, side, pupils, progress)
    by_guardian = compare(session, side, guardians_on(session, reach=reach), progress)
    names = {key: (p.name, p.place) for p in pupils.people for key in p.students}
    with session.store.read() as connection:
        told = _told(connection, session.unit_id, list_id)
        where = None if session.at_bureau else session.unit_id
        known = _known(connection, where, _since(session, listed))
        schools = _schools(connection, where)
    found: dict[tuple[UUID, HouseholdCategory], Grant] = {}
    for key, category, paper, reason in (*_own(by_child, told), *_inherited(by_guardian, told)):
        proof = f"{listed.title} {paper}".strip()[:LONGEST_PROOF]
        grant = Grant(key, *names[key], reason, category, proof, *schools[key])
        found.setdefault((key, category), grant)
    fresh = tuple(grant for key, grant in found.items() if key not in known)
    doubtful = len(by_child.probable)
    return Grants(listed, fresh, len(found) - len(fresh), doubtful)


_Told = dict["UUID", tuple[frozenset[HouseholdCategory], str]]


def _told(connection: Connection, unit_id: UUID, list_id: UUID) -> _Told:
    """Categories and certificate of each line of a list."""
    query = select(ListEntry.id, ListEntry.categories, ListEntry.paper).where(
        ListEntry.unit_id == unit_id, ListEntry.list_id == list_id
    )
    return {key: (split(kept), paper or "") for key, kept, paper in connection.execute(query)}


def _own(found: Comparison, told: _Told) -> Iterator[tuple[UUID, HouseholdCategory, str, str]]:
    for pair in found.both:
        assert pair.left.entry is not None  # noqa: S101 - the left is a stored list
        categories, paper = told[pair.left.entry]
        for key in pair.right.students:
            for category in sorted(categories):
                yield key, category, paper, HIMSELF


def _inherited(
    found: Comparison, told: _Told
) -> Iterator[tuple[UUID, HouseholdCategory, str, str]]:
    for pair in found.both:
        assert pair.left.entry is not None  # noqa: S101 - the left is a stored list
        categories, paper = told[pair.left.entry]
        for key in pair.right.students:
            for category in sorted(categories & _INHERITED.keys()):
                yield key, _INHERITED[category], paper, GUARDIAN


def _schools(connection: Connection, unit_id: UUID | None) -> dict[UUID, tuple[UUID, str]]:
    """The school of each pupil of a unit, or of all."""
    query = select(Student.id, Unit.id, Unit.name).join(Unit, Unit.id == Student.unit_id)
    if unit_id is not None:
        query = query.where(Student.unit_id == unit_id)
    return {key: (unit, name) for key, unit, name in connection.execute(query)}


def _known(
    connection: Connection, unit_id: UUID | None, since: date
) -> set[tuple[UUID, HouseholdCategory]]:
    """Pupils of a unit, or of all, with the categories that they have from a day on."""
    query = (
        select(Student.id, HouseholdFact.category)
        .join(
            HouseholdFact,
            (HouseholdFact.unit_id == Student.unit_id)
            & (HouseholdFact.person_id == Student.person_id),
        )
        .where(or_(HouseholdFact.until.is_(None), HouseholdFact.until >= since))
    )
    if unit_id is not None:
        query = query.where(Student.unit_id == unit_id)
    return {(key, category) for key, category in connection.execute(query)}


def _since(session: Session, listed: StoredList) -> date:
    return min(listed.day, session.store.clock.today())


def grant(
    session: Session, seen: Grants, students: Iterable[UUID], until: date | None = None
) -> Changes:
    """Give the chosen pupils what a list says of them, in one action: all of them or none.

    Raises:
        SchoolError: nobody is chosen, or somebody has been given it meanwhile.
    """
    chosen = frozenset(students)
    given = [g for g in seen.grants if g.student_id in chosen]
    since = _since(session, seen.listed)
    if not given:
        raise SchoolError("没有选中学生，什么也没有登记。")
    if until is not None and until < since:
        raise SchoolError("截止日期在名单的日期之前。请改正。")
    span = since, until
    if not session.at_bureau:
        return session.write("household.grant", partial(_give, seen=seen, given=given, span=span))

    def body(store: Store) -> Changes:
        here, changes = replace(session, store=store), Changes()
        for (unit_id, school), theirs in _by_school(given).items():
            own = here.in_unit(unit_id, school)
            changes |= own.write(
                "household.grant", partial(_give, seen=seen, given=theirs, span=span)
            )
        return changes

    return session.store.write_together(body)


def _by_school(given: Iterable[Grant]) -> dict[tuple[UUID, str], list[Grant]]:
    found: dict[tuple[UUID, str], list[Grant]] = defaultdict(list)
    for one in given:
        found[one.unit_id, one.school].append(one)
    return found


def _give(
    work: Work, seen: Grants, given: Sequence[Grant], span: tuple[date, date | None]
) -> Changes:
    """Write what the pupils of one school are given."""
    known = _known(work.connection, work.unit_id, span[0])
    if any((g.student_id, g.category) in known for g in given):
        raise SchoolError("名单看过以后，有的学生已经登记了。请重新打开这份名单再登记。")
    people = _people(work, frozenset(g.student_id for g in given))
    rows = [
        {
            "id": key,
            "person_id": people[g.student_id],
            "category": g.category,
            "since": span[0],
            "until": span[1],
            "proof": g.proof,
        }
        for key, g in zip(work.new_ids(len(given)), given, strict=True)
    ]
    work.insert(HouseholdFact, rows)
    work.summary = {"list": seen.listed.list_id, "facts": len(rows)}
    return Changes.of(Book.PEOPLE)


def _people(work: Work, students: frozenset[UUID]) -> dict[UUID, UUID]:
    rows = work.rows(Student, sorted(students))
    if len(rows) != len(students):
        raise SchoolError("有的学生已经不在名册里。请重新打开这份名单再登记。")
    return {key: row["person_id"] for key, row in rows.items()}
