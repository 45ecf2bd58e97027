"""A roster of staff held against the books: who is new, what has changed, who is in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import select

from desktop.core.identity import stored_number
from desktop.core.posts import PostKind
from desktop.models import Person, Unit, VerifiedField
from desktop.rosters.personal import agrees
from desktop.rosters.problems import Level, Problem
from desktop.services.identity_digest import IdentityDigest
from desktop.services.imports.plan import HIDDEN, Difference, Facing, FieldChange, Findings, text
from desktop.services.imports.staff_matching import (
    PERSON_FIELDS,
    Colleague,
    Colleagues,
    Sought,
    known_staff,
)
from desktop.services.imports.staff_posts import RosterPosts, own_place, why_left
from desktop.services.imports.staff_writing import MemberUpdate, NewColleague, StaffPlan
from desktop.services.imports.verified import kept_line, own_without, verified_fields
from desktop.services.staff.members import MEMBER_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.rosters.results import RosterResult
    from desktop.rosters.staff import StaffRow
    from desktop.services.imports.spell_book import Held
    from desktop.services.imports.verified import Place

SENSITIVE: Final = frozenset({"birth", "id_number", "phone", "address", "bank_card", "remark"})
GONE: Final = "表里写着“{}”，没有导入；离岗请用岗位变动表，或在他的记录里登记"
LEFT: Final = "这个人在名册里已经离岗（{}）；确实回来了的，请确认这一行"
TAKEN_NUMBER: Final = "名册里这个证件号是另一个姓名的人，请核对姓名或号码"
OTHER_SCHOOL: Final = (
    "这一行写的学校不是本校；是本校派去那里的人，请确认这一行，否则请导入到那所学校"
)
CONFIRMED: Final = "new"
_TEACHING_POINT: Final = "教学点"


def compare_staff(facing: Facing, roster: RosterResult[StaffRow]) -> StaffPlan:
    """Hold a roster against the staff. An empty cell says nothing: it never erases."""
    return _Comparison(facing, roster).plan()


class _Comparison:
    """One roster held against the books; lines that tell more go first."""

    def __init__(self, facing: Facing, roster: RosterResult[StaffRow]) -> None:
        self.facing, self.roster = facing, roster
        self.unit_name = unit_name(facing)
        self.staff = Colleagues(known_staff(facing.connection, facing.unit_id))
        self.people = _known_people(facing, roster)
        self.posts = RosterPosts(facing, self.unit_name)
        self.fresh: list[NewColleague] = []
        self.updates: list[MemberUpdate] = []
        self.arrivals: list[Difference] = []
        self.changed: list[Difference] = []
        self.parked: list[Difference] = []
        self.kept: list[Difference] = []
        self.verified = verified_fields(facing, VerifiedField.staff_id)
        self.problems: list[Problem] = []
        self.same = 0

    def plan(self) -> StaffPlan:
        """Go through the rows."""
        for row in sorted(self.roster.rows, key=self._telling):
            doubt = self._place(row)
            if doubt:
                self.parked.append(Difference(row.row, row.name, reason=doubt))
        for number, message in self.posts.warnings:
            self._warn(number, message)
        found = Findings(
            len(self.fresh),
            self.same,
            _by_row(self.changed),
            self._missing(),
            _by_row(self.parked),
            tuple(self.problems),
            _by_row(self.arrivals),
            kept=_by_row(self.kept),
        )
        return StaffPlan(self.fresh, self.updates, self.posts.book, found)

    def _telling(self, row: StaffRow) -> tuple[bool, ...]:
        """Sorts the rows that tell more of who is meant first."""
        return (row.id_number is None, row.staff_number is None, row.birth is None)

    def _place(self, row: StaffRow) -> str:
        """Place a row; or give the doubt."""
        if row.status is not None:
            return GONE.format(row.status)
        confirmed = self.facing.decisions.get(row.row) == CONFIRMED
        if row.school is not None:
            if not confirmed and not self._is_ours(row.school):
                return OTHER_SCHOOL
            row = msgspec.structs.replace(row, school=None, place=row.place or row.school)
        sought = _sought(row)
        known, doubt = self.staff.find(sought, lambda other: self._says_nothing(row, other))
        if doubt and not (confirmed and not self.staff.has_number(sought)):
            return doubt
        if known is None:
            return self._add(row, sought)
        held = self._held(known)
        if not held and self.posts.book.of(known.row.id) and not confirmed:
            return LEFT.format(why_left(self.posts.book.of(known.row.id)))
        return self._compare(row, known, sought)

    def _is_ours(self, school: str) -> bool:
        """Whether a school is this one, or a teaching point of it."""
        return not own_place(school, self.unit_name) or _TEACHING_POINT in school

    def _held(self, known: Colleague) -> list[Held]:
        return [] if known.row is None else self.posts.held(known.row.id)

    def _add(self, row: StaffRow, sought: Sought) -> str:
        person = self.people.get(sought.id_number) if sought.id_number else None
        if person is not None and person.name_key != row.name_key:
            return TAKEN_NUMBER
        if row.kind is None:
            self._warn(row.row, "没有写岗位，按“其他”登记，请在岗位一栏补填")
        said = _changed(row, person, PERSON_FIELDS) if person is not None else {}
        self.fresh.append(NewColleague(row, person.id if person is not None else None, said))
        reason = f"{row.duty or (row.kind or PostKind.OTHER).label}"
        if person is not None:
            reason += "；名册里已有这个人，合为一人"
        self.arrivals.append(Difference(row.row, row.name, reason=reason))
        self.posts.book.add(row.row, self.posts.values_of(row))
        self.staff.add(
            Colleague(
                sought.name_key, sought.birth, sought.id_number, sought.staff_number, taken=True
            )
        )
        return ""

    def _compare(self, row: StaffRow, known: Colleague, sought: Sought) -> str:
        changes = self.posts.changes(row, known.row.id)
        if isinstance(changes, str):
            return changes
        person, kept = self._person_changed(row, known.row)
        member = _member_changed(row, known.row)
        known.taken = True
        told = (*_field_changes(known.row, person, member), *changes)
        self.kept += kept_line(row.row, row.name, kept)
        if not told:
            self.same += 1
            return ""
        if person or member:
            self.updates.append(MemberUpdate(known.row.id, known.row.person_id, person, member))
        self.changed.append(Difference(row.row, row.name, told))
        self.staff.learn(known, sought)
        return ""

    def _person_changed(
        self,
        row: StaffRow,
        known: Any,  # noqa: ANN401 - a row
    ) -> tuple[dict[str, Any], tuple[Place, ...]]:
        """What a row says otherwise of a person, and the verified fields that stay."""
        person = _changed(row, known, PERSON_FIELDS)
        if row.id_number is None and known.id_number is not None:
            person.pop("id_kind", None)
        return own_without(person, self.verified.get(known.id, frozenset()))

    def _says_nothing(self, row: StaffRow, known: Colleague) -> bool:
        """Whether the books say all that a row says of somebody."""
        if known.row is None:
            return False
        held = self.posts.target(row, self._held(known))
        return (
            not self._person_changed(row, known.row)[0]
            and not _member_changed(row, known.row)
            and held is not None
            and not self.posts.said_otherwise(row, held)
        )

    def _warn(self, row: int, message: str) -> None:
        self.problems.append(
            Problem(self.roster.sheet, row, "", "", "岗位", Level.WARNING, "", message)
        )

    def _missing(self) -> tuple[Difference, ...]:
        """Those who hold a post and do not stand in the roster."""
        reason = "名册里有，表里没有；离岗了的请登记离岗"
        if self.roster.errors:
            reason += "（或者那一行有错误，没有读入）"
        return tuple(
            Difference(0, other.row.name, reason=reason)
            for other in self.staff.everybody
            if other.row is not None and not other.taken and self._held(other)
        )


def unit_name(facing: Facing) -> str:
    """What the unit is called."""
    query = select(Unit.name).where(Unit.id == facing.unit_id)
    name: str = facing.connection.execute(query).scalar_one()
    return name


def _sought(row: StaffRow) -> Sought:
    return Sought(row.name_key, stored_number(row.id_number), row.staff_number, row.birth)


def _known_people(facing: Facing, roster: RosterResult[StaffRow]) -> dict[str, Any]:
    """Whom the books know by the numbers of the roster, be it as a guardian."""
    wanted = sorted({number for row in roster.rows if (number := stored_number(row.id_number))})
    digest = IdentityDigest(facing.connection)
    digests = {digest.of(number) for number in wanted}
    rows = facing.connection.execute(
        select(
            Person.id,
            Person.id_digest,
            Person.name_key,
            *(getattr(Person, name) for name in PERSON_FIELDS),
        )
        .where(Person.unit_id == facing.unit_id, Person.id_digest.is_not(None))
        .order_by(Person.id.desc())
    )
    return {row.id_number: row for row in rows if row.id_digest in digests}


def _changed(row: StaffRow, known: Any, titles: Mapping[str, str]) -> dict[str, Any]:  # noqa: ANN401 - a row
    """The fields of a person that the row says otherwise; None says nothing."""
    values = {name: getattr(row, name) for name in titles}
    values["id_number"] = stored_number(values["id_number"])
    return {
        name: value
        for name, value in values.items()
        if value is not None and value != getattr(known, name)
    }


def _member_changed(row: StaffRow, known: Any) -> dict[str, Any]:  # noqa: ANN401 - same
    found = {}
    for name in MEMBER_FIELDS:
        value = getattr(row, name)
        old = getattr(known, name)
        if name == "joined":
            if value is not None and (old is None or not agrees(value, old)):
                found[name] = value.day
        elif value is not None and value != old:
            found[name] = value
    return found


def _field_changes(
    known: Any,  # noqa: ANN401 - same
    person: Mapping[str, Any],
    member: Mapping[str, Any],
) -> tuple[FieldChange, ...]:
    titles = {**PERSON_FIELDS, **MEMBER_FIELDS}
    changes = []
    for name, value in {**person, **member}.items():
        old = getattr(known, name)
        if name in SENSITIVE:
            changes.append(FieldChange(titles[name], HIDDEN if old else "", HIDDEN))
        else:
            changes.append(FieldChange(titles[name], text(old), text(value)))
    return tuple(changes)


def _by_row(lines: Sequence[Difference]) -> tuple[Difference, ...]:
    return tuple(sorted(lines, key=lambda line: line.row))
