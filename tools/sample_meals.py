"""The month's lunch days as schools count them: printed pages, lists side by side, old Excel."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from desktop.demo.chance import Chance
from desktop.demo.county import county
from desktop.demo.meals import teaching_days
from tools import habits
from tools.sheets import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.core.terms import Month
    from desktop.demo.people import MealMonth

STANDARD: Final = 5
_HALF: Final = 27


def lines(unit: str, month: Month) -> list[MealMonth]:
    """The lines of a school's month in the order of its classes."""
    return [meal for meal in county().meals if (meal.stay.unit, meal.month) == (unit, month)]


def _label(meal: MealMonth) -> str:
    return habits.class_label(meal.stay)


def _by_class(unit: str, month: Month) -> list[tuple[str, list[MealMonth]]]:
    return [(label, list(group)) for label, group in groupby(lines(unit, month), _label)]


def printed_month(unit: str, month: Month) -> Sequence[Grid]:
    """As it was printed: a page for each class with the head again, its sum and its number."""
    grid = Grid(f"{month.month}月", (6, 12, 26, 10, 10, 10, 12, 12))
    classes = _by_class(unit, month)
    chance = Chance("样例 就餐天数")
    title = f"{county().unit(unit).name}{month.label}学生午餐（营养餐）就餐天数统计表"
    grid.merge((0, 0, 0, 7), title, "title")
    grid.merge((1, 0, 1, 3), "学校（盖章）：", "note")
    grid.merge((1, 4, 1, 7), f"日期：{month.first} ~ {month.last}", "note")
    row, number, total = 2, 0, 0
    for page, (label, meals) in enumerate(classes, start=1):
        grid.line(
            row,
            (
                "序号",
                "班 级",
                "学生姓名",
                "应到天数",
                "就餐天数",
                "标准（元）",
                "补助金额",
                "备 注",
            ),
            "head",
        )
        first = row + 1
        for meal in meals:
            row, number = row + 1, number + 1
            _printed_line(grid, row, number, meal, chance)
        grid.merge((first, 1, row, 1), label)
        days = sum(meal.days or 0 for meal in meals)
        total += days
        grid.line(
            row + 1, (None, "小  计", f"{len(meals)}人", None, days, None, days * STANDARD, None)
        )
        grid.merge((row + 2, 0, row + 2, 7), f"第{page}页，共{len(classes)}页", "note")
        row += 3
    grid.line(row, (None, "合  计", f"{number}人", None, total, None, total * STANDARD, None))
    footer = "负责人：              复核人：              填表人：              2026年11月2日"
    grid.merge((row + 1, 0, row + 1, 7), footer, "note")
    return (grid,)


def _printed_line(grid: Grid, row: int, number: int, meal: MealMonth, chance: Chance) -> None:
    name = habits.typed_name(chance, meal.stay.child.name)
    there = len(teaching_days(meal.month))
    amount = None if meal.days is None else meal.days * STANDARD
    grid.line(row, (number, None, name, there, meal.days, STANDARD, amount, None))
    grid.put(row, 6, amount, "money")


def old_month(unit: str, month: Month) -> Sequence[Grid]:
    """A sheet that has been copied from month to month since old Excel."""
    grid = Grid("Sheet1", (6, 12, 26, 12, 14))
    grid.merge((0, 0, 0, 4), f"{month.label}份学生就餐天数", "title")
    grid.line(1, ("序号", "班级", "姓名", "就餐天数", "备注"), "head")
    row = 2
    for label, meals in _by_class(unit, month):
        for meal in meals:
            grid.line(row, (row - 1, label, meal.stay.child.name, meal.days, None))
            row += 1
    grid.line(row, (None, "合计", None, sum(meal.days or 0 for meal in lines(unit, month)), None))
    return (grid,)


def side_by_side_month(unit: str, month: Month) -> Sequence[Grid]:
    """Two lists beside each other to save paper, one sheet for each grade."""
    grids = []
    for grade, group in groupby(lines(unit, month), lambda meal: _label(meal)[:3]):
        grid = Grid(grade, (9, 26, 10, 3, 9, 26, 10))
        grid.merge((0, 0, 0, 6), f"平安县第二初级中学{grade}{month.label}学生就餐天数", "title")
        row = 1
        for _, meals in groupby(group, _label):
            row = _two_lists(grid, row, list(meals))
        grid.merge(
            (row, 0, row, 6), "食堂管理员：            政教处：            主管校长：", "note"
        )
        grids.append(grid)
    return grids


def _two_lists(grid: Grid, row: int, meals: list[MealMonth]) -> int:
    """One class on two halves below a head of its own; returns the row after it."""
    for left in (0, 4):
        grid.line(row, ("班级", "姓名", "就餐天数"), "head", first=left)
    for place, meal in enumerate(meals):
        left, down = (0, place) if place < _HALF else (4, place - _HALF)
        cells = (habits.bracket_class(meal.stay), meal.stay.child.name, meal.days)
        grid.line(row + 1 + down, cells, first=left)
    return row + 1 + min(len(meals), _HALF)


def plain_month(unit: str, month: Month) -> Sequence[Grid]:
    """The head in the first row, as a web form exports it; the month stands in the sheet's name."""
    grid = Grid(f"{month.label}营养餐", (8, 12, 20, 12, 12))
    grid.line(0, ("序号", "年级", "姓名", "用餐天数", "备注"), "head")
    for number, meal in enumerate(lines(unit, month), start=1):
        cells = (number, _label(meal), meal.stay.child.name, meal.days, None)
        grid.line(number, cells)
    return (grid,)
