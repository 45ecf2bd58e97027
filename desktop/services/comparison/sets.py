"""Two sides as sets: joined in SQL, in a database of their own that is only in memory.

Every join is on columns with an index, so that 100,000 against 100,000 take seconds; no pair is
looked at that shares neither number nor name, sound or birth.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Final, Self

from desktop.core.errors import SchoolError
from desktop.core.lists import Likeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from desktop.services.comparison.people import Someone

MOST_PAIRS: Final = 200_000
_MOST_LOOKED_AT: Final = 5_000_000
Pairs = list[tuple[int, int, Likeness]]
"""Places on the left and on the right, and why."""

_TABLES: Final = """
CREATE TABLE {side} (id INTEGER PRIMARY KEY, name, sound, number, sex, birth, swapped);
CREATE TABLE {side}_guardian (id INTEGER, name, key);
CREATE TABLE {side}_village (id INTEGER, name, key);
"""
_NUMBERS: Final = """
SELECT l.id, r.id FROM l JOIN r ON r.number = l.number AND r.name = l.name
"""
# What is alone of its name and birth among those whom no number has matched.
_ALONE: Final = """
CREATE TABLE {side}_alone AS
SELECT min(id) AS id, name, birth, min(number) AS number, min(sex) AS sex
FROM {side} WHERE birth IS NOT NULL GROUP BY name, birth HAVING count(*) = 1;
CREATE INDEX {side}_alone_key ON {side}_alone (name, birth);
"""
_NAME_BIRTH: Final = """
SELECT l.id, r.id FROM l_alone AS l JOIN r_alone AS r ON r.name = l.name AND r.birth = l.birth
WHERE (l.number IS NULL OR r.number IS NULL) AND (l.sex IS NULL OR r.sex IS NULL OR l.sex = r.sex)
"""
_INDEXES: Final = """
CREATE INDEX r_number ON r (number);
CREATE INDEX r_sound ON r (sound, birth);
CREATE INDEX r_name ON r (name, birth);
CREATE INDEX r_guardian_key ON r_guardian (name, key, id);
CREATE INDEX r_village_key ON r_village (name, key, id);
CREATE TABLE l_part AS SELECT id, sound, number, {parts} FROM l WHERE length(number) = 18;
CREATE TABLE r_part AS SELECT id, sound, number, {parts} FROM r WHERE length(number) = 18;
CREATE INDEX r_end ON r_part (ending, sound);
CREATE INDEX r_middle ON r_part (middle, sound);
CREATE INDEX r_around ON r_part (around, sound);
"""
# Wherever one digit is wrong or two neighbours are swapped, one of these three is untouched.
_PARTS: Final = (
    "substr(number, 13) AS ending, substr(number, 7, 6) AS middle, "
    "substr(number, 1, 11) || substr(number, 14) AS around"
)
_OTHER_NAME: Final = "SELECT l.id, r.id FROM l JOIN r ON r.number = l.number"
_NEAR_NUMBER: Final = """
SELECT l.id, r.id, l.number, r.number FROM l_part AS l JOIN r_part AS r
ON r.{part} = l.{part} AND r.sound = l.sound WHERE l.number <> r.number
"""
_SAME_SOUND: Final = "SELECT l.id, r.id FROM l JOIN r ON r.sound = l.sound AND r.birth = l.birth"
_DAY_MONTH: Final = "SELECT l.id, r.id FROM l JOIN r ON r.name = l.name AND r.birth = l.swapped"
_GUARDIAN: Final = """
SELECT DISTINCT l.id, r.id FROM l_guardian AS a CROSS JOIN r_guardian AS b
ON b.name = a.name AND b.key = a.key JOIN l ON l.id = a.id JOIN r ON r.id = b.id
"""
_VILLAGE: Final = """
SELECT DISTINCT l.id, r.id FROM l_village AS a CROSS JOIN r_village AS b
ON b.name = a.name AND b.key = a.key JOIN l ON l.id = a.id JOIN r ON r.id = b.id
WHERE l.birth IS NULL OR r.birth IS NULL OR substr(l.birth, 1, 4) = substr(r.birth, 1, 4)
"""
_PLAIN: Final = (
    (Likeness.OTHER_NAME, _OTHER_NAME),
    (Likeness.SAME_SOUND, _SAME_SOUND),
    (Likeness.DAY_MONTH, _DAY_MONTH),
    (Likeness.SAME_GUARDIAN, _GUARDIAN),
    (Likeness.SAME_VILLAGE, _VILLAGE),
)
_ORDER: Final = {likeness: place for place, likeness in enumerate(Likeness)}


class Sets:
    """The two sides in a database of their own; matched people are taken out as they are found."""

    def __init__(self, left: Sequence[Someone], right: Sequence[Someone]) -> None:
        self._db = sqlite3.connect(":memory:", isolation_level=None)
        for side, people in (("l", left), ("r", right)):
            self._db.executescript(_TABLES.format(side=side))
            self._fill(side, people)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def _fill(self, side: str, people: Sequence[Someone]) -> None:
        marks = "(?, ?, ?, ?, ?, ?, ?)"
        rows = (
            (place, p.name_key, p.sound, p.number, p.sex, _iso(p.birth), _swapped(p.birth))
            for place, p in enumerate(people)
        )
        self._db.execute("BEGIN")
        self._db.executemany(f"INSERT INTO {side} VALUES {marks}", rows)  # noqa: S608 - our own names
        for name, words in (("guardian", "guardians"), ("village", "villages")):
            keys = (
                (at, p.name_key, key) for at, p in enumerate(people) for key in getattr(p, words)
            )
            self._db.executemany(f"INSERT INTO {side}_{name} VALUES (?, ?, ?)", keys)  # noqa: S608 - same
        self._db.execute("COMMIT")

    def by_number(self) -> list[tuple[int, int]]:
        """Pairs with one number and one name."""
        self._db.execute("CREATE INDEX r_both ON r (number, name)")
        return self._pairs(_NUMBERS)

    def by_name_and_birth(self) -> list[tuple[int, int]]:
        """Pairs of whom a side has no number, and each side has only one of that name and birth."""
        for side in ("l", "r"):
            self._db.executescript(_ALONE.format(side=side))
        return self._pairs(_NAME_BIRTH)

    def take_out(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Let matched people take part no more."""
        found = list(pairs)
        self._db.execute("BEGIN")
        for at, side in enumerate(("l", "r")):
            gone = ((pair[at],) for pair in found)
            self._db.executemany(f"DELETE FROM {side} WHERE id = ?", gone)  # noqa: S608 - our own names
        self._db.execute("COMMIT")

    def alike(self) -> Pairs:
        """Pairs that may be one person, each with the most telling reason.

        Raises:
            SchoolError: there are more than anybody could look through.
        """
        self._db.executescript(_INDEXES.format(parts=_PARTS))
        found = self._near_numbers()
        for likeness, query in _PLAIN:
            for pair in self._pairs(query):
                if pair not in found or _ORDER[likeness] < _ORDER[found[pair]]:
                    found[pair] = likeness
            if len(found) > MOST_PAIRS:
                raise _too_many()
        return sorted((left, right, why) for (left, right), why in found.items())

    def _near_numbers(self) -> dict[tuple[int, int], Likeness]:
        """Pairs of one sound whose numbers are nearly the same."""
        found: dict[tuple[int, int], Likeness] = {}
        for part in ("ending", "middle", "around"):
            with closing(self._db.execute(_NEAR_NUMBER.format(part=part))) as rows:
                for left, right, one, other in islice(rows, _MOST_LOOKED_AT):
                    near = nearness(one, other)
                    if near is not None:
                        found[left, right] = near
                if rows.fetchone() is not None:
                    raise _too_many()
        return found

    def _pairs(self, query: str) -> list[tuple[int, int]]:
        most = self._most()
        with closing(self._db.execute(query)) as rows:
            found: list[tuple[int, int]] = rows.fetchmany(most + 1)
        if len(found) > most:
            raise _too_many()
        return found

    def _most(self) -> int:
        """As many pairs as there can be of a one-to-one kind, and room for the doubtful."""
        ((people,),) = self._db.execute("SELECT count(*) FROM l").fetchall()
        return int(people) + MOST_PAIRS


def _too_many() -> SchoolError:
    return SchoolError(
        f"像是同一人的配对超过 {MOST_PAIRS:,} 对，没有办法逐一核对。"
        "请先给名单补上身份证号或出生日期，再比对。"
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _swapped(day: date | None) -> str | None:
    """The birth date with day and month the other way round, where that is another date."""
    if day is None or day.day > 12 or day.day == day.month:  # noqa: PLR2004 - months
        return None
    return day.replace(month=day.day, day=day.month).isoformat()


def nearness(one: str, other: str) -> Likeness | None:
    """Whether two numbers of one length differ in one digit, or in two neighbours swapped."""
    places = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 1:
        return Likeness.ONE_DIGIT
    if len(places) == 2 and places[1] == places[0] + 1:  # noqa: PLR2004 - two of them
        first, second = places
        if (one[first], one[second]) == (other[second], other[first]):
            return Likeness.TWO_SWAPPED
    return None
