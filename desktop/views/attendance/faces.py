"""The rolls, and what is shown in their place: who is absent for days on end, the head counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.views.attendance.counts import CountsView
from desktop.views.attendance.runs import RunsView

if TYPE_CHECKING:
    from desktop.views.desk import Desk
    from desktop.views.tabbed import TabPanel


class RollFaces(QStackedWidget):
    """What stands in place of the rolls is made when it is first asked for."""

    left = Signal()
    """The person wants to go back to the rolls."""

    def __init__(self, desk: Desk, panel: TabPanel) -> None:
        super().__init__()
        self._desk, self._panel = desk, panel
        self.runs: RunsView | None = None
        self.counts: CountsView | None = None

    @property
    def at_rolls(self) -> bool:
        """Whether nothing stands in place of the rolls."""
        return self.currentWidget() not in (self.runs, self.counts)

    def show_runs(self) -> None:
        """Show who was not seen for days on end."""
        if self.runs is None:
            self.runs = RunsView(self._desk)
            self.runs.left.connect(self.left)
            self.runs.chosen.connect(self._panel.led)
            self._panel.print_through_page(self.runs.view)
            self.addWidget(self.runs)
        self._show(self.runs)

    def show_counts(self) -> None:
        """Show the head counts of the month."""
        if self.counts is None:
            self.counts = CountsView(self._desk)
            self.counts.left.connect(self.left)
            self.counts.printing.connect(self._panel.printing)
            self._panel.print_through_page(self.counts.view)
            self.addWidget(self.counts)
        self._show(self.counts)

    def _show(self, face: QWidget) -> None:
        self.setCurrentWidget(face)
        face.setFocus()
