"""公示打印: what the month lacks, the notices that were issued, and one of them whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.core.notices import NoticeKind
from desktop.services.notices.drafts import Draft, DraftState
from desktop.services.notices.register import NoticeEntry, NoticeQuery
from desktop.services.today.items import NoticeToIssue
from desktop.views.notices.listing import COLUMNS, Filters, NoticeSource
from desktop.views.notices.needs import MonthNeeds
from desktop.views.notices.notice_pane import NoticePane
from desktop.views.notices.places import lead_of
from desktop.views.notices.sheet import NoticeSheet
from desktop.views.pages import Page
from desktop.views.preview.paper import PaperView
from desktop.views.tables import DetailSplit, ListView
from desktop.views.widgets import EmptyState
from desktop.views.widgets.keyboard import holds_keyboard

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QShowEvent

    from desktop.views.desk import Desk

_BOOKS = (
    *(Book.NOTICES, Book.MEALS, Book.CHARGES, Book.MONTHS, Book.STANDARDS),
    *(Book.UNITS, Book.PEOPLE, Book.IMPORTS, Book.CANTEEN),
)


class NoticesPage(Page):
    """The list with its pane, or one notice over it."""

    title = "公示打印"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._day: date | None = None
        self.needs, self.filters = MonthNeeds(desk), Filters()
        empty = EmptyState(
            "发布过的公示列在这里。请先在上面核对、发布。",
            picture="notices",
        )
        source = NoticeSource(desk.session, NoticeQuery())
        self.list = ListView(desk, "notices", COLUMNS, source, empty)
        self.pane, self.sheet = NoticePane(desk), NoticeSheet(desk)
        self.paper = PaperView(desk)
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def focus_first(self) -> None:
        """Walk the list, or the paper that is over it."""
        shown = self.stack.currentWidget()
        over = {self.sheet: self.sheet.preview, self.paper: self.paper}
        listed = self.list if self.list.table.rowCount() else self.needs.first_step or self.list
        over.get(shown, listed).setFocus()

    def _lend_keyboard(self) -> None:
        """An empty list can do nothing with the keyboard."""
        if holds_keyboard(self.list) and not self.list.table.rowCount():
            self.focus_first()

    def show_record(self, record: object) -> None:
        """Open a notice (its number or its line) or the draft of a kind (and a month)."""
        match record:
            case NoticeToIssue():
                if not record.kind.long_term:
                    self.desk.place.set_month(record.month)
                self._open_draft(record.kind)
            case NoticeKind():
                self._open_draft(record)
            case NoticeEntry():
                self._open_notice(record.number)
            case str():
                self._open_notice(record)
            case _:
                self._close_sheet()

    def _lay_out(self) -> None:
        listed = QWidget()
        layout = QVBoxLayout(listed)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.needs)
        layout.addWidget(self.filters)
        layout.addWidget(DetailSplit(self.list, self.pane), 1)
        self.stack.addWidget(listed)
        self.stack.addWidget(self.sheet)
        self.stack.addWidget(self.paper)
        self.body.addWidget(self.stack)
        # The sheet has a title of its own, and small screens need the room.
        self.stack.currentChanged.connect(lambda place: self.heading.setVisible(place == 0))

    def _connect(self) -> None:
        self.list.titled("公示")
        self.list.preview_with(self._show_paper)
        self.paper.closed.connect(self._close_sheet)
        self.list.identify_by(lambda entry: entry.notice_id)
        self.list.add_action("预览和打印", lambda entry: self._open_notice(entry.number))
        self.list.selected.connect(self._on_selected)
        self.list.activated.connect(lambda entry: self._open_notice(entry.number))
        self.list.filtering.connect(self.filters.text.setFocus)
        self.filters.changed.connect(self._on_filtered)
        self.needs.opened.connect(self._on_need)
        self.needs.shown.connect(self._lend_keyboard)
        self.list.loaded.connect(self._lend_keyboard)
        self.pane.preview_asked.connect(self._open_notice)
        self.sheet.closed.connect(self._close_sheet)
        self.desk.place.month_changed.connect(self._on_month)
        self.desk.refresh.subscribe(self, _BOOKS, self.reload)

    def reload(self) -> None:
        """Read anew what is shown."""
        self._day = self.desk.session.store.clock.today()
        self.needs.reload()
        self.list.reload()
        self._draw_draft_anew()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Read when it is seen first, and on a new day: stages change at midnight."""
        super().showEvent(event)
        if self._day != self.desk.session.store.clock.today():
            self.reload()

    def _open_draft(self, kind: NoticeKind) -> None:
        self.sheet.open_draft(kind, self.desk.place.month)
        self._show_sheet()

    def _open_notice(self, number: str) -> None:
        self.sheet.open_notice(number)
        self._show_sheet()

    def _show_sheet(self) -> None:
        self.stack.setCurrentWidget(self.sheet)
        self.sheet.preview.setFocus()

    def _show_paper(self, pdf: bytes, title: str) -> None:
        self.paper.show_pdf(pdf, title)
        self.stack.setCurrentWidget(self.paper)
        self.paper.setFocus()

    def _close_sheet(self) -> None:
        self.stack.setCurrentIndex(0)
        self.list.setFocus()

    def _on_need(self, draft: Draft) -> None:
        if draft.state is DraftState.STANDING and draft.standing:
            self._open_notice(draft.standing)
            return
        lead = lead_of(draft, "empty") if draft.state is DraftState.EMPTY else None
        if lead is not None:
            lead.follow(self.desk.place, draft)
        else:
            self._open_draft(draft.kind)

    def _on_selected(self, entry: NoticeEntry | None) -> None:
        if entry is not None:
            self.pane.show_notice(entry.number)

    def _on_filtered(self, query: NoticeQuery) -> None:
        source = NoticeSource(self.desk.session, query)
        self.list.set_source(source, filtered=self.filters.is_narrowed)

    def _on_month(self, _month: object) -> None:
        if self.isVisible():
            self.needs.reload()
        else:
            self._day = None
        self._draw_draft_anew()

    def _draw_draft_anew(self) -> None:
        """A draft that is looked at is never older than the books."""
        shown = self.sheet.draft
        if shown is not None and self.stack.currentWidget() is self.sheet:
            self.sheet.open_draft(shown.kind, self.desk.place.month)
