"""The line icons: one set of SVG files, tinted by a token and drawn sharp at every scaling."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.core.resources import RESOURCES
from desktop.views.style.current import current_tokens

ICONS: Final = RESOURCES / "icons"
# Of 16, 18, 20, 22, 24 and 32 pixels at 100, 125, 150 and 200 %: none is ever blown up.
_EDGES: Final = (16, 18, 20, 22, 23, 24, 25, 27, 28, 30, 32, 33, 36, 40, 44, 48, 64)


def icon(name: str, tone: str = "text") -> QIcon:
    """An icon by the name of its file, in the colour that a token names; grey when disabled.

    Ask again after the look has changed.
    """
    colours = current_tokens().colours
    return _drawn(name, getattr(colours, tone), colours.faint)


def pixmap(name: str, edge: int, ratio: float = 1.0, tone: str = "text") -> QPixmap:
    """An icon as a picture of `edge` device-independent pixels for a screen of that ratio."""
    colour = getattr(current_tokens().colours, tone)
    drawn = _pixmap(_renderer(name, colour), round(edge * ratio))
    drawn.setDevicePixelRatio(ratio)
    return drawn


@lru_cache(maxsize=256)
def _drawn(name: str, colour: str, faint: str) -> QIcon:
    # Pictures, because an icon engine written in Python does not survive Qt's copies of it.
    made = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, faint)):
        renderer = _renderer(name, tint)
        for edge in _EDGES:
            made.addPixmap(_pixmap(renderer, edge), mode)
    return made


def _renderer(name: str, colour: str) -> QSvgRenderer:
    content = (ICONS / f"{name}.svg").read_bytes()
    return QSvgRenderer(QByteArray(content.replace(b"currentColor", colour.encode())))


def _pixmap(renderer: QSvgRenderer, edge: int) -> QPixmap:
    drawn = QPixmap(edge, edge)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, edge, edge))
    painter.end()
    return drawn
