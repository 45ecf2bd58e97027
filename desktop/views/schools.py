"""Parts of a bureau's pages: choosing a school, and a pane over the books of one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Generic, TypeVar
from uuid import UUID

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from desktop.services.county_lists import school_names
from desktop.views.widgets import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.views.desk import Desk

_LETTERS: Final = 12
"""Of a school's name as many are seen in any case."""
_BAR: Final = 24
P = TypeVar("P", bound=QWidget)


class SchoolChoices(Choice[UUID]):
    """The schools; offered once they have been read."""

    def __init__(self) -> None:
        super().__init__("学校", [], nothing="全部学校")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LETTERS)
        self.currentTextChanged.connect(self.setToolTip)

    def offer(self, schools: Iterable[tuple[UUID, str]]) -> None:
        """Offer schools by key and name; the chosen one stays chosen."""
        chosen, found = self.value(), list(schools)
        blocker = QSignalBlocker(self)
        self._values = [None, *(unit_id for unit_id, _ in found)]
        while self.count() > 1:
            self.removeItem(self.count() - 1)
        self.addItems([name for _, name in found])
        self.set_value(chosen)
        blocker.unblock()
        # The names are longer than the field; where one is chosen they are seen whole.
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + _BAR)


def offer_schools(desk: Desk, owner: QWidget, choice: SchoolChoices) -> None:
    """Read which schools there are, and offer them."""
    session = desk.session
    desk.tasks.read(owner, lambda _job: school_names(session)).then(choice.offer).start()


class SchoolRoom(QWidget, Generic[P]):
    """Where a pane stands that works over the books of one school; another school gets another."""

    def __init__(self, desk: Desk, make: Callable[[Desk], P]) -> None:
        super().__init__()
        self._desk, self._make = desk, make
        self.pane: P | None = None
        self._unit_id: UUID | None = None
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)

    def of(self, unit_id: UUID, school: str) -> P:
        """The pane over the books of a school."""
        if self.pane is None or self._unit_id != unit_id:
            if self.pane is not None:
                self.pane.hide()
                self.pane.deleteLater()
            session = self._desk.session.in_unit(unit_id, school)
            self.pane = self._make(replace(self._desk, session=session))
            self._unit_id = unit_id
            self._room.addWidget(self.pane)
        return self.pane
