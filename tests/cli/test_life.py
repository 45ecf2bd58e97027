"""Events, rollover, transfers and duplicates on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.clock import FixedClock
from desktop.services.books import Tools

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.cli.conftest import Said

    Run = Callable[..., Said]


def test_event_is_looked_at_and_then_corrected(filled: Run) -> None:
    said = filled("events", "list", "--kind", "入学", "--month", "2026-09", "--json").json
    event = said["events"][0]
    assert (event["name"], event["class"]) == ("李小军", "一年级1班")
    words = ("--kind", "转入", "--day", "2026-09-07", "--reason", "抄错")
    looked = filled("events", "correct", event["event"], *words)
    assert looked.status == 1
    assert "2026年9月：" in looked.out
    assert "这是预览，没有写入" in looked.out
    done = filled("events", "correct", event["event"], *words, "--apply", "--json")
    assert (done.status, done.json["applied"]) == (0, True)
    moved = filled("events", "list", "--kind", "转入", "--json").json["events"]
    assert [(line["day"], line["event"]) for line in moved] == [("2026-09-07", event["event"])]
    gone = filled("events", "cancel", event["event"], "--reason", "抄错")
    assert gone.status == 3
    assert "唯一的一条" in gone.err
    assert "共 1 条" in filled("events", "list", "--kind", "转入").out
    assert filled("events", "correct", "7", *words).status == 2
    assert filled("events", "list", "--month", "2026").status == 2


def test_same_values_change_no_roll(filled: Run) -> None:
    event = filled("events", "list", "--json").json["events"][0]
    words = ("--kind", event["kind"], "--day", event["day"], "--reason", "核对")
    assert "各月班级名册都不变" in filled("events", "correct", event["event"], *words).out


def test_year_is_rolled_over_and_taken_back(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    of_2027(monkeypatch)
    name = filled("events", "list", "--json").json["events"][0]["name"]
    words = ("--graduation", "2027-07-09", "--last-grade", "三年级", "--open", "一年级1班")
    looked = filled("rollover", "plan", *words, "--repeat", name)
    assert looked.status == 1
    assert f"  留级 {name} 一年级1班 → 一年级1班" in looked.out
    assert "新开班级：一年级1班" in looked.out
    assert "2027-2028学年：留级 1、毕业 " in looked.out
    done = filled("rollover", "apply", *words, "--repeat", name, "--accept", "--json")
    assert done.json["number"] == 1
    assert done.json["counts"]["repeated"] == 1
    assert "1 学年升级 2027-" in filled("rollover", "list").out
    assert filled("rollover", "plan", *words).status == 3
    back = filled("rollover", "undo", "1")
    assert "第 1 次已撤销" in back.out
    assert filled("rollover", "list", "--json").json["deeds"][0]["undone_at"]
    again = filled("rollover", "plan", *words, "--json")
    assert again.json["year"] == "2027-2028学年"


def test_moves_and_merges_are_read(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    of_2027(monkeypatch)
    name = "李小军"
    found = filled(
        "rollover", "plan", "--year", "2027", "--move", f"{name}=二年级3班",
        "--merge", "四年级1班=四年级2班", "--json",
    ).json  # fmt: skip
    fates = {line["name"]: (line["fate"], line["to"]) for line in found["lines"]}
    assert fates == {name: ("moved", "二年级3班"), "张小红": ("moved", "四年级2班")}
    for words, sentence in (
        (("--move", "谁"), "写成 谁=班级"),
        (("--move", f"{name}=很大"), "看不懂班级"),
        (("--merge", "九年级9班=四年级2班"), "现在没有"),
        (("--last-grade", "很大"), "看不懂年级"),
        (("--repeat", "没有的人"), "没有这名学生"),
    ):
        refused = filled("rollover", "plan", *words)
        assert refused.status == 3
        assert sentence in refused.err


def test_year_is_prepared_in_summer_and_applied_on_its_day(
    filled: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "没有存好的升级" in filled("rollover", "apply", "--prepared").err
    words = ("--year", "2027", "--split", "一年级1班=二年级2班", "--open", "一年级1班")
    kept = filled("rollover", "prepare", *words)
    assert kept.status == 0
    assert "2027年9月1日起可以办理" in kept.out
    early = filled("rollover", "apply", "--prepared")
    assert (early.status, "还没有到" in early.err) == (3, True)
    of_2027(monkeypatch)
    looked = filled("rollover", "plan", "--prepared", "--json").json
    assert "一年级1班" in looked["opened"]
    done = filled("rollover", "apply", "--prepared", "--json").json
    moved = [line["to"] for line in done["lines"] if line["fate"] == "moved"]
    there = sum(line["from"] == "一年级1班" for line in done["lines"])
    assert moved == ["二年级2班"] * (there // 2)
    assert filled("rollover", "plan", "--prepared").status == 3


def test_transfer_to_a_school_outside_is_confirmed(filled: Run) -> None:
    said = filled("transfers", "list", "--json")
    assert (said.status, said.json) == (0, {"offers": [], "cases": [], "both": []})
    nowhere = "01930000-0000-7000-8000-00000000000f"
    for words in (
        ("accept", nowhere, "--day", "2026-10-12"),
        ("decline", nowhere, "--reason", "没有来"),
        ("confirm", nowhere, "已接收", "--note", "电话"),
    ):
        assert filled("transfers", *words).status == 3
    wrong = filled("transfers", "accept", nowhere, "--day", "2026-10-12", "--class", "九年级9班")
    assert "现在没有“九年级9班”" in wrong.err


def test_duplicates_are_listed_decided_merged_and_taken_back(filled: Run) -> None:
    assert filled("duplicates", "list").status == 0
    new = ("students", "add", "姓名=王芳", "性别=女", "出生日期=2016-03-07", "班级=三年级1班")
    for _ in range(2):
        assert filled(*new, "--accept").status == 0
    (pair,) = filled("duplicates", "list", "--json").json["pairs"]
    assert (pair["names"], pair["likeness"]) == (["王芳", "王芳"], "birth")
    keys = pair["first"], pair["second"]
    assert filled("duplicates", "decide", "以后再定", *keys).status == 0
    assert "姓名、性别、生日相同（以后再定）" in filled("duplicates", "list").out
    assert "没有“身高”" in filled("duplicates", "merge", *keys, "--take", "身高").err
    done = filled("duplicates", "merge", *keys, "--take", "姓名", "--json").json
    assert (done["number"], done["taken"]) == (1, ["name"])
    assert filled("duplicates", "list").status == 0
    assert filled("duplicates", "undo", "1").status == 0
    assert filled("duplicates", "decide", "apart", *keys, "--note", "双胞胎").status == 0
    assert filled("duplicates", "list").status == 0
    assert filled("duplicates", "list", "--all").status == 1


def test_child_goes_from_one_school_to_another(filled: Run) -> None:
    code = ("--code", "1101020009", "--name", "平安县中心小学", "--kind", "小学")
    assert filled("unit-add", *code).status == 0
    there = ("--unit", "1101020009")
    here = ("--unit", "1")
    leaves = ("events", "enter", "张小红", "转出", "--day", "2026-10-12")
    assert "转往哪所学校" in filled(*leaves, *here).err
    assert filled(*leaves, "--school", "平安县中心小学", *here).status == 0
    waiting = filled("transfers", "list", *there, "--json").json["offers"]
    assert [(offer["name"], offer["school"]) for offer in waiting] == [("张小红", "红星小学")]
    assert "等着接收" in filled("transfers", "list", *there).out
    case = waiting[0]["case"]
    told = filled("transfers", "accept", case, "--day", "2026-10-13", "--with-facts", *there)
    assert told.status == 0
    (line,) = filled("transfers", "list", *here, "--json").json["cases"]
    assert (line["state"], line["answered_on"]) == ("arrived", "2026-10-13")
    assert "转出" in filled("transfers", "list", *here).out


def test_child_on_two_rolls_is_listed_and_said_to_have_come(filled: Run) -> None:
    code = ("--code", "1101020009", "--name", "平安县中心小学", "--kind", "小学")
    assert filled("unit-add", *code).status == 0
    there, here = ("--unit", "1101020009"), ("--unit", "1")
    new = ("students", "add", "姓名=罗春花", "身份证件号=110101201603070031", "班级=三年级1班")
    for where in (here, there):
        assert filled(*new, "--accept", *where).status == 0
    listed = filled("transfers", "list", *there)
    assert (listed.status, "两校都在册 罗春花" in listed.out) == (1, True)
    (event,) = filled("events", "list", *there, "--json").json["events"]
    words = ("--kind", "转入", "--day", event["day"], "--reason", "转来的", "--school", "红星小学")
    done = filled("events", "correct", event["event"], *words, "--apply", "--accept", *there)
    assert done.status == 0
    (child,) = filled("transfers", "list", *here, "--json").json["both"]
    assert child["came_there"] == event["day"]


def test_answers_of_other_schools_are_noted(filled: Run) -> None:
    leaves = ("events", "enter", "张小红", "转出", "--day", "2026-10-12", "--school", "外县小学")
    assert filled(*leaves).status == 0
    (case,) = filled("transfers", "list", "--json").json["cases"]
    done = filled("transfers", "confirm", case["case"], "已接收", "--note", "电话，李老师")
    assert "已记下：已接收。" in done.out


def of_2027(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the machine's clock stand on 1 September 2027."""
    from datetime import UTC, datetime  # noqa: PLC0415 - of this only

    tools = Tools.of_this_machine()
    clock = FixedClock(datetime(2027, 9, 1, 1, tzinfo=UTC))
    later = Tools(clock, tools.ids)
    monkeypatch.setattr(Tools, "of_this_machine", classmethod(lambda _: later))
