"""Rows on their way into a table: how many at once, of which months, with which columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.database.base import holds_contents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Table

    from desktop.core.terms import Month
    from desktop.database.chain import Row

BLOCK_ROWS: Final = 5_000


def months_of(table: Table, rows: Sequence[Row]) -> set[Month]:
    """The months that rows belong to; a table's `info["month"]` names the column to look at."""
    column = table.info.get("month")
    return set() if column is None else {row[column] for row in rows if column in row}


def rows_at_once(table: Table) -> int:
    """How many rows of a table are in memory together."""
    return 1 if holds_contents(table) else BLOCK_ROWS


def refuse_unequal(rows: Sequence[Row]) -> None:
    """Refuse rows with different columns: the database would take those of the first row only."""
    columns = rows[0].keys() if rows else ()
    if any(row.keys() != columns for row in rows):
        raise ValueError("rows written together must have the same columns")
