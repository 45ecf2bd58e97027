"""Holding 100,000 people against 100,000: the whole comparison against a bare join on numbers."""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import report, table

if TYPE_CHECKING:
    from desktop.services.comparison.people import Someone
    from desktop.services.session import Session

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂梓涵欣怡宇浩然诗雨轩子文嘉俊"
FIRST = date(2009, 9, 1)


def people(count: int, seed: int) -> list[Someone]:
    """Invented people of a county: 14 years, 300 villages, names as unequal as real ones."""
    from desktop.core.identity import check_digit  # noqa: PLC0415 - after the path is set
    from desktop.core.pinyin import pinyin  # noqa: PLC0415 - same
    from desktop.services.comparison.people import Someone  # noqa: PLC0415 - same

    chance = random.Random(seed)  # noqa: S311 - no secret
    found = []
    for at in range(count):
        name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
        born = FIRST + timedelta(days=chance.randrange(14 * 365))
        body = f"36292{at % 6}{born:%Y%m%d}{chance.randrange(1000):03}"
        found.append(
            Someone(
                name,
                name,
                pinyin(name),
                body + check_digit(body),
                None,
                born,
                (chance.choice(SURNAMES) + chance.choice(GIVEN),),
                (f"村{chance.randrange(300)}",),
            )
        )
    return found


def other_side(left: list[Someone], shared: float, seed: int) -> list[Someone]:
    """A list of which a share is on the left too, one in fifty of them written wrongly."""
    import msgspec  # noqa: PLC0415 - after the path is set

    chance = random.Random(seed)  # noqa: S311 - no secret
    same = left[: int(len(left) * shared)]
    told = []
    for person in same:
        number = person.number or ""
        if chance.random() < 1 / 50:
            place = chance.randrange(17)
            digit = str((int(number[place]) + 1) % 10)
            told.append(
                msgspec.structs.replace(person, number=number[:place] + digit + number[place + 1 :])
            )
        else:
            told.append(person)
    told += people(len(left) - len(same), seed + 1)
    chance.shuffle(told)
    return told


def bare(left: list[Someone], right: list[Someone]) -> float:
    """Seconds of what anybody would write: two tables, an index, one join and two remainders."""
    started = time.perf_counter()
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("BEGIN")
    for name, side in (("l", left), ("r", right)):
        db.execute(f"CREATE TABLE {name} (id, name, sound, number, sex, birth)")
        rows = ((i, p.name_key, p.sound, p.number, p.sex, str(p.birth)) for i, p in enumerate(side))
        db.executemany(f"INSERT INTO {name} VALUES (?, ?, ?, ?, ?, ?)", rows)  # noqa: S608 - our names
        db.execute(f"CREATE INDEX {name}_number ON {name} (number)")
    db.execute("SELECT l.id, r.id FROM l JOIN r ON r.number = l.number").fetchall()
    for one, other in (("l", "r"), ("r", "l")):
        missing = f"SELECT id FROM {one} WHERE number NOT IN (SELECT number FROM {other})"  # noqa: S608 - same
        db.execute(missing).fetchall()
    db.close()
    return time.perf_counter() - started


def ours(session: Session, left: list[Someone], right: list[Someone]) -> tuple[float, Any]:
    """Seconds of the whole comparison, and what it found."""
    from desktop.services.comparison.comparing import compare  # noqa: PLC0415 - after the path is set
    from desktop.services.comparison.people import Side  # noqa: PLC0415 - same

    started = time.perf_counter()
    found = compare(session, Side.of("左", left), Side.of("右", right))
    return time.perf_counter() - started, found


def desk(folder: Path) -> Session:
    """A school's desk: the comparison asks it for what people have said before."""
    from desktop.core.labels import Role, UnitKind  # noqa: PLC0415 - after the path is set
    from desktop.services.books import create  # noqa: PLC0415 - same
    from desktop.services.units import NewUnit  # noqa: PLC0415 - same
    from desktop.services.users import NewUser  # noqa: PLC0415 - same

    unit = NewUnit("3629000001", "测试小学", UnitKind.PRIMARY)
    return create(folder, unit, NewUser("校长", Role.PRINCIPAL)).session


def main() -> None:
    """Measure, print, and with --write keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        session = desk(Path(name) / "data")
        left = people(args.size, 1)
        for shared in (0.97, 0.5, 0.0):
            right = other_side(left, shared, 7)
            base = statistics.median(bare(left, right) for _ in range(args.runs))
            runs = [ours(session, left, right) for _ in range(args.runs)]
            seconds, found = statistics.median(run[0] for run in runs), runs[0][1]
            told = f"{len(found.both):,} / {len(found.probable):,} / {len(found.only_left):,}"
            rows.append(
                (
                    f"{shared:.0%}",
                    told,
                    f"{base:.2f}",
                    f"{seconds:.2f}",
                    f"{seconds / base:.1f}",
                )
            )
        session.store.close()
    head = (
        f"{args.size:,} × {args.size:,}, shared",
        "both / probable / only left",
        "bare join, s",
        "comparison, s",
        "ratio",
    )
    report("compare", table(head, rows), write=args.write)


if __name__ == "__main__":
    main()
