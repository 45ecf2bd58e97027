"""Words: what people see is Chinese, and no file tells of the machine that it was written on."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import desktop
from desktop.core.labels import Labelled
from desktop.database.base import Base

if TYPE_CHECKING:
    from collections.abc import Iterator
    from enum import Enum

ROOT = Path(__file__).parents[2]
HAN = re.compile(r"[\u4e00-\u9fff]")
# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = {
    "folder of a developer": re.compile(
        r"(?<![\w./-])/" + r"(?:(?:home|Users)/[\w.-]+/|(?:root|work)/\w)"
    ),
    "folder of a developer's Windows": re.compile(r"[A-Z]:\\+" + "Users"),
    "registry": re.compile(
        "py" + r"pi\.(?:org|tuna)|files\.python" + r"hosted|mirrors?\.(?:ali" + r"yun|tencent|ustc)"
    ),
    "unfinished work": re.compile(r"\b(?:TO" + "DO|FIX" + "ME|X" + r"XX|HA" + r"CK)\b"),
    "merge": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
}
READ = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".lock", ".sh", ".cfg", ".ini", ""}


def files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, cwd=ROOT)
    names = [Path(name) for name in listed.stdout.decode().split("\0") if name]
    return [path for path in names if path.suffix in READ and (ROOT / path).is_file()]


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_file_holds_what_belongs_to_a_machine_or_to_yesterday(kind: str) -> None:
    found = [
        f"{path}: {match[0]}"
        for path in files()
        for match in FORBIDDEN[kind].finditer((ROOT / path).read_text(encoding="utf-8"))
    ]
    assert found == []


def enumerations() -> Iterator[type[Labelled]]:
    """Every enumeration with labels that any module declares."""
    for module in pkgutil.walk_packages(desktop.__path__, "desktop."):
        if "__main__" not in module.name and not module.name.startswith(
            ("desktop.views", "desktop.app")
        ):
            importlib.import_module(module.name)
    pending: list[type[Enum]] = [Labelled]
    while pending:
        for kind in pending.pop().__subclasses__():
            pending.append(kind)
            if kind.__module__.startswith("desktop."):
                yield kind  # type: ignore[misc]


def test_every_label_is_chinese() -> None:
    kinds = list(enumerations())
    assert len(kinds) > 8
    unlabelled = [
        repr(member)
        for kind in kinds
        for member in kind
        if not HAN.search(member.label) or re.search("[a-z]", member.label)
    ]
    assert unlabelled == []


def test_every_table_has_a_chinese_label() -> None:
    tables = Base.metadata.sorted_tables
    assert len(tables) > 10
    assert [table.name for table in tables if not HAN.search(table.info.get("label", ""))] == []
