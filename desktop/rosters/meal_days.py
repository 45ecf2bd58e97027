"""就餐天数: how many days each pupil was there and ate in a month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.grades import ClassName, read_class
from desktop.core.names import Name
from desktop.rosters import people
from desktop.rosters.cells import plain_text, squeeze, text_of, whole_number, words
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.problems import Flaw, Level
from desktop.rosters.pupil_numbers import ID_NUMBER, STUDENT_NUMBER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.core.identity import IdentityNumber
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line

LONGEST_MONTH: Final = 31


class MealDaysRow(msgspec.Struct, frozen=True):
    """A pupil's days of one month."""

    row: int
    """As Excel counts, from 1."""
    name: str
    name_key: str
    id_number: str | None
    student_number: str | None
    school_class: ClassName | None
    present_days: int | None
    """None: not recorded."""
    meal_days: int | None
    """Present days where the sheet leaves it empty. None: neither is recorded."""
    remark: str | None


_PRESENT: Final = frozenset(words("√ ✓ ✔ v 1 是 出 到 o ○ ● y 出勤 在 已 吃 √√ +"))
_ABSENT: Final = frozenset(
    words("× x ✗ ✘ 0 缺 否 假 病 事 旷 n - — / 病假 事假 缺勤 旷课 请假 未 休 休息 放假 节 周 △缺")
)


def _mark(cell: Cell, context: Context) -> object:
    """A day of a sign-in grid: there, not there, or not recorded."""
    del context
    text = squeeze(text_of(cell))
    if not text:
        return None
    if text in _PRESENT:
        return True
    if text in _ABSENT:
        return False
    return Flaw(Level.ERROR, "看不懂这一天的记号；请用 √ 表示到、× 表示没到")


def day_key(day: int) -> str:
    """The key of a day of the grid."""
    return f"day_{day}"


DAYS: Final = tuple(
    Column(
        day_key(day),
        f"{day}日",
        _mark,
        (str(day), f"{day:02}", f"{day}号"),
        few=True,
        template=False,
    )
    for day in range(1, LONGEST_MONTH + 1)
)

COLUMNS: Final = (
    Column(
        "school_class",
        "班级",
        plain_text,
        ("班级名称", "班别", "班", "所在班级", "年级班级", "年班", "行政班", "就读班级"),
        example="三年级2班",
        few=True,
    ),
    Column("grade", "年级", plain_text, ("所在年级", "就读年级"), few=True, template=False),
    Column(
        "name",
        "姓名",
        people.name,
        ("学生姓名", "名字", "学生", "幼儿姓名", "就餐学生", "儿童姓名"),
        required=True,
        example="张小明",
    ),
    STUDENT_NUMBER,
    ID_NUMBER,
    Column(
        "present_days",
        "出勤天数",
        whole_number(0, LONGEST_MONTH),
        ("到校天数", "出勤", "实际出勤天数", "在校天数", "出勤合计", "应到天数实到", "实到天数"),
        example="22",
        note="当月到校的天数",
    ),
    Column(
        "meal_days",
        "就餐天数",
        whole_number(0, LONGEST_MONTH),
        (
            "用餐天数",
            "享受天数",
            "就餐",
            "实际就餐天数",
            "营养餐天数",
            "就餐次数",
            "合计天数",
            "天数",
            "合计",
        ),
        example="22",
        note="空着就按出勤天数算",
    ),
    *DAYS,
    Column("remark", "备注", plain_text, ("说明",), width=20),
)


def build(line: Line, context: Context) -> MealDaysRow:
    """Make the row; days not given are those of the grid, meals not given those of presence."""
    values = line.values
    name, remark = values.get("name"), values.get("remark")
    identity, student_number = _numbers(line, context)
    present, meals = _days(line)
    return MealDaysRow(
        row=line.row,
        name=name.text if isinstance(name, Name) else "",
        name_key=name.key if isinstance(name, Name) else "",
        id_number=identity.text if identity else None,
        student_number=student_number,
        school_class=_class(line, context),
        present_days=present,
        meal_days=meals,
        remark=remark if isinstance(remark, str) else None,
    )


def _numbers(line: Line, context: Context) -> tuple[IdentityNumber | None, str | None]:
    identity, id_flaw = people.identity(line.values.get("id_number"), None, context)
    number, number_flaw = people.student_number(
        line.values.get("student_number"), identity, context
    )
    for key, flaw in (("id_number", id_flaw), ("student_number", number_flaw)):
        if flaw is not None:
            line.flaws.append((key, flaw))
    return identity, number


def _class(line: Line, context: Context) -> ClassName | None:
    grade_text, text = line.values.get("grade"), line.values.get("school_class")
    grade = people.grade(grade_text, context.rules) if isinstance(grade_text, str) else None
    if not isinstance(text, str):
        return ClassName(grade) if grade else None
    school_class = read_class(text, context.rules, grade)
    if school_class is None:
        message = "看不懂班级；请写成 一年级1班 的样子"
        line.flaws.append(("school_class", Flaw(Level.ERROR, message)))
    return school_class


def _days(line: Line) -> tuple[int | None, int | None]:
    marks = [mark for key in _DAY_KEYS if (mark := line.values.get(key)) is not None]
    counted = sum(mark is True for mark in marks) if marks else None
    present, meals = line.values.get("present_days"), line.values.get("meal_days")
    if isinstance(present, int):
        if counted is not None and meals is None:
            meals = counted
    else:
        present = counted
    if not isinstance(meals, int):
        meals = present
    if isinstance(meals, int) and isinstance(present, int) and meals > present:
        message = f"就餐 {meals} 天多于出勤 {present} 天；请核对"
        line.flaws.append(("meal_days", Flaw(Level.WARNING, message, meals)))
    return (present if isinstance(present, int) else None), (
        meals if isinstance(meals, int) else None
    )


_DAY_KEYS: Final = tuple(column.key for column in DAYS)


def record(row: MealDaysRow) -> dict[str, Cell]:
    """The cells of a pupil's month by key."""
    cells: dict[str, Cell | None] = {
        "school_class": row.school_class.label if row.school_class else None,
        "name": row.name,
        "student_number": row.student_number,
        # These sheets go from hand to hand: an identity number stands only where it must.
        "id_number": None if row.student_number else row.id_number,
        "present_days": row.present_days,
        "meal_days": row.meal_days,
        "remark": row.remark,
    }
    return {key: cell for key, cell in cells.items() if cell is not None}


def implied(title: str, labels: Mapping[str, str], context: Context) -> dict[str, object]:
    """The class that only the title tells."""
    del labels
    school_class = people.class_in(title, context)
    return {"school_class": school_class} if school_class else {}


MEAL_DAYS: Final = SheetKind(
    name="meal-days",
    title="就餐天数",
    columns=COLUMNS,
    anchor="name",
    build=build,
    record=record,
    implied=implied,
)
