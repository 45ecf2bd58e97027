"""The tab 月结: checks first, both figures, then the close, with a receipt that counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.core.labels import MonthState, Role
from desktop.core.terms import SchoolYear
from desktop.services.canteen.canteens import canteens
from desktop.services.meal_grid import school_meals
from desktop.services.meal_year import year_of_meals
from desktop.services.month_checks import checks
from desktop.services.months import close, lock, reopen
from desktop.services.today.items import spoken
from desktop.views.charts import BarChart
from desktop.views.meals.checklist import MEALS_TAB, Checklist, PairsTable, points
from desktop.views.meals.opening import draft_name
from desktop.views.meals.receipt import CloseReceipt
from desktop.views.meals.records import CanteenRecord
from desktop.views.meals.yearly import meals_by_month
from desktop.views.style import current_tokens, mark
from desktop.views.tabbed import TabPanel
from desktop.views.widgets import Banner, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from PySide6.QtGui import QShowEvent

    from desktop.core.terms import Month
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.meal_year import MonthSum
    from desktop.services.month_checks import MonthChecks
    from desktop.services.months import Closed, MonthFigures
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job, Task

_BOOKS = (Book.MEALS, Book.PEOPLE, Book.MONTHS, Book.STANDARDS, Book.CALENDAR)


@dataclass(frozen=True, slots=True)
class _Found:
    checks: MonthChecks
    classes: tuple[UUID | None, ...]
    first_missing: CanteenRecord | None
    year: tuple[MonthSum, ...]
    canteens: tuple[CanteenLine, ...]


class ClosePanel(TabPanel):
    """Closing a month.

    open ── close ──► closed ── lock (bureau) ──► locked
      ▲────── reopen (bureau, with a reason) ┘
    """

    primary = "结账"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: MonthChecks | None = None
        self._canteens: tuple[CanteenLine, ...] = ()
        self.title = QLabel()
        self.checklist = Checklist()
        self.pairs = PairsTable()
        self.receipt = CloseReceipt(desk.session.role)
        self.reopened = Banner("", Tone.CARE)
        if desk.session.role is Role.BUREAU:
            self.reopened.add_action("延长…", self._on_reopen)
        self.chart = BarChart()
        self._checks = QLabel("检查")
        self._begun = self._closing = self._just_closed = False
        self._reading: Task[Any] | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 8, 8, 8)
        figures = QLabel("两边的数字")
        for label in (self.title, self._checks, figures):
            mark(label, kind="heading")
        upper = (self.reopened, self.receipt, self.title, self._checks, self.checklist)
        for part in (*upper, figures, self.pairs, self.chart):
            column.addWidget(part)
        self.chart.setFixedHeight(current_tokens().sizes.row * 7)
        column.addStretch(1)
        self.receipt.hide()
        self.reopened.hide()
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def _connect(self) -> None:
        desk = self.desk
        desk.place.month_changed.connect(self._on_month)
        desk.refresh.subscribe(self, _BOOKS, self.read)
        self.checklist.led.connect(self.led)
        self.receipt.print_wanted.connect(lambda: desk.place.open("notices"))
        self.receipt.set_wanted.connect(self._on_set)
        self.receipt.reopen_wanted.connect(self._on_reopen)
        self.receipt.lock_wanted.connect(self._on_lock)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Look when it is seen: what is typed and not saved has no book that tells of it."""
        super().showEvent(event)
        self._begun = True
        self.read()

    def read(self) -> None:
        """Look at the month."""
        session, month = self.desk.session, self.desk.place.month

        def work(_job: Job) -> _Found:
            school = school_meals(session, month)
            missing = next((line for line in school.classes if line.not_recorded), None)
            link = None
            if missing is not None:
                link = CanteenRecord(MEALS_TAB, month, missing.class_id, of_class=True)
            keys = tuple(line.class_id for line in school.classes)
            year = year_of_meals(session, SchoolYear.of(month.first))
            own = tuple(c for c in canteens(session) if c.opened_on <= month.last)
            return _Found(checks(session, month), keys, link, year, own)

        if self._reading is not None:
            self._reading.cancel()
        task = self.desk.tasks.read(self, work).then(self._show)
        self._reading = task

        def on_ended() -> None:
            if self._reading is task:
                self._reading = None

        task.ended(on_ended).start()

    def primary_ready(self) -> bool:
        """The month is open, nothing blocks, and the person may close it."""
        if self.found is None or self._closing:
            return False
        may = self.desk.session.role in (Role.PRINCIPAL, Role.CLERK)
        blocked = any(obstacle.blocking for obstacle in self.found.obstacles)
        return may and not blocked and self.found.figures.state is MonthState.OPEN

    def do_primary(self) -> None:
        """Close the month; what is only to be looked at is asked about."""
        if not self.primary_ready():
            return
        session, month = self.desk.session, self.desk.place.month
        self._set_closing(on=True)
        self.desk.tasks.write(
            self, lambda job: close(session, month, accepted=job.accepted)
        ).titled(f"{month.label}结账").then(self._on_closed).ended(
            lambda: self._set_closing(on=False)
        ).start()

    def _set_closing(self, *, on: bool) -> None:
        self._closing = on
        self.primary_changed.emit()

    def _show(self, found: _Found) -> None:
        self.found = found.checks
        figures = found.checks.figures
        is_open = figures.state is MonthState.OPEN
        self._canteens = found.canteens
        self.receipt.show_month(figures, canteen=bool(found.canteens))
        self._show_reopened(figures)
        self.title.setText(f"{figures.month.label} {figures.state.label}")
        self.title.setVisible(is_open)
        self._checks.setVisible(is_open)
        self.checklist.setVisible(is_open)
        unsaved = sum(
            self.desk.drafts.find(draft_name(figures.month, key)) is not None
            for key in found.classes
        )
        self.checklist.show_points(points(found.checks, unsaved, found.first_missing))
        if self._just_closed and not is_open:
            # The button that had the keyboard has nothing left to do; the notice comes next.
            self._just_closed = False
            self.receipt.notice.setFocus(Qt.FocusReason.OtherFocusReason)
        self.pairs.show_pairs(found.checks.pairs)
        self.chart.set_data(meals_by_month(found.year))
        self.primary_changed.emit()

    def _show_reopened(self, figures: MonthFigures) -> None:
        until = figures.open_until
        self.reopened.setVisible(until is not None)
        if until is None:
            return
        label, last = figures.month.label, spoken(until)
        if until < self.desk.session.store.clock.today():
            sentence = (
                f"{label}重新打开的期限（{last}）已过，不能再改。请再结账；还要改，请教育局延长。"
            )
        else:
            sentence = f"{label}重新打开到{last}，过后不能再改。改好以后请再结账。"
        self.reopened.set_sentence(f"{sentence}原因：{figures.reason}")

    def _on_month(self, _month: Month) -> None:
        self.found = None
        self.primary_changed.emit()
        if self._begun and self.isVisible():
            self.read()

    def _on_closed(self, closed: Closed) -> None:
        self._just_closed = True
        self.desk.messages.say(f"{closed.month.label}已结账，封存码 {closed.code}")

    def _on_set(self) -> None:
        """Bind the papers of every canteen of the school."""
        session, month, own = self.desk.session, self.desk.place.month, self._canteens
        title = f"{month.label}食堂账目"
        task = self.desk.tasks.paper(self, lambda job: _bound(job, session, own, month))
        task.titled("排版").then(lambda pdf: self.printing.emit(pdf, title)).start()

    def _on_reopen(self) -> None:
        session, month = self.desk.session, self.desk.place.month
        sentence = (
            f"重新打开{month.label}以后，已经打印的公示和封存码都不再有效。只打开几天"
            "（设置里的“重新打开天数”），过后不能再改。请写明原因。"
        )
        reason = self.desk.messages.ask_text(self, sentence, "原因")
        if reason is None:
            return
        self.desk.tasks.write(self, lambda _job: reopen(session, month, reason)).then(
            lambda done: self.desk.messages.say(
                f"{month.label}已重新打开，到{spoken(done.until)}为止"
            )
        ).start()

    def _on_lock(self) -> None:
        session, month = self.desk.session, self.desk.place.month
        sentence = f"{month.label}锁定以后永远不能再打开，更正只能记在以后的月份。确定锁定吗？"
        if not self.desk.messages.ask(self, sentence, "锁定"):
            return
        self.desk.tasks.write(self, lambda _job: lock(session, month)).then(
            lambda _changes: self.desk.messages.say(f"{month.label}已锁定")
        ).start()


def _bound(job: Job, session: Session, own: Sequence[CanteenLine], month: Month) -> bytes:
    # The printing library is large, and the set is printed once a month.
    from desktop.reports.canteen.month_set import month_set  # noqa: PLC0415
    from desktop.reports.pdf.binding import bind  # noqa: PLC0415 - same

    papers = (paper for canteen in own for paper in month_set(session, canteen, month))
    return bind(papers, job.progress)
