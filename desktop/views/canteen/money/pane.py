"""The pane of one money document: what it says, its voucher in plain words, and red ink."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.clock import CHINA
from desktop.core.labels import Role
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.services.canteen.money_lists import money_paper
from desktop.services.canteen.owed import owed_now
from desktop.services.canteen.suppliers import suppliers
from desktop.services.classes import classes_on
from desktop.views.canteen.money.form import Known, MoneyForm
from desktop.views.canteen.money.kinds import KindsView
from desktop.views.canteen.money.listing import red_chip
from desktop.views.canteen.money.reversal import ReversalForm
from desktop.views.records import RecordPane, fact, facts, head, rule, section, told

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from PySide6.QtGui import QHideEvent, QShowEvent
    from PySide6.QtWidgets import QFormLayout

    from desktop.core.canteen import MoneyKind, PayMethod
    from desktop.services.canteen.money import MoneyBooked
    from desktop.services.canteen.money_lists import MoneyLine, MoneyPaper, PostedEntry
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


class MoneyPane(RecordPane):
    """Shows a document; or the kinds, and behind them the form of one."""

    shown = Signal(object)
    """A document stands here (MoneyLine)."""
    booked = Signal(object)
    """Something was written: the first document's key."""

    seen = Signal(bool)
    """The pane was opened or shut."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "moneyPane")
        self.canteen_id: UUID | None = None
        self.line: MoneyLine | None = None
        self.kinds: KindsView | None = None
        self._method: PayMethod | None = None
        self._day: date | None = None
        desk.place.month_changed.connect(self._on_month)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Tell the tab, which may have to make room."""
        super().showEvent(event)
        self.seen.emit(True)  # noqa: FBT003 - Qt's signals have no names

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Tell it that there is room again."""
        super().hideEvent(event)
        self.seen.emit(False)  # noqa: FBT003 - same

    def show_line(self, line: MoneyLine) -> None:
        """Read and show a document."""
        if line != self.line:
            self.drop_form()
        self.line = line
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: money_paper(session, line.document_id))
        task.then(partial(self._on_read, line)).start()

    def ask_kind(self) -> None:
        """Offer the kinds of money; the form follows."""
        self.drop_form()
        self.line = None
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self, "登记收支", None))
        self.kinds = KindsView()
        self.kinds.chosen.connect(self.enter)
        layout.addWidget(self.kinds)
        layout.addStretch(1)
        self.show_content(content)
        self.kinds.setFocus()

    def enter(self, kind: MoneyKind) -> None:
        """Read what the form of a kind offers, and open it."""
        canteen_id = self.canteen_id
        if canteen_id is None:
            return
        session, day, method = self.desk.session, self._begin(), self._method

        def read(_job: Job) -> Known:
            return Known(
                canteen_id,
                day,
                [(line.class_id, line.label) for line in classes_on(session, day)],
                [(line.supplier_id, line.supplier.name) for line in suppliers(session)],
                owed_now(session, canteen_id),
                method,
            )

        self.desk.tasks.read(self, read).then(partial(self._open, kind)).start()

    def reverse(self, line: MoneyLine) -> None:
        """Open the form of red ink."""
        form = ReversalForm(self.desk, line)
        form.saved.connect(self._on_booked)
        words = f"{line.label} {line.what} {line.amount} 元会另开一张红字单据冲销，原单据留着。"
        self.open_form("红字冲销", form, words)

    def _open(self, kind: MoneyKind, known: Known) -> None:
        if self.line is not None or known.canteen_id != self.canteen_id:
            return
        form = MoneyForm(self.desk, kind, known)
        form.saved.connect(partial(self._on_entered, form))
        self.open_form(kind.label, form, form.words)

    def _on_entered(self, form: MoneyForm, booked: MoneyBooked) -> None:
        """Many of one kind follow each other: offer the next, on the same day, the same way."""
        base = form.content.base
        if base is not None:
            self._day, self._method = base.day, base.method
        self.desk.messages.say(f"已记账：{booked.numbers[0]}")
        self._on_booked(booked)
        self.enter(form.kind)

    def _on_booked(self, booked: MoneyBooked) -> None:
        self.booked.emit(booked.document_ids[0])

    def _on_month(self, _month: Month) -> None:
        self._day = None

    def _begin(self) -> date:
        """Today, or the last day of the month that is looked at; as before, when one follows."""
        today, month = self.desk.session.store.clock.today(), self.desk.place.month
        if self._day is not None:
            return self._day
        return today if Month.of(today) == month else min(month.last, today)

    def _on_read(self, line: MoneyLine, paper: MoneyPaper) -> None:
        if self.line is line:
            self.kinds = None
            self.show_content(self._made(paper))
            self.shown.emit(paper.line)

    def _made(self, paper: MoneyPaper) -> QWidget:
        line = paper.line
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self, line.label, red_chip(line)))
        layout.addLayout(_facts(line))
        if self._may_reverse(line):
            layout.addWidget(rule())
            layout.addLayout(section("更正", ("红字冲销…", partial(self.reverse, line))))
        layout.addWidget(rule())
        layout.addLayout(section(f"凭证 第{paper.voucher}号"))
        for entry in paper.entries:
            layout.addLayout(told(_entry_words(entry)))
        when = line.recorded_at.astimezone(CHINA)
        layout.addWidget(rule())
        layout.addLayout(told(f"{when:%Y-%m-%d %H:%M} {line.recorded_by}登记", faint=True))
        layout.addStretch(1)
        return content

    def _may_reverse(self, line: MoneyLine) -> bool:
        undone = line.reverses or line.reversed_by
        return not undone and self.desk.session.role is not Role.AUDITOR


def _facts(line: MoneyLine) -> QFormLayout:
    form = facts()
    form.addRow("日期", fact(line.day.isoformat()))
    form.addRow("类别", fact(line.kind.label))
    if line.spending is not None:
        form.addRow("用途", fact(line.spending.label))
    form.addRow("金额", fact(f"{line.amount} 元"))
    form.addRow("资金", fact(line.fund.label))
    if line.moved is None:
        form.addRow("方式", fact(line.method.label))
        form.addRow("对方", fact(line.party))
    form.addRow("票据号", fact(line.ticket))
    if line.reverses:
        form.addRow("冲销的单据", fact(line.reverses))
    if line.reversed_by:
        form.addRow("已由它冲销", fact(line.reversed_by))
    form.addRow("冲销原因" if line.reverses else "说明", fact(line.note))
    return form


def _entry_words(entry: PostedEntry) -> str:
    way = "增加" if entry.grows else "减少"
    return f"{entry.account}（{entry.fund.label}）{way} {Money(abs(entry.amount.units))} 元"
