"""The people of one side of a comparison, wherever they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import select

from desktop.core.labels import Role, Sex
from desktop.core.names import name_key
from desktop.core.pinyin import pinyin
from desktop.core.villages import village_key
from desktop.models import ListEntry
from desktop.rosters.compared import COMPARED
from desktop.rosters.reading import read
from desktop.services.imports.reading import context
from desktop.services.lists import stored_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path
    from uuid import UUID

    from desktop.core.progress import Progress
    from desktop.rosters.results import Choices
    from desktop.services.session import Session


class Someone(msgspec.Struct, frozen=True):
    """A person as one side knows them. Numbers are whole: never to be shown or written as such."""

    name: str
    name_key: str
    sound: str
    number: str | None
    sex: Sex | None
    birth: date | None
    guardians: tuple[str, ...] = ()
    """Keys of the names of those who answer for the person, or head the household."""
    villages: tuple[str, ...] = ()
    place: str = ""
    """Class, village, or whose guardian: what tells the person from namesakes on the screen."""
    students: tuple[UUID, ...] = ()
    """The pupil in the books, or those whom a guardian answers for."""
    entry: UUID | None = None
    """The line of a stored list."""
    row: int | None = None
    """The line of a workbook."""
    schools: tuple[str, ...] = ()
    """On whose rolls the person is, where the side is of other units than the one worked in."""

    @property
    def same(self) -> tuple[object, ...]:
        """What two lines of one side have in common that are one person."""
        if self.number:
            return self.number, self.name_key
        told = self.name_key, self.birth, self.sex, self.guardians, self.villages
        return *told, self.place, self.schools


@dataclass(frozen=True, slots=True)
class Side:
    """One side: what it is called, and everybody on it once."""

    title: str
    people: tuple[Someone, ...]
    repeated: int
    """Lines that name somebody who stands there already."""
    unread: int = 0
    """Lines that could not be read."""

    @classmethod
    def of(cls, title: str, people: Iterable[Someone], unread: int = 0) -> Side:
        """Everybody once; of a guardian all pupils are kept, of a pupil all schools."""
        found: dict[tuple[object, ...], Someone] = {}
        lines = 0
        for person in people:
            lines += 1
            before = found.get(person.same)
            found[person.same] = person if before is None else _joined(before, person)
        return cls(title, tuple(found.values()), lines - len(found), unread)


def _joined(first: Someone, second: Someone) -> Someone:
    return msgspec.structs.replace(
        first,
        guardians=_once(first.guardians + second.guardians),
        villages=_once(first.villages + second.villages),
        students=tuple(dict.fromkeys(first.students + second.students)),
        schools=_once(first.schools + second.schools),
    )


def _once(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


IN_PIECES: Final[Mapping[str, Any]] = {"yield_per": 5_000}


def people_of_list(session: Session, list_id: UUID) -> Side:
    """Everybody on a stored list.

    Raises:
        NotFoundError: this unit has no such list.
    """
    session.require(Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
    known = stored_list(session, list_id)
    query = (
        select(
            ListEntry.id,
            ListEntry.name,
            ListEntry.name_key,
            ListEntry.pinyin,
            ListEntry.id_number,
            ListEntry.sex,
            ListEntry.birth,
            ListEntry.village,
            ListEntry.head,
        )
        .where(ListEntry.unit_id == session.unit_id, ListEntry.list_id == list_id)
        .order_by(ListEntry.position, ListEntry.id)
    )
    with session.store.read() as connection:
        rows = connection.execute(query, execution_options=IN_PIECES)
        return Side.of(known.title, [_entry(row) for row in rows])


def _entry(row: Any) -> Someone:  # noqa: ANN401 - a row of the query above
    head = name_key(row.head) if row.head else ""
    village = village_key(row.village) if row.village else None
    return Someone(
        row.name,
        row.name_key,
        row.pinyin,
        row.id_number,
        row.sex,
        row.birth,
        (head,) if head and head != row.name_key else (),
        (village,) if village else (),
        row.village or "",
        (),
        row.id,
    )


def people_of_workbook(
    session: Session,
    path: Path,
    choices: Choices | None = None,
    progress: Progress | None = None,
) -> Side:
    """Everybody on a sheet of any kind; it is read and not taken in.

    Raises:
        SchoolError: the file or sheet cannot be read at all.
    """
    session.require(Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
    seen = read(path, COMPARED, context(session), choices, progress)
    people = (
        Someone(
            row.name,
            row.name_key,
            pinyin(row.name),
            row.id_number,
            row.sex,
            row.birth,
            row.guardians,
            row.villages,
            row.place,
            row=row.row,
        )
        for row in seen.rows
    )
    return Side.of(f"{path.name}·{seen.sheet}", people, seen.row_count - len(seen.rows))
