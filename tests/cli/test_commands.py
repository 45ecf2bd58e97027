"""Every command once as it is meant, and where it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from desktop.demo import story
from desktop.rosters.export import write_export
from desktop.rosters.sheets import sheet_kind
from tests.services.files import numbered_photo
from tests.services.rosters import charge, meals, pupil

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Books, Said

    Run = Callable[..., Said]

KEYS = {
    *(
        "sheet",
        "sheets",
        "coming",
        "doubts",
        "header_row",
        "rows",
        "new",
        "changed",
        "same",
        "missing",
        "parked",
        "skipped",
    ),
    *("applied", "batch", "problems", "readings"),
}
PROBLEM = {"sheet", "row", "column", "cell", "field", "level", "found", "message"}
PASSWORD, OTHER = "开门见山的八个字", "一二三四五六七八"


def test_import_previews_applies_and_changes_nothing_again(school: Run, books: Books) -> None:
    seen = school("import", "students", books.students, "--json")
    assert seen.status == 1
    assert set(seen.json) == KEYS
    assert (seen.json["applied"], seen.json["batch"]) == (False, None)
    assert (seen.json["rows"], seen.json["new"], seen.json["header_row"]) == (2, 2, 1)
    done = school("import", "学生", books.students, "--apply", "--json")
    assert (done.status, done.json["applied"], done.json["batch"]) == (0, True, 1)
    again = school("import", "students", books.students, "--apply", "--json")
    assert (again.status, again.json["same"], again.json["batch"]) == (0, 2, None)


def test_import_in_words_ends_in_counts_and_the_next_step(school: Run, books: Books) -> None:
    words = ("import", "students", books.students)
    assert "加 --apply 导入" in school(*words).out
    said = school(*words, "--apply").out
    assert "新增 2、变更 0、相同 0、待定 0" in said
    assert "mingce undo 1" in said
    assert "数据没有变" in school(*words, "--apply").out


def test_import_names_problems_and_lines_in_doubt(filled: Run, tmp_path: Path) -> None:
    path, back = tmp_path / "表.xlsx", tmp_path / "退回.xlsx"
    rows = (meals("无名氏"), meals(present_days=31, meal_days=31))
    write_export(path, sheet_kind("meal-days"), rows)
    said = filled(
        "import", "meal-days", path, "--month", "2026-10", "--returned", back, "--json", "--details"
    )
    assert said.status == 1
    assert [set(problem) for problem in said.json["problems"]] == [PROBLEM] * 2
    assert said.json["parked"] == 1
    assert set(said.json) == KEYS | {"changed_rows", "missing_rows", "skipped_rows"}
    assert back.is_file()
    words = filled("import", "meal-days", path, "--month", "2026-10", "--returned", back).out
    assert "待定" in words
    assert "退回表" in words


def test_import_of_namesakes_waits_for_a_decision(school: Run, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    write_export(path, sheet_kind("students"), (pupil("张伟"), pupil("张伟")))
    first = school("import", "students", path, "--apply", "--json")
    assert (first.status, first.json["new"], first.json["parked"]) == (1, 1, 1)
    row = str(first.json["problems"][0]["row"])
    assert school("import", "students", path, "--apply", "--new", row, "--json").json["new"] == 1
    again = school("import", "students", path, "--new", row, "--json")
    assert (again.status, again.json["same"]) == (0, 2)


def test_import_tells_a_few_of_many_and_who_is_missing(school: Run, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    write_export(path, sheet_kind("students"), [pupil(f"甲{n}") for n in range(30)])
    school("import", "students", path, "--apply")
    write_export(path, sheet_kind("students"), [pupil("甲1")])
    said = school("import", "students", path)
    assert said.status == 1
    assert "另有 9 名" in said.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("import", "nonsense", "f.xlsx"), "没有“nonsense”这种表"),
        (("import", "students", "nowhere.xlsx"), ""),
        (("undo", "9"), "没有第9批导入"),
        (("export", "meal-days", "o.xlsx"), "--month"),
        (("template", "students", "o.xlsx", "--month", "2026-10"), "去掉 --month"),
        (("notice", "nonsense", "--out", "o.pdf"), "没有“nonsense”这种公示"),
        (("notice", "meals", "--out", "o.pdf"), "--month"),
        (("notice", "meals", "--month", "2026-09", "--out", "o.pdf"), "没有就餐记录"),
        (("restore", "nowhere.mcb"), "没有这个备份文件"),
        (("reopen", "--month", "2026-10", "--reason", "错"), "要由教育局来做"),
        (("lock", "--month", "2026-10"), "要由教育局来做"),
        (("recovery-code",), "没有加密"),
        (("user-stop", "校长"), "不能停用自己"),
        (("units", "--unit", "9"), "没有代码为“9”的单位"),
    ],
)
def test_refusals_say_why(
    filled: Run,
    words: tuple[str, ...],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.xlsx").touch()
    said = filled(*words, "--json")
    assert said.status == 3
    assert list(said.json) == ["error"]
    assert sentence in said.json["error"]
    assert not list(tmp_path.glob("o.*"))


def test_undo_and_batches(filled: Run) -> None:
    lines = filled("batches", "--json").json["batches"]
    assert [(line["number"], line["sheet"]) for line in lines] == [
        (3, "charges"),
        (2, "meal-days"),
        (1, "students"),
    ]
    assert filled("undo", "1").status == 3
    assert filled("undo", "2", "--json").json == {"batch": 2, "removed": 2, "restored": 0}
    said = filled("batches").out
    assert "已撤销" in said
    assert "共 3 批。" in said


def test_month_is_closed_after_the_warnings_and_opened_by_the_bureau(filled: Run) -> None:
    assert filled("import", "students", "--help").status == 0
    early = filled("close", "--month", "2026-09", "--json")
    assert (early.status, early.json["closed"]) == (1, False)
    assert [o["rule"] for o in early.json["obstacles"]] == ["empty", "not_recorded"]
    done = filled("close", "--month", "2026-10", "--json")
    assert (done.status, done.json["closed"]) == (0, True)
    assert filled("close", "--month", "2026-10").status == 3
    (line,) = filled("months", "--json").json["months"]
    assert line == {
        "month": "2026-10",
        "state": "closed",
        "pupils": 2,
        "days": 21,
        "amount": "105.00",
        "not_recorded": 0,
        "code": done.json["code"],
        "open_until": None,
    }
    assert "已结账" in filled("months").out
    assert filled("verify", "--code", done.json["code"]).status == 0
    assert filled("user-add", "县局", "--role", "bureau").status == 0
    bureau = ("--month", "2026-10", "--user", "县局")
    assert filled("reopen", *bureau, "--reason", "漏一人", "--until", "2000-01-01").status == 3
    until = "2026-11-20"
    done_again = filled("reopen", *bureau, "--reason", "漏一人", "--until", until, "--json")
    assert (done_again.status, done_again.json["until"]) == (0, until)
    assert f"重新打开到 {until}" in filled("months").out
    assert filled("verify", "--code", done.json["code"]).status == 1
    assert filled("close", "--month", "2026-10").status == 0
    assert filled("lock", *bureau, "--json").json["state"] == "locked"
    assert filled("reopen", *bureau, "--reason", "再改").status == 3


def test_notices_are_trials_then_numbered(filled: Run, tmp_path: Path) -> None:
    out = tmp_path / "公示.pdf"
    words = ("notice", "meals", "--month", "2026-10", "--out", out)
    trial = filled(*words, "--json").json
    assert (trial["trial"], trial["number"], trial["total"]) == (True, None, "105.00")
    assert "试印稿" in filled(*words, "--mask-names").out
    filled("close", "--month", "2026-10")
    first = filled(*words, "--json").json
    assert (first["number"], first["issued_now"]) == ("公示〔2026〕1号", True)
    assert not filled(*words, "--json").json["issued_now"]
    board = filled("notice", "收费公示", "--out", out, "--json").json
    assert (board["lines"], board["number"]) == (1, "公示〔2026〕2号")
    assert out.read_bytes().startswith(b"%PDF")
    listed = filled("notices", "--json").json["notices"]
    assert [line["number"] for line in listed] == ["公示〔2026〕2号", "公示〔2026〕1号"]
    assert "共 2 份公示。" in filled("notices").out


def test_notice_that_the_guard_refuses_gets_no_number(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "收费.xlsx"
    write_export(path, sheet_kind("charges"), (charge(relief="问张家 13800001234"),))
    filled("import", "charges", path, "--apply")
    said = filled("notice", "charges", "--out", tmp_path / "o.pdf")
    assert said.status == 3
    assert "13800001234" not in said.err
    assert filled("notices", "--json").json == {"notices": []}
    assert not (tmp_path / "o.pdf").exists()


def test_template_empty_and_filled_for_a_month(filled: Run, tmp_path: Path) -> None:
    out = tmp_path / "空表.xlsx"
    assert filled("template", "students", out, "--json").json["rows"] == 0
    assert filled("template", "meal-days", out, "--month", "2026-10", "--json").json["rows"] == 2
    back = filled("import", "meal-days", out, "--json")
    assert back.json["rows"] == 2
    assert "填好了 2 名学生" in filled("template", "meal-days", out, "--month", "2026-10").out


@pytest.mark.parametrize("kind", ["students", "meal-days", "charges"])
def test_export_comes_back_without_a_difference(filled: Run, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "导出.xlsx"
    month = ("--month", "2026-10")
    assert "请妥善保管" in filled("export", kind, out, *month).out
    back = filled("import", kind, out, *month, "--json")
    assert back.status == 0
    assert (back.json["same"], back.json["problems"]) == (back.json["rows"], [])


def test_people_are_found_and_masked(filled: Run) -> None:
    found = filled("people", "zhang", "--json").json
    assert (found["total"], found["lines"][0]["name"]) == (1, "张小红")
    assert filled("people", "--limit", "1", "--offset", "1", "--json").json["total"] == 2
    assert "三年级1班 张小红" in filled("people", "张").out


def test_backup_is_put_back_and_the_data_put_aside(filled: Run, tmp_path: Path) -> None:
    out = tmp_path / "备份.mcb"
    report = filled("backup", out, "--json")
    assert (report.status, set(report.json)) == (0, {"out", "size", "sha256", "entries", "rows"})
    filled("undo", "3")
    assert "另存在" in filled("restore", out).out
    assert len(filled("batches", "--json").json["batches"]) == 3
    assert filled("restore", out, "--json").json["entries"] == report.json["entries"]
    assert "打开检查过" in filled("backup", out).out
    out.write_bytes(b"PK rubbish")
    assert filled("restore", out).status == 4
    assert filled("restore", out, "--data", "postgresql+psycopg://x/y").status == 3


def test_verify_says_what_it_proves(filled: Run) -> None:
    said = filled("verify", "--json")
    assert (said.status, said.json["whole"], said.json["findings"]) == (0, True, [])
    assert "全部一致" in filled("verify").out
    assert filled("verify", "--code", "AAAA-BBBB-CCCC").status == 1


def test_tampered_data_is_damaged(filled: Run, tmp_path: Path) -> None:
    connection = sqlcipher.connect(str(tmp_path / "data" / "mingce.db"))
    connection.execute("UPDATE meal_months SET days = 1")
    connection.commit()
    connection.close()
    said = filled("verify")
    assert said.status == 4
    assert "不一致：红星小学" in said.out


def test_units_are_listed(filled: Run) -> None:
    assert filled("units", "--json").json["units"][0]["code"] == "1"
    assert "1 红星小学（小学）" in filled("units").out


def test_bureau_is_opened_by_an_officer(run: Run) -> None:
    run("init", "--plain", "--code", "0", "--name", "县教育局", "--kind", "bureau")
    assert run("user-list", "--json").json["users"][0]["role"] == "bureau"


def test_encrypted_data_from_beginning_to_recovery(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    words = ("init", "--code", "1", "--name", "红星小学", "--kind", "小学", "--user", "张校长")
    assert "MINGCE_PASSPHRASE" in run(*words).err
    monkeypatch.setenv("MINGCE_PASSPHRASE", PASSWORD)
    code = run(*words, "--json").json["recovery_code"]
    assert code
    monkeypatch.setenv("MINGCE_NEW_PASSPHRASE", OTHER)
    assert run("user-add", "李会计", "--role", "经办人").status == 0
    assert "李会计（经办人）" in run("user-list", "--user", "张校长").out
    assert run("user-list").status == 3, "two users: the name must be said"
    monkeypatch.setenv("MINGCE_USER", "张校长")
    assert run("user-password", "张校长").status == 0
    assert run("units").status == 3
    monkeypatch.setenv("MINGCE_PASSPHRASE", OTHER)
    assert run("units").status == 0
    assert run("user-stop", "李会计").status == 0
    assert "已停用" in run("user-list").out
    out = tmp_path / "b.mcb"
    assert run("backup", out).status == 0
    new_code = run("recovery-code", "--json").json["recovery_code"]
    monkeypatch.delenv("MINGCE_PASSPHRASE")
    monkeypatch.setenv("MINGCE_RECOVERY_CODE", code)
    assert run("recover", "张校长").status == 3
    monkeypatch.setenv("MINGCE_RECOVERY_CODE", new_code)
    monkeypatch.setenv("MINGCE_NEW_PASSPHRASE", PASSWORD)
    assert run("recover", "张校长").status == 0
    monkeypatch.delenv("MINGCE_RECOVERY_CODE")
    assert "MINGCE_PASSPHRASE" in run("restore", out).err
    monkeypatch.setenv("MINGCE_PASSPHRASE", PASSWORD)
    assert run("verify").status == 0


def test_password_is_asked_for_where_somebody_can_type_it(
    filled: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGCE_NEW_PASSPHRASE", PASSWORD)
    filled("user-password", "校长")
    assert filled("units", "--user", "校长").status == 3
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _: PASSWORD)
    assert filled("units", "--user", "校长").status == 0


def test_demo_is_told_in_counts(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    summary = story.Summary(1, 2, 3, 4, 5, 6, 7, 8, 9)
    monkeypatch.setattr(story, "build", lambda *_: summary)
    said = run("demo", tmp_path / "demo", "--json")
    assert (said.status, said.json["pupils"]) == (0, 3)
    assert "在校学生 3 名" in run("demo", tmp_path / "demo").out


def test_notice_is_followed_on_the_wall(filled: Run, tmp_path: Path) -> None:
    filled("close", "--month", "2026-10", "--accept")
    filled("notice", "meals", "--month", "2026-10", "--out", tmp_path / "公示.pdf")
    due = filled("notices", "due", "--json")
    assert (due.status, [line["number"] for line in due.json["to_post"]]) == (
        1,
        ["公示〔2026〕1号"],
    )
    posted = filled("notices", "post", "2026-1", "--place", "校门口", "--json")
    assert (posted.status, posted.json["stage"], posted.json["hangs_until"]) == (
        0,
        "up",
        "2026-11-06",
    )
    assert "正在张贴、没有到期的 1 份。" in filled("notices", "提醒").out
    early = filled("notices", "takedown", "公示〔2026〕1号", "--day", "2026-11-02")
    assert (early.status, "公示期还没有满" in early.err) == (3, True)
    assert filled("notices", "takedown", "2026-1", "--accept").status == 0
    done = filled("notices", "归档", "2026-1")
    assert (done.status, done.out) == (0, "公示〔2026〕1号：已归档\n")
    (line,) = filled("notices", "list", "--json").json["notices"]
    assert (line["stage"], line["prints"]) == ("archived", 1)


def test_photos_of_a_notice_are_kept(filled: Run, tmp_path: Path) -> None:
    filled("close", "--month", "2026-10", "--accept")
    filled("notice", "meals", "--month", "2026-10", "--out", tmp_path / "公示.pdf")
    filled("notices", "post", "2026-1")
    paths = [numbered_photo(tmp_path / f"{at}.jpg", at) for at in range(2)]
    assert filled("notices", "photo", "2026-1").status == 3
    kept = filled("notices", "photo", "2026-1", "--photo", paths[0], "--json")
    assert (kept.status, kept.json["added"], len(kept.json["photos"])) == (0, 1, 1)
    (tmp_path / "broken.jpg").write_bytes(b"no photo")
    some = filled(
        *("notices", "照片", "2026-1", "--photo", tmp_path / "broken.jpg", "--photo", paths[1])
    )
    assert some.status == 1
    assert "内容却不是" in some.out
    assert "这次保存 1 张，现有照片 2 张。" in some.out
    again = filled("notices", "photo", "2026-1", "--photo", paths[1], "--json")
    assert (again.status, again.json["added"]) == (1, 0)
    assert "已经登记过" in again.json["refused"][0]["sentence"]
    assert filled("verify").status == 0


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("post",), 3, "请写明是哪一份公示"),
        (("post", "2026-7"), 3, "没有编号为公示〔2026〕7号的公示"),
        (("hang",), 2, "没有“hang”，可以用：list 列出"),
        (("post", "2026-1", "--day", "11月2日"), 2, "日期写成 2026-11-02 的样子"),
    ],
)
def test_wrong_words_about_the_wall_are_refused(
    school: Run, words: tuple[str, ...], status: int, sentence: str
) -> None:
    said = school("notices", *words)
    assert (said.status, sentence in said.err) == (status, True)


def test_protected_export_is_taken_in_again_with_its_password(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "名册.xlsx"
    monkeypatch.setenv("MINGCE_FILE_PASSWORD", "红星2026")
    assert filled("export", "students", out, "--protect").status == 0
    assert filled("import", "students", out, "--json").json["same"] == 2
    monkeypatch.delenv("MINGCE_FILE_PASSWORD")
    said = filled("import", "students", out)
    assert (said.status, "文件加了密码" in said.err) == (3, True)


def test_import_tells_what_cells_were_read_as(school: Run, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text("姓名,性别,班级\n赵甲,1,三（1）班\n钱乙,1,三（1）班\n", encoding="utf-8")
    said = school("import", "students", path)
    assert "读法 性别：“1”读作“男”，2 处" in said.out
    found = school("import", "students", path, path, "--json")
    assert found.json["files"][0]["readings"][0]["count"] == 2
    assert (
        "读法 班级：“三（1）班”读作“三年级1班”，2 处"
        in school("import", "students", path, path).out
    )
