"""What a closed month leaves in the hand: its figures and the code of its seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop.core.labels import MonthState, Role
from desktop.views.style import icon, mark

if TYPE_CHECKING:
    from desktop.services.months import MonthFigures


class CloseReceipt(QFrame):
    """The receipt, and what the bureau may still do."""

    print_wanted = Signal()
    set_wanted = Signal()
    """All papers of the month are to be printed."""
    reopen_wanted = Signal()
    lock_wanted = Signal()

    def __init__(self, role: Role) -> None:
        super().__init__()
        mark(self, kind="card")
        self._bureau = role is Role.BUREAU
        self.title, self.figures, self.code = QLabel(), QLabel(), QLabel()
        mark(self.title, kind="heading")
        mark(self.code, kind="figure")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setAccessibleName("封存码")
        self.copy = QPushButton(icon("copy"), "复制封存码")
        self.notice = QPushButton(icon("print"), "去打印公示")
        self.set = QPushButton(icon("print"), "打印本月一套")
        self.set.setToolTip("报表、日记账、盘点表、交费公示和日志，一次打印")
        self.reopen = QPushButton("重新打开…")
        self.lock = QPushButton(icon("lock"), "锁定…")
        hint = QLabel("封存码印在公示上；以后凭纸上的封存码可以核对这个月的账有没有改动过。")
        mark(hint, kind="small")
        buttons = QHBoxLayout()
        for button in (self.copy, self.notice, self.set, self.reopen, self.lock):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        for part in (self.title, self.figures, self.code, hint):
            layout.addWidget(part)
        layout.addLayout(buttons)
        self.copy.clicked.connect(self._on_copy)
        self.notice.clicked.connect(lambda _checked=False: self.print_wanted.emit())
        self.set.clicked.connect(lambda _checked=False: self.set_wanted.emit())
        self.reopen.clicked.connect(lambda _checked=False: self.reopen_wanted.emit())
        self.lock.clicked.connect(lambda _checked=False: self.lock_wanted.emit())

    def show_month(self, figures: MonthFigures, *, canteen: bool) -> None:
        """Show the receipt of a month that is closed, or nothing of one that is open.

        Args:
            figures: of the month.
            canteen: whether there are a canteen's papers to print.
        """
        self.set.setVisible(canteen)
        self.setVisible(figures.state is not MonthState.OPEN)
        self.title.setText(f"{figures.month.label} {figures.state.label}")
        self.figures.setText(
            f"就餐 {figures.pupils:,} 人 · {figures.days:,} 人次 · 补助 {figures.amount} 元 · "
            f"未登记 {figures.not_recorded} 人"
        )
        self.code.setText(figures.code or "")
        closed = figures.state is MonthState.CLOSED
        self.reopen.setVisible(self._bureau and closed)
        self.lock.setVisible(self._bureau and closed)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.text())
