"""New data for a unit, in four steps; nothing is made before the third, nothing lost after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.labels import UnitKind
from desktop.views.start.first_user import UserStep
from desktop.views.start.keeping import BegunData
from desktop.views.start.made import Making
from desktop.views.start.new_unit import UnitStep
from desktop.views.start.sheet import SheetStep
from desktop.views.start.where import WhereStep
from desktop.views.wizard import Wizard

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.views.messages import Messages
    from desktop.views.tasks import Tasks

_MARGINS = (48, 24, 48, 16)


class NewDataView(QWidget):
    """Leads from the unit to open books."""

    entered = Signal(object)
    """The Session of the new books."""
    made = Signal(object)
    """The Session of the new books, before the recovery code is on paper."""
    left = Signal()
    typed = Signal(object)
    """What stands in the fields now (BegunData)."""

    def __init__(
        self,
        tasks: Tasks,
        messages: Messages,
        folder: Path | None = None,
        begun: BegunData | None = None,
    ) -> None:
        """`begun` is what was typed before the program was ended."""
        super().__init__()
        self.making = Making()
        if folder is not None:
            self.making.folder = folder
        self.unit = UnitStep(self.making)
        self.user = UserStep(self.making)
        self.where = WhereStep(tasks, messages, self.making)
        self.sheet = SheetStep(tasks, messages, self.making)
        self.wizard = _StartWizard(self.making, (self.unit, self.user, self.where, self.sheet))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*_MARGINS)
        layout.addWidget(self.wizard)
        self.wizard.finished.connect(self._on_finished)
        self.wizard.closed.connect(self.left)
        for step in (self.unit, self.user, self.where, self.sheet):
            step.advanced.connect(self.wizard.go_on)
        self.where.created.connect(lambda created: self.made.emit(created.session))
        self.wizard.start()
        if begun is not None:
            self._take_up(begun)
        for step in (self.unit, self.user, self.where):
            step.changed.connect(self._on_typed)
        self.wizard.moved.connect(self._on_moved)

    def begun(self) -> BegunData:
        """What stands in the fields; of the passwords nothing."""
        unit = self.unit
        return BegunData(
            place=min(self.wizard.place, 2),
            kind=UnitKind(unit.kind.currentData()).value,
            name=unit.name.text(),
            code=unit.code.text(),
            township=unit.township.text(),
            office=unit.office.text(),
            supervision=unit.supervision.text(),
            user=self.user.name.text(),
            folder=self.where.folder.text(),
        )

    def _take_up(self, begun: BegunData) -> None:
        """Stand where one was; the passwords have to be typed again."""
        unit = self.unit
        unit.kind.setCurrentIndex(max(unit.kind.findData(UnitKind(begun.kind)), 0))
        fields = {
            unit.name: begun.name,
            unit.code: begun.code,
            unit.township: begun.township,
            unit.office: begun.office,
            unit.supervision: begun.supervision,
            self.user.name: begun.user,
            self.where.folder: begun.folder,
        }
        for field, text in fields.items():
            field.setText(text)
        if begun.place > 0:
            self.wizard.go_on()
        words = "上次填的内容还在，接着填就可以。"
        self.wizard.say(words + "密码没有记下来，要再输一遍。" if begun.place > 0 else words)

    def _on_moved(self, place: int) -> None:
        if place > 1:
            self.wizard.say("")
        self._on_typed()

    def _on_typed(self) -> None:
        if self.making.created is None:
            self.typed.emit(self.begun())

    def _on_finished(self, _result: object) -> None:
        created = self.making.created
        if created is not None:
            self.entered.emit(created.session)


class _StartWizard(Wizard):
    """A wizard that cannot be put aside, nor left once the data is made."""

    def __init__(
        self, making: Making, steps: tuple[UnitStep, UserStep, WhereStep, SheetStep]
    ) -> None:
        self._making = making
        super().__init__(None, "为本单位建立数据", steps, end="")

    def leave(self) -> None:
        """Esc does nothing: what was typed would be lost."""

    def _show(self) -> None:
        super()._show()
        made = self._making.created is not None
        self.foot.leave.hide()
        self.foot.give_up.setVisible(not made)
        self.foot.back.setVisible(not made)
