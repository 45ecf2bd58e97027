from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMessageBox, QWidget

from desktop.app import crashes, instance
from desktop.app.arguments import Arguments, parsed
from desktop.app.core import Core
from desktop.app.input_method import choose_input_method
from desktop.app.instance import Instance
from desktop.app.language import StandardWords, speak_chinese
from desktop.core.errors import Cancelled
from desktop.core.preferences import PreferencesFile
from tests.views.fakes import QuietMessages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui


def test_folder_and_page_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MINGCE_DATA", raising=False)
    assert parsed([]) == Arguments()
    assert parsed(["--data", str(tmp_path), "--page", "people"]) == Arguments(tmp_path, "people")
    monkeypatch.setenv("MINGCE_DATA", str(tmp_path))
    assert parsed([]).data == tmp_path
    with pytest.raises(SystemExit):
        parsed(["--no-such"])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"QT_IM_MODULE": "fcitx"}, "ibus"),
        ({"QT_IM_MODULE": "fcitx5"}, "ibus"),
        ({"XMODIFIERS": "@im=fcitx"}, "ibus"),
        ({"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=fcitx"}, "ibus"),
        ({"QT_IM_MODULE": "compose", "XMODIFIERS": "@im=fcitx"}, "compose"),
        ({}, None),
    ],
)
def test_fcitx_is_spoken_to_as_ibus(before: dict[str, str], after: str | None) -> None:
    environment = dict(before)
    choose_input_method(environment, "linux")
    assert environment.get("QT_IM_MODULE") == after
    portal = after == "ibus" and before.get("QT_IM_MODULE") != "ibus"
    assert ("IBUS_USE_PORTAL" in environment) is portal


def test_other_systems_keep_their_input_method() -> None:
    environment = {"QT_IM_MODULE": "fcitx"}
    choose_input_method(environment, "win32")
    assert environment == {"QT_IM_MODULE": "fcitx"}


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    made = speak_chinese(qapp)
    yield
    for translator in made:
        qapp.removeTranslator(translator)


@pytest.mark.usefixtures("chinese")
def test_standard_buttons_are_chinese(qtbot: QtBot) -> None:
    kinds = QDialogButtonBox.StandardButton
    chosen = (kinds.Ok, kinds.Cancel, kinds.Save, kinds.Close, kinds.Yes, kinds.No, kinds.Retry)
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    box.setStandardButtons(chosen[0])
    for kind in chosen[1:]:
        box.addButton(kind)
    texts = [button.text() for button in box.buttons()]
    assert [text for text in texts if text.replace("(&Y)", "").replace("(&N)", "").isascii()] == []
    message = QMessageBox()
    qtbot.addWidget(message)
    message.setStandardButtons(QMessageBox.StandardButton.Ok)
    assert message.buttons()[0].text() == "确定"


def test_own_words_stand_in_where_qt_has_none() -> None:
    words = StandardWords()
    assert not words.isEmpty()
    assert words.translate("QPrintDialog", "Preview") == "预览"
    assert words.translate("QPrintDialog", "something else") == ""
    assert words.translate("Mine", "Preview") == ""


def test_second_start_hands_its_words_over(qtbot: QtBot, tmp_path: Path) -> None:
    first = Instance(tmp_path)
    assert not first.hand_over(Arguments())
    first.listen()
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from desktop.app.instance import Instance\nfrom desktop.app.arguments import Arguments\n"
        "QCoreApplication([])\n"
        f"sys.exit(not Instance(Path({str(tmp_path)!r})).hand_over(Arguments(page='people')))"
    )
    with qtbot.waitSignal(first.asked, timeout=20_000) as asked:
        second = subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[2])
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.returncode == 0
    assert asked.args == [Arguments(page="people")]
    first.close()


def test_other_data_is_another_window(tmp_path: Path) -> None:
    first = Instance(tmp_path / "a")
    first.listen()
    assert not Instance(tmp_path / "b").hand_over(Arguments())
    first.close()


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b'{"page": 3}'])
def test_nonsense_from_outside_is_no_page(content: bytes) -> None:
    assert instance._page_in(content) == ""


@pytest.fixture
def reported(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[crashes.Crashes, QuietMessages, Path]]:
    before = sys.excepthook, threading.excepthook
    messages = QuietMessages(PreferencesFile(tmp_path / "preferences.json"), tmp_path / "log")
    window = QWidget()
    qtbot.addWidget(window)
    yield crashes.report_all(messages, window, tmp_path / "log"), messages, tmp_path / "log"
    sys.excepthook, threading.excepthook = before
    qInstallMessageHandler(None)
    for handler in list(crashes._LOG.handlers):
        crashes._LOG.removeHandler(handler)
        handler.close()


def test_error_that_nobody_caught_is_told_and_logged_without_its_text(
    qtbot: QtBot, reported: tuple[crashes.Crashes, QuietMessages, Path]
) -> None:
    _, messages, logs = reported
    error = KeyError("110101201603070036")
    sys.excepthook(KeyError, error, None)
    qtbot.waitUntil(lambda: messages.crashes == [error])
    log = (logs / "mingce.log").read_text("utf-8")
    assert "KeyError" in log
    assert "110101" not in log


def test_error_of_another_thread_is_told_too(
    qtbot: QtBot, reported: tuple[crashes.Crashes, QuietMessages, Path]
) -> None:
    _, messages, _ = reported

    def fail() -> None:
        raise LookupError

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(messages.crashes) == 1)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(), Cancelled()])
def test_wish_to_stop_is_no_crash(
    qtbot: QtBot,
    reported: tuple[crashes.Crashes, QuietMessages, Path],
    error: BaseException,
) -> None:
    taker, messages, _ = reported
    taker.take(error)
    qtbot.wait(10)
    assert messages.crashes == []


def test_one_box_at_a_time(
    reported: tuple[crashes.Crashes, QuietMessages, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taker, messages, _ = reported
    told: list[BaseException] = []

    def say(_owner: object, error: BaseException) -> None:
        told.append(error)
        taker._on_happened(ValueError())

    monkeypatch.setattr(messages, "say_crash", say)
    taker._on_happened(KeyError())
    assert [type(error) for error in told] == [KeyError]


def test_what_qt_says_goes_to_the_log(
    reported: tuple[crashes.Crashes, QuietMessages, Path],
) -> None:
    logs = reported[2]
    crashes._log_qt(QtMsgType.QtWarningMsg, None, "a warning of Qt")  # type: ignore[arg-type]
    assert "WARNING desktop Qt: a warning of Qt" in (logs / "mingce.log").read_text("utf-8")


def test_log_that_cannot_be_written_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    (tmp_path / "log").touch()
    messages = QuietMessages(PreferencesFile(tmp_path / "preferences.json"), tmp_path)
    crashes._start_log(tmp_path / "log", messages)
    assert "日志写不下来" in messages.notes[0]
    assert logging.getLogger("desktop").handlers == []


def test_core_ends_its_work_before_it_closes_what_is_open(tmp_path: Path) -> None:
    core = Core.of(PreferencesFile(tmp_path / "preferences.json"))
    order: list[str] = []
    core.last.append(lambda: order.append("closed"))
    core.tasks.write(None, lambda _: order.append("written")).start()
    core.close()
    assert order == ["written", "closed"]
