"""What is in the bank, in the cash box and in each fund, over the list of money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.canteen import PayMethod
from desktop.core.money import Money
from desktop.views.style import mark
from desktop.views.widgets import KeyFigure
from desktop.views.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from desktop.services.canteen.money_lists import Held, Holdings


class HeldStrip(QWidget):
    """One line of figures, and one of the funds: both fit a low screen."""

    def __init__(self) -> None:
        super().__init__()
        self.bank, self.cash = KeyFigure("银行存款"), KeyFigure("库存现金")
        self.came, self.went = KeyFigure("本月收入"), KeyFigure("本月支出")
        self.funds = ElidedLabel()
        mark(self.funds, kind="muted")
        figures = QHBoxLayout()
        for figure in (self.bank, self.cash, self.came, self.went):
            figure.set_low(low=True)
            figures.addWidget(figure, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(4)
        layout.addLayout(figures)
        layout.addWidget(self.funds)

    def show_held(self, held: Holdings) -> None:
        """Show what the month began and ends with."""
        for figure, method in ((self.bank, PayMethod.BANK), (self.cash, PayMethod.CASH)):
            own = held.by_method[method]
            figure.set_figure(f"{own.closing}", _spoken(own))
        came = Money.sum(own.came for own in held.by_fund.values())
        went = Money.sum(own.went for own in held.by_fund.values())
        self.came.set_figure(f"{came}", "现金存银行、银行取现金不算")
        self.went.set_figure(f"{went}", "现金存银行、银行取现金不算")
        told = (f"{fund.label} {own.closing}" for fund, own in held.by_fund.items())
        self.funds.say("各项资金结存：" + ("　".join(told) or "还没有"))
        self.funds.setToolTip(
            "\n".join(f"{fund.label}：{_spoken(own)}" for fund, own in held.by_fund.items())
        )


def _spoken(own: Held) -> str:
    return f"期初 {own.opening}，本月收 {own.came}，付 {own.went}，期末 {own.closing}"
