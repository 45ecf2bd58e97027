"""The returned workbook of 10,000 rows against openpyxl load, edit, save.

    python benchmarks/returned.py [--write] [--runs 5]

Both colour the same cells and write the same last column, each in a process of its own, so that
starting Python counts too. Ours does more: it notes cells, adds the first sheet and keeps what
openpyxl would drop.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Final

import xlsxwriter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import measure, python, report, table
from benchmarks.rosters import HEADER, pupils
from desktop.rosters.cells import Context
from desktop.rosters.problems import Level
from desktop.rosters.reading import read

ROWS: Final = 10_000
EVERY: Final = 10

OURS: Final = """
import sys
from pathlib import Path
from desktop.rosters.problems import Level, Problem
from desktop.rosters.results import RosterResult
from desktop.rosters.returned import write_returned
path, out, marks = map(Path, sys.argv[1:])
digest, *rows = marks.read_text().split()
found = tuple(
    Problem("学生", int(row), "C", f"C{row}", "身份证件号", Level.ERROR, "", "校验位不符")
    for row in rows
)
roster = RosterResult(
    "students", "学生", 1, (), frozenset(), (), found, (), len(rows), (), digest, "", None
)
write_returned(path, out, roster)
"""

THEIRS: Final = """
import sys
from pathlib import Path
from openpyxl import load_workbook
from openpyxl.styles import PatternFill
path, out, marks = map(Path, sys.argv[1:])
book = load_workbook(path)
page = book["学生"]
fill = PatternFill("solid", fgColor="FFFFC7CE")
last = page.max_column + 1
for row in map(int, marks.read_text().split()[1:]):
    page.cell(row, 3).fill = fill
    page.cell(row, last, "身份证件号：校验位不符")
book.save(out)
"""


def make(path: Path) -> None:
    """A roster with a wrong identity number in every tenth row."""
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("学生")
        border = book.add_format({"border": 1, "font_name": "宋体"})
        for row, line in enumerate((HEADER, *pupils(ROWS))):
            cells = list(line)
            if row and row % EVERY == 0:
                cells[2] = cells[2][:-1] + ("1" if cells[2][-1] != "1" else "2")
            page.write_row(row, 0, cells, border)


def compare(runs: int) -> str:
    """Run both ways in turn and give the table."""
    with tempfile.TemporaryDirectory() as folder:
        path, out, marks = (Path(folder) / name for name in ("册.xlsx", "退回.xlsx", "问题.txt"))
        make(path)
        result = read(path, "students", Context(date(2026, 10, 15)))
        rows = [str(p.row) for p in result.problems if p.level is Level.ERROR and p.column == "C"]
        marks.write_text(" ".join([result.digest, *rows]))
        ways = {
            "openpyxl": python(THEIRS, path, out, marks),
            "ours": python(OURS, path, out, marks),
        }
        taken = measure(ways, runs)
    theirs, ours = taken["openpyxl"], taken["ours"]
    head = (f"{ROWS:,} rows, {len(rows):,} cells marked", "seconds", "memory, MB", "ratio")
    return table(
        head,
        [
            ("openpyxl: load, edit, save", f"{theirs.seconds:.2f}", str(theirs.memory), "1"),
            (
                "ours: the user's file patched",
                f"{ours.seconds:.2f}",
                str(ours.memory),
                f"{theirs.seconds / ours.seconds:.1f} × faster",
            ),
        ],
    )


def main() -> None:
    """Compare and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    report("returned", compare(given.runs), write=given.write)


if __name__ == "__main__":
    main()
