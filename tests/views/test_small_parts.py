"""Charts on paper, receipts, drafts, dialogs and fields compared: each in a case of its own."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLabel

from desktop.core.errors import EnvironmentFault, SchoolError
from desktop.core.preferences import PreferencesFile
from desktop.services.drafts import DraftFiles
from desktop.views import file_dialogs
from desktop.views.charts import BarChart, Chart, ChartData, LineChart, Series
from desktop.views.crash import report_of
from desktop.views.drafts import Drafts
from desktop.views.forms.conflicts import Fate, fate_of
from desktop.views.messages import Messages
from desktop.views.style import Look, dress
from desktop.views.wizard.receipt import ReceiptPage, ReceiptWords

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.tasks import Job, Tasks

pytestmark = pytest.mark.gui

DAYS = ["10月9日", "10月10日"]


def printed(chart: Chart) -> QImage:
    """What a chart leaves on a white sheet."""
    paper = QImage(QSize(400, 260), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    with QPainter(paper) as painter:
        chart.print_on(painter, QRectF(0, 0, 400, 260))
    return paper


def inked(paper: QImage, top: int) -> bool:
    """Whether anything stands below a line of the sheet."""
    white = QColor(Qt.GlobalColor.white)
    return any(
        paper.pixelColor(x, y) != white
        for y in range(top, paper.height())
        for x in range(paper.width())
    )


def test_chart_without_data_leaves_the_paper_white(qtbot: QtBot, qapp: QApplication) -> None:
    dress(qapp, Look())
    chart = BarChart()
    qtbot.addWidget(chart)
    assert not inked(printed(chart), 0)


def test_chart_without_values_says_so_on_paper(qtbot: QtBot, qapp: QApplication) -> None:
    dress(qapp, Look())
    chart = BarChart()
    qtbot.addWidget(chart)
    chart.set_data(ChartData("就餐人数", DAYS, [Series("本月", [None, None])]))
    assert inked(printed(chart), 100)


def test_second_line_of_a_chart_is_dashed(qtbot: QtBot, qapp: QApplication) -> None:
    dress(qapp, Look())
    chart = LineChart()
    qtbot.addWidget(chart)
    chart.resize(480, 300)
    chart.set_data(ChartData("人数", DAYS, [Series("本月", [6, 5]), Series("上月", [4, 7])]))
    with qtbot.waitExposed(chart):
        chart.show()
    styles = [item.opts["pen"].style() for item in chart._plot.listDataItems()]
    assert styles == [Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine]


@pytest.mark.parametrize(
    ("base", "now", "mine", "fate"),
    [
        (1, 1, 1, Fate.SAME),
        (1, 1, 2, Fate.MINE),
        (1, 2, 1, Fate.THEIRS),
        (1, 2, 2, Fate.SAME),
        (1, 2, 3, Fate.BOTH),
    ],
)
def test_field_is_in_conflict_only_where_two_people_differ(
    base: int, now: int, mine: int, fate: Fate
) -> None:
    assert fate_of(base, now, mine) is fate


def test_later_receipt_replaces_the_earlier_one(qtbot: QtBot) -> None:
    receipt = ReceiptPage()
    qtbot.addWidget(receipt)
    receipt.show()
    for sentence in ("已导入", "已撤销"):
        receipt.show_words(ReceiptWords(sentence, [("新增", 7)]))
    qtbot.waitUntil(lambda: len(receipt.children()) == 2)
    words = {label.text() for label in receipt.findChildren(QLabel)}
    assert "已撤销" in words
    assert "已导入" not in words


class Unreadable:
    """A folder of drafts on a stick that was pulled out."""

    owner = "王老师"

    def all(self) -> dict[str, object]:
        raise EnvironmentFault("草稿读不出来。")


def test_drafts_that_cannot_be_read_are_told_and_typing_goes_on(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DraftFiles, "of", lambda _session: Unreadable())
    drafts = Drafts(desk.session)
    with qtbot.waitSignal(drafts.failed) as told:
        assert drafts.find("people/new") is None
    assert told.args is not None
    assert isinstance(told.args[0], SchoolError)
    assert told.args[0].sentence == "草稿读不出来。"
    drafts.drain()


def test_folder_that_cannot_be_remembered_is_told_and_the_file_is_taken(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qtbot
    kept = tmp_path / "preferences.json"
    kept.mkdir()
    messages = Messages(PreferencesFile(kept), tmp_path / "log")
    notes: list[str] = []
    messages.said.connect(notes.append)
    chosen = tmp_path / "花名册.xlsx"
    monkeypatch.setattr(file_dialogs, "to_open", lambda *_: str(chosen))
    assert messages.ask_open(None, "选择文件", "表格 (*.xlsx)") == chosen
    assert len(notes) == 1
    assert notes[0].startswith("没有记住这个文件夹：")


def test_report_names_no_folder_of_a_place_that_is_not_searched() -> None:
    secret = "/somewhere/张校长/broken.py"
    try:
        exec(compile("1 / 0", secret, "exec"))
    except ZeroDivisionError as error:
        report = report_of(error)
    assert "broken.py" in report
    assert "张校长" not in report


def test_task_that_was_cancelled_before_it_began_does_not_work(qtbot: QtBot, tasks: Tasks) -> None:
    went_on, ended = Event(), list[bool]()

    def work(job: Job) -> None:
        job.progress.step("读取")
        went_on.set()

    task = tasks.read(None, work).ended(lambda: ended.append(True))
    task.cancel()
    task.start()
    qtbot.waitUntil(lambda: bool(ended))
    assert not went_on.is_set()
