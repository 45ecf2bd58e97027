"""The rules that hold the layers apart, run by the tool that knows them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_import_contracts_hold() -> None:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        check=False,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode()


def test_command_line_starts_without_heavy_libraries() -> None:
    heavy = "sqlalchemy alembic reportlab python_calamine xlrd xlsxwriter openpyxl pypinyin"
    heavy += " chinese_calendar cryptography argon2 sqlcipher3 PySide6 desktop.services"
    program = (
        "import sys, desktop.cli.arguments\n"
        f"sys.exit(' '.join(name for name in {heavy.split()!r} if name in sys.modules) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr.decode()
