"""核实 at a value: who has held it against the paper, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.core.clock import CHINA
from desktop.views.style import mark

if TYPE_CHECKING:
    from desktop.services.pupils.verified import Mark


def seal(found: Mark, words: str = "已核实") -> QLabel:
    """Who has verified something."""
    day = found.at.astimezone(CHINA).date()
    label = QLabel(f"✓ {words}：{found.by_name} {day.year}年{day.month}月{day.day}日")
    label.setWordWrap(True)
    # It wraps; a narrow pane must not grow for it.
    label.setMinimumWidth(1)
    label.setToolTip("导入名册时不会改掉它")
    mark(label, kind="small")
    return label


def sealed(value: QWidget, found: Mark | None) -> QWidget:
    """A value, above who has verified it if somebody has."""
    if found is None:
        return value
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(value)
    column.addWidget(seal(found))
    return box
