"""Rows out to a workbook from the same columns that are read: taken in again it changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.rosters.writing import Styles, month_title, new_workbook, write_heading, write_record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from desktop.core.terms import Month
    from desktop.rosters.columns import SheetKind


def write_export(
    out: Path,
    kind: SheetKind[Any],
    rows: Iterable[Any],
    *,
    month: Month | None = None,
    password: str = "",
) -> int:
    """Write rows to a new workbook.

    Args:
        out: the .xlsx file to write.
        kind: whose columns stand in it.
        rows: rows of that kind; taken one by one, so that they need not all be in memory.
        month: stands in a line above the header and is read again.
        password: without it the file cannot be opened; empty: no password.

    Returns:
        How many rows were written.

    Raises:
        EnvironmentFault: the file cannot be written.
    """
    columns = [column for column in kind.columns if column.template]
    with new_workbook(out, password) as book:
        page = book.add_worksheet(kind.title)
        styles = Styles.of(book)
        first = row = write_heading(page, columns, month_title(kind, month), styles)
        for record in map(kind.record, rows):
            write_record(page, row, columns, record, styles)
            row += 1
    return row - first
