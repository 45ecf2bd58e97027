"""The filter line over the list of money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.core.canteen import Fund, MoneyKind, PayMethod
from desktop.views.canteen.money.listing import MoneyFilter
from desktop.views.widgets import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.services.canteen.canteens import CanteenLine


class MoneyFilters(QWidget):
    """Which canteen where there are several; kind, fund, bank or cash."""

    changed = Signal(object)
    """The filter (MoneyFilter)."""
    turned = Signal(object)
    """Another canteen: its key."""

    def __init__(self) -> None:
        super().__init__()
        kinds = [(kind, kind.label) for kind in MoneyKind]
        self.kind: Choice[MoneyKind] = Choice("类别", kinds, nothing="全部类别")
        self.fund: Choice[Fund] = Choice("资金", [(f, f.label) for f in Fund], nothing="全部资金")
        ways = [(way, way.label) for way in PayMethod]
        self.method: Choice[PayMethod] = Choice("方式", ways, nothing="银行和现金")
        self.clear = QPushButton("清除筛选")
        self.clear.setEnabled(False)
        self.clear.clicked.connect(self.reset)
        self.canteen: Choice[UUID] | None = None
        self.layout_ = QHBoxLayout(self)
        self.layout_.setContentsMargins(0, 0, 0, 6)
        for choice in self._choices:
            choice.changed.connect(self._tell)
            self.layout_.addWidget(choice)
        self.layout_.addWidget(self.clear)
        self.layout_.addStretch(1)

    @property
    def _choices(self) -> tuple[Choice[Any], ...]:
        return (self.kind, self.fund, self.method)

    @property
    def shown(self) -> MoneyFilter:
        """What is asked for."""
        return MoneyFilter(self.kind.value(), self.fund.value(), self.method.value())

    def offer(self, lines: Sequence[CanteenLine], chosen: UUID) -> None:
        """Offer the canteens, where there are several."""
        if self.canteen is not None:
            self.layout_.removeWidget(self.canteen)
            self.canteen.deleteLater()
            self.canteen = None
        if len(lines) > 1:
            names = [(line.canteen_id, line.name) for line in lines]
            choice: Choice[UUID] = Choice("食堂", names, nothing="选食堂")
            choice.set_value(chosen)
            choice.changed.connect(lambda: self._turn(choice.value()))
            self.canteen = choice
            self.layout_.insertWidget(0, choice)

    def reset(self) -> None:
        """Show everything again."""
        blocker = QSignalBlocker(self)
        for choice in self._choices:
            choice.setCurrentIndex(0)
        blocker.unblock()
        self._tell()

    def _turn(self, canteen_id: UUID | None) -> None:
        if canteen_id is not None:
            self.turned.emit(canteen_id)

    def _tell(self) -> None:
        self.clear.setEnabled(self.shown.narrowed)
        self.changed.emit(self.shown)
