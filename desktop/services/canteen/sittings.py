"""Sittings: how many of each class ate, never more than were there; or why none was served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.meals import Diner
from desktop.core.terms import Month
from desktop.models import MealCount, MealSitting
from desktop.services.canteen.canteens import canteen_of, refuse_odd_day
from desktop.services.canteen.diners import Diners

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.canteen import Sitting
    from desktop.database.work import Work
    from desktop.services.session import Session

MOST_GUESTS: Final = 999
LONGEST_REASON: Final = 100
NOBODY: Final = "没有人就餐。没有开餐的，请改记“没有开餐”并写原因。"


@dataclass(frozen=True, slots=True)
class ClassHeads:
    """How many of a class ate. None: not counted, which is not 0."""

    class_id: UUID
    plan: int | None
    paying: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSitting:
    """A sitting of a day as it was counted, or why it was not served."""

    canteen_id: UUID
    day: date
    sitting: Sitting
    classes: tuple[ClassHeads, ...] = ()
    guests: int | None = None
    reason: str = ""
    """Why nothing was served; empty where it was."""

    @property
    def served(self) -> bool:
        """Whether anything was served."""
        return not self.reason.strip()

    @property
    def heads(self) -> int:
        """Everybody who was counted."""
        counted = sum((line.plan or 0) + (line.paying or 0) for line in self.classes)
        return counted + (self.guests or 0)

    @property
    def key(self) -> tuple[UUID, date, Sitting]:
        """Which sitting it is."""
        return self.canteen_id, self.day, self.sitting


@dataclass(frozen=True, slots=True)
class SittingsSaved:
    """Sittings that were written down."""

    written: int
    """How many are new or say otherwise."""
    heads: int
    changes: Changes


def record_sitting(session: Session, new: NewSitting) -> SittingsSaved:
    """Write down a sitting; one that was written before says this from now on.

    Raises:
        SchoolError: more heads than pupils were there (with the class, the day and both numbers),
            a day that cannot be, nobody and no reason.
        ClosedMonthError: the month is closed.
    """

    def body(work: Work) -> SittingsSaved:
        saved = record_sittings(work, [new])
        work.summary = {"day": new.day, "sitting": new.sitting.value, "heads": new.heads}
        return saved

    return session.write("canteen.sitting", body)


def record_sittings(work: Work, sittings: Sequence[NewSitting]) -> SittingsSaved:
    """Write down several in one transaction; as `record_sitting`.

    Raises:
        SchoolError: as `record_sitting`; nothing is written.
    """
    if not sittings:
        return SittingsSaved(0, 0, Changes())
    days = [new.day for new in sittings]
    diners = Diners(work.connection, work.unit_id, min(days), max(days))
    for key in {new.canteen_id for new in sittings}:
        canteen = canteen_of(work.connection, work.unit_id, key)
        for new in (new for new in sittings if new.canteen_id == key):
            refuse_odd_day(canteen, new.day, work.today)
    for new in sittings:
        refuse_sitting(new, diners)
    stand = standing(work.connection, work.unit_id, sorted(set(days)))
    written = 0
    for new in sittings:
        written += _write(work, new, stand.get(new.key), diners)
    return SittingsSaved(written, sum(new.heads for new in sittings), Changes.of(Book.CANTEEN))


def remove_sitting(
    session: Session, canteen_id: UUID, day: date, sitting: Sitting
) -> SittingsSaved:
    """Take a sitting back: nothing is known of it then.

    Raises:
        NotFoundError: it was not written down.
        ClosedMonthError: the month is closed.
    """

    def body(work: Work) -> SittingsSaved:
        old = standing(work.connection, work.unit_id, [day]).get((canteen_id, day, sitting))
        if old is None:
            msg = f"{day}的{sitting.label}还没有登记人数。"
            raise NotFoundError(msg)
        work.delete(MealCount, [row.id for row in old.counts])
        work.delete(MealSitting, [old.row.id])
        work.summary = {"day": day, "sitting": sitting.value}
        return SittingsSaved(1, 0, Changes.of(Book.CANTEEN))

    return session.write("canteen.sitting.remove", body)


def refuse_sitting(new: NewSitting, diners: Diners) -> None:
    """Refuse what cannot have been.

    Raises:
        SchoolError: as `record_sitting`.
    """
    for sentence in refusals(new, diners):
        raise SchoolError(sentence)


def refusals(new: NewSitting, diners: Diners) -> Iterator[str]:
    """All that cannot have been of a sitting."""
    where = f"{new.day}的{new.sitting.label}"
    found = (
        (len(new.reason.strip()) > LONGEST_REASON, f"没有开餐的原因最多{LONGEST_REASON}个字。"),
        (not new.served and new.heads, f"{where}没有开餐，不能再填就餐人数。"),
        (new.served and not new.heads, f"{where}{NOBODY}"),
        (not 0 <= (new.guests or 0) <= MOST_GUESTS, f"其他人员要在0到{MOST_GUESTS}之间。"),
        (
            len({line.class_id for line in new.classes}) != len(new.classes),
            "同一个班填了两行。请只留一行。",
        ),
    )
    yield from (sentence for wrong, sentence in found if wrong)
    for line in new.classes:
        sentence = refusal_of(line, new.day, diners)
        if sentence:
            yield sentence


def refusal_of(line: ClassHeads, day: date, diners: Diners) -> str:
    """Why a class cannot have eaten so; empty where it can."""
    known = diners.on(day).get(line.class_id)
    if known is None:
        label = diners.labels.get(line.class_id, "这个班")
        return f"{label}{day}没有学生，不能登记就餐人数。请核对日期和班级。"
    if (line.plan or 0) < 0 or (line.paying or 0) < 0:
        return f"{known.label}的人数不能小于零。"
    state = diners.state(day)
    if line.plan and not state.has_lessons:
        return f"{day}不上课（{state.label}），不能登记营养餐人数。如果上了课，请先在校历里标出来。"
    return known.refusal(line.plan, line.paying, day)


@dataclass(frozen=True, slots=True)
class Standing:
    """A sitting as it is in the books, with its counts."""

    row: Any
    counts: tuple[Any, ...]

    def heads(self, class_id: UUID | None, diner: Diner) -> int | None:
        """How many were counted; None: nobody has."""
        found = (c.heads for c in self.counts if c.class_id == class_id and c.diner is diner)
        return next(found, None)


def standing(
    connection: Connection, unit_id: UUID, days: Sequence[date]
) -> dict[tuple[UUID, date, Sitting], Standing]:
    """The sittings of a unit's canteens from the first of some days to the last."""
    if not days:
        return {}
    span = min(days), max(days)
    rows = connection.execute(
        select(MealSitting.__table__)
        .where(MealSitting.unit_id == unit_id, MealSitting.day.between(*span))
        .order_by(MealSitting.day, MealSitting.id)
    ).all()
    counts: dict[UUID, list[Any]] = {row.id: [] for row in rows}
    query = select(MealCount.__table__).where(
        MealCount.unit_id == unit_id,
        MealCount.canteen_id.in_({row.canteen_id for row in rows}),
        MealCount.month.in_({row.month for row in rows}),
        MealCount.day.between(*span),
    )
    for row in connection.execute(query.order_by(MealCount.id)):
        counts[row.sitting_id].append(row)
    return {
        (row.canteen_id, row.day, row.sitting): Standing(row, tuple(counts[row.id])) for row in rows
    }


def _write(work: Work, new: NewSitting, old: Standing | None, diners: Diners) -> bool:
    """Write what differs from what stands; whether anything did."""
    wanted = {(row["class_id"], row["diner"]): row for row in _counts(new, diners)}
    head = {"served": new.served, "reason": new.reason.strip()}
    if old is None:
        sitting_id = _begin(work, new, head)
        _insert(work, sitting_id, new, list(wanted.values()))
        return True
    known = {(row.class_id, row.diner): row for row in old.counts}
    fresh = [row for key, row in wanted.items() if key not in known]
    gone = [row.id for key, row in known.items() if key not in wanted]
    moved = [
        {"id": known[key].id, "heads": row["heads"], "expected": row["expected"]}
        for key, row in wanted.items()
        if key in known and known[key].heads != row["heads"]
    ]
    if not (fresh or gone or moved or (old.row.served, old.row.reason) != tuple(head.values())):
        return False
    work.delete(MealCount, gone)
    work.update(MealCount, moved)
    _insert(work, old.row.id, new, fresh)
    again = {"recorded_at": work.now, "recorded_by": work.actor.name}
    work.update(MealSitting, [{"id": old.row.id, **head, **again}])
    return True


def _begin(work: Work, new: NewSitting, head: dict[str, Any]) -> UUID:
    (key,) = work.new_ids(1)
    row = {
        "id": key,
        "canteen_id": new.canteen_id,
        "month": Month.of(new.day),
        "day": new.day,
        "sitting": new.sitting,
        **head,
        "recorded_at": work.now,
        "recorded_by": work.actor.name,
    }
    work.insert(MealSitting, [row])
    return key


def _insert(work: Work, sitting_id: UUID, new: NewSitting, rows: Sequence[dict[str, Any]]) -> None:
    own = {
        "sitting_id": sitting_id,
        "canteen_id": new.canteen_id,
        "month": Month.of(new.day),
        "day": new.day,
        "sitting": new.sitting,
    }
    ids = work.new_ids(len(rows))
    work.insert(MealCount, [{"id": i, **own, **row} for i, row in zip(ids, rows, strict=True)])


def _counts(new: NewSitting, diners: Diners) -> Iterator[dict[str, Any]]:
    there = diners.on(new.day)
    for line in new.classes:
        known = there[line.class_id]
        kinds = (
            (Diner.PLAN_PUPIL, line.plan, known.plan),
            (Diner.PAYING_PUPIL, line.paying, known.present - (line.plan or 0)),
        )
        for diner, heads, most in kinds:
            if heads is not None:
                yield {
                    "class_id": line.class_id,
                    "diner": diner,
                    "heads": heads,
                    "expected": most,
                }
    if new.guests:
        guests = {"class_id": None, "diner": Diner.GUEST, "heads": new.guests, "expected": None}
        yield guests
