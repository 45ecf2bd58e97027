"""A guardian's cell that holds name, relation and telephone together is taken apart safely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.rosters.problems import Level
from desktop.rosters.reading import read
from tests.rosters.books import CONTEXT, students, write

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.rosters.students import Guardian

PHONE = "13912345678"


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (f"赵大{PHONE}", ("赵大", None, PHONE)),
        (f"赵大(父){PHONE}", ("赵大", "父亲", PHONE)),
        ("赵大（父亲）139-1234-5678", ("赵大", "父亲", PHONE)),
        (f"父亲：赵　大 电话：{PHONE}", ("赵大", "父亲", PHONE)),
        (f"{PHONE} 赵大/奶奶", ("赵大", "奶奶", PHONE)),
        (f"妈妈赵大{PHONE}", ("赵大", "母亲", PHONE)),
        ("赵大（母）", ("赵大", "母亲", None)),
        ("赵大0371-65512345", ("赵大", None, "0371-65512345")),
        (f"买买提·艾力 {PHONE}、13812345670", ("买买提·艾力", None, f"{PHONE}、13812345670")),
    ],
)
def test_cell_is_taken_apart(
    tmp_path: Path, cell: str, told: tuple[str, str | None, str | None]
) -> None:
    result = students(write(tmp_path / "册.xlsx", [["姓名", "监护人姓名"], ["钱乙", cell]]))
    guardian: Guardian = result.rows[0].guardians[0]

    assert (guardian.name, guardian.relation, guardian.phone) == told
    assert [p.level for p in result.problems] == [Level.REPAIR]
    assert "已经分开读入" in result.problems[0].message
    assert "1391" not in str(result.problems)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (f"赵大{PHONE}钱二13812345670", "几个人"),
        (PHONE, "只有号码"),
        ("赵大123", "姓名里有数字"),
        ("赵大62982119800101001X", "几个人"),
    ],
)
def test_what_cannot_be_taken_apart_is_not_kept(tmp_path: Path, cell: str, sentence: str) -> None:
    result = students(write(tmp_path / "册.xlsx", [["姓名", "监护人姓名"], ["钱乙", cell]]))

    assert result.rows[0].guardians[0] is None
    assert sentence in result.problems[0].message


def test_number_of_a_wrong_form_stays_out_of_the_name(tmp_path: Path) -> None:
    lines = [["姓名", "监护人姓名"], ["钱乙", "赵大1391234567"], ["孙丙", "赵大/钱二"]]
    result = students(write(tmp_path / "册.xlsx", lines))

    first, second = (row.guardians[0] for row in result.rows)
    assert (first.name, first.phone) == ("赵大", None)
    assert "号码的位数或开头不对" in result.problems[0].message
    assert second.name == "赵大/钱二"


def test_columns_of_their_own_go_before_the_cell_of_the_name(tmp_path: Path) -> None:
    head = ["姓名", "监护人姓名", "关系", "联系电话"]
    cell = f"赵大（父）{PHONE}"
    lines = [head, ["钱乙", cell, "父", PHONE], ["孙丙", cell, "母亲", "13812345670"]]
    result = students(write(tmp_path / "册.xlsx", lines))

    second = result.rows[1].guardians[0]
    assert (second.name, second.relation, second.phone) == ("赵大", "母亲", "13812345670")
    assert [(p.row, p.level) for p in result.problems] == [
        (2, Level.REPAIR),
        (3, Level.REPAIR),
        (3, Level.WARNING),
    ]
    assert "关系、电话一栏不同" in result.problems[2].message


def test_sheet_of_guardians_is_read_alike(tmp_path: Path) -> None:
    lines = [["学生姓名", "班级", "家长姓名"], ["钱乙", "三年级1班", f"赵大{PHONE}"]]
    result = read(write(tmp_path / "册.xlsx", lines), "guardians", CONTEXT)

    assert result.rows[0].guardians[0].phone == PHONE


def test_no_name_of_anybody_keeps_a_number(tmp_path: Path) -> None:
    lines = [["姓名", "班级"], [f"钱乙（{PHONE}）", "三年级1班"], [f"电话 {PHONE}x", "三年级1班"]]
    result = students(write(tmp_path / "册.xlsx", lines))

    assert result.rows[0].name == "钱乙"
    assert "1391" not in str(result)
