"""The day as widgets: a group for each sitting, and beside or below it what else waits."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.canteen_day import PartState
from desktop.views.canteen.day.waiting import waiting_lines
from desktop.views.canteen.day.words import CHIPS, quiet_words, sitting_lines
from desktop.views.records import rule
from desktop.views.style import current_tokens, mark
from desktop.views.widgets import ChipLabel, chip_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from desktop.services.canteen.day_parts import CanteenDay
    from desktop.views.canteen.day.words import Line

_SIDE_BY_SIDE: Final = 62
"""Letters of type from which on both columns stand side by side."""
_WIDEST_CHIP: Final = CHIPS[PartState.PROBLEM]
_WIDEST_TITLE: Final = "食谱"
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ActionButton(QPushButton):
    """A button that Enter presses too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter is as good as the space bar."""
        if event.key() in _ENTER:
            self.click()
        else:
            super().keyPressEvent(event)


class DayContent(QWidget):
    """Everything of a day; says where the person wants to go."""

    wanted = Signal(object)
    """A DayPlace."""

    def __init__(self, found: CanteenDay, *, writes: bool) -> None:
        super().__init__()
        self.buttons: list[ActionButton] = []
        """In the order of the day's work."""
        self.open: list[ActionButton] = []
        """Those of them that open a form."""
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        space = current_tokens().sizes.space
        self._columns.setContentsMargins(0, space, space, space)
        self._columns.setSpacing(3 * space)
        self._columns.addLayout(self._sittings(found, writes=writes), 3)
        lines = waiting_lines(found, writes=writes)
        if lines:
            self._columns.addLayout(self._waiting(lines), 2)
        if self.open:
            mark(self.open[0], kind="primary")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where it is narrow, what else waits stands below."""
        super().resizeEvent(event)
        wide = event.size().width() >= _SIDE_BY_SIDE * current_tokens().sizes.base
        way = QBoxLayout.Direction
        self._columns.setDirection(way.LeftToRight if wide else way.TopToBottom)

    def _sittings(self, found: CanteenDay, *, writes: bool) -> QVBoxLayout:
        column = _column()
        for number, one in enumerate(found.sittings):
            if number:
                column.addWidget(rule())
            said = "　已经办完" if one.done else ""
            column.addWidget(_heading(f"{one.sitting.label}{said}"))
            column.addLayout(self._grid(sitting_lines(found, one, writes=writes)))
        if found.quiet:
            column.addWidget(_words(quiet_words(found)))
        for unserved in found.unserved:
            column.addWidget(_words(f"{unserved.sitting.label}没有开餐：{unserved.reason}"))
        column.addStretch(1)
        return column

    def _waiting(self, lines: Sequence[Line]) -> QVBoxLayout:
        column = _column()
        column.addWidget(_heading("还要办的"))
        column.addLayout(self._grid(lines))
        column.addStretch(1)
        return column

    def _grid(self, lines: Sequence[Line]) -> QGridLayout:
        grid = QGridLayout()
        space = current_tokens().sizes.space
        grid.setHorizontalSpacing(space)
        grid.setVerticalSpacing(space // 2)
        grid.setColumnStretch(2, 1)
        # All groups of a day stand in the same columns.
        grid.setColumnMinimumWidth(0, chip_width(_WIDEST_CHIP, self.fontMetrics()))
        grid.setColumnMinimumWidth(1, self.fontMetrics().horizontalAdvance(_WIDEST_TITLE))
        middle = Qt.AlignmentFlag.AlignVCenter
        for row, line in enumerate(lines):
            grid.addWidget(ChipLabel(line.chip), row, 0, middle)
            grid.addWidget(QLabel(line.title), row, 1, middle)
            grid.addWidget(_words(line.words), row, 2, middle)
            if line.place is not None:
                grid.addWidget(self._button(line), row, 3, middle)
        grid.setRowStretch(len(lines), 1)
        return grid

    def _button(self, line: Line) -> ActionButton:
        button = ActionButton(line.action)
        name = f"{line.of}{line.action}"
        button.setAccessibleName(name)
        button.setObjectName(name)
        button.clicked.connect(partial(self._on_clicked, line))
        self.buttons.append(button)
        if line.place is not None and line.place.enter:
            self.open.append(button)
        else:
            mark(button, kind="link")
        return button

    def _on_clicked(self, line: Line, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's
        self.wanted.emit(line.place)


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(current_tokens().sizes.space)
    return column


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    mark(label, kind="heading")
    return label


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    mark(label, kind="muted")
    return label
