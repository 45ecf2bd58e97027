"""就餐人数: how many of each class ate at a sitting, and the guests."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.canteen import Sitting
from desktop.core.grades import ClassName, read_class
from desktop.rosters import goods_cells, people
from desktop.rosters.cells import plain_text, whole_number, words
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.goods_cells import labels, short_text
from desktop.rosters.goods_receipts import CANTEEN
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line

_MOST: Final = 999


class MealCountRow(msgspec.Struct, frozen=True):
    """A class at a sitting. None: the sheet does not tell, which is not 0."""

    row: int
    """As Excel counts, from 1."""
    name: str
    """Which sitting and class it is, in words."""
    day: date
    sitting: Sitting
    school_class: ClassName | None
    """None: the line is of the sitting as a whole."""
    plan: int | None
    paying: int | None
    guests: int | None
    reason: str
    """Why nothing was served."""
    canteen: str | None = None


COLUMNS: Final = (
    Column(
        "day",
        "日期",
        goods_cells.day,
        words("就餐日期 用餐日期 供餐日期 时间"),
        required=True,
        width=13,
        example="2026-10-12",
        few=True,
    ),
    Column(
        "sitting",
        "餐次",
        goods_cells.sitting,
        words("餐别 用餐餐次"),
        width=10,
        example="午餐",
        choices=labels(Sitting),
        note="空着就是午餐",
        few=True,
    ),
    Column(
        "school_class",
        "班级",
        plain_text,
        words("班级名称 班别 班 年级班级 就餐班级"),
        example="三年级2班",
        few=True,
    ),
    Column("grade", "年级", plain_text, ("所在年级",), few=True, template=False),
    Column(
        "plan",
        "营养餐人数",
        whole_number(0, _MOST),
        words("营养餐 享受人数 补助人数 营养餐就餐人数 计划内人数"),
        example="32",
    ),
    Column(
        "paying",
        "自费人数",
        whole_number(0, _MOST),
        words("自费 自费就餐人数 交费人数 自费学生 计划外人数"),
        example="2",
    ),
    Column(
        "guests",
        "其他人员",
        whole_number(0, _MOST),
        words("其他人员人数 客餐 客餐人数 其他人数 家长"),
        note="每餐写一行就够；教职工按人登记，不写在这里",
    ),
    Column(
        "reason",
        "没有开餐的原因",
        short_text(100),
        words("未开餐原因 停餐原因"),
        width=18,
        note="没有开餐的写一行，不写班级和人数",
    ),
    CANTEEN,
)
NOTHING: Final = "这一行没有写人数，也没有写没有开餐的原因"
NO_CLASS: Final = "写了学生人数，没有写是哪个班"


def build(line: Line, context: Context) -> MealCountRow:
    """Make the row."""
    told = line.values
    texts = {key: value for key, value in told.items() if isinstance(value, str)}
    counts = {key: told.get(key) for key in ("plan", "paying", "guests")}
    heads = {key: value if isinstance(value, int) else None for key, value in counts.items()}
    day, sitting = told.get("day"), told.get("sitting")
    school_class = _class(line, context)
    silent = all(value is None for value in heads.values()) and not texts.get("reason")
    if silent and not line.flaws:
        line.flaws.append(("plan", Flaw(Level.ERROR, NOTHING)))
    pupils = heads["plan"] is not None or heads["paying"] is not None
    if pupils and school_class is None and not line.flaws:
        line.flaws.append(("school_class", Flaw(Level.ERROR, NO_CLASS)))
    # A line without a day was refused already.
    when = day if isinstance(day, date) else date.min
    meal = sitting if isinstance(sitting, Sitting) else Sitting.LUNCH
    label = school_class.label if school_class else ""
    return MealCountRow(
        row=line.row,
        name=f"{when} {meal.label} {label}".rstrip(),
        day=when,
        sitting=meal,
        school_class=school_class,
        **heads,
        reason=texts.get("reason", ""),
        canteen=texts.get("canteen"),
    )


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


def record(row: MealCountRow) -> dict[str, Cell]:
    """The cells of a line by key."""
    cells: dict[str, Cell | None] = {
        "day": row.day,
        "sitting": row.sitting.label,
        "school_class": row.school_class.label if row.school_class else None,
        "plan": row.plan,
        "paying": row.paying,
        "guests": row.guests,
        "reason": row.reason or None,
        "canteen": row.canteen,
    }
    return {key: cell for key, cell in cells.items() if cell is not None}


MEAL_COUNTS: Final = SheetKind(
    name="meal-counts",
    title="就餐人数",
    columns=COLUMNS,
    anchor="day",
    build=build,
    record=record,
)
