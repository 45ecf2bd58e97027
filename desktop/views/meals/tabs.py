"""What the tabs of 食堂账目 have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.views.desk import Desk


@dataclass(frozen=True, slots=True)
class CanteenRecord:
    """A place in 食堂账目: a tab, and where it matters a month and a class."""

    tab: str
    month: Month | None = None
    class_id: UUID | None = None
    of_class: bool = False
    """Whether a class is meant: its key is None for the pupils who are in no class."""


class TabPanel(QWidget):
    """A tab. The page's one primary button belongs to the tab that is open."""

    primary = ""
    """What the button says; empty: the tab has none."""
    primary_changed = Signal()
    led = Signal(object)
    """A CanteenRecord that a link leads to."""

    importing = Signal(str)
    """The kind of a workbook that is to be taken in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def primary_ready(self) -> bool:
        """Whether the button can be pressed now."""
        return True

    def do_primary(self) -> None:
        """What the button does."""

    def show_record(self, record: CanteenRecord) -> None:
        """Show what a link points at."""

    def focus_first(self) -> None:
        """Put the keyboard where work begins."""
        self.setFocus()


@dataclass(frozen=True, slots=True)
class CanteenTab:
    """A tab in the list of tabs."""

    name: str
    title: str
    make: Callable[[Desk], TabPanel]
