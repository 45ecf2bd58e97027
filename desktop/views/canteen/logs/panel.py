"""The tab 日志: what is due, samples, companions, checklists, the people of the kitchen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from desktop.core.meals import LogKind, LogPart
from desktop.services.checks.questions import CanteenPlace
from desktop.views.canteen.logs.companions import CompanionsPart
from desktop.views.canteen.logs.due import DuePart
from desktop.views.canteen.logs.handlers import HandlersPart
from desktop.views.canteen.logs.papers import PapersButton
from desktop.views.canteen.logs.rounds import RoundsPart
from desktop.views.canteen.logs.samples import SamplesPart
from desktop.views.canteen.logs.sheet import RoundSheet
from desktop.views.canteen.places import DayPlace, Doing
from desktop.views.canteen.room import CanteenPanel, PartSwitch

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.services.canteen.log_due import DueLine
    from desktop.views.desk import Desk

TAB: Final = "logs"
DUE, SAMPLES, COMPANIONS, ROUNDS, HANDLERS = "due", "samples", "companions", "rounds", "handlers"
_NEW: Final = {
    DUE: "",
    SAMPLES: SamplesPart.new,
    COMPANIONS: CompanionsPart.new,
    ROUNDS: RoundsPart.new,
    HANDLERS: "新增从业人员",
}


class LogsPanel(CanteenPanel):
    """What a canteen writes down every day."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.sheet: RoundSheet | None = None
        self.due, self.samples = DuePart(desk), SamplesPart(desk)
        self.companions, self.rounds = CompanionsPart(desk), RoundsPart(desk)
        self.handlers = HandlersPart(desk)
        self.papers = PapersButton(desk)
        self.switch = PartSwitch()
        self.switch.add_part(DUE, "今天要记", self.due, self.due.tools)
        self.switch.add_part(SAMPLES, "留样", self.samples, self.samples.tools)
        self.switch.add_part(COMPANIONS, "陪餐", self.companions, self.companions.tools)
        self.switch.add_part(ROUNDS, "检查记录", self.rounds, self.rounds.tools)
        self.switch.add_part(HANDLERS, "从业人员", self.handlers, self.handlers.search)
        self.switch.line.addWidget(self.chooser)
        self.switch.line.addWidget(self.papers)
        layout = QVBoxLayout(self.books)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.switch)
        layout.addWidget(self.switch.stack, 1)
        self._connect()

    def _connect(self) -> None:
        self.switch.turned.connect(self._on_turned)
        self.due.entering.connect(self._on_entering)
        self.due.looking.connect(self._on_looking)
        self.due.disposing.connect(self._on_disposing)
        self.rounds.begin_asked.connect(self._on_begin)
        self.rounds.edit_asked.connect(self.edit_round)
        self.papers.printing.connect(self.printing)
        for part in (self.samples, self.companions, self.rounds):
            part.asked.connect(self.do_primary)
            self.print_through_page(part.view)
        self.print_through_page(self.handlers.view)
        self.handlers.empty.asked.connect(self.do_primary)
        new = QShortcut(QKeySequence(QKeySequence.StandardKey.New), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self.do_primary)
        self._on_turned(DUE)

    def _on_turned(self, name: str) -> None:
        self.primary = _NEW[name] if self.may_write else ""
        self.setFocusProxy(self.switch.parts[name])
        self.primary_changed.emit()

    def do_primary(self) -> None:
        """Enter something new in the part that is seen."""
        if self.canteen is None or not self.may_write:
            return
        enter = {
            SAMPLES: self.samples.enter,
            COMPANIONS: self.companions.enter,
            ROUNDS: self.rounds.enter,
            HANDLERS: self.handlers.enter_new,
        }.get(self.switch.current)
        if enter is not None:
            enter()

    def show_canteen(self) -> None:
        """Show the logs of the canteen that is chosen."""
        if self.canteen is not None:
            self.papers.canteen = self.canteen
            for part in (self.due, self.samples, self.companions, self.rounds, self.handlers):
                part.show_books(self.canteen)

    def show_month(self) -> None:
        """Show the logs of another month."""
        self.show_canteen()

    def reload_books(self) -> None:
        """Read all again."""
        for part in (self.due, self.samples, self.companions, self.rounds, self.handlers):
            part.reload()

    def show_record(self, record: object) -> None:
        """Open a part by its name, or the day that a question is about."""
        if isinstance(record, DayPlace):
            self.in_books(record.canteen_id, partial(self._open_log, record))
            return
        if isinstance(record, CanteenPlace):
            self.switch.turn_to(DUE)
            if record.day is not None:
                self.due.look_at(record.day)
            return
        place = getattr(record, "part", "")
        if place in self.switch.parts:
            self.switch.turn_to(place)

    def _open_log(self, place: DayPlace) -> None:
        """Open the form of a log of a day, or what was written of it."""
        if place.kind is not None:
            if place.enter:
                self.begin_round(place.kind, place.day)
            else:
                self._show_rounds(place.kind)
            return
        part = COMPANIONS if place.doing is Doing.COMPANION else SAMPLES
        self.switch.turn_to(part)
        if place.doing is Doing.DISPOSE and place.enter:
            self.samples.dispose_all()
        elif place.enter:
            (self.companions if part == COMPANIONS else self.samples).enter(place.meal)

    def begin_round(self, kind: LogKind, day: date) -> None:
        """Go through a checklist."""
        if self.canteen is not None and self.may_write:
            self._sheet().begin(self.canteen, kind, day)
            self.covering.emit(self._sheet())

    def edit_round(self, log_id: UUID) -> None:
        """Put a round right."""
        if self.canteen is not None and self.may_write:
            self._sheet().go_on(self.canteen, log_id)
            self.covering.emit(self._sheet())

    def _sheet(self) -> RoundSheet:
        if self.sheet is None:
            self.sheet = RoundSheet(self.desk)
            self.sheet.closed.connect(self.uncovered)
            self.sheet.recorded.connect(self._on_recorded)
        return self.sheet

    def _on_recorded(self, _saved: object) -> None:
        self.uncovered.emit()

    def _on_entering(self, line: DueLine) -> None:
        if isinstance(line.what, LogKind):
            self.begin_round(line.what, line.day)
            return
        name = SAMPLES if line.what is LogPart.SAMPLES else COMPANIONS
        part = self.samples if line.what is LogPart.SAMPLES else self.companions
        assert line.sitting is not None  # noqa: S101 - both are of a sitting
        self.switch.turn_to(name)
        part.enter((line.day, line.sitting))

    def _on_looking(self, line: DueLine) -> None:
        if isinstance(line.what, LogKind):
            self._show_rounds(line.what)
        else:
            self.switch.turn_to(SAMPLES if line.what is LogPart.SAMPLES else COMPANIONS)

    def _show_rounds(self, kind: LogKind) -> None:
        self.rounds.show_kind(kind)
        self.switch.turn_to(ROUNDS)

    def _on_disposing(self) -> None:
        self.switch.turn_to(SAMPLES)
        self.samples.dispose_due()

    def _on_begin(self, kind: LogKind) -> None:
        self.begin_round(kind, self.rounds.first_day())
