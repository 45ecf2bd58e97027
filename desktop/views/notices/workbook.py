"""The table of a notice as a workbook: what the guard has passed, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.reports.document import Kind, Table
from desktop.rosters.lists import ListHeading, write_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.reports.document import Cells
    from desktop.reports.guard import GuardedDocument

_PIXELS: Final = 4  # of a millimetre of paper
_CLASS: Final = ListHeading("班级", 110)


def write_notice(out: Path, guarded: GuardedDocument) -> int:
    """Write the rows of a notice; gives how many.

    Raises:
        EnvironmentFault: the file cannot be written.
    """
    document = guarded.document
    table = next(block for block in document.blocks if isinstance(block, Table))
    headed = any(group.heading for group in table.groups)
    headings = [
        ListHeading(c.title, max(round(c.width * _PIXELS), 60), c.kind is not Kind.TEXT)
        for c in table.columns
    ]
    foot = [line for line in (_total(table), table.closing, document.number) if line]
    title = document.subject + (f"（{document.mark}）" if document.mark else "")
    return write_list(out, title, [_CLASS, *headings] if headed else headings,
                      _rows(table, headed=headed), foot)  # fmt: skip


def _rows(table: Table, *, headed: bool) -> Iterator[Cells]:
    """The rows; where classes stand over their pupils on paper, each row names its class."""
    for group in table.groups:
        for cells in group.rows:
            yield (group.heading, *cells) if headed else cells


def _total(table: Table) -> str:
    if table.total is None:
        return ""
    cells = zip(table.columns, table.total.cells, strict=True)
    figures = "，".join(f"{column.title} {cell}" for column, cell in cells if cell)
    return f"{table.total.label}：{figures}"
