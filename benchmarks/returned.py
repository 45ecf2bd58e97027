"""The returned workbook of 10,000 rows against openpyxl load, edit, save.

Both colour the same cells and write the same last column, each in a process of its own, so that
starting Python counts too. Ours does more: it notes cells, adds the first sheet and keeps what
openpyxl would drop. `--write` puts the table into benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

ROWS: Final = 10_000
EVERY: Final = 10
RUNS: Final = 5
_README: Final = ROOT / "benchmarks" / "README.md"
_MARK: Final = "<!-- returned -->"


def make(path: Path) -> None:
    """A roster with a wrong identity number in every tenth row."""
    import xlsxwriter  # noqa: PLC0415 - the timed processes must not pay for it

    from benchmarks.rosters import HEADER, pupils  # noqa: PLC0415 - same

    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("学生")
        border = book.add_format({"border": 1, "font_name": "宋体"})
        for row, line in enumerate((HEADER, *pupils(ROWS))):
            cells = list(line)
            if row and row % EVERY == 0:
                cells[2] = cells[2][:-1] + ("1" if cells[2][-1] != "1" else "2")
            page.write_row(row, 0, cells, border)


def ours(path: Path, out: Path, problems: Path) -> None:
    """Mark the problems with the program."""
    from desktop.rosters.problems import Level, Problem  # noqa: PLC0415 - timed
    from desktop.rosters.results import RosterResult  # noqa: PLC0415 - timed
    from desktop.rosters.returned import write_returned  # noqa: PLC0415 - timed

    digest, *rows = problems.read_text().split()
    found = tuple(
        Problem("学生", int(row), "C", f"C{row}", "身份证件号", Level.ERROR, "", "校验位不符")
        for row in rows
    )
    nothing = ((), frozenset[str](), (), found, (), ROWS, (), digest, "", None)
    write_returned(path, out, RosterResult("students", "学生", 1, *nothing))


def theirs(path: Path, out: Path, problems: Path) -> None:
    """Mark the problems with openpyxl."""
    from openpyxl import load_workbook  # noqa: PLC0415 - timed
    from openpyxl.styles import PatternFill  # noqa: PLC0415 - timed

    book = load_workbook(path)
    page = book["学生"]
    fill = PatternFill("solid", fgColor="FFFFC7CE")
    last = page.max_column + 1
    for row in map(int, problems.read_text().split()[1:]):
        page.cell(row, 3).fill = fill
        page.cell(row, last, "身份证件号：校验位不符")
    book.save(out)


def timed(way: str, *paths: Path) -> float:
    """Seconds of one whole process."""
    began = time.perf_counter()
    subprocess.run([sys.executable, __file__, "--way", way, *map(str, paths)], check=True)
    return time.perf_counter() - began


def compare() -> str:
    """Run both ways in turn and give the table."""
    from desktop.rosters.cells import Context  # noqa: PLC0415 - the timed processes must not pay
    from desktop.rosters.problems import Level  # noqa: PLC0415 - same
    from desktop.rosters.reading import read  # noqa: PLC0415 - same

    with tempfile.TemporaryDirectory() as folder:
        path, out, problems = (Path(folder) / name for name in ("册.xlsx", "退回.xlsx", "问题.txt"))
        make(path)
        result = read(path, "students", Context(date(2026, 10, 15)))
        rows = [str(p.row) for p in result.problems if p.level is Level.ERROR and p.column == "C"]
        problems.write_text(" ".join([result.digest, *rows]))
        times: dict[str, list[float]] = {"ours": [], "theirs": []}
        for _ in range(RUNS):
            for way, taken in times.items():
                taken.append(timed(way, path, out, problems))
    mine, other = median(times["ours"]), median(times["theirs"])
    return (
        f"| {ROWS:,} rows, {len(rows):,} cells to mark | seconds | ratio |\n|---|---|---|\n"
        f"| openpyxl load, edit, save | {other:.2f} | 1 |\n"
        f"| returned workbook (patched parts) | {mine:.2f} | {other / mine:.1f}× faster |\n"
    )


def write(table: str) -> None:
    """Put the table between its marks in the README."""
    before, _, rest = _README.read_text(encoding="utf-8").partition(_MARK)
    _, _, after = rest.partition(_MARK)
    _README.write_text(f"{before}{_MARK}\n{table}{_MARK}{after}", encoding="utf-8")


def main() -> None:
    """Compare, or do one of the ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--way", choices=("ours", "theirs"))
    parser.add_argument("paths", nargs="*", type=Path)
    given = parser.parse_args()
    if given.way:
        (ours if given.way == "ours" else theirs)(*given.paths)
        return
    table = compare()
    print(table)
    if given.write:
        write(table)


if __name__ == "__main__":
    main()
