"""Choosing files and folders: the system's own dialogs, or Qt's where it has none, in Chinese.

Qt's own dialog writes dates as the system does, whatever language the program speaks; here they are
written as everywhere else in the program.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFileSystemModel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtWidgets import QWidget

_DATE_COLUMN: Final = 3
_DATE: Final = "yyyy年M月d日 HH:mm"


class FileLine(QStyledItemDelegate):
    """A line of a list of files, with the date in Chinese."""

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Write the date of the last change ourselves."""
        super().initStyleOption(option, index)
        if index.column() == _DATE_COLUMN:
            full: Any = option  # the types of Qt leave inherited fields out
            full.text = written(index)


def written(index: QModelIndex | QPersistentModelIndex) -> str:
    """When a file of Qt's list was last changed."""
    info = index.data(QFileSystemModel.Roles.FileInfoRole)
    return str(info.lastModified().toString(_DATE)) if info is not None else ""


def to_open(owner: QWidget | None, title: str, start: str, patterns: str) -> str:
    """Ask for a file that is there; empty: none was chosen."""
    dialog = made(owner, title, patterns)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setDirectory(start)
    return _answer(dialog)


def several_to_open(owner: QWidget | None, title: str, start: str, patterns: str) -> list[str]:
    """Ask for files that are there."""
    dialog = made(owner, title, patterns)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setDirectory(start)
    return _answers(dialog)


def to_save(owner: QWidget | None, title: str, start: str, patterns: str) -> str:
    """Ask where to save; `start` is the folder and name that are offered."""
    dialog = made(owner, title, patterns)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDirectory(str(Path(start).parent))
    dialog.selectFile(Path(start).name)
    return _answer(dialog)


def to_enter(owner: QWidget | None, title: str, start: str) -> str:
    """Ask for a folder; empty: none was chosen."""
    dialog = made(owner, title, "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    if start:
        dialog.setDirectory(start)
    return _answer(dialog)


def made(owner: QWidget | None, title: str, patterns: str) -> QFileDialog:
    """A dialog that is not shown yet."""
    dialog = QFileDialog(owner, title, "", patterns)
    # Qt keeps no hold of it; the system's own dialog takes no notice of it.
    dialog.setItemDelegate(FileLine(dialog))
    return dialog


def _answer(dialog: QFileDialog) -> str:
    return next(iter(_answers(dialog)), "")


def _answers(dialog: QFileDialog) -> list[str]:
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    files = list(dialog.selectedFiles())
    dialog.deleteLater()
    return files if accepted else []
