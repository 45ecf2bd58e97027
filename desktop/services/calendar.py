"""The school's own calendar: terms, local holidays, make-up days, and what days have lessons.

What a closed month was counted with stays as it was: whatever would alter its teaching days is
refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import ClosedMonthError, NotFoundError, SchoolError
from desktop.core.school_days import DayState, SchoolCalendar, Span, days_of, knows_holidays
from desktop.core.terms import Month, SchoolYear, Season, Term
from desktop.models import CalendarDay, SchoolTerm, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.labels import DayKind
    from desktop.database.work import Work
    from desktop.services.session import Session

LONGEST_NOTE: Final = 60
MOST_DAYS: Final = 400
# A term may begin some weeks before its half year, and end as much after it.
_EARLIEST: Final = {Season.AUTUMN: (8, 1), Season.SPRING: (1, 1)}
_LATEST: Final = {Season.AUTUMN: (2, 28), Season.SPRING: (8, 31)}


@dataclass(frozen=True, slots=True)
class TermDates:
    """A term of the unit: its first and last day of lessons."""

    term: Term
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class DayMark:
    """What the school says of a day; `kind` None takes back what it said before."""

    day: date
    kind: DayKind | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day in the calendar of a month: how it is held, and what the school wrote to it."""

    day: date
    state: DayState
    note: str | None


@dataclass(frozen=True, slots=True)
class MonthCalendar:
    """A month as the school holds it."""

    month: Month
    days: tuple[DayLine, ...]
    notes: tuple[str, ...]
    """Sentences on what is not known: national holidays of the year, the dates of the term."""

    @property
    def teaching(self) -> tuple[date, ...]:
        """The days with lessons."""
        return tuple(line.day for line in self.days if line.state.has_lessons)


def teaching_days(session: Session, month: Month) -> tuple[date, ...]:
    """The days of a month on which the unit has lessons, in order."""
    with session.store.read() as connection:
        return teaching_days_in(connection, session.unit_id, month)


def teaching_days_in(connection: Connection, unit_id: UUID, month: Month) -> tuple[date, ...]:
    """The same inside a transaction."""
    return calendar_of(connection, unit_id).teaching_days(month)


def calendar_of(connection: Connection, unit_id: UUID) -> SchoolCalendar:
    """The whole calendar of a unit: a dozen terms and some days a year."""
    marked = select(CalendarDay.day, CalendarDay.kind).where(CalendarDay.unit_id == unit_id)
    return SchoolCalendar(
        {line.term: Span(line.first, line.last) for line in _terms(connection, unit_id)},
        {row.day: row.kind for row in connection.execute(marked)},
    )


def calendars(connection: Connection) -> dict[UUID, SchoolCalendar]:
    """The calendars of all units, in two statements."""
    terms: dict[UUID, dict[Term, Span]] = {}
    days: dict[UUID, dict[date, DayKind]] = {}
    for row in connection.execute(select(SchoolTerm)):
        line = _term_dates(row)
        terms.setdefault(row.unit_id, {})[line.term] = Span(line.first, line.last)
    marked = select(CalendarDay.unit_id, CalendarDay.day, CalendarDay.kind)
    for unit_id, day, kind in connection.execute(marked):
        days.setdefault(unit_id, {})[day] = kind
    units = connection.execute(select(Unit.id)).scalars()
    return {key: SchoolCalendar(terms.get(key, {}), days.get(key, {})) for key in units}


def terms(session: Session) -> tuple[TermDates, ...]:
    """The unit's terms, newest first."""
    with session.store.read() as connection:
        found = _terms(connection, session.unit_id)
    return tuple(sorted(found, key=lambda line: line.first, reverse=True))


def month_calendar(session: Session, month: Month) -> MonthCalendar:
    """A month with each of its days, and what is not known of it."""
    (found,) = _calendars(session, (month,))
    return found


def year_calendar(session: Session, year: SchoolYear) -> tuple[MonthCalendar, ...]:
    """The twelve months of a school year."""
    return _calendars(session, year.months)


def _calendars(session: Session, months: Sequence[Month]) -> tuple[MonthCalendar, ...]:
    with session.store.read() as connection:
        calendar = calendar_of(connection, session.unit_id)
        rows = connection.execute(
            select(CalendarDay.day, CalendarDay.note).where(
                CalendarDay.unit_id == session.unit_id,
                CalendarDay.day.between(months[0].first, months[-1].last),
            )
        )
        notes = {row.day: row.note for row in rows}
    return tuple(
        MonthCalendar(
            month,
            tuple(DayLine(day, calendar.state(day), notes.get(day)) for day in days_of(month)),
            unknown(calendar, month),
        )
        for month in months
    )


def unknown(calendar: SchoolCalendar, month: Month) -> tuple[str, ...]:
    """Sentences on what a month's teaching days were counted without."""
    found = []
    missing = {Term.of(day) for day in days_of(month)} - set(calendar.terms)
    found += [f"{term.label}的开学和放假日期还没有填。" for term in sorted(missing)]
    if not knows_holidays(month):
        found.append(
            f"程序还不知道{month.year}年的国家放假安排，先按双休日算。"
            "国务院公布以后，请在月历上点出放假和调休上课的日子。"
        )
    return tuple(found)


def set_term(session: Session, dates: TermDates) -> Changes:
    """Say when a term begins and ends; entered again, the dates are replaced.

    Raises:
        SchoolError: the dates do not fit the term, or run into another one.
        ClosedMonthError: a closed month would have other teaching days.
    """
    _refuse_odd_term(dates)

    def body(work: Work) -> Changes:
        before = calendar_of(work.connection, work.unit_id)
        span = Span(dates.first, dates.last)
        _refuse_overlap(before, dates)
        after = replace(before, terms={**before.terms, dates.term: span})
        _refuse_closed(work, before, after)
        values = {"first_day": dates.first, "last_day": dates.last}
        key = _term_id(work.connection, work.unit_id, dates.term)
        if key is None:
            named = {"year": dates.term.year.start, "season": dates.term.season}
            work.insert(SchoolTerm, [{"id": work.new_ids(1)[0], **named, **values}])
        elif before.terms[dates.term] != span:
            work.update(SchoolTerm, [{"id": key, **values}])
        work.summary = {"term": dates.term.label, "first": dates.first, "last": dates.last}
        return Changes.of(Book.CALENDAR)

    return session.write("calendar.term", body)


def remove_term(session: Session, term: Term) -> Changes:
    """Take the dates of a term back.

    Raises:
        NotFoundError: they are not entered.
        ClosedMonthError: a closed month would have other teaching days.
    """

    def body(work: Work) -> Changes:
        key = _term_id(work.connection, work.unit_id, term)
        if key is None:
            msg = f"{term.label}没有填过日期。"
            raise NotFoundError(msg)
        before = calendar_of(work.connection, work.unit_id)
        left = {other: span for other, span in before.terms.items() if other != term}
        _refuse_closed(work, before, replace(before, terms=left))
        work.delete(SchoolTerm, [key])
        work.summary = {"term": term.label}
        return Changes.of(Book.CALENDAR)

    return session.write("calendar.term.remove", body)


def set_days(session: Session, marks: Sequence[DayMark]) -> Changes:
    """Mark days as holidays or days of lessons, or take marks back: all or none.

    Raises:
        SchoolError: a day stands there twice, a note is too long, or there are too many days.
        ClosedMonthError: a closed month would have other teaching days.
    """
    _refuse_odd_marks(marks)

    def body(work: Work) -> Changes:
        before = calendar_of(work.connection, work.unit_id)
        said = {mark.day: mark.kind for mark in marks}
        days = {day: kind for day, kind in {**before.days, **said}.items() if kind is not None}
        _refuse_closed(work, before, replace(before, days=days))
        _write_days(work, marks)
        work.summary = {"days": len(marks)}
        return Changes.of(Book.CALENDAR)

    return session.write("calendar.days", body)


def _write_days(work: Work, marks: Sequence[DayMark]) -> None:
    present = _marked(work, [mark.day for mark in marks])
    fresh, changed, gone = [], [], []
    for mark in marks:
        row, values = present.get(mark.day), {"kind": mark.kind, "note": _note(mark)}
        if mark.kind is None:
            gone += [row["id"]] if row else []
        elif row is None:
            fresh.append({"day": mark.day, **values})
        elif (row["kind"], row["note"]) != (mark.kind, values["note"]):
            changed.append({"id": row["id"], **values})
    ids = work.new_ids(len(fresh))
    work.insert(CalendarDay, [{"id": i, **row} for i, row in zip(ids, fresh, strict=True)])
    work.update(CalendarDay, changed)
    work.delete(CalendarDay, gone)


def _marked(work: Work, days: Sequence[date]) -> Mapping[date, Mapping[str, Any]]:
    rows = work.connection.execute(
        select(CalendarDay.__table__).where(
            CalendarDay.unit_id == work.unit_id,
            CalendarDay.day.between(min(days), max(days)),
        )
    ).mappings()
    return {row["day"]: dict(row) for row in rows}


def _terms(connection: Connection, unit_id: UUID) -> list[TermDates]:
    rows = connection.execute(select(SchoolTerm).where(SchoolTerm.unit_id == unit_id))
    return [_term_dates(row) for row in rows]


def _term_dates(row: Any) -> TermDates:  # noqa: ANN401 - a row of terms
    return TermDates(Term(SchoolYear(row.year), row.season), row.first_day, row.last_day)


def _term_id(connection: Connection, unit_id: UUID, term: Term) -> UUID | None:
    return connection.execute(
        select(SchoolTerm.id).where(
            SchoolTerm.unit_id == unit_id,
            SchoolTerm.year == term.year.start,
            SchoolTerm.season == term.season,
        )
    ).scalar()


def _refuse_odd_term(dates: TermDates) -> None:
    if dates.first >= dates.last:
        raise SchoolError("放假日期要在开学日期之后。请核对这两个日期。")
    season, start = dates.term.season, dates.term.year.start
    begins = start if season is Season.AUTUMN else start + 1
    earliest, latest = date(begins, *_EARLIEST[season]), date(start + 1, *_LATEST[season])
    if dates.first < earliest or dates.last > latest:
        msg = (
            f"{dates.term.label}要在{earliest:%Y-%m-%d}到{latest:%Y-%m-%d}之间。请核对年份和学期。"
        )
        raise SchoolError(msg)


def _refuse_overlap(calendar: SchoolCalendar, dates: TermDates) -> None:
    for term, span in calendar.terms.items():
        if term != dates.term and dates.first <= span.last and span.first <= dates.last:
            msg = (
                f"这些日期和{term.label}（{span.first:%Y-%m-%d}到{span.last:%Y-%m-%d}）重叠。"
                "请先核对。"
            )
            raise SchoolError(msg)


def _refuse_odd_marks(marks: Sequence[DayMark]) -> None:
    if not marks:
        raise SchoolError("还没有选日子。请先在月历上点一天。")
    if len(marks) > MOST_DAYS:
        msg = f"一次最多改{MOST_DAYS}天。请分几次填。"
        raise SchoolError(msg)
    seen: set[date] = set()
    for mark in marks:
        if mark.day in seen:
            msg = f"{mark.day:%Y-%m-%d}写了两次，不知道按哪一个算。请只留一个。"
            raise SchoolError(msg)
        seen.add(mark.day)
        if len(mark.note or "") > LONGEST_NOTE:
            msg = f"{mark.day:%Y-%m-%d}的说明太长，请写在{LONGEST_NOTE}个字以内。"
            raise SchoolError(msg)


def _refuse_closed(work: Work, before: SchoolCalendar, after: SchoolCalendar) -> None:
    for month in _altered(work.closed_months(), before, after):
        msg = (
            f"{month.label}已经结账，当时是按{len(before.teaching_days(month))}个上课日登记的，"
            "校历不能再改动这个月。"
        )
        raise ClosedMonthError(msg)


def _altered(
    months: Iterable[Month], before: SchoolCalendar, after: SchoolCalendar
) -> Iterable[Month]:
    return (m for m in sorted(months) if before.teaching_days(m) != after.teaching_days(m))


def _note(mark: DayMark) -> str | None:
    return (mark.note or "").strip() or None
