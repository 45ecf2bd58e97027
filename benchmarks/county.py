"""What a bureau asks of all its schools at once, against reading the same columns bare."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.compare import other_side
from benchmarks.measuring import report, table
from benchmarks.rosters import HEADER, pupils
from desktop.core.labels import Role, UnitKind
from desktop.rosters.cells import Context
from desktop.rosters.reading import read
from desktop.services.books import create
from desktop.services.comparison.books import ALL_SCHOOLS, pupils_on
from desktop.services.comparison.comparing import compare
from desktop.services.comparison.people import Side
from desktop.services.county_classes import county_classes
from desktop.services.county_lists import schools
from desktop.services.imports.batches import apply, preview
from desktop.services.two_rolls import children_twice
from desktop.services.units import NewUnit, add_unit
from desktop.services.users import NewUser

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.session import Session

# What anybody would have to read, as the database has it: the floor of every question below.
FLOOR = (
    "SELECT s.unit_id, s.id, p.name, p.name_key, p.pinyin, p.id_number, p.sex, p.birth "
    "FROM students s JOIN people p ON p.unit_id = s.unit_id AND p.id = s.person_id"
)


def county(folder: Path, size: int, count: int) -> Session:
    """Books of a bureau with `count` schools that have `size` pupils together, open."""
    unit = NewUnit("3629000000", "测试县教育局", UnitKind.BUREAU)
    session = create(folder / "data", unit, NewUser("经办人", Role.BUREAU)).session
    everybody, each = pupils(size), size // count
    context = Context(session.store.clock.today())
    for number in range(count):
        line = add_unit(
            session, NewUnit(f"36291{number:05}", f"第{number + 1}小学", UnitKind.PRIMARY)
        )
        path = folder / "roster.csv"
        rows = [HEADER, *everybody[number * each : (number + 1) * each]]
        path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
        school = session.in_unit(line.unit_id, line.name)
        apply(school, preview(school, read(path, "students", context)))
    return session


def floor(session: Session) -> object:
    """Read the columns and make nothing of them."""
    with session.store.read() as connection:
        return connection.execute(text(FLOOR)).fetchall()


def cases(session: Session) -> dict[str, Callable[[], Any]]:
    """What is asked, by its words."""
    side = pupils_on(session, reach=ALL_SCHOOLS)
    listed = Side.of("名单", other_side(list(side.people), 0.5, 7))
    before = session.store.clock.today() - timedelta(days=3)
    return {
        "every pupil with class, guardians and school": lambda: pupils_on(
            session, reach=ALL_SCHOOLS
        ),
        "a list as long held against them": lambda: compare(session, listed, side),
        "children who may be on two rolls": lambda: children_twice(session),
        "schools with their figures": lambda: schools(session),
        "classes of today with their rolls": lambda: county_classes(session),
        "classes of another day": lambda: county_classes(session, before),
    }


def seconds(work: Callable[[], object], runs: int) -> float:
    """The median of some runs."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main() -> None:
    """Measure, print, and with --write keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--schools", type=int, default=200)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        session = county(Path(name), args.size, args.schools)
        base = seconds(lambda: floor(session), args.runs)
        rows = [("the columns, bare", f"{base:.2f}", "1.0")]
        for words, work in cases(session).items():
            took = seconds(work, args.runs)
            rows.append((words, f"{took:.2f}", f"{took / base:.1f}"))
        session.store.close()
    head = (f"{args.size:,} pupils in {args.schools} schools", "seconds", "times the bare columns")
    report("county", table(head, rows), write=args.write)


if __name__ == "__main__":
    main()
