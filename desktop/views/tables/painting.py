"""How cells are painted: states as chips, rows that have not come yet as pale bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.views.style import current_tokens
from desktop.views.tables.model import CHIP_ROLE, WAITING_ROLE
from desktop.views.widgets.chips import Chip, chip_width, paint_chip

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

_MARGIN: Final = 8
_BAR_HEIGHT: Final = 8


class CellPainter(QStyledItemDelegate):
    """Paints the cells of a list."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell, with a line below it."""
        self._content(painter, option, index)
        room = _all_of(option).rect
        painter.setPen(QColor(current_tokens().colours.line))
        painter.drawLine(room.bottomLeft(), room.bottomRight())

    def _content(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if index.data(WAITING_ROLE):
            if _all_of(option).state & QStyle.StateFlag.State_Selected:
                self._ground(painter, option, index)
            self._bar(painter, option)
            return
        chip = index.data(CHIP_ROLE)
        if isinstance(chip, Chip):
            self._ground(painter, option, index)
            self._chip(painter, option, chip)
            return
        super().paint(painter, option, index)

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Room for the text, or for the chip around it."""
        hint = super().sizeHint(option, index)
        chip = index.data(CHIP_ROLE)
        if isinstance(chip, Chip):
            hint.setWidth(chip_width(chip, _all_of(option).fontMetrics) + 2 * _MARGIN)
        return hint

    def _ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The cell without its text, selected or not."""
        bare = _all_of(QStyleOptionViewItem(option))
        self.initStyleOption(bare, index)
        bare.text = ""
        style = bare.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, bare.widget)

    def _bar(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        room = QRectF(_all_of(option).rect)
        bar = QRectF(0, 0, max(room.width() * 0.6, 12), _BAR_HEIGHT)
        bar.moveCenter(room.center())
        bar.moveLeft(room.left() + _MARGIN)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(current_tokens().colours.line))
        painter.drawRoundedRect(bar, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)
        painter.restore()

    def _chip(self, painter: QPainter, option: QStyleOptionViewItem, chip: Chip) -> None:
        room = QRectF(_all_of(option).rect).adjusted(_MARGIN / 2, 4, -_MARGIN / 2, -4)
        painter.save()
        painter.setFont(_all_of(option).font)
        paint_chip(painter, room, chip)
        painter.restore()


def _all_of(option: QStyleOptionViewItem) -> Any:  # noqa: ANN401 - see below
    """The option with its inherited fields, which Qt's own types leave out."""
    return option
