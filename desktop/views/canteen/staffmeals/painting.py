"""How the days of a month are painted, narrow as they are: their heads, and whether one ate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.views.canteen.staffmeals.table import ATE, StaffMealsTable
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtWidgets import QWidget

_SMALLER: Final = 0.86
_TICK: Final = ((-0.24, 0.02), (-0.07, 0.2), (0.26, -0.2))
"""The corners of a tick, in letters from the middle of the cell."""


class DayPainter(QStyledItemDelegate):
    """Paints the days; other columns as always."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell."""
        model = index.model()
        if not isinstance(model, StaffMealsTable) or model.place_of(index.column()) is None:
            super().paint(painter, option, index)
            return
        shown: Any = QStyleOptionViewItem(option)
        room = QRectF(shown.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(room, index.data(Qt.ItemDataRole.BackgroundRole))
        words = index.data(Qt.ItemDataRole.DisplayRole)
        if words == ATE:
            _paint_tick(painter, room)
        elif words:
            painter.setPen(QColor(current_tokens().colours.muted))
            painter.setFont(_small(shown.font))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
        if shown.state & QStyle.StateFlag.State_Selected:
            colour = QColor(current_tokens().colours.accent)
            painter.setPen(QPen(colour, 2 if shown.widget.hasFocus() else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(room.adjusted(1.5, 1.5, -1.5, -1.5), 3, 3)
        painter.restore()


class DayHeader(QHeaderView):
    """The number of a day and its weekday, without the room beside it that other heads have."""

    def __init__(self, table: StaffMealsTable, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._table = table

    def paintSection(  # noqa: N802 - Qt's name
        self, painter: QPainter, rect: QRect, logical: int
    ) -> None:
        """Paint one head."""
        if self._table.place_of(logical) is None:
            super().paintSection(painter, rect, logical)
            return
        words = self._table.headerData(logical, Qt.Orientation.Horizontal)
        colours = current_tokens().colours
        painter.save()
        painter.fillRect(rect, QColor(colours.surface))
        painter.setPen(QColor(colours.line))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QColor(colours.muted))
        painter.setFont(_small(self.font()))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()


def _paint_tick(painter: QPainter, room: QRectF) -> None:
    base, middle = current_tokens().sizes.base, room.center()
    pen = QPen(QColor(current_tokens().colours.text), base / 8)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    corners = [middle + QPointF(x * base, y * base) for x, y in _TICK]
    painter.drawPolyline(corners)


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(round(current_tokens().sizes.base * _SMALLER))
    return small
