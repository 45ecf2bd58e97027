"""Lists of other offices, families and comparisons from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.core.identity import check_digit
from desktop.core.labels import HouseholdCategory
from desktop.rosters.export import write_export
from desktop.rosters.sheets import sheet_kind
from tests.services.rosters import pupil
from tests.services.test_office_lists import listed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said

    Run = Callable[..., Said]

ID_A, ID_B = (body + check_digit(body) for body in ("11010120160307001", "11010120160307003"))
NEAR_B = ID_B[:-1] + ("0" if ID_B[-1] != "0" else "1")


@pytest.fixture
def low(tmp_path: Path) -> Path:
    """A list with a pupil, one whose number is written wrongly, and a stranger."""
    path = tmp_path / "名单.xlsx"
    rows = (
        listed(id_number=ID_A, paper="D-1"),
        listed("李小军", 3, id_number=NEAR_B),
        listed("赵小毛", 4, village="下湾", head="赵存粮"),
    )
    write_export(path, sheet_kind("households"), rows)
    return path


@pytest.fixture
def filled(school: Run, tmp_path: Path) -> Run:
    path = tmp_path / "名册.xlsx"
    rows = (pupil(id_number=ID_A), pupil("李小军", 3, id_number=ID_B), pupil("王小兰", 4))
    write_export(path, sheet_kind("students"), rows)
    assert school("import", "students", path, "--apply").status == 0
    return school


@pytest.fixture
def taken(filled: Run, low: Path) -> Run:
    words = ("lists", "import", low, "--list", "低保", "--list-date", "2026-09-30", "--apply")
    assert filled(*words).status == 1  # a wrong number is pointed at
    return filled


def test_list_is_previewed_taken_in_listed_and_shown_masked(filled: Run, low: Path) -> None:
    words = ("lists", "import", low, "--list", "低保", "--list-date", "2026-09-30")
    assert "加 --apply 导入" in filled(*words).out
    assert filled("lists", "list").out == "共 0 份名单。\n"
    done = filled(*words, "--apply", "--json").json
    assert (done["new"], done["batch"], done["applied"]) == (3, 2, True)
    again = filled(*words, "--apply", "--json").json
    assert (again["same"], again["batch"]) == (3, None)
    assert "民政·低保名单（2026-09-30） 3 人" in filled("lists", "list").out
    shown = filled("lists", "show", "低保", "--find", "下湾")
    assert "赵小毛 下湾 户主 赵存粮" in shown.out
    whole = filled("lists", "show", "低保@2026-09-30", "--json")
    assert whole.json["total"] == 3
    assert ID_A not in whole.out
    assert filled("lists", "show", "特困").status == 3


def test_list_whose_kind_nobody_tells_is_refused(filled: Run, low: Path) -> None:
    said = filled("lists", "import", low)
    assert (said.status, "看不出这是哪一种名单" in said.err) == (3, True)


def test_list_of_children_of_school_age(filled: Run, tmp_path: Path) -> None:
    path, out = tmp_path / "适龄.xlsx", tmp_path / "再导出.xlsx"
    write_export(path, sheet_kind("school-age"), (listed(id_number=ID_A),))
    words = ("lists", "import", path, "--school-age", "--list-date", "2026-08-01", "--apply")
    assert filled(*words).status == 0
    assert filled("lists", "export", "适龄儿童", out, "--json").json["rows"] == 1
    assert filled("import", "school-age", out, "--list-date", "2026-08-01").status == 0
    assert filled("compare", "适龄儿童", "学生").status == 1


def test_list_is_exported_removed_and_taken_back(taken: Run, tmp_path: Path) -> None:
    out = tmp_path / "再导出.xlsx"
    assert taken("lists", "export", "低保", out).status == 0
    same = taken("lists", "import", out, "--list", "低保", "--list-date", "2026-09-30", "--json")
    assert (same.json["same"], same.json["new"], same.json["changed"]) == (3, 0, 0)
    assert taken("export", "households", tmp_path / "又.xlsx", "--json").json["rows"] == 3
    assert taken("undo", "2").status == 0
    assert taken("lists", "list", "--json").json["lists"] == []
    assert taken("export", "households", tmp_path / "又.xlsx").status == 3


def test_removed_list_is_gone(taken: Run) -> None:
    assert "3 人" in taken("lists", "remove", "低保").out
    assert taken("lists", "remove", "低保").status == 3


def test_comparison_counts_and_names_what_is_doubtful(taken: Run, tmp_path: Path) -> None:
    said = taken("compare", "低保", "学生")
    assert said.status == 1
    assert (
        "两边都有 1；可能是同一人 1 对（左边 1 人，右边 1 人）；只在左边 1；只在右边 1。"
        in said.out
    )
    assert "李小军 ～ 李小军（三年级1班）：姓名同音，证件号有一位不同（第18位）" in said.out
    assert "只在左边 赵小毛 下湾" in said.out
    told = taken("compare", "低保", "学生", "--json")
    assert (told.json["both"], told.json["left"]["only"], told.json["right"]["only"]) == (1, 1, 1)
    assert told.json["probable"][0]["likeness"] == "one_digit"
    assert ID_B not in told.out
    assert NEAR_B not in told.out
    assert taken("compare", "学生", "监护人", "--on", "2026-10-01").status == 1
    # A bare name tells nobody from a namesake.
    assert "两边都有 2；" in taken("compare", "学生", tmp_path / "名册.xlsx").out
    path = tmp_path / "册.csv"
    path.write_text(f"姓名,证件号\n张小红,{ID_A}", encoding="utf-8")
    assert taken("compare", path, path).status == 0


def test_whoever_is_known_as_poor_is_held_against_the_list(taken: Run) -> None:
    taken("lists", "grant", "低保", "--apply")
    assert "两边都有 1；" in taken("compare", "低保", "登记:低保").out
    assert "两边都有 0；" in taken("compare", "低保", "known：orphan").out
    said = taken("compare", "低保", "登记:富裕")
    assert (said.status, "没有“富裕”这一类" in said.err) == (3, True)


def test_workbook_side_tells_of_lines_that_were_not_read(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "册.csv"
    lines = ["姓名,身份证号,性别", f"张小红,{ID_A},女", f"张小红,{ID_A},", f",{NEAR_B},女"]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert "1 人，重复 1 行，没有读 1 行" in filled("compare", path, "学生").out


def test_comparison_is_written_decided_and_taken_back(taken: Run, tmp_path: Path) -> None:
    from openpyxl import load_workbook  # noqa: PLC0415 - only here

    out = tmp_path / "比对.xlsx"
    assert "请妥善保管" in taken("compare", "低保", "学生", "--out", out).out
    book = load_workbook(out)
    page = book["可能是同一人"]
    page.cell(3, 2).value = "同一人"
    page.append(["FFFFFFFFFFFF", "同一人"])
    book.save(out)
    said = taken("compare", "低保", "学生", "--decide", out)
    assert "收下 1 对的判定" in said.out
    assert "另有 1 行不是这次比对的" in said.out
    assert "两边都有 2；可能是同一人 0 对" in said.out


def test_result_can_have_a_password(
    taken: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "比对.xlsx"
    monkeypatch.setenv("MINGCE_FILE_PASSWORD", "春风化雨")
    assert taken("compare", "低保", "学生", "--out", out, "--protect").status == 1
    assert out.read_bytes()[:4] != b"PK\x03\x04"
    said = taken("compare", "低保", "学生", "--decide", out)
    assert "没有对这次比对的判定" in said.err
    monkeypatch.delenv("MINGCE_FILE_PASSWORD")
    said = taken("compare", "低保", "学生", "--decide", out)
    assert (said.status, "密码" in said.err) == (3, True)


def test_lists_are_taken_in_one_by_one(filled: Run, low: Path) -> None:
    said = filled("lists", "import", low, low, "--list", "低保")
    assert (said.status, "一份一份导入" in said.err) == (3, True)


def test_long_lists_are_cut_in_words_and_whole_in_json(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "册.csv"
    names = [f"赵{chr(0x4E00 + at)}{chr(0x4E50 + at)}" for at in range(25)]
    path.write_text("\n".join(["姓名,性别", *(f"{name},男" for name in names)]), encoding="utf-8")
    said = filled("compare", path, "学生")
    assert "另有 5 行，用 --json 或 --out 看全部" in said.out
    assert len(filled("compare", path, "学生", "--json").json["only_left"]) == 25


def test_list_gives_its_category_on_demand(taken: Run) -> None:
    seen = taken("lists", "grant", "低保")
    assert (seen.status, "三年级1班 张小红：本人在名单上" in seen.out) == (1, True)
    assert "另有 1 对可能是同一人" in seen.out
    assert "共 0 项" in taken("categories", "show", "张小红").out
    done = taken("lists", "grant", "低保", "--until", "2027-08-31", "--apply")
    assert (done.status, "已登记。" in done.out) == (0, True)
    assert HouseholdCategory.LOW_INCOME.label not in done.out
    shown = taken("categories", "show", "张小红").out
    assert "1 低保 2026-09-30 起，到 2027-08-31；凭证：民政·低保名单（2026-09-30） D-1" in shown
    again = taken("lists", "grant", "低保", "--apply")
    assert (again.status, "没有要登记的" in again.out) == (0, True)
    assert taken("lists", "grant", "低保").status == 0


def test_category_is_entered_renewed_ended_and_removed(filled: Run) -> None:
    add = ("categories", "add", "张小红", "--category", "低保", "--proof", "低保证 001")
    assert filled(*add, "--since", "2026-01-01", "--until", "2026-11-20").status == 0
    ending = filled("categories", "expiring", "--json")
    assert (ending.status, ending.json["expiring"][0]["name"]) == (1, "张小红")
    assert "张小红 到 2026-11-20" in filled("categories", "expiring").out
    assert "家庭情况登记在30天内到期" in filled("today").out
    renew = ("categories", "renew", "张小红", "1", "--proof", "低保证 002")
    assert filled(*renew, "--until", "2027-11-20").status == 0
    assert filled("categories", "expiring").status == 0
    assert filled("categories", "end", "张小红", "1", "--until", "2026-12-31").status == 0
    facts = filled("categories", "show", "张小红", "--json").json["facts"]
    assert [fact["until"] for fact in facts] == ["2026-12-31", "2026-11-20"]
    assert filled("categories", "remove", "张小红", "2").status == 0
    assert "没有写截止日期" not in filled("categories", "show", "张小红").out
    assert filled("categories", "remove", "张小红", "2").status == 3


def test_category_without_an_end_is_asked_about_and_confirmed(filled: Run) -> None:
    add = ("categories", "add", "张小红", "--category", "孤儿", "--proof", "认定表")
    assert filled(*add, "--since", "2025-01-01").status == 0
    asked = filled("categories", "unconfirmed", "--json")
    assert (asked.status, asked.json["unconfirmed"][0]["last"]) == (1, "2025-01-01")
    assert "张小红 上次 2025-01-01" in filled("categories", "unconfirmed").out
    held = ("categories", "confirm", "张小红", "1", "--proof", "2026年认定表")
    assert "仍符合" in filled(*held).out
    assert filled("categories", "unconfirmed").status == 0
    assert "核对仍符合" in filled("categories", "show", "张小红").out


def test_pupil_must_be_one(filled: Run) -> None:
    assert filled("categories", "show", "无此人").status == 3
    said = filled("categories", "show", "小")
    assert (said.status, "写学籍号或学号" in said.err) == (3, True)


def test_help_of_a_command_below_another_says_usage_once(school: Run) -> None:
    assert school("lists", "show", "--help").out.count("用法：") == 1
