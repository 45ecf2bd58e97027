from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import app
from desktop.__main__ import main

ROOT = Path(__file__).parents[1]


def test_without_a_command_and_a_screen_a_sentence_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert main([]) == 2
    assert "mingce --help" in capsys.readouterr().err


@pytest.mark.gui
@pytest.mark.parametrize("words", [[], ["--data", "数据"], ["--page=people"]])
def test_without_a_command_the_window_opens(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[list[str]] = []
    monkeypatch.setenv("DISPLAY", ":0")

    def window(given: list[str]) -> int:
        opened.append(given)
        return 0

    monkeypatch.setattr(app, "main", window)
    assert main(words) == 0
    assert opened == [words]


def test_a_command_is_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-command"]) == 2
    assert capsys.readouterr().err


def test_commands_start_without_qt() -> None:
    program = (
        "import sys\nfrom desktop.__main__ import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "sys.exit('PySide6' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=False,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr.decode()
