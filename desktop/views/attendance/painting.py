"""How a pupil's day is painted: there, absent with and without leave, not recorded, no lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.core.attendance import Mark
from desktop.views.attendance.showing import CellState
from desktop.views.attendance.table import CELL_ROLE
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

_DOT: Final = 5.0
_SMALLER: Final = 0.75
"""How much smaller half days (上病) stand in the narrow days of a month."""


class DayPainter(QStyledItemDelegate):
    """Paints the days; other columns as always."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell."""
        state = index.data(CELL_ROLE)
        if not isinstance(state, CellState):
            super().paint(painter, option, index)
            return
        shown: Any = QStyleOptionViewItem(option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, shown, state)
        _paint_words(painter, shown, state)
        painter.restore()


def _paint_ground(painter: QPainter, shown: Any, state: CellState) -> None:  # noqa: ANN401 - its inherited fields are not in Qt's types
    colours, room = current_tokens().colours, QRectF(shown.rect)
    selected = bool(shown.state & QStyle.StateFlag.State_Selected)
    ground = colours.ground
    if state.called is None or not state.open:
        ground = colours.surface
    elif state.called.mark.absent:
        ground = colours.warning_soft if state.called.mark.excused else colours.danger_soft
    painter.fillRect(room, QColor(ground))
    if selected:
        painter.setPen(QPen(QColor(colours.accent), 2 if shown.widget.hasFocus() else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(room.adjusted(1.5, 1.5, -1.5, -1.5), 3, 3)
    if state.changed:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        painter.drawEllipse(QRectF(room.left() + 4, room.top() + 4, _DOT, _DOT))


def _paint_words(painter: QPainter, shown: Any, state: CellState) -> None:  # noqa: ANN401 - same
    if state.called is None:
        return
    colours, font, ink = current_tokens().colours, QFont(shown.font), current_tokens().colours.text
    if state.called.mark.absent:
        ink = colours.warning if state.called.mark.excused else colours.danger
        font.setBold(True)
    elif state.called.mark is Mark.NOT_RECORDED:
        ink = colours.muted
        font.setItalic(True)
    if QFontMetrics(font).horizontalAdvance(state.words) > shown.rect.width() - 2:
        font.setPixelSize(round(current_tokens().sizes.base * _SMALLER))
    painter.setFont(font)
    painter.setPen(QColor(ink))
    painter.drawText(QRectF(shown.rect), Qt.AlignmentFlag.AlignCenter, state.words)
