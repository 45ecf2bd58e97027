"""How the cells of meal days are painted: typed, not recorded, to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.views.meals.table import DAY_STATE_ROLE, DayState
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

_MARGIN: Final = 10
_DOT: Final = 6


class DaysPainter(QStyledItemDelegate):
    """Paints the column of meal days; the current line shows where the next digit goes."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell."""
        state = index.data(DAY_STATE_ROLE)
        if not isinstance(state, DayState):
            super().paint(painter, option, index)
            return
        shown = _all_of(QStyleOptionViewItem(option))
        self.initStyleOption(shown, index)
        words, shown.text = shown.text, ""
        style = shown.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, shown.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, shown, state)
        _paint_words(painter, shown, state, words)
        painter.restore()


def _paint_ground(painter: QPainter, shown: Any, state: DayState) -> None:  # noqa: ANN401 - see below
    """The field that is typed into, or the ground of what should be looked at."""
    colours = current_tokens().colours
    room = QRectF(shown.rect).adjusted(3.5, 2.5, -3.5, -2.5)
    focused = bool(shown.state & QStyle.StateFlag.State_Selected)
    if state.doubtful:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.warning_soft))
        painter.drawRoundedRect(room, 3, 3)
    if focused:
        painter.setPen(QPen(QColor(colours.accent), 2 if shown.widget.hasFocus() else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush if state.doubtful else QColor(colours.ground))
        painter.drawRoundedRect(room, 3, 3)
    if state.changed:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        dot = QRectF(room.left() + 6, room.center().y() - _DOT / 2, _DOT, _DOT)
        painter.drawEllipse(dot)


def _paint_words(painter: QPainter, shown: Any, state: DayState, words: str) -> None:  # noqa: ANN401 - same
    colours = current_tokens().colours
    font = QFont(shown.font)
    ink = colours.warning if state.doubtful else colours.text
    if not state.recorded:
        ink = colours.muted
        font.setItalic(True)
    elif state.changed:
        font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(ink))
    room = QRect(shown.rect).adjusted(_MARGIN, 0, -_MARGIN, -2)
    painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)


def _all_of(option: QStyleOptionViewItem) -> Any:  # noqa: ANN401 - its inherited fields are not in Qt's types
    return option
