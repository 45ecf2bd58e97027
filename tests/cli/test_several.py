"""Several workbooks at once on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from desktop.core.identity import check_digit
from tests.rosters.test_odd_workbooks import with_macros

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.cli.conftest import Said

    Run = Callable[..., Said]

HEAD = ("学校", "姓名", "班级", "身份证件号")
NUMBER = "62982120160307001" + check_digit("62982120160307001")


def book(path: Path, rows: Sequence[Sequence[object]], head: Sequence[str] = HEAD) -> Path:
    made = Workbook()
    for row in (head, *rows):
        made.worksheets[0].append(list(row))
    made.save(path)
    return path


@pytest.fixture
def bureau(run: Run) -> Run:
    """A bureau with two schools."""
    words = ("--plain", "--code", "9", "--name", "平安县教育局", "--kind", "教育局")
    assert run("init", *words).status == 0
    for code, name in (("11", "安宁小学"), ("12", "红星小学")):
        added = run("unit-add", "--code", code, "--name", name, "--kind", "小学", "--unit", "9")
        assert added.status == 0, added.err

    def at_the_bureau(*words: str | Path) -> Said:
        return run(*words, "--unit", "9")

    return at_the_bureau


def test_county_table_goes_to_its_schools(bureau: Run, tmp_path: Path) -> None:
    rows = [
        ("安宁小学", "钱乙", "三（1）班", NUMBER),
        ("红星小学", "钱乙", "三年级1班", NUMBER),
        ("红星校小", "孙丙", "三年级1班", None),
        ("邻县小学", "李丁", "三年级1班", None),
        ("红星小学", "周戊", "三年级1班", "123"),
    ]
    path = book(tmp_path / "全县.xlsx", rows)
    seen = bureau("import", "students", path, "--json")
    assert seen.status == 1
    found = seen.json
    assert [(one["name"], one["new"], one["batch"]) for one in found["schools"]] == [
        ("安宁小学", 1, None),
        ("红星小学", 1, None),
    ]
    assert [one["name"] for one in found["unknown"]] == ["红星校小", "邻县小学"]
    assert found["unknown"][0]["suggestions"][0] == {"code": "12", "name": "红星小学"}
    assert found["twice"] == [{"name": "钱乙", "schools": ["安宁小学", "红星小学"]}]
    assert [one["row"] for one in found["problems"]] == [6]
    back = tmp_path / "退回"
    assert "1 份退回表已保存到" in bureau("import", "students", path, "--returned", back).out
    assert [one.name for one in back.iterdir()] == ["退回-全县.xlsx"]
    assert [one["message"] for one in found["readings"]] == ["“三（1）班”读作“三年级1班”"]
    stopped = bureau("import", "students", path, "--apply")
    assert stopped.status == 3
    assert "有学校还不认得" in stopped.out
    said = ("--school", "红星校小=12", "--school", "邻县小学=-")
    done = bureau("import", "students", path, *said, "--apply")
    assert "红星小学：新增 2" in done.out
    assert "读法 班级：“三（1）班”读作“三年级1班”，1 处" in done.out
    assert "一人两校：钱乙，安宁小学、红星小学" in done.out
    assert "按您说的没有读入 1 行" in done.out
    again = bureau("import", "students", path, "--school", "邻县小学=-", "--json")
    assert [one["same"] for one in again.json["schools"]] == [1, 2]
    assert NUMBER not in done.out + again.out


def test_wrong_words_are_refused(bureau: Run, tmp_path: Path) -> None:
    path = book(tmp_path / "全县.xlsx", [("安宁小学", "钱乙", "三年级1班", None)])
    assert "--school 写成" in bureau("import", "students", path, "--school", "安宁").err
    assert "--school 写成" in bureau("import", "students", path, "--school", "安宁=77").err
    assert "--map 写成" in bureau("import", "students", path, "--map", "B=身高").err
    odd = bureau("import", "students", path, "--sheet", "名册", "--json")
    assert "没有工作表“名册”" in odd.json["refused"][0]["sentence"]


def test_sheets_and_rows_of_several_files_are_said_on_the_command_line(
    bureau: Run, tmp_path: Path
) -> None:
    head = ("学生的名儿", "班级", "备注", "身份证件号")
    born = "62982120160307003" + check_digit("62982120160307003")
    known = [("安宁小学", "赵甲", "三年级1班", NUMBER)]
    bureau("import", "students", book(tmp_path / "旧.xlsx", known), "--apply")
    one = book(tmp_path / "安宁小学.xlsx", [("赵甲", "三年级1班", None, born)], head)
    row = ("钱乙", "三年级1班", "由外县南山小学转来", None)
    two = book(tmp_path / "红星小学.xlsx", [row], head)
    words = ("import", "students", one, two)
    assert len(bureau(*words, "--json").json["refused"]) == 2
    so = (*words, "--header-row", "1", "--map", "A=姓名")
    seen = bureau(*so)
    assert "待定 安宁小学 安宁小学.xlsx（Sheet）第2行 三年级1班 赵甲：" in seen.out
    assert "名册里可能是：1 三年级1班 赵甲，男，" in seen.out
    assert "有 1 名是转来的，导入后登记为转入：" in seen.out
    assert "三年级1班 钱乙：备注写着“由外县南山小学转来”" in seen.out
    found = bureau(*so, "--json").json
    assert [(one["row"], len(one["candidates"])) for one in found["doubts"]] == [(2, 1)]
    assert [one["school"] for one in found["coming"]] == ["红星小学"]
    assert "没有待定" in bureau(*so, "--same", "红星小学!2").err
    assert "可能的只有 1 人" in bureau(*so, "--same", "2=3").err
    assert "--new 没有用上" in bureau(*so, "--new", "红星小学!2").out
    done = bureau(*so, "--same", "安宁小学!2", "--apply", "--json").json
    assert [(one["name"], one["new"], one["changed"]) for one in done["schools"]] == [
        ("安宁小学", 0, 1),
        ("红星小学", 1, 0),
    ]
    # The form was explained once, and is known from then on.
    assert [one["same"] for one in bureau(*words, "--json").json["schools"]] == [1, 1]
    assert NUMBER not in seen.out
    assert born not in seen.out


def test_row_in_doubt_of_a_school_is_somebody_of_the_books(school: Run, tmp_path: Path) -> None:
    head = ("姓名", "班级", "身份证件号")
    born = "62982120160307003" + check_digit("62982120160307003")
    two = [("周戊", "三年级1班", None), ("周戊", "三年级2班", None)]
    school("import", "students", book(tmp_path / "旧.xlsx", two, head), "--apply")
    path = book(tmp_path / "新.xlsx", [("周戊", None, born)], head)
    assert "可能是几个人" in school("import", "students", path, "--same", "2").err
    said = school("import", "students", path)
    assert "名册里可能是：1 三年级1班 周戊，没有号码；2 三年级2班 周戊，没有号码" in said.out
    done = school("import", "students", path, "--same", "2=2", "--apply", "--json").json
    assert (done["changed"], done["parked"]) == (1, 0)
    other = book(tmp_path / "又.xlsx", [("李丁", "一年级1班", None)], head)
    again = school("import", "students", path, other, "--new", "又!2").out
    assert "--new 没有用上" in again


def test_folder_of_one_school_is_taken_in_file_by_file(school: Run, tmp_path: Path) -> None:
    folder = tmp_path / "各班"
    folder.mkdir()
    for number, name in enumerate(("赵甲", "钱乙"), start=1):
        book(folder / f"{number}班.xlsx", [(name, f"三年级{number}班")], ("姓名", "班级"))
    back = ("--returned", tmp_path / "退回.xlsx")
    assert "--returned 只能" in school("import", "students", folder, *back).err
    seen = school("import", "students", folder, "--json").json
    assert [(one["new"], one["batch"]) for one in seen["files"]] == [(1, None), (1, None)]
    done = school("import", "students", folder, "--apply")
    assert "1班.xlsx：新增 1" in done.out
    assert "批次 2" in done.out
    with_macros(folder / "带宏.xlsm")
    assert "宏没有运行" in school("import", "students", folder).out


def test_file_that_cannot_be_read_does_not_stop_the_county(bureau: Run, tmp_path: Path) -> None:
    good = book(tmp_path / "安宁小学.xlsx", [("赵甲", "三年级1班")], ("姓名", "班级"))
    bad = tmp_path / "红星小学.xlsx"
    bad.write_bytes(b"no workbook")
    done = bureau("import", "students", good, bad, "--apply", "--json")
    assert done.status == 1
    assert [one["new"] for one in done.json["schools"]] == [1]
    assert [one["file"] for one in done.json["refused"]] == [str(bad)]


@pytest.fixture
def county(bureau: Run, tmp_path: Path) -> Run:
    """钱乙 is a pupil of both schools; each has somebody who works there."""
    rows = [
        ("安宁小学", "钱乙", "三年级1班", NUMBER),
        ("红星小学", "钱乙", "三年级1班", NUMBER),
        ("红星小学", "孙丙", "二年级1班", None),
    ]
    assert bureau("import", "students", book(tmp_path / "县.xlsx", rows), "--apply").status == 1
    people = [("安宁小学", "赵甲", "校长"), ("红星小学", "李丁", "教师")]
    staff = book(tmp_path / "教职工.xlsx", people, ("学校", "姓名", "岗位"))
    assert bureau("import", "staff", staff, "--apply").status == 0
    return bureau


def test_staff_and_classes_of_all_schools_are_listed_at_a_bureau(county: Run) -> None:
    said = county("staff", "list")
    assert said.out.splitlines()[-3:] == [
        "安宁小学 赵甲 校长 在岗",
        "红星小学 李丁 教师 在岗",
        "共 2 人。",
    ]
    assert [line["school"] for line in county("staff", "list", "--json").json["lines"]] == [
        "安宁小学",
        "红星小学",
    ]
    assert "共 1 人" in county("staff", "list", "--school", "12").out
    said = county("classes", "list", "--on", "2026-11-02")
    assert "红星小学 二年级1班 1 人 未点名" in said.out
    assert "共 3 个班，3 人；3 个班未点名" in said.out
    assert len(county("classes", "list", "--school", "安宁小学", "--json").json["classes"]) == 1
    absent = county("attendance", "absences", "--school", "安宁小学", "--json").json
    assert (absent["least"], absent["lines"]) == (3, [])
    assert "共 0 名" in county("attendance", "absences").out
    refused = county("staff", "list", "--school", "邻县小学")
    assert refused.status == 3
    assert "没有“邻县小学”这所学校" in refused.err


def test_list_is_compared_with_all_schools_at_a_bureau(county: Run, tmp_path: Path) -> None:
    rows = [("钱乙", NUMBER), ("周戊", None)]
    path = book(tmp_path / "名单.xlsx", rows, ("姓名", "身份证号"))
    said = county("compare", path, "学生", "--all", "--json")
    assert [one["name"] for one in said.json["only_left"]] == ["周戊"]
    assert [one["school"] for one in said.json["only_right"]] == ["红星小学"]
    assert "只在右边 孙丙 红星小学 二年级1班" in county("compare", path, "学生").out
    assert "只在右边 0" in county("compare", path, "学生", "--school", "11").out


def test_child_of_two_schools_is_listed_kept_apart_and_sent_to_one(county: Run) -> None:
    seen = county("twice", "list", "--json")
    (pair,) = seen.json["pairs"]
    first, second = (side["key"] for side in pair["sides"])
    assert [side["school"] for side in pair["sides"]] == ["安宁小学", "红星小学"]
    assert county("twice", "decide", "不是同一个人", first, second).status == 0
    assert county("twice", "list").status == 0
    assert "（不是同一个人）" in county("twice", "list", "--all").out
    left = county("twice", "leave", first, second, "--day", "2026-11-01")
    assert "从安宁小学转出" in left.out
    assert county("twice", "decide", "以后再定", first, second).status == 3
    assert "编号用" in county("twice", "decide", "以后再定", "1", second).err


def test_sheets_of_one_workbook_are_named_and_taken_in_as_one_roster(
    school: Run, tmp_path: Path
) -> None:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, child in (("三1班", "赵甲"), ("三2班", "钱乙")):
        sheet = made.create_sheet(name)
        for row in (["姓名", "身高"], [child, 1.2], ["合计", 1], ["以上名单经核对无误"]):
            sheet.append(row)
        sheet.append([None, None, "x"])
    made.save(tmp_path / "名册.xlsx")
    said = school("import", "students", tmp_path / "名册.xlsx").out
    assert "还有 1 张同样的工作表没有读：“三2班”" in said
    assert "没有读的栏目：B 身高" in said
    assert "没有读 合计行：第 3 行\n" in said
    every = ("import", "students", tmp_path / "名册.xlsx", "--sheet", "全部")
    done = school(*every, "--apply", "--json").json
    assert (done["sheets"], done["new"], done["batch"]) == (["三1班", "三2班"], 2, 1)
    assert school("batches").out.count("students") == 1
    said = school(*every).out
    assert "共 2 行：新增 0、变更 0、相同 2" in said
    assert "没有读 合计行（三2班）：第 3 行" in said
    assert "同样的工作表没有读" not in said
    assert "没有读工作表“三9班”" in school(*every, "--new", "三9班!2").err
    assert "一张一张" in school("import", "households", *every[2:]).err.replace("工作表", "")
