"""A field for another school: the schools of this data are offered, any other may be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter

from desktop.core.labels import UnitKind
from desktop.services.life.cases import LONGEST_SCHOOL
from desktop.services.units import units
from desktop.views.widgets import TextEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent

    from desktop.services.units import UnitLine
    from desktop.views.desk import Desk

_NO_SCHOOLS: Final = frozenset({UnitKind.BUREAU, UnitKind.TOWNSHIP})


class SchoolEdit(TextEdit):
    """Takes a school's name."""

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__(title, longest=LONGEST_SCHOOL)
        self._desk = desk
        self._asked = False

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the schools when somebody comes here."""
        super().focusInEvent(event)
        if not self._asked:
            self._asked = True
            session = self._desk.session
            self._desk.tasks.read(self, lambda _job: units(session)).then(self._offer).start()

    def _offer(self, known: Sequence[UnitLine]) -> None:
        names = [
            line.name
            for line in known
            if line.unit_id != self._desk.session.unit_id and line.kind not in _NO_SCHOOLS
        ]
        completer = QCompleter(names, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)
