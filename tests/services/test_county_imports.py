"""A bureau takes the rosters of its schools in."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook

from desktop.core.errors import SchoolError
from desktop.core.identity import check_digit
from desktop.core.labels import Role, UnitKind
from desktop.rosters.protection import protected
from desktop.rosters.workbook import Workbook as RosterBook
from desktop.services.imports import batches
from desktop.services.imports.county import county_apply, county_preview
from desktop.services.imports.county_files import gather, workbooks
from desktop.services.imports.county_places import place
from desktop.services.imports.county_returned import anew, write_all_returned
from desktop.services.people import PupilQuery, pupils
from desktop.services.schools import Schools
from desktop.services.twice import twice_with
from desktop.services.two_rolls import children_twice
from desktop.services.units import NewUnit, add_unit
from tests.services.rosters import as_role, dump

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.services.imports.county import CountyPreview, CountyReceipt
    from desktop.services.imports.county_places import Placed
    from desktop.services.session import Session
    from desktop.services.units import UnitLine

ID_A, ID_B = (body + check_digit(body) for body in ("62982120160307001", "62982120160307003"))
HEAD = ("学校", "姓名", "班级", "身份证件号")


def book(path: Path, rows: Sequence[Sequence[object]], head: Sequence[str] = HEAD) -> Path:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "名册"
    sheet.append(list(head))
    for row in rows:
        sheet.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(path)
    return path


@pytest.fixture
def bureau(session: Session) -> Session:
    return as_role(session, Role.BUREAU)


@pytest.fixture
def schools(bureau: Session) -> dict[str, UnitLine]:
    new = (
        NewUnit("3629000011", "平安乡中心小学", UnitKind.PRIMARY),
        NewUnit("3629000012", "安宁小学", UnitKind.PRIMARY),
        NewUnit("3629000013", "平安初级中学", UnitKind.JUNIOR),
    )
    return {line.name: line for line in (add_unit(bureau, one) for one in new)}


def placed(bureau: Session, paths: Sequence[Path], said: Any = None) -> Placed:  # noqa: ANN401 - a mapping
    return place(bureau, gather(bureau, "students", workbooks(paths)), said)


def seen(bureau: Session, paths: Sequence[Path], said: Any = None) -> CountyPreview:  # noqa: ANN401 - same
    return county_preview(bureau, placed(bureau, paths, said), said)


def taken(bureau: Session, paths: Sequence[Path], said: Any = None) -> CountyReceipt:  # noqa: ANN401 - same
    return county_apply(bureau, seen(bureau, paths, said))


def names(bureau: Session, unit: UnitLine) -> list[str]:
    below = bureau.in_unit(unit.unit_id, unit.name)
    return sorted(line.name for line in pupils(below, PupilQuery()).lines)


def test_rows_of_one_workbook_go_to_their_schools(
    bureau: Session, schools: dict[str, UnitLine], tmp_path: Path
) -> None:
    rows = [
        ("平安乡中心小学", "赵甲", "三年级1班", None),
        ("平安县安宁小学", "钱乙", "三年级1班", None),
        ("3629000012", "孙丙", "四年级1班", None),
        ("平安初级中学", "李丁", "2026级2班", None),
    ]
    done = taken(bureau, [book(tmp_path / "全县.xlsx", rows)])
    assert [(one.unit.name, one.receipt and one.receipt.counts.new) for one in done.schools] == [
        ("平安乡中心小学", 1),
        ("安宁小学", 2),
        ("平安初级中学", 1),
    ]
    assert names(bureau, schools["安宁小学"]) == ["孙丙", "钱乙"]
    junior = schools["平安初级中学"]
    below = bureau.in_unit(junior.unit_id, junior.name)
    assert pupils(below, PupilQuery()).lines[0].school_class == "七年级2班"


def test_same_files_again_change_nothing(
    bureau: Session, schools: dict[str, UnitLine], tmp_path: Path
) -> None:
    path = book(tmp_path / "全县.xlsx", [("安宁小学", "钱乙", "三年级1班", None)])
    taken(bureau, [path])
    before = dump(bureau.store)
    again = seen(bureau, [path])
    assert not again.moves
    county_apply(bureau, again)
    assert dump(bureau.store) == before
    assert names(bureau, schools["安宁小学"]) == ["钱乙"]


def test_folder_with_a_file_for_each_school(
    bureau: Session, schools: dict[str, UnitLine], tmp_path: Path
) -> None:
    folder = tmp_path / "各校"
    head = HEAD[1:]
    book(folder / "安宁小学2026秋.xlsx", [("钱乙", "三年级1班", None)], head)
    book(folder / "平安乡中心小学（一）.xlsx", [("赵甲", "三年级1班", None)], head)
    book(folder / "平安乡中心小学（二）.xlsx", [("周戊", "三年级2班", None)], head)
    (folder / "~$安宁小学2026秋.xlsx").write_bytes(b"lock")
    (folder / "说明.docx").write_bytes(b"no table")
    (folder / "坏的.xlsx").write_bytes(b"broken")
    gathered = gather(bureau, "students", workbooks([folder]))
    assert [one.path.name for one in gathered.refused] == ["坏的.xlsx"]
    done = taken(bureau, [folder])
    assert all(one.receipt for one in done.schools)
    assert names(bureau, schools["平安乡中心小学"]) == ["周戊", "赵甲"]
    assert names(bureau, schools["安宁小学"]) == ["钱乙"]


def test_unknown_school_is_asked_once_and_remembered(
    bureau: Session, schools: dict[str, UnitLine], tmp_path: Path
) -> None:
    rows = [("安宁校小", "钱乙", "三年级1班", None), ("安宁校小", "孙丙", "三年级1班", None)]
    path = book(tmp_path / "全县.xlsx", rows)
    first = seen(bureau, [path])
    [asked] = first.placed.unknown
    assert (asked.name, asked.rows) == ("安宁校小", 2)
    assert asked.suggestions[0].name == "安宁小学"
    with pytest.raises(SchoolError, match="还不知道“安宁校小”是哪所学校"):
        county_apply(bureau, first)
    said = {"安宁校小": schools["安宁小学"].unit_id}
    taken(bureau, [path], said)
    assert names(bureau, schools["安宁小学"]) == ["孙丙", "钱乙"]
    assert placed(bureau, [path]).unknown == ()
    said = {"安宁校小": schools["平安乡中心小学"].unit_id}
    taken(bureau, [path], said)
    [share] = placed(bureau, [path]).shares
    assert share.unit.name == "平安乡中心小学"


def test_school_that_is_none_of_ours_is_left_out(
    bureau: Session, schools: dict[str, UnitLine], tmp_path: Path
) -> None:
    rows = [("邻县小学", "钱乙", "三年级1班", None), ("安宁小学", "孙丙", "三年级1班", None)]
    path = book(tmp_path / "全县.xlsx", rows)
    found = placed(bureau, [path], {"邻县小学": None})
    assert (found.left_out, found.unknown, len(found.shares)) == (1, (), 1)
    taken(bureau, [path], {"邻县小学": None})
    assert names(bureau, schools["安宁小学"]) == ["孙丙"]
    assert [one.name for one in placed(bureau, [path]).unknown] == ["邻县小学"]


def test_file_that_names_no_school_is_asked_by_its_own_name(
    bureau: Session, schools: dict[str, UnitLine], tmp_path: Path
) -> None:
    path = book(tmp_path / "花名册.xlsx", [("钱乙", "三年级1班", None)], HEAD[1:])
    [asked] = placed(bureau, [path]).unknown
    assert asked.name == "花名册"
    assert placed(bureau, [path], {"花名册": None}).left_out == 1
    taken(bureau, [path], {"花名册": schools["安宁小学"].unit_id})
    assert names(bureau, schools["安宁小学"]) == ["钱乙"]


@pytest.mark.usefixtures("schools")
def test_child_in_two_schools_is_shown_at_once(bureau: Session, tmp_path: Path) -> None:
    rows = [
        ("平安乡中心小学", "赵甲", "三年级1班", ID_A),
        ("安宁小学", "赵甲", "三年级1班", ID_A),
        ("安宁小学", "钱乙", "三年级1班", ID_B),
    ]
    path = book(tmp_path / "全县.xlsx", rows)
    found = placed(bureau, [path])
    assert [(one.name, one.schools) for one in twice_with(bureau, found.shares)] == [
        ("赵甲", ("平安乡中心小学", "安宁小学"))
    ]
    desk = replace(bureau, at_bureau=True)
    assert children_twice(desk) == ()
    taken(bureau, [path])
    assert [one.first.name for one in children_twice(desk)] == ["赵甲"]
    other = book(tmp_path / "中心.xlsx", [("平安乡中心小学", "钱乙", "三年级1班", ID_B)])
    [twice] = twice_with(bureau, placed(bureau, [other]).shares)
    assert twice.schools == ("平安乡中心小学", "安宁小学")


def test_school_that_refuses_does_not_stop_the_others(
    bureau: Session,
    schools: dict[str, UnitLine],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [
        ("平安乡中心小学", "赵甲", "三年级1班", None),
        ("安宁小学", "钱乙", "三年级1班", None),
    ]
    look = seen(bureau, [book(tmp_path / "全县.xlsx", rows)])

    def refusing(own: Session, *args: Any, **named: Any) -> batches.Receipt:  # noqa: ANN401 - passed on
        if own.unit_name == "平安乡中心小学":
            raise SchoolError("磁盘已满。")
        return batches.apply(own, *args, **named)

    monkeypatch.setattr("desktop.services.imports.county.apply", refusing)
    done = county_apply(bureau, look)
    assert [(one.unit.name, one.refusal) for one in done.schools] == [
        ("平安乡中心小学", "磁盘已满。"),
        ("安宁小学", ""),
    ]
    assert names(bureau, schools["平安乡中心小学"]) == []
    assert names(bureau, schools["安宁小学"]) == ["钱乙"]


def test_each_school_takes_its_own_batch_back(
    bureau: Session, schools: dict[str, UnitLine], tmp_path: Path
) -> None:
    rows = [
        ("平安乡中心小学", "赵甲", "三年级1班", None),
        ("安宁小学", "钱乙", "三年级1班", None),
    ]
    taken(bureau, [book(tmp_path / "全县.xlsx", rows)])
    own = schools["安宁小学"]
    batches.undo(bureau.in_unit(own.unit_id, own.name), 1)
    assert names(bureau, own) == []
    assert names(bureau, schools["平安乡中心小学"]) == ["赵甲"]


@pytest.mark.usefixtures("schools")
def test_problem_of_a_line_goes_with_its_school_or_stays_with_the_file(
    bureau: Session, tmp_path: Path
) -> None:
    rows = [
        ("安宁小学", "钱乙", "三年级1班", "123"),
        ("安宁小学", None, "三年级1班", None),
        ("安宁小学", "孙丙", "三年级1班", None),
    ]
    found = placed(bureau, [book(tmp_path / "全县.xlsx", rows)])
    shares = {row for share in found.shares for row in (p.row for p in share.roster.problems)}
    loose = {problem.row for _path, problem in found.problems}
    assert shares | loose >= {2}
    assert not shares & loose
    assert {row.name for share in found.shares for row in share.roster.rows} <= {"钱乙", "孙丙"}


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(SchoolError, match="这里没有表格文件"):
        workbooks([tmp_path])
    (tmp_path / "无后缀").write_bytes(b"x")
    assert workbooks([tmp_path / "无后缀"]) == (tmp_path / "无后缀",)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("安宁小学", "安宁小学"),
        (" 安宁 小学 ", "安宁小学"),
        ("江北省平安县安宁小学", "安宁小学"),
        ("新安宁小学", None),
        ("安宁小学附属幼儿园", None),
        ("中心小学", "平安乡中心小学"),
        ("3629000013", "平安初级中学"),
        ("小学", None),
    ],
)
@pytest.mark.usefixtures("schools")
def test_names_of_schools(bureau: Session, said: str, meant: str | None) -> None:
    with bureau.store.read() as connection:
        found = Schools(connection, bureau.unit_id, {}).of_name(said)
    assert (found.name if found else None) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026秋安宁小学名册", "安宁小学"),
        ("安宁小学附属幼儿园名册", None),
        ("安宁小学、平安乡中心小学名册", None),
        ("名册", None),
    ],
)
@pytest.mark.usefixtures("schools")
def test_schools_in_titles(bureau: Session, text: str, meant: str | None) -> None:
    with bureau.store.read() as connection:
        found = Schools(connection, bureau.unit_id, {}).of_text(text)
    assert (found.name if found else None) == meant


def test_school_on_each_sheet_of_one_workbook(
    bureau: Session, schools: dict[str, UnitLine], tmp_path: Path
) -> None:
    made = Workbook()
    for name, child in (("平安乡中心小学", "赵甲"), ("安宁小学", "钱乙"), ("旧", "孙丙")):
        sheet = made.create_sheet(name)
        sheet.append(["姓名", "班级"])
        sheet.append([child, "三年级1班"])
    made["旧"].sheet_state = "hidden"
    made.save(tmp_path / "全县名册.xlsx")
    receipt = taken(bureau, [tmp_path])
    assert [(one.unit.name, one.receipt and one.receipt.counts.new) for one in receipt.schools] == [
        ("平安乡中心小学", 1),
        ("安宁小学", 1),
    ]
    assert names(bureau, schools["安宁小学"]) == ["钱乙"]
    assert seen(bureau, [tmp_path]).placed.problems == ()


@pytest.mark.usefixtures("schools")
def test_each_file_with_problems_is_handed_back_with_all_of_them(
    bureau: Session, tmp_path: Path
) -> None:
    folder = tmp_path / "各校"
    rows = [
        ("安宁小学", "坏号码", "三年级1班", "123"),
        ("平安乡中心小学", "双名", "三年级1班", None),
        ("平安乡中心小学", "双名", "三年级1班", None),
    ]
    book(folder / "总表.xlsx", rows)
    book(folder / "一校" / "总表.xlsx", [("安宁小学", "坏号乙", "二年级1班", "456")])
    book(folder / "好的.xlsx", [("安宁小学", "赵甲", "三年级1班", None)])
    gathered = gather(bureau, "students", workbooks([folder]))
    found = county_preview(bureau, place(bureau, gathered))
    out = tmp_path / "退回"
    out.mkdir()
    handed = write_all_returned(gathered, found, out)
    assert all(one.own for one in handed)
    written = [one.path for one in handed]
    assert [path.name for path in written] == ["退回-总表.xlsx", "退回-总表(2).xlsx"]
    pages = [load_workbook(path)["名册"] for path in written]
    whole = next(
        [str(row[-1]) for row in page.iter_rows(values_only=True)]
        for page in pages
        if page.max_row == len(rows) + 1
    )
    assert "身份证件号" in whole[1]
    assert "待定" in whole[3]
    assert write_all_returned(gathered, found, out)[0].path.name == "退回-总表(3).xlsx"


@pytest.mark.usefixtures("schools")
def test_every_sheet_of_a_locked_file_is_marked(bureau: Session, tmp_path: Path) -> None:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name in ("安宁小学", "平安乡中心小学"):
        page = made.create_sheet(name)
        for row in (HEAD[1:], ("坏号码", "三年级1班", "123")):
            page.append(list(row))
    plain = io.BytesIO()
    made.save(plain)
    path = tmp_path / "加密.xlsx"
    path.write_bytes(protected(plain, "密码一"))
    gathered = gather(bureau, "students", [path], passwords=("密码一",))
    found = county_preview(bureau, place(bureau, gathered))
    (written,) = write_all_returned(gathered, found, tmp_path)
    assert "格式和宏没有带过来" in anew([written])
    with RosterBook(written.path, password="密码一") as back:
        assert [info.name for info in back.sheets] == ["导入问题", "安宁小学", "平安乡中心小学"]
        for at in (1, 2):
            _, lines = back.head(at, 3)
            assert "身份证件号" in str(lines[1][-1])
