"""人籍一致: the children in a class counted against its roll, with every name that differs.

A count stays as it was taken: who counted, when, how many the roll had then, who was on the roll
and not there, who was there and on no roll. Figure and names must agree, or nobody could follow up.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.attendance import Difference
from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.models import HeadCount, HeadCountName
from desktop.services.attendance.rolls import RollBooks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.database.work import Work
    from desktop.services.session import Session

COUNTED: Final = "attendance.count"
LONGEST_NAME: Final = 50
LONGEST_NOTE: Final = 100


@dataclass(frozen=True, slots=True)
class Absentee:
    """A pupil on the roll who is not there."""

    student_id: UUID
    note: str | None = None
    """Where the pupil is said to be."""


@dataclass(frozen=True, slots=True)
class Extra:
    """A child who is there and not on the class's roll."""

    name: str
    note: str | None = None
    """Where the child comes from."""


@dataclass(frozen=True, slots=True)
class NewCount:
    """Heads counted in a class."""

    class_id: UUID
    day: date
    counted: int
    counted_by: str
    absent: tuple[Absentee, ...] = ()
    extra: tuple[Extra, ...] = ()
    replaces: UUID | None = None
    """A count that was wrong, perhaps of another day: this one stands in its place."""


@dataclass(frozen=True, slots=True)
class CountedName:
    """A child that the count and the roll do not agree on."""

    kind: Difference
    student_id: UUID | None
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class CountLine:
    """A class with its last count of a month, if there is one."""

    class_id: UUID
    label: str
    on_roll: int
    """On the roll on the day of the count, as the roll stands now; else at the end of the month."""
    day: date | None
    counted: int | None
    expected: int | None
    """On the roll when heads were counted."""
    counted_by: str
    names: tuple[CountedName, ...]
    count_id: UUID | None = None

    @property
    def agrees(self) -> bool:
        """Whether every child of the roll was there, and no other."""
        return self.counted is not None and not self.names


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """The head counts of a month, class by class."""

    month: Month
    lines: tuple[CountLine, ...]

    @property
    def missing(self) -> int:
        """Classes without a count."""
        return sum(line.counted is None for line in self.lines)


def take_count(session: Session, count: NewCount) -> Changes:
    """Enter a head count; entered again for the same class and day it is replaced.

    Raises:
        NotFoundError: this unit has no such class.
        SchoolError: the day has not come, a name is not on the roll, or figure and names do not
            agree (it says by how many).
    """
    _refuse_odd(session, count)

    def body(work: Work) -> Changes:
        books = RollBooks(work.connection, work.unit_id, (count.day, count.day), count.class_id)
        if count.class_id not in books.labels:
            raise NotFoundError("这个单位没有这个班。请重新选择。")
        pupils = books.pupils(count.class_id, count.day)
        _refuse_unequal(count, set(pupils), len(pupils))
        _drop_wrong(work, count)
        key = _replace(work, count, len(pupils), work.now)
        _write_names(work, count, key, books)
        work.summary = {
            "class": books.labels[count.class_id],
            "day": count.day,
            "counted": count.counted,
            "expected": len(pupils),
        }
        return Changes.of(Book.ATTENDANCE)

    return session.write(COUNTED, body)


def month_counts(session: Session, month: Month) -> MonthCounts:
    """The last count of each class in a month, the youngest class first."""
    last = min(month.last, max(session.store.clock.today(), month.first))
    with session.store.read() as connection:
        books = RollBooks(connection, session.unit_id, (month.first, last))
        counts = _counts(connection, session.unit_id, month)
        names = _names(connection, session.unit_id, [row.id for row in counts.values()])
    lines = (_line(books, class_id, counts.get(class_id), names) for class_id in books.classes)
    return MonthCounts(month, tuple(lines))


def _line(
    books: RollBooks,
    class_id: UUID,
    row: Any,  # noqa: ANN401 - a head count or None
    names: dict[UUID, list[CountedName]],
) -> CountLine:
    day = books.last if row is None else row.day
    on_roll = len(books.pupils(class_id, day))
    if row is None:
        return CountLine(class_id, books.labels[class_id], on_roll, None, None, None, "", ())
    return CountLine(
        class_id,
        books.labels[class_id],
        on_roll,
        row.day,
        row.counted,
        row.expected,
        row.counted_by,
        tuple(names[row.id]),
        row.id,
    )


def _counts(connection: Connection, unit_id: UUID, month: Month) -> dict[UUID, Any]:
    rows = connection.execute(
        select(HeadCount)
        .where(HeadCount.unit_id == unit_id, HeadCount.day.between(month.first, month.last))
        .order_by(HeadCount.day)
    )
    return {row.class_id: row for row in rows}


def _names(
    connection: Connection, unit_id: UUID, counts: Sequence[UUID]
) -> dict[UUID, list[CountedName]]:
    found: dict[UUID, list[CountedName]] = defaultdict(list)
    rows = connection.execute(
        select(HeadCountName)
        .where(HeadCountName.unit_id == unit_id, HeadCountName.head_count_id.in_(counts))
        .order_by(HeadCountName.kind, HeadCountName.id)
    )
    for row in rows:
        name = CountedName(row.kind, row.student_id, row.name, row.note or "")
        found[row.head_count_id].append(name)
    return found


def _refuse_odd(session: Session, count: NewCount) -> None:
    if count.day > session.store.clock.today():
        msg = f"{count.day.month}月{count.day.day}日还没有到，不能登记清点。请核对日期。"
        raise SchoolError(msg)
    if not count.counted_by.strip():
        raise SchoolError("请写明是谁清点的。")
    if count.counted < 0:
        raise SchoolError("实到人数不能是负数。")
    names = [extra.name.strip() for extra in count.extra]
    if not all(names) or any(len(name) > LONGEST_NAME for name in names):
        msg = f"多出来的学生要写姓名，最多{LONGEST_NAME}个字。"
        raise SchoolError(msg)
    if len(count.counted_by) > LONGEST_NAME:
        msg = f"清点人的姓名太长，请写在{LONGEST_NAME}个字以内。"
        raise SchoolError(msg)
    notes = [a.note or "" for a in count.absent] + [e.note or "" for e in count.extra]
    if any(len(note) > LONGEST_NOTE for note in notes):
        msg = f"说明太长，请写在{LONGEST_NOTE}个字以内。"
        raise SchoolError(msg)


def _refuse_unequal(count: NewCount, pupils: set[UUID], expected: int) -> None:
    absent = {child.student_id for child in count.absent}
    if not absent <= pupils or len(absent) != len(count.absent):
        raise SchoolError("没到的学生里有人那天不在这个班的名册上，或写了两次。请重新选择。")
    named = expected - len(absent) + len(count.extra)
    if named != count.counted:
        off = abs(named - count.counted)
        msg = (
            f"名册{expected}人，写明没到{len(absent)}人、多出{len(count.extra)}人，应是{named}人，"
            f"而实到填的是{count.counted}人，差{off}人。请写明是谁。"
        )
        raise SchoolError(msg)


def _replace(work: Work, count: NewCount, expected: int, now: datetime) -> UUID:
    """Write the count itself, in the place of one of that day; its key."""
    key = work.connection.execute(
        select(HeadCount.id).where(
            HeadCount.unit_id == work.unit_id,
            HeadCount.class_id == count.class_id,
            HeadCount.day == count.day,
        )
    ).scalar()
    values = {
        "counted": count.counted,
        "expected": expected,
        "counted_by": count.counted_by.strip(),
        "recorded_at": now,
        "recorded_by": work.actor.name,
    }
    if key is None:
        key = work.new_ids(1)[0]
        row = {"id": key, "class_id": count.class_id, "day": count.day, **values}
        work.insert(HeadCount, [row])
        return key
    work.delete(HeadCountName, _names_of(work, key))
    work.update(HeadCount, [{"id": key, **values}])
    return key


def _drop_wrong(work: Work, count: NewCount) -> None:
    """Let a count of another day go that this one puts right; the chain keeps it."""
    if count.replaces is None:
        return
    old = work.rows(HeadCount, [count.replaces]).get(count.replaces)
    if old is None or old["class_id"] != count.class_id:
        raise NotFoundError("原来的清点已经不在了。请刷新后再看。")
    if old["day"] != count.day:
        work.delete(HeadCountName, _names_of(work, count.replaces))
        work.delete(HeadCount, [count.replaces])


def _names_of(work: Work, count_id: UUID) -> list[UUID]:
    query = select(HeadCountName.id).where(
        HeadCountName.unit_id == work.unit_id, HeadCountName.head_count_id == count_id
    )
    return list(work.connection.execute(query).scalars())


def _write_names(work: Work, count: NewCount, key: UUID, books: RollBooks) -> None:
    rows: list[dict[str, Any]] = [
        {
            "kind": Difference.ABSENT,
            "student_id": child.student_id,
            "name": books.name(count.class_id, child.student_id),
            "note": _text(child.note),
        }
        for child in count.absent
    ]
    rows += [
        {
            "kind": Difference.EXTRA,
            "student_id": None,
            "name": child.name.strip(),
            "note": _text(child.note),
        }
        for child in count.extra
    ]
    ids = work.new_ids(len(rows))
    named = [{"id": i, "head_count_id": key, **row} for i, row in zip(ids, rows, strict=True)]
    work.insert(HeadCountName, named)


def _text(note: str | None) -> str | None:
    return (note or "").strip() or None
