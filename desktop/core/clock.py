"""Time, injected: business dates are dates of China, instants are UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final, Protocol

# China has kept one offset since 1991; a fixed one needs no zone database on the machine.
CHINA: Final = timezone(timedelta(hours=8), "CST")


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

    def __post_init__(self) -> None:
        if self.instant.tzinfo is None:
            raise ValueError("an instant needs its time zone")

    @classmethod
    def at(cls, year: int, month: int, day: int, hour: int = 9) -> FixedClock:
        """The clock that shows this day and hour in China."""
        return cls(datetime(year, month, day, hour, tzinfo=CHINA))

    def now(self) -> datetime:
        """The instant, in UTC."""
        return self.instant.astimezone(UTC)

    def today(self) -> date:
        """The date in China."""
        return self.instant.astimezone(CHINA).date()
