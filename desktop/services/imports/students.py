"""A roster of pupils held against the roll: who is new, what has changed, who is in doubt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, select

from desktop.core.identity import stored_number
from desktop.models import (
    EnrolmentEvent,
    Guardianship,
    HouseholdFact,
    Person,
    SchoolClass,
    Student,
    Unit,
)
from desktop.services.enrolment import Classes, class_label, last_event
from desktop.services.imports.matching import Pupils, Wanted
from desktop.services.imports.plan import Difference, Facing, FieldChange, Findings, text
from desktop.services.imports.student_writing import StudentsPlan, Update

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.core.grades import ClassName
    from desktop.rosters.results import RosterResult
    from desktop.rosters.students import Guardian, StudentRow

PERSON_FIELDS: Final = {
    "name": "姓名",
    "sex": "性别",
    "birth": "出生日期",
    "id_kind": "身份证件类型",
    "id_number": "身份证件号",
    "ethnicity": "民族",
    "phone": "联系电话",
    "address": "家庭住址",
    "registered_address": "户籍地",
    "bank_card": "银行卡号",
}
STUDENT_FIELDS: Final = {
    "student_number": "学籍号",
    "school_number": "学号",
    "boarding": "就读方式",
    "meal_plan": "是否享受营养餐",
    "remark": "备注",
}
# These never stand in a list of differences in the open.
SENSITIVE: Final = frozenset(
    {
        *("birth", "id_number", "phone", "address", "registered_address", "bank_card"),
        "student_number",
    }
)
HIDDEN: Final = "（不显示）"
OTHER_SCHOOL: Final = "这一行写的学校不是本校，请导入到那所学校，或改正学校名称"
TWICE: Final = "表里不止一行是这名学生，只能留一行"
NAMESAKE: Final = "表里同班有两个同名的人，请补上证件号或学籍号"
ACCEPT_AS_NEW: Final = "new"


def compare_students(facing: Facing, roster: RosterResult[StudentRow]) -> StudentsPlan:
    """Hold a roster against the roll. An empty cell says nothing: it never erases."""
    return _Comparison(facing, roster).plan()


@dataclass(slots=True)
class _Family:
    """What the books know of a pupil's guardians and categories."""

    guardians: dict[int, Any] = field(default_factory=dict)
    categories: set[str] = field(default_factory=set)


class _Comparison:
    """One roster held against the books."""

    def __init__(self, facing: Facing, roster: RosterResult[StudentRow]) -> None:
        self.facing, self.roster = facing, roster
        self.classes = Classes(facing.connection, facing.unit_id, facing.today)
        self.school = facing.connection.execute(
            select(Unit.name).where(Unit.id == facing.unit_id)
        ).scalar_one()
        self.known = known_pupils(facing)
        self.families = _families(facing)
        self.fresh: list[StudentRow] = []
        self.updates: list[Update] = []
        self.changed: list[Difference] = []
        self.parked: list[Difference] = []
        self.same = 0

    def plan(self) -> StudentsPlan:
        """Go through the rows."""
        pupils = Pupils(self.known)
        seen: set[UUID] = set()
        fresh_keys: set[object] = set()
        for row in self.roster.rows:
            doubt, known = self._whom(row, pupils)
            if not doubt and known is not None and known.id in seen:
                doubt = TWICE
            if not doubt and known is None:
                doubt = _repeated(row, fresh_keys)
            if doubt and self.facing.decisions.get(row.row) != ACCEPT_AS_NEW:
                self.parked.append(Difference(row.row, _who(row), reason=doubt))
            elif doubt or known is None:
                self.fresh.append(row)
            else:
                seen.add(known.id)
                self._compare(row, known)
        found = Findings(
            len(self.fresh),
            self.same,
            tuple(self.changed),
            self._missing(seen),
            tuple(self.parked),
        )
        return StudentsPlan(self.fresh, self.updates, self.facing.today, found)

    def _whom(self, row: StudentRow, pupils: Pupils[Any]) -> tuple[str, Any]:
        if row.school and not (row.school in self.school or self.school in row.school):
            return OTHER_SCHOOL, None
        wanted = Wanted(
            row.name_key,
            row.birth,
            stored_number(row.id_number),
            row.student_number,
            self.classes.find(row.school_class) if row.school_class else None,
            class_given=row.school_class is not None,
        )
        match = pupils.find(wanted)
        return match.doubt, match.known

    def _compare(self, row: StudentRow, known: Any) -> None:  # noqa: ANN401 - a row of the roll
        person = _changed(row, known, PERSON_FIELDS)
        student = _changed(row, known, STUDENT_FIELDS)
        moved = self._moved(row, known)
        family = self.families.get(known.id, _Family())
        guardians = _changed_guardians(row, family)
        categories = row.categories - {*family.categories}
        if not (person or student or moved or guardians or categories):
            self.same += 1
            return
        changes = [
            _field_change(name, title, known, values[name])
            for titles, values in ((PERSON_FIELDS, person), (STUDENT_FIELDS, student))
            for name, title in titles.items()
            if name in values
        ]
        if moved is not None:
            changes.append(FieldChange("班级", self._label(known), moved.label))
        if guardians:
            changes.append(FieldChange("监护人", HIDDEN, HIDDEN))
        if categories:
            changes.append(FieldChange("困难类别", HIDDEN, HIDDEN))
        self.changed.append(Difference(row.row, _who(row), tuple(changes)))
        self.updates.append(
            Update(known.id, known.person_id, person, student, moved, guardians, categories)
        )

    def _moved(self, row: StudentRow, known: Any) -> ClassName | None:  # noqa: ANN401 - same
        """The class that the roster says, if it is another one."""
        if row.school_class is None:
            return None
        found = self.classes.find(row.school_class)
        return None if found is not None and found == known.class_id else row.school_class

    def _label(self, known: Any) -> str:  # noqa: ANN401 - same
        if known.stage is None:
            return ""
        return class_label(
            known.stage, known.cohort, known.number, known.class_name, self.facing.today
        )

    def _missing(self, seen: set[UUID]) -> tuple[Difference, ...]:
        """Pupils of the classes that the roster is about who do not stand in it."""
        covered = {
            self.classes.find(name)
            for name in {row.school_class for row in self.roster.rows}
            if name is not None
        }
        return tuple(
            Difference(0, f"{self._label(k)} {k.name}".strip(), reason="名册里有，表里没有")
            for k in self.known
            if k.kind is not None
            and k.kind.present
            and k.id not in seen
            and (not covered or k.class_id in covered)
        )


def known_pupils(facing: Facing) -> list[Any]:
    """Everybody on the roll with what is known of them, and the class of today."""
    return list(
        facing.connection.execute(
            select(
                Student.id,
                Student.person_id,
                *(getattr(Student, name) for name in STUDENT_FIELDS),
                Person.name_key,
                *(getattr(Person, name) for name in PERSON_FIELDS),
                EnrolmentEvent.kind,
                EnrolmentEvent.class_id,
                SchoolClass.stage,
                SchoolClass.cohort,
                SchoolClass.number,
                SchoolClass.name.label("class_name"),
            )
            .select_from(Student)
            .join(Person, and_(Person.unit_id == Student.unit_id, Person.id == Student.person_id))
            .outerjoin(EnrolmentEvent, last_event(facing.today))
            .outerjoin(
                SchoolClass,
                and_(
                    SchoolClass.unit_id == EnrolmentEvent.unit_id,
                    SchoolClass.id == EnrolmentEvent.class_id,
                ),
            )
            .where(Student.unit_id == facing.unit_id)
            .order_by(Student.id)
        )
    )


def _families(facing: Facing) -> dict[UUID, _Family]:
    families: dict[UUID, _Family] = {}
    guardians = facing.connection.execute(
        select(
            Guardianship.id,
            Guardianship.student_id,
            Guardianship.position,
            Guardianship.relation,
            Guardianship.person_id,
            Person.name_key,
            Person.phone,
            Person.id_number,
        )
        .join(
            Person,
            and_(Person.unit_id == Guardianship.unit_id, Person.id == Guardianship.person_id),
        )
        .where(Guardianship.unit_id == facing.unit_id)
    )
    for guardian in guardians:
        family = families.setdefault(guardian.student_id, _Family())
        family.guardians[guardian.position] = guardian
    facts = facing.connection.execute(
        select(Student.id, HouseholdFact.category)
        .join(
            HouseholdFact,
            and_(
                HouseholdFact.unit_id == Student.unit_id,
                HouseholdFact.person_id == Student.person_id,
            ),
        )
        .where(
            Student.unit_id == facing.unit_id,
            HouseholdFact.until.is_(None) | (HouseholdFact.until >= facing.today),
        )
    )
    for student_id, category in facts:
        families.setdefault(student_id, _Family()).categories.add(category)
    return families


def _repeated(row: StudentRow, keys: set[object]) -> str:
    """What is doubtful about a new row when an earlier new row says the same person."""
    mine: list[object] = [("id", row.id_number)] if row.id_number else []
    mine += [("number", row.student_number)] if row.student_number else []
    if keys.intersection(mine):
        return TWICE
    if not mine:
        mine = [("name", row.name_key, row.birth, row.school_class)]
        if keys.intersection(mine):
            return NAMESAKE
    keys.update(mine)
    return ""


def _who(row: StudentRow) -> str:
    label = row.school_class.label if row.school_class else ""
    return f"{label} {row.name}".strip()


def _changed(row: StudentRow, known: Any, titles: dict[str, str]) -> dict[str, Any]:  # noqa: ANN401
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


def _changed_guardians(row: StudentRow, family: _Family) -> dict[int, tuple[Guardian, Any]]:
    """Guardians by place that the row says otherwise, each with who stood there before."""
    changed = {}
    for place, guardian in enumerate(row.guardians, start=1):
        if guardian is None:
            continue
        old = family.guardians.get(place)
        if old is None or not _same_guardian(guardian, old):
            changed[place] = (guardian, old)
    return changed


def _same_guardian(guardian: Guardian, old: Any) -> bool:  # noqa: ANN401 - a row of _families
    said = {
        "name_key": guardian.name_key,
        "relation": guardian.relation,
        "phone": guardian.phone,
        "id_number": stored_number(guardian.id_number),
    }
    return all(value is None or value == getattr(old, name) for name, value in said.items())
