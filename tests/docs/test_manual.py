"""The manual says what the window says, and shows what there is."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.architecture.test_words import enumerations

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
MANUAL = DOCS / "用户手册.md"
PICTURES = DOCS / "pictures" / "manual"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)]+)\)")
LABEL = re.compile(r"「([^」]+)」")
HAN = re.compile(r"[\u4e00-\u9fff]")
MEGABYTE = 1 << 20


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def literals(node: ast.AST) -> Iterator[re.Pattern[str]]:
    """What a piece of the program can show: its texts, and with anything in the holes of others."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.compile(re.escape(node.value), re.DOTALL)
    elif isinstance(node, ast.JoinedStr):
        parts = "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
            for part in node.values
        )
        if HAN.search(parts):
            yield re.compile(parts, re.DOTALL)


@cache
def shown() -> tuple[re.Pattern[str], ...]:
    """All texts of the views, and the labels of all enumerations."""
    trees = [ast.parse(text_of(path)) for path in (ROOT / "desktop" / "views").rglob("*.py")]
    found = [text for tree in trees for node in ast.walk(tree) for text in literals(node)]
    labels = [re.compile(re.escape(member.label)) for kind in enumerations() for member in kind]
    return (*found, *labels)


def labels() -> list[str]:
    return sorted(set(LABEL.findall(text_of(MANUAL))))


@pytest.mark.parametrize("label", labels())
def test_every_quoted_label_stands_in_the_window(label: str) -> None:
    assert any(pattern.fullmatch(label) for pattern in shown())


def test_label_that_the_window_does_not_have_would_be_noticed() -> None:
    assert not any(pattern.fullmatch("一键上报") for pattern in shown())


def test_manual_quotes_many_labels() -> None:
    assert len(labels()) > 60


def test_pictures_of_the_manual_are_those_in_the_folder() -> None:
    used = set(re.findall(r"\(pictures/manual/([\w-]+\.png)\)", text_of(MANUAL)))
    there = {path.name for path in PICTURES.iterdir()}
    assert used == there


def test_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < 5 * MEGABYTE


def documents() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    text = text_of(path)
    headings = {
        re.sub(r"[^\w-]", "", heading.strip().lower().replace(" ", "-"))
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    dead = []
    for link in LINK.findall(text):
        if link.startswith("#"):
            dead += [link] if link[1:] not in headings else []
        elif "://" not in link and not (path.parent / link).exists():
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_every_file_that_is_named_exists(path: Path) -> None:
    named = re.findall(
        r"`((?:desktop|docs|tests|resources|benchmarks|installer)/[^`*… ]*)`", text_of(path)
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((DOCS / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
