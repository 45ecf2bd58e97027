"""学生: the roster of pupils."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.labels import HouseholdCategory, IdKind, Sex
from desktop.core.names import Name
from desktop.rosters import people, personal
from desktop.rosters.class_cells import read_cells
from desktop.rosters.columns import SheetKind
from desktop.rosters.guardian_columns import GUARDIAN_KEYS
from desktop.rosters.guardian_names import settled
from desktop.rosters.problems import Flaw, Level
from desktop.rosters.student_columns import COLUMNS, FLAGS
from desktop.rosters.student_headings import settle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from desktop.core.grades import ClassName, Grade
    from desktop.core.identity import IdentityNumber
    from desktop.core.terms import Month
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line


class Guardian(msgspec.Struct, frozen=True):
    """监护人, as far as the roster tells."""

    name: str
    name_key: str
    relation: str | None = None
    phone: str | None = None
    id_number: str | None = None
    id_kind: IdKind | None = None


class StudentRow(msgspec.Struct, frozen=True):
    """A pupil as the roster says. None: the sheet does not tell.

    `RosterResult.given` says which fields the sheet has columns for.
    """

    row: int
    """As Excel counts, from 1."""
    name: str
    name_key: str
    id_kind: IdKind | None
    id_number: str | None
    student_number: str | None
    """学籍号."""
    school_number: str | None
    """学号 inside the school."""
    sex: Sex | None
    """From the identity number where the sheet does not tell."""
    birth: date | None
    """From the identity number where the sheet does not tell."""
    ethnicity: str | None
    grade: Grade | None
    school_class: ClassName | None
    enrolled: Month | None
    boarding: bool | None
    address: str | None
    registered_address: str | None
    guardians: tuple[Guardian | None, Guardian | None]
    """By their place in the roster."""
    phone: str | None
    categories: frozenset[HouseholdCategory]
    """Those the row names; `given` (`categories`, or one flag each) says which others it denies."""
    bank_card: str | None
    meal_plan: bool | None
    school: str | None
    remark: str | None
    school_code: str | None
    """学校（机构）标识码; together with `school` it tells a bureau's sheet whose row this is."""


def build(line: Line, context: Context) -> StudentRow:
    """Make the row, and check its cells against one another."""
    values = line.values
    name = values.get("name")
    identity = personal.identity(line, context, "id_number", "id_kind")
    kind, number = personal.kind_and_number(line, identity)
    grade, school_class = read_cells(line, context)
    birth = personal.birth(line, identity)
    if birth is not None and birth.year < context.today.year - _OLDEST:
        line.flaws.append(("id_number" if identity else "birth", _TOO_OLD))
    # By position, in the order of the fields: half the time of naming them.
    return StudentRow(
        line.row,
        name.text if isinstance(name, Name) else "",
        name.key if isinstance(name, Name) else "",
        kind,
        number,
        _student_number(line, identity, context),
        values.get("school_number"),  # type: ignore[arg-type]  # by its converter
        personal.sex(line, identity),
        birth,
        values.get("ethnicity"),  # type: ignore[arg-type]
        grade,
        school_class,
        values.get("enrolled"),  # type: ignore[arg-type]
        values.get("boarding"),  # type: ignore[arg-type]
        values.get("address"),  # type: ignore[arg-type]
        values.get("registered_address"),  # type: ignore[arg-type]
        (guardian_told(line, context, 1), guardian_told(line, context, 2)),
        values.get("phone"),  # type: ignore[arg-type]
        _categories(values),
        values.get("bank_card"),  # type: ignore[arg-type]
        values.get("meal_plan"),  # type: ignore[arg-type]
        values.get("school"),  # type: ignore[arg-type]
        values.get("remark"),  # type: ignore[arg-type]
        values.get("school_code"),  # type: ignore[arg-type]
    )


_OLDEST: Final = 30
_TOO_OLD: Final = Flaw(
    Level.WARNING, "按出生日期已经过了 30 岁，不像学生；请核对是不是填了家长的号码或日期"
)


def _student_number(line: Line, identity: IdentityNumber | None, context: Context) -> str | None:
    number, flaw = people.student_number(line.values.get("student_number"), identity, context)
    if flaw is not None:
        line.flaws.append(("student_number", flaw))
    return number


def guardian_told(line: Line, context: Context, place: int) -> Guardian | None:
    """The guardian that the columns of a place tell; what is to be said goes to the line."""
    keys = GUARDIAN_KEYS[place]
    values = line.values
    name = values.get(keys.name)
    identity = None
    if values.get(keys.paper_number) is not None:
        identity = personal.identity(line, context, keys.paper_number, keys.paper_kind)
    relation, phone = values.get(keys.relation), values.get(keys.phone)
    if not isinstance(name, Name):
        # A relation alone is what a prefilled form says of nobody.
        if phone or identity:
            message = f"监护人{place} 有电话或证件号但没有姓名，没有读入；请补填姓名"
            line.flaws.append((keys.name, Flaw(Level.WARNING, message)))
        return None
    if type(name) is not Name:
        relation, phone, message = settled(name, relation, phone)
        if message:
            line.flaws.append((keys.name, Flaw(Level.WARNING, message)))
    return Guardian(
        name.text,
        name.key,
        relation if isinstance(relation, str) else None,
        phone if isinstance(phone, str) else None,
        identity.text if identity else None,
        identity.kind if identity else None,
    )


def _categories(values: Mapping[str, object]) -> frozenset[HouseholdCategory]:
    found = values.get("categories")
    named = found if isinstance(found, frozenset) else frozenset()
    if values.keys().isdisjoint(FLAGS):
        return named
    return named | {category for key, category in FLAGS.items() if values.get(key) is True}


def record(row: StudentRow) -> dict[str, Cell]:
    """The cells of a pupil by key."""
    cells: dict[str, Cell | None] = {
        "name": row.name,
        "id_kind": row.id_kind.label if row.id_kind else None,
        "id_number": row.id_number,
        "student_number": row.student_number,
        "school_number": row.school_number,
        "sex": row.sex.label if row.sex else None,
        "birth": row.birth,
        "ethnicity": row.ethnicity,
        "grade": row.grade.label if row.grade else None,
        "school_class": row.school_class.label if row.school_class else None,
        "enrolled": str(row.enrolled) if row.enrolled else None,
        "boarding": None if row.boarding is None else "住校" if row.boarding else "走读",
        "address": row.address,
        "registered_address": row.registered_address,
        "phone": row.phone,
        "categories": "、".join(c.label for c in HouseholdCategory if c in row.categories),
        "bank_card": row.bank_card,
        "meal_plan": None if row.meal_plan is None else "是" if row.meal_plan else "否",
        "school": row.school,
        "remark": row.remark,
    }
    for place, guardian in enumerate(row.guardians, 1):
        if guardian is not None:
            cells |= _guardian_record(f"guardian{place}", guardian)
    return {key: cell for key, cell in cells.items() if cell is not None}


def _guardian_record(prefix: str, guardian: Guardian) -> dict[str, Cell | None]:
    return {
        f"{prefix}_name": guardian.name,
        f"{prefix}_relation": guardian.relation,
        f"{prefix}_phone": guardian.phone,
        f"{prefix}_id_kind": guardian.id_kind.label if guardian.id_kind else None,
        f"{prefix}_id_number": guardian.id_number,
    }


_PARENTS: Final = (("父", "父亲"), ("爸", "父亲"), ("母", "母亲"), ("妈", "母亲"))


def implied(title: str, labels: Mapping[str, str], context: Context) -> dict[str, object]:
    """The class that only the title tells, and whose father or mother a column is."""
    told: dict[str, object] = {}
    if school_class := people.class_in(title, context):
        told["school_class"] = school_class
    for place in ("guardian1", "guardian2"):
        label = labels.get(f"{place}_name", "")
        heads = [word[:1] for word in label.split("·")]
        relation = next((word for start, word in _PARENTS if start in heads), None)
        if relation:
            told[f"{place}_relation"] = relation
    return told


def review(rows: Sequence[StudentRow]) -> list[tuple[str, Flaw]]:
    """A 学号 that only counts the lines is none."""
    numbers = [row.school_number for row in rows]
    if len(rows) >= _COUNTED and numbers == [str(place) for place in range(1, len(rows) + 1)]:
        message = (
            "“学号”一栏只是顺序号（1、2、3……），不能当学号用来找人；不是学号的话请把表头改成“序号”"
        )
        return [("school_number", Flaw(Level.WARNING, message))]
    return []


_COUNTED: Final = 3


STUDENTS: Final = SheetKind(
    name="students",
    title="学生",
    columns=COLUMNS,
    anchor="name",
    build=build,
    record=record,
    settle=settle,
    implied=implied,
    review=review,
    unique=("id_number", "student_number"),
)
