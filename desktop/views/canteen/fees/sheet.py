"""The list of fees or refunds that is filled in: one line for each pupil, one receipt a class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.canteen import MoneyKind, PayMethod
from desktop.core.money import Money
from desktop.services.canteen.fee_lists import everybodys_fees
from desktop.services.canteen.fees import LONGEST_TICKET, NewFees, record_fees
from desktop.views.canteen.fees.grid import FeesGrid
from desktop.views.canteen.fees.table import FeesTable
from desktop.views.style import current_tokens, icon, mark
from desktop.views.widgets import DateEdit, MoneyEdit
from desktop.views.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.services.canteen.fee_states import FeesMonth
    from desktop.services.canteen.fees import FeesBooked
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_FEES: Final = "填了金额的学生才记账；每个班合成一张收款单据。金额填好按回车到下一人，Ctrl+S 记账。"
_REFUNDS: Final = "应退的金额已经填好；没有退的清空。每个班合成一张退款单据，退的不能多于已交。"
_ALL: Final = "全部班级"


class FeeSheet(QWidget):
    """Fills in what was received, or paid back, for the meals of the month that is shown."""

    left = Signal()
    booked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        today = desk.session.store.clock.today()
        self.canteen_id: UUID | None = None
        self.refund = False
        self.found: FeesMonth | None = None
        self.table = FeesTable()
        self.grid = FeesGrid(self.table)
        self.words, self.sums = ElidedLabel(), ElidedLabel()
        self.note = QLabel()
        self.classes, self.method = QComboBox(), QComboBox()
        self.day = DateEdit("日期", today, latest=today)
        self.ticket = QLineEdit()
        self.each = MoneyEdit("每人")
        self.fill = QPushButton("填入没交的")
        self.save = QPushButton("记账")
        self.back = QPushButton(icon("back"), "返回")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for label, kind in ((self.words, "heading"), (self.sums, "heading"), (self.note, "small")):
            mark(label, kind=kind)
        mark(self.save, kind="primary")
        self.note.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self.words, 1)
        top.addWidget(self.back)
        foot = QHBoxLayout()
        foot.addWidget(self.sums, 1)
        foot.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(top)
        layout.addLayout(self._fields())
        layout.addWidget(self.note)
        layout.addWidget(self.grid, 1)
        layout.addLayout(foot)
        self.setFocusProxy(self.grid)

    def _fields(self) -> QHBoxLayout:
        wide = self.fontMetrics().horizontalAdvance("年")
        for method in PayMethod:
            self.method.addItem(method.label, method)
        self.classes.setAccessibleName("班级")
        self.classes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.method.setAccessibleName("收付方式")
        self.ticket.setAccessibleName("票据号")
        self.ticket.setPlaceholderText("票据号（全班一张时）")
        self.ticket.setMaxLength(LONGEST_TICKET)
        self.day.setFixedWidth(wide * 13)
        self.each.setFixedWidth(wide * 7)
        self.each.setPlaceholderText("每人金额")
        line = QHBoxLayout()
        line.setSpacing(current_tokens().sizes.space)
        for part in (self.classes, self.day, self.method):
            line.addWidget(part)
        line.addWidget(self.ticket, 1)
        line.addWidget(self.each)
        line.addWidget(self.fill)
        return line

    def _connect(self) -> None:
        self.classes.activated.connect(lambda _at: self._show_class())
        self.fill.clicked.connect(lambda _checked=False: self._on_fill())
        self.each.returnPressed.connect(self._on_fill)
        self.save.clicked.connect(lambda _checked=False: self.book())
        self.back.clicked.connect(lambda _checked=False: self.left.emit())
        self.table.edited.connect(self._on_edited)
        self.table.refused.connect(self._desk.messages.say)
        for keys, act in (("Ctrl+S", self.book), ("Escape", self.left.emit)):
            short = QShortcut(QKeySequence(keys), self)
            short.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(lambda act=act: act())

    def begin(self, canteen_id: UUID, month: Month, *, refund: bool) -> None:
        """Read the pupils of a month and offer their classes."""
        self.canteen_id, self.refund, self.found = canteen_id, refund, None
        what = "退费" if refund else "收费"
        self.words.say(f"登记{what} · {month.label}伙食费")
        self.note.setText(_REFUNDS if refund else _FEES)
        for part in (self.each, self.fill):
            part.setVisible(not refund)
        self.ticket.clear()
        self.each.set_value(None)
        self.day.set_value(self._desk.session.store.clock.today())
        self.table.show_lines((), refund=refund)
        session = self._desk.session

        def read(_job: Job) -> FeesMonth:
            return everybodys_fees(session, canteen_id, month)

        self._desk.tasks.read(self, read).then(self._on_read).start()

    def book(self) -> None:
        """Write what is filled in."""
        parts, found, day = self.table.parts, self.found, self.day.value()
        if self.canteen_id is None or found is None or not self.save.isEnabled():
            return
        if day is None:
            self.day.setFocus()
            self._desk.messages.say("请填日期。")
            return
        new = NewFees(
            canteen_id=self.canteen_id,
            day=day,
            meals_of=found.month,
            parts=parts,
            kind=MoneyKind.PUPIL_REFUND if self.refund else MoneyKind.PUPIL_FEE,
            method=PayMethod(self.method.currentData()),
            ticket=self.ticket.text().strip(),
        )
        session = self._desk.session
        self.save.setEnabled(False)

        def work(job: Job) -> FeesBooked:
            return record_fees(session, new, job.accepted)

        task = self._desk.tasks.write(self, work)
        task.then(self._on_booked).ended(self._on_edited).start()

    def _on_read(self, found: FeesMonth) -> None:
        self.found = found
        wanted = [line for line in found.classes if not self.refund or line.paid > line.refunded]
        self.classes.clear()
        if self.refund:
            self.classes.addItem(_ALL, None)
        for line in wanted:
            due = f"（应退 {line.due}）" if self.refund and line.due else ""
            self.classes.addItem(f"{line.label}{due}", line.class_id)
        self._show_class()

    def _show_class(self) -> None:
        if self.found is None:
            return
        everybody = self.refund and self.classes.currentIndex() <= 0
        chosen = self.classes.currentData()
        lines = [
            line
            for line in self.found.lines
            if (everybody or line.class_id == chosen)
            and (not self.refund or line.paid > line.refunded)
        ]
        if self.refund:
            lines.sort(key=lambda line: not line.due)
        self.table.show_lines(lines if self.classes.count() else (), refund=self.refund)
        self.grid.setFocus()

    def _on_fill(self) -> None:
        amount = self.each.value()
        if amount is not None and amount.units > 0:
            count = self.table.fill(amount)
            self._desk.messages.say(f"填了 {count} 人，还没有记账。")
            self.grid.setFocus()

    def _on_edited(self) -> None:
        parts = self.table.parts
        total = Money.sum(part.amount for part in parts)
        what = "退" if self.refund else "收"
        self.sums.say(f"{what} {len(parts)} 人，共 {total} 元")
        self.save.setEnabled(bool(parts))

    def _on_booked(self, booked: FeesBooked) -> None:
        numbers = "、".join(booked.numbers)
        self._desk.messages.say(f"已记账：{booked.pupils} 人 {booked.amount} 元，{numbers}")
        self.booked.emit()
