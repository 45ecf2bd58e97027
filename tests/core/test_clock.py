"""Business dates are dates of China."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from desktop.core.clock import FixedClock, SystemClock


def test_evening_in_utc_is_the_next_day_in_china() -> None:
    clock = FixedClock(datetime(2026, 9, 30, 16, 0, tzinfo=UTC))
    assert clock.today() == date(2026, 10, 1)
    assert FixedClock(datetime(2026, 9, 30, 15, 59, tzinfo=UTC)).today() == date(2026, 9, 30)


def test_instants_are_utc() -> None:
    clock = FixedClock(datetime(2026, 10, 1, 9, tzinfo=timezone(timedelta(hours=8))))
    assert clock.now() == datetime(2026, 10, 1, 1, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    assert FixedClock.at(2026, 10, 1) == clock


def test_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(datetime(2026, 10, 1))  # noqa: DTZ001 - the fault under test


def test_system_clock_runs() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert abs(SystemClock().today() - now.date()) <= timedelta(days=1)
