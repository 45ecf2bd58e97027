"""Dialogs for files: what they offer, and that Qt's own writes dates in Chinese on any system."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QStyleOptionViewItem, QTreeView

from desktop.views import file_dialogs

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui

ROOT = Path(__file__).resolve().parents[2]
IN_ENGLISH = """
import sys
from desktop.app import make_application
application = make_application()
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QFileDialog, QStyleOptionViewItem, QTreeView
from desktop.views.file_dialogs import made
assert QLocale.system().language() == QLocale.Language.English, QLocale.system().name()
dialog = made(None, "选择文件", "")
dialog.setViewMode(QFileDialog.ViewMode.Detail)
dialog.setDirectory(sys.argv[1])
dialog.show()
view = dialog.findChild(QTreeView)
index = view.model().index(0, 3, view.rootIndex())
while not index.isValid():
    application.processEvents()
    index = view.model().index(0, 3, view.rootIndex())
option = QStyleOptionViewItem()
view.itemDelegate().initStyleOption(option, index)
sys.stdout.buffer.write(option.text.encode())
"""


def test_dates_are_chinese_on_an_english_system(tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    path.touch()
    moment = 1_790_000_000  # some day in September 2026
    os.utime(path, (moment, moment))
    place = {"LC_ALL": "en_US.UTF-8", "LANG": "en_US.UTF-8", "TZ": "Asia/Shanghai"}
    done = subprocess.run(
        [sys.executable, "-c", IN_ENGLISH, str(tmp_path)],
        cwd=ROOT,
        env=os.environ | place | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == "2026年9月21日 22:13"


def answering(qtbot: QtBot, do: Callable[[QFileDialog], object]) -> None:
    """Do something with the dialog that will be open, as soon as it is."""
    del qtbot

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            do(dialog)
        else:
            QTimer.singleShot(10, act)

    QTimer.singleShot(0, act)


def test_file_that_is_chosen_is_given(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    path.touch()
    seen: list[str] = []

    def choose(dialog: QFileDialog) -> None:
        seen.extend([dialog.windowTitle(), dialog.directory().path(), *dialog.nameFilters()])
        dialog.selectFile(str(path))
        dialog.done(QDialog.DialogCode.Accepted)

    answering(qtbot, choose)
    assert file_dialogs.to_open(None, "选择花名册", str(tmp_path), "表格 (*.xlsx)") == str(path)
    assert seen == ["选择花名册", str(tmp_path), "表格 (*.xlsx)"]


def test_name_to_save_as_is_offered(qtbot: QtBot, tmp_path: Path) -> None:
    answering(qtbot, lambda dialog: dialog.done(QDialog.DialogCode.Accepted))
    start = str(tmp_path / "公示.pdf")
    assert file_dialogs.to_save(None, "保存", start, "PDF (*.pdf)") == start


def test_folder_is_given(qtbot: QtBot, tmp_path: Path) -> None:
    answering(qtbot, lambda dialog: dialog.done(QDialog.DialogCode.Accepted))
    assert file_dialogs.to_enter(None, "选择文件夹", str(tmp_path)) == str(tmp_path)


def test_dialog_that_is_left_gives_nothing(qtbot: QtBot) -> None:
    def leave(dialog: QFileDialog) -> None:
        dialog.done(QDialog.DialogCode.Rejected)

    answering(qtbot, leave)
    assert file_dialogs.to_open(None, "选择", str(Path.home()), "") == ""
    answering(qtbot, leave)
    assert file_dialogs.to_enter(None, "选择", "") == ""


def test_other_columns_are_written_by_qt(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "花名册.xlsx").touch()
    dialog = file_dialogs.made(None, "选择", "")
    qtbot.addWidget(dialog)
    dialog.setDirectory(str(tmp_path))
    view = dialog.findChild(QTreeView)
    assert view is not None
    qtbot.waitUntil(lambda: view.model().index(0, 0, view.rootIndex()).isValid())
    option = QStyleOptionViewItem()
    index = view.model().index(0, 0, view.rootIndex())
    file_dialogs.FileLine(dialog).initStyleOption(option, index)
    assert option.text == "花名册.xlsx"  # type: ignore[attr-defined]


def test_several_files_are_given(qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("一班.xlsx", "二班.xlsx"):
        (tmp_path / name).touch()
    modes: list[QFileDialog.FileMode] = []

    def choose(dialog: QFileDialog) -> None:
        modes.append(dialog.fileMode())
        dialog.selectFile(str(tmp_path / "一班.xlsx"))
        dialog.done(QDialog.DialogCode.Accepted)

    answering(qtbot, choose)
    chosen = file_dialogs.several_to_open(None, "选择", str(tmp_path), "表格 (*.xlsx)")
    assert chosen == [str(tmp_path / "一班.xlsx")]
    assert modes == [QFileDialog.FileMode.ExistingFiles]
