"""How documents, days and papers that run out are told in lists and panes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.canteen import DocumentState, StockKind
from desktop.views.widgets import Chip, Tone

if TYPE_CHECKING:
    from datetime import date

    from desktop.core.money import Money
    from desktop.services.canteen.stock import DocumentLine

SOON: Final = 7
"""Days before the end in which goods are to be eaten first."""


def state_words(line: DocumentLine) -> str:
    """草稿, 红字, 已冲销 or 已记账."""
    if line.state is DocumentState.DRAFT:
        return line.state.label
    if line.red:
        return "红字"
    return "已冲销" if line.reversed_by else line.state.label


_TONES: Final = {"草稿": Tone.CARE, "红字": Tone.BAD, "已记账": Tone.GOOD}


def state_chip(line: DocumentLine) -> Chip:
    """The state with its shape."""
    words = state_words(line)
    return Chip(words, _TONES.get(words, Tone.PLAIN))


def worth(line: DocumentLine) -> Money:
    """What a document comes to as people write it: below zero only in red ink."""
    return line.amount if line.kind is StockKind.RECEIPT else -line.amount


def day_words(day: date | None) -> str:
    """A day in a list."""
    return "" if day is None else day.isoformat()


def expiry_chip(until: date | None, today: date, soon: int = SOON) -> Chip | None:
    """That something has run out, or does soon."""
    if until is None or (until - today).days > soon:
        return None
    if until < today:
        return Chip("已过期", Tone.BAD)
    days = (until - today).days
    return Chip("今天到期" if not days else f"还有 {days} 天", Tone.CARE)
