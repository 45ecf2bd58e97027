"""Rules over the school's books: rosters, meals, months, notices, charges, calendar."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from desktop.core.errors import NotFoundError
from desktop.core.json import load
from desktop.core.notices import NoticeKind
from desktop.core.school_days import knows_holidays
from desktop.core.terms import Month, Season, Term
from desktop.models import ImportBatch, Notice, Person, SchoolClass, Student, Unit
from desktop.rosters.sheets import SHEETS
from desktop.services.canteen.closing import months_with_documents
from desktop.services.enrolment import PRESENT
from desktop.services.meal_grid import school_meals
from desktop.services.notices.drafts import DraftState, draft
from desktop.services.notices.makers import kinds_of
from desktop.services.parameters import CHARGES_LEAD_DAYS, MONTH_POSTING_DAY
from desktop.services.roll import PERSON_OF_STUDENT
from desktop.services.search import BatchKey
from desktop.services.standards import MEALS, standard_on
from desktop.services.today.items import (
    Asking,
    ClassMonth,
    Item,
    NoticeToIssue,
    Section,
    Urgency,
    spoken,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

PEOPLE: Final = "people"
CANTEEN: Final = "canteen"
NOTICES: Final = "notices"
SETTINGS: Final = "settings"
_CHARGES_TAB: Final = "charges"
MOST_CLASSES: Final = 6
"""More classes than these without records are told in one sentence."""
_MOST_NAMES: Final = 3
_MONTHS_LOOKED_INTO: Final = 3
_DOUBTS_FOR_DAYS: Final = 60
_TERM_AHEAD_DAYS: Final = 30
_DECEMBER: Final = 12


def first_steps(asking: Asking) -> Iterator[Item]:
    """A school without pupils, telephones that notices lack."""
    if not asking.kind.has_pupils:
        return
    if not asking.pupils:
        sentence = "名册里还没有在校学生。请先导入学生花名册。"
        yield Item("roster.none", Urgency.HANDS, sentence, PEOPLE)
    phones = asking.connection.execute(
        select(Unit.office_phone, Unit.supervision_phone).where(Unit.id == asking.unit_id)
    ).one()
    missing = [t for t, n in zip(("受理电话", "监督电话"), phones, strict=True) if not n]
    if missing:
        sentence = f"公示上要有的{'和'.join(missing)}还没有填。"
        yield Item("unit.telephones", Urgency.SOON, sentence, SETTINGS, Section.UNIT)


def months_and_meals(asking: Asking) -> Iterator[Item]:
    """Months that are over and not closed, and the classes whose meal days are missing."""
    open_months = sorted(
        m for m in _months_over(asking) if m not in asking.closed and m not in asking.reopened
    )
    for month in islice(reversed(open_months), _MONTHS_LOOKED_INTO):
        gaps = list(_gaps(asking, month, Urgency.HANDS))
        yield from gaps or (_not_closed(month, "，就餐都登记了"),)
    for month in open_months[:-_MONTHS_LOOKED_INTO]:
        yield _not_closed(month, "")
    current = Month.of(asking.today)
    lessons = asking.calendar.teaching_days(current)
    if asking.recorded and lessons and asking.today >= lessons[-1] and current not in asking.closed:
        yield from _gaps(asking, current, Urgency.SOON)


def _not_closed(month: Month, recorded: str) -> Item:
    sentence = f"{month.label}已经过完{recorded}，还没有结账。"
    return Item("month.open", Urgency.HANDS, sentence, CANTEEN, month)


def _months_over(asking: Asking) -> set[Month]:
    """Months that are over: those with records, and the last one if the school had lessons."""
    over = {month for month in asking.recorded if month.last < asking.today}
    previous = Month.of(asking.today).previous
    if asking.recorded and previous > min(asking.recorded):
        over |= {previous} if asking.calendar.teaching_days(previous) else set()
    return over


def _gaps(asking: Asking, month: Month, urgency: Urgency) -> Iterator[Item]:
    classes = [line for line in school_meals(asking.session, month).classes if line.not_recorded]
    if not classes:
        return
    if len(classes) > MOST_CLASSES:
        pupils = sum(line.not_recorded for line in classes)
        named = "、".join(line.label for line in classes[:_MOST_NAMES])
        sentence = (
            f"{month.label}还有{len(classes)}个班、{pupils}名学生没有登记就餐天数"
            f"（{named}等），没登记不等于没就餐。"
        )
        first = ClassMonth(month, classes[0].class_id)
        yield Item("meals.missing", urgency, sentence, CANTEEN, first)
        return
    for line in classes:
        what = f"还有{line.not_recorded}名学生" if line.recorded else "还"
        sentence = f"{line.label}{month.label}{what}没有登记就餐天数。"
        yield Item("meals.missing", urgency, sentence, CANTEEN, ClassMonth(month, line.class_id))


def standards(asking: Asking) -> Iterator[Item]:
    """A month whose meals nobody can price."""
    if not asking.recorded:
        return
    current = Month.of(asking.today)
    for month in (current.previous, current):
        if month in asking.closed:
            continue
        try:
            standard_on(asking.connection, MEALS, month.first)
        except NotFoundError:
            sentence = f"{month.label}没有营养膳食补助标准，算不出补助金额。请补上金额和文号。"
            yield Item("standard.missing", Urgency.HANDS, sentence, SETTINGS, Section.STANDARDS)


def doubts(asking: Asking) -> Iterator[Item]:
    """Lines of the last import of each kind that were parked."""
    newest = (
        select(func.max(ImportBatch.number))
        .where(ImportBatch.unit_id == asking.unit_id, ImportBatch.undone_at.is_(None))
        .group_by(ImportBatch.sheet)
    )
    rows = asking.connection.execute(
        select(ImportBatch.number, ImportBatch.sheet, ImportBatch.at, ImportBatch.counts)
        .where(ImportBatch.unit_id == asking.unit_id, ImportBatch.number.in_(newest))
        .order_by(ImportBatch.number)
    )
    since = asking.session.store.clock.now() - timedelta(days=_DOUBTS_FOR_DAYS)
    for row in rows:
        parked = load(row.counts).get("parked", 0)
        if parked and row.at >= since:
            title = _TITLES.get(row.sheet, "表格")
            sentence = (
                f"第{row.number}批{title}有{parked}行待定，没有收进来。请补上学籍号或逐行确认。"
            )
            yield Item("import.parked", Urgency.HANDS, sentence, PEOPLE, BatchKey(row.number))


_TITLES: Final = {name: kind.title for name, kind in SHEETS.items()}


def identity_numbers(asking: Asking) -> Iterator[Item]:
    """Pupils who cannot be told from others of their name."""
    condition = (
        Student.unit_id == asking.unit_id,
        Student.state.in_(PRESENT),
        Person.id_number.is_(None),
    )
    rows = asking.connection.execute(
        select(Student.id, Person.name)
        .join(Person, PERSON_OF_STUDENT)
        .where(*condition)
        .order_by(Person.unit_id, Person.pinyin, Person.id)
        .limit(_MOST_NAMES + 1)
    ).all()
    if len(rows) <= _MOST_NAMES:
        for row in rows:
            sentence = f"{row.name}没有身份证件号码。"
            yield Item("pupil.identity", Urgency.SOON, sentence, PEOPLE, row.id)
        return
    count = asking.connection.execute(
        select(func.count()).select_from(Student).join(Person, PERSON_OF_STUDENT).where(*condition)
    ).scalar_one()
    names = "、".join(row.name for row in rows[:_MOST_NAMES])
    sentence = f"{count}名在校学生没有身份证件号码（{names}等）。"
    yield Item("pupil.identity", Urgency.SOON, sentence, PEOPLE, rows[0].id)


def month_notices(asking: Asking) -> Iterator[Item]:
    """Closed months with something to make public that was never posted."""
    query = select(Notice.kind, Notice.month).where(Notice.unit_id == asking.unit_id)
    posted = {(NoticeKind(kind), month) for kind, month in asking.connection.execute(query)}
    latest = asking.parameters[MONTH_POSTING_DAY.key]
    for kind, months in _to_post(asking).items():
        for month in sorted(months & asking.closed):
            if (kind, month) in posted:
                continue
            last = month.next.first.replace(day=latest)
            late = asking.today > last
            when = f"应在{spoken(last)}前贴出，已经过了" if late else f"最迟{spoken(last)}贴出"
            urgency = Urgency.HANDS if late else Urgency.SOON
            sentence = f"{month.label}已结账，{kind.label}还没有出，{when}。"
            to_issue = NoticeToIssue(kind, month)
            yield Item(f"notice.{kind}", urgency, sentence, NOTICES, to_issue)


def _to_post(asking: Asking) -> dict[NoticeKind, frozenset[Month]]:
    """The months that have something for each kind of notice that the unit posts."""
    booked = frozenset(asking.connection.execute(months_with_documents(asking.unit_id)).scalars())
    of_kind = {
        NoticeKind.MEALS: asking.recorded,
        NoticeKind.CANTEEN: booked,
        NoticeKind.KINDERGARTEN: booked,
    }
    used = kinds_of(asking.connection, asking.unit_id)
    return {kind: months for kind, months in of_kind.items() if kind in used}


def charge_board(asking: Asking) -> Iterator[Item]:
    """A board that the charges have left behind; or none while a term runs or begins soon."""
    if not asking.kind.has_pupils or not asking.pupils:
        return
    to_issue = NoticeToIssue(NoticeKind.CHARGES, Month.of(asking.today))
    state = draft(asking.session, to_issue.kind, to_issue.month).state
    if state is DraftState.RENEWED:
        sentence = "收费项目有改动，墙上的收费公示要换成新的。"
        yield Item("notice.charges", Urgency.HANDS, sentence, NOTICES, to_issue)
        return
    begins = _term_begins(asking)
    if state is DraftState.STANDING or begins is None:
        return
    running = begins <= asking.today
    term = Term.of(asking.today + timedelta(days=asking.parameters[CHARGES_LEAD_DAYS.key]))
    when = f"{term.label}{'已经开学' if running else f'{spoken(begins)}开学'}"
    urgency = Urgency.HANDS if running else Urgency.SOON
    if state is DraftState.EMPTY:
        sentence = f"{when}，收费项目还没有登记，收费公示出不了。"
        yield Item("notice.charges", urgency, sentence, CANTEEN, _CHARGES_TAB)
    else:
        sentence = f"{when}，收费公示还没有出。"
        yield Item("notice.charges", urgency, sentence, NOTICES, to_issue)


def _term_begins(asking: Asking) -> date | None:
    """When the term begins that runs or is near; None in the time between."""
    lead = timedelta(days=asking.parameters[CHARGES_LEAD_DAYS.key])
    term = Term.of(asking.today + lead)
    span = asking.calendar.terms.get(term)
    begins = span.first if span else term.first
    over = span is not None and asking.today > span.last
    return None if over or asking.today < begins - lead else begins


def calendar(asking: Asking) -> Iterator[Item]:
    """Terms without dates, years whose holidays are not known."""
    if not asking.kind.has_pupils:
        return
    for term in _terms_around(asking.today):
        if term not in asking.calendar.terms:
            sentence = f"{term.label}的开学和放假日期还没有填，应就餐天数先按国家放假安排算。"
            yield Item("calendar.term", Urgency.SOON, sentence, SETTINGS, Section.CALENDAR)
    month = Month.of(asking.today)
    for year in {month.year, month.year + (month.month == _DECEMBER)}:
        known = any(day.year == year for day in asking.calendar.days)
        if not knows_holidays(Month(year, 1)) and not known:
            sentence = (
                f"程序还不知道{year}年的国家放假安排，先按双休日算。"
                "国务院公布以后，请在校历里点出放假和调休上课的日子。"
            )
            yield Item(
                "calendar.holidays", Urgency.INFORMATION, sentence, SETTINGS, Section.CALENDAR
            )


def _terms_around(today: date) -> Iterable[Term]:
    """The term of today, and the one that begins soon."""
    ahead = Term.of(today + timedelta(days=_TERM_AHEAD_DAYS))
    now = Term.of(today)
    summer = now.season is Season.SPRING and today > now.last - timedelta(days=45)
    return [ahead] if summer or ahead == now else [now, ahead]


def classes_of(asking: Asking) -> int:
    """How many classes have pupils today."""
    return asking.connection.execute(
        select(func.count(func.distinct(Student.class_id)))
        .select_from(Student)
        .join(
            SchoolClass,
            (SchoolClass.unit_id == Student.unit_id) & (SchoolClass.id == Student.class_id),
        )
        .where(Student.unit_id == asking.unit_id, Student.state.in_(PRESENT))
    ).scalar_one()
