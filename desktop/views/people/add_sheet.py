"""新增学生 as a sheet over the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views.people.add_form import AddForm
from desktop.views.people.record import fields_of
from desktop.views.style import current_tokens, mark

if TYPE_CHECKING:
    from desktop.services.pupils.adding import Added
    from desktop.views.desk import Desk
    from desktop.views.personal.fields import Fields

_WIDEST: Final = 52  # characters: longer lines are hard to follow


class AddSheet(QWidget):
    """The form of a new pupil; made when it is first asked for, kept until it is closed."""

    closed = Signal()
    added = Signal(object)
    """A pupil was added (Added)."""
    ready = Signal()
    """The form can be typed in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.form: AddForm | None = None
        title = QLabel("新增学生")
        mark(title, kind="heading")
        self._column = QWidget()
        self._column.setMaximumWidth(current_tokens().sizes.base * _WIDEST)
        self._inner = QVBoxLayout(self._column)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.addWidget(title)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column, _WIDEST)
        layout.addStretch(1)

    def begin(self) -> None:
        """Make the form, or go on with the one that is open."""
        if self.form is not None:
            self.form.setFocus()
            return
        session = self._desk.session
        task = self._desk.tasks.read(self, lambda _job: fields_of(session))
        task.then(self._on_fields).start()

    def _on_fields(self, made: Fields) -> None:
        form = AddForm(self._desk, made)
        form.closed.connect(self._on_closed)
        form.new_asked.connect(form.open_blank)
        form.saved.connect(self._on_saved)
        self.form = form
        self._inner.addWidget(form, 1)
        form.show()
        form.setFocus()
        self.ready.emit()

    def _on_saved(self, done: Added) -> None:
        self._let_go()
        self.added.emit(done)

    def _on_closed(self) -> None:
        self._let_go()
        self.closed.emit()

    def _let_go(self) -> None:
        if self.form is not None:
            form, self.form = self.form, None
            self._inner.removeWidget(form)
            form.hide()
            form.deleteLater()
