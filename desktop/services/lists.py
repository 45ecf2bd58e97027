"""The lists of other offices that a unit keeps, and who stands on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError
from desktop.core.identity import mask
from desktop.core.lists import ListTopic
from desktop.models import ExternalList, ListEntry
from desktop.rosters.office_lists import ListRow, topic_in
from desktop.services.imports.lists import split

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.labels import Sex
    from desktop.core.lists import ListSource
    from desktop.database.work import Work
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class StoredList:
    """A list as it stands in the register of lists."""

    list_id: UUID
    source: ListSource
    topic: ListTopic
    day: date
    people: int
    at: datetime
    user_name: str

    @property
    def title(self) -> str:
        """What the list is called: 民政·低保名单（2026-09-30）."""
        return f"{self.source.label}·{self.topic.label}名单（{self.day:%Y-%m-%d}）"


@dataclass(frozen=True, slots=True)
class EntryLine:
    """Somebody on a list; the number is masked and the categories are left out."""

    entry_id: UUID
    name: str
    sex: Sex | None
    id_masked: str
    village: str
    head: str
    relation: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A page of a list's people, and how many there are in all."""

    lines: tuple[EntryLine, ...]
    total: int


def stored_lists(session: Session) -> tuple[StoredList, ...]:
    """The unit's lists, the newest first."""
    with session.store.read() as connection:
        return tuple(_lists(connection, session.unit_id))


def _lists(connection: Connection, unit_id: UUID) -> list[StoredList]:
    rows = connection.execute(
        select(
            ExternalList.id,
            ExternalList.source,
            ExternalList.topic,
            ExternalList.day,
            ExternalList.people,
            ExternalList.at,
            ExternalList.user_name,
        )
        .where(ExternalList.unit_id == unit_id)
        .order_by(ExternalList.day.desc(), ExternalList.topic, ExternalList.source)
    )
    return [StoredList(*row) for row in rows]


def stored_list(session: Session, list_id: UUID) -> StoredList:
    """One list.

    Raises:
        NotFoundError: this unit has no such list.
    """
    found = next((known for known in stored_lists(session) if known.list_id == list_id), None)
    if found is None:
        raise NotFoundError("没有这份名单，可能已被撤销或删除。请刷新后再看。")
    return found


def find_list(session: Session, words: str) -> StoredList:
    """The newest list that words mean: 低保, low_income, or with its day 低保@2026-09-30.

    Raises:
        NotFoundError: there is none.
    """
    named, _, day = words.partition("@")
    topic = topic_in(named)
    for known in stored_lists(session):
        meant = named in (known.topic.value, known.topic.label, str(known.list_id))
        if (meant or topic is known.topic) and day in ("", f"{known.day:%Y-%m-%d}"):
            return known
    msg = f"没有“{words}”这份名单。用 mingce lists list 看有哪些名单。"
    raise NotFoundError(msg)


def entries(
    session: Session, list_id: UUID, text: str = "", offset: int = 0, limit: int = 50
) -> EntryPage:
    """A page of the people on a list, as the list has them; `text` is of a name, head or village.

    Raises:
        NotFoundError: this unit has no such list.
    """
    stored_list(session, list_id)
    mine = [ListEntry.unit_id == session.unit_id, ListEntry.list_id == list_id]
    if text.strip():
        pattern = f"%{text.strip()}%"
        columns = (ListEntry.name, ListEntry.pinyin, ListEntry.head, ListEntry.village)
        mine.append(or_(*(column.like(pattern) for column in columns)))
    with session.store.read() as connection:
        total = connection.execute(select(func.count()).select_from(ListEntry).where(*mine))
        rows = connection.execute(
            select(
                ListEntry.id,
                ListEntry.name,
                ListEntry.sex,
                ListEntry.id_number,
                ListEntry.village,
                ListEntry.head,
                ListEntry.relation,
            )
            .where(*mine)
            .order_by(ListEntry.position, ListEntry.id)
            .offset(offset)
            .limit(limit)
        )
        return EntryPage(tuple(_line(row) for row in rows), total.scalar_one())


def _line(row: Any) -> EntryLine:  # noqa: ANN401 - a row of the columns above
    return EntryLine(
        row.id,
        row.name,
        row.sex,
        mask(row.id_number or ""),
        row.village or "",
        row.head or "",
        row.relation or "",
    )


def remove_list(session: Session, list_id: UUID) -> Changes:
    """Take a list out of the books with everybody on it.

    Raises:
        NotFoundError: this unit has no such list.
    """
    known = stored_list(session, list_id)

    def body(work: Work) -> Changes:
        query = select(ListEntry.id).where(
            ListEntry.unit_id == work.unit_id, ListEntry.list_id == list_id
        )
        keys = list(work.connection.execute(query).scalars())
        work.delete(ListEntry, keys)
        work.delete(ExternalList, [list_id])
        work.summary = {"list": list_id, "day": known.day, "people": len(keys)}
        return Changes.of(Book.LISTS)

    return session.write("list.remove", body)


def rows_of_list(connection: Connection, unit_id: UUID, list_id: UUID) -> tuple[ListRow, ...]:
    """Everybody on a list with whole numbers, as a workbook has them."""
    found = connection.execute(
        select(
            ListEntry.name,
            ListEntry.name_key,
            ListEntry.id_number,
            ListEntry.sex,
            ListEntry.birth,
            ListEntry.village,
            ListEntry.head,
            ListEntry.relation,
            ListEntry.categories,
            ListEntry.paper,
        )
        .where(ListEntry.unit_id == unit_id, ListEntry.list_id == list_id)
        .order_by(ListEntry.position, ListEntry.id)
    )
    rows = enumerate(found.mappings(), start=2)
    return tuple(
        ListRow(**{**row, "row": number, "categories": split(row["categories"])})
        for number, row in rows
    )


def newest_rows(connection: Connection, unit_id: UUID, *, school_age: bool) -> tuple[ListRow, ...]:
    """The people of the newest list of the kind.

    Raises:
        NotFoundError: there is none.
    """
    for known in _lists(connection, unit_id):
        if (known.topic is ListTopic.SCHOOL_AGE) == school_age:
            return rows_of_list(connection, unit_id, known.list_id)
    raise NotFoundError("还没有这种名单，没有东西可以导出。请先导入名单。")
