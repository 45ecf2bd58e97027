"""A roster of pupils held against the roll: who is new, what has changed, who is in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.identity import stored_number
from desktop.core.labels import EnrolmentKind
from desktop.models import Unit, VerifiedField
from desktop.services.enrolment import Classes, class_key
from desktop.services.imports.arrivals import Arrival, coming
from desktop.services.imports.grown_ups import OF_PARENTS, numbers_of_parents
from desktop.services.imports.guardians import GuardianChange
from desktop.services.imports.matching import Pupil, Pupils, Wanted
from desktop.services.imports.other_school import OTHER_SCHOOL, same_school
from desktop.services.imports.plan import HIDDEN, Difference, Facing, FieldChange, Findings, text
from desktop.services.imports.student_books import (
    PERSON_FIELDS,
    STUDENT_FIELDS,
    known_categories,
    known_guardian,
)
from desktop.services.imports.student_writing import StudentsPlan, Update
from desktop.services.imports.unchanged import Books, meet
from desktop.services.imports.verified import (
    kept_line,
    verified_fields,
    wanted_without,
    without_verified,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.rosters.results import RosterResult
    from desktop.rosters.students import StudentRow
    from desktop.services.enrolment import ClassKey

# These never stand in a list of differences in the open.
SENSITIVE: Final = frozenset(
    {
        *("birth", "id_number", "phone", "address", "registered_address", "bank_card"),
        *("student_number", "remark"),
    }
)
TWICE: Final = "表里不止一行是这名学生，只能留一行"
NAMESAKE: Final = "表里有两个分不清的同名的人，请补上证件号或学籍号"
WHICH_CLASS: Final = "这个年级有几个班，请写明是哪个班"
AWAY: Final = "名册里这名学生已{}；确实回来了的，请确认这一行"
DEAD: Final = "名册里这名学生已登记死亡，请核对"
COMING: Final = "{}已登记在 {:%Y-%m-%d} 转出"
CONFIRMED: Final = "new"


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
        self.same = len(settled)

    def _is_plain(self, row: StudentRow) -> bool:
        """Whether nothing but its cells decides about a row."""
        return not self._said_new(row) and self._is_of_here(row)

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
            _missing(self.roster, self.known, self.classes),
            tuple(Difference(rows[i].row, _who(rows[i]), reason=doubts[i]) for i in sorted(doubts)),
            kept=tuple(sorted(self.kept, key=lambda d: d.row)),
            coming=_coming(self.facing, self.fresh),
        )
        fresh = sorted(self.fresh, key=lambda arrival: arrival.row.row)
        return StudentsPlan(fresh, self.updates, self.facing.today, found)

    def _settle(self) -> dict[int, str]:
        """Place every row that can be placed; gives the doubt of each other, by its place.

        What places itself goes first. Of the others those come first of which a person has said
        that they are new: they take what an earlier taking in has made of them, before a row that
        is still in doubt can.
        """
        rows = self.roster.rows
        pending = sorted(self.pending, key=lambda place: _without_number(rows[place]))
        while pending:
            doubts = self._doubts(pending, firmly=True)
            if len(doubts) == len(pending):
                said_first = sorted(pending, key=lambda place: not self._said_new(rows[place]))
                doubts = self._doubts(said_first, firmly=False)
                if len(doubts) == len(pending):
                    return doubts
            pending = [place for place in pending if place in doubts]
        return {}

    def _doubts(self, places: Iterable[int], *, firmly: bool) -> dict[int, str]:
        """Try to place some rows; gives the doubt of each that stays."""
        rows = self.roster.rows
        tried = ((place, self._place(rows[place], firmly=firmly)) for place in places)
        return {place: doubt for place, doubt in tried if doubt}

    def _said_new(self, row: StudentRow) -> bool:
        return self.facing.decisions.get(row.row) == CONFIRMED

    def _place(self, row: StudentRow, *, firmly: bool) -> str:
        """Place a row with the pupil that it means, or as a new one; or give the doubt.

        `firmly`: not with a namesake who may be meant as well, nor because a person says so.
        """
        wanted = self._wanted(row)
        confirmed = self._said_new(row)
        pupil, doubt = self._whom(row, wanted, confirmed=confirmed)
        if doubt and firmly:
            return doubt
        if doubt and doubt != OTHER_SCHOOL and (twin := self._said_already(row)):
            pupil, doubt = twin, ""
        if doubt and not (confirmed and self._may_be_new(wanted, doubt)):
            return doubt
        school_class = self.classes.resolve(row.school_class) if row.school_class else None
        if doubt or pupil is None:
            self._add(row, wanted, school_class)
        else:
            self._compare(row, pupil, wanted)
        return ""

    def _whom(
        self, row: StudentRow, wanted: Wanted, *, confirmed: bool
    ) -> tuple[Pupil | None, str]:
        if not confirmed and not self._is_of_here(row):
            return None, OTHER_SCHOOL
        if not confirmed and self.of_parents and self._is_new_number(row, wanted):
            return None, OF_PARENTS
        match = self.pupils.find(wanted)
        if match.doubt:
            return None, match.doubt
        pupil = match.pupil
        if pupil is None:
            several = row.school_class and self.classes.resolve(row.school_class) is None
            return None, WHICH_CLASS if several else ""
        if pupil.taken:
            return None, TWICE if match.by_number else NAMESAKE
        doubt = _absence(pupil, confirmed=confirmed)
        return (None, doubt) if doubt else (pupil, "")

    def _is_new_number(self, row: StudentRow, wanted: Wanted) -> bool:
        return row.id_number is not None and not self.pupils.has_paper(wanted)

    def _said_already(self, row: StudentRow) -> Pupil | None:
        """Somebody of whom the books say all that the row says, so that nothing changes."""
        for pupil in self.pupils.namesakes(row.name_key):
            if not pupil.taken and not _is_away(pupil) and not self._update(row, pupil).says:
                return pupil
        return None

    def _may_be_new(self, wanted: Wanted, doubt: str) -> bool:
        """Whether a person may decide that a doubtful row is somebody new: no number is taken."""
        return doubt != WHICH_CLASS and not self.pupils.has_number(wanted)

    def _wanted(self, row: StudentRow) -> Wanted:
        return Wanted(
            row.name_key,
            row.birth,
            stored_number(row.id_number),
            row.student_number,
            self.classes.meant(row.school_class) if row.school_class else None,
        )

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
            self.kept += kept_line(row.row, _who(row), kept)
        if not update.says:
            self.same += 1
            return
        self.updates.append(update)
        self.changed.append(
            Difference(row.row, _who(row), _field_changes(update, pupil.row, self.classes))
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
            known.kind if _is_away(pupil) else None,
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


def _coming(facing: Facing, fresh: Iterable[Arrival]) -> tuple[Difference, ...]:
    """The new pupils who have left another school of the data by transfer."""
    rows = {arrival.row.row: arrival for arrival in fresh}
    senders = coming(facing.connection, facing.unit_id, tuple(rows.values()))
    return tuple(
        Difference(row, _who(rows[row].row), reason=COMING.format(sender.school, sender.day))
        for row, sender in sorted(senders.items(), key=lambda item: item[0])
    )


def _missing(
    roster: RosterResult[StudentRow], known: Iterable[Pupil], classes: Classes
) -> tuple[Difference, ...]:
    """Pupils of the classes that the roster is about who do not stand in it."""
    names = {row.school_class for row in roster.rows if row.school_class}
    covered = {key for name in names for key in classes.meant(name)}
    reason = "名册里有，表里没有"
    if roster.errors:
        reason += "（或者那一行有错误，没有读入）"
    return tuple(
        Difference(0, f"{_label(p.row, classes)} {p.row.name}".strip(), reason=reason)
        for p in known
        if not p.taken
        and p.row.kind is not None
        and p.row.kind.present
        and (not covered or class_key(p.row) in covered)
    )


def _field_changes(update: Update, known: Any, classes: Classes) -> tuple[FieldChange, ...]:  # noqa: ANN401 - same
    changes = [
        _field_change(name, title, known, values[name])
        for titles, values in (
            (PERSON_FIELDS, update.person),
            (STUDENT_FIELDS, update.student),
        )
        for name, title in titles.items()
        if name in values
    ]
    if update.back_from is not None:
        changes.append(FieldChange("学籍状态", update.back_from.label, "回校"))
    if update.moved is not None:
        changes.append(FieldChange("班级", _label(known, classes), classes.label(update.moved)))
    if update.guardians:
        changes.append(FieldChange("监护人", HIDDEN, HIDDEN))
    if update.categories:
        changes.append(FieldChange("困难类别", HIDDEN, HIDDEN))
    return tuple(changes)


def _label(known: Any, classes: Classes) -> str:  # noqa: ANN401 - same
    key = class_key(known)
    return classes.label(key) if key else ""


def _is_away(pupil: Pupil) -> bool:
    row = pupil.row
    return row is not None and row.kind is not None and not row.kind.present


def _absence(pupil: Pupil, *, confirmed: bool) -> str:
    """What is doubtful about a pupil's standing in a roster of those who are here."""
    if pupil.row.kind is EnrolmentKind.DIED:
        return DEAD
    if _is_away(pupil) and not confirmed:
        return AWAY.format(pupil.row.kind.label)
    return ""


def _without_number(row: StudentRow) -> bool:
    return not (row.id_number or row.student_number)


def _who(row: StudentRow) -> str:
    label = row.school_class.label if row.school_class else ""
    return f"{label} {row.name}".strip()


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


def _field_change(name: str, title: str, known: Any, new: Any) -> FieldChange:  # noqa: ANN401
    if name in SENSITIVE:
        return FieldChange(title, HIDDEN if getattr(known, name) else "", HIDDEN)
    return FieldChange(title, text(getattr(known, name)), text(new))


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
