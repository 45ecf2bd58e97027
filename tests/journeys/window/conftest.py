"""The window as a whole; the clock stands at 2 November 2026 and guessing passwords is cheap."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from desktop.core.clock import FixedClock
from desktop.core.ids import IdSource
from desktop.core.labels import Role, UnitKind
from desktop.services.books import Tools, create
from desktop.services.units import NewUnit, add_unit
from desktop.services.users import NewUser
from tests.cli.conftest import NOW
from tests.journeys.window.stand import Stand
from tests.schemas import schema_at_once
from tests.services.rosters import students, take
from tests.views.conftest import guard, small_school

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.views.fakes import GuiThreadGuard

__all__ = ["guard", "schema_at_once"]

UNIT = NewUnit(
    "3629000001",
    "红星小学",
    UnitKind.PRIMARY,
    office_phone="13900001234",
    supervision_phone="13800001234",
)
POINT = NewUnit("3629000002", "红星教学点", UnitKind.TEACHING_POINT)


@pytest.fixture(scope="session")
def kept_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight pupils in two classes of a school, and a teaching point beside it: made once."""
    folder = tmp_path_factory.mktemp("school") / "data"
    clock = FixedClock(NOW)
    user = NewUser("张校长", Role.PRINCIPAL)
    session = create(folder, UNIT, user, Tools(clock, IdSource(seed=5, clock=clock))).session
    take(session, students(*small_school()))
    add_unit(session, POINT)
    session.store.close()
    return folder


@pytest.fixture
def school(kept_school: Path, tmp_path: Path) -> Path:
    """A copy of the small school."""
    folder = tmp_path / "学校"
    shutil.copytree(kept_school, folder)
    return folder


@pytest.fixture
def stand(
    qtbot: QtBot,
    tmp_path: Path,
    qapp: QApplication,
    guard: GuiThreadGuard,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Stand]:
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    look = qapp.styleSheet(), qapp.palette(), qapp.font()
    made = Stand(qtbot, tmp_path, guard)
    yield made
    guard.armed = False
    made.core.close()
    assert made.messages.crashes == []
    qapp.setStyleSheet(look[0])
    qapp.setPalette(look[1])
    qapp.setFont(look[2])
