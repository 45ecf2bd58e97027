"""The application wears the look: font, palette, one style sheet, sharp icons."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPalette, QRawFont
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMenu, QPushButton

from desktop.core.preferences import Theme, TypeSize
from desktop.core.resources import RESOURCES
from desktop.views.style import Look, current_tokens, dress, icon, mark, pixmap
from desktop.views.style.fonts import bundled_font
from desktop.views.style.sheet import TEMPLATE, style_sheet
from desktop.views.style.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui

NAMES = sorted(path.stem for path in (RESOURCES / "icons").glob("*.svg"))


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application, put back into the ordinary look afterwards."""
    yield qapp
    dress(qapp, Look())


def painted(image: QImage) -> list[QColor]:
    """The colours of the pixels that are fully painted."""
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    colours = (image.pixelColor(x, y) for x, y in points)
    return [colour for colour in colours if colour.alpha() == 255]


def alike(colour: QColor, name: str) -> bool:
    """The same but for rounding where a curve was smoothed."""
    other = QColor(name)
    apart = (
        colour.red() - other.red(),
        colour.green() - other.green(),
        colour.blue() - other.blue(),
    )
    return max(map(abs, apart)) <= 3


def test_bundled_font_is_used_at_the_size_of_the_look(dressed: QApplication) -> None:
    dress(dressed, Look())
    assert dressed.font().families()[0] == "Noto Sans SC"
    assert dressed.font().pixelSize() == 14
    dress(dressed, Look(type_size=TypeSize.BIG))
    assert dressed.font().pixelSize() == 18


@pytest.mark.usefixtures("qapp")
def test_bundled_font_has_the_characters_of_names_and_amounts() -> None:
    raw = QRawFont.fromFont(bundled_font(14))
    assert [c for c in "龑淼骉彧珺壹贰叁￥〇·①▲▼●◆✓" if not raw.supportsCharacter(ord(c))] == []


def test_tokens_follow_the_look(dressed: QApplication) -> None:
    dress(dressed, Look(Theme.HIGH_CONTRAST, TypeSize.BIG))
    assert current_tokens() == tokens(Look(Theme.HIGH_CONTRAST, TypeSize.BIG))
    assert dressed.palette().color(QPalette.ColorRole.WindowText).name() == "#000000"


@pytest.mark.parametrize("theme", Theme)
def test_style_sheet_names_only_tokens_and_files_that_are_there(theme: Theme) -> None:
    sheet = style_sheet(tokens(Look(theme)))
    assert "$" not in sheet.replace("dollar", "")
    assert re.findall("#[0-9a-fA-F]{3,8}", TEMPLATE.read_text(encoding="utf-8")) == []
    files = re.findall(r'url\("([^"]+)"\)', sheet)
    assert files
    assert all(RESOURCES.joinpath(file).is_file() for file in files)


def darkest(image: QImage) -> int:
    """The lightness (0 to 255) of the darkest place."""
    places = product(range(image.width()), range(image.height()))
    return min(image.pixelColor(x, y).lightness() for x, y in places)


def test_arrows_are_black_in_high_contrast(qtbot: QtBot, dressed: QApplication) -> None:
    found = {}
    for theme in Theme:
        dress(dressed, Look(theme))
        box, menu = QComboBox(), QMenu()
        menu.addMenu("").addAction("")
        for widget in (box, menu):
            qtbot.addWidget(widget)
            widget.ensurePolished()
        box.resize(200, 32)
        menu.resize(menu.sizeHint())
        inner = box.grab().toImage().copy(170, 8, 24, 16)
        right = menu.grab().toImage().copy(menu.width() - 28, 8, 24, menu.height() - 16)
        found[theme] = (darkest(inner), darkest(right))
    assert max(found[Theme.HIGH_CONTRAST]) < 20
    assert max(found[Theme.LIGHT]) < 140


def test_controls_are_as_high_as_the_look_says(qtbot: QtBot, dressed: QApplication) -> None:
    dress(dressed, Look())
    for control in (QLineEdit(), QPushButton("保存"), QComboBox()):
        qtbot.addWidget(control)
        assert control.sizeHint().height() == 32, type(control)


def test_primary_button_is_painted_in_the_accent_of_the_demo_school(
    qtbot: QtBot, dressed: QApplication
) -> None:
    dress(dressed, Look(demo=True))
    button = QPushButton("保存")
    qtbot.addWidget(button)
    mark(button, kind="primary")
    button.resize(100, 32)
    colour = button.grab().toImage().pixelColor(6, 16).name().upper()
    assert colour == tokens(Look(demo=True)).colours.accent


def test_mark_changes_how_a_label_is_written(qtbot: QtBot, dressed: QApplication) -> None:
    dress(dressed, Look())
    label = QLabel("不能为空")
    qtbot.addWidget(label)
    mark(label, kind="error")
    assert label.palette().color(QPalette.ColorRole.WindowText).name().upper() == "#B3261E"
    mark(label, kind="title")
    assert label.fontInfo().pixelSize() == 20


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_draws_in_the_colour_of_its_token(name: str, dressed: QApplication) -> None:
    dress(dressed, Look())
    colours = tokens(Look()).colours
    drawn = painted(pixmap(name, 96, tone="accent").toImage())
    assert drawn
    assert all(alike(colour, colours.accent) for colour in drawn)
    disabled = icon(name).pixmap(QSize(48, 48), 1.0, QIcon.Mode.Disabled).toImage()
    assert all(alike(colour, colours.faint) for colour in painted(disabled))


def test_icons_for_every_place_are_there() -> None:
    places = "today people dropout subsidies allowances canteen safety notices upward settings"
    assert set(places.split()) <= set(NAMES)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("size", TypeSize)
def test_icons_are_never_blown_up(size: TypeSize, ratio: float, dressed: QApplication) -> None:
    dress(dressed, Look(type_size=size))
    edge = current_tokens().sizes.icon
    drawn = icon("people").pixmap(QSize(edge, edge), ratio)
    assert drawn.width() >= int(edge * ratio)


def test_icons_take_the_colour_of_the_new_look(dressed: QApplication) -> None:
    dress(dressed, Look())
    before = icon("lock").pixmap(48).toImage()
    dress(dressed, Look(Theme.HIGH_CONTRAST))
    after = icon("lock").pixmap(48).toImage()
    assert all(alike(colour, "#1F2329") for colour in painted(before))
    assert all(alike(colour, "#000000") for colour in painted(after))
    assert before != after
