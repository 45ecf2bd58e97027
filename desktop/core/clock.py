"""Time, injected: business dates are dates of China, instants are UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Whoever knows what time it is."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        ...

    def today(self) -> date:
        """The date in China."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The date in China."""
        return self.now().astimezone(CHINA).date()


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still: for tests and the demo."""

    instant: datetime

    def now(self) -> datetime:
        """The instant, in UTC."""
        return self.instant.astimezone(UTC)

    def today(self) -> date:
        """The date in China."""
        return self.instant.astimezone(CHINA).date()
