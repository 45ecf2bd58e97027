"""How cells are painted: states as chips, rows that have not come yet as pale bars.

Nothing is asked of the style for a cell: a page of cells is painted within a frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.views.style import Tokens, current_tokens
from desktop.views.tables.model import ALIGN, CHIP_ROLE
from desktop.views.widgets.chips import Chip, chip_width, paint_chip

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex

    from desktop.views.tables.columns import ListColumn
    from desktop.views.tables.model import PagedTable

_MARGIN: Final = 8
_BAR_HEIGHT: Final = 8


@dataclass(frozen=True, slots=True)
class _Inks:
    """The colours of cells in one look."""

    text: QColor
    negative: QColor
    line: QColor
    chosen: QColor

    @classmethod
    def of(cls, worn: Tokens) -> _Inks:
        colours = worn.colours
        names = (colours.text, colours.danger, colours.line, colours.accent_soft)
        return cls(*(QColor(name) for name in names))


class CellPainter(QStyledItemDelegate):
    """Paints the cells of a list."""

    def __init__(self, table: PagedTable[Any], parent: QObject) -> None:
        super().__init__(parent)
        self._table = table
        self._worn = current_tokens()
        self._inks = _Inks.of(self._worn)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell, with a line below it."""
        self._dress()
        full: Any = option  # the types of Qt leave inherited fields out
        room, column = full.rect, self._table.columns[index.column()]
        line = self._table.line(index.row())
        if full.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(room, self._inks.chosen)
        painter.setFont(full.font)
        chip = column.chip(line) if line is not None and column.chip else None
        if line is None:
            self._bar(painter, room)
        elif chip is not None:
            paint_chip(painter, QRectF(room).adjusted(_MARGIN / 2, 4, -_MARGIN / 2, -4), chip)
        else:
            self._text(painter, room, column, column.text(line))
        painter.setPen(self._inks.line)
        painter.drawLine(room.bottomLeft(), room.bottomRight())

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Room for the text, or for the chip around it."""
        hint = super().sizeHint(option, index)
        chip = index.data(CHIP_ROLE)
        if isinstance(chip, Chip):
            full: Any = option
            hint.setWidth(chip_width(chip, full.fontMetrics) + 2 * _MARGIN)
        return hint

    def _dress(self) -> None:
        worn = current_tokens()
        if worn is not self._worn:
            self._worn, self._inks = worn, _Inks.of(worn)

    def _text(self, painter: QPainter, room: QRect, column: ListColumn[Any], text: str) -> None:
        inside = room.adjusted(_MARGIN, 0, -_MARGIN, 0)
        metrics = painter.fontMetrics()
        if metrics.horizontalAdvance(text) > inside.width():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
        negative = column.number and text.startswith("-")
        painter.setPen(self._inks.negative if negative else self._inks.text)
        painter.drawText(inside, ALIGN[column.align] | Qt.TextFlag.TextSingleLine, text)

    def _bar(self, painter: QPainter, room: QRect) -> None:
        bar = QRectF(0, 0, max(room.width() * 0.6, 12), _BAR_HEIGHT)
        bar.moveCenter(QRectF(room).center())
        bar.moveLeft(room.left() + _MARGIN)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._inks.line)
        painter.drawRoundedRect(bar, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)
