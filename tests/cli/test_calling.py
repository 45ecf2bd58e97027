"""How `mingce` is called, whatever the command: help, wrong calls, refusals, clean output."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.cli import main
from desktop.cli.arguments import build_parser
from desktop.core.errors import Cancelled, DamagedError, SchoolError
from desktop.core.preferences import PreferencesFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Said

HEAVY = ("sqlalchemy", "reportlab", "python_calamine", "xlsxwriter", "PySide6", "cryptography")
COMMANDS = tuple(next(a for a in build_parser()._actions if a.dest == "command").choices or ())


def child(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *words],
        check=False,
        capture_output=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | environment,
    )


def test_help_of_every_command_is_chinese_and_loads_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from desktop.cli import main\n"
        f"for command in {COMMANDS!r}:\n"
        "    assert main([command, '--help']) == 0, command\n"
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "sys.exit(','.join(heavy) or 0)\n"
    )
    done = child("-c", program)
    assert (done.returncode, done.stderr) == (0, b"")
    said = done.stdout.decode()
    assert said.count("用法：mingce") == len(COMMANDS)
    assert "usage" not in said
    assert "options" not in said
    assert "show this" not in said


def test_workbook_is_being_read_before_the_services_are_loaded(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from desktop.cli import main\n"
        "from desktop.rosters import workbook\n"
        "def started(*_, **__):\n"
        f"    sys.exit(','.join(name for name in {HEAVY!r} if name in sys.modules) or 0)\n"
        "workbook.Workbook.__init__ = started\n"
        f"main(['import', 'students', 'a.xlsx', '--data', {str(tmp_path)!r}])\n"
        "sys.exit('nothing was read')\n"
    )
    done = child("-c", program)
    assert (done.returncode, done.stderr) == (0, b"")


def test_commands_run_as_a_module_that_shows_help_without_one() -> None:
    done = child("-m", "desktop.cli")
    assert done.returncode == 2
    assert "用法：mingce" in done.stdout.decode()
    assert done.stderr == b""


def test_program_without_a_command_and_without_a_screen_says_how_to_go_on() -> None:
    done = child("-m", "desktop", QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert done.returncode == 2
    assert "mingce --help" in done.stderr.decode()
    assert "用法：mingce" in child("-m", "desktop", "units", "--help").stdout.decode()


def test_console_of_another_alphabet_gets_utf8(tmp_path: Path) -> None:
    done = child("-m", "desktop", "units", "--data", str(tmp_path), PYTHONIOENCODING="ascii:strict")
    assert done.returncode == 3
    assert "这里没有明册的数据" in done.stderr.decode()


def test_half_a_character_does_not_stop_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="gbk")
    monkeypatch.setattr(sys, "stderr", stream)
    assert main(["people", "\udcff", "--data", "/nowhere/\udcff", "--nonsense"]) == 2
    stream.flush()


def test_reader_who_leaves_early_is_no_error() -> None:
    words = [sys.executable, "-m", "desktop", "init", "--help"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


WRONG = {
    "no such command": (["nonsense"], "没有“nonsense”这个命令"),
    "no month": (["close"], "还缺 --month"),
    "no value": (["close", "--month"], "--month 后面要写一个值"),
    "no month either": (["close", "--month", "13月"], "--month：月份写成 2026-10 的样子"),
    "no batch": (["undo", "x"], "要写一个整数"),
    "batch zero": (["undo", "0"], "从 1 数起"),
    "rows": (["import", "students", "f", "--new", "3,x"], "要写一个整数"),
    "kind": (["init", "--code", "1", "--name", "n", "--kind", "大学"], "可以用：教育局（bureau）"),
    "role": (["user-add", "李四", "--role", "老师"], "可以用：校长（principal）"),
    "left over": (["units", "--nonsense"], "不认识 --nonsense"),
    "shortened": (["close", "--mon", "2026-10"], "还缺 --month"),
    "value of a switch": (["verify", "--json=1"], "后面不写值"),
}


@pytest.mark.parametrize(("words", "sentence"), WRONG.values(), ids=WRONG)
def test_wrong_call_is_told_in_words(
    run: Callable[..., Said], words: list[str], sentence: str
) -> None:
    said = run(*words)
    assert said.status == 2
    assert said.out == ""
    assert sentence in said.err
    assert said.err.startswith("命令写得不对：")


def test_wrong_call_with_json_answers_in_json(run: Callable[..., Said]) -> None:
    said = run("close", "--json")
    assert said.status == 2
    assert "还缺 --month" in said.json["error"]


REFUSALS = {
    "refused": (SchoolError("不行。"), 3, "不行。"),
    "damaged": (DamagedError("坏了。"), 4, "坏了。"),
    "cancelled": (Cancelled(), 3, "已中断，没有保存。"),
    "interrupted": (KeyboardInterrupt(), 3, "已中断，没有保存。"),
    "bug": (ValueError("13800001234"), 3, "程序出错（ValueError）"),
}


@pytest.mark.parametrize(("error", "status", "sentence"), REFUSALS.values(), ids=REFUSALS)
@pytest.mark.parametrize("as_json", [False, True], ids=["words", "json"])
def test_refusal_has_its_status_and_one_answer(  # noqa: PLR0917 - fixtures
    school: Callable[..., Said],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    status: int,
    sentence: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("desktop.services.units.units", refuse)
    said = school("units", *(["--json"] if as_json else []))
    assert said.status == status
    assert sentence in said.err
    assert "13800001234" not in said.err + said.out
    assert (sentence in said.json["error"]) if as_json else said.out == ""


def test_no_data_named_is_refused(
    run: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("MINGCE_DATA")
    empty = PreferencesFile(tmp_path / "preferences.json")
    monkeypatch.setattr(PreferencesFile, "of_user", classmethod(lambda _: empty))
    said = run("units")
    assert said.status == 3
    assert "--data" in said.err


def test_real_child_says_one_json_object(tmp_path: Path) -> None:
    data = str(tmp_path / "数据")
    words = ("init", "--plain", "--code", "1", "--name", "红星小学", "--kind", "primary")
    made = child("-m", "desktop", *words, "--data", data, "--json")
    assert made.returncode == 0
    assert json.loads(made.stdout) == {"unit": "红星小学", "user": "校长", "recovery_code": None}
    again = child("-m", "desktop", *words, "--data", data, "--json")
    assert again.returncode == 3
    assert list(json.loads(again.stdout)) == ["error"]
