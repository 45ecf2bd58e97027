"""A form that somebody has explained is read so the next time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from desktop.core.errors import SchoolError
from desktop.core.labels import Role, UnitKind
from desktop.rosters.problems import Level
from desktop.rosters.results import Choices
from desktop.services.imports.batches import apply, preview, undo
from desktop.services.imports.reading import open_workbook
from desktop.services.people import PupilQuery, pupils
from desktop.services.units import NewUnit, add_unit
from tests.services.rosters import as_role, dump

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.services.session import Session

HEAD = ("编码", "谁", "几班")
LINES = (("1", "赵甲", "三年级1班"), ("2", "钱乙", "三年级2班"))
MEANT = Choices(header_row=2, mapping={"A": "", "B": "name", "C": "school_class"})


def book(path: Path, head: Sequence[str] = HEAD, *sheets: str) -> Path:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title in sheets or ("一",):
        sheet = made.create_sheet(title)
        sheet.append(["平安小学"])
        sheet.append(list(head))
        for line in LINES:
            sheet.append(list(line))
    made.save(path)
    return path


def explain(session: Session, path: Path, choices: Choices = MEANT) -> None:
    roster = open_workbook(session, path, "students", choices)
    apply(session, preview(session, roster))


def test_explained_form_is_read_by_itself_the_next_time(session: Session, tmp_path: Path) -> None:
    first, second = book(tmp_path / "一.xlsx"), book(tmp_path / "二.xlsx")
    with pytest.raises(SchoolError, match="没有找到"):
        open_workbook(session, first, "students")
    explain(session, first)
    again = open_workbook(session, second, "students")
    assert (again.header_row, again.recognised, again.explained) == (2, True, False)
    assert [row.name for row in again.rows] == ["赵甲", "钱乙"]
    assert preview(session, again).counts.same == 2


def test_form_is_known_on_another_line_and_sheet_but_not_with_other_words(
    session: Session, tmp_path: Path
) -> None:
    explain(session, book(tmp_path / "一.xlsx"))
    made = Workbook()
    cover, sheet = made.worksheets[0], made.create_sheet("名单")
    cover.append(["姓名", "年级", "班级"])
    cover.append(["封面", "一年级", "1班"])
    for line in (["平安小学"], ["花名册"], [None], list(HEAD), *map(list, LINES)):
        sheet.append(line)
    made.save(tmp_path / "二.xlsx")
    again = open_workbook(session, tmp_path / "二.xlsx", "students")
    assert (again.sheet, again.header_row, again.row_count) == ("名单", 4, 2)
    other = book(tmp_path / "三.xlsx", ("编码", "谁", "哪个班"))
    with pytest.raises(SchoolError, match="没有找到"):
        open_workbook(session, other, "students")


def test_new_word_on_a_form_goes_before_the_old_one(session: Session, tmp_path: Path) -> None:
    path = book(tmp_path / "一.xlsx", ("编码", "姓名", "几班"))
    explain(session, path, Choices(mapping={"C": "school_class"}))
    once = open_workbook(session, path, "students", Choices(mapping={"C": "remark"}))
    assert [row.remark for row in once.rows] == ["三年级1班", "三年级2班"]
    apply(session, preview(session, once))
    again = open_workbook(session, path, "students")
    assert [row.remark for row in again.rows] == ["三年级1班", "三年级2班"]


def test_form_that_was_read_without_help_is_not_kept(session: Session, tmp_path: Path) -> None:
    path = book(tmp_path / "一.xlsx", ("序号", "姓名", "班级"))
    explain(session, path, Choices(sheet="一"))
    assert not open_workbook(session, path, "students").recognised


def test_undone_batch_leaves_what_was_learned(session: Session, tmp_path: Path) -> None:
    path = book(tmp_path / "一.xlsx")
    before = dump(session.store)
    explain(session, path)
    undo(session, 1)
    assert pupils(session, PupilQuery()).total == 0
    assert open_workbook(session, path, "students").recognised
    left = {name for name, rows in dump(session.store).items() if rows != before.get(name)}
    assert left <= {"roster_layouts", "import_batches"}


def test_school_reads_forms_as_its_bureau_has_explained_them(
    session: Session, tmp_path: Path
) -> None:
    path = book(tmp_path / "一.xlsx")
    explain(session, path)
    school = add_unit(
        as_role(session, Role.BUREAU), NewUnit("3629000009", "红星小学", UnitKind.PRIMARY)
    )
    below = session.in_unit(school.unit_id, school.name)
    assert open_workbook(below, path, "students").recognised
    explain(below, path, Choices(header_row=2, mapping={"B": "name", "A": "school_number"}))
    own = open_workbook(below, path, "students")
    assert [row.school_number for row in own.rows] == ["1", "2"]
    bureau = open_workbook(session, path, "students")
    assert [row.school_number for row in bureau.rows] == [None, None]


def test_other_sheets_that_look_the_same_are_pointed_at(session: Session, tmp_path: Path) -> None:
    sheets = [f"三{number}班" for number in range(1, 9)]
    path = book(tmp_path / "班.xlsx", ("学号", "姓名", "班级"), *sheets)
    (remark,) = open_workbook(session, path, "students").problems
    assert (remark.row, remark.level) == (0, Level.WARNING)
    assert "还有 7 张同样的工作表没有读：“三2班”" in remark.message
    assert "“三6班”等；" in remark.message
    chosen = open_workbook(session, path, "students", Choices(sheet="三2班"))
    assert (chosen.problems, len(chosen.rows)) == ((), 2)
