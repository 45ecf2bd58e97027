"""The locks agree with pyproject.toml and with each other, and nothing names a package index."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import run

PROJECT = tomllib.loads((run.ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements-app.lock", "requirements.lock", "requirements-build.lock")
INDEX = re.compile(
    r"https?://[^\s\"')]+/(simple|packages)\b"  # a page or a file of a package index
    r"|(?<![\w-])--(extra-)?index-url[ =]\S+:"
    r"|\bPIP_(EXTRA_)?INDEX_URL=\S+:"
)
MADE = {"out", "dist", "build"}
HIDDEN_BUT_OURS = {".ci", ".github"}
TEXT = {".py", ".toml", ".md", ".lock", ".yaml", ".yml", ".cfg", ".ini", ".txt", ".sh", ""}


def locked(name: str) -> dict[str, str]:
    """Return the entries of a lock by package, each with its hashes."""
    text = (run.ROOT / name).read_text("utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    return {canonicalize_name(re.split(r"[=\s\[]", entry)[0]): entry for entry in entries}


def requirements(group: str) -> list[Requirement]:
    if group == "project":
        return [Requirement(line) for line in PROJECT["project"]["dependencies"]]
    return [Requirement(line) for line in PROJECT["dependency-groups"][group]]


@pytest.mark.parametrize(
    ("group", "lock"),
    [
        ("project", "requirements-app.lock"),
        ("project", "requirements.lock"),
        ("dev", "requirements.lock"),
        ("build", "requirements-build.lock"),
    ],
)
def test_every_dependency_is_locked_within_its_bounds(group: str, lock: str) -> None:
    entries = locked(lock)
    for requirement in requirements(group):
        entry = entries[canonicalize_name(requirement.name)]
        version = entry.split("==")[1].split()[0]
        assert requirement.specifier.contains(version), entry.splitlines()[0]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_is_one_version_with_hashes(lock: str) -> None:
    for name, entry in locked(lock).items():
        assert re.match(
            rf"{re.escape(name)}(\[\w+\])?==[\w.]+( ; [^\n]+)? \\\n", entry, re.IGNORECASE
        ), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), name


def test_extras_that_others_ask_for_are_named() -> None:
    """Otherwise pip takes a newer release of the package and then refuses it."""
    assert "coverage[toml]==" in locked("requirements.lock")["coverage"]
    assert "psycopg[binary]==" in locked("requirements.lock")["psycopg"]


def test_checks_run_on_exactly_what_users_get() -> None:
    assert locked("requirements-app.lock").items() <= locked("requirements.lock").items()


def test_what_builds_the_package_is_locked() -> None:
    for line in PROJECT["build-system"]["requires"]:
        assert canonicalize_name(Requirement(line).name) in locked("requirements-build.lock")


def test_both_commands_ask_for_the_python_that_the_package_asks_for() -> None:
    oldest, too_new = (".".join(map(str, bound)) for bound in (run.OLDEST, run.TOO_NEW))
    assert PROJECT["project"]["requires-python"] == f">={oldest},<{too_new}"


def texts() -> Iterator[Path]:
    """Every text file of the project, whether git knows it yet or not."""
    for top in run.ROOT.iterdir():
        if not top.is_dir():
            files: Iterable[Path] = [top]
        elif top.name in MADE or (top.name.startswith(".") and top.name not in HIDDEN_BUT_OURS):
            continue
        else:
            files = top.rglob("*")
        yield from (it for it in files if it.is_file() and it.suffix in TEXT)


def test_no_file_names_a_package_index() -> None:
    named = []
    for file in texts():
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        named += [f"{file.relative_to(run.ROOT)}: {found[0]}" for found in INDEX.finditer(text)]
    assert named == []


@pytest.mark.parametrize(
    "line",
    [
        "{}mirror.example.cn/repository/simple",
        'index = "{}example.org/packages/ab/x.whl"',
        "pip install --index-url={}example.org",
        "PIP_INDEX_URL={}example.org",
    ],
)
def test_the_search_would_find_one(line: str) -> None:
    assert INDEX.search(line.format("https" + "://"))
