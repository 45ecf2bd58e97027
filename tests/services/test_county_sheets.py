"""A bureau takes sheets of every kind in: their rows go to their schools, all of them or none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.core.errors import Cancelled, SchoolError
from desktop.core.identity import check_digit
from desktop.core.labels import Role, UnitKind
from desktop.core.lists import ListTopic
from desktop.core.progress import Progress
from desktop.database.base import Base
from desktop.services.imports import batches
from desktop.services.imports.county import county_apply, county_preview
from desktop.services.imports.county_files import gather
from desktop.services.imports.county_places import place
from desktop.services.imports.plan import Listed
from desktop.services.lists import stored_lists
from desktop.services.schools import Schools
from desktop.services.twice import twice_with
from desktop.services.units import NewUnit, add_unit
from tests.rosters.books import write
from tests.services.rosters import OCTOBER, as_role, dump, pupil, students, take

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.terms import Month
    from desktop.database.work import Work
    from desktop.services.imports.county import CountyPreview, CountyReceipt
    from desktop.services.session import Session

Rows = list[list[object]]
Said = dict[str, UUID | None] | None
ID_A, ID_B, ID_C = (
    body + check_digit(body)
    for body in ("62982120160307001", "62982120160307003", "62982120160307005")
)


@dataclass
class County:
    """A bureau with two schools: 赵甲 in the one, 钱乙 in the other, both in 三年级1班."""

    desk: Session
    one: Session
    two: Session
    path: Path

    def seen(
        self, kind: str, rows: Rows, said: Said = None, month: Month | None = None
    ) -> CountyPreview:
        file = write(self.path, rows, sheet="表")
        placed = place(self.desk, gather(self.desk, kind, [file]), said)
        return county_preview(self.desk, placed, said, month)

    def take(self, kind: str, rows: Rows, **said: Any) -> CountyReceipt:  # noqa: ANN401 - as `seen`
        return county_apply(self.desk, self.seen(kind, rows, **said))

    def again(self, kind: str, rows: Rows, **said: Any) -> bool:  # noqa: ANN401 - same
        return self.seen(kind, rows, **said).moves

    def column(self, session: Session, table: str, name: str) -> list[Any]:
        """What stands in a column of a unit's rows."""
        known = Base.metadata.tables[table]
        with session.store.read() as connection:
            query = select(known.c[name]).where(known.c.unit_id == session.unit_id)
            return sorted(connection.execute(query).scalars())


@pytest.fixture
def county(session: Session, tmp_path: Path) -> County:
    bureau = replace(as_role(session, Role.BUREAU), at_bureau=True)
    new = (
        NewUnit("3629000011", "平安乡中心小学", UnitKind.PRIMARY),
        NewUnit("3629000012", "安宁小学", UnitKind.PRIMARY),
    )
    units = [add_unit(bureau, unit) for unit in new]
    one, two = (bureau.in_unit(unit.unit_id, unit.name) for unit in units)
    take(one, students(pupil("赵甲", id_number=ID_A)))
    take(two, students(pupil("钱乙", id_number=ID_B)))
    return County(bureau, one, two, tmp_path / "全县.xlsx")


def told(done: CountyReceipt) -> list[tuple[str, int]]:
    return [(one.unit.name, one.receipt.counts.new) for one in done.schools if one.receipt]


def test_guardians_by_school_by_code_and_by_number(county: County) -> None:
    rows: Rows = [
        ["学校", "学校标识码", "姓名", "班级", "身份证号", "监护人姓名", "电话"],
        ["平安乡中心小学", None, "赵甲", "三年级1班", None, "赵大", "13800001234"],
        [None, "3629000012", "钱乙", "三年级1班", None, "钱大", None],
        [None, None, "钱乙", None, ID_B, "钱二", None],
    ]
    assert told(county.take("guardians", rows)) == [("平安乡中心小学", 1), ("安宁小学", 2)]
    assert county.column(county.one, "guardianships", "name") == ["赵大"]
    assert county.column(county.two, "guardianships", "name") == ["钱二", "钱大"]
    assert not county.again("guardians", rows)


def test_misspelt_school_of_guardians_is_asked_once(county: County) -> None:
    rows: Rows = [["学校", "姓名", "监护人姓名"], ["安宁校小", "钱乙", "钱大"]]
    seen = county.seen("guardians", rows)
    [asked] = seen.placed.unknown
    assert (asked.name, asked.suggestions[0].name) == ("安宁校小", "安宁小学")
    assert told(county.take("guardians", rows, said={"安宁校小": county.two.unit_id})) == [
        ("安宁小学", 1)
    ]
    assert county.seen("guardians", rows).placed.unknown == ()


def test_classes_of_the_same_name_in_two_schools(county: County) -> None:
    rows: Rows = [
        ["学校", "班级"],
        ["平安乡中心小学", "五年级1班"],
        ["安宁小学", "五年级1班"],
        ["安宁小学", "三年级1班"],
    ]
    assert told(county.take("classes", rows)) == [("平安乡中心小学", 1), ("安宁小学", 1)]
    assert not county.again("classes", rows)


def test_staff_sheets_are_also_of_the_bureau_itself(county: County) -> None:
    staff: Rows = [
        ["单位", "姓名", "岗位"],
        ["平安乡中心小学", "周一", "语文教师"],
        [county.desk.unit_name, "吴二", "会计"],
    ]
    county.take("staff", staff)
    posts: Rows = [
        ["学校", "姓名", "岗位", "任职起"],
        ["平安乡中心小学", "周一", "班主任", "2026-10-08"],
        [county.desk.unit_name, "吴二", "出纳", "2026-10-08"],
    ]
    assert told(county.take("post-changes", posts)) == [
        ("平安乡中心小学", 1),
        (county.desk.unit_name, 1),
    ]
    assert set(county.column(county.one, "post_spells", "place")) == {""}
    absences: Rows = [
        ["所在学校", "姓名", "类别", "开始日期", "结束日期"],
        ["平安乡中心小学", "周一", "病假", "2026-10-12", "2026-10-13"],
    ]
    assert told(county.take("absences", absences)) == [("平安乡中心小学", 1)]
    for kind, rows in (("post-changes", posts), ("absences", absences)):
        assert not county.again(kind, rows)


def test_attendance_of_a_month_over_several_schools(county: County) -> None:
    rows: Rows = [
        ["2026年10月考勤表"],
        ["学校", "班级", "姓名", "19", "20"],
        ["平安乡中心小学", "三年级1班", "赵甲", "√", "病"],
        ["安宁小学", "三年级1班", "钱乙", "√", "√"],
    ]
    assert told(county.take("attendance", rows)) == [("平安乡中心小学", 1), ("安宁小学", 1)]
    assert len(county.column(county.one, "class_rolls", "day")) == 2
    assert not county.again("attendance", rows)
    other = county.seen("attendance", rows, month=OCTOBER.next)
    assert [one.share.unit.name for one in other.refused] == ["平安乡中心小学", "安宁小学"]
    assert "2026年10月" in other.refused[0].sentence


def test_absences_of_a_day_over_several_schools(county: County) -> None:
    rows: Rows = [
        ["学校", "日期", "班级", "姓名", "原因"],
        ["平安乡中心小学", "2026-10-20", "三年级1班", "赵甲", "病假"],
        ["安宁小学", "2026-10-20", "三年级1班", "全勤", None],
    ]
    assert told(county.take("pupil-absences", rows)) == [("平安乡中心小学", 1), ("安宁小学", 1)]
    assert county.column(county.two, "roll_exceptions", "day") == []
    assert not county.again("pupil-absences", rows)


def test_attendance_with_a_sheet_for_each_school(county: County, tmp_path: Path) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 - several sheets

    made = Workbook()
    for name, who in (("平安乡中心小学三年级", "赵甲"), ("安宁小学三年级", "钱乙")):
        sheet = made.create_sheet(name)
        for row in (["2026年10月考勤"], ["姓名", "班级", "19"], [who, "三年级1班", "√"]):
            sheet.append(row)
    del made["Sheet"]
    made.save(tmp_path / "考勤.xlsx")
    placed = place(county.desk, gather(county.desk, "attendance", [tmp_path / "考勤.xlsx"]))
    assert [share.unit.name for share in placed.shares] == ["平安乡中心小学", "安宁小学"]


LIST: Rows = [
    ["平安县农村低保花名册（2026年9月30日）"],
    ["户主姓名", "家庭成员姓名", "身份证号", "就读学校"],
    ["赵大", "赵甲", ID_A, None],
    ["赵大", "赵大", None, None],
    ["钱大", "钱乙", ID_B, "县一小（安宁）"],
    ["孙大", "孙丙", ID_C, "平安乡中心小学"],
]


def test_list_of_an_office_goes_where_the_pupils_are(county: County) -> None:
    done = county.take("households", LIST)
    assert sorted(told(done)) == sorted(
        [("平安乡中心小学", 2), ("安宁小学", 1), (county.desk.unit_name, 4)]
    )
    assert county.column(county.one, "external_list_entries", "name") == ["孙丙", "赵甲"]
    assert county.column(county.two, "external_list_entries", "name") == ["钱乙"]
    assert county.column(county.desk, "external_list_entries", "name") == [
        *("孙丙", "赵大", "赵甲", "钱乙"),
    ]
    for session in (county.desk, county.one, county.two):
        [known] = stored_lists(session)
        assert (known.topic, f"{known.day}") == (ListTopic.LOW_INCOME, "2026-09-30")
    assert not county.again("households", LIST)


def test_list_whose_school_and_pupil_nobody_knows_is_asked(county: County) -> None:
    rows: Rows = [
        ["低保名单"],
        ["姓名", "身份证号", "学校"],
        ["孙丙", ID_C, "外县小学"],
        ["钱乙", ID_B, "安宁小学"],
    ]
    seen = county.seen("households", rows)
    assert [asked.name for asked in seen.placed.unknown] == ["外县小学"]
    assert county.seen("households", rows, said={"外县小学": None}).placed.left_out == 1


def test_what_a_list_is_of_is_said_for_the_whole_of_it(county: County) -> None:
    rows: Rows = [["姓名", "身份证号", "类别"], ["赵甲", ID_A, "低保"], ["钱乙", ID_B, "残疾"]]
    county.take("households", rows)
    topics = {stored_lists(session)[0].topic for session in (county.one, county.two)}
    assert topics == {ListTopic.MIXED}
    bare: Rows = [["姓名", "身份证号"], ["赵甲", ID_A]]
    with pytest.raises(SchoolError, match="看不出这是哪一种名单"):
        county.seen("households", bare)
    gathered = gather(county.desk, "households", [county.path])
    placed = place(county.desk, gathered, None, Listed(ListTopic.DISABLED))
    kinds = {share.listed.topic for share in placed.shares if share.listed}
    assert kinds == {ListTopic.DISABLED}
    with pytest.raises(SchoolError, match="一份一份导入"):
        gather(county.desk, "households", [county.path, county.path])


def test_only_rosters_of_pupils_bring_a_child_into_two_schools(county: County) -> None:
    rows: Rows = [["学校", "姓名", "身份证号", "监护人"], ["安宁小学", "赵甲", ID_A, "赵大"]]
    assert twice_with(county.desk, county.seen("guardians", rows).placed.shares) == ()


ROSTER: Rows = [
    ["学校", "姓名", "班级"],
    ["平安乡中心小学", "孙丙", "三年级1班"],
    ["安宁校小", "李丁", "三年级1班"],
]


def _said(county: County) -> Said:
    return {"安宁校小": county.two.unit_id}


def test_what_breaks_on_the_way_leaves_nothing_of_any_school(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = county.seen("students", ROSTER, _said(county))
    before = dump(county.desk.store)

    def breaking(own: Session, *args: Any, **named: Any) -> batches.Receipt:  # noqa: ANN401 - passed on
        done = batches.apply(own, *args, **named)
        if own.unit_name == "安宁小学":
            raise RuntimeError("the machine stops")
        return done

    monkeypatch.setattr("desktop.services.imports.county.apply", breaking)
    with pytest.raises(RuntimeError, match="the machine stops"):
        county_apply(county.desk, seen)
    assert dump(county.desk.store) == before
    monkeypatch.undo()
    assert told(county_apply(county.desk, seen)) == [("平安乡中心小学", 1), ("安宁小学", 1)]


def test_stopped_on_the_way_it_leaves_nothing_of_any_school(county: County) -> None:
    seen = county.seen("students", ROSTER, _said(county))
    before = dump(county.desk.store)
    progress = Progress(lambda text, *_: progress.cancel() if "安宁小学" in text else None)
    with pytest.raises(Cancelled):
        county_apply(county.desk, seen, progress)
    assert dump(county.desk.store) == before
    with county.desk.store.read() as connection:
        assert Schools(connection, county.desk.unit_id, {}).of_name("安宁校小") is None


def test_refused_school_leaves_nothing_and_the_others_are_taken_in(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = county.seen("students", ROSTER, _said(county))

    def refusing(work: Work, _roster: object) -> None:
        if work.unit_id == county.one.unit_id:
            raise SchoolError("这个月已经结账。")

    # Called when the rows have been written, and are not there to stay.
    monkeypatch.setattr("desktop.services.imports.batches.remember", refusing)
    done = county_apply(county.desk, seen)
    assert [one.refusal for one in done.schools] == ["这个月已经结账。", ""]
    assert county.column(county.one, "people", "name") == ["赵甲"]
    assert county.column(county.two, "people", "name") == ["李丁", "钱乙"]
