"""The months of a unit: what they hold, what stands in the way of closing, and the seal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select, union

from desktop.core.changes import Book, Changes
from desktop.core.errors import ClosedMonthError, Confirmable, SchoolError
from desktop.core.json import digest_of
from desktop.core.labels import MonthState, Role, Stage
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.database import seals
from desktop.database.records import SealedMonth
from desktop.models import MealMonth, Notice, SchoolClass, Student
from desktop.services.canteen import closing as canteen
from desktop.services.canteen.share_booking import book_shares
from desktop.services.enrolment import present_during
from desktop.services.meals import reprice
from desktop.services.obstacles import Obstacle
from desktop.services.parameters import REOPEN_DAYS, value_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import CompoundSelect, Connection

    from desktop.database.work import Work
    from desktop.services.session import Session

MEALS_PART: Final = "meals"
NOTICES_PART: Final = "notices"
NOTICES_COUNT: Final = "notices_count"


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What a month holds."""

    month: Month
    state: MonthState
    pupils: int
    days: int
    amount: Money
    not_recorded: int
    """Pupils on the roll of the month without a record: unknown, not absent."""
    code: str | None
    """The seal's short code, once closed."""
    open_until: date | None = None
    """The last day that it is open again, where the county has opened it; then it is shut."""
    reason: str | None = None
    """Why it was opened again."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """A month that was opened again, and the last day of that."""

    month: Month
    until: date
    changes: Changes


@dataclass(frozen=True, slots=True)
class Closed:
    """A month that was closed, and its seal."""

    month: Month
    code: str
    changes: Changes


def refuse_closed(connection: Connection, unit_id: UUID, month: Month, today: date) -> None:
    """Say at once that a month is closed (writing would be refused anyway).

    Raises:
        ClosedMonthError: it is closed or locked, or it was opened again and that is over.
    """
    if seals.month_state(connection, unit_id, month) is not MonthState.OPEN:
        msg = f"{month.label}已经结账，不能再改。请在未结账的月份更正，或请教育局重新打开。"
        raise ClosedMonthError(msg)
    until = seals.reopened(connection, unit_id).get(month)
    if until is not None and until < today:
        msg = f"{month.label}重新打开的期限（{until}）已过，不能再改。请再结账，或请教育局延长。"
        raise ClosedMonthError(msg)


def figures(session: Session, month: Month) -> MonthFigures:
    """What one month holds."""
    with session.store.read() as connection:
        return _figures(connection, session.unit_id, month)


def overview(session: Session) -> tuple[MonthFigures, ...]:
    """All months that hold anything, newest first."""
    with session.store.read() as connection:
        months = sorted(connection.execute(_held(session.unit_id)).scalars(), reverse=True)
        return tuple(_figures(connection, session.unit_id, month) for month in months)


def waiting(session: Session) -> int:
    """How many months are over, hold something and are still open."""
    this = Month.of(session.store.clock.today())
    with session.store.read() as connection:
        return len(_open_before(connection, session.unit_id, this))


def obstacles(session: Session, month: Month) -> tuple[Obstacle, ...]:
    """What stands in the way of closing a month, and what should be looked at first."""
    with session.store.read() as connection:
        return _obstacles(connection, session, month)


def close(
    session: Session,
    month: Month,
    *,
    accept_warnings: bool = False,
    accepted: frozenset[str] = frozenset(),
) -> Closed:
    """Close a month: from then on its records cannot change, and its notices carry the seal.

    Args:
        session: who closes.
        month: which month.
        accept_warnings: whatever is only to be looked at was looked at.
        accepted: keys of questions that were answered with yes.

    Raises:
        SchoolError: something stands in the way (each is named).
        Confirmable: there are things to look at first; the key holds for just these.
        ClosedMonthError: it is closed already.
    """

    def body(work: Work) -> Closed:
        seals.resume(work, month)  # one whose opening is over may be closed all the same
        refuse_closed(work.connection, work.unit_id, month, work.today)
        found = _obstacles(work.connection, session, month)
        _refuse_blocked(month, found)
        if not accept_warnings:
            _ask_first(month, found, accepted)
        repriced = reprice(work, month)
        shared = book_shares(work, month)
        sealed = seals.seal(work, month, parts_of(work.connection, work.unit_id, month))
        work.summary = {"month": month.number, "code": sealed.code, "repriced": repriced}
        books = [Book.MONTHS, *([Book.MEALS] if repriced else ())]
        return Closed(month, sealed.code, Changes.of(*books, *([Book.CANTEEN] if shared else ())))

    return session.write("month.close", body, Role.PRINCIPAL, Role.CLERK)


def _refuse_blocked(month: Month, found: Sequence[Obstacle]) -> None:
    reasons = "；".join(o.sentence for o in found if o.blocking)
    if reasons:
        msg = f"{month.label}还不能结账：{reasons}。"
        raise SchoolError(msg)


def _ask_first(month: Month, found: Sequence[Obstacle], accepted: frozenset[str]) -> None:
    reasons = "；".join(o.sentence for o in found)
    if reasons and reasons not in accepted:
        msg = f"{month.label}结账以前请看一看：{reasons}。看过了，仍要结账吗？"
        raise Confirmable(reasons, msg)


def reopen(session: Session, month: Month, reason: str, until: date | None = None) -> Reopened:
    """Open a closed month again for a time; what was printed under its seal no longer holds.

    Args:
        session: who opens it.
        month: which month.
        reason: why.
        until: the last day; None: as many days as the parameter says. A month that is open again
            is given this day in place of the one it has.

    Raises:
        ClosedMonthError: it is not closed, it is locked, or a later month is closed.
        SchoolError: no reason is given, or the day is over or too far away.
    """
    if not reason.strip():
        raise SchoolError("重新打开一个月要写明原因。")

    def body(work: Work) -> Reopened:
        days = value_on(work.connection, work.unit_id, REOPEN_DAYS, work.today)
        last = until or work.today + timedelta(days=days)
        _refuse_odd_day(last, work.today)
        seals.reopen(work, month, reason.strip(), last)
        work.summary = {
            "month": month.number,
            "reason": reason.strip(),
            "until": last.isoformat(),
        }
        return Reopened(month, last, Changes.of(Book.MONTHS))

    return session.write("month.reopen", body, Role.BUREAU)


def _refuse_odd_day(until: date, today: date) -> None:
    if until < today:
        msg = f"{until}已经过去，不能只打开到那一天。请写今天或以后的日期。"
        raise SchoolError(msg)
    if until > today + timedelta(days=REOPEN_DAYS.most):
        msg = f"一个月最多重新打开{REOPEN_DAYS.most}天，不能到{until}。请写近一点的日期。"
        raise SchoolError(msg)


def lock(session: Session, month: Month) -> Changes:
    """Lock a closed month for ever.

    Raises:
        ClosedMonthError: it is not closed, or locked already.
    """

    def body(work: Work) -> Changes:
        seals.lock(work, month)
        work.summary = {"month": month.number}
        return Changes.of(Book.MONTHS)

    return session.write("month.lock", body, Role.BUREAU)


def parts_of(
    connection: Connection, unit_id: UUID, month: Month, notices: int | None = None
) -> dict[str, str]:
    """What a month's seal covers: meal days, stock and money, and the notices issued until then.

    `notices` is how many notices there were, for checking a seal that was made earlier.
    """
    meals = connection.execute(
        select(
            MealMonth.student_id,
            MealMonth.class_id,
            MealMonth.present_days,
            MealMonth.days,
            MealMonth.rate,
            MealMonth.amount,
        )
        .where(MealMonth.unit_id == unit_id, MealMonth.month == month)
        .order_by(MealMonth.student_id)
    )
    issued = connection.execute(
        select(Notice.number, Notice.digest)
        .where(Notice.unit_id == unit_id)
        .order_by(Notice.id)
        .limit(notices)
    ).all()
    return {
        MEALS_PART: digest_of([list(row) for row in meals]),
        NOTICES_PART: digest_of([list(row) for row in issued]),
        NOTICES_COUNT: str(len(issued)),
        **canteen.parts(connection, unit_id, month),
    }


def _figures(connection: Connection, unit_id: UUID, month: Month) -> MonthFigures:
    sums = connection.execute(
        select(
            func.count(),
            func.coalesce(func.sum(MealMonth.days), 0),
            func.sum(MealMonth.amount),
        ).where(MealMonth.unit_id == unit_id, MealMonth.month == month)
    ).one()
    sealed = connection.execute(
        select(SealedMonth.state, SealedMonth.code, SealedMonth.reason).where(
            SealedMonth.unit_id == unit_id, SealedMonth.month == month
        )
    ).first()
    state = sealed.state if sealed else MonthState.OPEN
    return MonthFigures(
        month=month,
        state=state,
        pupils=sums[0],
        days=int(sums[1]),
        amount=sums[2] or Money(0),
        not_recorded=not_recorded(connection, unit_id, month),
        code=sealed.code if sealed and state is not MonthState.OPEN else None,
        open_until=seals.reopened(connection, unit_id).get(month),
        reason=sealed.reason if sealed else None,
    )


def not_recorded(connection: Connection, unit_id: UUID, month: Month) -> int:
    """How many pupils of the month's roll have no record, those outside of the plan left out.

    Children of a kindergarten are in the plan only where the roster says so.
    """
    small = (
        select(SchoolClass.id)
        .where(
            SchoolClass.unit_id == Student.unit_id,
            SchoolClass.id == Student.class_id,
            SchoolClass.stage == Stage.PRESCHOOL,
            Student.meal_plan.is_(None),
        )
        .exists()
    )
    recorded = (
        select(MealMonth.student_id)
        .where(
            MealMonth.unit_id == Student.unit_id,
            MealMonth.student_id == Student.id,
            MealMonth.month == month,
        )
        .exists()
    )
    return connection.execute(
        select(func.count())
        .select_from(Student)
        .where(
            Student.unit_id == unit_id,
            present_during(month.first, month.last),
            Student.meal_plan.is_distinct_from(False),  # noqa: FBT003 - SQL's own words
            ~recorded,
            ~small,
        )
    ).scalar_one()


def _obstacles(connection: Connection, session: Session, month: Month) -> tuple[Obstacle, ...]:
    found = []
    now, today = _figures(connection, session.unit_id, month), session.store.clock.today()
    if month.first > today:
        found.append(Obstacle("future", "这个月还没有到", blocking=True))
    elif month.last > today:
        found.append(Obstacle("running", "这个月还没有过完", blocking=False))
    held = connection.execute(_held(session.unit_id)).scalars().all()
    if month not in held:
        found.append(Obstacle("empty", "这个月没有就餐记录，也没有食堂单据", blocking=True))
    if now.not_recorded:
        sentence = f"还有{now.not_recorded}名在校学生没有登记就餐天数（没登记不等于没就餐）"
        found.append(Obstacle("not_recorded", sentence, blocking=False))
    for earlier in _open_before(connection, session.unit_id, month):
        sentence = f"{earlier.label}还没有结账，{month.label}结账以后它就不能再结账"
        found.append(Obstacle("earlier_open", sentence, blocking=False, month=earlier))
    found.extend(canteen.obstacles(connection, session.unit_id, month))
    # What must be settled first is what is read first.
    return tuple(sorted(found, key=lambda obstacle: not obstacle.blocking))


def _open_before(connection: Connection, unit_id: UUID, month: Month) -> list[Month]:
    """Earlier months that hold something and are open: months are sealed in their order."""
    closed = select(SealedMonth.month).where(
        SealedMonth.unit_id == unit_id, SealedMonth.state != MonthState.OPEN
    )
    held = connection.execute(_held(unit_id)).scalars()
    shut = set(connection.execute(closed).scalars())
    return sorted(other for other in held if other < month and other not in shut)


def _held(unit_id: UUID) -> CompoundSelect[Any]:
    """A query for the months that hold meals, goods or money."""
    meals = select(MealMonth.month).where(MealMonth.unit_id == unit_id)
    return union(meals, canteen.months_with_documents(unit_id))
