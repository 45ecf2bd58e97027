"""Which school a table means: by its code, its name, or what it was said to mean before."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.pinyin import pinyin
from desktop.models import SchoolAlias, Unit
from desktop.services.units import UnitLine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work

LONGEST_ALIAS: Final = 120
_MARKS: Final = re.compile(r"[\s·.,，、:：()（）\[\]【】\-_—]+")
_PLACE: Final = re.compile("[省市州盟县区旗乡镇村]$")
_GOES_ON: Final = re.compile("附|分校|教学点|幼儿园|小学|中学|学校|初中|高中")
"""What may follow a school's name and make it another school: 红星小学附属幼儿园."""
_MOST_SUGGESTED: Final = 5
_ALIKE: Final = 0.6


@dataclass(frozen=True, slots=True)
class UnknownSchool:
    """A school that nobody knows by this name, and those that may be meant, likeliest first."""

    name: str
    rows: int
    suggestions: tuple[UnitLine, ...]


def plain_school(name: str) -> str:
    """A school's name for matching: half width, no blanks, no brackets or marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", name))[:LONGEST_ALIAS]


class Schools:
    """The schools of the data, as one bureau knows them."""

    def __init__(
        self,
        connection: Connection,
        unit_id: UUID,
        said: Mapping[str, UUID | None],
        *,
        own: bool = False,
    ) -> None:
        """`said`: what a person has just said that names mean; None: their rows are left out.

        `own`: the bureau itself may be meant, too.
        """
        query = select(Unit.id, Unit.code, Unit.name, Unit.kind, Unit.township).order_by(Unit.id)
        found = [UnitLine(*row) for row in connection.execute(query)]
        self.own = next((line for line in found if line.unit_id == unit_id), None)
        """The bureau."""
        self.lines = tuple(
            line for line in found if line.kind.has_pupils or (own and line == self.own)
        )
        self.by_id = {line.unit_id: line for line in self.lines}
        self._codes = {line.code: line for line in self.lines}
        self._names = {plain_school(line.name): line for line in self.lines}
        aliases = select(SchoolAlias.name, SchoolAlias.means_unit_id).where(
            SchoolAlias.unit_id == unit_id
        )
        self._said: dict[str, UnitLine | None] = {
            name: self.by_id[means]
            for name, means in connection.execute(aliases)
            if means in self.by_id
        }
        for name, means in said.items():
            self._said[plain_school(name)] = self.by_id[means] if means else None

    def left_out(self, name: str) -> bool:
        """Whether a person has said that rows of this name belong to no school here."""
        key = plain_school(name)
        return key in self._said and self._said[key] is None

    def of_row(self, code: str | None, name: str | None) -> UnitLine | None:
        """The school of a row; None where that is not sure."""
        if code and code in self._codes:
            return self._codes[code]
        return self.of_name(name) if name else None

    def of_name(self, name: str) -> UnitLine | None:
        """The school of a name, also with its county or township before it; else None."""
        key = plain_school(name)
        if key in self._said:
            return self._said[key]
        if key in self._codes:
            return self._codes[key]
        if key in self._names:
            return self._names[key]
        near = [line for own, line in self._names.items() if _same_but_place(key, own)]
        return near[0] if len(near) == 1 else None

    def of_text(self, text: str) -> UnitLine | None:
        """The one school that a title or a file's name speaks of; None if that is not sure."""
        plain = plain_school(text)
        known = {**self._names, **{k: v for k, v in self._said.items() if v is not None}}
        inside = [own for own in known if own in plain]
        inside = [own for own in inside if not any(own != o and own in o for o in inside)]
        if len(inside) != 1 or _GOES_ON.match(plain.partition(inside[0])[2]):
            return None
        return known[inside[0]]

    def suggestions(self, name: str) -> tuple[UnitLine, ...]:
        """Schools that a misspelt name may mean: of the same sound first, then of like letters."""
        key = plain_school(name)
        sound = pinyin(key)
        same = [own for own in self._names if pinyin(own) == sound]
        alike = get_close_matches(key, self._names, _MOST_SUGGESTED, _ALIKE)
        within = [own for own in self._names if own in key or key in own]
        found = dict.fromkeys((*same, *alike, *within))
        return tuple(self._names[own] for own in found)[:_MOST_SUGGESTED]


def _same_but_place(one: str, other: str) -> bool:
    """红星小学 is 平安县红星小学, and not 新红星小学."""
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer.endswith(shorter) and bool(_PLACE.search(longer.removesuffix(shorter)))


def remember_names(work: Work, said: Mapping[str, UUID | None]) -> int:
    """Keep what names were said to mean, for the next table; how many are new or changed."""
    query = select(SchoolAlias.id, SchoolAlias.name, SchoolAlias.means_unit_id).where(
        SchoolAlias.unit_id == work.unit_id
    )
    known = {name: (key, means) for key, name, means in work.connection.execute(query)}
    meant = {plain_school(name): means for name, means in said.items() if means is not None}
    fresh = [(name, means) for name, means in meant.items() if name and name not in known]
    moved = [
        {"id": known[name][0], "means_unit_id": means}
        for name, means in meant.items()
        if name in known and known[name][1] != means
    ]
    keys = work.new_ids(len(fresh))
    work.insert(
        SchoolAlias,
        [
            {"id": key, "name": name, "means_unit_id": means}
            for key, (name, means) in zip(keys, fresh, strict=True)
        ],
    )
    work.update(SchoolAlias, moved)
    return len(fresh) + len(moved)
