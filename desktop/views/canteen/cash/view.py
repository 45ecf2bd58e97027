"""现金盘点 of a month: the counts, and the form of the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.clock import CHINA
from desktop.core.labels import Role
from desktop.core.terms import Month
from desktop.services.canteen.cash import booked_cash, cash_counts
from desktop.views.canteen.cash.form import CashForm
from desktop.views.records import RecordPane, fact, facts, head, rule, told
from desktop.views.style import icon, mark
from desktop.views.tables import Chip, DetailSplit, ListColumn, ListView, Tone, WholeList
from desktop.views.widgets import EmptyState
from desktop.views.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.core.money import Money
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.cash import CashCountLine
    from desktop.views.desk import Desk


def chip_of(line: CashCountLine) -> Chip:
    """Whether the box and the books agree."""
    return Chip("有差异", Tone.CARE) if line.difference else Chip("账款相符", Tone.GOOD)


_COLUMNS: Final[Sequence[ListColumn[CashCountLine]]] = (
    ListColumn("day", "盘点日期", lambda c: c.day.isoformat(), 110),
    ListColumn("counted", "实盘现金", lambda c: f"{c.counted}", 110, "right"),
    ListColumn("booked", "账面现金", lambda c: f"{c.booked}", 110, "right"),
    ListColumn("difference", "差异", lambda c: f"{c.difference}", 100, "right"),
    ListColumn("state", "结果", lambda c: chip_of(c).words, 100, chip=chip_of),
    ListColumn("reason", "差异原因", lambda c: c.reason, 240),
    ListColumn("by", "盘点人", lambda c: c.counted_by, 150),
)


class CashView(QWidget):
    """The counts of the month, and the way back to the money."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.canteen: CanteenLine | None = None
        self._writes = desk.session.role is not Role.AUDITOR
        words = "登记盘点" if self._writes else ""
        self.empty = EmptyState("这个月还没有盘点现金。月结前要盘一次。", words, "canteen")
        self.view = ListView(desk, "cash-counts", _COLUMNS, WholeList(self._read), self.empty)
        self.view.titled("现金盘点")
        self.view.identify_by(lambda line: line.count_id)
        self.pane = RecordPane(desk, "cashPane")
        self.split = DetailSplit(self.view, self.pane)
        self.words = ElidedLabel()
        mark(self.words, kind="heading")
        self.new = QPushButton("登记盘点")
        self.back = QPushButton(icon("back"), "回到收支")
        self._lay_out()
        self.empty.asked.connect(self.enter)
        self.new.clicked.connect(lambda _checked=False: self.enter())
        self.back.clicked.connect(lambda _checked=False: self.left.emit())
        self.view.selected.connect(self._on_selected)
        self.pane.closing.connect(self.split.close_pane)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.words, 1)
        line.addWidget(self.new)
        line.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        if not self._writes:
            self.new.hide()

    def show_canteen(self, canteen: CanteenLine) -> None:
        """Show the counts of a canteen in the month that is looked at."""
        self.canteen = canteen
        month = self._desk.place.month
        self.words.say(f"{canteen.name} · {month.label} · 现金盘点")
        self.view.titled(f"{canteen.name}{month.label}现金盘点")
        self.split.close_pane()
        self.view.reload()

    def enter(self) -> None:
        """Open the form, with what the books say."""
        if self.canteen is None or not self._writes:
            return
        session, canteen_id = self._desk.session, self.canteen.canteen_id
        today, month = session.store.clock.today(), self._desk.place.month
        day = today if Month.of(today) == month else min(month.last, today)
        task = self._desk.tasks.read(self, lambda _job: booked_cash(session, canteen_id, day))
        task.then(lambda booked: self._open(day, booked)).start()

    def _open(self, day: date, booked: Money) -> None:
        assert self.canteen is not None  # noqa: S101 - the form was asked for
        form = CashForm(self._desk, self.canteen.canteen_id, day, booked)
        form.saved.connect(lambda _counted: self.split.close_pane())
        self.view.grid.clearSelection()
        self.split.open_pane()
        self.pane.forget()
        words = f"{day} 账上现金 {booked} 元。数清以后填实盘数；有差异要写原因。"
        self.pane.open_form("登记现金盘点", form, words)

    def _read(self) -> Sequence[CashCountLine]:
        if self.canteen is None:
            return ()
        return cash_counts(self._desk.session, self.canteen.canteen_id, self._desk.place.month)

    def _on_selected(self, line: CashCountLine | None) -> None:
        if line is not None:
            self.pane.drop_form()
            self.pane.show_content(self._made(line))

    def _made(self, line: CashCountLine) -> QWidget:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self.pane, f"{line.day} 盘点", chip_of(line)))
        form = facts()
        form.addRow("实盘现金", fact(f"{line.counted} 元"))
        form.addRow("账面现金", fact(f"{line.booked} 元"))
        form.addRow("差异", fact(f"{line.difference} 元"))
        form.addRow("差异原因", fact(line.reason))
        form.addRow("盘点人", fact(line.counted_by))
        layout.addLayout(form)
        layout.addWidget(rule())
        when = line.recorded_at.astimezone(CHINA)
        layout.addLayout(told(f"{when:%Y-%m-%d %H:%M} {line.recorded_by}登记", faint=True))
        layout.addStretch(1)
        return content
