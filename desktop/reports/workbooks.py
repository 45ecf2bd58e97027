"""A printed form as a workbook: the rows of its table, the lines below; for what goes upward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.reports.document import Kind, Paragraph, Table
from desktop.rosters.lists import ListHeading, write_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.reports.document import Cells
    from desktop.reports.guard import GuardedDocument

_PIXELS: Final = 32
"""Of one share of a column's width."""


def write_workbook(guarded: GuardedDocument, out: Path) -> int:
    """Write the only table of a form, with its groups and sums; gives how many rows.

    Raises:
        ValueError: the form has more tables than one, or none.
        EnvironmentFault: the file cannot be written.
    """
    blocks = guarded.document.blocks
    (table,) = (block for block in blocks if isinstance(block, Table))
    foot = [block.text for block in blocks if isinstance(block, Paragraph)]
    headings = [
        ListHeading(column.title, round(column.width * _PIXELS), column.kind is not Kind.TEXT)
        for column in table.columns
    ]
    return write_list(out, guarded.document.subject, headings, _rows(table), foot)


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
