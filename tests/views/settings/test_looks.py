"""Looks of the window and the text for whoever helps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication

from desktop.core.preferences import Theme, TypeSize
from desktop.services.about import parts
from desktop.views.settings import about as about_module
from desktop.views.settings.about import AboutSection
from desktop.views.settings.display import DisplaySection
from desktop.views.style import Look, current_tokens, dress
from desktop.views.style.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


@pytest.fixture
def undressed(qapp: QApplication) -> Iterator[None]:
    """The look of before, afterwards."""
    sheet, font, palette = qapp.styleSheet(), qapp.font(), qapp.palette()
    yield
    dress(qapp, Look())
    qapp.setStyleSheet(sheet)
    qapp.setFont(font)
    qapp.setPalette(palette)


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.tasks.running)


@pytest.mark.usefixtures("undressed")
def test_look_is_seen_at_once_and_kept(qtbot: QtBot, desk: Desk) -> None:
    section = DisplaySection(desk)
    qtbot.addWidget(section)
    settled(qtbot, desk)
    section.type_size.set_value(TypeSize.BIG)
    section.theme.set_value(Theme.HIGH_CONTRAST)
    assert current_tokens().sizes.base == 18
    known = desk.preferences.load().preferences
    assert (known.theme, known.type_size) == (Theme.HIGH_CONTRAST, TypeSize.BIG)
    section.type_size.set_value(None)
    assert section.type_size.value() is TypeSize.BIG
    section.theme.set_value(None)
    assert section.theme.value() is Theme.HIGH_CONTRAST


def test_pause_before_the_lock_is_kept_or_refused(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    section = DisplaySection(desk)
    qtbot.addWidget(section)
    settled(qtbot, desk)
    section.minutes.setText("30")
    section.minutes.editingFinished.emit()
    section.minutes.editingFinished.emit()
    assert desk.preferences.load().preferences.lock_after_minutes == 30
    for text in ("500", "很久", ""):
        section.minutes.setText(text)
        section.minutes.editingFinished.emit()
        assert section.minutes.value() == 30
    assert desk.preferences.load().preferences.lock_after_minutes == 30
    assert len(messages.notes) == 4


def test_look_that_cannot_be_kept_is_told(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    section = DisplaySection(desk)
    qtbot.addWidget(section)
    settled(qtbot, desk)
    (tmp_path / "file").write_text("")
    desk.preferences.path = tmp_path / "file" / "preferences.json"
    section.minutes.setText("30")
    section.minutes.editingFinished.emit()
    section.theme.set_value(Theme.HIGH_CONTRAST)
    assert len(messages.errors) == 2
    assert current_tokens() == tokens(Look())


def test_copy_for_support_names_nobody(qtbot: QtBot, desk: Desk, messages: QuietMessages) -> None:
    section = AboutSection(desk)
    qtbot.addWidget(section)
    section.show()
    settled(qtbot, desk)
    section.copy.click()
    text = QGuiApplication.clipboard().text()
    assert re.search(r"明册 \d+\.\d+\.\d+", text)
    assert "SQLite 3." in text
    assert "Qt 6." in text
    for private in ("张校长", "红星", str(desk.session.folder), "data"):
        assert private not in text
    assert messages.notes == ["已复制，可以粘贴给维护的人。"]


def test_data_folder_is_opened(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr(about_module, "open_outside", opened.append)
    section = AboutSection(desk)
    qtbot.addWidget(section)
    settled(qtbot, desk)
    section.open.click()
    assert opened == [desk.session.folder]


def test_every_library_and_font_names_its_licence() -> None:
    assert [part.name for part in parts() if part.licence == "未知"] == []
    assert len(parts()) > 15
