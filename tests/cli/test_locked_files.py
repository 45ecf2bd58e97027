"""Workbooks with a password on the command line: from the environment, or asked for once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.rosters.export import write_export
from desktop.rosters.sheets import sheet_kind
from tests.services.rosters import pupil

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said

    Run = Callable[..., Said]

WORD, OTHER = "教育局二〇二六", "另一个密码"


def book(path: Path, name: str, password: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    write_export(path, sheet_kind("students"), (pupil(name),), password=password)
    return path


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What somebody at the terminal will type; what is left was not asked for."""
    answers: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _question: answers.pop(0))
    return answers


@pytest.fixture
def bureau(run: Run) -> Run:
    words = ("--plain", "--code", "9", "--name", "平安县教育局", "--kind", "教育局")
    assert run("init", *words).status == 0
    for code, name in (("11", "安宁小学"), ("12", "红星小学"), ("13", "白云小学")):
        added = run("unit-add", "--code", code, "--name", name, "--kind", "小学", "--unit", "9")
        assert added.status == 0, added.err
    return lambda *words: run(*words, "--unit", "9")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of three schools: two with one password, one with another."""
    inside = tmp_path / "各校"
    book(inside / "安宁小学.xlsx", "赵甲", WORD)
    book(inside / "红星小学.xlsx", "钱乙", WORD)
    book(inside / "白云小学.xlsx", "孙丙", OTHER)
    return inside


def test_each_password_is_asked_for_once(bureau: Run, folder: Path, typed: list[str]) -> None:
    typed += [WORD, OTHER, "not asked"]
    done = bureau("import", "students", folder, "--apply", "--json")
    assert [one["new"] for one in done.json["schools"]] == [1, 1, 1]
    assert done.json["refused"] == []
    assert typed == ["not asked"]
    assert WORD not in done.out + done.err


def test_file_whose_password_nobody_gives_is_left_out(
    bureau: Run, folder: Path, typed: list[str]
) -> None:
    typed += [WORD, ""]
    done = bureau("import", "students", folder, "--apply", "--json")
    assert [one["name"] for one in done.json["schools"]] == ["安宁小学", "红星小学"]
    [refused] = done.json["refused"]
    assert "白云小学.xlsx" in refused["file"]
    assert "密码" in refused["sentence"]


def test_password_of_the_environment_opens_what_it_fits(
    bureau: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGCE_FILE_PASSWORD", WORD)
    seen = bureau("import", "students", folder, "--json")
    assert [one["name"] for one in seen.json["schools"]] == ["安宁小学", "红星小学"]
    assert [one["file"] for one in seen.json["refused"]] == [str(folder / "白云小学.xlsx")]


def test_files_of_one_school_one_after_another(school: Run, folder: Path, typed: list[str]) -> None:
    typed += ["wrong", WORD, OTHER]
    done = school("import", "students", folder, "--apply", "--json")
    assert [one["new"] for one in done.json["files"]] == [1, 1, 1]
    assert typed == []


def test_single_file_asks_and_comes_back_marked(
    school: Run, tmp_path: Path, typed: list[str]
) -> None:
    path = tmp_path / "名册.xlsx"
    wrong = pupil("赵甲", id_number="123")
    write_export(path, sheet_kind("students"), (wrong,), password=WORD)
    typed.append(WORD)
    seen = school("import", "students", path, "--returned", tmp_path / "退回.xlsx")
    assert "格式和宏没有带过来" in seen.out
    typed.append(WORD)
    seen = school("import", "students", path, "--returned", tmp_path / "退回.xlsx", "--json")
    assert [one["row"] for one in seen.json["problems"]] == [2]
    assert (tmp_path / "退回.xlsx").exists()
    typed.append("")
    refused = school("import", "students", path)
    assert refused.status == 3
    assert "密码" in refused.err
