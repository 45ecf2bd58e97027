from __future__ import annotations

import pytest

from desktop.core.screen import has_screen


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_session_says_that_there_is_a_screen(name: str) -> None:
    assert has_screen({name: ":0"}, "linux")
    assert not has_screen({name: ""}, "linux")


def test_linux_without_a_session_has_no_screen() -> None:
    assert not has_screen({"QT_QPA_PLATFORM": "offscreen"}, "linux")


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_windows_and_macos_always_have_one(system: str) -> None:
    assert has_screen({}, system)
