"""All that a page is given: the open books, the ways to work, to speak and to move about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.services.outside import OutsideCopies, copies_of_user

if TYPE_CHECKING:
    from desktop.core.preferences import PreferencesFile
    from desktop.core.terms import Month
    from desktop.services.session import Session
    from desktop.views.drafts import Drafts
    from desktop.views.messages import Messages
    from desktop.views.refresh import Refresh
    from desktop.views.tasks import Tasks


class Place(QObject):
    """Where and when: every page follows it."""

    month_changed = Signal(object)
    opened = Signal(str, object)
    data_replaced = Signal()
    """Other data lies in the folder now, and what was open is closed: open it anew."""

    def __init__(self, month: Month, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._month = month

    @property
    def month(self) -> Month:
        """The month that pages show."""
        return self._month

    def set_month(self, month: Month) -> None:
        """Show another month."""
        if month != self._month:
            self._month = month
            self.month_changed.emit(month)

    def open(self, page: str, record: object | None = None) -> None:
        """Go to a page, and to a record in it."""
        self.opened.emit(page, record)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page works with; there is nothing global beside it."""

    session: Session
    tasks: Tasks
    refresh: Refresh
    messages: Messages
    place: Place
    preferences: PreferencesFile
    drafts: Drafts
    copies: OutsideCopies = field(default_factory=copies_of_user)
    """Where kept files are laid out for other programs."""
