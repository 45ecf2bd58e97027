"""The font that the window brings along: a fresh machine may have no Chinese one."""

from __future__ import annotations

from functools import cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

from desktop.core.resources import FONTS

SANS: Final = FONTS / "NotoSansSC_400Regular.ttf"


@cache
def bundled_families() -> tuple[str, ...]:
    """Register the bundled font, once, and tell what it is called; needs an application."""
    number = QFontDatabase.addApplicationFont(str(SANS))
    return tuple(QFontDatabase.applicationFontFamilies(number))


def bundled_font(pixels: int) -> QFont:
    """The bundled font at a size in device-independent pixels."""
    font = QFont(list(bundled_families()))
    font.setPixelSize(pixels)
    # Hints shift the strokes of small Chinese characters until they touch.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
