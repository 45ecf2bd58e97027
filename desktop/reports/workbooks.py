"""A printed form as a workbook: the rows of its table, the lines below; for what goes upward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.reports.document import Heading, Kind, Paragraph, Table
from desktop.rosters.lists import ListHeading, write_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from desktop.reports.document import Block, Cells
    from desktop.reports.guard import GuardedDocument

_PIXELS: Final = 32
"""Of one share of a column's width."""


def write_workbook(guarded: GuardedDocument, out: Path) -> int:
    """Write the tables of a form one below the other, with groups and sums; gives how many rows.

    What stands over a table is its first row, where there are several.

    Raises:
        ValueError: the form has no table, or tables of other columns.
        EnvironmentFault: the file cannot be written.
    """
    blocks = guarded.document.blocks
    tables = [block for block in blocks if isinstance(block, Table)]
    (columns,) = {table.columns for table in tables}
    foot = [block.text for block in blocks if isinstance(block, Paragraph)]
    headings = [
        ListHeading(column.title, round(column.width * _PIXELS), column.kind is not Kind.TEXT)
        for column in columns
    ]
    return write_list(
        out, guarded.document.subject, headings, _all_rows(blocks, len(columns)), foot
    )


def _all_rows(blocks: Iterable[Block], width: int) -> Iterator[Cells]:
    for block in blocks:
        if isinstance(block, Heading):
            yield (block.text, *("",) * (width - 1))
        elif isinstance(block, Table):
            yield from _rows(block)


def _rows(table: Table) -> Iterator[Cells]:
    empty = ("",) * (len(table.columns) - 1)
    for group in table.groups:
        if group.heading:
            yield (group.heading, *empty)
        yield from group.rows
        if group.subtotal:
            yield (group.subtotal.label, *group.subtotal.cells[1:])
    if table.total:
        yield (table.total.label, *table.total.cells[1:])
