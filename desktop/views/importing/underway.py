"""The imports of a page: begun, put aside and gone on with, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.rosters.sheets import sheet_kind
from desktop.views.importing.county import CountyWizard
from desktop.views.importing.offers import ImportOffers
from desktop.views.importing.roster import ImportWizard
from desktop.views.importing.taking import Purpose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QStackedWidget

    from desktop.core.terms import Month
    from desktop.views.desk import Desk
    from desktop.views.wizard import Wizard


class ImportsUnderWay(QObject):
    """At most one import of each kind of sheet and month; a banner reminds of each put aside."""

    left = Signal()
    """The wizard that was shown is put aside or closed."""
    banner_asked = Signal(object)
    """The wizard to go on with."""

    def __init__(self, desk: Desk, faces: QStackedWidget, page: str) -> None:
        """`page` is the name of the page whose imports these are."""
        super().__init__(faces)
        self._desk, self._faces = desk, faces
        self.wizards: dict[tuple[str, Month | None], ImportWizard] = {}
        self.counties: dict[tuple[str, Month | None], CountyWizard] = {}
        """Imports of many schools' workbooks, one of each kind of sheet and month."""
        self.offers = ImportOffers(desk, lambda purpose: purpose.page == page)
        self.offers.taken_up.connect(self._go_on)
        self.offers.given_up.connect(self._give_up)

    @property
    def shown(self) -> ImportWizard | None:
        """The wizard that lies over the page."""
        face = self._faces.currentWidget()
        return face if isinstance(face, ImportWizard) else None

    def start(self, sheet: str, month: Month | None, *, anew: bool = False) -> ImportWizard:
        """The wizard of a kind of sheet, new or where it was left.

        Args:
            sheet: the kind.
            month: the month that it is about, if it is about one.
            anew: begin with a file, whatever was put aside before the program ended.
        """
        key = (sheet, month)
        wizard = self.wizards.get(key)
        if wizard is None:
            wizard = ImportWizard(self._desk, Purpose(sheet_kind(sheet), month))
            wizard.left.connect(self.left)
            wizard.closed.connect(lambda: self.close(key))
            self.wizards[key] = wizard
            self._faces.addWidget(wizard)
            if anew:
                wizard.start()
            else:
                wizard.begin()
        else:
            wizard.resume()
        return wizard

    def start_county(
        self, sheet: str, month: Month | None = None, *, anew: bool = False
    ) -> CountyWizard:
        """The wizard of a bureau for a kind of sheet, new or where it was left; as `start`."""
        key = (sheet, month)
        wizard = self.counties.get(key)
        if wizard is None:
            wizard = CountyWizard(self._desk, Purpose(sheet_kind(sheet), month))
            wizard.left.connect(self.left)
            wizard.closed.connect(lambda: self._let_go(self.counties.pop(key)))
            self.counties[key] = wizard
            self._faces.addWidget(wizard)
            if anew:
                wizard.start()
            else:
                wizard.begin()
        else:
            wizard.resume()
        return wizard

    def go_on_with(self, purpose: Purpose) -> ImportWizard | CountyWizard:
        """The wizard of an import that was put aside."""
        start = self.start_county if purpose.county else self.start
        return start(purpose.kind.name, purpose.month)

    def _let_go(self, wizard: Wizard) -> None:
        wizard.stop()
        self.left.emit()
        self._faces.removeWidget(wizard)
        wizard.deleteLater()

    def close(self, key: tuple[str, Month | None]) -> None:
        """Let a wizard go, with all that was chosen in it."""
        self._let_go(self.wizards.pop(key))

    def _go_on(self, purpose: Purpose) -> None:
        self.banner_asked.emit(self.go_on_with(purpose))

    def _give_up(self, purpose: Purpose) -> None:
        under_way: Mapping[tuple[str, Month | None], Wizard] = (
            self.counties if purpose.county else self.wizards
        )
        wizard = under_way.get((purpose.kind.name, purpose.month))
        if wizard is not None:
            wizard.give_up()
