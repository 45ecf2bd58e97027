"""The columns of a list: what stands in them, how wide they are, what they are sorted by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

L = TypeVar("L")


class Tone(Enum):
    """How much a state asks for; the value is the shape that stands before its word."""

    PLAIN = "○"
    GOOD = "●"
    CARE = "▲"
    BAD = "■"


@dataclass(frozen=True, slots=True)
class Chip:
    """A state as a word with a shape: it never speaks by its colour alone."""

    words: str
    tone: Tone = Tone.PLAIN


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
    """Not shown until the person chooses the column. What is hidden is never exported."""

    @property
    def number(self) -> bool:
        """Whether figures stand here: they are exported as numbers."""
        return self.align == "right"
