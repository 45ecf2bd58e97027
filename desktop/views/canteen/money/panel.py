"""The tab 收支: a canteen's money of the month, the pane of a document, and what is held."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.canteen import MoneyKind, PayMethod
from desktop.core.changes import Book
from desktop.services.canteen.canteens import CanteenLine, canteens
from desktop.services.canteen.sheets import BANK_STATEMENT
from desktop.services.checks.questions import CanteenPlace
from desktop.views.canteen.bank.view import BankView
from desktop.views.canteen.cash.view import CashView
from desktop.views.canteen.money.filters import MoneyFilters
from desktop.views.canteen.money.held import HeldStrip
from desktop.views.canteen.money.listing import COLUMNS, MoneySource
from desktop.views.canteen.money.pane import MoneyPane
from desktop.views.canteen.money.papers import MoneyPapers
from desktop.views.canteen.places import DayPlace
from desktop.views.style import current_tokens
from desktop.views.tabbed import TabPanel
from desktop.views.tables import DetailSplit, ListView, WholeList
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from desktop.services.canteen.money_lists import MoneyLine
    from desktop.views.canteen.money.listing import MoneyFilter
    from desktop.views.desk import Desk

_LOWEST: Final = 36
"""Lines of type below which a form needs the room of the figures."""
NO_CANTEEN: Final = "还没有食堂账。先在“入库”里开设食堂账，再登记收支。"


class MoneyPanel(TabPanel):
    """What came, what went, and what is there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.primary = "登记收支" if self.may_write else ""
        self.canteen: CanteenLine | None = None
        self.canteens: tuple[CanteenLine, ...] = ()
        self.filters = MoneyFilters()
        self.held = HeldStrip()
        self.empty = EmptyState("这个月还没有收支。", self.primary, "canteen")
        self.view = ListView(desk, "canteen-money", COLUMNS, WholeList(tuple), self.empty)
        self.view.titled("收支明细")
        self.view.identify_by(lambda line: line.document_id)
        self.print_through_page(self.view)
        self.pane = MoneyPane(desk)
        self.split = DetailSplit(self.view, self.pane)
        self.none = EmptyState(NO_CANTEEN, "", "canteen")
        self.stack = QStackedWidget()
        self.bank, self.cash = BankView(desk), CashView(desk)
        self.to_bank, self.to_cash = QPushButton("银行对账"), QPushButton("现金盘点")
        self.source: MoneySource | None = None
        self._wanted: UUID | None = None
        self.asked: DayPlace | None = None
        self.papers = MoneyPapers(desk)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        books = QWidget()
        inside = QVBoxLayout(books)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.filters)
        inside.addWidget(self.held)
        inside.addWidget(self.split, 1)
        self.books = books
        for face in (self.none, books, self.bank, self.cash):
            self.stack.addWidget(face)
        for button in (self.to_bank, self.to_cash):
            self.filters.layout_.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.stack, 1)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.empty.asked.connect(self.do_primary)
        self.filters.changed.connect(lambda _shown: self._show_list())
        self.filters.turned.connect(self.turn_to)
        self.view.selected.connect(self._on_selected)
        self.view.activated.connect(self._on_selected)
        self.view.loaded.connect(self._on_loaded)
        self.view.filtering.connect(self.filters.kind.setFocus)
        self.to_bank.clicked.connect(lambda _checked=False: self._turn(self.bank))
        self.to_cash.clicked.connect(lambda _checked=False: self._turn(self.cash))
        self.bank.taking.connect(lambda: self.importing.emit(BANK_STATEMENT))
        for face in (self.bank, self.cash):
            face.left.connect(lambda: self._turn(self.books))
            self.print_through_page(face.view)
        # No lambda: the papers have no parent, and would hold the page for good.
        self.papers.made.connect(self._on_paper)
        self.papers.closed.connect(self.uncovered)
        self.pane.closing.connect(self.split.close_pane)
        self.pane.seen.connect(self._fit)
        self.desk.place.month_changed.connect(self._on_month)
        self.desk.refresh.subscribe(self, (Book.CANTEEN, Book.MONTHS), self.read)
        new = QShortcut(QKeySequence(QKeySequence.StandardKey.New), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self.do_primary)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Look for the canteen when it is seen for the first time."""
        super().showEvent(event)
        if self.canteen is None:
            self.read()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """On a low screen what stands above gives way to a form."""
        super().resizeEvent(event)
        self._fit(self.pane.isVisible())

    def _fit(self, pane_seen: bool) -> None:  # noqa: FBT001 - from a signal
        crowded = pane_seen and self.height() < _LOWEST * current_tokens().sizes.base
        self.filters.setVisible(not crowded)
        self.held.setVisible(not crowded)

    def read(self) -> None:
        """Read which canteens there are, and the list again."""
        session = self.desk.session
        self.desk.tasks.read(self, lambda _job: canteens(session)).then(self._on_canteens).start()

    def turn_to(self, canteen_id: UUID) -> None:
        """Show another canteen."""
        self.canteen = next(line for line in self.canteens if line.canteen_id == canteen_id)
        self.pane.canteen_id = canteen_id
        self.split.close_pane()
        self._show_faces()

    def show_record(self, record: object) -> None:
        """Open a document, or the form with which cash is paid into the bank."""
        if isinstance(record, DayPlace):
            self.asked = record
            _pay_in(self)
        elif isinstance(record, CanteenPlace):
            self._wanted = record.key
            self._on_loaded(None)

    def primary_ready(self) -> bool:
        """There is a canteen."""
        return self.canteen is not None

    def do_primary(self) -> None:
        """Ask which kind of money is to be entered."""
        if self.canteen is not None and self.may_write:
            self.stack.setCurrentWidget(self.books)
            self.view.grid.clearSelection()
            self.split.open_pane()
            self.pane.ask_kind()

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """The papers of the month."""
        if self.canteen is None:
            return ()
        open_paper = partial(self.papers.open_paper, self.canteen, self.desk.place.month)
        return (
            *((f"{way.label}日记账", partial(open_paper, way)) for way in PayMethod),
            ("供应商往来", partial(open_paper, None)),
        )

    def _on_canteens(self, lines: tuple[CanteenLine, ...]) -> None:
        """A known canteen stays; else the first is shown."""
        fresh = lines != self.canteens
        self.canteens = lines
        if not lines:
            self.stack.setCurrentWidget(self.none)
            return
        if self.stack.currentWidget() is self.none:
            self.stack.setCurrentWidget(self.books)
        here = self.canteen
        found = next((c for c in lines if here and c.canteen_id == here.canteen_id), lines[0])
        if fresh:
            self.filters.offer(lines, found.canteen_id)
        if here is None:
            self.turn_to(found.canteen_id)
            self.primary_changed.emit()
        else:
            for view in (self.view, self.bank.view, self.cash.view):
                view.reload()
        _pay_in(self)

    def _show_list(self) -> None:
        if self.canteen is None:
            return
        shown: MoneyFilter = self.filters.shown
        canteen_id, month = self.canteen.canteen_id, self.desk.place.month
        self.source = MoneySource(self.desk.session, canteen_id, month, shown)
        self.view.titled(f"{self.canteen.name}{month.label}收支明细")
        self.view.set_source(self.source, filtered=shown.narrowed)

    def _on_loaded(self, _page: object) -> None:
        """Show what is held, and what a link points at, once it has been read."""
        if self.source is None or self.source.held is None:
            return
        self.held.show_held(self.source.held)
        lines = (line for line in self.source.lines if line.document_id == self._wanted)
        if (line := next(lines, None)) is not None:
            self._wanted = None
            self._on_selected(line)

    def _on_selected(self, line: MoneyLine | None) -> None:
        if line is not None:
            self.split.open_pane()
            self.pane.show_line(line)

    def _on_paper(self) -> None:
        self.covering.emit(self.papers)

    def _on_month(self) -> None:
        self.split.close_pane()
        self._show_faces()

    def _turn(self, face: QWidget) -> None:
        self.stack.setCurrentWidget(face)
        (self.view if face is self.books else face).setFocus()

    def _show_faces(self) -> None:
        self._show_list()
        if self.canteen is not None:
            self.bank.show_canteen(self.canteen)
            self.cash.show_canteen(self.canteen)


def _pay_in(panel: MoneyPanel) -> None:
    """Open the form that pays cash into the bank, as soon as its canteen is known."""
    asked = panel.asked
    if asked is None or asked.canteen_id not in {line.canteen_id for line in panel.canteens}:
        return
    panel.asked = None
    if panel.canteen is None or panel.canteen.canteen_id != asked.canteen_id:
        panel.turn_to(asked.canteen_id)
        panel.filters.offer(panel.canteens, asked.canteen_id)
    panel.stack.setCurrentWidget(panel.books)
    if asked.enter:
        panel.split.open_pane()
        panel.pane.enter(MoneyKind.DEPOSIT)
