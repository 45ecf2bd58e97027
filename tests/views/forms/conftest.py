"""A form over one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.views.style import Look, dress
from tests.views.forms.opened import (
    Books,
    SlipForm,
    shown,
)
from tests.views.forms.slips import make

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk


@pytest.fixture
def slips() -> Books:
    return Books()


@pytest.fixture
def form(qtbot: QtBot, qapp: QApplication, desk: Desk, slips: Books) -> SlipForm:
    dress(qapp, Look())
    return shown(qtbot, make(desk, slips.save))
