"""Lists over 100,000 people: pages and searches while typing, against a bare flat table."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlcipher3.dbapi2 as sqlite

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import report, table
from benchmarks.rosters import write
from desktop.core.labels import Role, UnitKind
from desktop.rosters.cells import Context
from desktop.rosters.reading import read
from desktop.services.books import create
from desktop.services.imports.batches import apply, preview
from desktop.services.people import PupilOrder, PupilQuery, pupils
from desktop.services.units import NewUnit
from desktop.services.users import NewUser

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.session import Session

PAGE: Final = 50
REPEATS: Final = 30
TYPED: Final = ("z", "zw", "zwf", "王", "王芳", "liminmin")


def main() -> None:
    """Measure, print, and with --write keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--size", type=int, default=100_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        session = books(Path(name), args.size)
        bare = _bare(Path(name) / "bare.db", session, args.size)
        rows = [_row(title, ours, floor) for title, ours, floor in _cases(session, bare, args.size)]
        session.store.close()
    head = ("what", "bare table, ms", "list service, ms", "p99, ms", "ratio of medians")
    report("paging", table(head, rows), write=args.write)


def books(folder: Path, size: int) -> Session:
    """Books of a school with `size` invented pupils, open."""
    roster = folder / "roster.xlsx"
    write(roster, size)
    unit = NewUnit("3629000001", "测试小学", UnitKind.PRIMARY)
    session = create(folder / "data", unit, NewUser("校长", Role.PRINCIPAL)).session
    today = session.store.clock.today()
    apply(session, preview(session, read(roster, "students", Context(today))))
    return session


def _bare(path: Path, session: Session, size: int) -> sqlite.Connection:
    """The same people in one flat table with an index for each order."""
    connection = sqlite.connect(str(path))
    connection.execute("CREATE TABLE people (name, pinyin, initials, class_order, class_name)")
    page = pupils(session, PupilQuery(limit=size))
    connection.executemany(
        "INSERT INTO people VALUES (?, ?, ?, ?, ?)",
        [(p.name, p.name, p.name, n, p.school_class) for n, p in enumerate(page.lines)],
    )
    connection.execute("CREATE INDEX by_name ON people (pinyin)")
    connection.execute("CREATE INDEX by_class ON people (class_order)")
    connection.commit()
    return connection


Case = tuple[str, "Callable[[], object]", "Callable[[], object]"]


def _cases(session: Session, bare: sqlite.Connection, size: int) -> list[Case]:
    by_name = PupilQuery(order=PupilOrder.NAME, limit=PAGE)
    by_class = PupilQuery(order=PupilOrder.SCHOOL_CLASS, limit=PAGE)
    deep = size - PAGE
    return [
        _case("first page by name", session, bare, by_name),
        _case("last page by name", session, bare, replace(by_name, offset=deep)),
        _case("first page by class", session, bare, by_class),
        _case("last page by class", session, bare, replace(by_class, offset=deep)),
        *(_case(f"search “{text}”", session, bare, replace(by_name, text=text)) for text in TYPED),
    ]


def _case(title: str, session: Session, bare: sqlite.Connection, query: PupilQuery) -> Case:
    order = "pinyin" if query.order is PupilOrder.NAME else "class_order"
    condition = f"%{query.text}%"
    count = "SELECT count(*) FROM people WHERE name LIKE ?"
    page = f"SELECT * FROM people WHERE name LIKE ? ORDER BY {order} LIMIT ? OFFSET ?"  # noqa: S608 - our own words

    def floor() -> object:
        bare.execute(count, (condition,)).fetchone()
        return bare.execute(page, (condition, query.limit, query.offset)).fetchall()

    return title, lambda: pupils(session, query), floor


def _row(title: str, ours: Callable[[], object], floor: Callable[[], object]) -> tuple[str, ...]:
    mine, theirs = [], []
    for _ in range(REPEATS):
        theirs.append(_timed(floor))
        mine.append(_timed(ours))
    middle, bare = statistics.median(mine), statistics.median(theirs)
    worst = sorted(mine)[int(len(mine) * 0.99)]
    return title, f"{bare:.1f}", f"{middle:.1f}", f"{worst:.1f}", f"{middle / bare:.1f}"


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
