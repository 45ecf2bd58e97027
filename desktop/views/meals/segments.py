"""Further parts of a tab, each a panel of its own, under a line of buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.canteen.room import PartSwitch
from desktop.views.tabbed import TabPanel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FIRST: Final = "first"


class Segments:
    """What a tab showed by itself becomes the first part; others are put beside it."""

    def __init__(self, host: TabPanel, title: str) -> None:
        self.host = host
        self.panels: dict[str, TabPanel] = {}
        self.own_primary, self._own_focus = host.primary, host.focusProxy()
        own = QWidget()
        laid_out = host.layout()
        if laid_out is not None:
            laid_out.setContentsMargins(0, 0, 0, 0)
            own.setLayout(laid_out)  # Qt takes it, and what it holds, over from the tab
        self.switch = PartSwitch()
        self.switch.add_part(FIRST, title, own, QWidget())
        layout = QVBoxLayout(host)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.switch)
        layout.addWidget(self.switch.stack, 1)
        self.switch.turned.connect(self._on_turned)

    def add(self, name: str, title: str, panel: TabPanel, tools: QWidget) -> None:
        """Put a panel beside what is there; what it asks for, the tab asks for.

        Its tools stand in the line of the buttons while it is seen.
        """
        host = self.host
        self.panels[name] = panel
        self.switch.add_part(name, title, panel, tools)
        panel.primary_changed.connect(host.primary_changed)
        panel.led.connect(host.led)
        panel.importing.connect(host.importing)
        panel.printing.connect(host.printing)
        panel.covering.connect(host.covering)
        panel.uncovered.connect(host.uncovered)

    @property
    def open(self) -> TabPanel | None:
        """The panel that is seen; None where it is the first part."""
        return self.panels.get(self.switch.current)

    def turn_to(self, name: str) -> None:
        """Show a part."""
        self.switch.turn_to(name)

    def _on_turned(self, _name: str) -> None:
        panel = self.open
        self.host.primary = panel.primary if panel else self.own_primary
        self.host.setFocusProxy(panel or self._own_focus or self.switch)
        self.host.primary_changed.emit()
        self.host.setFocus()


class Segmented(TabPanel):
    """A tab with segments: its button and its menu are those of the part that is seen.

    Stands before the panel whose content is the first part.
    """

    segments: Segments

    def primary_ready(self) -> bool:
        """As the part that is seen says."""
        panel = self.segments.open
        return panel.primary_ready() if panel else super().primary_ready()

    def do_primary(self) -> None:
        """What the part that is seen does."""
        panel = self.segments.open
        if panel is not None:
            panel.do_primary()
        else:
            super().do_primary()

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """What stands in the menu while the part is seen."""
        panel = self.segments.open
        return panel.more() if panel else super().more()

    def show_record(self, record: object) -> None:
        """A link that names a part leads there; any other to the first part."""
        part = getattr(record, "part", "")
        if part in self.segments.panels:
            self.segments.turn_to(part)
        else:
            self.segments.turn_to(FIRST)
            super().show_record(record)

    def focus_first(self) -> None:
        """Begin in the part that is seen."""
        panel = self.segments.open
        if panel is not None:
            panel.focus_first()
        else:
            super().focus_first()
