"""The first page: key figures, and below them what waits, grouped by urgency."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.core.clock import CHINA
from desktop.core.labels import MonthState
from desktop.services.today.items import ClassMonth, Item, NoticeToIssue, Section, Urgency
from desktop.services.today.unsaved import put_aside, unsaved
from desktop.services.today.waiting import Figures, Today, today
from desktop.views.pages import Page
from desktop.views.style import current_tokens
from desktop.views.today.rows import ItemGroup, ItemRow
from desktop.views.widgets.chips import Tone
from desktop.views.widgets.figures import KeyFigure
from desktop.views.widgets.notes import EmptyState

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QShowEvent

    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_MINUTE: Final = 60_000


class TodayPage(Page):
    """What is to be done today; reads itself anew when books move and when a day begins."""

    title = "今天要办"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._day: date | None = None
        self._drafts: tuple[str, ...] | None = None
        """The forms that were not saved when it was looked; None: it was not yet."""
        self.pupils = KeyFigure("在校学生", leads_on=True)
        self.classes = KeyFigure("班级", leads_on=True)
        self.month = KeyFigure("本月", leads_on=True)
        self.backup = KeyFigure("上次备份", leads_on=True)
        self.empty = EmptyState("今天没有等着办的事。", picture="check")
        self.groups: list[ItemGroup] = []
        self._list = QVBoxLayout()
        self._area = QScrollArea()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self._minute = QTimer(self, interval=_MINUTE)
        self._minute.timeout.connect(self._on_minute)
        self._minute.start()
        self.reload()

    def reload(self) -> None:
        """Ask again what waits."""
        session, month = self.desk.session, self.desk.place.month
        self._day = session.store.clock.today()
        drafts = self.desk.drafts

        def look(_job: Job) -> Today:
            found = today(session, month)
            self._drafts = drafts.names()
            own = (*put_aside(drafts.listed()), *unsaved(session, self._drafts))
            return Today((*found.items, *own), found.figures)

        self.desk.tasks.read(self, look).then(self._show).start()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """What is typed and not saved has no book that tells of it: look when it is seen."""
        super().showEvent(event)
        if self._drafts is not None and self.desk.drafts.names() != self._drafts:
            self.reload()

    def focus_first(self) -> None:
        """Begin at what is most urgent."""
        (self.rows[0] if self.rows else self.month).setFocus()

    def _lay_out(self) -> None:
        sizes = current_tokens().sizes
        figures = QHBoxLayout()
        figures.setSpacing(sizes.space * 3 // 2)
        for figure in (self.pupils, self.classes, self.month, self.backup):
            figures.addWidget(figure)
        self.body.setSpacing(sizes.space * 2)
        self.body.addLayout(figures)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(sizes.space * 2)
        self._list.addStretch(1)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setWidget(inside)
        self._stack.addWidget(self._area)
        self._stack.addWidget(self.empty)
        self.body.addWidget(self._stack, 1)

    def _connect(self) -> None:
        desk = self.desk
        desk.refresh.subscribe(self, Book, self.reload)
        desk.place.month_changed.connect(self._on_month_changed)
        # At a bureau the list of all schools, by the name of its tab.
        at_bureau = desk.session.at_bureau
        for figure, page, record in (
            (self.pupils, "people", "county-pupils" if at_bureau else None),
            (self.classes, "people", "classes" if at_bureau else None),
            (self.month, "canteen", None),
            (self.backup, "settings", Section.BACKUP),
        ):
            figure.activated.connect(lambda page=page, record=record: desk.place.open(page, record))

    def _on_month_changed(self, _month: object) -> None:
        self.reload()

    def _on_minute(self) -> None:
        """A new day has begun, or the machine has woken up on another one."""
        if self.desk.session.store.clock.today() != self._day:
            self.reload()

    def _show(self, found: Today) -> None:
        self._show_figures(found.figures)
        focused = next((row.item for row in self.rows if row.hasFocus()), None)
        for group in self.groups:
            self._list.removeWidget(group)
            group.hide()
            group.deleteLater()
        self.groups = []
        for urgency in Urgency:
            items = [item for item in found.items if item.urgency is urgency]
            if items:
                group = ItemGroup(urgency, items)
                group.opened.connect(self._on_opened)
                self._list.insertWidget(len(self.groups), group)
                # At once, not when the layout comes to it: only what is seen can have the keyboard.
                group.show()
                self.groups.append(group)
        self._chain()
        self._stack.setCurrentIndex(0 if self.groups else 1)
        self._focus_again(focused)

    @property
    def rows(self) -> list[ItemRow]:
        """All rows from the top."""
        return [row for group in self.groups for row in group.rows]

    def _chain(self) -> None:
        """Let Tab and the arrow keys walk over the rows as they stand."""
        rows = self.rows
        for above, below in pairwise(rows):
            self.setTabOrder(above, below)
        for place, row in enumerate(rows):
            row.moved.connect(lambda step, place=place: self._on_moved(place + step))

    def _on_moved(self, place: int) -> None:
        if 0 <= place < len(self.rows):
            self.rows[place].setFocus()
            self._area.ensureWidgetVisible(self.rows[place])

    def _focus_again(self, item: Item | None) -> None:
        """Keep the keyboard where it was, if that thing still waits."""
        for row in self.rows:
            if item is not None and row.item == item:
                row.setFocus()

    def _show_figures(self, figures: Figures) -> None:
        whose = f"{figures.schools:,} 所学校" if figures.schools else ""
        self.pupils.set_figure(f"{figures.pupils:,}" if figures.pupils else None, whose)
        self.classes.set_figure(f"{figures.classes:,}" if figures.classes else None, whose)
        state = figures.state
        self.month.title.setText(figures.month.label)
        closed = state is not MonthState.OPEN
        note = "不能再改" if closed else f"上课 {figures.teaching_days} 天"
        self.month.set_figure(state.label, note)
        if figures.last_backup is None:
            self.backup.set_figure(None, "还没有备份过", tone=Tone.CARE)
            return
        day = figures.last_backup.astimezone(CHINA).date()
        ago = (figures.day - day).days
        words = {0: "今天", 1: "昨天"}.get(ago, f"{ago}天前")
        self.backup.set_figure(words, f"{day.year}年{day.month}月{day.day}日，打开检查过")

    def _on_opened(self, item: Item) -> None:
        """Turn to the month that is meant, then to the record."""
        place, record = self.desk.place, item.record
        if isinstance(record, ClassMonth | NoticeToIssue):
            place.set_month(record.month)
        place.open(item.page, record.kind if isinstance(record, NoticeToIssue) else record)
