"""Lines of a console with Chinese in them: every Han character is two columns wide."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Sequence


def width(text: str) -> int:
    """How many columns a text takes."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def padded(text: str, columns: int) -> str:
    """A text with blanks behind it up to so many columns."""
    return text + " " * max(columns - width(text), 0)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Lines of a table: the first column to the left, figures to the right."""
    cells = [list(heads), *([str(cell) for cell in row] for row in rows)]
    wide = [max(width(line[place]) for line in cells) for place in range(len(heads))]
    return [
        "  ".join(
            padded(cell, columns) if place == 0 else " " * (columns - width(cell)) + cell
            for place, (cell, columns) in enumerate(zip(line, wide, strict=True))
        ).rstrip()
        for line in cells
    ]
