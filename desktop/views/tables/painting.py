"""How cells are painted: states as chips, rows that have not come yet as pale bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.views.style import current_tokens
from desktop.views.tables.columns import Chip, Tone
from desktop.views.tables.model import CHIP_ROLE, WAITING_ROLE

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

_MARGIN: Final = 8
_CHIP_PADDING: Final = 8
_BAR_HEIGHT: Final = 8
_TONES: Final = {
    Tone.PLAIN: ("muted", "surface"),
    Tone.GOOD: ("accent", "accent_soft"),
    Tone.CARE: ("warning", "warning_soft"),
    Tone.BAD: ("danger", "danger_soft"),
}


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
            width = _all_of(option).fontMetrics.horizontalAdvance(_words(chip))
            hint.setWidth(width + 2 * (_CHIP_PADDING + _MARGIN))
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
        colours = current_tokens().colours
        ink, ground = (QColor(getattr(colours, name)) for name in _TONES[chip.tone])
        metrics = _all_of(option).fontMetrics
        room = QRectF(_all_of(option).rect).adjusted(_MARGIN / 2, 4, -_MARGIN / 2, -4)
        words = metrics.elidedText(
            _words(chip), Qt.TextElideMode.ElideRight, int(room.width()) - 2 * _CHIP_PADDING
        )
        pill = QRectF(room)
        pill.setWidth(metrics.horizontalAdvance(words) + 2 * _CHIP_PADDING)
        pill.setHeight(min(room.height(), metrics.height() + 6))
        pill.moveCenter(room.center())
        pill.moveLeft(room.left())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(ink)
        painter.setFont(_all_of(option).font)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()


def _words(chip: Chip) -> str:
    return f"{chip.tone.value} {chip.words}"


def _all_of(option: QStyleOptionViewItem) -> Any:  # noqa: ANN401 - see below
    """The option with its inherited fields, which Qt's own types leave out."""
    return option
