"""The pane of 银行对账: which documents a line of the bank is, chosen or taken back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.core.labels import Role
from desktop.core.money import Money
from desktop.services.canteen.bank import match, remove_line, unmatch
from desktop.views.canteen.bank.rows import chip_of
from desktop.views.records import RecordPane, fact, facts, head, rule, section, told
from desktop.views.style import mark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from PySide6.QtWidgets import QFormLayout

    from desktop.services.canteen.reconciling import OpenDocument, StatementLine
    from desktop.views.canteen.bank.rows import BankRow
    from desktop.views.desk import Desk


class Candidates(QWidget):
    """Documents to be ticked until their sum is that of the line."""

    chosen = Signal(tuple)
    """The keys of the documents."""

    def __init__(self, line: StatementLine, documents: Sequence[OpenDocument]) -> None:
        super().__init__()
        self._line = line
        self.ticks: dict[UUID, QCheckBox] = {}
        self._amounts: dict[UUID, Money] = {}
        self.sum = QLabel()
        mark(self.sum, kind="small")
        self.take = QPushButton("勾对")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        same_side = [d for d in documents if (d.amount.units > 0) is (line.amount.units > 0)]
        # What fits best stands first: the same amount, then the nearest day.
        same_side.sort(key=lambda d: (d.amount != line.amount, abs((d.line.day - line.day).days)))
        for document in same_side:
            own = document.line
            words = f"{document.amount}　{own.day:%m-%d} {own.what} {own.party}".rstrip()
            tick = QCheckBox(words)
            tick.setToolTip(f"{own.label}：{words}")
            # Long words give way: the pane is narrow, and the tool tip has them.
            tick.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            tick.toggled.connect(self._on_ticked)
            self.ticks[own.document_id] = tick
            self._amounts[own.document_id] = document.amount
            layout.addWidget(tick)
        layout.addWidget(self.sum)
        layout.addWidget(self.take)
        self.take.clicked.connect(lambda _checked=False: self.chosen.emit(self.keys))
        self._on_ticked()

    @property
    def keys(self) -> tuple[UUID, ...]:
        """What is ticked."""
        return tuple(key for key, tick in self.ticks.items() if tick.isChecked())

    def _on_ticked(self) -> None:
        total = Money.sum(self._amounts[key] for key in self.keys)
        left = self._line.amount - total
        if not self.ticks:
            self.sum.setText("账上没有可以勾对的单据。先在收支里登记，再来勾对。")
        elif left:
            self.sum.setText(f"已选 {total} 元，还差 {left} 元")
        else:
            self.sum.setText(f"已选 {total} 元，正好")
        self.take.setVisible(bool(self.ticks))
        self.take.setEnabled(bool(self.keys) and not left)


class BankPane(RecordPane):
    """Shows one row."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "bankPane")
        self.candidates: Candidates | None = None
        self._writes = desk.session.role is not Role.AUDITOR

    def show_row(self, row: BankRow, documents: Sequence[OpenDocument]) -> None:
        """Show a row, and what it may be matched with."""
        self.drop_form()
        self.candidates = None
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        title = "银行明细" if row.line else row.documents
        layout.addLayout(head(self, title, chip_of(row)))
        layout.addLayout(_facts(row))
        layout.addWidget(rule())
        if row.line is None:
            layout.addLayout(told("银行的明细来了以后，选那一笔和它勾对。", faint=True))
        elif row.line.matched:
            self._matched(row.line, layout)
        else:
            self._unmatched(row.line, documents, layout)
        layout.addStretch(1)
        self.show_content(content)

    def _matched(self, line: StatementLine, layout: QVBoxLayout) -> None:
        undo = ("取消勾对", partial(self._unmatch, line.line_id))
        layout.addLayout(section("已勾对", *((undo,) if self._writes else ())))
        for label in line.documents:
            layout.addLayout(told(label))

    def _unmatched(
        self, line: StatementLine, documents: Sequence[OpenDocument], layout: QVBoxLayout
    ) -> None:
        remove = ("删除这笔", partial(self._remove, line))
        layout.addLayout(section("和哪些单据勾对", *((remove,) if self._writes else ())))
        if self._writes:
            self.candidates = Candidates(line, documents)
            self.candidates.chosen.connect(partial(self._match, line.line_id))
            layout.addWidget(self.candidates)

    def _match(self, line_id: UUID, keys: tuple[UUID, ...]) -> None:
        session = self.desk.session
        task = self.desk.tasks.write(self, lambda _job: match(session, line_id, keys))
        task.then(lambda _changes: self.desk.messages.say("已勾对。")).start()

    def _unmatch(self, line_id: UUID) -> None:
        session = self.desk.session
        task = self.desk.tasks.write(self, lambda _job: unmatch(session, line_id))
        task.then(lambda _changes: self.desk.messages.say("已取消勾对。")).start()

    def _remove(self, line: StatementLine) -> None:
        sentence = f"删除银行 {line.day} {line.amount} 元这笔明细？录错了才删。"
        if not self.desk.messages.ask(self, sentence, "删除"):
            return
        session = self.desk.session
        task = self.desk.tasks.write(self, lambda _job: remove_line(session, line.line_id))
        task.then(lambda _changes: self.closing.emit()).start()


def _facts(row: BankRow) -> QFormLayout:
    form = facts()
    form.addRow("日期", fact(row.day.isoformat()))
    form.addRow("金额", fact(f"{row.amount} 元"))
    form.addRow("摘要", fact(row.text))
    if row.line is not None and row.line.balance is not None:
        form.addRow("银行余额", fact(f"{row.line.balance} 元"))
    return form
