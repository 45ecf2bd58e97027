"""A workbook with a sheet for each class, read and taken in as one roster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook

from desktop.core.errors import SchoolError
from desktop.core.identity import check_digit
from desktop.rosters import every
from desktop.rosters.problems import Level
from desktop.rosters.reading import read_sheet
from desktop.rosters.results import Choices
from desktop.rosters.returned import write_returned
from desktop.services.imports.batches import Decisions, apply, history, preview
from desktop.services.imports.lines import Fate, lines_of
from desktop.services.imports.reading import open_workbook
from tests.services.rosters import OCTOBER, pupil, students, take

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from desktop.rosters.results import RosterResult
    from desktop.services.session import Session

NUMBER = "62982120160307002" + check_digit("62982120160307002")
HEAD = ("姓名", "性别", "身份证件号")


def book(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(list(row))
    made.save(path)
    return path


def read(session: Session, path: Path, kind: str = "students", **said: Any) -> RosterResult[Any]:  # noqa: ANN401
    return open_workbook(session, path, kind, Choices(every=True, **said))


def two_classes(path: Path) -> Path:
    """Two classes whose columns stand in another order, and a sheet that is no roster."""
    first = [HEAD, ("赵甲", "男", None), ("坏号码", "女", "123")]
    second = [
        ("三年级2班学生名册",),
        ("序号", "性别", "姓名", "身份证件号"),
        (1, "男", "钱乙", None),
        (2, "女", "坏孙丙", "456"),
        (3, "女", "双名", None),
        (4, "男", "双名", None),
    ]
    return book(path, {"三1班": first, "说明": [("请认真填写",)], "三2班": second})


def test_classes_are_one_roster_and_everything_names_its_sheet(
    session: Session, tmp_path: Path
) -> None:
    known = pupil("赵甲", 2), pupil("走了的", 3)
    take(session, students(*known))
    path = two_classes(tmp_path / "全校.xlsx")
    seen = preview(session, read(session, path))
    assert [sheet.name for sheet in seen.roster.sheets] == ["三1班", "三2班"]
    assert seen.roster.unread_sheets == ()
    lines = lines_of(seen)
    where = {fate: [(d.sheet, d.row, d.who) for d in lines[fate]] for fate in lines}
    assert where[Fate.CHANGED] == [("三1班", 2, "三年级1班 赵甲")]
    assert where[Fate.NEW] == [
        ("三2班", 3, "三年级2班 钱乙"),
        ("三2班", 5, "三年级2班 双名"),
    ]
    assert where[Fate.PARKED] == [("三2班", 6, "三年级2班 双名")]
    assert where[Fate.UNREAD] == [("三1班", 3, "身份证件号"), ("三2班", 4, "身份证件号")]
    assert where[Fate.MISSING] == [("", 0, "三年级1班 走了的")]
    assert ("三2班", 6) in {(p.sheet, p.row) for p in seen.problems if p.level is Level.WARNING}
    number = lines[Fate.PARKED][0].decided_by
    seen = preview(session, seen.roster, Decisions(rows={number: "new"}))
    assert (seen.counts.new, seen.counts.parked) == (3, 0)
    before = len(history(session))
    assert apply(session, seen).counts.rows == 6
    assert len(history(session)) == before + 1
    again = preview(session, read(session, path))
    assert (again.counts.new, again.counts.changed) == (0, 0)


def test_returned_workbook_has_the_marks_of_every_sheet(session: Session, tmp_path: Path) -> None:
    path = two_classes(tmp_path / "全校.xlsx")
    seen = preview(session, read(session, path))
    write_returned(path, tmp_path / "退回.xlsx", seen.roster, seen.problems)
    back = load_workbook(tmp_path / "退回.xlsx")
    assert back.sheetnames == ["导入问题", "三1班", "说明", "三2班"]
    cells = back["三1班"]["C3"], back["三2班"]["D4"]
    assert all(cell.fill.fgColor.rgb == "FFFFC7CE" and cell.comment for cell in cells)
    assert "待定" in str(back["三2班"]["E6"].value)
    places = [str(row[4]) for row in back["导入问题"].iter_rows(values_only=True)]
    assert any("三1班：C3；三2班：D4" in place for place in places)


def test_what_a_person_says_of_one_sheet_holds_for_those_with_the_same_header(
    session: Session, tmp_path: Path
) -> None:
    head = ("姓名", "性别", "自编号")
    sheets = {f"三{n}班": [head, (f"赵{'甲乙'[n - 1]}", "男", f"A00{n}")] for n in (1, 2)}
    path = book(tmp_path / "全校.xlsx", sheets)
    assert {row.remark for row in read(session, path).rows} == {None}
    found = read(session, path, sheet="三2班", mapping={"C": "remark"})
    assert [sheet.name for sheet in found.sheets] == ["三2班", "三1班"]
    assert {row.remark for row in found.rows} == {"A001", "A002"}
    apply(session, preview(session, found))
    later = open_workbook(session, path, "students", Choices(every=True))
    assert later.recognised
    assert {row.remark for row in later.rows} == {"A001", "A002"}


def test_pupil_of_the_whole_list_and_of_a_class_sheet_is_one(
    session: Session, tmp_path: Path
) -> None:
    head = (*HEAD, "班级")
    whole = [head, ("张小红", "女", NUMBER, "三年级1班"), ("李明", "男", None, "三年级2班")]
    own = [head, ("张小红", "女", NUMBER, "三年级1班")]
    found = read(session, book(tmp_path / "全校.xlsx", {"全校": whole, "三1班": own}))
    assert [row.name for row in found.rows] == ["张小红", "李明"]
    assert (found.row_count, found.skipped[0].sheet, found.skipped[0].row) == (2, "三1班", 2)
    assert "“全校”第 2 行完全相同" in found.skipped[0].reason


def test_days_of_a_class_on_each_sheet_are_warned_of_in_their_own_cell(
    session: Session, tmp_path: Path
) -> None:
    two = pupil("钱乙", 3, school_class=None)
    take(session, students(pupil("赵甲", 2), two))
    head, other = ("姓名", "班级", "就餐天数"), ("班级", "姓名", "备注", "就餐天数")
    sheets: dict[str, list[Sequence[object]]] = {
        "一组": [("2026年10月就餐天数",), head, ("赵甲", "三年级1班", 30)],
        "二组": [("2026年10月就餐天数",), other, (None, "钱乙", None, 31)],
    }
    path = book(tmp_path / "就餐.xlsx", sheets)
    seen = preview(session, read(session, path, "meal-days"), Decisions(OCTOBER))
    warned = [(p.sheet, p.cell) for p in seen.problems if p.field == "就餐天数"]
    assert warned == [("一组", "C3"), ("二组", "D3")]
    assert seen.counts.missing == 0
    sheets["二组"][0] = ("2026年9月就餐天数",)
    with pytest.raises(SchoolError, match="不同的月份"):
        read(session, book(tmp_path / "两月.xlsx", sheets), "meal-days")


def test_sheet_that_cannot_be_read_is_named_and_lists_are_read_one_by_one(
    session: Session, tmp_path: Path
) -> None:
    path = two_classes(tmp_path / "全校.xlsx")
    with pytest.raises(SchoolError, match="名单请一张工作表"):
        read(session, path, "households")
    alone = book(tmp_path / "一张.xlsx", {"三1班": [HEAD, ("赵甲", "男", None)]})
    found = read(session, alone)
    assert (found.sheets, found.sheet, [r.name for r in found.rows]) == ((), "三1班", ["赵甲"])


def test_one_sheet_that_fails_stops_all_and_is_named(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(book: Any, kind: Any, context: Any, choices: Choices, progress: Any) -> Any:  # noqa: ANN401
        if choices.sheet == "三2班":
            raise SchoolError("表格大得不正常。")
        return read_sheet(book, kind, context, choices, progress)

    monkeypatch.setattr(every, "read_sheet", failing)
    with pytest.raises(SchoolError, match="工作表“三2班”读不了：表格大得不正常。可以只选一张"):
        read(session, two_classes(tmp_path / "全校.xlsx"))
