"""Charts are drawn when first seen, follow the look, can be printed, and speak in words."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPdfWriter

from desktop.core.preferences import Theme
from desktop.views.charts import BarChart, Chart, ChartData, LineChart, Series
from desktop.views.style import Look, current_tokens, dress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui

COSTS = [Decimal("4.97"), None, Decimal("5.20"), Decimal("4.51")]
DAYS = ["10月9日", "10月10日", "10月12日", "10月13日"]
ONE = ChartData("生均成本", DAYS, [Series("本月", COSTS)], "元")
TWO = ChartData(
    "就餐人数", DAYS, [Series("本月", [650, 655, None, 640]), Series("上月", [None] * 4)]
)
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    dress(qapp, Look())
    yield
    dress(qapp, Look())


def shown(qtbot: QtBot, chart: Chart, data: ChartData) -> Chart:
    qtbot.addWidget(chart)
    chart.resize(480, 300)
    chart.set_data(data)
    with qtbot.waitExposed(chart):
        chart.show()
    return chart


def has_colour(image: QImage, colour: str) -> bool:
    wanted = QColor(colour)
    return any(
        image.pixelColor(x, y) == wanted
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    )


def test_library_is_not_loaded_before_a_chart_is_seen() -> None:
    program = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "import desktop.views.charts as charts\n"
        "application = QApplication([])\n"
        "chart = charts.BarChart()\n"
        "chart.set_data(charts.ChartData('数', ['一'], [charts.Series('数', [1])]))\n"
        "before = {'pyqtgraph', 'numpy'} & sys.modules.keys()\n"
        "chart.show()\n"
        "sys.exit(str(before) if before or 'pyqtgraph' not in sys.modules else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=False,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr.decode()


def test_summary_says_extremes_and_gaps() -> None:
    assert ONE.summary() == (
        "生均成本：共 3 项，最低 4.51元（10月13日），最高 5.20元（10月12日），1 项没有记录。"
    )
    assert TWO.summary() == (
        "就餐人数：本月，共 3 项，最低 640（10月13日），最高 655（10月10日），1 项没有记录。"
        "上月，还没有记录。"
    )
    nothing = ChartData("就餐人数", DAYS, [Series("本月", [None] * 4)])
    assert nothing.summary() == "就餐人数：还没有记录。"


@pytest.mark.parametrize("kind", [BarChart, LineChart])
@pytest.mark.parametrize("data", [ONE, TWO], ids=["one", "two"])
def test_chart_is_drawn_in_the_accent_and_described(
    qtbot: QtBot, kind: type[Chart], data: ChartData
) -> None:
    chart = shown(qtbot, kind(), data)
    assert has_colour(chart.grab().toImage(), current_tokens().colours.accent)
    assert chart.accessibleDescription() == data.summary()
    assert chart.legend.isVisible() is (len(data.series) > 1)


def test_chart_follows_the_look(qtbot: QtBot, qapp: QApplication) -> None:
    chart = shown(qtbot, BarChart(), ONE)
    before = current_tokens().colours.accent
    dress(qapp, Look(Theme.HIGH_CONTRAST))
    image = chart.grab().toImage()
    assert has_colour(image, current_tokens().colours.accent)
    assert not has_colour(image, before)


def test_chart_without_values_says_so(qtbot: QtBot) -> None:
    chart = shown(qtbot, LineChart(), ChartData("成本", DAYS, [Series("本月", [None] * 4)]))
    assert chart._nothing.isVisible()
    chart.set_data(ONE)
    assert not chart._nothing.isVisible()


def test_labels_are_thinned_out_until_they_fit(qtbot: QtBot) -> None:
    days = [f"10月{day}日" for day in range(1, 32)]
    data = ChartData("成本", days, [Series("本月", list(range(31)))])
    chart = shown(qtbot, BarChart(), data)
    (ticks,) = chart._plot.getAxis("bottom")._tickLevels
    assert 2 < len(ticks) < 12
    chart.resize(1900, 300)
    qtbot.wait(10)
    (wider,) = chart._plot.getAxis("bottom")._tickLevels
    assert len(wider) > len(ticks)


def test_chart_is_painted_on_paper(qtbot: QtBot, tmp_path: Path) -> None:
    chart = shown(qtbot, BarChart(), ONE)
    image = QImage(1200, 800, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        chart.print_on(painter, QRectF(100, 100, 1000, 600))
    assert has_colour(image, current_tokens().colours.accent)
    assert has_colour(image.copy(0, 100, 1200, 60), "#000000"), "the title stands above"
    assert not has_colour(image.copy(0, 720, 1200, 80), current_tokens().colours.accent)
    path = tmp_path / "chart.pdf"
    writer = QPdfWriter(str(path))
    with QPainter(writer) as painter:
        chart.print_on(painter, QRectF(0, 0, writer.width(), writer.height() / 2))
    assert path.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("count", [0, 3])
def test_more_than_two_series_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="one or two"):
        ChartData("成本", ["一"], [Series("一", [1])] * count)


def test_values_must_match_their_labels() -> None:
    with pytest.raises(ValueError, match="label"):
        ChartData("成本", DAYS, [Series("一", [1])])
