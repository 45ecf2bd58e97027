"""What is said to users is a whole sentence: refusals and problems end as sentences do."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2] / "desktop"
MODULES = sorted(path for path in ROOT.rglob("*.py"))
_CHINESE = re.compile("[一-鿿]")
_ENDS = ("。", "？", "！", "。”", "…")


def refusing() -> frozenset[str]:
    """The names of all errors that are shown as a sentence."""
    classes = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    found: set[str] = set()
    more = {"SchoolError"}
    while more:
        found |= more
        more = {name for name, bases in classes.items() if bases & found} - found
    return frozenset(found)


REFUSING = refusing()


def sentences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each text that is raised as a refusal, with its line; `msg` is looked for before it."""
    constants = _told(getattr(tree, "body", []))
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        told = {**constants, **_told(ast.walk(function))}
        for node in ast.walk(function):
            if not (isinstance(node, ast.Call) and _name(node.func) in REFUSING and node.args):
                continue
            first = node.args[-1] if _name(node.func) == "Confirmable" else node.args[0]
            found = told.get(first.id, []) if isinstance(first, ast.Name) else [first]
            for text in found:
                if _CHINESE.search(ast.unparse(text)):
                    yield node.lineno, _last(text)


def _told(nodes: Iterable[ast.AST]) -> dict[str, list[ast.expr]]:
    """What names are given, in one place or several."""
    told: dict[str, list[ast.expr]] = {}
    target: ast.expr
    for node in nodes:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            target, value = node.target, node.value
        elif isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
        else:
            continue
        if isinstance(target, ast.Name):
            told.setdefault(target.id, []).append(value)
    return told


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _last(text: ast.expr) -> str:
    """How a text ends; as a sentence does, where only the running program knows."""
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        return text.value
    if isinstance(text, ast.JoinedStr):
        end = text.values[-1]
        return str(end.value) if isinstance(end, ast.Constant) else "。"
    return "。"


def test_errors_of_every_layer_are_known() -> None:
    assert {"Confirmable", "ClosedMonthError", "UndoRefusedError"} <= REFUSING


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_refusals_end_as_sentences_do(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [found for found in sentences(tree) if not found[1].endswith(_ENDS)] == []
