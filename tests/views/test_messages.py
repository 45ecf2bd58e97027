from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox, QWidget

from desktop.core.errors import SchoolError
from desktop.core.preferences import PreferencesFile
from desktop.views import file_dialogs
from desktop.views.messages import Messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui


@pytest.fixture
def real(qtbot: QtBot, tmp_path: Path) -> Messages:
    del qtbot
    return Messages(PreferencesFile(tmp_path / "preferences.json"), tmp_path / "log")


def answer(do: Callable[[QWidget], object]) -> list[QWidget]:
    """Handle the next dialog as soon as it stands there; gives it back once it was shown."""
    seen: list[QWidget] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(5, look)
            return
        seen.append(dialog)
        do(dialog)

    QTimer.singleShot(0, look)
    return seen


def press(text: str) -> Callable[[QWidget], None]:
    def do(dialog: QWidget) -> None:
        assert isinstance(dialog, QMessageBox)
        next(b for b in dialog.buttons() if b.text() == text).click()

    return do


def test_note_is_handed_to_the_foot_of_the_window(real: Messages) -> None:
    notes: list[str] = []
    real.said.connect(notes.append)
    real.say("已保存")
    assert notes == ["已保存"]


def test_refusal_is_shown_in_its_own_words(real: Messages) -> None:
    texts: list[str] = []

    def look(dialog: QWidget) -> None:
        assert isinstance(dialog, QMessageBox)
        texts.append(dialog.text())
        press("知道了")(dialog)

    answer(look)
    real.say_error(None, SchoolError("这个月已经结账。"))
    assert texts == ["这个月已经结账。"]


@pytest.mark.parametrize(("button", "expected"), [("结账", True), ("再看看", False)])
def test_question_is_answered_by_its_buttons(real: Messages, button: str, expected: bool) -> None:  # noqa: FBT001 - a parameter
    answer(press(button))
    assert real.ask(None, "要结账吗？", "结账", "再看看") is expected


def test_closing_a_question_means_no(real: Messages) -> None:
    answer(lambda dialog: dialog.close())
    assert real.ask(None, "要结账吗？", "结账") is False


def test_text_is_asked_for(real: Messages) -> None:
    def type_in(dialog: QWidget) -> None:
        assert isinstance(dialog, QInputDialog)
        assert dialog.okButtonText() == "确定"
        dialog.setTextValue(" 补登两天 ")
        dialog.accept()

    answer(type_in)
    assert real.ask_text(None, "重新打开2026年10月", "原因") == "补登两天"


def test_text_that_is_not_given_is_none(real: Messages) -> None:
    answer(lambda dialog: dialog.close())
    assert real.ask_text(None, "重新打开2026年10月", "原因") is None


def test_crash_is_saved_told_and_can_be_copied(real: Messages, tmp_path: Path) -> None:
    opened: list[str] = []

    def look(dialog: QWidget) -> None:
        press("复制报告")(dialog)
        assert dialog.isVisible()
        press("打开文件夹")(dialog)
        assert isinstance(dialog, QMessageBox)
        assert str(tmp_path / "log") in dialog.informativeText()
        press("知道了")(dialog)

    answer(look)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
        real.say_crash(None, KeyError("secret"))
    (report,) = (tmp_path / "log").iterdir()
    assert QGuiApplication.clipboard().text() == report.read_text("utf-8")
    assert opened == [str(tmp_path / "log")]


def test_crash_is_told_when_the_report_cannot_be_saved(real: Messages, tmp_path: Path) -> None:
    (tmp_path / "log").touch()
    texts: list[str] = []

    def look(dialog: QWidget) -> None:
        assert isinstance(dialog, QMessageBox)
        texts.append(dialog.informativeText())
        press("知道了")(dialog)

    answer(look)
    real.say_crash(None, KeyError("secret"))
    assert "报告没有保存下来" in texts[0]


def test_crash_that_nobody_waits_for_is_only_saved(real: Messages, tmp_path: Path) -> None:
    real.note_crash(KeyError("secret"))
    (report,) = (tmp_path / "log").iterdir()
    assert "KeyError" in report.read_text("utf-8")


def test_report_that_finds_no_place_is_said_at_the_foot(real: Messages, tmp_path: Path) -> None:
    notes: list[str] = []
    real.said.connect(notes.append)
    (tmp_path / "log").touch()
    real.note_crash(KeyError("secret"))
    assert "报告没有保存下来" in notes[0]


def test_chosen_folders_are_remembered(
    real: Messages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    documents = tmp_path / "文档"
    documents.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(documents))

    def choose(_owner: object, _title: str, start: str, _patterns: str) -> str:
        asked.append(start)
        return str(tmp_path / "名册.xlsx")

    monkeypatch.setattr(file_dialogs, "to_open", choose)
    monkeypatch.setattr(file_dialogs, "to_save", choose)
    assert real.ask_open(None, "选择名册", "*.xlsx") == tmp_path / "名册.xlsx"
    real.ask_open(None, "选择名册", "*.xlsx")
    real.ask_save(None, "保存", "公示.pdf", "*.pdf")
    real.ask_save(None, "保存", "公示.pdf", "*.pdf")
    begun = [str(documents), str(documents / "公示.pdf")]
    assert asked == [begun[0], str(tmp_path), begun[1], str(tmp_path / "公示.pdf")]


def test_file_dialogs_begin_at_home_where_there_are_no_documents(
    real: Messages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    def choose(_owner: object, _title: str, start: str, _patterns: str) -> str:
        begun.append(start)
        return ""

    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(tmp_path / "无"))
    monkeypatch.setattr(file_dialogs, "to_open", choose)
    real.ask_open(None, "选择名册", "*.xlsx")
    assert begun == [str(Path.home())]


def test_several_files_are_chosen_and_their_folder_is_remembered(
    real: Messages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [str(tmp_path / "1.jpg"), str(tmp_path / "2.jpg")]
    begun: list[str] = []

    def choose(_owner: object, _title: str, start: str, _patterns: str) -> list[str]:
        begun.append(start)
        return chosen

    monkeypatch.setattr(file_dialogs, "several_to_open", choose)
    assert real.ask_several(None, "选择照片", "*.jpg") == (tmp_path / "1.jpg", tmp_path / "2.jpg")
    chosen.clear()
    assert real.ask_several(None, "选择照片", "*.jpg") == ()
    assert begun[1] == str(tmp_path)


def test_nothing_chosen_is_none(real: Messages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_dialogs, "to_open", lambda *_: "")
    monkeypatch.setattr(file_dialogs, "to_enter", lambda *_: "")
    assert real.ask_open(None, "选择名册", "*.xlsx") is None
    assert real.ask_folder(None, "选择文件夹", None) is None
