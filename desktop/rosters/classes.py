"""班级: the classes of a school with their class teachers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.names import Name
from desktop.rosters import people
from desktop.rosters.cells import code_text, plain_text, whole_number, words
from desktop.rosters.class_cells import read_cells
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.school_cells import SCHOOL, SCHOOL_CODE, school_told

if TYPE_CHECKING:
    from desktop.core.grades import ClassName, Grade
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line


class ClassRow(msgspec.Struct, frozen=True):
    """A class as the sheet says. None: the sheet does not tell."""

    row: int
    """As Excel counts, from 1."""
    school_class: ClassName | None
    teacher: str | None
    teacher_key: str | None
    teacher_number: str | None
    pupils: int | None
    school: str | None = None
    school_code: str | None = None


COLUMNS: Final = (
    Column(
        "grade",
        "年级",
        plain_text,
        ("年级名称", "所在年级", "当前年级", "学段年级"),
        width=10,
        example="三年级",
        few=True,
    ),
    Column(
        "school_class",
        "班级",
        plain_text,
        words("班级名称 行政班 班 班别 班号 班级名 班级序号 班名 教学班 年级班级 现班级"),
        required=True,
        width=14,
        example="三年级1班",
        few=True,
    ),
    Column(
        "teacher",
        "班主任",
        people.name,
        words("班主任姓名 班主任老师 班级负责人 现任班主任"),
        example="王建国",
    ),
    Column(
        "teacher_number",
        "班主任工号",
        code_text,
        words("班主任编号 工号 教师编号"),
        width=12,
        note="有同名教师时填写",
    ),
    Column(
        "pupils",
        "学生人数",
        whole_number(0, 999),
        words("人数 班额 学生数 现有人数 在校人数 班级人数 总人数 实有人数"),
        width=10,
        note="只用来核对，不会改动学生名册",
    ),
    SCHOOL,
    SCHOOL_CODE,
)


def build(line: Line, context: Context) -> ClassRow:
    """Make the row."""
    _, school_class = read_cells(line, context)
    teacher, number = line.values.get("teacher"), line.values.get("teacher_number")
    pupils = line.values.get("pupils")
    return ClassRow(
        row=line.row,
        school_class=school_class,
        teacher=teacher.text if isinstance(teacher, Name) else None,
        teacher_key=teacher.key if isinstance(teacher, Name) else None,
        teacher_number=number if isinstance(number, str) else None,
        pupils=pupils if isinstance(pupils, int) else None,
        **school_told(line.values),
    )


def record(row: ClassRow) -> dict[str, Cell]:
    """The cells of a class by key."""
    grade: Grade | None = row.school_class.grade if row.school_class else None
    cells: dict[str, Cell | None] = {
        "grade": grade.label if grade else None,
        "school_class": row.school_class.label if row.school_class else None,
        "teacher": row.teacher,
        "teacher_number": row.teacher_number,
        "pupils": row.pupils,
        "school": row.school,
    }
    return {key: cell for key, cell in cells.items() if cell is not None}


CLASSES: Final = SheetKind(
    name="classes",
    title="班级",
    columns=COLUMNS,
    anchor="school_class",
    build=build,
    record=record,
    unique=("school_class",),
)
