"""Workbooks to fill in: headings, drop-downs, text cells for numbers, a sheet that explains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop.rosters.problems import letter
from desktop.rosters.writing import (
    Styles,
    month_title,
    new_workbook,
    write_cell,
    write_heading,
    write_record,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from desktop.core.terms import Month
    from desktop.rosters.columns import Column, SheetKind

GUIDE: Final = "填写说明"
CHOICES: Final = "选项"
_READY_LINES: Final = 2000
"""Lines below the header that have drop-downs."""


def write_template(
    out: Path, kind: SheetKind[Any], rows: Iterable[Any] = (), *, month: Month | None = None
) -> int:
    """Write a workbook to fill in.

    Args:
        out: the .xlsx file to write.
        kind: whose columns stand in it.
        rows: rows that stand in it already, such as the pupils of a class with their present days.
        month: stands in a line above the header and is read again.

    Returns:
        How many rows stand in it already.

    Raises:
        EnvironmentFault: the file cannot be written.
    """
    columns = [column for column in kind.columns if column.template]
    with new_workbook(out) as book:
        styles = Styles.of(book)
        page = book.add_worksheet(kind.title)
        first = row = write_heading(page, columns, month_title(kind, month), styles)
        for record in map(kind.record, rows):
            write_record(page, row, columns, record, styles)
            row += 1
        _offer(page, columns, first, max(row, first + _READY_LINES))
        _write_guide(book.add_worksheet(GUIDE), columns, styles)
        _write_choices(book.add_worksheet(CHOICES), columns, styles)
    return row - first


def _offer(page: Any, columns: Sequence[Column], first: int, last: int) -> None:  # noqa: ANN401
    """Put drop-downs and short instructions on the cells to fill."""
    listed = _listed(columns)
    for index, column in enumerate(columns):
        rule: dict[str, object] = {"validate": "any"}
        if column in listed:
            place = letter(listed.index(column))
            source = f"={CHOICES}!${place}$2:${place}${len(column.choices) + 1}"
            # Others may be typed: a list of ours never knows them all.
            rule = {"validate": "list", "source": source, "error_type": "warning"}
        if column.note:
            rule |= {"input_title": column.title, "input_message": column.note}
        if len(rule) > 1:
            page.data_validation(first, index, last, index, rule)


def _listed(columns: Sequence[Column]) -> list[Column]:
    return [column for column in columns if column.choices]


def _write_guide(page: Any, columns: Sequence[Column], styles: Styles) -> None:  # noqa: ANN401
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 44)
    page.set_column(2, 2, 30)
    for index, words in enumerate(("栏目", "要求", "举例")):
        page.write_string(0, index, words, styles.heading)
    for row, column in enumerate(columns, 1):
        demands = ["必填"] if column.required else ["可以不填"]
        demands += [column.note] if column.note else []
        demands += ["从下拉框里选"] if column.choices else []
        # 〔 〕 keep these lines from looking like a header.
        for index, words in enumerate((f"〔{column.title}〕", "；".join(demands), column.example)):
            write_cell(page, row, index, words, styles)
    write_cell(page, len(columns) + 2, 0, "不要改动第一张表的表头；不用的栏可以整列删掉。", styles)


def _write_choices(page: Any, columns: Sequence[Column], styles: Styles) -> None:  # noqa: ANN401
    listed = _listed(columns)
    for index, column in enumerate(listed):
        page.set_column(index, index, 20)
        write_cell(page, 0, index, column.title, styles)
    # Lines in constant memory are written from the top down.
    for row in range(max((len(column.choices) for column in listed), default=0)):
        for index, column in enumerate(listed):
            if row < len(column.choices):
                write_cell(page, row + 1, index, column.choices[row], styles)
