"""What was marked is saved by itself: after a pause, and before it is looked away from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.services.canteen.staff_meals import mark_meals

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from desktop.views.canteen.staffmeals.table import StaffMealsTable
    from desktop.views.desk import Desk

_KEEP_AFTER: Final = 1500
"""Milliseconds after the last key until what was marked is in the books."""


class MarksKeeping(QObject):
    """Writes what stands in the table and not in the books."""

    changed = Signal()
    """It is being saved, or not any more."""

    def __init__(self, desk: Desk, owner: QWidget, table: StaffMealsTable) -> None:
        super().__init__(owner)
        self._desk, self._owner, self._table = desk, owner, table
        self._timer = QTimer(self, singleShot=True, interval=_KEEP_AFTER)
        self._timer.timeout.connect(self.keep)
        self.saving = False
        self._canteen_id: UUID | None = None
        self._again = False

    def note(self) -> None:
        """Something was marked."""
        if self._table.typed.marks():
            self._timer.start()

    def keep(self) -> None:
        """Save what was marked."""
        self._timer.stop()
        marks, month = self._table.typed.marks(), self._table.typed.month
        if self.saving:
            self._again = True
            return
        if not marks or month is None:
            return
        self.saving, self._again = True, False
        session, canteen_id = self._desk.session, month.canteen_id
        task = self._desk.tasks.write(
            self._owner, lambda job: mark_meals(session, canteen_id, marks, job.accepted)
        )
        task.ended(self._on_ended).start()
        self.changed.emit()

    def _on_ended(self) -> None:
        self.saving = False
        self.changed.emit()
        if self._again:
            self.keep()
