"""The only place that shows errors, questions, file dialogs and crash reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs
from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from desktop.core.errors import EnvironmentFault
from desktop.core.preferences import PreferencesFile
from desktop.views import file_dialogs, protection
from desktop.views.crash import report_of, save_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.core.errors import SchoolError
    from desktop.core.preferences import Preferences

_TITLE: Final = "明册"


def log_folder() -> Path:
    """Where this machine keeps the program's log and its crash reports for its user."""
    return platformdirs.user_log_path("mingce", appauthor=False)


class Messages(QObject):
    """Speaks to the person at the desk."""

    said = Signal(str)

    def __init__(
        self, preferences: PreferencesFile | None = None, logs: Path | None = None
    ) -> None:
        super().__init__()
        self._preferences = preferences or PreferencesFile.of_user()
        self._logs = logs or log_folder()

    def say(self, sentence: str) -> None:
        """A short-lived note at the foot of the window."""
        self.said.emit(sentence)

    def say_error(self, owner: QWidget | None, error: SchoolError) -> None:
        """Show why something was refused."""
        box = _box(owner, QMessageBox.Icon.Warning, error.sentence)
        box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
        _run(box)

    def note_crash(self, error: BaseException) -> None:
        """Save the report of an error that nobody has to be told of now."""
        try:
            save_report(error, self._logs)
        except EnvironmentFault as fault:
            self.say(f"报告没有保存下来（{fault.sentence}）。")

    def say_crash(self, owner: QWidget | None, error: BaseException) -> None:
        """Save the report of an error of the program and tell where it lies."""
        try:
            text, path = save_report(error, self._logs)
            where = f"报告保存在：{path}"
        except EnvironmentFault as fault:
            text, where = report_of(error), f"报告没有保存下来（{fault.sentence}）。"
        box = _box(
            owner, QMessageBox.Icon.Critical, "程序出错了，这一步没有做完；已经保存的数据不受影响。"
        )
        box.setInformativeText(
            f"{where}\n报告里只有出错的位置，没有任何人的信息。请把它交给维护的人。"
        )
        copy = box.addButton("复制报告", QMessageBox.ButtonRole.ActionRole)
        copy.clicked.disconnect()
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        folder = box.addButton("打开文件夹", QMessageBox.ButtonRole.ActionRole)
        folder.clicked.disconnect()
        folder.clicked.connect(lambda: open_outside(self._logs))
        box.setDefaultButton(box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole))
        _run(box)

    def ask(self, owner: QWidget | None, sentence: str, yes: str, no: str = "取消") -> bool:
        """Ask for a yes or a no; closing the box means no."""
        box = _box(owner, QMessageBox.Icon.Question, sentence)
        accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(accept)
        box.setEscapeButton(refuse)
        _run(box)
        return box.clickedButton() is accept

    def ask_text(self, owner: QWidget | None, sentence: str, label: str) -> str | None:
        """Ask for a line of text; None when the person does not want to say it."""
        dialog = QInputDialog(_window(owner))
        dialog.setWindowTitle(_TITLE)
        dialog.setLabelText(f"{sentence}\n\n{label}")
        dialog.setOkButtonText("确定")
        dialog.setCancelButtonText("取消")
        dialog.setMinimumWidth(420)
        accepted = bool(dialog.exec())
        text = dialog.textValue().strip()
        dialog.deleteLater()
        return text if accepted and text else None

    def ask_protection(self, owner: QWidget | None, warning: str) -> str | None:
        """Ask whether private data shall leave; a password for the file, empty: without one."""
        return protection.ask(_window(owner), _TITLE, warning)

    def ask_open(self, owner: QWidget | None, title: str, patterns: str) -> Path | None:
        """Ask for a file that is there."""
        start = self._remembered(lambda known: known.roster_folder)
        name = file_dialogs.to_open(_window(owner), title, start, patterns)
        return self._chosen(name, "roster_folder")

    def ask_several(self, owner: QWidget | None, title: str, patterns: str) -> tuple[Path, ...]:
        """Ask for one file or several that are there."""
        start = self._remembered(lambda known: known.roster_folder)
        names = file_dialogs.several_to_open(_window(owner), title, start, patterns)
        return tuple(path for name in names if (path := self._chosen(name, "roster_folder")))

    def ask_save(self, owner: QWidget | None, title: str, name: str, patterns: str) -> Path | None:
        """Ask where to save a file."""
        folder = self._remembered(lambda known: known.output_folder)
        start = str(Path(folder) / name)
        chosen = file_dialogs.to_save(_window(owner), title, start, patterns)
        return self._chosen(chosen, "output_folder")

    def ask_folder(self, owner: QWidget | None, title: str, start: Path | None) -> Path | None:
        """Ask for a folder."""
        name = file_dialogs.to_enter(_window(owner), title, str(start or ""))
        return Path(name) if name else None

    def _remembered(self, folder: Callable[[Preferences], Path | None]) -> str:
        known = folder(self._preferences.load().preferences)
        return str(known) if known is not None and known.is_dir() else _documents()

    def _chosen(self, name: str, remembered: str) -> Path | None:
        if not name:
            return None
        path = Path(name)
        try:
            self._preferences.change(**{remembered: path.parent})
        except EnvironmentFault as fault:
            self.say(f"没有记住这个文件夹：{fault.sentence}")
        return path


def open_outside(path: Path) -> None:
    """Open a file or folder with the program that this machine has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _documents() -> str:
    """Where people look for their files first; never where the program happens to run."""
    documents = Path(
        QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    )
    return str(documents if documents.is_dir() else Path.home())


def _window(owner: QWidget | None) -> QWidget | None:
    return owner.window() if owner is not None else None


def _box(owner: QWidget | None, icon: QMessageBox.Icon, sentence: str) -> QMessageBox:
    box = QMessageBox(icon, _TITLE, sentence, parent=_window(owner))
    box.setObjectName("message")
    return box


def _run(box: QMessageBox) -> None:
    box.exec()
    box.deleteLater()
