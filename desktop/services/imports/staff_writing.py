"""Writing a roster of staff into the books: people, members, posts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.core.changes import Book, Changes
from desktop.core.identity import stored_number
from desktop.models import Person, StaffMember
from desktop.services.identity_digest import IdentityDigest
from desktop.services.staff.members import derived

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence
    from uuid import UUID

    from desktop.database.base import Base
    from desktop.database.work import Work
    from desktop.rosters.staff import StaffRow
    from desktop.services.imports.plan import Findings
    from desktop.services.imports.spell_book import SpellBook

_OF_PEOPLE: Final = (
    *("name", "name_key", "sex", "birth", "id_kind", "ethnicity"),
    *("phone", "address", "bank_card"),
)
_OF_MEMBERS: Final = (
    *("staff_number", "education", "title", "subject", "political", "certificate", "remark"),
)


class NewColleague(msgspec.Struct, frozen=True):
    """A new member of staff, and the person whom the books know already."""

    row: StaffRow
    person_id: UUID | None
    said: Mapping[str, Any]
    """What the row says otherwise of that person."""


class MemberUpdate(msgspec.Struct, frozen=True):
    """What a row says otherwise of a known member of staff."""

    staff_id: UUID
    person_id: UUID
    person: Mapping[str, Any]
    member: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """New members, changes of known ones, and their posts."""

    fresh: Sequence[NewColleague]
    updates: Sequence[MemberUpdate]
    posts: SpellBook
    found: Findings

    def write(self, work: Work) -> Changes:
        """Write changes first, then who is new, then all posts."""
        digest = IdentityDigest(work.connection)
        _update(work, Person, ((u.person_id, derived(u.person, digest)) for u in self.updates))
        _update(work, StaffMember, ((u.staff_id, u.member) for u in self.updates))
        ids = self._add(work, digest)
        self.posts.write(work, ids)
        return Changes.of(Book.PEOPLE)

    def _add(self, work: Work, digest: IdentityDigest) -> dict[Hashable, UUID]:
        unknown = [new for new in self.fresh if new.person_id is None]
        keys = dict(zip(map(_row, unknown), work.new_ids(len(unknown)), strict=True))
        _add_people(work, digest, keys, [new.row for new in unknown])
        known = ((new.person_id, derived(new.said, digest)) for new in self.fresh if new.person_id)
        _update(work, Person, known)
        rows = [new.row for new in self.fresh]
        ids = work.new_ids(len(rows))
        if rows:
            work.insert_columns(
                StaffMember,
                {
                    "id": ids,
                    "person_id": [new.person_id or keys[new.row.row] for new in self.fresh],
                    **{name: list(map(attrgetter(name), rows)) for name in _OF_MEMBERS},
                    "joined": [row.joined.day if row.joined else None for row in rows],
                },
            )
        return dict(zip((row.row for row in rows), ids, strict=True))


def _row(new: NewColleague) -> int:
    return new.row.row


def _add_people(
    work: Work, digest: IdentityDigest, keys: Mapping[int, UUID], rows: Sequence[StaffRow]
) -> None:
    if not rows:
        return
    numbers = [stored_number(row.id_number) for row in rows]
    sounds = [derived({"name": row.name}, digest) for row in rows]
    work.insert_columns(
        Person,
        {
            "id": [keys[row.row] for row in rows],
            **{name: list(map(attrgetter(name), rows)) for name in _OF_PEOPLE},
            "id_number": numbers,
            "id_digest": [digest.of(number) for number in numbers],
            "pinyin": [sound["pinyin"] for sound in sounds],
            "initials": [sound["initials"] for sound in sounds],
        },
    )


def _update(
    work: Work, model: type[Base], changes: Iterable[tuple[UUID, Mapping[str, Any]]]
) -> None:
    """Update rows in groups that change the same fields."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for key, values in changes:
        if values:
            groups[tuple(sorted(values))].append({"id": key, **values})
    for fields in sorted(groups):
        work.update(model, groups[fields])
