"""Rosters of staff, post changes, absences and classes, as schools write them."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.dates import Precision, WrittenDate
from desktop.core.grades import ClassName, Grade
from desktop.core.labels import IdKind, Sex, Stage
from desktop.core.names import name_key
from desktop.core.posts import AbsenceKind, Establishment, PostEnd, PostKind
from desktop.rosters.absences import AbsenceRow
from desktop.rosters.classes import ClassRow
from desktop.rosters.export import write_export
from desktop.rosters.post_changes import PostRow
from desktop.rosters.problems import Level
from desktop.rosters.reading import read
from desktop.rosters.sheets import SHEETS
from desktop.rosters.staff import StaffRow
from desktop.rosters.staff_words import end_of, post_of
from tests.rosters.books import CONTEXT, names, number, write

if TYPE_CHECKING:
    from desktop.rosters.results import RosterResult

QUICK = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "表.xlsx"


def read_rows(file: Path, kind: str, *rows: list[object]) -> RosterResult[Any]:
    return read(write(file, rows, sheet="Sheet1"), kind, CONTEXT)


def test_roster_of_teachers_as_a_school_keeps_it(file: Path) -> None:
    result = read_rows(
        file,
        "staff",
        ["平安县红星小学教师花名册"],
        ["填报单位：红星小学", None, None, "填报时间：2026年10月"],
        ["序号", "教师姓名", "男女", "出生年月", "身份证号码", "文化程度", "职称", "任教科目",
         "参加工作时间", "是否在编", "行政职务", "来校时间", "手机号码", "教师编号"],
        [1, "王 建国", "男", "198503", number(1, born="19850301"), "大学本科", "一级教师", "语文",
         "2008.9", "是", "教导主任", "2019年9月1日", "139 1234 5670", 12],
        [2, "李秀英", "女", None, None, "中师", "未评", "数学", 1998, "否", None, None, None,
         "0013"],
        ["合 计", 2],
    )  # fmt: skip
    first, second = result.rows
    assert (first.name, first.sex, first.birth) == ("王建国", Sex.MALE, date(1985, 3, 1))
    assert (first.education, first.title, first.subject) == ("本科", "一级教师", "语文")
    assert first.joined == WrittenDate(date(2008, 9, 1), Precision.MONTH)
    assert (first.kind, first.duty) == (PostKind.TEACHER, "教导主任")
    assert (first.establishment, first.since) == (
        Establishment.STAFFED,
        WrittenDate(date(2019, 9, 1)),
    )
    assert (first.phone, first.staff_number) == ("13912345670", "12")
    assert (second.staff_number, second.education) == ("0013", "中专")
    assert second.joined == WrittenDate(date(1998, 1, 1), Precision.YEAR)
    assert second.establishment is Establishment.TEMPORARY
    assert len(result.skipped) == 1


def test_two_levels_of_headings_with_groups(file: Path) -> None:
    result = read(
        write(
            file,
            [
                ["教职工信息表"],
                ["姓名", "基本情况", None, "岗位情况", None],
                [None, "性别", "民族", "岗位类别", "编制类型"],
                ["买买提·艾力", "男", "维吾尔", "工勤", "临聘"],
            ],
            merges=["A2:A3", "B2:C2", "D2:E2"],
        ),
        "staff",
        CONTEXT,
    )
    (row,) = result.rows
    assert (row.ethnicity, row.kind, row.establishment) == (
        *("维吾尔族", PostKind.WORKER),
        Establishment.TEMPORARY,
    )


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("校长", PostKind.PRINCIPAL),
        ("副校长", PostKind.VICE_PRINCIPAL),
        ("园长", PostKind.PRINCIPAL),
        ("教导主任", PostKind.HEAD),
        ("班主任", PostKind.TEACHER),
        ("负责人兼语文教师", PostKind.PRINCIPAL),
        ("语文教师", PostKind.TEACHER),
        ("食堂工友", PostKind.COOK),
        ("炊事员", PostKind.COOK),
        ("食堂管理员", PostKind.COOK),
        ("生活老师", PostKind.WARDEN),
        ("宿管员", PostKind.WARDEN),
        ("门卫", PostKind.GUARD),
        ("保育员", PostKind.NURSERY),
        ("报账员", PostKind.ACCOUNTANT),
        ("库管员", PostKind.STOREKEEPER),
        ("安全员", PostKind.SAFETY),
        ("教辅", PostKind.OFFICE),
        ("工勤人员", PostKind.WORKER),
        ("其他", PostKind.OTHER),
        ("顾问", None),
    ],
)
def test_posts_are_understood_by_their_words(words: str, kind: PostKind | None) -> None:
    assert post_of(words) is kind


@pytest.mark.parametrize(
    ("words", "ending"),
    [
        ("退休", PostEnd.RETIRED),
        ("因病去世", PostEnd.DIED),
        ("调往县一中", PostEnd.TRANSFERRED),
        ("自动离职", PostEnd.RESIGNED),
        ("合同到期", PostEnd.EXPIRED),
        ("调入", None),
    ],
)
def test_reasons_of_leaving(words: str, ending: PostEnd | None) -> None:
    assert end_of(words) is ending


@pytest.mark.parametrize(
    ("words", "establishment"),
    [
        ("事业编", Establishment.STAFFED),
        ("非在编", Establishment.TEMPORARY),
        ("特岗教师", Establishment.SPECIAL),
        ("编外合同", Establishment.TEMPORARY),
        ("劳动合同", Establishment.CONTRACT),
        ("政府购买服务", Establishment.DISPATCHED),
        ("公益岗", Establishment.PUBLIC_SERVICE),
        ("三支一扶", Establishment.VOLUNTEER),
    ],
)
def test_terms_of_employment(file: Path, words: str, establishment: Establishment) -> None:
    result = read_rows(file, "staff", ["姓名", "编制"], ["赵甲", words])
    assert result.rows[0].establishment is establishment


def test_words_that_tell_nothing_are_pointed_at(file: Path) -> None:
    result = read_rows(
        file,
        "staff",
        ["姓名", "编制", "岗位", "任职时间", "职称"],
        ["赵甲", "待定", None, None, None],
        ["钱乙", None, "顾问", None, None],
        ["孙丙", None, None, "2019", None],
        ["李丁", None, None, None, "很" * 41],
    )
    assert names(result) == ["钱乙"]
    assert (result.rows[0].kind, result.rows[0].duty) == (PostKind.OTHER, "顾问")
    levels = {problem.row: (problem.level, problem.field) for problem in result.problems}
    assert levels == {
        2: (Level.ERROR, "编制"),
        3: (Level.WARNING, "岗位"),
        4: (Level.ERROR, "任职时间"),
        5: (Level.ERROR, "职称"),
    }


def test_day_of_beginning_work_must_have_come(file: Path) -> None:
    result = read_rows(file, "staff", ["姓名", "参加工作时间"], ["赵甲", "2031-09-01"])
    assert result.rows[0].joined is None
    assert [problem.level for problem in result.problems] == [Level.WARNING]


def test_title_tells_the_post_of_all(file: Path) -> None:
    rows: list[list[object]] = [["向阳小学食堂从业人员花名册"], ["姓名", "性别"], ["赵甲", "女"]]
    assert read_rows(file, "staff", *rows).rows[0].kind is PostKind.COOK


def test_status_of_those_who_are_here_says_nothing(file: Path) -> None:
    result = read_rows(
        file, "staff", ["姓名", "人员状态"], ["赵甲", "在岗"], ["钱乙", "退休"], ["孙丙", "-"]
    )
    assert [row.status for row in result.rows] == [None, "退休", None]


def test_changes_with_a_kind_and_a_day(file: Path) -> None:
    result = read_rows(
        file,
        "post-changes",
        ["2026年秋季人员变动表"],
        ["姓名", "变动类型", "变动时间", "现单位", "岗位", "文号"],
        ["赵甲", "调入", "2026-9-1", "红星小学", "数学教师", "平教人〔2026〕3号"],
        ["钱乙", "兼任", "2026.9.1", None, "出纳", None],
        ["孙丙", "退休", "2026年9月", None, None, "平教人〔2026〕4号"],
        ["李丁", "调出", datetime(2026, 9, 10), None, None, None],  # noqa: DTZ001 - a cell
        ["周戊", "随便", "2026-9-1", None, None, None],
        ["吴己", None, None, None, "教师", None],
    )
    came, beside, retired, left = result.rows
    assert (came.since, came.replaces) == (WrittenDate(date(2026, 9, 1)), True)
    assert (came.kind, came.duty, came.document) == (
        *(PostKind.TEACHER, "数学教师"),
        "平教人〔2026〕3号",
    )
    assert (beside.replaces, beside.kind) == (False, PostKind.CASHIER)
    assert (retired.since, retired.until, retired.ending) == (
        *(None, date(2026, 9, 30)),
        PostEnd.RETIRED,
    )
    assert (left.until, left.ending) == (date(2026, 9, 9), PostEnd.TRANSFERRED)
    refused = {problem.row: problem.field for problem in result.problems}
    assert refused == {7: "变动类型", 8: "任职起"}


def test_span_that_ends_before_it_begins_is_refused(file: Path) -> None:
    heads: list[object] = ["姓名", "岗位", "任职起", "任职止"]
    result = read_rows(file, "post-changes", heads, ["赵甲", "教师", "2026-9-1", "2026-8-1"])
    assert (result.rows, [problem.field for problem in result.problems]) == ((), ["任职止"])
    heads = ["姓名", "类别", "开始日期", "结束日期"]
    result = read_rows(file, "absences", heads, ["赵甲", "病假", "2026-9-9", "2026-9-1"])
    assert (result.rows, [problem.field for problem in result.problems]) == ((), ["结束日期"])


def test_absences_with_days_in_place_of_the_last_day(file: Path) -> None:
    result = read_rows(
        file,
        "absences",
        ["教师请假登记表"],
        ["请假人姓名", "请假类型", "请假开始日期", "请假天数", "批准人"],
        ["赵甲", "病休", "2026-9-1", "5天", "张校长"],
        ["钱乙", "国培", "2026-9-1", None, None],
        ["孙丙", "旅游", "2026-9-1", None, None],
        ["李丁", "事假", None, 2, None],
    )
    sick, away = result.rows
    assert (sick.kind, sick.until, sick.document) == (
        *(AbsenceKind.SICK, date(2026, 9, 5)),
        "张校长",
    )
    assert (away.kind, away.until) == (AbsenceKind.TRAINING, None)
    levels = {problem.row: problem.level for problem in result.problems}
    assert levels == {3: Level.REPAIR, 5: Level.ERROR, 6: Level.ERROR}


def test_whole_months_end_with_their_last_day(file: Path) -> None:
    heads: list[object] = ["姓名", "类别", "开始日期", "结束日期"]
    result = read_rows(file, "absences", heads, ["赵甲", "产假", "2026-5", "2026-9"])
    (row,) = result.rows
    assert row.since == WrittenDate(date(2026, 5, 1), Precision.MONTH)
    assert row.until == date(2026, 9, 30)


def test_classes_with_their_teachers(file: Path) -> None:
    result = read_rows(
        file,
        "classes",
        ["班级情况表"],
        ["年级", "班级", "班主任姓名", "联系电话", "人数"],
        ["三年级", "1班", "王 建国", "13912345670", 45],
        [None, "三（2）", None, None, "41"],
        ["一年级", "一年级", "李秀英", None, None],
        ["三年级", "1班", "李秀英", None, 45],
    )
    third = Grade(Stage.PRIMARY, 3)
    assert [row.school_class for row in result.rows] == [
        ClassName(third, 1),
        ClassName(third, 2),
        ClassName(Grade(Stage.PRIMARY, 1)),
    ]
    assert (result.rows[0].teacher, result.rows[0].pupils) == ("王建国", 45)
    assert [problem.row for problem in result.problems if problem.level is Level.ERROR] == [6]


NAMES = st.text("赵钱孙李周吴郑王阿卜提托合䶮𫖮", min_size=1, max_size=4)
TEXTS = st.none() | st.text("平教人号年级〔〕2026语文=+", min_size=1, max_size=9).filter(
    lambda text: text.strip() == text
)
NUMBERS = st.none() | st.from_regex("[0-9]{1,8}", fullmatch=True)
DAYS = st.dates(date(1990, 1, 1), date(2026, 10, 1))
WRITTEN = st.builds(WrittenDate, DAYS) | st.builds(
    lambda day: WrittenDate(day.replace(day=1), Precision.MONTH), DAYS
)


def who(draw: st.DrawFn, row: int) -> dict[str, Any]:
    name = draw(NAMES)
    known = draw(st.booleans())
    return {
        "row": row,
        "name": name,
        "name_key": name_key(name),
        "staff_number": draw(NUMBERS),
        "id_number": number(row, born="19850301") if known else None,
    }


@st.composite
def staff_rows(draw: st.DrawFn, row: int) -> StaffRow:
    told = who(draw, row)
    known = told["id_number"] is not None
    told["staff_number"] = None if told["staff_number"] is None else f"{row}-{row}"
    kind = draw(st.sampled_from([*PostKind, None]))
    return StaffRow(
        **told,
        id_kind=IdKind.RESIDENT if known else None,
        sex=Sex.MALE if known else draw(st.sampled_from([*Sex, None])),
        birth=date(1985, 3, 1) if known else draw(st.none() | DAYS),
        ethnicity=draw(st.sampled_from(["汉族", "土家族", None])),
        political=draw(TEXTS),
        education=draw(st.sampled_from(["本科", "中专", "函授本科", None])),
        title=draw(TEXTS),
        subject=draw(TEXTS) if kind is not None else None,
        certificate=draw(TEXTS),
        joined=draw(st.none() | WRITTEN),
        kind=kind,
        duty=draw(TEXTS) if kind is not None else None,
        establishment=draw(st.sampled_from([*Establishment, None])),
        place=draw(TEXTS),
        since=draw(st.none() | WRITTEN),
        phone=draw(st.sampled_from(["13912345670", None])),
        address=draw(TEXTS),
        bank_card=draw(st.sampled_from(["6228480000000000000", None])),
        status=None,
        school=draw(TEXTS),
        school_code=None,
        remark=draw(TEXTS),
    )


@st.composite
def post_rows(draw: st.DrawFn, row: int) -> PostRow:
    kind = draw(st.sampled_from([*PostKind, None]))
    since = draw(st.none() | WRITTEN)
    until = draw(st.none() | st.dates(date(2026, 10, 1), date(2027, 1, 1)))
    if since is None:
        until = until or date(2026, 10, 1)
    return PostRow(
        **who(draw, row),
        place=draw(TEXTS),
        kind=kind,
        duty=draw(TEXTS) if kind is not None else None,
        establishment=draw(st.sampled_from([*Establishment, None])),
        since=since,
        until=until,
        ending=draw(st.sampled_from([*PostEnd, None])) if until else None,
        document=draw(TEXTS),
        end_document=draw(TEXTS),
        note=draw(TEXTS),
    )


@st.composite
def absence_rows(draw: st.DrawFn, row: int) -> AbsenceRow:
    return AbsenceRow(
        **who(draw, row),
        kind=draw(st.sampled_from(AbsenceKind)),
        since=draw(WRITTEN),
        until=draw(st.none() | st.dates(date(2026, 10, 1), date(2027, 1, 1))),
        place=draw(TEXTS),
        document=draw(TEXTS),
        note=draw(TEXTS),
    )


@st.composite
def class_rows(draw: st.DrawFn, row: int) -> ClassRow:
    teacher = draw(st.none() | NAMES)
    grade = Grade(Stage.PRIMARY, draw(st.integers(1, 6)))
    return ClassRow(
        row=row,
        school_class=ClassName(grade, row),
        teacher=teacher,
        teacher_key=name_key(teacher) if teacher else None,
        teacher_number=draw(NUMBERS),
        pupils=draw(st.none() | st.integers(0, 70)),
    )


@st.composite
def sheets(draw: st.DrawFn) -> tuple[str, list[Any]]:
    kind, rows = draw(
        st.sampled_from(
            [
                ("staff", staff_rows),
                ("post-changes", post_rows),
                ("absences", absence_rows),
                ("classes", class_rows),
            ]
        )
    )
    count = draw(st.integers(1, 6))
    return kind, [draw(rows(row)) for row in range(2, count + 2)]


@QUICK
@given(sheet=sheets())
def test_exported_sheets_read_again_are_the_same(sheet: tuple[str, list[Any]]) -> None:
    kind, rows = sheet
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "导出.xlsx"
        assert write_export(out, SHEETS[kind], iter(rows)) == len(rows)
        result = read(out, kind, CONTEXT)
    assert result.rows == tuple(rows)
    assert result.problems == ()
