"""The rosters of pupils as four schools keep them, with the slips that people make."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Final

from desktop.core.labels import HouseholdCategory
from desktop.demo.chance import Chance
from desktop.demo.county import county
from desktop.demo.places import JUNIOR, KINDERGARTEN, POINT, PRIMARY
from tools import habits
from tools.sheets import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.demo.people import Stay
    from tools.sheets import Value

WRITTEN_ON: Final = date(2026, 9, 30)
"""The rosters say who was there on this day."""

_NO_NAME, _WRONG_DIGIT, _AS_NUMBER, _TWICE = 340, 17, 203, 411
_WRONG_DIGIT_JUNIOR, _PLACEHOLDER_JUNIOR, _EXPONENT_POINT = 120, 33, 5
_BLANK_LINES: Final = 5
_PRIMARY_WIDTHS: Final = (
    *(6, 11, 22, 6, 10, 22, 13, 10, 8, 34),
    *(18, 8, 15, 18, 8, 15),
    *(14, 22, 12),
)


def pupils(unit: str) -> tuple[Stay, ...]:
    """Whom the roster of a school lists."""
    return county().pupils(unit, WRITTEN_ON)


def wrong_digit(number: str) -> str:
    """The number with its last digit mistyped."""
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def as_number(number: str) -> float:
    """The number as a table program keeps it when it takes it for a quantity: fifteen digits."""
    return float(int(number[:15]) * 1000)


def primary_roster() -> Sequence[Grid]:
    """One long sheet: title, unit line, head of two levels, class merged, footer."""
    grid = Grid("学生花名册", _PRIMARY_WIDTHS, landscape=True)
    last = 18
    title = "平安县平安乡中心小学2026—2027学年度第一学期学生花名册"
    grid.merge((0, 0, 0, last), title, "title")
    grid.merge((1, 0, 1, 8), "填报单位（盖章）：平安乡中心小学", "note")
    grid.merge((1, 9, 1, last), "填报日期：2026年9月30日          填报人：", "note")
    _primary_head(grid)
    chance = Chance("样例 中心小学花名册")
    row, number = 4, 0
    for label, group in groupby(pupils(PRIMARY), habits.class_label):
        first = row
        for stay in group:
            number += 1
            for _ in range(2 if number == _TWICE else 1):
                grid.line(row, [number, None, *_primary_cells(chance, stay, number)])
                row += 1
        grid.merge((first, 1, row - 1, 1), label)
    row = _blank_form(grid, row, number, last)
    gap = " " * 20
    signed = f"负责人：{gap}填表人：{gap}联系电话：0980-8200011"
    grid.merge((row, 0, row, last), signed, "note")
    note = (
        "注：1.身份证号码按户口簿填写。2.困难类别按县上核定的名单填写，没有的不填。3.本表一式三份。"
    )
    grid.merge((row + 1, 0, row + 1, last), note, "note")
    return (grid,)


def _primary_head(grid: Grid) -> None:
    singles = (
        *("序号", "班级", "*姓名", "性别", "民族", "身份证号码\n（必填）"),
        *("出生日期", "入学年月", "就读方式", "家庭住址"),
    )
    for column, word in enumerate(singles):
        grid.merge((2, column, 3, column), word, "head")
    grid.merge((2, 10, 2, 12), "监护人1", "head")
    grid.merge((2, 13, 2, 15), "监护人2", "head")
    grid.line(3, ["姓名", "关系", "联系电话"] * 2, "head", first=10)
    for column, word in enumerate(("困难类别", "银行卡号", "备  注"), start=16):
        grid.merge((2, column, 3, column), word, "head")


def _primary_cells(chance: Chance, stay: Stay, number: int) -> list[Value]:
    child, family = stay.child, stay.child.family
    identity: Value = habits.typed_id(chance, child.id_number)
    if number == _WRONG_DIGIT:
        identity = wrong_digit(child.id_number)
    elif number == _AS_NUMBER:
        identity = as_number(child.id_number)
    name = "" if number == _NO_NAME else habits.typed_name(chance, child.name)
    guardians = [
        word
        for guardian in family.guardians
        for word in (guardian.name, guardian.relation, habits.typed_phone(chance, guardian.phone))
    ]
    return [
        name,
        child.sex.label,
        habits.typed_people(chance, family.ethnicity),
        identity,
        habits.typed_date(chance, child.born),
        f"{stay.room.entered}09",
        "住校" if stay.boards else "走读",
        family.address,
        *guardians,
        "、".join(c.label for c in HouseholdCategory if c in child.categories) or None,
        family.bank_card,
        " " if chance.happens(30) else None,
    ]


def _blank_form(grid: Grid, row: int, number: int, last: int) -> int:
    """Numbered lines that nobody has filled."""
    for extra in range(1, _BLANK_LINES + 1):
        grid.line(row, [number + extra, *[None] * last])
        row += 1
    return row


def grade_rosters() -> Sequence[Grid]:
    """Old Excel, one sheet for each grade: class in brackets, ticks for the categories."""
    chance = Chance("样例 初中信息表")
    heads = (
        *("序号", "班级", "学生姓名", "性别", "民族", "公民身份号码", "学籍号", "出生年月日"),
        *("是否住校", "户籍所在地", "家长姓名", "与学生关系", "家长电话"),
        *("是否脱贫户", "是否监测对象", "是否低保", "是否留守儿童", "备注"),
    )
    widths = (6, 10, 24, 6, 10, 22, 23, 14, 10, 34, 18, 12, 15, 9, 9, 9, 9, 10)
    grids = []
    number = 0
    for grade, group in groupby(pupils(JUNIOR), lambda stay: habits.class_label(stay)[:3]):
        grid = Grid(grade, widths, landscape=True)
        grid.merge((0, 0, 0, len(heads) - 1), f"平安县第二初级中学{grade}学生基本信息表", "title")
        grid.line(1, heads, "head")
        row = 2
        for place, stay in enumerate(group, start=1):
            number += 1
            grid.line(
                row, [place, habits.bracket_class(stay), *_junior_cells(chance, stay, number)]
            )
            row += 1
        grid.put(row, 0, "合  计")
        grid.put(row, 2, f"{row - 2}人")
        grids.append(grid)
    return grids


def _junior_cells(chance: Chance, stay: Stay, number: int) -> list[Value]:
    child, family = stay.child, stay.child.family
    guardian = family.guardians[0]
    phone: Value = guardian.phone
    if number == _PLACEHOLDER_JUNIOR:
        phone = 123456789
    elif chance.happens(60):
        phone = f"{guardian.phone}/{family.guardians[1].phone}"
    identity = child.id_number or "无"
    kinds = HouseholdCategory
    return [
        habits.typed_name(chance, child.name),
        child.sex.label,
        habits.typed_people(chance, family.ethnicity),
        wrong_digit(identity) if number == _WRONG_DIGIT_JUNIOR else identity,
        child.national_number,
        habits.typed_date(chance, child.born),
        "是" if stay.boards else "否",
        family.address,
        guardian.name,
        guardian.relation,
        phone,
        *habits.ticks(
            stay, kinds.OUT_OF_POVERTY, kinds.MONITORED, kinds.LOW_INCOME, kinds.LEFT_BEHIND
        ),
        None,
    ]


def point_roster() -> Sequence[Grid]:
    """A text file as saved on a Chinese Windows: apostrophes before numbers, three grades."""
    grid = Grid("花名册")
    grid.line(0, ["平安县平安乡大岭教学点学生花名册"])
    heads = (
        *("序号", "年级", "姓名", "性别", "民族", "身份证号", "出生日期"),
        *("现住址", "监护人", "与本人关系", "联系电话", "困难类型"),
    )
    grid.line(1, heads)
    chance = Chance("样例 教学点花名册")
    for number, stay in enumerate(pupils(POINT), start=1):
        child, family = stay.child, stay.child.family
        guardian = family.guardians[0]
        identity = f"'{child.id_number}" if child.id_number else ""
        if number == _EXPONENT_POINT:
            identity = f"{as_number(child.id_number):.5E}"
        cells: list[Value] = [
            number,
            habits.class_label(stay),
            child.name,
            child.sex.label,
            family.ethnicity,
            identity,
            habits.typed_date(chance, child.born),
            family.address,
            guardian.name,
            guardian.relation,
            guardian.phone,
            "、".join(c.label for c in HouseholdCategory if c in child.categories),
        ]
        grid.line(number + 1, cells)
    return (grid,)


def kindergarten_rosters() -> Sequence[Grid]:
    """Made with WPS: a sheet for each class, which is named in the title only."""
    heads = (
        "序号",
        "幼儿姓名",
        "性别",
        "民族",
        "身份证件号码",
        "出生日期",
        "入园时间",
        "父亲姓名",
        "父亲电话",
        "母亲姓名",
        "母亲电话",
        "家庭住址",
        "备注",
    )
    chance = Chance("样例 幼儿花名册")
    grids = []
    for label, group in groupby(pupils(KINDERGARTEN), habits.small_class):
        grid = Grid(label, (6, 22, 6, 10, 22, 14, 12, 18, 15, 18, 15, 34, 10), landscape=True)
        grid.merge((0, 0, 0, len(heads) - 1), f"平安乡中心幼儿园{label}幼儿花名册", "title")
        grid.line(1, heads, "head")
        row = 2
        for stay in group:
            grid.line(row, [row - 1, *_kindergarten_cells(chance, stay)])
            row += 1
        grid.merge((row, 0, row, len(heads) - 1), "班主任：              保育员：", "note")
        grids.append(grid)
    return grids


def _kindergarten_cells(chance: Chance, stay: Stay) -> list[Value]:
    child, family = stay.child, stay.child.family
    parents = {guardian.relation: guardian for guardian in family.guardians}
    cells: list[Value] = [
        habits.typed_name(chance, child.name),
        child.sex.label,
        family.ethnicity,
        habits.typed_id(chance, child.id_number),
        habits.typed_date(chance, child.born),
        f"{stay.room.entered}年9月",
    ]
    for relation in ("父亲", "母亲"):
        parent = parents.get(relation)
        cells += [parent.name, parent.phone] if parent else ["", ""]
    return [*cells, family.address, None]
