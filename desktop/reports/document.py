"""What a printed form says, as plain frozen values: no font, no paper, no printing library.

Services hand over figures, `notices` turns them into a `Document`, `guard` looks it through and
`pdf` sets it on paper. The same values can be written as a worksheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

Cells = tuple[str, ...]


class Orientation(StrEnum):
    """How the A4 sheet lies."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class Kind(StrEnum):
    """What a column holds: figures are never wrapped, and only figures can be carried over."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"


class Align(StrEnum):
    """Where a text stands in its line or cell."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `width` is its share of the table's width."""

    title: str
    width: float
    kind: Kind = Kind.TEXT
    align: Align = Align.CENTRE
    carried: bool = False
    """Whether its running sum is printed where the table goes over to the next page (过次页)."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A subtotal or total: its label stands across the columns before the first figure."""

    label: str
    cells: Cells

    @property
    def label_span(self) -> int:
        """How many columns the label takes."""
        return next((at for at, cell in enumerate(self.cells) if cell), len(self.cells))


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together: a heading (may be empty), the rows, their subtotal."""

    rows: Sequence[Cells]
    heading: str = ""
    subtotal: Summary | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of any length. The head is repeated on each page, the total stands last."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    total: Summary | None = None
    closing: str = ""
    """A last row across the whole table, such as the total in words."""
    panels: int = 1
    """How many times the columns stand side by side on a page; rows run down one, then the next."""
    type_size: float = 12.0

    def rows(self) -> Iterator[Cells]:
        """Every data row, in order."""
        for group in self.groups:
            yield from group.rows


@dataclass(frozen=True, slots=True)
class Heading:
    """一、 a heading inside the text (黑体)."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text (仿宋, 三号), its first line set in by two characters."""

    text: str
    indent: bool = True
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Whom to call, and the number."""

    label: str
    number: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """The only block that may hold telephone numbers."""

    label: str
    """What stands before all of them (监督电话); empty where each line says it itself."""
    lines: tuple[ContactLine, ...]


@dataclass(frozen=True, slots=True)
class SignatureLines:
    """People sign by hand here: 经办人 ____ 负责人 ____."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SealCode:
    """The short code of the month's seal, to check the paper by; None while the month is open."""

    code: str | None


@dataclass(frozen=True, slots=True)
class SealArea:
    """署名 and date (GB/T 9704-2012, 7.3.5.1), with clear room for the round seal upon them."""

    signed_by: str
    signed_on: date
    seal_code: SealCode | None = None


Block = Heading | Paragraph | Table | Contacts | SignatureLines | SealArea


@dataclass(frozen=True, slots=True)
class Document:
    """One printed form, from its title to its seal."""

    title: tuple[str, ...]
    """The title in phrases that are better not broken: 平安乡中心小学 · 2026年10月 · 收费公示."""
    blocks: tuple[Block, ...]
    number: str = ""
    """The document's own number, printed under the title."""
    mark: str = ""
    """Printed on every page of what is not yet valid: 试印稿."""
    orientation: Orientation = Orientation.PORTRAIT
    red: bool = False
    """Whether it is printed in red ink: it undoes another (红字)."""

    @property
    def subject(self) -> str:
        """The title in one line."""
        return "".join(self.title)


def plain_date(day: date) -> str:
    """A date as notices write it: 2026年6月5日, no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
