"""Putting a look on the application and its widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.views.style.current import keep_tokens
from desktop.views.style.fonts import bundled_font
from desktop.views.style.sheet import palette, style_sheet
from desktop.views.style.tokens import tokens

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from desktop.views.style.tokens import Look


def dress(application: QApplication, look: Look) -> None:
    """Put a look on the whole application: style, font, palette and style sheet.

    May be called again when the person chooses another look; widgets hear of it by the
    `StyleChange` event and take their icons anew.
    """
    worn = tokens(look)
    keep_tokens(application, worn)
    if application.style().objectName() != "fusion":
        application.setStyle("Fusion")
    application.setFont(bundled_font(worn.sizes.base))
    application.setPalette(palette(worn))
    application.setStyleSheet(style_sheet(worn))


def mark(widget: QWidget, **properties: object) -> None:
    """Set properties that the style sheet looks at, such as kind="primary", and draw anew."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
