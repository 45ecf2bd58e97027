"""The heads of the days: narrow, so they are painted without the margins of other heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHeaderView

from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from desktop.views.attendance.table import RollTable


class RollHeader(QHeaderView):
    """Day and weekday in two lines; the current day is marked."""

    def __init__(self, table: RollTable) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._table = table
        self.current = 0
        """The place of the day that is called."""

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802 - Qt's name
        """Paint one head."""
        place = self._table.place_of(section)
        if place is None:
            super().paintSection(painter, rect, section)
            return
        colours = current_tokens().colours
        current = place == self.current
        painter.save()
        painter.fillRect(rect, QColor(colours.accent_soft if current else colours.surface))
        painter.setPen(QPen(QColor(colours.line)))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        font = painter.font()
        font.setBold(current)
        painter.setFont(font)
        painter.setPen(QColor(colours.accent if current else colours.muted))
        words = self._table.headerData(section, Qt.Orientation.Horizontal)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), str(words))
        painter.restore()
