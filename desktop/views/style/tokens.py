"""The named colours and sizes that everything on the screen is drawn with.

White ground, one accent, grey lines; amber and red stand only where hands are needed. Every colour
that is read on a ground is declared in `PAIRS` with the contrast that it must reach (WCAG 2.1 AA:
4.5 for text, 3 for lines that show where a control is).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from desktop.core.preferences import Theme, TypeSize

if TYPE_CHECKING:
    from desktop.core.preferences import Preferences


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours by what they mean, as #RRGGBB."""

    ground: str
    """Pages, tables and fields."""
    surface: str
    """Side bar, heads of tables, foot lines."""
    line: str
    """Between things; carries no meaning."""
    edge: str
    """The outline of a control."""
    text: str
    muted: str
    """Secondary words; still read."""
    faint: str
    """Disabled words and placeholders."""
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_soft: str
    """Ground of what is selected or chosen."""
    on_accent: str
    warning: str
    warning_soft: str
    danger: str
    danger_hover: str
    danger_soft: str


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lengths in device-independent pixels; the window system multiplies them."""

    base: int
    small: int
    heading: int
    title: int
    figure: int
    row: int
    """Height of a table's row."""
    control: int
    """Height of a field or button."""
    icon: int
    side: int
    """Width of the side bar."""
    space: int = 8
    """The unit of distance; 2 and 3 of them stand between groups."""
    radius: int = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """Words or a line in one colour on a ground of another."""

    upper: str
    ground: str
    least: float = 4.5


@dataclass(frozen=True, slots=True)
class Look:
    """What the person chose, and whether this is the demo school."""

    theme: Theme = Theme.LIGHT
    type_size: TypeSize = TypeSize.NORMAL
    demo: bool = False

    @classmethod
    def of(cls, preferences: Preferences, *, demo: bool = False) -> Look:
        """The look that this machine's preferences ask for."""
        return cls(preferences.theme, preferences.type_size, demo)


@dataclass(frozen=True, slots=True)
class Tokens:
    """All that the style sheet, the icons, delegates and charts are drawn with."""

    colours: Colours
    sizes: Sizes
    strong: bool = False
    """Whether arrows and the like are drawn black and thick."""


_LIGHT: Final = Colours(
    ground="#FFFFFF",
    surface="#F5F6F8",
    line="#DDE1E6",
    edge="#868E98",
    text="#1F2329",
    muted="#59616B",
    faint="#737B85",
    accent="#1F5FBF",
    accent_hover="#1A52A6",
    accent_pressed="#14428A",
    accent_soft="#E6EFFB",
    on_accent="#FFFFFF",
    warning="#8A5200",
    warning_soft="#FFF3D9",
    danger="#B3261E",
    danger_hover="#96201A",
    danger_soft="#FDECEA",
)
_HIGH_CONTRAST: Final = Colours(
    ground="#FFFFFF",
    surface="#FFFFFF",
    line="#5A5A5A",
    edge="#000000",
    text="#000000",
    muted="#262626",
    faint="#595959",
    accent="#00367D",
    accent_hover="#002659",
    accent_pressed="#001A3D",
    accent_soft="#D3E4FF",
    on_accent="#FFFFFF",
    warning="#5C3300",
    warning_soft="#FFEEBF",
    danger="#8A0000",
    danger_hover="#660000",
    danger_soft="#FFE3E0",
)
# The demo school must never be taken for one's own.
_DEMO: Final = {
    Theme.LIGHT: {
        "accent": "#7A3FA8",
        "accent_hover": "#693591",
        "accent_pressed": "#562A78",
        "accent_soft": "#F3EAFA",
    },
    Theme.HIGH_CONTRAST: {
        "accent": "#4B1475",
        "accent_hover": "#380D5A",
        "accent_pressed": "#27083F",
        "accent_soft": "#EBD8FA",
    },
}
_SIZES: Final = {
    TypeSize.NORMAL: Sizes(
        base=14, small=12, heading=16, title=20, figure=22, row=32, control=32, icon=18, side=168
    ),
    TypeSize.BIG: Sizes(
        base=18, small=16, heading=20, title=24, figure=28, row=40, control=40, icon=22, side=208
    ),
}

_LINE: Final = 3.0
PAIRS: Final = (
    *(Pair(word, "ground") for word in ("text", "muted", "accent", "warning", "danger")),
    *(Pair(word, "surface") for word in ("text", "muted", "accent", "warning", "danger")),
    *(Pair(word, "accent_soft") for word in ("text", "muted", "accent", "accent_pressed")),
    *(Pair(word, "warning_soft") for word in ("text", "warning")),
    *(Pair(word, "danger_soft") for word in ("text", "danger")),
    *(
        Pair("on_accent", ground)
        for ground in ("accent", "accent_hover", "accent_pressed", "danger", "danger_hover")
    ),
    Pair("edge", "ground", _LINE),
    Pair("edge", "surface", _LINE),
    Pair("faint", "ground", _LINE),
    Pair("faint", "surface", _LINE),
    Pair("accent", "accent_soft", _LINE),
)


def tokens(look: Look) -> Tokens:
    """The colours and sizes of a look."""
    colours = _HIGH_CONTRAST if look.theme is Theme.HIGH_CONTRAST else _LIGHT
    if look.demo:
        colours = replace(colours, **_DEMO[look.theme])
    return Tokens(colours, _SIZES[look.type_size], look.theme is Theme.HIGH_CONTRAST)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.1, 1.4.3): 1 for the same, 21 at most."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    # The standard's own figures of the sRGB curve.
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
