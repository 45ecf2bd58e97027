"""One box for everything: pupils, staff, notices and imports by what people remember of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, false, or_, select

from desktop.core.names import name_key
from desktop.core.notices import NoticeKind
from desktop.core.posts import StaffState
from desktop.core.terms import Month
from desktop.models import ImportBatch, Notice, Person, SchoolClass, Student
from desktop.rosters.sheets import SHEETS
from desktop.services.county_lists import CountyPupil, CountyQuery, county_pupils
from desktop.services.enrolment import PRESENT
from desktop.services.pupil_order import is_number, matches, named
from desktop.services.roll import CLASS_COLUMNS, CLASS_OF_STUDENT, PERSON_OF_STUDENT, label_of
from desktop.services.staff.lists import found_staff

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.services.session import Session
    from desktop.services.staff.lists import StaffLine

PEOPLE: Final = "people"
NOTICES: Final = "notices"
_MOST_PUPILS: Final = 12
_MOST_STAFF: Final = 6
_MOST_DOCUMENTS: Final = 4
_MONTH: Final = re.compile(r"(?:(20\d\d)\s*[年\-./]?\s*)?(1[0-2]|0?[1-9])\s*月?")
_BATCH: Final = re.compile(r"(?:第|批次|导入)?\s*(\d{1,6})\s*批?")
# The order of the index of names, so that reading ends when enough are found.
_BY_NAME: Final = (Person.unit_id, Person.pinyin, Person.id)
_BATCH_WORDS: Final = ("导入", "批次")


@dataclass(frozen=True, slots=True)
class BatchKey:
    """An import by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class StaffKey:
    """A member of staff, to be told from a pupil."""

    staff_id: UUID
    unit_id: UUID | None = None
    """At a bureau: whose staff it is."""
    school: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found, and where it lives."""

    page: str
    """Name of the page that opens it."""
    record: UUID | str | BatchKey | StaffKey | CountyPupil
    """What that page opens: a pupil, one of the staff, the number of a notice, an import."""
    title: str
    detail: str
    """Told beside the title; nothing private."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, the likeliest first."""

    pupils: tuple[Hit, ...]
    documents: tuple[Hit, ...]
    more: bool
    """Whether there are more pupils than are listed."""
    staff: tuple[Hit, ...] = ()

    @property
    def all(self) -> tuple[Hit, ...]:
        """Pupils, then staff, then documents."""
        return self.pupils + self.staff + self.documents


def search(session: Session, text: str) -> Hits:
    """What a text finds: in one reading, fast enough to be asked at each letter.

    Pupils and staff by name, pinyin, initials or a whole number; notices by number, month or kind;
    imports by number or kind of sheet.
    """
    text = text.strip()
    if not text:
        return Hits((), (), more=False)
    if session.at_bureau:
        return _over_schools(session, text)
    with session.store.read() as connection:
        key = name_key(text)
        pupils = _pupils(connection, session, key) if key else ()
        members = _staff(connection, session, key) if key else ()
        documents = (
            *_notices(connection, session.unit_id, text),
            *_batches(connection, session.unit_id, text),
        )
    more = len(pupils) > _MOST_PUPILS
    return Hits(pupils[:_MOST_PUPILS], documents, more=more, staff=members)


def _staff(connection: Connection, session: Session, key: str) -> tuple[Hit, ...]:
    """Those who are here first, then those who have left."""
    day = session.store.clock.today()
    lines = found_staff(connection, session.unit_id, key, day, _MOST_STAFF)
    return tuple(Hit(PEOPLE, StaffKey(n.staff_id), n.name, _told_of_staff(n)) for n in lines)


def _told_of_staff(line: StaffLine) -> str:
    """The post, and the state of one who is not at it."""
    state = "" if line.state is StaffState.AT_POST else line.state.label
    return " · ".join(filter(None, (line.place, line.post, state)))


def _over_schools(session: Session, text: str) -> Hits:
    """At a bureau: the pupils and the staff of all schools."""
    found = county_pupils(session, CountyQuery(text, limit=_MOST_PUPILS))
    key, day = name_key(text), session.store.clock.today()
    with session.store.read() as connection:
        members = found_staff(connection, None, key, day, _MOST_STAFF) if key else ()
    staff = (
        Hit(PEOPLE, StaffKey(line.staff_id, line.unit_id, line.school), line.name, _of_school(line))
        for line in members
    )
    hits = (
        Hit(PEOPLE, line, line.name, " · ".join(filter(None, (line.school, line.school_class))))
        for line in found.lines
    )
    more = found.total > _MOST_PUPILS
    return Hits(tuple(hits), (), more=more, staff=tuple(staff))


def _of_school(line: StaffLine) -> str:
    return " · ".join(filter(None, (line.school, _told_of_staff(line))))


def _pupils(connection: Connection, session: Session, key: str) -> tuple[Hit, ...]:
    """Those who are here first, then those who have left."""
    if is_number(key):
        rows = _rows(connection, session.unit_id, [matches(connection, session.unit_id, key)])
        rows.sort(key=lambda row: row.state not in PRESENT)
    else:
        here, wanted = Student.state.in_(PRESENT), named(Person, key)
        rows = _rows(connection, session.unit_id, [wanted, here], _BY_NAME)
        if len(rows) <= _MOST_PUPILS:
            rows += _rows(connection, session.unit_id, [wanted, ~here], _BY_NAME)
    day = session.store.clock.today()
    return tuple(Hit(PEOPLE, row.id, row.name, _told(row, day)) for row in rows)


def _rows(
    connection: Connection,
    unit_id: UUID,
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[Any] = (),
) -> list[Any]:
    return list(
        connection.execute(
            select(Student.id, Person.name, Student.state, *CLASS_COLUMNS)
            .select_from(Person)
            .join(Student, PERSON_OF_STUDENT)
            .outerjoin(SchoolClass, CLASS_OF_STUDENT)
            .where(Person.unit_id == unit_id, *conditions)
            .order_by(*order)
            .limit(_MOST_PUPILS + 1)
        )
    )


def _told(row: Any, day: date) -> str:  # noqa: ANN401 - a row of _rows
    """The class, and the state of one who is not here."""
    state = "" if row.state in PRESENT else row.state.label
    return " · ".join(filter(None, (label_of(row, day), state)))


def _notices(connection: Connection, unit_id: UUID, text: str) -> list[Hit]:
    kinds = [kind.value for kind in NoticeKind if text in kind.label or text in "公示"]
    rows = connection.execute(
        select(Notice.number, Notice.kind, Notice.month, Notice.replaces_id)
        .where(
            Notice.unit_id == unit_id,
            or_(
                Notice.number.contains(text, autoescape=True),
                Notice.kind.in_(kinds) if kinds else false(),
                _in_month(text),
            ),
        )
        .order_by(Notice.id.desc())
        .limit(_MOST_DOCUMENTS)
    )
    return [
        Hit(
            NOTICES,
            row.number,
            f"{row.month.label}{NoticeKind(row.kind).label}",
            row.number + (" · 更正" if row.replaces_id else ""),
        )
        for row in rows
    ]


def _in_month(text: str) -> ColumnElement[bool]:
    """Whether a notice is of the month that a text names; 10月 alone is that of any year."""
    found = _MONTH.fullmatch(text)
    if found is None or not (found[1] or "月" in text):
        return false()
    if found[1]:
        return Notice.month == Month(int(found[1]), int(found[2]))
    return Notice.month.in_([Month(year, int(found[2])) for year in range(2020, 2060)])


def _batches(connection: Connection, unit_id: UUID, text: str) -> list[Hit]:
    number = _BATCH.fullmatch(text)
    kinds = [kind.name for kind in SHEETS.values() if text in (kind.title, f"{kind.title}名册")]
    conditions: list[ColumnElement[bool]] = [ImportBatch.sheet.in_(kinds)] if kinds else []
    if number is not None:
        conditions.append(ImportBatch.number == int(number[1]))
    query = select(ImportBatch.number, ImportBatch.sheet, ImportBatch.at, ImportBatch.undone_at)
    query = query.where(ImportBatch.unit_id == unit_id)
    if text not in _BATCH_WORDS:
        query = query.where(or_(false(), *conditions))
    rows = connection.execute(query.order_by(ImportBatch.number.desc()).limit(_MOST_DOCUMENTS))
    return [
        Hit(
            PEOPLE,
            BatchKey(row.number),
            f"第{row.number}批导入：{_sheet(row.sheet)}",
            f"{row.at:%Y-%m-%d}" + (" · 已撤销" if row.undone_at else ""),
        )
        for row in rows
    ]


def _sheet(name: str) -> str:
    return SHEETS[name].title if name in SHEETS else name
