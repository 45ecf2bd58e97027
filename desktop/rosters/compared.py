"""比对用表: any list of people, read only to be held against another, and never taken in.

Nothing that a cell says wrongly keeps a line out: what is wrong is what a comparison looks for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.dates import Precision, WrittenDate
from desktop.core.identity import IdentityNumber
from desktop.core.labels import Sex
from desktop.core.names import Name
from desktop.core.villages import village_key
from desktop.rosters import office_lists
from desktop.rosters.cells import plain_text
from desktop.rosters.columns import SheetKind
from desktop.rosters.office_lists import HOUSEHOLDS
from desktop.rosters.problems import Flaw, Level
from desktop.rosters.student_columns import COLUMNS as STUDENT_COLUMNS
from desktop.rosters.student_headings import settle as settle_guardians

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.rosters.cells import Cell, Context, Converter
    from desktop.rosters.columns import Column, Heading, Line


class ComparedRow(msgspec.Struct, frozen=True):
    """Somebody on any list, as far as a comparison asks."""

    row: int
    """As Excel counts, from 1."""
    name: str
    name_key: str
    id_number: str | None
    sex: Sex | None
    birth: date | None
    guardians: tuple[str, ...]
    """Keys of the names of those who answer for the person, or head the household."""
    villages: tuple[str, ...]
    place: str
    """Class, or village: where the list puts the person."""


def gently(convert: Converter) -> Converter:
    """The same converter, for which nothing is bad enough to leave a line out."""

    def converted(cell: Cell, context: Context) -> object:
        read = convert(cell, context)
        if isinstance(read, Flaw) and read.level is Level.ERROR:
            return Flaw(Level.WARNING, read.message, read.value)
        return read

    return converted


_OF_STUDENTS: Final = frozenset(
    {
        *("name", "id_number", "sex", "birth", "school_class", "grade"),
        *("address", "registered_address", "guardian1_name", "guardian2_name"),
    }
)
_OF_LISTS: Final = frozenset({"head", "head_number", "village"})


def _columns() -> tuple[Column, ...]:
    listed = {column.key: column for column in HOUSEHOLDS.columns}
    found = []
    for column in STUDENT_COLUMNS:
        if column.key not in _OF_STUDENTS:
            # Known all the same, so that 身份证件类型 is not taken for a number.
            found.append(replace(column, convert=plain_text))
            continue
        other = listed.get(column.key)
        convert = office_lists.listed_number if column.key == "id_number" else column.convert
        more = other.synonyms if other else ()
        # A name that cannot be read is nobody; all else may be wrong.
        kept = convert if column.key == "name" else gently(convert)
        found.append(replace(column, convert=kept, synonyms=(*column.synonyms, *more)))
    return (*found, *(c for c in HOUSEHOLDS.columns if c.key in _OF_LISTS))


def settle(headings: Sequence[Heading]) -> dict[int, str]:
    """The guardian's number is not the pupil's; a head may stand for the person."""
    return {**settle_guardians(headings), **office_lists.settle(headings)}


def build(line: Line, context: Context) -> ComparedRow:
    """Make the row."""
    del context
    values = line.values
    name, number = values.get("name"), values.get("id_number")
    good = number if isinstance(number, IdentityNumber) else None
    sex = values.get("sex")
    own = name.key if isinstance(name, Name) else ""
    named = (values.get(key) for key in ("guardian1_name", "guardian2_name", "head"))
    guardians = {g.key: None for g in named if isinstance(g, Name) and g.key != own}
    places = (values.get(key) for key in ("village", "registered_address", "address"))
    villages = {key: None for p in places if isinstance(p, str) and (key := village_key(p))}
    return ComparedRow(
        row=line.row,
        name=name.text if isinstance(name, Name) else "",
        name_key=own,
        id_number=good.key if good else number if isinstance(number, str) else None,
        sex=sex if isinstance(sex, Sex) else good.sex if good else None,
        birth=_birth(values.get("birth"), good),
        guardians=tuple(guardians),
        villages=tuple(villages),
        place=_place(values),
    )


def _birth(written: object, number: IdentityNumber | None) -> date | None:
    if isinstance(written, WrittenDate) and written.precision is Precision.DAY:
        return written.day
    return number.birth if number else None


def _place(values: dict[str, object]) -> str:
    words = [w for key in ("grade", "school_class") if isinstance(w := values.get(key), str)]
    if len(words) > 1 and words[1].startswith(words[0]):
        words = words[1:]
    return "".join(words) or str(values.get("village") or "")


def record(row: ComparedRow) -> dict[str, Cell]:
    """The cells of a person by key."""
    cells: dict[str, Cell | None] = {
        "name": row.name,
        "id_number": row.id_number,
        "sex": row.sex.label if row.sex else None,
        "birth": row.birth,
        "school_class": row.place,
        "head": row.guardians[0] if row.guardians else None,
        "village": row.villages[0] if row.villages else None,
    }
    return {key: cell for key, cell in cells.items() if cell}


COMPARED: Final = SheetKind(
    name="compared",
    title="比对用表",
    columns=_columns(),
    anchor="name",
    build=build,
    record=record,
    settle=settle,
    stand_in="head",
)
