"""学期与校历: when terms begin and end, and a month to click holidays and make-up days in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.core.labels import DayKind
from desktop.core.school_days import DayState
from desktop.core.terms import SchoolYear, Season, Term
from desktop.services.calendar import (
    LONGEST_NOTE,
    DayLine,
    DayMark,
    MonthCalendar,
    TermDates,
    month_calendar,
    remove_term,
    set_days,
    set_term,
    terms,
)
from desktop.views.forms import Field
from desktop.views.settings.card import CardForm
from desktop.views.settings.month_view import MonthView
from desktop.views.settings.section import Section
from desktop.views.settings.year_list import year_list
from desktop.views.style import current_tokens, icon, mark
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.texts import Choice, TextEdit

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.core.terms import Month
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_LIST_HEIGHT: Final = 300
_OWN: Final = frozenset({DayState.LOCAL_HOLIDAY, DayState.LOCAL_MAKE_UP})


@dataclass(frozen=True, slots=True)
class TermDraft:
    """When a term begins and ends, as it is being typed."""

    term: Term | None = None
    first: date | None = None
    last: date | None = None


class CalendarSection(Section):
    """Terms above, below them the month that the window shows."""

    title = "学期与校历"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._month = desk.place.month
        self.add_heading("学期")
        self.add_note("填第一个和最后一个上课日；应就餐天数、公示日程都按它算。")
        self.terms = QVBoxLayout()
        self.column.addLayout(self.terms)
        self.form = _term_form(desk)
        self.column.addWidget(self.form)
        self.add_heading("校历")
        self._add_month()
        if not self.may_write:
            self.form.set_readonly("审计只看，不改校历。")
            self.view.readonly = True
            self.note.setEnabled(False)
        year = SchoolYear.of(desk.session.store.clock.today())
        self.add_heading(f"{year.label}")
        self.year = year_list(desk, year)
        self.year.preview_with(self.paper_asked.emit)
        self.year.setMinimumHeight(_LIST_HEIGHT)
        self.column.addWidget(self.year, 1)
        desk.refresh.subscribe(self, [Book.CALENDAR, Book.MONTHS], self.reload)
        desk.place.month_changed.connect(self.show_month)
        self.reload()

    def reload(self) -> None:
        """Read terms and month."""
        session, month = self.desk.session, self._month
        tasks = self.desk.tasks
        self.year.reload()
        tasks.read(self, lambda _job: terms(session)).then(self._show_terms).start()
        tasks.read(self, lambda _job: month_calendar(session, month)).then(self._show).start()

    def show_month(self, month: Month) -> None:
        """Show another month."""
        self._month = month
        self.reload()

    def _add_month(self) -> None:
        self.add_note(
            "点一个上课的日子，改为学校放假；点一个不上课的日子，改为学校补课；再点一次恢复。"
            "已结账的月份不能再改。"
        )
        line = QHBoxLayout()
        self.back = _arrow("back", "上一个月")
        self.forward = _arrow("next", "下一个月")
        self.back.clicked.connect(lambda: self.show_month(self._month.previous))
        self.forward.clicked.connect(lambda: self.show_month(self._month.next))
        self.heading = QLabel()
        mark(self.heading, kind="heading")
        self.count = QLabel()
        self.note = TextEdit("说明", longest=LONGEST_NOTE)
        self.note.setPlaceholderText("说明（可不写），如 运动会")
        self.note.setMaximumWidth(280)
        for widget in (self.back, self.heading, self.forward, self.count):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self.note, 2)
        self.column.addLayout(line)
        self.unknown = self.add_note()
        mark(self.unknown, kind="warning")
        self.view = MonthView()
        self.view.chosen.connect(self._on_chosen)
        self.column.addWidget(self.view)

    def _show(self, calendar: MonthCalendar) -> None:
        if calendar.month != self._month:
            return
        self.heading.setText(calendar.month.label)
        self.count.setText(f"上课 {len(calendar.teaching)} 天")
        self.unknown.setText("\n".join(calendar.notes))
        self.unknown.setVisible(bool(calendar.notes))
        self.view.show_month(calendar)

    def _show_terms(self, found: tuple[TermDates, ...]) -> None:
        while self.terms.count():
            self.terms.takeAt(0).widget().deleteLater()
        for dates in found:
            self.terms.addWidget(self._term_line(dates))
        if not found:
            none = QLabel("还没有填过学期。")
            mark(none, kind="muted")
            self.terms.addWidget(none)

    def _term_line(self, dates: TermDates) -> QWidget:
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        days = (dates.last - dates.first + timedelta(days=1)).days
        words = f"{dates.term.label}：{dates.first:%Y-%m-%d} 至 {dates.last:%Y-%m-%d}（{days} 天）"
        layout.addWidget(QLabel(words))
        if self.may_write:
            remove = QPushButton("删除")
            mark(remove, kind="link")
            remove.setAccessibleName(f"删除{dates.term.label}")
            remove.clicked.connect(lambda: self._on_remove(dates.term))
            layout.addWidget(remove)
        layout.addStretch(1)
        return line

    def _on_remove(self, term: Term) -> None:
        sentence = f"删除{term.label}的日期？这半年先按国家放假安排算。"
        if self.desk.messages.ask(self, sentence, "删除"):
            session = self.desk.session
            self.desk.tasks.write(self, lambda _job: remove_term(session, term)).start()

    def _on_chosen(self, line: DayLine) -> None:
        """Change a day to the contrary of what it is, or take back what the school has said."""
        if self.note.problem():
            self.desk.messages.say(self.note.problem())
            return
        kind = None
        if line.state not in _OWN:
            kind = DayKind.HOLIDAY if line.state.has_lessons else DayKind.LESSONS
        day = DayMark(line.day, kind, self.note.value())
        session = self.desk.session
        self.desk.tasks.write(self, lambda _job: set_days(session, [day])).start()


def _arrow(name: str, words: str) -> QPushButton:
    button = QPushButton(icon(name), "")
    button.setAccessibleName(words)
    button.setToolTip(words)
    button.setFixedWidth(current_tokens().sizes.control * 2)
    return button


def _term_form(desk: Desk) -> CardForm[TermDraft, Changes]:
    session = desk.session
    today = session.store.clock.today()
    year = SchoolYear.of(today)
    around = [
        Term(SchoolYear(start), season)
        for start in (year.start - 1, year.start, year.start + 1)
        for season in Season
    ]
    choices = [(term, term.label) for term in around]
    fields = (
        Field("term", "学期", lambda title: Choice(title, choices), required=True),
        Field("first", "第一个上课日", lambda title: DateEdit(title, today), required=True),
        Field("last", "最后一个上课日", lambda title: DateEdit(title, today), required=True),
    )

    def save(_job: Job, draft: TermDraft) -> Changes:
        assert draft.term is not None  # noqa: S101 - the form requires all three
        assert draft.first is not None  # noqa: S101 - same
        assert draft.last is not None  # noqa: S101 - same
        return set_term(session, TermDates(draft.term, draft.first, draft.last))

    form = CardForm(desk, "settings.term", TermDraft, fields, save)
    form.say("保存学期")
    form.begin_anew_after_saving(TermDraft())
    return form
