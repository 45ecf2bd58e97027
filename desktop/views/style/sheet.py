"""The one style sheet and the palette, built from tokens."""

from __future__ import annotations

from dataclasses import asdict
from string import Template
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QColor, QPalette

from desktop.core.resources import RESOURCES

if TYPE_CHECKING:
    from desktop.views.style.tokens import Sizes, Tokens

TEMPLATE: Final = RESOURCES / "styles" / "window.qss"
CONTROLS: Final = RESOURCES / "icons" / "controls"
_ROLES: Final = (
    (QPalette.ColorRole.Window, "ground"),
    (QPalette.ColorRole.Base, "ground"),
    (QPalette.ColorRole.AlternateBase, "surface"),
    (QPalette.ColorRole.Button, "surface"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.BrightText, "danger"),
    (QPalette.ColorRole.PlaceholderText, "faint"),
    (QPalette.ColorRole.Highlight, "accent"),
    (QPalette.ColorRole.HighlightedText, "on_accent"),
    (QPalette.ColorRole.Accent, "accent"),
    (QPalette.ColorRole.Link, "accent"),
    (QPalette.ColorRole.LinkVisited, "accent"),
    (QPalette.ColorRole.ToolTipBase, "ground"),
    (QPalette.ColorRole.ToolTipText, "text"),
    (QPalette.ColorRole.Mid, "line"),
    (QPalette.ColorRole.Midlight, "line"),
    (QPalette.ColorRole.Light, "ground"),
    (QPalette.ColorRole.Dark, "edge"),
)
_FAINT: Final = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)


def style_sheet(worn: Tokens) -> str:
    """The style sheet of the whole window."""
    words = {
        **asdict(worn.colours),
        **{name: f"{pixels}px" for name, pixels in _lengths(worn.sizes).items()},
        "controls": CONTROLS.as_posix(),
        "arrows": (CONTROLS / "strong" if worn.strong else CONTROLS).as_posix(),
    }
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(words)


def _lengths(sizes: Sizes) -> dict[str, int]:
    """The sizes, and what follows from them."""
    space, box = sizes.space, sizes.icon - 2
    return {
        **asdict(sizes),
        # Borders: one pixel at each side, two in the focus; the control keeps its height.
        "inside": sizes.control - 2,
        "inside_in_focus": sizes.control - 4,
        "half_space": space // 2,
        "half_space_in_focus": space // 2 - 1,
        "space_in_focus": space - 1,
        "double_space": space * 2,
        "double_space_in_focus": space * 2 - 1,
        "box": box,
        "dot": box // 2,
    }


def palette(worn: Tokens) -> QPalette:
    """The palette, for what no style sheet reaches: item views, dialogs of the system, painting."""
    colours = asdict(worn.colours)
    made = QPalette()
    for role, name in _ROLES:
        made.setColor(role, QColor(colours[name]))
    for role in _FAINT:
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(worn.colours.faint))
    return made
