"""A roster of pupils held against the roll: who is new, what has changed, who is in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.identity import stored_number
from desktop.core.labels import EnrolmentKind
from desktop.models import Unit, VerifiedField
from desktop.services.enrolment import Classes, class_key
from desktop.services.imports.arrivals import Arrival, coming
from desktop.services.imports.doubts import (
    AWAY,
    CONFIRMED,
    DEAD,
    NAMESAKE,
    NOT_THIS_ONE,
    TWICE,
    WHICH_CLASS,
    Doubt,
    candidate,
    decided,
    doubt_of,
    is_away,
    may_be_new,
    pointed_at,
)
from desktop.services.imports.grown_ups import OF_PARENTS, numbers_of_parents
from desktop.services.imports.guardians import GuardianChange
from desktop.services.imports.matching import Match, Pupil, Pupils, Wanted
from desktop.services.imports.other_school import OTHER_SCHOOL, same_school
from desktop.services.imports.plan import Difference, Facing, Findings
from desktop.services.imports.student_books import (
    PERSON_FIELDS,
    STUDENT_FIELDS,
    known_categories,
    known_guardian,
)
from desktop.services.imports.student_lines import field_changes, missing, who
from desktop.services.imports.student_writing import StudentsPlan, Update
from desktop.services.imports.unchanged import Books, meet
from desktop.services.imports.verified import (
    kept_line,
    verified_fields,
    wanted_without,
    without_verified,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from desktop.rosters.results import RosterResult
    from desktop.rosters.students import StudentRow
    from desktop.services.enrolment import ClassKey


def compare_students(facing: Facing, roster: RosterResult[StudentRow]) -> StudentsPlan:
    """Hold a roster against the roll. An empty cell says nothing: it never erases."""
    return _Comparison(facing, roster).plan()


class _Comparison:
    """One roster held against the books.

    Lines that say nothing new are settled before all others. Of those lines with numbers go first,
    and lines in doubt are tried again as long as that settles any: so it does not matter in which
    order they stand, and taking the roster in once more finds nothing left to do.
    """

    def __init__(self, facing: Facing, roster: RosterResult[StudentRow]) -> None:
        self.facing, self.roster = facing, roster
        self.classes = Classes(facing.connection, facing.unit_id, facing.today)
        self.classes.announce(row.school_class for row in roster.rows)
        self.school = facing.connection.execute(
            select(Unit.name).where(Unit.id == facing.unit_id)
        ).scalar_one()
        self.categories = known_categories(facing)
        self.of_parents = numbers_of_parents(roster.rows, facing.today)
        self.verified = verified_fields(facing, VerifiedField.student_id)
        books = Books(self.classes, self.categories)
        self.known, settled = meet(facing, roster.rows, self._is_plain, books)
        self.pending = [place for place in range(len(roster.rows)) if place not in settled]
        self.pupils = Pupils(self.known if self.pending else ())
        self.fresh: list[Arrival] = []
        self.updates: list[Update] = []
        self.changed: list[Difference] = []
        self.kept: list[Difference] = []
        self.decided: list[Difference] = []
        self.same = len(settled)

    def _is_plain(self, row: StudentRow) -> bool:
        """Whether nothing but its cells decides about a row."""
        return row.row not in self.facing.decisions and self._is_of_here(row)

    def _is_of_here(self, row: StudentRow) -> bool:
        return not row.school or same_school(row.school, self.school)

    def plan(self) -> StudentsPlan:
        """Go through the rows."""
        doubts = self._settle()
        rows = self.roster.rows
        found = Findings(
            len(self.fresh),
            self.same,
            tuple(sorted(self.changed, key=lambda d: d.row)),
            missing(self.roster, self.known, self.classes),
            tuple(doubts[i].line(rows[i], who(rows[i]), self.classes) for i in sorted(doubts)),
            kept=tuple(sorted(self.kept, key=lambda d: d.row)),
            coming=_coming(self.facing, self.fresh),
            decided=tuple(sorted(self.decided, key=lambda d: d.row)),
        )
        fresh = sorted(self.fresh, key=lambda arrival: arrival.row.row)
        return StudentsPlan(fresh, self.updates, self.facing.today, found)

    def _settle(self) -> dict[int, Doubt]:
        """Place every row that can be placed; gives the doubt of each other, by its place.

        Whom a person has pointed at goes first, then what places itself. Of the others those come
        first of which a person has said that they are new: they take what an earlier taking in has
        made of them, before a row that is still in doubt can.
        """
        rows = self.roster.rows
        pending = sorted(self.pending, key=lambda at: (not self._said(rows[at]), _bare(rows[at])))
        while pending:
            doubts = self._doubts(pending, firmly=True)
            if len(doubts) == len(pending):
                said_first = sorted(pending, key=lambda place: not self._said_new(rows[place]))
                doubts = self._doubts(said_first, firmly=False)
                if len(doubts) == len(pending):
                    return doubts
            pending = [place for place in pending if place in doubts]
        return {}

    def _doubts(self, places: Iterable[int], *, firmly: bool) -> dict[int, Doubt]:
        """Try to place some rows; gives the doubt of each that stays."""
        rows = self.roster.rows
        tried = ((place, self._place(rows[place], firmly=firmly)) for place in places)
        return {place: doubt for place, doubt in tried if doubt}

    def _said_new(self, row: StudentRow) -> bool:
        return self.facing.decisions.get(row.row) == CONFIRMED

    def _said(self, row: StudentRow) -> str:
        """The key of the pupil whom a person has pointed at; empty: none."""
        said = self.facing.decisions.get(row.row, "")
        return "" if said == CONFIRMED else said

    def _place(self, row: StudentRow, *, firmly: bool) -> Doubt | None:
        """Place a row with the pupil that it means, or as a new one; or give the doubt.

        `firmly`: not with a namesake who may be meant as well, nor because a person says so.
        """
        wanted = _wanted(row, self.classes)
        confirmed = self._said_new(row)
        match = self._whom(row, wanted, confirmed=confirmed)
        pupil, doubt = match.pupil, match.doubt
        if doubt and firmly:
            return doubt_of(self.pupils, match, wanted)
        settled = doubt in ("", OTHER_SCHOOL, NOT_THIS_ONE)
        if not settled and (twin := self._said_already(row)):
            pupil, doubt = twin, ""
        if doubt and not (confirmed and may_be_new(self.pupils, wanted, doubt)):
            return doubt_of(self.pupils, match, wanted)
        if row.row in self.facing.decisions:
            meant = candidate(pupil, self.classes) if pupil and self._said(row) else None
            self.decided.append(decided(row, who(row), meant))
        school_class = self.classes.resolve(row.school_class) if row.school_class else None
        if doubt or pupil is None:
            self._add(row, wanted, school_class)
        else:
            self._compare(row, pupil, wanted)
        return None

    def _whom(self, row: StudentRow, wanted: Wanted, *, confirmed: bool) -> Match:
        if said := self._said(row):
            return pointed_at(self.pupils, said, wanted)
        if not confirmed and (doubt := self._oddity(row, wanted)):
            return Match(doubt=doubt)
        match = self.pupils.find(wanted)
        pupil = match.pupil
        if match.doubt:
            return match
        if pupil is None:
            several = row.school_class and self.classes.resolve(row.school_class) is None
            return Match(doubt=WHICH_CLASS if several else "")
        if pupil.taken:
            return Match(doubt=TWICE if match.by_number else NAMESAKE)
        doubt = _absence(pupil, confirmed=confirmed)
        return Match(doubt=doubt, candidates=(pupil,)) if doubt else match

    def _oddity(self, row: StudentRow, wanted: Wanted) -> str:
        """What speaks against a row whomever it means; empty: nothing."""
        if not self._is_of_here(row):
            return OTHER_SCHOOL
        unknown = row.id_number is not None and not self.pupils.has_paper(wanted)
        return OF_PARENTS if self.of_parents and unknown else ""

    def _said_already(self, row: StudentRow) -> Pupil | None:
        """Somebody of whom the books say all that the row says, so that nothing changes."""
        for pupil in self.pupils.namesakes(row.name_key):
            if not pupil.taken and not is_away(pupil) and not self._update(row, pupil).says:
                return pupil
        return None

    def _add(self, row: StudentRow, wanted: Wanted, school_class: ClassKey | None) -> None:
        self.fresh.append(Arrival(row, school_class))
        self.pupils.add(
            Pupil(
                wanted.name_key,
                wanted.birth,
                wanted.id_number,
                wanted.student_number,
                school_class,
                taken=True,
                known=False,
            )
        )

    def _compare(self, row: StudentRow, pupil: Pupil, wanted: Wanted) -> None:
        update = self._update(row, pupil)
        pupil.taken = True
        if locked := self.verified.get(update.student_id):
            update, kept = without_verified(update, locked)
            wanted = wanted_without(wanted, kept)
            self.kept += kept_line(row.row, who(row), kept)
        if not update.says:
            self.same += 1
            return
        self.updates.append(update)
        self.changed.append(
            Difference(row.row, who(row), field_changes(update, pupil.row, self.classes))
        )
        self.pupils.learn(pupil, wanted, update.moved)

    def _update(self, row: StudentRow, pupil: Pupil) -> Update:
        """What a row says otherwise than the books."""
        known = pupil.row
        person = _changed(row, known, PERSON_FIELDS)
        if row.id_number is None and known.id_number is not None:
            person.pop("id_kind", None)  # 其他 without a number is no reason to doubt the number
        return Update(
            known.id,
            known.person_id,
            person,
            _changed(row, known, STUDENT_FIELDS),
            pupil.school_class,
            self._moved(row, known),
            known.kind if is_away(pupil) else None,
            _changed_guardians(row, known),
            row.categories - self.categories.get(known.id, frozenset()),
        )

    def _moved(self, row: StudentRow, known: Any) -> ClassKey | None:  # noqa: ANN401 - a row of the roll
        """The class that the roster says, if it is another one."""
        if row.school_class is None or known.kind is None:
            return None
        if class_key(known) in self.classes.meant(row.school_class):
            return None
        return self.classes.resolve(row.school_class)


def _coming(facing: Facing, fresh: Sequence[Arrival]) -> tuple[Difference, ...]:
    """The new pupils who will be on record as come by transfer."""
    found = coming(facing.connection, facing.unit_id, fresh, facing.today)
    rows = {arrival.row.row: arrival.row for arrival in fresh}
    return tuple(Difference(row, who(rows[row]), reason=found[row].reason) for row in sorted(found))


def _absence(pupil: Pupil, *, confirmed: bool) -> str:
    """What is doubtful about a pupil's standing in a roster of those who are here."""
    if pupil.row.kind is EnrolmentKind.DIED:
        return DEAD
    if is_away(pupil) and not confirmed:
        return AWAY.format(pupil.row.kind.label)
    return ""


def _wanted(row: StudentRow, classes: Classes) -> Wanted:
    """What a row says of who it means."""
    return Wanted(
        row.name_key,
        row.birth,
        stored_number(row.id_number),
        row.student_number,
        classes.meant(row.school_class) if row.school_class else None,
    )


def _bare(row: StudentRow) -> bool:
    """Whether a row has no number."""
    return not (row.id_number or row.student_number)


def _changed(row: StudentRow, known: Any, titles: Mapping[str, str]) -> dict[str, Any]:  # noqa: ANN401
    """The fields that the row says otherwise; None says nothing."""
    values = {name: getattr(row, name) for name in titles}
    if "id_number" in values:
        values["id_number"] = stored_number(values["id_number"])
    return {
        name: value
        for name, value in values.items()
        if value is not None and value != getattr(known, name)
    }


def _changed_guardians(row: StudentRow, known: Any) -> dict[int, GuardianChange]:  # noqa: ANN401 - same
    """Guardians by place that the row says otherwise, each with who stood there before."""
    changed = {}
    for place, guardian in enumerate(row.guardians, start=1):
        if guardian is None:
            continue
        change = GuardianChange(guardian, known_guardian(known, place))
        if change.says:
            changed[place] = change
    return changed
