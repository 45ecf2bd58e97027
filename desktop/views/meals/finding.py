"""Finding the line of a pupil, in whichever class it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.services.meal_grid import class_of
from desktop.views.widgets.people import PersonChooser, pupils_of

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.views.desk import Desk
    from desktop.views.meals.opening import OpenClass
    from desktop.views.meals.view import MealDaysView


class Finder(PersonChooser):
    """A field above the classes: whoever is chosen in it, their line is opened.

    empty → typing → chosen → (class asked, class read) → at the line, and empty again
    """

    def __init__(self, desk: Desk, opening: OpenClass, grid: MealDaysView) -> None:
        super().__init__(desk.tasks, "找学生", pupils_of(desk.session, present_only=False))
        self._desk, self._opening, self._grid = desk, opening, grid
        self._wanted: UUID | None = None
        self.setPlaceholderText("找学生 (Ctrl+F)")
        self.setToolTip("姓名、拼音或首字母；到这个学生的那一行")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.changed.connect(self._on_chosen)
        opening.school_read.connect(self._on_read)

    def listen_in(self, panel: QWidget) -> None:
        """Let Ctrl+F lead here from everywhere in the panel."""
        key = QShortcut(QKeySequence.StandardKey.Find, panel)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(lambda: self.setFocus(Qt.FocusReason.ShortcutFocusReason))

    def _on_chosen(self) -> None:
        chosen = self.value()
        if chosen is None:
            return
        session, month, student = self._desk.session, self._opening.month, chosen.key
        task = self._desk.tasks.read(self, lambda _job: class_of(session, month, student))
        task.then(lambda class_id: self._open(class_id, student)).start()
        self.set_value(None)

    def _open(self, class_id: UUID | None, student: UUID) -> None:
        self._wanted = student
        self._opening.open(class_id)
        self._grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_read(self) -> None:
        if self._wanted is not None:
            self._grid.look_for(self._wanted)
            self._wanted = None
