from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from desktop.core.errors import SchoolError
from desktop.rosters.problems import Level, Problem
from desktop.rosters.readings import Reading
from desktop.rosters.students import STUDENTS
from desktop.services.imports.lines import Fate, lines_of
from desktop.services.imports.reading import glance, open_workbook, veiled
from tests.services.rosters import (
    ID_A,
    ID_B,
    charge,
    charges,
    look,
    meal_days,
    meals,
    pupil,
    roster,
    students,
    take,
)

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.session import Session


def test_each_line_stands_under_what_becomes_of_it(session: Session) -> None:
    known = pupil("张小红", 2, id_number=ID_A)
    take(session, students(known, pupil("李明", 3), pupil("王芳", 4, id_number=ID_B)))
    problems = [
        Problem("Sheet1", 9, "D", "D9", "身份证件号", Level.ERROR, "", "校验位不符"),
        Problem("Sheet1", 3, "C", "C3", "出生日期", Level.REPAIR, "", "已改成日期"),
    ]
    rows = (
        known,
        pupil("李明", 3, birth=date(2016, 1, 2)),
        pupil("新来的", 4),
        pupil("新来的", 5),
    )
    read = roster("students", rows, problems=problems)
    read = replace(read, readings=(Reading("Sheet1", "B", "性别", "“1”读作“男”", 1200),))
    found = lines_of(look(session, read))
    assert {fate: [line.row for line in lines] for fate, lines in found.items()} == {
        Fate.NEW: [4],
        Fate.COMING: [],
        Fate.CHANGED: [3],
        Fate.SAME: [2],
        Fate.MISSING: [0],
        Fate.DECIDED: [],
        Fate.PARKED: [5],
        Fate.UNREAD: [9],
        Fate.REMARKS: [3],
        Fate.READINGS: [0],
    }
    assert found[Fate.NEW][0].who == "三年级1班 新来的"
    assert found[Fate.REMARKS][0].reason == "已修正：已改成日期"
    assert found[Fate.READINGS][0].reason == "“1”读作“男”，1,200 处"
    assert not any(secret in repr(found) for secret in (ID_A, ID_B, "2016"))


def test_lines_of_charges_are_named_by_their_item(session: Session) -> None:
    take(session, charges(charge("伙食费", 3)))
    found = lines_of(look(session, charges(charge(), charge("伙食费", 3))))
    assert [(line.who, line.reason) for line in found[Fate.NEW]] == [("住宿费", "100.00")]
    assert [line.who for line in found[Fate.SAME]] == ["伙食费"]


def test_lines_of_meal_days_are_new_the_same_or_say_nothing(session: Session) -> None:
    take(session, students(pupil(), pupil("李明", 3), pupil("王芳", 4)))
    take(session, meal_days(meals()))
    silent = meals("王芳", 6, present_days=None, meal_days=None)
    sheet = meal_days(meals(), meals("李明", 5, meal_days=7), silent)
    found = lines_of(look(session, sheet))
    told = {fate: [(line.row, line.reason) for line in lines] for fate, lines in found.items()}
    assert told[Fate.NEW] == [(5, "就餐7天")]
    assert told[Fate.SAME] == [(4, "")]
    assert told[Fate.UNREAD] == [(6, "没有填天数，不作登记")]


def test_glance_shows_the_first_lines_with_long_numbers_hidden(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "说明"
    first.append(["请先看"])
    second = book.create_sheet("名册")
    second.append(["姓名", "身份证件号"])
    second.append(["张小红", ID_A])
    hidden = book.create_sheet("旧")
    hidden.sheet_state = "hidden"
    book.save(path)
    assert glance(path).sheet == "说明"
    seen = glance(path, "名册")
    assert (seen.sheets, seen.rows[0]) == (("说明", "名册"), ("姓名", "身份证件号"))
    assert ID_A not in repr(seen)
    with pytest.raises(SchoolError, match="没有工作表"):
        glance(path, "没有")


def test_columns_of_private_fields_are_veiled_below_the_header(
    tmp_path: Path, session: Session
) -> None:
    path = tmp_path / "名册.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["学生花名册"])
    sheet.append(["姓名", "班级", "出生日期", "家庭住址"])
    sheet.append(["张小红", "三年级1班", "2017年3月5日", "平安乡东坡村12号"])
    book.save(path)
    roster = open_workbook(session, path, "students")
    seen = veiled(glance(path), roster, STUDENTS)
    assert seen.rows[:2] == glance(path).rows[:2]
    assert seen.rows[2] == ("张小红", "三年级1班", "******", "******")
