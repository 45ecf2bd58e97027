"""A round of a checklist as a person writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.core.meals import Finding, LogKind

TOPICS: Final = "议题和决定"


@dataclass(frozen=True, slots=True)
class RoundLine:
    """What one thing was found to be."""

    item: str
    part: str = ""
    finding: Finding | None = None
    value: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRound:
    """A round, as a person writes it down."""

    canteen_id: UUID
    kind: LogKind
    day: date
    done_by: str
    lines: tuple[RoundLine, ...]
    watched_by: str = ""
    at: str = ""
    note: str = ""
