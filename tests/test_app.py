from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QInputDialog, QMessageBox

from desktop.app import build_window, main
from desktop.core.labels import Role, UnitKind
from desktop.services.books import create
from desktop.services.units import NewUnit
from desktop.services.users import NewUser

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui

UNIT = NewUnit("3629000001", "红星小学", UnitKind.PRIMARY)


def test_window_opens_on_plain_data(qtbot: QtBot, tmp_path: Path) -> None:
    create(tmp_path, UNIT, NewUser("校长", Role.PRINCIPAL)).session.store.close()
    window = build_window(tmp_path)
    qtbot.addWidget(window)
    assert window.windowTitle() == "明册 - 红星小学"


def test_encrypted_data_asks_for_name_and_password(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = NewUser("校长", Role.PRINCIPAL, "春风化雨十年树木")
    create(tmp_path, UNIT, user).session.store.close()
    answers = iter([("校长", True), ("春风化雨十年树木", True)])
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: next(answers))
    window = build_window(tmp_path)
    qtbot.addWidget(window)
    assert window.windowTitle() == "明册 - 红星小学"


@pytest.mark.usefixtures("qapp")
def test_folder_without_data_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[2]))
    assert main(["--data", str(tmp_path)]) == 3
    assert "这里没有明册的数据" in said[0]
