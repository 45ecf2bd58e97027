"""异动: what happened to pupils, in four parts, and the wizard of a new school year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.changes import Book
from desktop.core.life import CaseSide
from desktop.services.both import on_two_rolls
from desktop.services.life.arriving import offers
from desktop.services.life.cases import CaseState, cases
from desktop.services.life.duplicates import lookalikes
from desktop.services.life.prepared_years import standing
from desktop.services.life.year_changes import DRAFT
from desktop.views.enrolment.deeds import DeedsPart
from desktop.views.enrolment.duplicates import DuplicatesPart
from desktop.views.enrolment.events import EventsPart
from desktop.views.enrolment.rollover_wizard import RolloverWizard
from desktop.views.enrolment.transfers import TransfersPart
from desktop.views.tabbed import TabPanel

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_BEGINNING: Final = "学年升级"
_GOING_ON: Final = "接着升级"
EVENTS, TRANSFERS, DUPLICATES, DEEDS = "events", "transfers", "duplicates", "deeds"
_TITLES: Final = {
    EVENTS: "全校异动",
    TRANSFERS: "转学",
    DUPLICATES: "疑似重复",
    DEEDS: "办理记录",
}


def waiting(session: Session) -> dict[str, int]:
    """How many transfers and pairs wait for somebody here."""
    still_open = [
        line
        for line in cases(session)
        if line.side is CaseSide.OUT and line.state is CaseState.OPEN
    ]
    both = [child for child in on_two_rolls(session) if not child.came_here]
    undecided = [pair for pair in lookalikes(session) if pair.decision is None]
    return {
        TRANSFERS: len(offers(session)) + len(both) + len(still_open),
        DUPLICATES: len(undecided),
    }


class LifePanel(TabPanel):
    """Four parts, one shown at a time; the wizard of a new year lies over the tabs."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.wizard: RolloverWizard | None = None
        self.events = EventsPart(desk)
        self.transfers = TransfersPart(desk)
        self.duplicates = DuplicatesPart(desk)
        self.deeds = DeedsPart(desk)
        self.parts: dict[str, EventsPart | TransfersPart | DuplicatesPart | DeedsPart] = {
            EVENTS: self.events,
            TRANSFERS: self.transfers,
            DUPLICATES: self.duplicates,
            DEEDS: self.deeds,
        }
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._stack = QStackedWidget()
        books = QWidget()
        layout = QVBoxLayout(books)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(self._switch())
        layout.addWidget(self._stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(books)
        for part in self.parts.values():
            self._stack.addWidget(part)
            self.print_through_page(part.view)
        for asking in (self.events, self.transfers):
            asking.pupil_asked.connect(self.led)
        self._stands = False
        self.primary = self._primary()
        self.open_part(EVENTS)
        desk.refresh.subscribe(self, (Book.PEOPLE, Book.IMPORTS, Book.MEALS), self._reload)
        self._count()

    def _switch(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(4)
        for name, title in _TITLES.items():
            button = QToolButton()
            button.setText(title)
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, name=name: self.open_part(name))
            self._group.addButton(button)
            self.buttons[name] = button
            line.addWidget(button)
        line.addStretch(1)
        return line

    def open_part(self, name: str) -> None:
        """Show one of the four."""
        self._stack.setCurrentWidget(self.parts[name])
        self.buttons[name].setChecked(True)
        self.setFocusProxy(self.parts[name])

    def do_primary(self) -> None:
        """Begin a new school year, or go on where that was left."""
        if self.wizard is None:
            self.wizard = RolloverWizard(self.desk)
            self.wizard.closed.connect(self._drop_wizard)
            self.wizard.left.connect(self._leave_wizard)
            self.covering.emit(self.wizard)
            self.wizard.begin()
        else:
            self.covering.emit(self.wizard)
            self.wizard.resume()
        self.primary = _GOING_ON

    def _primary(self) -> str:
        """What the button says: whether something was put aside."""
        if not self.may_write:
            return ""
        begun = self._stands or self.desk.drafts.find(DRAFT) is not None
        return _GOING_ON if begun else _BEGINNING

    def show_record(self, record: object) -> None:
        """Open a part by its name."""
        if isinstance(record, str) and record in self.parts:
            self.open_part(record)

    def _leave_wizard(self) -> None:
        self.primary = _GOING_ON
        self.uncovered.emit()

    def _drop_wizard(self) -> None:
        self.primary = self._primary()
        self.uncovered.emit()
        if self.wizard is not None:
            self.wizard.deleteLater()
            self.wizard = None

    def _reload(self) -> None:
        for part in self.parts.values():
            part.reload()
        self._count()

    def _count(self) -> None:
        session = self.desk.session

        def read(_job: Job) -> tuple[dict[str, int], bool]:
            return waiting(session), standing(session) is not None

        self.desk.tasks.read(self, read).then(lambda told: self._show_counts(*told)).start()

    def _show_counts(self, found: dict[str, int], stands: bool) -> None:  # noqa: FBT001 - of the task
        self._stands = stands
        self.primary = self._primary() if self.wizard is None else _GOING_ON
        self.primary_changed.emit()
        for name, count in found.items():
            self.buttons[name].setText(f"{_TITLES[name]} {count}" if count else _TITLES[name])
