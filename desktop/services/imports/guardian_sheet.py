"""A sheet of guardians held against the books: who is new, what has changed, who is in doubt."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop.core.changes import Book, Changes
from desktop.core.identity import stored_number
from desktop.models import VerifiedField
from desktop.services.enrolment import Classes, class_key
from desktop.services.imports.guardians import GuardianChange
from desktop.services.imports.matching import Pupil, Pupils, Wanted
from desktop.services.imports.other_school import OTHER_SCHOOL, OwnName
from desktop.services.imports.plan import HIDDEN, Difference, FieldChange, Findings
from desktop.services.imports.student_books import (
    GUARDIAN_PLACES,
    KnownGuardian,
    known_guardian,
    known_pupils,
)
from desktop.services.imports.student_writing import StudentWriter, Update
from desktop.services.imports.verified import kept_line, verified_fields, without_verified

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from typing import Any
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.rosters.guardians import GuardianRow
    from desktop.rosters.results import RosterResult
    from desktop.services.enrolment import ClassKey
    from desktop.services.imports.plan import Facing
    from desktop.services.imports.verified import Place

NOBODY: Final = "名册里没有这名学生，请先导入学生名册，或核对姓名、班级和号码"
AWAY: Final = "名册里这名学生已{}，没有改；要改的请在学生的记录里改"
FULL: Final = "名册里这名学生已有两位别的监护人；要换掉哪一位，请在“第几监护人”一栏写 1 或 2"
TWICE: Final = "表里不止一行说到这名学生的这位监护人，只能留一行"
TAKEN: Final = "表里有两行说的是这名学生的同一位（第几监护人相同），只能留一行"
OTHER_PLACE: Final = "名册里这位监护人是这名学生的第{}位；请改正“第几监护人”，或空着"
MISSING: Final = "名册里有，表里没有；导入不会动"
_ANOTHER: Final = "换了人"
_FIELDS: Final = ("name", "relation", "phone")
_OPEN: Final = frozenset(("name", "relation"))
_TITLES: Final = {"name": "姓名", "relation": "关系", "phone": "电话"}

_Seats = dict[int, GuardianChange]
_Family = dict[int, KnownGuardian]


@dataclass(frozen=True, slots=True)
class GuardiansPlan:
    """Guardians that are new, corrected, or take another's place."""

    updates: Sequence[Update]
    today: date
    found: Findings

    def write(self, work: Work) -> Changes:
        """Write them."""
        StudentWriter(work, self.today).change(self.updates)
        return Changes.of(Book.PEOPLE)


@dataclass(slots=True)
class _Seated:
    """What the lines so far say of the guardians of one pupil, by place."""

    family: _Family
    taken: dict[int, str] = field(default_factory=dict)
    """By the key of who sits there now."""
    names: set[str] = field(default_factory=set)
    """Of those whose place no line told."""
    told: frozenset[int] = frozenset()
    """The places that lines speak of by their number."""


def compare_guardians(facing: Facing, roster: RosterResult[GuardianRow]) -> GuardiansPlan:
    """Hold a sheet of guardians against the books. An empty cell says nothing: it never erases."""
    return _Comparison(facing, roster).plan()


class _Comparison:
    """One sheet held against the books; lines that tell a place, or a known name, go first."""

    def __init__(self, facing: Facing, roster: RosterResult[GuardianRow]) -> None:
        self.facing, self.roster = facing, roster
        self.own = OwnName(facing)
        self.classes = Classes(facing.connection, facing.unit_id, facing.today)
        known = [_pupil(row) for part in known_pupils(facing) for row in part]
        self.here = Pupils(p for p in known if p.row.kind is None or p.row.kind.present)
        self.gone = Pupils(p for p in known if p.row.kind is not None and not p.row.kind.present)
        self.known = {p.row.id: p for p in known}
        self.verified = verified_fields(facing, VerifiedField.student_id)
        self.seated: dict[UUID, _Seated] = {}
        self.updates: list[Update] = []
        self.fresh: list[Difference] = []
        self.changed: list[Difference] = []
        self.parked: list[Difference] = []
        self.kept: list[Difference] = []
        self.same = 0

    def plan(self) -> GuardiansPlan:
        """Go through the rows."""
        meant: dict[UUID, list[GuardianRow]] = defaultdict(list)
        unclear: list[GuardianRow] = []
        for row in self.roster.rows:
            pupil, doubt = self._whom(row)
            if pupil is not None:
                meant[pupil.row.id].append(row)
            elif doubt:
                self._park(row, doubt)
            else:
                unclear.append(row)
        for student_id, rows in meant.items():
            self._of(student_id).told = frozenset(row.place for row in rows if row.place)
            for row in sorted(rows, key=lambda row: self._telling(row, student_id)):
                self._take(row, student_id)
        for row in unclear:
            self._take_as_said(row)
        found = Findings(
            len(self.fresh),
            self.same,
            _by_row(self.changed),
            self._missing(),
            _by_row(self.parked),
            fresh=_by_row(self.fresh),
            kept=_by_row(self.kept),
        )
        return GuardiansPlan(self.updates, self.facing.today, found)

    def _whom(self, row: GuardianRow) -> tuple[Pupil | None, str]:
        """The pupil that a row means, or a doubt; neither: one of several namesakes."""
        if self.own.is_other(row):
            return None, OTHER_SCHOOL
        wanted = Wanted(
            row.name_key,
            None,
            stored_number(row.id_number),
            row.student_number,
            self.classes.meant(row.school_class) if row.school_class else None,
        )
        match = self.here.find(wanted)
        if match.pupil is not None:
            return match.pupil, ""
        if match.doubt:
            return None, "" if self._alike(row) else match.doubt
        away = self.gone.find(wanted).pupil
        return None, NOBODY if away is None else AWAY.format(away.row.kind.label)

    def _alike(self, row: GuardianRow) -> list[Pupil]:
        """The pupils of a name whom a row may mean, where it tells no number that says which."""
        if row.id_number or row.student_number:
            return []
        classes = self.classes.meant(row.school_class) if row.school_class else None
        everybody = self.here.namesakes(row.name_key)
        return [p for p in everybody if classes is None or p.school_class in classes]

    def _take_as_said(self, row: GuardianRow) -> None:
        """Of namesakes the one is meant of whom the books say all that the row says."""
        for pupil in self._alike(row):
            seats, doubt = self._seats(row, self._of(pupil.row.id))
            if not doubt and not any(change.says for change in seats.values()):
                self._sit(row, pupil.row.id, seats)
                return
        self._park(row, "名册里有几个同名的人，请补上证件号或学籍号")

    def _telling(self, row: GuardianRow, student_id: UUID) -> tuple[bool, bool]:
        names = {known.name_key for known in self._of(student_id).family.values()}
        return row.place is None, not all(who.name_key in names for _, who in row.named)

    def _of(self, student_id: UUID) -> _Seated:
        found = self.seated.get(student_id)
        if found is None:
            found = self.seated[student_id] = _Seated(_family(self.known[student_id].row))
        return found

    def _take(self, row: GuardianRow, student_id: UUID) -> None:
        seats, doubt = self._seats(row, self._of(student_id))
        if doubt:
            self._park(row, doubt)
        else:
            self._sit(row, student_id, seats)

    def _seats(self, row: GuardianRow, seated: _Seated) -> tuple[_Seats, str]:
        """The places that a row's guardians take, each with who stands there; or a doubt."""
        seats: _Seats = {}
        for told, who in row.named:
            place, doubt = _place(told, who.name_key, seated, seats)
            if place is None:
                return {}, doubt
            seats[place] = GuardianChange(who, seated.family.get(place))
        return seats, ""

    def _sit(self, row: GuardianRow, student_id: UUID, seats: _Seats) -> None:
        seated = self._of(student_id)
        seated.taken |= {place: change.guardian.name_key for place, change in seats.items()}
        if row.place is None:
            seated.names |= {change.guardian.name_key for change in seats.values()}
        said = {place: change for place, change in seats.items() if change.says}
        update = _update(student_id, self.known[student_id].row.person_id, said)
        kept: tuple[Place, ...] = ()
        if locked := self.verified.get(student_id):
            update, kept = without_verified(update, locked)
            self.kept += kept_line(row.row, self._who(student_id), kept)
        if not update.says:
            self.same += 1
            return
        self.updates.append(update)
        self._tell(row, student_id, update.guardians)

    def _tell(self, row: GuardianRow, student_id: UUID, said: Mapping[int, GuardianChange]) -> None:
        who = self._who(student_id)
        if all(change.old is None for change in said.values()):
            names = "、".join(change.guardian.name for change in said.values())
            self.fresh.append(Difference(row.row, who, reason=f"监护人 {names}"))
            return
        changes = tuple(c for place, one in sorted(said.items()) for c in _changes(place, one))
        self.changed.append(Difference(row.row, who, changes))

    def _who(self, student_id: UUID) -> str:
        pupil = self.known[student_id].row
        return f"{self._label(pupil)} {pupil.name}".strip()

    def _label(self, pupil: Any) -> str:  # noqa: ANN401 - a row of the roll
        key = class_key(pupil)
        return self.classes.label(key) if key else ""

    def _park(self, row: GuardianRow, reason: str) -> None:
        label = row.school_class.label if row.school_class else ""
        self.parked.append(Difference(row.row, f"{label} {row.name}".strip(), reason=reason))

    def _missing(self) -> tuple[Difference, ...]:
        """Guardians of the classes that the sheet is about who do not stand in it."""
        covered: set[ClassKey | None] = {
            self.known[student_id].school_class
            for student_id, seated in self.seated.items()
            if seated.taken
        }
        lines = [
            Difference(0, f"{self._label(pupil.row)} {pupil.row.name}".strip(), reason=reason)
            for student_id, pupil in self.known.items()
            if pupil.school_class in covered and (pupil.row.kind is None or pupil.row.kind.present)
            for reason in self._unsaid(student_id, _family(pupil.row))
        ]
        return tuple(sorted(lines, key=lambda line: line.who))

    def _unsaid(self, student_id: UUID, family: _Family) -> list[str]:
        seated = self.seated.get(student_id)
        taken = seated.taken if seated else {}
        return [
            f"监护人{place} {known.name}：{MISSING}"
            for place, known in family.items()
            if place not in taken
        ]


def _family(pupil: Any) -> _Family:  # noqa: ANN401 - a row of the roll
    """Who stands in which place, the first place first."""
    seats = ((place, known_guardian(pupil, place)) for place in GUARDIAN_PLACES)
    return {place: known for place, known in seats if known is not None}


def _place(
    told: int | None, name_key: str, seated: _Seated, seats: _Seats
) -> tuple[int | None, str]:
    """The place that a guardian takes beside those who sit already; or a doubt."""
    sitting = {place: change.guardian.name_key for place, change in seats.items()}
    taken = seated.taken | sitting
    standing = {place: known.name_key for place, known in seated.family.items()}
    if told is not None:
        other = sum(GUARDIAN_PLACES) - told
        if told in taken:
            return None, TAKEN
        if standing.get(told) != name_key and standing.get(other) == name_key:
            # Both change places only where the sheet says so of both.
            return (told, "") if other in seated.told else (None, OTHER_PLACE.format(other))
        return told, ""
    stood = [place for place, known in sorted(standing.items()) if known == name_key]
    for place in stood:
        if place not in taken:
            return place, ""
    # Whose place the sheet gives to somebody else is not spoken of twice, and looks for another.
    said = seated.names | {*sitting.values()} | {taken[place] for place in stood}
    if name_key in said:
        return None, TWICE
    free = [place for place in GUARDIAN_PLACES if place not in standing and place not in taken]
    return (free[0], "") if free else (None, FULL)


def _changes(place: int, change: GuardianChange) -> list[FieldChange]:
    """What a line says of a guardian otherwise than the books, field by field."""
    old, new = change.old, change.guardian
    if old is None or not change.same_person:
        before = "" if old is None else old.name
        after = new.name if old is None else f"{new.name}（{_ANOTHER}）"
        return [FieldChange(f"监护人{place}", before, after)]
    said = [name for name in _FIELDS if name in change.corrections]
    told = [
        FieldChange(
            f"监护人{place}{_TITLES[name]}",
            _shown(name, getattr(old, name)),
            _shown(name, getattr(new, name)),
        )
        for name in said
    ]
    if change.new_number:
        told.append(FieldChange(f"监护人{place}证件号", HIDDEN if old.id_number else "", HIDDEN))
    return told


def _shown(name: str, value: str | None) -> str:
    if not value:
        return ""
    return value if name in _OPEN else HIDDEN


def _update(student_id: UUID, person_id: UUID, said: Mapping[int, GuardianChange]) -> Update:
    return Update(student_id, person_id, {}, {}, None, None, None, said, frozenset())


def _pupil(row: Any) -> Pupil:  # noqa: ANN401 - a row of the roll
    return Pupil(row.name_key, row.birth, row.id_number, row.student_number, class_key(row), row)


def _by_row(lines: Sequence[Difference]) -> tuple[Difference, ...]:
    return tuple(sorted(lines, key=lambda line: line.row))
