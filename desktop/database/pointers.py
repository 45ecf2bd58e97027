"""Which columns of which tables point at the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, String, Table, type_coerce

from desktop.database.base import Base

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Pointer:
    """A column that holds ids of another table; `only` in some of its rows."""

    child: Table
    column: Column[Any]
    only: ColumnElement[bool] | None = None


def pointing_at(table: Table) -> Iterator[Pointer]:
    """The columns that point at a table, by a foreign key or, as of any table, by its name.

    A table whose rows belong to records of many tables says in `info["points_at"]` which column
    holds the name of the table, and which the id.
    """
    for child in Base.metadata.sorted_tables:
        for key in child.foreign_key_constraints:
            if key.referred_table is table:
                yield Pointer(child, next(e.parent for e in key.elements if e.column.name == "id"))
        named = child.info.get("points_at")
        if named is not None and child is not table:
            only = type_coerce(child.c[named[0]], String) == table.name
            yield Pointer(child, child.c[named[1]], only)
