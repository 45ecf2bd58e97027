"""Attendance from workbooks: real files, read and held against the rolls."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from desktop.core.attendance import PRESENT, Called, DayPart, Mark
from desktop.core.errors import AccessRefusedError, SchoolError
from desktop.core.labels import EnrolmentKind, Role
from desktop.core.terms import Month
from desktop.rosters.export import write_export
from desktop.rosters.results import Choices
from desktop.rosters.sheets import sheet_kind
from desktop.services.attendance.recording import QUESTIONS, DayRoll, record
from desktop.services.attendance.rolls import class_grid
from desktop.services.attendance.sheets import write_month_book
from desktop.services.exports import rows as exported
from desktop.services.imports.batches import Decisions, apply, preview, undo
from desktop.services.imports.lines import Fate, lines_of
from desktop.services.imports.reading import open_workbook
from tests.rosters.books import fill
from tests.services.classrooms import (
    HALF,
    NAMES,
    OPEN,
    PERSONAL,
    SICK,
    TRUANT,
    UNKNOWN,
    School,
)
from tests.services.rosters import OCTOBER, as_role, dump
from tests.services.test_attendance_runs import FAST, new_school

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.imports.batches import Preview
    from desktop.services.session import Session

MONDAY, TUESDAY = date(2026, 10, 19), date(2026, 10, 20)
TITLE: list[object] = ["红星小学 三年级1班 2026年10月考勤表"]
LIST: list[object] = ["日期", "班级", "姓名", "原因", "时段"]


@pytest.fixture
def school(session: Session) -> School:
    return School(session)


def book(path: Path, *sheets: tuple[str, Sequence[Sequence[object]]]) -> Path:
    made = Workbook()
    page: Any = made.active
    for place, (name, rows) in enumerate(sheets):
        page = page if place == 0 else made.create_sheet()
        page.title = name
        fill(page, rows)
    made.save(path)
    return path


def grid_sheet(*rows: Sequence[object], title: Sequence[object] = TITLE) -> list[Sequence[object]]:
    return [title, ["序号", "姓名", *range(1, 32), "学籍号"], *rows]


def line(name: str, *, number: str | None = None, **marks: object) -> list[object]:
    """A line of the grid: d19="√"."""
    days = [marks.get(f"d{day}") for day in range(1, 32)]
    return [1, name, *days, number]


def look(school: School, path: Path, kind: str = "attendance", sheet: str | None = None) -> Preview:
    choices = Choices(sheet=sheet) if sheet else None
    return preview(school.session, open_workbook(school.session, path, kind, choices), Decisions())


def take(school: School, path: Path, kind: str = "attendance") -> Preview:
    seen = look(school, path, kind)
    apply(school.session, seen)
    return seen


def labels(school: School, day: date, number: int = 1) -> dict[str, str]:
    grid = class_grid(school.session, school.classes[number], day, day)
    return {ln.name: ln.days[0].label for ln in grid.lines if ln.days[0] is not None}


# -- a month's grid -------------------------------------------------------------------------------


def test_grid_records_days_with_marks_and_no_others(school: School, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        line("甲安", d19="√", d20="√"),
        line("甲北", d19="病", d20="√"),
        line("甲成", d19="上事", d20=1),
        line("甲东", d19="×"),
        ["说明：√ 到校"],
    ]
    seen = take(school, book(tmp_path / "a.xlsx", ("考勤", grid_sheet(*rows))))
    assert (seen.counts.new, seen.counts.changed, seen.counts.parked) == (4, 0, 0)
    assert labels(school, MONDAY) == {
        "甲安": "到校",
        "甲北": "病假",
        "甲成": "上午事假",
        "甲东": "原因不明",
    }
    # An empty cell on a day that was called leaves the pupil open; it is neither there nor absent.
    assert labels(school, TUESDAY)["甲东"] == "未登记"
    grid = class_grid(school.session, school.classes[1], MONDAY, date(2026, 10, 23))
    assert grid.recorded == 2
    fresh = lines_of(seen)[Fate.NEW]
    assert [ln.reason for ln in fresh][:3] == [
        "到校2天",
        "到校1天、病假1天",
        "到校1.5天、事假0.5天",
    ]


def test_same_grid_again_changes_nothing_and_a_corrected_one_only_its_line(
    school: School, tmp_path: Path
) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ("考勤", grid_sheet(line("甲安", d19="√"), line("甲北", d19="×", d20="√"))),
    )
    take(school, path)
    again = look(school, path)
    assert (again.counts.same, again.counts.moves) == (2, False)
    assert [ln.who for ln in lines_of(again)[Fate.SAME]] == ["三年级1班 甲安", "三年级1班 甲北"]
    fixed = book(tmp_path / "b.xlsx", ("考勤", grid_sheet(line("甲北", d19="病"))))
    seen = take(school, fixed)
    (changed,) = seen.plan.found.changed
    assert [(c.title, c.old, c.new) for c in changed.changes] == [("10月19日", "原因不明", "病假")]
    assert labels(school, MONDAY)["甲安"] == "到校"
    assert labels(school, TUESDAY)["甲北"] == "到校"


def test_pupils_whom_the_grid_lacks_are_listed_and_left_open(
    school: School, tmp_path: Path
) -> None:
    seen = take(school, book(tmp_path / "a.xlsx", ("考勤", grid_sheet(line("甲安", d19="√")))))
    missing = [ln.who for ln in seen.plan.found.missing]
    assert missing == ["三年级1班 甲北", "三年级1班 甲成", "三年级1班 甲东"]
    assert labels(school, MONDAY)["甲北"] == "未登记"


def test_empty_cell_takes_back_nothing(school: School, tmp_path: Path) -> None:
    school.call(1, MONDAY, 甲安=SICK)
    path = book(tmp_path / "a.xlsx", ("考勤", grid_sheet(line("甲安", d20="√"), line("甲北"))))
    seen = take(school, path)
    assert [ln.who for ln in seen.plan.found.silent] == ["三年级1班 甲北"]
    assert labels(school, MONDAY)["甲安"] == "病假"


def test_every_sheet_is_read_as_one_import(school: School, tmp_path: Path) -> None:
    second = ["三年级2班 2026年10月"]
    path = book(
        tmp_path / "a.xlsx",
        ("三年级1班", grid_sheet(line("甲安", d19="√"), line("陌生", d19="√"))),
        ("三年级2班", grid_sheet(line("乙安", d19="旷"), line("陌生二", d19="√"), title=second)),
        ("说明", [["填表说明", "别的"]]),
    )
    seen = look(school, path)
    assert (seen.counts.rows, seen.counts.new, seen.counts.parked) == (4, 2, 2)
    doubts = [(p.sheet, p.row) for p in seen.problems if "待定" in p.message]
    assert doubts == [("三年级1班", 4), ("三年级2班", 4)]
    assert lines_of(seen)[Fate.SAME] == ()
    receipt = apply(school.session, seen)
    assert labels(school, MONDAY, 2)["乙安"] == "旷课"
    assert receipt.batch is not None
    undo(school.session, receipt.batch)
    assert set(labels(school, MONDAY, 2).values()) == {"未登记"}
    assert look(school, path, sheet="三年级2班").counts.rows == 2


def test_sheets_of_two_months_are_refused(school: School, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ("一", grid_sheet(line("甲安", d19="√"))),
        ("二", grid_sheet(line("乙安", d19="√"), title=["三年级2班 2026年9月考勤表"])),
    )
    with pytest.raises(SchoolError, match="不同的月份（2026年9月、2026年10月）"):
        look(school, path)


def test_undo_puts_every_row_back(school: School, tmp_path: Path) -> None:
    school.call(1, MONDAY, 甲安=SICK, 甲北=TRUANT)
    before = dump(school.session.store)
    path = book(
        tmp_path / "a.xlsx",
        ("考勤", grid_sheet(line("甲安", d19="√", d20="病"), line("甲成", d19="事"))),
    )
    receipt = apply(school.session, look(school, path))
    assert receipt.batch is not None
    undo(school.session, receipt.batch)
    assert dump(school.session.store) == before


def test_marks_on_days_that_cannot_be_called_are_told_once_a_day(
    school: School, tmp_path: Path
) -> None:
    late = ["三年级1班 2026年10月"]
    rows = [line("甲安", d5="√", d19="√"), line("甲北", d5="√", d19="√")]
    path = book(tmp_path / "a.xlsx", ("考勤", grid_sheet(*rows, title=late)))
    messages = [p.message for p in look(school, path).problems]
    assert messages == [
        "10月5日不上课（法定节假日），这一天写了2人，没有收；如果那天上了课，请先在校历里标出来"
    ]


def test_future_other_months_and_days_beyond_the_month(school: School, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx", ("考勤", grid_sheet(line("甲安", d31="√"), title=["2026年9月"]))
    )
    seen = look(school, path)
    assert "只有30天" in seen.problems[0].message
    assert not seen.counts.moves
    for title, words in (("2026年11月", "还没有到"), ("考勤表", "没有写是哪个月")):
        rows = grid_sheet(line("甲安", d19="√"), title=[title])
        with pytest.raises(SchoolError, match=words):
            look(school, book(tmp_path / "b.xlsx", ("考勤", rows)))
    roster = open_workbook(school.session, path, "attendance")
    with pytest.raises(SchoolError, match="要导入的是2026年10月"):
        preview(school.session, roster, Decisions(month=OCTOBER))


def test_pupil_who_changed_class_stands_on_both_sheets(school: School, tmp_path: Path) -> None:
    school.happen("甲安", EnrolmentKind.MOVED, TUESDAY, 2)
    path = book(
        tmp_path / "a.xlsx",
        ("三年级1班", grid_sheet(line("甲安", d19="病", d20="√"))),
        ("三年级2班", grid_sheet(line("甲安", d20="事"), title=["三年级2班 2026年10月"])),
    )
    seen = take(school, path)
    assert seen.counts.new == 2
    assert "10月20日这名学生不在这个班，这一格没有收" in [p.message for p in seen.problems]
    assert labels(school, MONDAY)["甲安"] == "病假"
    assert labels(school, TUESDAY, 2)["甲安"] == "事假"


def test_marks_that_schools_use_differently_are_asked_about(school: School, tmp_path: Path) -> None:
    rows = [line("甲安", d19="○", d20="迟到", d21="怪", d22="休"), line("甲北", d19="√")]
    seen = take(school, book(tmp_path / "a.xlsx", ("考勤", grid_sheet(*rows))))
    words = sorted(p.message[:6] for p in seen.problems)
    assert words == sorted(["“○”各校意", "迟到、早退算", "看不懂这一天"])
    assert labels(school, MONDAY)["甲安"] == "未登记"
    assert labels(school, TUESDAY)["甲安"] == "到校"


def test_sheet_that_marks_absences_only_makes_nobody_present(
    school: School, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", ("考勤", grid_sheet(line("甲安", d19="病"), line("甲北"))))
    seen = take(school, path)
    assert any("只写了缺勤" in p.message for p in seen.problems)
    assert labels(school, MONDAY)["甲北"] == "未登记"


def test_lines_are_matched_by_number_and_doubt_is_parked(school: School, tmp_path: Path) -> None:
    rows = [
        line("甲安", number=f"G{0:018}", d19="√"),
        line("甲安", d19="病"),
        line("甲北", number=f"G{99:018}", d19="√"),
    ]
    seen = look(school, book(tmp_path / "a.xlsx", ("考勤", grid_sheet(*rows))))
    reasons = [ln.reason[:9] for ln in seen.plan.found.parked]
    assert reasons == ["这名学生在这个班的", "这个班的名册里没有"]
    other = book(
        tmp_path / "b.xlsx",
        ("考勤", grid_sheet(line("甲安", d19="√"), title=["八年级1班 2026年10月"])),
    )
    assert "没有这个班" in look(school, other).plan.found.parked[0].reason


def test_pupil_without_a_class_on_the_sheet_is_found_by_name(
    school: School, tmp_path: Path
) -> None:
    rows = [line("乙安", d19="√"), line("无人", d19="√")]
    seen = take(
        school, book(tmp_path / "a.xlsx", ("考勤", grid_sheet(*rows, title=["2026年10月"])))
    )
    assert labels(school, MONDAY, 2)["乙安"] == "到校"
    assert "名册里没有这名学生" in seen.plan.found.parked[0].reason


# -- the daily list -------------------------------------------------------------------------------


def test_list_records_the_classes_and_days_that_it_names(school: School, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        LIST,
        [MONDAY, "三年级1班", "甲安", "病假", None],
        ["2026.10.19", "三（1）班", "甲北", "感冒发烧", "上午"],
        [MONDAY, "三年级2班", "全勤", None, None],
    ]
    path = book(tmp_path / "a.xlsx", ("登记", rows))
    seen = take(school, path, "pupil-absences")
    assert (seen.counts.new, seen.counts.parked) == (3, 0)
    assert labels(school, MONDAY) == {
        "甲安": "病假",
        "甲北": "上午病假",
        "甲成": "到校",
        "甲东": "到校",
    }
    assert set(labels(school, MONDAY, 2).values()) == {"到校"}
    assert set(labels(school, TUESDAY).values()) == {"未登记"}
    again = look(school, path, "pupil-absences")
    assert (again.counts.same, again.counts.moves) == (3, False)


def test_list_that_leaves_a_whole_class_open_is_as_if_there_were_none(
    school: School, tmp_path: Path
) -> None:
    open_lines = [[MONDAY, "三年级1班", name, "未登记"] for name in NAMES[:4]]
    seen = look(school, book(tmp_path / "a.xlsx", ("登记", [LIST, *open_lines])), "pupil-absences")
    assert (seen.counts.moves, seen.counts.same) == (False, len(open_lines))


def test_line_in_doubt_holds_its_class_and_day_back(school: School, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        LIST,
        [MONDAY, "三年级1班", "甲安", "病假"],
        [MONDAY, "三年级1班", "甲错", "病假"],
        [TUESDAY, "三年级1班", "甲北", "事假"],
    ]
    seen = take(school, book(tmp_path / "a.xlsx", ("登记", rows)), "pupil-absences")
    assert [(ln.row, ln.reason[:6]) for ln in seen.plan.found.parked] == [
        (2, "这个班这一天"),
        (3, "这个班的名册"),
    ]
    assert set(labels(school, MONDAY).values()) == {"未登记"}
    assert labels(school, TUESDAY)["甲北"] == "事假"


def test_list_with_lines_that_were_not_read_waits(school: School, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        LIST,
        [MONDAY, "三年级1班", "甲安", "病假"],
        ["去年", "三年级1班", "甲北", "病假"],
    ]
    seen = look(school, book(tmp_path / "a.xlsx", ("登记", rows)), "pupil-absences")
    assert not seen.counts.moves
    assert "没有读懂的行" in seen.plan.found.parked[0].reason


def test_absence_that_the_list_does_not_name_stays(school: School, tmp_path: Path) -> None:
    school.call(1, MONDAY, 甲安=SICK, 甲北=UNKNOWN)
    rows: list[list[object]] = [LIST, [MONDAY, "三年级1班", "甲北", "旷课"]]
    seen = take(school, book(tmp_path / "a.xlsx", ("登记", rows)), "pupil-absences")
    assert [c.new for ln in seen.plan.found.changed for c in ln.changes] == ["旷课"]
    assert [ln.who for ln in seen.plan.found.missing] == ["三年级1班 甲安"]
    assert labels(school, MONDAY)["甲安"] == "病假"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ([date(2026, 10, 5), "三年级1班", "甲安", "病"], "不上课"),
        ([date(2026, 11, 3), "三年级1班", "甲安", "病"], "还没有到"),
        ([MONDAY, None, "全勤", None], "没有这个班"),
        ([date(2026, 8, 28), "三年级1班", "全勤", None], "没有这个班"),
        ([MONDAY, "三年级1班", "甲安", "病假"], "不止一行"),
    ],
)
def test_lines_of_the_list_that_cannot_be(
    school: School, tmp_path: Path, row: list[object], words: str
) -> None:
    rows: list[list[object]] = [LIST, [MONDAY, "三年级1班", "甲安", "病假"], row]
    seen = look(school, book(tmp_path / "a.xlsx", ("登记", rows)), "pupil-absences")
    assert any(words in ln.reason for ln in seen.plan.found.parked)


def test_list_over_several_years_is_refused(school: School, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        LIST,
        [MONDAY, "三年级1班", "甲安", "病"],
        [date(2024, 9, 2), "三年级1班", "甲安", "病"],
    ]
    with pytest.raises(SchoolError, match="时间太长"):
        look(school, book(tmp_path / "a.xlsx", ("登记", rows)), "pupil-absences")
    empty = book(tmp_path / "b.xlsx", ("登记", [LIST]))
    assert look(school, empty, "pupil-absences").counts.rows == 0


def test_reasons_halves_and_days_that_cannot_be_understood(school: School, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        LIST,
        [MONDAY, "三年级1班", "甲安", "去赶集", None],
        [MONDAY, "三年级1班", "甲北", None, "下午"],
        [TUESDAY, "三年级1班", "甲北", "未登记", "下午"],
        ["2026年10月", "三年级1班", "甲北", "病", None],
        [TUESDAY, "三年级1班", "甲成", "病", "晚上"],
    ]
    seen = look(school, book(tmp_path / "a.xlsx", ("登记", rows)), "pupil-absences")
    messages = [p.message for p in seen.problems]
    for words in ("按原因不明登记", "半天只用于缺勤", "写到哪一天", "时段请填"):
        assert any(words in message for message in messages), words


# -- out and in again -----------------------------------------------------------------------------

MARKS = st.sampled_from(
    [
        *(PRESENT, PRESENT, SICK, PERSONAL, TRUANT, UNKNOWN, OPEN, HALF),
        *(Called(Mark.OTHER), Called(Mark.OTHER, DayPart.AFTERNOON)),
    ]
)
DAYS = [date(2026, 10, day) for day in (8, 9, 12, 13, 14)]
months = st.lists(
    st.none() | st.lists(MARKS, min_size=len(NAMES), max_size=len(NAMES)),
    min_size=len(DAYS),
    max_size=len(DAYS),
)


def record_all(school: School, told: list[list[Called] | None], moved_on: int) -> None:
    """Call both classes on some days, one pupil changing class."""
    school.happen("甲安", EnrolmentKind.MOVED, date(2026, 10, moved_on), 2)
    for day, marks in zip(DAYS, told, strict=True):
        for number, class_id in school.classes.items():
            if marks is None:
                continue
            here = class_grid(school.session, class_id, day, day)
            named = dict(zip(NAMES, marks, strict=True))
            exceptions = {
                ln.student_id: named[ln.name] for ln in here.lines if ln.days[0] is not None
            }
            assert number
            record(school.session, [DayRoll(class_id, day, exceptions)], QUESTIONS)


@FAST
@given(told=months, moved_on=st.integers(8, 14))
def test_attendance_given_out_and_taken_in_again_is_the_same(
    prepared: dict[str, Path],
    tmp_path: Path,
    told: list[list[Called] | None],
    moved_on: int,
) -> None:
    with new_school(prepared, tmp_path) as school, TemporaryDirectory(dir=tmp_path) as folder:
        record_all(school, told, moved_on)
        path = Path(folder) / "a.xlsx"
        write_month_book(school.session, OCTOBER, path)
        seen = look(school, path)
        assert not seen.counts.moves
        assert seen.problems == () or all("只写了缺勤" in p.message for p in seen.problems)
        for kind in ("attendance", "pupil-absences"):
            rows = exported(school.session, kind, OCTOBER)
            flat = Path(folder) / f"{kind}.xlsx"
            write_export(flat, sheet_kind(kind), rows, month=OCTOBER)
            found = look(school, flat, kind).plan.found
            assert (found.new, found.changed, found.missing, found.parked) == (0, (), (), ())


def test_workbook_has_a_sheet_for_each_class_with_totals_and_legend(
    school: School, tmp_path: Path
) -> None:
    school.call(1, MONDAY, 甲安=SICK, 甲北=HALF)
    count = write_month_book(school.session, OCTOBER, tmp_path / "a.xlsx")
    assert count == 6
    made = load_workbook(tmp_path / "a.xlsx")
    assert made.sheetnames == ["三年级1班", "三年级2班"]
    page = made["三年级1班"]
    assert page["A1"].value == "平安县红星小学 三年级1班 2026年10月考勤表"
    head = [cell.value for cell in page[2]]
    assert head[:4] == ["序号", "*姓名", 1, 2]
    assert head[-8:] == [
        "到校天数",
        "病假天数",
        "事假天数",
        "其他请假天数",
        "旷课天数",
        "原因不明天数",
        "未登记天数",
        "学籍号",
    ]
    rows = {page.cell(r, 2).value: [c.value for c in page[r]] for r in range(4, 8)}
    assert rows["甲安"][2 + 18] == "病"
    assert rows["甲北"][2 + 18] == "上病"
    assert rows["甲北"][33:36] == [0.5, 0.5, 0]
    assert "√ 到校" in str(page.cell(9, 1).value)


def test_form_to_fill_in_names_the_pupils_and_takes_in_as_nothing(
    school: School, tmp_path: Path
) -> None:
    school.call(1, MONDAY, 甲安=SICK)
    path = tmp_path / "a.xlsx"
    assert write_month_book(school.session, OCTOBER, path, recorded=False) == 6
    seen = look(school, path)
    assert (seen.counts.rows, len(seen.plan.found.silent)) == (6, 6)
    assert not seen.counts.moves


def test_namesakes_stand_with_their_numbers(school: School, tmp_path: Path) -> None:
    from tests.services.rosters import pupil, school_class, students  # noqa: PLC0415 - one use
    from tests.services.rosters import take as take_roster  # noqa: PLC0415 - same

    twin = pupil("甲安", 9, school_class=school_class(), student_number=f"G{77:018}")
    take_roster(school.session, students(twin), new=(9,), on=date(2026, 9, 1))
    school.call(1, MONDAY, 甲安=SICK)
    write_month_book(school.session, OCTOBER, tmp_path / "a.xlsx")
    seen = look(school, tmp_path / "a.xlsx")
    assert (seen.counts.moves, seen.counts.parked) == (False, 0)
    without = book(tmp_path / "b.xlsx", ("考勤", grid_sheet(line("甲安", d19="√"))))
    assert "几个同名" in look(school, without).plan.found.parked[0].reason


def test_nobody_and_auditor_get_no_workbook(school: School, tmp_path: Path) -> None:
    with pytest.raises(SchoolError, match="没有学生"):
        write_month_book(school.session, Month(2020, 1), tmp_path / "a.xlsx")
    with pytest.raises(AccessRefusedError):
        write_month_book(as_role(school.session, Role.AUDITOR), OCTOBER, tmp_path / "a.xlsx")
    with pytest.raises(SchoolError, match="哪个月"):
        exported(school.session, "pupil-absences")
