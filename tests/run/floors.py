"""Hold each package to its floor of branch coverage, and show it above pytest's last line.

A pytest plugin (`-p tests.run.floors`); it does something only when coverage is measured.
"""

import json
import os
import tomllib
from collections import defaultdict
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

import pytest
from coverage import Coverage

FLOORS = Path(__file__).with_name("floors.toml")
ROOM = 2.0  # per cent above its floor from which a ratchet should be raised
OUTCOME = pytest.StashKey[list[str]]()


@dataclass(slots=True)
class Measured:
    """What coverage counted in one package."""

    points: int = 0
    covered: int = 0
    incomplete: list[str] | None = None

    @property
    def percent(self) -> float:
        """Statements and branches together, as coverage itself counts."""
        return 100.0 * self.covered / self.points if self.points else 100.0


def package_of(file: str) -> str:
    """Return the package or module directly in desktop/ that a file belongs to."""
    return PurePath(file.replace("\\", "/")).parts[1].removesuffix(".py")


def measure(files: Mapping[str, Mapping[str, object]]) -> dict[str, Measured]:
    """Add up coverage's JSON report by package; desktop/__init__.py has nothing to cover."""
    packages: defaultdict[str, Measured] = defaultdict(Measured)
    for file, report in files.items():
        summary = report["summary"]
        assert isinstance(summary, dict)
        package = packages[package_of(file)]
        covered = summary["covered_lines"] + summary["covered_branches"]
        points = summary["num_statements"] + summary["num_branches"]
        package.covered += covered
        package.points += points
        if covered < points:
            lines = report["missing_lines"] or report["missing_branches"]
            package.incomplete = [*(package.incomplete or []), f"{file}: {lines}"]
    packages.pop("__init__", None)
    return dict(packages)


def judge(
    packages: Mapping[str, Measured], floors: Mapping[str, float]
) -> tuple[list[str], list[str]]:
    """Return the lines to show and, among them, those that are failures."""
    lines, failures = [], []
    for name, found in sorted(packages.items()):
        line = f"{name:<10} {found.percent:6.2f} %  floor {floors.get(name, 'missing')}"
        if name not in floors or found.percent < floors[name]:
            failures.append(line)
            lines += [f"{line}  FAILED", *(f"    {entry}" for entry in found.incomplete or ())]
        elif found.percent >= floors[name] + ROOM and floors[name] < 95:
            lines.append(f"{line}  (raise it in {FLOORS.name})")
        else:
            lines.append(line)
    if not packages:
        failures.append("coverage measured nothing")
    return lines + ([] if packages else failures), failures


def read_report() -> Mapping[str, Mapping[str, object]]:
    """Read the coverage data that pytest-cov has just combined."""
    coverage = Coverage()
    coverage.load()
    with TemporaryDirectory() as folder:
        target = Path(folder) / "coverage.json"
        coverage.json_report(outfile=str(target))
        report: dict[str, dict[str, dict[str, object]]] = json.loads(target.read_text("utf-8"))
    return report["files"]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """After the tests, and after pytest-cov: compare with the floors."""
    result = yield
    config = session.config
    if hasattr(config, "workerinput") or not config.getoption("cov_source", default=None):
        return result
    floors = tomllib.loads(FLOORS.read_text("utf-8"))
    lines, failures = judge(measure(read_report()), floors)
    config.stash[OUTCOME] = lines
    session.testsfailed += bool(failures)
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the floors and the earlier steps that failed, above the summary line."""
    lines = terminalreporter.config.stash.get(OUTCOME, [])
    if lines:
        terminalreporter.section("coverage by package")
        terminalreporter.write("\n".join(lines) + "\n")
    if steps := os.environ.get("MINGCE_FAILED_STEPS"):
        terminalreporter.section("failed before the tests", red=True)
        terminalreporter.write(f"{steps}\n", red=True)
