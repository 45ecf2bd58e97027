"""A list of another office, kept as it came; a newer file of the same day replaces it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.labels import HouseholdCategory, Sex
from desktop.core.lists import ListSource, ListTopic
from desktop.core.pinyin import pinyin
from desktop.models import ExternalList, ListEntry
from desktop.rosters.office_lists import SCHOOL_AGE, topic_in
from desktop.rosters.problems import Level, Problem
from desktop.services.identity_digest import IdentityDigest
from desktop.services.imports.plan import HIDDEN, Difference, FieldChange, Findings, Listed, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.rosters.office_lists import ListRow
    from desktop.rosters.results import RosterResult
    from desktop.services.imports.plan import Facing

_FIELDS: Final = {
    "sex": "性别",
    "birth": "出生日期",
    "village": "村",
    "head": "户主",
    "relation": "与户主关系",
    "categories": "类别",
    "paper": "证书编号",
}
_OPEN: Final = frozenset({"sex", "village", "relation"})
"""Fields whose values may be shown."""
GONE: Final = "新文件里没有，替换以后名单上也没有"
TWICE: Final = "与第 {} 行是同一人，名单上只记一次"
_DAY: Final = re.compile(
    r"(20\d\d)\s*[年.\-/]\s*(1[0-2]|0?\d)\s*[月.\-/]\s*([12]\d|3[01]|0?\d)(?!\d)"
)


class Entry(msgspec.Struct, frozen=True):
    """Somebody on a list, as it is kept."""

    name: str
    name_key: str
    id_number: str | None
    sex: Sex | None
    birth: date | None
    village: str | None
    head: str | None
    relation: str | None
    categories: str
    paper: str | None

    @property
    def key(self) -> tuple[object, ...]:
        """Who this is among the people of one list."""
        if self.id_number:
            return self.id_number, self.name_key
        return None, self.name_key, self.birth, self.head


@dataclass(frozen=True, slots=True)
class ListName:
    """Which list it is: the office, what it is of, and the day."""

    source: ListSource
    topic: ListTopic
    day: date


@dataclass(frozen=True, slots=True)
class ListsPlan:
    """The people that come onto a list, are said otherwise, and leave it."""

    name: ListName
    digest: str
    people: int
    list_id: UUID | None
    fresh: tuple[tuple[int, Entry], ...]
    changed: tuple[dict[str, Any], ...]
    removed: tuple[UUID, ...]
    found: Findings

    def write(self, work: Work) -> Changes:
        """Put the list in the place of the one before it."""
        list_id = self.list_id or work.new_ids(1)[0]
        row = {
            "id": list_id,
            "people": self.people,
            "file_digest": self.digest,
            "at": work.now,
            "user_name": work.actor.name,
        }
        if self.list_id is None:
            name = {"source": self.name.source, "topic": self.name.topic, "day": self.name.day}
            work.insert(ExternalList, [{**row, **name}])
        else:
            work.update(ExternalList, [row])
        work.update(ListEntry, self.changed)
        work.delete(ListEntry, self.removed)
        self._add(work, list_id)
        return Changes.of(Book.LISTS)

    def _add(self, work: Work, list_id: UUID) -> None:
        if not self.fresh:
            return
        digest = IdentityDigest(work.connection)
        entries = [entry for _, entry in self.fresh]
        columns: dict[str, Sequence[Any]] = {
            name: [getattr(entry, name) for entry in entries] for name in Entry.__struct_fields__
        }
        work.insert_columns(
            ListEntry,
            {
                "id": work.new_ids(len(entries)),
                "list_id": [list_id] * len(entries),
                "position": [row for row, _ in self.fresh],
                **columns,
                "pinyin": [pinyin(entry.name) for entry in entries],
                "id_digest": [digest.of(entry.id_number) for entry in entries],
            },
        )


def compare_lists(facing: Facing, roster: RosterResult[ListRow]) -> ListsPlan:
    """Hold a list against the one that is kept of the same office, topic and day.

    Raises:
        SchoolError: neither the sheet nor the person says what the list is of.
    """
    name = _name(roster, facing.listed or Listed(), facing.today)
    lines, problems = _lines(roster, name.topic)
    list_id, standing = _standing(facing, name)
    fresh, changed, differences, same = [], [], [], 0
    for row, entry in lines:
        known = standing.pop(entry.key, None)
        if known is None:
            fresh.append((row, entry))
            continue
        key, old = known
        told = {f: getattr(entry, f) for f in _FIELDS if getattr(old, f) != getattr(entry, f)}
        if told:
            changed.append({"id": key} | {f: getattr(entry, f) for f in _FIELDS})
            fields = tuple(_change(f, getattr(old, f), value) for f, value in told.items())
            differences.append(Difference(row, entry.name, fields))
        else:
            same += 1
    # Nobody is missing from a list: who is not on the new one is off it, which is a change.
    differences += [Difference(0, old.name, reason=GONE) for _, old in standing.values()]
    arrivals = tuple(Difference(row, entry.name) for row, entry in fresh)
    found = Findings(len(fresh), same, tuple(differences), problems=tuple(problems), fresh=arrivals)
    removed = tuple(key for key, _ in standing.values())
    return ListsPlan(
        name, roster.digest, len(lines), list_id, tuple(fresh), tuple(changed), removed, found
    )


def _change(field: str, old: object, new: object) -> FieldChange:
    if field in _OPEN:
        return FieldChange(_FIELDS[field], text(old), text(new))
    return FieldChange(_FIELDS[field], HIDDEN if old else "", HIDDEN if new else "")


def settled(roster: RosterResult[ListRow], told: Listed | None, today: date) -> Listed:
    """What a list is: as a person says, or else as its title and its lines do.

    Raises:
        SchoolError: nobody and nothing says what the list is of.
    """
    name = _name(roster, told or Listed(), today)
    return Listed(name.topic, name.source, name.day)


def _name(roster: RosterResult[ListRow], told: Listed, today: date) -> ListName:
    topic = told.topic or _topic(roster)
    if (topic is ListTopic.SCHOOL_AGE) != (roster.kind == SCHOOL_AGE.name):
        raise SchoolError("适龄儿童名单和困难家庭名单是两种表，请按它的种类导入。")
    title = f"{roster.title}\n{roster.sheet}"
    day = told.day or _day_in(title) or (roster.month.first if roster.month else today)
    return ListName(told.source or topic.source, topic, day)


def _topic(roster: RosterResult[ListRow]) -> ListTopic:
    """What the title says; else what all the lines say."""
    if roster.kind == SCHOOL_AGE.name:
        return ListTopic.SCHOOL_AGE
    topic = topic_in(roster.title) or topic_in(roster.sheet)
    if topic is not None and topic is not ListTopic.SCHOOL_AGE:
        return topic
    named = {category for row in roster.rows for category in row.categories or ()}
    if not named:
        raise SchoolError(
            "看不出这是哪一种名单：标题和各行都没有写。请写明是低保、特困、脱贫户、监测对象、残疾等哪一种。"
        )
    return ListTopic(named.pop().value) if len(named) == 1 else ListTopic.MIXED


def _day_in(title: str) -> date | None:
    found = _DAY.search(title)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _lines(
    roster: RosterResult[ListRow], topic: ListTopic
) -> tuple[list[tuple[int, Entry]], list[Problem]]:
    """Everybody once; whoever stands there twice has the categories of both lines."""
    found: dict[tuple[object, ...], tuple[int, Entry]] = {}
    problems = []
    for row in roster.rows:
        entry = _entry(row, topic)
        row_before, before = found.get(entry.key, (row.row, None))
        if before is not None:
            message = TWICE.format(row_before)
            problems.append(Problem(roster.sheet, row.row, "", "", "", Level.WARNING, "", message))
            entry = msgspec.structs.replace(
                before, categories=joined(split(before.categories) | split(entry.categories))
            )
        found[entry.key] = row_before, entry
    return list(found.values()), problems


def _entry(row: ListRow, topic: ListTopic) -> Entry:
    own = row.categories
    if own is None:
        own = frozenset({topic.category}) if topic.category else frozenset()
    return Entry(
        row.name,
        row.name_key,
        row.id_number,
        row.sex,
        row.birth,
        row.village,
        row.head,
        row.relation,
        joined(own),
        row.paper,
    )


def joined(categories: Iterable[HouseholdCategory]) -> str:
    """Categories as an entry keeps them."""
    named = frozenset(categories)
    return ",".join(category.value for category in HouseholdCategory if category in named)


def split(kept: str) -> frozenset[HouseholdCategory]:
    """The categories that an entry keeps."""
    return frozenset(HouseholdCategory(value) for value in kept.split(",") if value)


def _standing(
    facing: Facing, name: ListName
) -> tuple[UUID | None, dict[tuple[object, ...], tuple[UUID, Entry]]]:
    """The list that this one replaces, and who is on it."""
    list_id = facing.connection.execute(
        select(ExternalList.id).where(
            ExternalList.unit_id == facing.unit_id,
            ExternalList.source == name.source,
            ExternalList.topic == name.topic,
            ExternalList.day == name.day,
        )
    ).scalar()
    if list_id is None:
        return None, {}
    columns = [getattr(ListEntry, field) for field in Entry.__struct_fields__]
    rows = facing.connection.execute(
        select(ListEntry.id, *columns).where(
            ListEntry.unit_id == facing.unit_id, ListEntry.list_id == list_id
        )
    )
    known = ((key, Entry(*values)) for key, *values in rows)
    return list_id, {entry.key: (key, entry) for key, entry in known}
