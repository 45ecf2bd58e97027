"""Charts for what one would rather look at than read: bars and lines over days or classes.

The drawing library is imported when a chart is first shown, so that it costs nothing before. A
value of None is not recorded, which is not nought: there is a gap. Each chart also says in words
what it shows, for those who do not see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from desktop.views.style import current_tokens, mark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from PySide6.QtGui import QResizeEvent, QShowEvent

_GROUP: Final = 0.7  # of the room between two labels
_MOST: Final = 2  # more cannot be told apart without colours


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values; None where nothing is recorded."""

    title: str
    values: Sequence[Decimal | int | None]


@dataclass(frozen=True, slots=True)
class ChartData:
    """What a chart shows: a label for each place, and one or two rows of values."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""

    def __post_init__(self) -> None:
        if not 0 < len(self.series) <= _MOST:
            raise ValueError("a chart shows one or two series")
        if any(len(series.values) != len(self.labels) for series in self.series):
            raise ValueError("every place has a label and a value or None")

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is recorded."""
        return all(value is None for series in self.series for value in series.values)

    def summary(self) -> str:
        """What the chart shows, in words."""
        if self.is_empty:
            return f"{self.title}：还没有记录。"
        return f"{self.title}：" + "".join(self._words(series) for series in self.series)

    def _words(self, series: Series) -> str:
        known = [(v, at) for at, v in enumerate(series.values) if v is not None]
        name = f"{series.title}，" if len(self.series) > 1 else ""
        if not known:
            return f"{name}还没有记录。"
        (low, low_at), (high, high_at) = min(known), max(known)
        gaps = len(series.values) - len(known)
        return (
            f"{name}共 {len(known)} 项，最低 {self._value(low)}（{self.labels[low_at]}），"
            f"最高 {self._value(high)}（{self.labels[high_at]}）"
            + (f"，{gaps} 项没有记录。" if gaps else "。")
        )

    def _value(self, value: Decimal | int) -> str:
        return f"{value:,}{self.unit}"


class Chart(QWidget):
    """A chart under its title; subclasses draw the values."""

    def __init__(self) -> None:
        super().__init__()
        self._data: ChartData | None = None
        self._plot: Any = None
        self.title, self.legend = QLabel(), QLabel()
        mark(self.title, kind="heading")
        mark(self.legend, kind="small")
        self._nothing = QLabel("还没有可以画的记录。", self)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark(self._nothing, kind="muted")
        self._stack = QStackedLayout()
        self._stack.addWidget(self._nothing)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(current_tokens().sizes.row * 5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.legend)
        layout.addLayout(self._stack, 1)

    def set_data(self, data: ChartData) -> None:
        """Show other values."""
        self._data = data
        self.title.setText(f"{data.title}（{data.unit}）" if data.unit else data.title)
        titles = [series.title for series in data.series]
        self.legend.setText("　".join(f"{m} {t}" for m, t in zip("■□", titles, strict=False)))
        self.legend.setVisible(len(titles) > 1)
        self.setAccessibleName(data.title)
        self.setAccessibleDescription(data.summary())
        if self.isVisible():
            self._draw()

    def print_on(self, painter: QPainter, room: QRectF) -> None:
        """Paint title and chart into a room on paper, as large as it allows."""
        if self._data is None:
            return
        self._draw()
        font = QFont(self.font())
        font.setPixelSize(max(round(room.height() / 22), 1))
        painter.setFont(font)
        painter.setPen(QPen(Qt.GlobalColor.black))
        words = "　".join(w for w in (self.title.text(), self.legend.text()) if w)
        line = painter.fontMetrics().height() * 3 // 2
        painter.drawText(QRectF(room.left(), room.top(), room.width(), line), words)
        below = room.adjusted(0, line, 0, 0)
        if self._data.is_empty:
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._nothing.text())
        else:
            self._plot.render(painter, below)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what was set while nobody looked."""
        super().showEvent(event)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """As many labels as have room."""
        super().resizeEvent(event)
        self._label()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw in the colours of a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._plot is not None and self.isVisible():
            self._draw()

    def _draw(self) -> None:
        if self._data is None or self._data.is_empty:
            self._stack.setCurrentWidget(self._nothing)
            return
        if self._plot is None:
            self._plot = _blank_plot()
            self._stack.addWidget(self._plot)
        _dress(self._plot)
        self._plot.clear()
        for at, series in enumerate(self._data.series):
            values = [None if v is None else float(v) for v in series.values]
            if any(value is not None for value in values):
                self._draw_series(at, values)
        self._plot.setXRange(-0.5, len(self._data.labels) - 0.5, padding=0)
        self._label()
        self._stack.setCurrentWidget(self._plot)

    def _draw_series(self, at: int, values: Sequence[float | None]) -> None:
        raise NotImplementedError

    def _label(self) -> None:
        """Write as many of the labels as fit beside each other."""
        if self._plot is None or self._data is None:
            return
        labels = self._data.labels
        widest = max((self.fontMetrics().horizontalAdvance(label) for label in labels), default=1)
        room = max(self.width() - current_tokens().sizes.row * 2, 1)
        every = max(1, -(-len(labels) * (widest + current_tokens().sizes.space) // room))
        ticks = [(at, label) for at, label in enumerate(labels) if at % every == 0]
        self._plot.getAxis("bottom").setTicks([ticks])


class BarChart(Chart):
    """Bars from nought; the second series is hollow."""

    def _draw_series(self, at: int, values: Sequence[float | None]) -> None:
        import pyqtgraph  # noqa: PLC0415 - heavy, and few pages have charts

        assert self._data is not None  # noqa: S101 - drawn only with data
        width = _GROUP / len(self._data.series)
        shift = width * (at - (len(self._data.series) - 1) / 2)
        places = [(x + shift, y) for x, y in enumerate(values) if y is not None]
        colours = current_tokens().colours
        self._plot.addItem(
            pyqtgraph.BarGraphItem(
                x=[x for x, _ in places],
                height=[y for _, y in places],
                width=width * 0.9,
                pen=_pen(colours.accent),
                brush=QColor(colours.ground if at else colours.accent),
            )
        )


class LineChart(Chart):
    """A line through the values, broken where nothing is recorded; the second is dashed."""

    def _draw_series(self, at: int, values: Sequence[float | None]) -> None:
        colours = current_tokens().colours
        pen = _pen(colours.accent, 2)
        if at:
            pen.setStyle(Qt.PenStyle.DashLine)
        self._plot.plot(
            list(range(len(values))),
            [float("nan") if value is None else value for value in values],
            connect="finite",
            pen=pen,
            symbol="s" if at else "o",
            symbolSize=7,
            symbolPen=_pen(colours.accent),
            symbolBrush=QColor(colours.ground if at else colours.accent),
        )


def _blank_plot() -> Any:  # noqa: ANN401 - the library has no types
    """A plot that is looked at only: no mouse, no menu."""
    import pyqtgraph  # noqa: PLC0415 - heavy, and few pages have charts

    pyqtgraph.setConfigOptions(antialias=True)
    plot = pyqtgraph.PlotWidget()
    plot.setMouseEnabled(x=False, y=False)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setFrameShape(plot.Shape.NoFrame)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.showGrid(y=True, alpha=0.15)
    return plot


def _dress(plot: Any) -> None:  # noqa: ANN401 - same
    worn = current_tokens()
    font = QFont(plot.font())
    font.setPixelSize(worn.sizes.small)
    plot.setBackground(worn.colours.ground)
    for name in ("left", "bottom"):
        axis = plot.getAxis(name)
        axis.setPen(_pen(worn.colours.edge))
        axis.setTextPen(_pen(worn.colours.muted))
        axis.setStyle(tickFont=font)
        axis.enableAutoSIPrefix(enable=False)


def _pen(colour: str, width: int = 1) -> QPen:
    pen = QPen(QColor(colour))
    pen.setWidth(width)
    pen.setCosmetic(True)
    return pen
