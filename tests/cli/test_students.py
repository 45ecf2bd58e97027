"""`mingce students`: one pupil by hand, and changes that two people make."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop.services.pupils import correcting
from tests.services.pupils import NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Said

    Run = Callable[..., Said]

CARD = "6222021234567890128"
NEW = ("students", "add", "姓名=王芳", "班级=三年级1班")


@pytest.fixture
def two(filled: Run) -> Run:
    """A school with two users who need no password."""
    said = filled("user-list", "--json").json
    assert len(said["users"]) == 1
    assert filled("user-add", "李老师", "--role", "经办人").status == 0
    return filled


def proposal(run: Run) -> str:
    """The key of the one proposal that waits."""
    (line,) = run("students", "proposals", "--user", "校长", "--json").json["proposals"]
    return str(line["proposal_id"])


def test_pupil_is_added_and_listed(filled: Run) -> None:
    said = filled(*NEW, "怎样来的=转入", "到校日期=2026-10-12", "就读方式=住校", "--json")
    assert said.status == 0
    lines = filled("students", "list", "王芳", "--json").json["lines"]
    assert [(line["student_id"], line["boarding"]) for line in lines] == [
        (said.json["student"], True)
    ]
    assert "三年级1班 王芳 转入" in filled("students", "list").out
    assert "共 3 名" in filled("students", "list").out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("班级=四年级9班",), "可加 --accept"),
        (("身份证件号=123",), "身份证件号"),
        (("星座=狮子",), "没有“星座”这一项"),
        (("性别",), "项目=内容"),
        (("性别=不知道",), "性别要写：男、女"),
        (("出生日期=2014年",), "2014-09-01 的样子"),
    ],
)
def test_bad_value_is_refused_in_a_sentence(
    filled: Run, words: tuple[str, ...], sentence: str
) -> None:
    said = filled(*NEW, *words)
    assert said.status == 3
    assert sentence in said.err
    assert filled("students", "list", "王芳", "--json").json["total"] == 0


def test_question_is_accepted_by_the_option(filled: Run) -> None:
    assert filled("students", "add", "姓名=王芳", "班级=四年级9班", "--accept").status == 0


def test_ordinary_field_is_corrected_by_name_number_and_key(filled: Run) -> None:
    said = filled("students", "correct", "张小红", "民族=苗族", "备注=坐车", "--json").json
    assert (said["saved"], said["fields"]) == (True, ["ethnicity", "remark"])
    assert "没有改动" in filled("students", "correct", said["student"], "民族=苗族").out
    told = filled("students", "correct", "张小红", "备注=", f"学籍号=G{NUMBER}")
    assert told.out == "已更正：学籍号、备注。\n"
    assert filled("students", "correct", f"G{NUMBER}", "民族=彝族").status == 0


def test_pupil_who_is_not_meant_by_the_word_is_refused(filled: Run) -> None:
    assert "没有这名学生" in filled("students", "correct", "谁也不是", "民族=苗族").err
    filled("students", "add", "姓名=张小红", "班级=三年级1班", "--accept")
    assert "有2名学生叫“张小红”" in filled("students", "correct", "张小红", "民族=苗族").err


def test_proposal_is_accepted_by_another_person_only(two: Run) -> None:
    words = ("students", "propose", "张小红", f"银行卡号={CARD}", "--reason", "新办的卡")
    said = two(*words, "--user", "校长")
    assert "银行卡号：（空） → 622************0128（校长：新办的卡）" in said.out
    assert CARD not in said.out
    key = proposal(two)
    assert two("students", "accept", key, "--user", "校长").status == 3
    assert two("students", "accept", key, "--user", "李老师", "--json").json == {
        "state": "accepted"
    }
    assert two("students", "refuse", key, "--reason", "x", "--user", "李老师").status == 3
    assert "共 0 项" in two("students", "proposals", "--user", "校长").out


def test_proposal_is_refused_and_withdrawn(two: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGCE_VALUE", CARD)
    words = (
        "students",
        "propose",
        "张小红",
        "银行卡号=-",
        "--reason",
        "新办的卡",
        "--user",
        "校长",
    )
    two(*words)
    key = proposal(two)
    said = two("students", "refuse", key, "--reason", "不对", "--user", "李老师", "--json")
    assert said.json == {"state": "refused"}
    two(*words)
    said = two("students", "withdraw", proposal(two), "--user", "校长", "--json")
    assert said.json == {"state": "withdrawn"}


def test_number_is_proposed_with_its_kind_and_odd_values_are_accepted(filled: Run) -> None:
    words = ("students", "propose", "张小红", "身份证件号=E12345678", "--reason", "护照")
    assert filled(*words, "--id-kind", "居民身份证").status == 3
    assert filled(*words, "--id-kind", "护照").status == 0
    odd = ("students", "propose", "李小军", "银行卡号=62220212345", "--reason", "存折")
    assert "--accept" in filled(*odd).err
    assert filled(*odd, "--accept").status == 0


def test_only_user_decides_alone_and_says_so(filled: Run) -> None:
    filled("students", "propose", "张小红", f"银行卡号={CARD}", "--reason", "新办的卡")
    (line,) = filled("students", "proposals", "--json").json["proposals"]
    assert filled("students", "accept", line["proposal_id"]).status == 3
    assert filled("students", "accept", line["proposal_id"], "--alone").status == 0


def test_field_is_verified_and_the_mark_taken_away(filled: Run) -> None:
    said = filled("students", "verify", "张小红", "姓名", "--json").json
    assert [mark["field"] for mark in said["verified"]] == ["姓名"]
    assert "核实过的：没有" in filled("students", "unverify", "张小红", "姓名").out
    assert "没有“星座”这一项" in filled("students", "verify", "张小红", "星座").err


def test_record_that_moved_between_is_told_and_not_saved(
    filled: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = correcting.correct

    def late(session: object, told: correcting.Correction, said: frozenset[str]) -> object:
        """Somebody else is quicker."""
        wanted = replace(told.wanted, ethnicity="彝族")
        first = correcting.Correction(told.student_id, told.opened, wanted)
        real(session, first, said)  # type: ignore[arg-type]
        return real(session, told, said)  # type: ignore[arg-type]

    monkeypatch.setattr(correcting, "correct", late)
    said = filled("students", "correct", "张小红", "民族=苗族")
    assert (said.status, said.out) == (1, "民族刚被改过，没有保存。请看过再试。\n")
