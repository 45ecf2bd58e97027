"""Waiting in tests of the window: no longer than needed, and as long as a busy machine needs."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

_MOST = 30_000
_LOOKS = 20


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QtBot:
    """`waitUntil` looks each millisecond at first, and then each ten for half a minute."""
    patiently = qtbot.waitUntil

    def wait_until(callback: Callable[[], bool | None], *, timeout: int = _MOST) -> None:
        for _ in range(_LOOKS):
            with suppress(AssertionError):
                if callback() in (None, True):
                    return
            qtbot.wait(1)
        patiently(callback, timeout=timeout)

    monkeypatch.setattr(qtbot, "waitUntil", wait_until)
    return qtbot
