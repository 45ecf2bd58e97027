"""Rows as cells on the clipboard, so that WPS and Excel take them in cell by cell."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QMimeData

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.views.tables.columns import ListColumn

_NUMBER: Final = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?%?")
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
# Without it a long number would lose its end, and 0007 its beginning.
_AS_TEXT: Final = " style=\"mso-number-format:'\\@'\""

Cells = tuple[str, ...]


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula; figures stay as they are."""
    if text.startswith(_DANGEROUS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def cells_of(columns: Sequence[ListColumn[Any]], rows: Iterable[Any]) -> list[Cells]:
    """What the columns say of each row."""
    return [tuple(column.text(row) for column in columns) for row in rows]


def as_text(lines: Iterable[Cells]) -> str:
    """Tabs between cells and a line for each row; what holds either is quoted."""
    return "\r\n".join("\t".join(_quoted(harmless(cell)) for cell in line) for line in lines)


def _quoted(cell: str) -> str:
    if any(mark in cell for mark in '\t\r\n"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def as_page(columns: Sequence[ListColumn[Any]], lines: Iterable[Cells]) -> str:
    """The same as a table of a page: the only form in which text cells stay text."""
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{'' if column.number else _AS_TEXT}>{_escaped(cell)}</td>"
            for column, cell in zip(columns, line, strict=True)
        )
        + "</tr>"
        for line in lines
    )
    return f'<html><head><meta charset="utf-8"></head><body><table>{rows}</table></body></html>'


def _escaped(cell: str) -> str:
    return escape(harmless(cell)).replace("\n", '<br style="mso-data-placement:same-cell">')


def for_clipboard(columns: Sequence[ListColumn[Any]], lines: Sequence[Cells]) -> QMimeData:
    """What is put on the clipboard."""
    data = QMimeData()
    data.setText(as_text(lines))
    data.setHtml(as_page(columns, lines))
    return data
