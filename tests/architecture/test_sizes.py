"""Nothing grows past what one can take in at a glance; what grows is split by meaning."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    path.relative_to(ROOT) for path in (*(ROOT / "desktop").rglob("*.py"), ROOT / "run.py")
)
FUNCTION, PARAMETERS, CLASS, METHODS, MODULE = 40, 5, 200, 20, 400
# A list of what may be larger, each with its reason.
LARGER: Final[Mapping[str, str]] = {
    "run.py": "one file of standard library code is the promise",
}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def length(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    args = node.args
    names = [a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def too_large(path: Path) -> Iterator[str]:
    lines = (ROOT / path).read_text(encoding="utf-8").count("\n")
    if lines > MODULE and path.as_posix() not in LARGER:
        yield f"{path}: {lines} lines"
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if length(node) > FUNCTION:
                yield f"{path}:{node.lineno} {node.name}: {length(node)} lines"
            if parameters(node) > PARAMETERS:
                yield f"{path}:{node.lineno} {node.name}: {parameters(node)} parameters"
        if isinstance(node, ast.ClassDef):
            methods = [n for n in node.body if isinstance(n, ast.FunctionDef)]
            if length(node) > CLASS or len(methods) > METHODS:
                yield f"{path}:{node.lineno} {node.name}: {length(node)}, {len(methods)} methods"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_sizes_stay_within_their_budgets(path: Path) -> None:
    assert list(too_large(path)) == []


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree_of(path))
