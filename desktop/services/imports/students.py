"""A roster of pupils held against the roll: who is new, what has changed, who is in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.core.identity import stored_number
from desktop.core.labels import EnrolmentKind
from desktop.models import Unit, VerifiedField
from desktop.services.enrolment import Classes
from desktop.services.imports import row_decisions
from desktop.services.imports.arrivals import Arrival, coming
from desktop.services.imports.doubts import (
    AWAY,
    CONFIRMED,
    DEAD,
    NAMESAKE,
    TWICE,
    WHICH_CLASS,
    Doubt,
    candidate,
    decided,
    doubt_of,
    is_away,
    may_be_new,
    met_again,
    pointed_at,
)
from desktop.services.imports.grown_ups import OF_PARENTS, numbers_of_parents
from desktop.services.imports.matching import Match, Pupil, Pupils, Wanted
from desktop.services.imports.other_school import OTHER_SCHOOL, same_school
from desktop.services.imports.plan import Difference, Facing, Findings
from desktop.services.imports.student_books import known_categories
from desktop.services.imports.student_differences import update_of
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
    from uuid import UUID

    from desktop.rosters.results import RosterResult
    from desktop.rosters.students import StudentRow
    from desktop.services.enrolment import ClassKey


def compare_students(facing: Facing, roster: RosterResult[StudentRow]) -> StudentsPlan:
    """Hold a roster against the roll. An empty cell says nothing: it never erases."""
    return _Comparison(facing, roster).plan()


class _Comparison:
    """One roster held against the books.

    Lines that say nothing new are settled before all others. Then come those of which a person has
    said who they are; where a line without a number is somebody new by that word, no other line
    without one means that pupil. Of the rest lines with numbers go first, and lines in doubt are
    tried again as long as that settles any: so it does not matter in which order they stand, and
    taking the roster in once more finds nothing left to do.
    """

    def __init__(self, facing: Facing, roster: RosterResult[StudentRow]) -> None:
        self.facing, self.roster = facing, roster
        self.classes = Classes(facing.connection, facing.unit_id, facing.today)
        self.classes.announce(row.school_class for row in roster.rows)
        self.school = facing.connection.execute(
            select(Unit.name).where(Unit.id == facing.unit_id)
        ).scalar_one()
        self.of_parents = numbers_of_parents(roster.rows, facing.today)
        self.verified = verified_fields(facing, VerifiedField.student_id)
        self.books = Books(self.classes, known_categories(facing))
        self.known, settled = meet(facing, roster.rows, self._is_plain, self.books)
        self.pending = [place for place in range(len(roster.rows)) if place not in settled]
        self.pupils = Pupils(self.known if self.pending else ())
        self.met_before = self._met_before()
        for pupil in filter(None, self.met_before.values()):
            self.pupils.set_apart(pupil)
        self.by_word: list[tuple[StudentRow, UUID]] = []
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
        return StudentsPlan(fresh, self.updates, self.facing.today, found, self.by_word)

    def _met_before(self) -> Mapping[int, Pupil | None]:
        """By row the pupils whom rows have become of which it was said before that they are new.

        None: the pupil is settled with another row.
        """
        said = [row for row in self.roster.rows if self._is_by_word(row)]
        keys = row_decisions.met_before(self.facing, said)
        return {row: self.pupils.of_key(key.hex) for row, key in keys.items()}

    def _settle(self) -> dict[int, Doubt]:
        """Place every row that can be placed; gives the doubt of each other, by its place.

        Of what a person has said goes first whom they have pointed at. Of the rest that goes first
        which places itself.
        """
        rows, decisions = self.roster.rows, self.facing.decisions
        said = [place for place in self.pending if rows[place].row in decisions]
        said.sort(key=lambda place: self._said_new(rows[place]))
        placed = set(said).difference(self._doubts(said, firmly=False))
        pending = [place for place in self.pending if place not in placed]
        pending.sort(key=lambda place: _bare(rows[place]))
        while pending:
            doubts = self._doubts(pending, firmly=True)
            if len(doubts) == len(pending):
                doubts = self._doubts(pending, firmly=False)
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

    def _is_by_word(self, row: StudentRow) -> bool:
        """Whether only the word of a person tells that a row is somebody new."""
        return self._said_new(row) and _bare(row)

    def _said(self, row: StudentRow) -> str:
        """The key of the pupil whom a person has pointed at; empty: none."""
        said = self.facing.decisions.get(row.row, "")
        return "" if said == CONFIRMED else said

    def _place(self, row: StudentRow, *, firmly: bool) -> Doubt | None:
        """Place a row with the pupil that it means, or as a new one; or give the doubt.

        `firmly`: not with a namesake who may be meant as well, nor because a person says so.
        """
        wanted = _wanted(row, self.classes)
        said, confirmed = row.row in self.facing.decisions, self._said_new(row)
        match = self._whom(row, wanted)
        pupil, doubt = match.pupil, match.doubt
        if doubt and firmly:
            return doubt_of(self.pupils, match, wanted)
        if not said and doubt not in ("", OTHER_SCHOOL) and (twin := self._said_already(row)):
            pupil, doubt = twin, ""
        if doubt and not (confirmed and may_be_new(self.pupils, wanted, doubt)):
            return doubt_of(self.pupils, match, wanted)
        if said:
            meant = candidate(pupil, self.classes) if pupil and not confirmed else None
            self.decided.append(decided(row, who(row), meant))
        school_class = self.classes.resolve(row.school_class) if row.school_class else None
        if doubt or pupil is None:
            self._add(row, wanted, school_class)
        else:
            self._compare(row, pupil, wanted)
        return None

    def _whom(self, row: StudentRow, wanted: Wanted) -> Match:
        if said := self._said(row):
            return pointed_at(self.pupils, said, wanted)
        if row.row in self.met_before:
            return met_again(self.met_before[row.row])
        if not self._said_new(row) and (doubt := self._oddity(row, wanted)):
            return Match(doubt=doubt)
        match = self.pupils.find(wanted)
        if match.doubt:
            return match
        if match.pupil is None:
            several = row.school_class and self.classes.resolve(row.school_class) is None
            return Match(doubt=WHICH_CLASS if several else "")
        doubt = self._against(row, match.pupil, by_number=match.by_number)
        return Match(doubt=doubt, candidates=(match.pupil,)) if doubt else match

    def _against(self, row: StudentRow, pupil: Pupil, *, by_number: bool) -> str:
        """What speaks against the pupil whom a row seems to mean; empty: nothing."""
        if pupil.taken:
            return TWICE if by_number else NAMESAKE
        if pupil.row.kind is EnrolmentKind.DIED:
            return DEAD
        if is_away(pupil):
            return "" if self._said_new(row) else AWAY.format(pupil.row.kind.label)
        return NAMESAKE if self._is_by_word(row) and self._is_of_here(row) else ""

    def _oddity(self, row: StudentRow, wanted: Wanted) -> str:
        """What speaks against a row whomever it means; empty: nothing."""
        if not self._is_of_here(row):
            return OTHER_SCHOOL
        unknown = row.id_number is not None and not self.pupils.has_paper(wanted)
        return OF_PARENTS if self.of_parents and unknown else ""

    def _said_already(self, row: StudentRow) -> Pupil | None:
        """Somebody of whom the books say all that the row says, so that nothing changes."""
        for pupil in self.pupils.namesakes(row.name_key):
            free = not pupil.taken and not is_away(pupil)
            if free and not update_of(row, pupil, self.books).says:
                return pupil
        return None

    def _add(self, row: StudentRow, wanted: Wanted, school_class: ClassKey | None) -> None:
        by_word = self._is_by_word(row)
        self.fresh.append(Arrival(row, school_class, by_word=by_word))
        if not by_word:  # whom only the word tells apart no other row means
            self.pupils.add(_newcomer(wanted, school_class))

    def _compare(self, row: StudentRow, pupil: Pupil, wanted: Wanted) -> None:
        update = update_of(row, pupil, self.books)
        pupil.taken = True
        if self._is_by_word(row) and row.row not in self.met_before:
            self.by_word.append((row, update.student_id))
            self.pupils.set_apart(pupil)
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


def _coming(facing: Facing, fresh: Sequence[Arrival]) -> tuple[Difference, ...]:
    """The new pupils who will be on record as come by transfer."""
    found = coming(facing.connection, facing.unit_id, fresh, facing.today)
    rows = {arrival.row.row: arrival.row for arrival in fresh}
    return tuple(Difference(row, who(rows[row]), reason=found[row].reason) for row in sorted(found))


def _wanted(row: StudentRow, classes: Classes) -> Wanted:
    """What a row says of who it means."""
    return Wanted(
        row.name_key,
        row.birth,
        stored_number(row.id_number),
        row.student_number,
        classes.meant(row.school_class) if row.school_class else None,
    )


def _newcomer(wanted: Wanted, school_class: ClassKey | None) -> Pupil:
    """Somebody whom a row brings in."""
    return Pupil(
        wanted.name_key,
        wanted.birth,
        wanted.id_number,
        wanted.student_number,
        school_class,
        taken=True,
        known=False,
    )


def _bare(row: StudentRow) -> bool:
    """Whether a row has no number."""
    return not (row.id_number or row.student_number)
