"""States as chips: a word with a shape, so that they never speak by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics, QPaintEvent

_PADDING: Final = 8
_AROUND: Final = 6


class Tone(Enum):
    """How much a state asks for; the value is the shape that stands before its word."""

    PLAIN = "○"
    GOOD = "●"
    CARE = "▲"
    BAD = "■"


_INKS: Final = {
    Tone.PLAIN: ("muted", "surface"),
    Tone.GOOD: ("accent", "accent_soft"),
    Tone.CARE: ("warning", "warning_soft"),
    Tone.BAD: ("danger", "danger_soft"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in a word or two."""

    words: str
    tone: Tone = Tone.PLAIN

    @property
    def text(self) -> str:
        """The shape and the word."""
        return f"{self.tone.value} {self.words}"


def chip_width(chip: Chip, metrics: QFontMetrics) -> int:
    """How much room a chip wants."""
    return metrics.horizontalAdvance(chip.text) + 2 * _PADDING + 1


def paint_chip(painter: QPainter, room: QRectF, chip: Chip) -> None:
    """Paint a chip at the left of a room, centred in its height, in the painter's font."""
    colours = current_tokens().colours
    ink, ground = (QColor(getattr(colours, name)) for name in _INKS[chip.tone])
    metrics = painter.fontMetrics()
    words, inside = chip.text, int(room.width()) - 2 * _PADDING
    if metrics.horizontalAdvance(words) > inside:
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, inside)
    pill = QRectF(room)
    pill.setWidth(metrics.horizontalAdvance(words) + 2 * _PADDING)
    pill.setHeight(min(room.height(), metrics.height() + _AROUND))
    pill.moveCenter(room.center())
    pill.moveLeft(room.left())
    # The outline keeps the pill visible where ground and surface are the same white.
    pill.adjust(0.5, 0.5, -0.5, -0.5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(colours.line) if chip.tone is Tone.PLAIN else ground)
    painter.setBrush(ground)
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setPen(ink)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()


class ChipLabel(QWidget):
    """A chip that stands by itself."""

    def __init__(self, chip: Chip | None = None) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._chip = chip
        self.set_chip(chip)

    def chip(self) -> Chip | None:
        """What is shown."""
        return self._chip

    def set_chip(self, chip: Chip | None) -> None:
        """Show another state, or none."""
        self._chip = chip
        self.setAccessibleName(chip.words if chip else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the word."""
        if self._chip is None:
            return QSize(0, 0)
        metrics = self.fontMetrics()
        return QSize(chip_width(self._chip, metrics), metrics.height() + _AROUND)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint it."""
        if self._chip is not None:
            with QPainter(self) as painter:
                paint_chip(painter, QRectF(self.rect()), self._chip)
