"""What the developer's papers say a test shows: the test is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAPER = ROOT / "docs" / "spreadsheets.md"
_NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


def _tests_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_that_the_paper_on_spreadsheets_names_exists() -> None:
    named = _NAMED.findall(PAPER.read_text(encoding="utf-8"))
    there = {path: _tests_of(ROOT / "tests" / path) for path, _ in named}
    assert [f"{path}::{test}" for path, test in named if test not in there[path]] == []


def test_no_line_of_the_paper_on_spreadsheets_is_without_a_test() -> None:
    lines = PAPER.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and "| what " not in line]
    assert rows
    assert [row for row in rows if not _NAMED.search(row)] == []
