"""The sheets one under the other; what is seen is drawn first, and only what is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea

from desktop.views.preview.column import AIR, Column
from desktop.views.preview.drawing import Drawing
from desktop.views.preview.zoom import Fit, Zoom, free, stepped
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent

    from desktop.views.preview.pdf import PageSize, Shot
    from desktop.views.tasks import Tasks

_LINE: Final = 48
_WHEEL_STEP: Final = 1.1
_NOTCH: Final = 120


class Sheets(QAbstractScrollArea):
    """Shows all pages of a PDF, at one zoom."""

    page_changed = Signal(int)
    """The page that is looked at, counted from 0."""
    zoom_changed = Signal(float)

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.drawing = Drawing(tasks, self)
        self.column = Column()
        self.zoom, self.page = Zoom(), 0
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("预览")
        # Fitted pages would jump to and fro with a bar that comes and goes.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.setSingleStep(_LINE)
        self.verticalScrollBar().valueChanged.connect(self._look)
        self.drawing.ready.connect(self._look)

    @property
    def factor(self) -> float:
        """The share of their size on paper at which pages are shown."""
        return self.column.factor

    def show_pdf(self, content: bytes, sizes: Sequence[PageSize], *, keep: bool = False) -> None:
        """Show another file: from its top, or (`keep`) where the one before was looked at."""
        place = self.verticalScrollBar().value() if keep else 0
        self.drawing.take(content)
        self.column = Column(sizes)
        self._lay_out()
        self.verticalScrollBar().setValue(place)
        self.page = -1
        self._look()

    def set_zoom(self, zoom: Zoom, around: QPointF | None = None) -> None:
        """Show the pages larger or smaller; the point `around` stays where it is."""
        place = around or QPointF(self.viewport().width() / 2, 0)
        down, across, before = self._top, self.horizontalScrollBar().value(), self.factor
        self.zoom = zoom
        self._lay_out()
        share = self.factor / before
        self.verticalScrollBar().setValue(round((down + place.y()) * share - place.y()))
        self.horizontalScrollBar().setValue(round((across + place.x()) * share - place.x()))
        self._look()

    def step_zoom(self, *, larger: bool) -> None:
        """The next step."""
        self.set_zoom(stepped(self.factor, larger=larger))

    def go_to(self, page: int) -> None:
        """Show a page from its top."""
        if self.column.sizes:
            page = min(max(page, 0), len(self.column) - 1)
            self.verticalScrollBar().setValue(self.column.tops[page] - AIR // 2)

    def place_of(self, page: int) -> QRectF:
        """Where a page lies in the viewport."""
        place = self.column.place(page, self.viewport().width())
        return place.translated(-self.horizontalScrollBar().value(), -self._top)

    @property
    def _top(self) -> int:
        return self.verticalScrollBar().value()

    @property
    def _seen(self) -> range:
        return self.column.seen(self._top, self.viewport().height())

    def _lay_out(self) -> None:
        view, sizes = self.viewport().size(), self.column.sizes
        if sizes:
            largest = self.column.widest()
            room = (view.width() - 2.0 * AIR, view.height() - 2.0 * AIR)
            self.column = Column(sizes, self.zoom.on((largest.width, largest.height), room))
        for bar, whole, part in (
            (self.verticalScrollBar(), self.column.height, view.height()),
            (self.horizontalScrollBar(), self.column.width, view.width()),
        ):
            bar.setPageStep(part)
            bar.setRange(0, max(whole - part, 0))
        self.zoom_changed.emit(self.factor)

    def _look(self) -> None:
        """Tell which page is looked at, and have drawn what is missing."""
        page = self.column.page_at(self._top + self.viewport().height() / 3)
        if page != self.page:
            self.page = page
            self.page_changed.emit(page)
        self.viewport().update()
        if self.isVisible():
            self.drawing.want(self._wanted())

    def _wanted(self) -> Iterator[Shot]:
        """The pictures of what is seen, then of the page behind and of that before."""
        seen, ratio = self._seen, self.devicePixelRatioF()
        around = (*seen, seen.stop, seen.start - 1) if seen else ()
        return (self.column.shot(p, ratio) for p in around if 0 <= p < len(self.column))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the sheets that are seen."""
        colours, ratio = current_tokens().colours, self.devicePixelRatioF()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(event.rect(), QColor(colours.surface))
        painter.setPen(QPen(QColor(colours.line), 1))
        for page in self._seen:
            place = self.place_of(page)
            painter.fillRect(place, Qt.GlobalColor.white)
            found = self.drawing.cache.nearest(page, self.column.shot(page, ratio).width)
            if found is not None:
                painter.drawImage(place, found)
            painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the pages anew; the same part of the file stays in sight."""
        super().resizeEvent(event)
        share = self._top / max(self.column.height, 1)
        self._lay_out()
        self.verticalScrollBar().setValue(round(share * self.column.height))
        self._look()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to draw when it is seen."""
        super().showEvent(event)
        self._look()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll; with Ctrl held, zoom around the cursor."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            notches = event.angleDelta().y() / _NOTCH
            self.set_zoom(free(self.factor * _WHEEL_STEP**notches), event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk through the pages and zoom."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        bar, key = self.verticalScrollBar(), event.key()
        if key == Qt.Key.Key_Home:
            self.go_to(0)
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif control and key in _TURNS:
            self.go_to(self.page + _TURNS[Qt.Key(key)])
        elif not control and key in _SIZES:
            self.set_zoom(_SIZES[Qt.Key(key)])
        elif key == Qt.Key.Key_Space:
            bar.setValue(bar.value() + bar.pageStep() - _LINE)
        elif key in _ZOOMS:
            self.step_zoom(larger=_ZOOMS[Qt.Key(key)])
        else:
            super().keyPressEvent(event)


# With Ctrl, PgUp and digits are the window's own: they go to another month and to the places.
_TURNS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_SIZES: Final = {
    Qt.Key.Key_1: free(1.0),
    Qt.Key.Key_2: Zoom(Fit.WIDTH),
    Qt.Key.Key_3: Zoom(Fit.PAGE),
}
_ZOOMS: Final = {Qt.Key.Key_Plus: True, Qt.Key.Key_Equal: True, Qt.Key.Key_Minus: False}
