"""Files are kept by digest, dropped, chosen, opened and removed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from desktop.core.attachments import Attachment
from desktop.core.errors import SchoolError
from desktop.views.style import Look, dress
from desktop.views.widgets import Attachments, attachments

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.tasks import Job, Tasks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


class Shelf:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, job: Job, path: Path) -> Attachment:
        del job
        if not path.exists():
            raise SchoolError("这个文件不收。")
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        (self.folder / digest).write_bytes(content)
        return Attachment(digest, path.name, len(content))

    def lay_out(self, job: Job, attachment: Attachment) -> Path:
        del job
        return self.folder / attachment.digest


@pytest.fixture
def part(
    qtbot: QtBot, qapp: QApplication, tasks: Tasks, messages: QuietMessages, tmp_path: Path
) -> Attachments:
    dress(qapp, Look())
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    made = Attachments(tasks, messages, Shelf(shelf))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    path = tmp_path / "收据.jpg"
    path.write_bytes(b"picture" * 1000)
    return path


def names(part: Attachments) -> list[str]:
    return [part.list.item(row).text() for row in range(part.list.count())]


def test_chosen_file_is_kept_and_listed(
    qtbot: QtBot, part: Attachments, messages: QuietMessages, receipt: Path
) -> None:
    messages.answers.append(receipt)
    with qtbot.waitSignal(part.changed):
        part.add_button.click()
    assert names(part) == ["收据.jpg（7 KB）"]
    (file,) = part.value()
    assert file.digest == hashlib.sha256(receipt.read_bytes()).hexdigest()


def test_nothing_chosen_adds_nothing(part: Attachments, messages: QuietMessages) -> None:
    messages.answers.append(None)
    part.choose()
    assert part.value() == ()


def test_dropped_files_are_kept(qtbot: QtBot, part: Attachments, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("一.pdf", "二.pdf")]
    for path in paths:
        path.write_text(path.name, encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
    enter = QDragEnterEvent(QPoint(5, 5), *buttons)
    QApplication.sendEvent(part, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(part, QDropEvent(QPointF(5, 5), *buttons))
    qtbot.waitUntil(lambda: sorted(f.name for f in part.value()) == ["一.pdf", "二.pdf"])


def test_text_cannot_be_dropped(part: Attachments) -> None:
    data = QMimeData()
    data.setText("文字")
    enter = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier(0),
    )
    enter.ignore()
    QApplication.sendEvent(part, enter)
    assert not enter.isAccepted()


def test_same_content_is_listed_once(
    qtbot: QtBot, part: Attachments, messages: QuietMessages, receipt: Path, tmp_path: Path
) -> None:
    with qtbot.waitSignal(part.changed):
        part.add(receipt)
    again = tmp_path / "又一张.jpg"
    again.write_bytes(receipt.read_bytes())
    part.add(again)
    qtbot.waitUntil(lambda: messages.notes == ["“又一张.jpg”已经在附件里了。"])
    assert len(part.value()) == 1


def test_file_that_is_not_kept_is_refused_in_words(
    qtbot: QtBot, part: Attachments, messages: QuietMessages, receipt: Path
) -> None:
    part.add(receipt.with_name("没有.jpg"))
    qtbot.waitUntil(lambda: len(messages.sentences) == 1)
    assert messages.sentences == ["这个文件不收。"]
    assert part.value() == ()


def test_delete_removes_and_enter_opens(
    qtbot: QtBot, part: Attachments, receipt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(attachments, "open_outside", opened.append)
    with qtbot.waitSignal(part.changed):
        part.add(receipt)
    part.open_button.click()
    qtbot.waitUntil(lambda: len(opened) == 1)
    assert opened[0].read_bytes() == receipt.read_bytes()
    part.list.setFocus()
    qtbot.keyClick(part.list, Qt.Key.Key_Delete)
    assert part.value() == ()
    assert not part.remove_button.isVisible()


def test_files_of_a_record_are_shown(part: Attachments) -> None:
    files = [Attachment("a", "合同.pdf", 3 * 2**20), Attachment("b", "便条.txt", 12)]
    part.set_value(files)
    assert names(part) == ["合同.pdf（3.0 MB）", "便条.txt（12 字节）"]
    assert part.value() == tuple(files)
    part.set_value(None)
    assert part.value() == ()
