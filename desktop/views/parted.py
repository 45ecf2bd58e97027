"""A tab that has several parts: buttons in a line, one for each; a part is made when it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout

from desktop.views.style import current_tokens
from desktop.views.tabbed import TabPanel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.views.desk import Desk
    from desktop.views.tabbed import Tab


class PartedPanel(TabPanel):
    """Its parts are tabs themselves; the page's button and menu belong to the one that is seen."""

    def __init__(self, desk: Desk, parts: Sequence[Tab], first: str = "") -> None:
        super().__init__(desk)
        self._kinds = {part.name: part for part in parts}
        self._made: dict[str, TabPanel] = {}
        self.buttons: dict[str, QToolButton] = {}
        self.stack = QStackedWidget()
        self.current = first or next(iter(self._kinds))
        group = QButtonGroup(self)
        self._line = line = QHBoxLayout()
        line.setContentsMargins(0, current_tokens().sizes.space, 0, 0)
        line.setSpacing(current_tokens().sizes.space)
        for name, part in self._kinds.items():
            button = QToolButton()
            button.setText(part.title)
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, name=name: self.turn_to(name))
            group.addButton(button)
            line.addWidget(button)
            self.buttons[name] = button
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self.stack, 1)
        self.turn_to(self.current)

    @property
    def part(self) -> TabPanel:
        """The part that is seen."""
        return self.part_of(self.current)

    def part_of(self, name: str) -> TabPanel:
        """A part by its name, made if nobody has seen it yet."""
        if name not in self._made:
            part = self._kinds[name].make(self.desk)
            part.primary_changed.connect(self._on_primary)
            part.led.connect(self.led)
            part.importing.connect(self.importing)
            part.printing.connect(self.printing)
            part.covering.connect(self.covering)
            part.uncovered.connect(self.uncovered)
            self._made[name] = part
            self.stack.addWidget(part)
            if part.tools is not None:
                self._line.insertWidget(self._line.count() - 1, part.tools)
        return self._made[name]

    def turn_to(self, name: str) -> TabPanel:
        """Show a part."""
        self.current = name
        part = self.part_of(name)
        self.buttons[name].setChecked(True)
        self.stack.setCurrentWidget(part)
        for other in self._made.values():
            if other.tools is not None:
                other.tools.setVisible(other is part)
        self.setFocusProxy(part)
        self._on_primary()
        return part

    def primary_ready(self) -> bool:
        """Whether the part's button can be pressed."""
        return self.part.primary_ready()

    def do_primary(self) -> None:
        """What the part's button does."""
        self.part.do_primary()

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """What the part offers."""
        return self.part.more()

    def focus_first(self) -> None:
        """Begin where the part does."""
        self.part.focus_first()

    def _on_primary(self) -> None:
        part = self.part
        self.primary, self.takes = part.primary, part.takes
        self.primary_changed.emit()
