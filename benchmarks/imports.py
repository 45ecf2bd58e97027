"""Taking 10,000 and 100,000 pupils in, against the floor and against pandas."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import measure, python, report, table
from benchmarks.rosters import write

FLOOR: Final = """
import sys
from pathlib import Path
import python_calamine, sqlcipher3.dbapi2 as sqlite
rows = python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
path = Path(sys.argv[2]); path.unlink(missing_ok=True)
connection = sqlite.connect(str(path), isolation_level=None)
width = len(rows[0])
connection.execute("CREATE TABLE bare (" + ", ".join(f"c{i}" for i in range(width)) + ")")
connection.execute("BEGIN")
connection.executemany("INSERT INTO bare VALUES (" + ", ".join("?" * width) + ")", rows)
connection.execute("COMMIT")
"""
PANDAS: Final = """
import sqlite3, sys
from pathlib import Path
import pandas
path = Path(sys.argv[2]); path.unlink(missing_ok=True)
frame = pandas.read_excel(sys.argv[1], engine="openpyxl", dtype=str)
with sqlite3.connect(path) as connection:
    frame.to_sql("bare", connection, index=False)
"""
MAKE: Final = """
import shutil, sys
from pathlib import Path
from desktop.core.labels import Role, UnitKind
from desktop.services.books import create
from desktop.services.units import NewUnit
from desktop.services.users import NewUser
folder = Path(sys.argv[2]); shutil.rmtree(folder, ignore_errors=True)
unit = NewUnit("3629000001", "测试小学", UnitKind.PRIMARY)
create(folder, unit, NewUser("校长", Role.PRINCIPAL)).session.store.close()
"""
OURS: Final = """
import sys
from desktop.cli import main
status = main(["import", "students", sys.argv[1], "--data", sys.argv[2], "--apply", "--json"])
sys.exit(status if status > 1 else 0)
"""
AIMS: Final = {"import": "≤ 3", "again": "≤ import"}


def main() -> None:
    """Measure, print, and with --write keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    rows = [row for size in args.sizes for row in _measured(size, args.runs)]
    head = ("pupils × 24 columns", "what", "seconds", "× floor", "memory of one process, MB")
    report("imports", table(head, rows), write=args.write)


def _measured(size: int, runs: int) -> list[tuple[str, ...]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book, data, bare = folder / "roster.xlsx", folder / "data", folder / "bare.db"
        write(book, size)
        commands = {
            "floor": python(FLOOR, book, bare),
            "make": python(MAKE, book, data),
            "import": python(OURS, book, data),
            "again": python(OURS, book, data),
            "pandas": python(PANDAS, book, bare),
        }
        found = measure(commands, runs)
    floor = found["floor"].seconds
    titles = {
        "floor": "fast reader + bare `executemany`",
        "import": "`mingce import --apply`",
        "again": "the same file again (all same)",
        "pandas": "`pandas.read_excel` + `to_sql`",
    }
    return [
        (
            f"{size:,}",
            title,
            f"{found[key].seconds:.2f}",
            f"{found[key].seconds / floor:.2f}",
            str(found[key].memory),
        )
        for key, title in titles.items()
    ]


if __name__ == "__main__":
    main()
