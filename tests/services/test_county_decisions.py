"""What a bureau's people say of the schools' files: sheets put right, rows in doubt decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from desktop.core.errors import SchoolError
from desktop.core.identity import check_digit, mask
from desktop.core.labels import EnrolmentKind
from desktop.rosters.results import Choices
from desktop.services.imports.county import county_apply, county_preview, decide
from desktop.services.imports.county_corrections import (
    of_same_form,
    reread,
    reread_all,
    sheet_lines,
    spread,
    with_corrections,
)
from desktop.services.imports.county_files import gather, workbooks
from desktop.services.imports.county_lines import comings, doubts
from desktop.services.imports.county_places import place
from desktop.services.imports.doubts import CONFIRMED, NOT_THIS_ONE
from desktop.services.imports.matching import SAME_BIRTH
from desktop.services.people import PupilQuery, pupil, pupils
from tests.services.counties import add_school, at_bureau
from tests.services.rosters import dump

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from desktop.services.imports.county import CountyPreview, LineKey
    from desktop.services.imports.county_corrections import Corrected
    from desktop.services.imports.county_files import Gathered
    from desktop.services.session import Session

ID_A, ID_B, ID_C, ID_D = (
    body + check_digit(body)
    for body in (
        *("62982120160307001", "62982120160307003"),
        *("62982120160307005", "62982120160308007"),
    )
)
HEAD = ("学校", "姓名", "班级", "身份证件号")
Sheets = dict[str, "Sequence[Sequence[object]]"]


@dataclass
class County:
    """A bureau with two schools, and what its people have said."""

    desk: Session
    folder: Path
    schools: dict[str, Session] = field(default_factory=dict)

    def book(self, name: str, sheets: Sheets) -> Path:
        made = Workbook()
        made.remove(made.worksheets[0])
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        path = self.folder / name
        made.save(path)
        return path

    def table(self, *rows: Sequence[object], head: Sequence[str] = HEAD) -> Path:
        return self.book("全县.xlsx", {"名册": (head, *rows)})

    def gathered(self, *paths: Path) -> Gathered:
        return gather(self.desk, "students", workbooks(paths))

    def seen(self, gathered: Gathered) -> CountyPreview:
        return county_preview(self.desk, place(self.desk, gathered))

    def taken(self, path: Path, rows: Mapping[LineKey, str] | None = None) -> None:
        seen = self.seen(self.gathered(path))
        county_apply(self.desk, decide(self.desk, seen, rows or {}))

    def names(self, school: str) -> list[str]:
        found = pupils(self.schools[school], PupilQuery(present_only=False)).lines
        return sorted(line.name for line in found)


@pytest.fixture
def county(session: Session, tmp_path: Path) -> County:
    desk = at_bureau(session)
    named = enumerate(("安宁小学", "红星小学"), start=11)
    schools = {name: add_school(desk, str(code), name) for code, name in named}
    return County(desk, tmp_path, schools)


def test_rows_in_doubt_of_all_schools_are_decided_one_by_one_or_together(county: County) -> None:
    county.taken(
        county.table(
            ("安宁小学", "赵甲", "三年级1班", ID_A),
            ("安宁小学", "周戊", "三年级1班", None),
            ("安宁小学", "周戊", "三年级2班", None),
            ("红星小学", "钱乙", "三年级1班", ID_B),
        )
    )
    path = county.table(
        ("安宁小学", "赵甲", "三年级1班", ID_C),  # born the same day, another number
        ("红星小学", "钱乙", "三年级1班", ID_C),
        ("安宁小学", "周戊", None, ID_D),  # two of this name
        ("红星小学", "孙丙", "三年级1班", None),
    )
    seen = county.seen(county.gathered(path))
    first, second, third = lines = doubts(seen)
    assert [(one.school, one.file, one.sheet, one.line.row) for one in lines] == [
        ("安宁小学", "全县.xlsx", "名册", 2),
        ("红星小学", "全县.xlsx", "名册", 3),
        ("安宁小学", "全县.xlsx", "名册", 4),
    ]
    [likely] = first.line.candidates
    assert likely.label == f"三年级1班 赵甲，男，{mask(ID_A)}"
    assert len(third.line.candidates) == 2
    assert all(one.line.may_be_new for one in lines)
    said = {
        first.key: likely.key,
        second.key: CONFIRMED,
        third.key: third.line.candidates[1].key,
    }
    now = decide(county.desk, seen, said)
    assert [(one.says, one.parked) for one in doubts(now)] == [
        (likely.key, False),
        (CONFIRMED, False),
        (said[third.key], False),
    ]
    assert doubts(now)[0].line.candidates == (likely,)
    # Taken back it is in doubt again, and the other school was not looked at anew.
    back = decide(county.desk, now, {second.key: CONFIRMED})
    assert [one.parked for one in doubts(back)] == [True, False, True]
    assert back.schools[1] is now.schools[1]
    county_apply(county.desk, now)
    assert county.names("安宁小学") == ["周戊", "周戊", "赵甲"]
    assert county.names("红星小学") == ["孙丙", "钱乙", "钱乙"]
    # The same files once more: the numbers now tell who is meant.
    again = county.seen(county.gathered(path))
    assert not again.moves
    assert [one.line.row for one in doubts(again)] == []


def test_row_said_to_be_somebody_who_was_met_already_stays_in_doubt(county: County) -> None:
    other = ("安宁小学", "钱乙", "三年级1班", ID_B)
    county.taken(county.table(("安宁小学", "赵甲", "三年级1班", ID_A), other))
    known = ("安宁小学", "赵甲", "三年级2班", ID_A)  # has changed class
    path = county.table(known, ("安宁小学", "赵甲", "三年级1班", ID_C), other)
    seen = county.seen(county.gathered(path))
    [doubt] = doubts(seen)
    assert doubt.line.candidates == ()
    [line] = pupils(county.schools["安宁小学"], PupilQuery("赵甲")).lines
    said = {
        doubt.key: line.student_id.hex,
        (*doubt.key[:2], 4): line.student_id.hex,  # whose number is another pupil's
    }
    still = [one for one in doubts(decide(county.desk, seen, said)) if one.parked]
    assert [(one.line.row, one.line.reason) for one in still] == [
        (2, SAME_BIRTH),
        (4, NOT_THIS_ONE),
    ]
    # A word that means nobody leaves the row in doubt, too.
    nobody = decide(county.desk, seen, {doubt.key: "nobody"})
    assert [one.line.reason for one in doubts(nobody)] == [NOT_THIS_ONE]


def test_name_under_a_known_number_is_corrected_if_it_is_the_same_pupil(county: County) -> None:
    county.taken(county.table(("安宁小学", "赵甲", "三年级1班", ID_A)))
    path = county.table(("安宁小学", "赵佳", "三年级1班", ID_A))
    [doubt] = doubts(county.seen(county.gathered(path)))
    assert not doubt.line.may_be_new
    county.taken(path, {doubt.key: doubt.line.candidates[0].key})
    assert county.names("安宁小学") == ["赵佳"]


def test_who_comes_by_transfer_because_of_a_remark_is_told_before(county: County) -> None:
    path = county.table(
        ("安宁小学", "赵甲", "三年级1班", "2026年9月从南山小学转入，父母在外"),
        ("红星小学", "钱乙", "三年级1班", "转学待定"),
        head=(*HEAD[:3], "备注"),
    )
    before = dump(county.desk.store)
    seen = county.seen(county.gathered(path))
    [coming] = comings(seen)
    assert (coming.school, coming.line.row, coming.line.who) == ("安宁小学", 2, "三年级1班 赵甲")
    assert coming.line.reason == "备注写着“从南山小学转入”，登记为 2026-09-01 转入"
    assert dump(county.desk.store) == before
    county_apply(county.desk, seen)
    kinds = {}
    for name, school in county.schools.items():
        [line] = pupils(school, PupilQuery()).lines
        kinds[name] = [event.kind for event in pupil(school, line.student_id).events]
    assert kinds == {
        "安宁小学": [EnrolmentKind.TRANSFER_IN],
        "红星小学": [EnrolmentKind.ENROLLED],
    }


ODD = ("学生姓名", "所在班", "号")
"""The program knows the first two words only."""


def odd(name: str, number: str) -> Sheets:
    return {
        "说明": (("填表说明",), ("请如实填写",)),
        "名册": (ODD, (name, "三年级1班", number)),
    }


def explained(gathered: Gathered) -> Choices:
    roster = gathered.files[0].roster
    return Choices(roster.sheet, roster.header_row, {"C": "id_number"})


def test_sheet_that_was_put_right_is_remembered_and_holds_for_files_of_the_same_form(
    county: County,
) -> None:
    one = county.book("安宁小学.xlsx", odd("赵甲", ID_A))
    two = county.book(
        "红星小学.xlsx",
        {**odd("钱乙", ID_B), "名册": (("红星小学学生名册",), ODD, ("钱乙", "三年级1班", ID_B))},
    )
    other = county.book("别的红星小学.xlsx", {"名册": (("姓名", "班级"), ("孙丙", "三年级2班"))})
    raw = county.gathered(one, two, other)
    assert [line.doubtful for line in sheet_lines(raw, {})] == [False, False, False]
    key = raw.files[0].key
    model = reread(county.desk, raw, key, explained(raw))
    assert model is not None
    corrected: Corrected = {key: model}
    like = of_same_form(raw, key, corrected)
    assert like == (raw.files[1].key,)
    corrected |= spread(county.desk, raw, corrected, key)
    lines = sheet_lines(raw, corrected)
    assert [line.corrected for line in lines] == [True, True, False]
    now = with_corrections(raw, corrected)
    assert [file.roster.header_row for file in now.files] == [1, 2, 1]
    wanted = {found: file.choices for found, file in corrected.items() if file}
    assert with_corrections(raw, reread_all(county.desk, raw, wanted)).files[1].roster.rows == (
        now.files[1].roster.rows
    )
    county_apply(county.desk, county.seen(now))
    for name, number in (("安宁小学", ID_A), ("红星小学", ID_B)):
        found = pupils(county.schools[name], PupilQuery(number)).lines
        assert len(found) == 1
    # The next time such a file comes, of whatever school, it is read so by itself.
    again = county.gathered(county.book("安宁小学2.xlsx", odd("李丁", ID_D)))
    assert again.files[0].roster.recognised
    before = dump(county.desk.store)
    county_apply(county.desk, county.seen(now))
    assert dump(county.desk.store) == before


def test_wrong_sheet_and_file_without_a_header_are_put_right_or_left_out(county: County) -> None:
    old = (HEAD, ("安宁小学", "去年甲", "三年级1班", ID_A))
    new = (HEAD, ("安宁小学", "今年甲", "三年级1班", ID_B))
    two = county.book("安宁小学.xlsx", {"去年": old, "今年": new})
    strange = county.book("红星小学.xlsx", {"表": (("甲", "乙"), ("钱乙", "三年级1班"))})
    raw = county.gathered(two, strange)
    lines = sheet_lines(raw, {})
    assert [(line.key[1], line.doubtful) for line in lines] == [
        ("去年", False),
        ("今年", False),
        ("", True),
    ]
    with pytest.raises(SchoolError, match="表头里没有"):
        reread(county.desk, raw, lines[2].key, Choices("表", 1))
    explained = Choices("表", 1, {"A": "name", "B": "school_class"})
    corrected: Corrected = {
        lines[0].key: reread(county.desk, raw, lines[0].key, None),
        lines[2].key: reread(county.desk, raw, lines[2].key, explained),
    }
    told = sheet_lines(raw, corrected)
    assert [(line.left_out, line.doubtful) for line in told] == [
        (True, False),
        (False, False),
        (False, False),
    ]
    now = with_corrections(raw, corrected)
    assert now.refused == ()
    county_apply(county.desk, county.seen(now))
    assert county.names("安宁小学") == ["今年甲"]
    assert county.names("红星小学") == ["钱乙"]
    # Two sheets that come to the same one are read once.
    both: Corrected = {lines[0].key: reread(county.desk, raw, lines[0].key, Choices("今年"))}
    assert [file.key[1] for file in with_corrections(raw, both).files] == ["今年"]
    # What cannot be read so any more stays as the program reads it.
    assert reread_all(county.desk, raw, {lines[0].key: Choices("没有")}) == {}
