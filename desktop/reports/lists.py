"""A list of the window on paper: its columns as they are shown, as many pages as it takes."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.errors import SchoolError
from desktop.reports.document import (
    Align,
    Column,
    Document,
    Group,
    Orientation,
    Paragraph,
    Table,
    plain_date,
)
from desktop.reports.guard import Fields, GuardedDocument

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

MOST_ROWS: Final = 20_000
_WIDE_TABLE: Final = 46
"""Half-width letters beyond which the sheet lies on its side."""
_LOOKED_AT: Final = 500
_WIDEST: Final = 40
_TYPE_SIZE: Final = 10.5


@dataclass(frozen=True, slots=True)
class PrintedList:
    """What a list prints."""

    title: str
    unit_name: str
    on: date
    titles: tuple[str, ...]
    numbers: frozenset[int]
    """Places of the columns that hold figures."""
    rows: Sequence[tuple[str, ...]]
    foot: tuple[str, ...] = ()


def document(listed: PrintedList) -> GuardedDocument:
    """Set a list as a document; what is private is refused as on a notice.

    Raises:
        SchoolError: the list is too long for paper, or shows what may not be printed.
    """
    if len(listed.rows) > MOST_ROWS:
        msg = f"列表有 {len(listed.rows):,} 行，打印太长。请先筛选，或导出 Excel。"
        raise SchoolError(msg)
    widths = [_width(listed, place) for place in range(len(listed.titles))]
    table = Table(
        columns=tuple(
            Column(title, width, align=Align.RIGHT if at in listed.numbers else Align.LEFT)
            for at, (title, width) in enumerate(zip(listed.titles, widths, strict=True))
        ),
        groups=(Group(listed.rows),),
        type_size=_TYPE_SIZE,
    )
    made = f"{plain_date(listed.on)}打印，共 {len(listed.rows):,} 条"
    sheet = Document(
        title=(listed.unit_name, listed.title),
        blocks=(
            table,
            *(Paragraph(line, indent=False) for line in listed.foot),
            Paragraph(made, indent=False, align=Align.RIGHT),
        ),
        orientation=Orientation.LANDSCAPE if sum(widths) > _WIDE_TABLE else Orientation.PORTRAIT,
    )
    fields = Fields(listed.title, frozenset(listed.titles), about_people=False)
    return GuardedDocument(sheet, fields, (listed.unit_name,))


def _width(listed: PrintedList, place: int) -> float:
    """The share of a column: its longest text among the first rows."""
    texts = [listed.titles[place], *(row[place] for row in listed.rows[:_LOOKED_AT])]
    return float(min(max(_letters(text) for text in texts) + 2, _WIDEST))


def _letters(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
