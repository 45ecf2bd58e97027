"""The imports of a page: begun, put aside and gone on with, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.rosters.sheets import sheet_kind
from desktop.views.importing.roster import ImportWizard
from desktop.views.importing.taking import Purpose
from desktop.views.widgets import Banner

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStackedWidget

    from desktop.core.terms import Month
    from desktop.views.desk import Desk


class ImportsUnderWay(QObject):
    """At most one import of each kind of sheet and month; a banner reminds of one put aside."""

    left = Signal()
    """The wizard that was shown is put aside or closed."""
    banner_asked = Signal(object)
    """An `ImportWizard` to go on with."""

    def __init__(self, desk: Desk, faces: QStackedWidget) -> None:
        super().__init__(faces)
        self._desk, self._faces = desk, faces
        self.wizards: dict[tuple[str, Month | None], ImportWizard] = {}
        self.banner = Banner("")
        self.banner.hide()
        self.banner.add_action("接着导入", self._go_on)
        self.banner.add_action("放弃", self._give_up)

    @property
    def shown(self) -> ImportWizard | None:
        """The wizard that lies over the page."""
        face = self._faces.currentWidget()
        return face if isinstance(face, ImportWizard) else None

    @property
    def waiting(self) -> tuple[str, Month | None] | None:
        """The key of the first import that was put aside half-way."""
        return next((key for key, wizard in self.wizards.items() if wizard.under_way), None)

    def start(self, sheet: str, month: Month | None) -> ImportWizard:
        """The wizard of a kind of sheet, new or where it was left."""
        key = (sheet, month)
        wizard = self.wizards.get(key)
        if wizard is None:
            wizard = ImportWizard(self._desk, Purpose(sheet_kind(sheet), month))
            wizard.left.connect(self.left)
            wizard.closed.connect(lambda: self.close(key))
            self.wizards[key] = wizard
            self._faces.addWidget(wizard)
            wizard.start()
        else:
            wizard.resume()
        return wizard

    def close(self, key: tuple[str, Month | None]) -> None:
        """Let a wizard go, with all that was chosen in it."""
        wizard = self.wizards.pop(key)
        wizard.stop()
        self.left.emit()
        self._faces.removeWidget(wizard)
        wizard.deleteLater()

    def remind(self) -> None:
        """Say what was put aside."""
        key = self.waiting
        if key is not None:
            path = self.wizards[key].taking.path
            self.banner.set_sentence(f"“{path.name if path else ''}”还没有导入完。")
        self.banner.setVisible(key is not None)

    def _go_on(self) -> None:
        key = self.waiting
        if key is not None:
            self.banner_asked.emit(self.start(*key))

    def _give_up(self) -> None:
        key = self.waiting
        if key is not None:
            self.close(key)
