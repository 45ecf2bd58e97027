"""The columns of a list: what stands in them, how wide they are, what they are sorted by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from desktop.views.widgets.chips import Chip, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Chip", "ListColumn", "Tone"]

L = TypeVar("L")


@dataclass(frozen=True, slots=True)
class ListColumn(Generic[L]):
    """One column of a list."""

    key: str
    title: str
    text: Callable[[L], str]
    """What stands in the cell, is copied, exported and printed."""
    width: int = 100
    align: Literal["left", "right", "center"] = "left"
    sort: str | None = None
    """The order that the source understands; None: the list cannot be sorted by this column."""
    chip: Callable[[L], Chip | None] | None = None
    hidden: bool = False
    on_paper: bool = True
    """Whether it is printed too; a file name with its long number is for the screen only."""
    """Not shown until the person chooses the column. What is hidden is never exported."""

    @property
    def number(self) -> bool:
        """Whether figures stand here: they are exported as numbers."""
        return self.align == "right"
