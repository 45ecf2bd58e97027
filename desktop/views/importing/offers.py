"""Imports that were put aside, offered over a page: go on, or give up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.views.importing.county.keeping import CountyKeeping, read_county
from desktop.views.importing.keeping import PREFIX, ImportKeeping, read_kept
from desktop.views.widgets.notes import Banner

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.drafts import DraftLine
    from desktop.views.desk import Desk
    from desktop.views.importing.taking import Purpose


class ImportOffers(QWidget):
    """One banner for each import of a page that has not been finished."""

    taken_up = Signal(object)
    """The Purpose to go on with."""
    given_up = Signal(object)
    """The Purpose whose import is to be thrown away; if nobody has it open, it is gone already."""

    def __init__(self, desk: Desk, accepts: Callable[[Purpose], bool]) -> None:
        super().__init__()
        self._drafts, self._accepts = desk.drafts, accepts
        self.banners: list[Banner] = []
        self._before: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self.look()

    def look(self) -> None:
        """Look among the drafts for what waits."""
        for banner in self.banners:
            self._layout.removeWidget(banner)
            banner.deleteLater()
        self.banners = []
        for line in self._drafts.listed():
            self._offer(line)
        self._chain()
        if not self.banners:
            self.hide()
        elif self.parentWidget() is not None:  # alone it would be a window of its own
            self.show()

    def follow(self, before: QWidget) -> None:
        """Let Tab come here from another widget."""
        self._before = before
        self._chain()

    def _chain(self) -> None:
        before = self._before
        if before is None:
            return
        for banner in self.banners:
            for button in banner.findChildren(QPushButton):
                QWidget.setTabOrder(before, button)
                before = button

    def purpose_of(self, record: object) -> Purpose | None:
        """What a line of the drafts goes on with, if it is for this page."""
        name: str = getattr(record, "name", "")
        of_one = read_kept(self._drafts, name) if name.startswith(PREFIX) else None
        kept = of_one or read_county(self._drafts, name)
        purpose = kept.purpose if kept is not None else None
        return purpose if purpose is not None and self._accepts(purpose) else None

    def _offer(self, line: DraftLine) -> None:
        purpose = self.purpose_of(line)
        if purpose is None:
            return
        banner = Banner(line.title)
        banner.add_action("接着导入", lambda: self.taken_up.emit(purpose))
        banner.add_action("放弃", lambda: self._on_given_up(purpose))
        self._layout.addWidget(banner)
        self.banners.append(banner)

    def _on_given_up(self, purpose: Purpose) -> None:
        self.given_up.emit(purpose)
        keeping = CountyKeeping if purpose.county else ImportKeeping
        keeping(self._drafts, purpose).forget()
        self.look()
