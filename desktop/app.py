"""The window's composition root: opens the data, reads, shows the overview.

So far the window only shows how each unit stands; everything else is done on the command line.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QMainWindow, QMessageBox

from desktop.core.errors import SchoolError
from desktop.core.preferences import PreferencesFile
from desktop.services.books import Login, is_locked, open_books
from desktop.services.overview import overview
from desktop.views.overview import OverviewPage
from desktop.views.style import Look, dress

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Show the window; returns the exit status."""
    parser = argparse.ArgumentParser(prog="mingce-window", description="明册")
    parser.add_argument("--data", type=Path, metavar="文件夹", help="数据文件夹")
    args = parser.parse_args(argv)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)  # noqa: S101 - nobody makes another kind here
    dress(application, Look.of(PreferencesFile.of_user().load().preferences))
    try:
        window = build_window(args.data or _last_folder())
    except SchoolError as error:
        QMessageBox.warning(None, "明册", error.sentence)
        return 3
    window.show()
    return application.exec()


def build_window(folder: Path) -> QMainWindow:
    """The window over the data of a folder; the data is read and closed before anything is shown.

    Raises:
        SchoolError: the data cannot be opened.
    """
    session = open_books(folder, _login(folder))
    try:
        units = overview(session)
        title = f"明册 - {session.unit_name}"
    finally:
        session.store.close()
    window = QMainWindow()
    window.setWindowTitle(title)
    window.setCentralWidget(OverviewPage(str(folder), units))
    window.resize(1000, 600)
    return window


def _login(folder: Path) -> Login:
    if not is_locked(folder):
        return Login()
    name, _ = QInputDialog.getText(None, "明册", "姓名")
    password, _ = QInputDialog.getText(None, "明册", "密码", QLineEdit.EchoMode.Password)
    return Login(name, password)


def _last_folder() -> Path:
    folder = PreferencesFile.of_user().load().preferences.data_folder
    if folder is None:
        raise SchoolError("还没有数据。请先用 mingce init 建立，或用 --data 写明数据文件夹。")
    return folder
