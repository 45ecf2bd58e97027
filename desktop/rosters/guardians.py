"""监护人: who looks after which pupil, a line for each guardian, or one for each pupil."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.names import Name
from desktop.rosters import people
from desktop.rosters.cells import plain_text, squeeze, text_of, words
from desktop.rosters.class_cells import read_cells
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.guardian_columns import PHONES, RELATIONS, guardian_columns
from desktop.rosters.problems import Flaw, Level
from desktop.rosters.pupil_numbers import ID_NUMBER, STUDENT_NUMBER, numbers_told
from desktop.rosters.school_cells import SCHOOL, SCHOOL_CODE, school_told
from desktop.rosters.students import Guardian, guardian_told, implied

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.core.grades import ClassName
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Heading, Line

PLACES: Final = (1, 2)
_PLACE_WORDS: Final = {
    **{squeeze(word): 1 for word in words("1 一 第一 第1 第一监护人 主 主要 主要监护人 监护人1")},
    **{squeeze(word): 2 for word in words("2 二 第二 第2 第二监护人 次 次要 次要监护人 监护人2")},
}


class GuardianRow(msgspec.Struct, frozen=True):
    """A pupil and the guardians that a line names."""

    row: int
    """As Excel counts, from 1."""
    name: str
    """The pupil's."""
    name_key: str
    school_class: ClassName | None
    id_number: str | None
    """The pupil's."""
    student_number: str | None
    guardians: tuple[Guardian | None, Guardian | None]
    place: int | None
    """Which guardian of the pupil the first of them is; None: the line does not tell."""
    school: str | None = None
    school_code: str | None = None

    @property
    def named(self) -> tuple[tuple[int | None, Guardian], ...]:
        """Those that the line names, each with its place if that is told."""
        places = (self.place, None)
        return tuple((at, who) for at, who in zip(places, self.guardians, strict=True) if who)


def _place(cell: Cell, context: Context) -> object:
    """Which of a pupil's guardians: 1 or 2."""
    del context
    text = squeeze(text_of(cell))
    return _PLACE_WORDS.get(text) or Flaw(Level.ERROR, "第几监护人请填 1 或 2")


def _first() -> Iterator[Column]:
    """The columns of the first guardian of a line: here a bare 电话 is the guardian's."""
    bare = {
        "guardian1_relation": (*RELATIONS, "与监护人关系", "监护关系"),
        "guardian1_phone": (*PHONES, "联系手机"),
        "guardian1_id_kind": ("监护人身份证件类型",),
    }
    for column in guardian_columns(1):
        more = bare.get(column.key, ())
        synonyms = (*column.synonyms, column.title, *more)
        title = column.title.replace("监护人1", "监护人")
        required = column.key == "guardian1_name"
        yield replace(column, title=title, synonyms=synonyms, required=required)


COLUMNS: Final = (
    replace(SCHOOL, width=14),
    SCHOOL_CODE,
    Column("grade", "年级", plain_text, ("所在年级", "就读年级"), few=True, template=False),
    Column(
        "school_class",
        "班级",
        plain_text,
        words("班级名称 班别 班 所在班级 年级班级 年班 行政班 就读班级 学生班级"),
        example="三年级2班",
        few=True,
    ),
    Column(
        "name",
        "学生姓名",
        people.name,
        words("姓名 名字 学生 幼儿姓名 儿童姓名 孩子姓名 被监护人姓名 被监护人"),
        example="张小明",
        note="没有填学籍号、身份证件号的必须填",
    ),
    replace(STUDENT_NUMBER, title="学籍号", note="同班有同名的必须填这一栏或身份证件号"),
    replace(
        ID_NUMBER,
        title="学生身份证件号",
        synonyms=("身份证件号", *ID_NUMBER.synonyms),
        note="有学籍号的不必填",
    ),
    *_first(),
    Column(
        "place",
        "第几监护人",
        _place,
        words("监护人序号 监护人顺序 监护次序 第几位监护人"),
        width=10,
        choices=tuple(map(str, PLACES)),
        few=True,
        note="空着就按监护人姓名找；要换人时填 1 或 2",
    ),
    *(replace(column, template=False) for column in guardian_columns(2)),
)


def build(line: Line, context: Context) -> GuardianRow:
    """Make the row: a line that names no guardian says nothing, one without a pupil is wrong."""
    values = line.values
    name, place = values.get("name"), values.get("place")
    id_number, student_number = numbers_told(line, context)
    _, school_class = read_cells(line, context)
    found = _named(line, context)
    if any(found) and not isinstance(name, Name) and not (id_number or student_number):
        told = {key for key, flaw in line.flaws if flaw.level is Level.ERROR}
        if told.isdisjoint(("name", "id_number", "student_number")):
            message = "没有写是哪名学生的监护人；请补填学生姓名，或学籍号、身份证件号"
            line.flaws.append(("name", Flaw(Level.ERROR, message)))
    return GuardianRow(
        row=line.row,
        name=name.text if isinstance(name, Name) else "",
        name_key=name.key if isinstance(name, Name) else "",
        school_class=school_class,
        id_number=id_number,
        student_number=student_number,
        guardians=found,
        place=place if isinstance(place, int) else None,
        **school_told(values),
    )


def _named(line: Line, context: Context) -> tuple[Guardian | None, Guardian | None]:
    """The guardians of a line: where only the second is named (母亲), that one is the first."""
    first, second = guardian_told(line, context, 1), guardian_told(line, context, 2)
    if first is None and second is not None:
        line.values["guardian1_name"] = line.values["guardian2_name"]
        return second, None
    return first, second


def record(row: GuardianRow) -> dict[str, Cell]:
    """The cells of a pupil and one guardian by key."""
    who = row.guardians[0]
    cells: dict[str, Cell | None] = {
        "school": row.school,
        "school_class": row.school_class.label if row.school_class else None,
        "name": row.name,
        "student_number": row.student_number,
        "id_number": row.id_number,
        "place": str(row.place) if row.place else None,
    }
    if who is not None:
        cells |= {
            "guardian1_name": who.name,
            "guardian1_relation": who.relation,
            "guardian1_phone": who.phone,
            "guardian1_id_kind": who.id_kind.label if who.id_kind else None,
            "guardian1_id_number": who.id_number,
        }
    return {key: cell for key, cell in cells.items() if cell}


def settle(headings: Sequence[Heading]) -> dict[int, str]:
    """监护人姓名, 电话 once more behind the first are the second guardian's.

    A second 身份证号 behind a guardian's name is that guardian's, not the pupil's.
    """
    if sum(heading.key == "name" for heading in headings) > 1:
        return {}  # the same list twice side by side
    keys: dict[int, str] = {}
    seen: set[str] = set()
    only_second = all(heading.key != "guardian1_name" for heading in headings)
    for heading in headings:
        key = heading.key or ""
        if only_second:
            key = key.replace("guardian2_", "guardian1_")
        if key == "id_number" and key in seen and "guardian1_name" in seen:
            key = "guardian1_id_number"
        if key in seen and key.startswith("guardian1_") and "guardian1_name" in seen:
            key = key.replace("guardian1_", "guardian2_")
        if key != (heading.key or "") and key not in seen:
            keys[heading.index] = key
        seen.add(key)
    return keys


GUARDIANS: Final = SheetKind(
    name="guardians",
    title="监护人",
    columns=COLUMNS,
    anchor="guardian1_name",
    build=build,
    record=record,
    settle=settle,
    implied=implied,
    stand_in="guardian2_name",
    shared=True,
)
