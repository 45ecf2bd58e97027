"""成本分摊 in the pane: who has eaten how much, whether the staff pays it, what funds owe."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.meals import Eater
from desktop.core.money import Money
from desktop.services.canteen.settling import SettlementLine, between_funds, settlements
from desktop.services.canteen.shares import month_shares
from desktop.services.canteen.statements import statements
from desktop.views.records import fact, facts, head, rule, section, told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from desktop.core.canteen import Fund
    from desktop.core.terms import Month
    from desktop.services.canteen.shares import MonthShare
    from desktop.services.canteen.statements import Statements
    from desktop.services.session import Session
    from desktop.views.records import RecordPane


@dataclass(frozen=True, slots=True)
class ShareFound:
    """What the pane shows."""

    month: Month
    share: MonthShare
    statements: Statements
    owed: Mapping[Fund, Money]
    settled: tuple[SettlementLine, ...]


@dataclass(frozen=True, slots=True)
class ShareActions:
    """What can be done about it; None for those who only look."""

    settle: Callable[[], object] | None
    reverse: Callable[[SettlementLine], object] | None


def read_share(session: Session, canteen_id: UUID, month: Month) -> ShareFound:
    """Read it from the books."""
    return ShareFound(
        month,
        month_shares(session, canteen_id, month),
        statements(session, canteen_id, month),
        between_funds(session, canteen_id),
        settlements(session, canteen_id, month),
    )


def share_content(pane: RecordPane, found: ShareFound, actions: ShareActions) -> QWidget:
    """Set it in words and figures."""
    content = QWidget()
    layout = QVBoxLayout(content)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    layout.addLayout(head(pane, f"{found.month.label}成本分摊", None))
    layout.addLayout(told(_how(found), faint=True))
    shares = facts()
    for eater in Eater:
        words = f"{found.share.meals[eater]:,} 餐，食材 {found.share.amounts[eater]} 元"
        shares.addRow(eater.label, fact(words))
    shares.addRow("食材合计", fact(f"{found.share.total} 元"))
    layout.addLayout(shares)
    _add_result(layout, found)
    _add_debts(layout, found, actions)
    layout.addStretch(1)
    return content


def _how(found: ShareFound) -> str:
    if found.share.unknown:
        return "还没有学生就餐人数，不能分摊；食材先算在买它的资金里。"
    day = "学生按就餐天数算午餐；" if found.share.days_only else ""
    booked = "已结账入账。" if found.statements.seal_code else "月结时入账。"
    return f"本月出库的食材按就餐人次分摊，各餐次的比例是县里的参数；{day}{booked}"


def _add_result(layout: QVBoxLayout, found: ShareFound) -> None:
    income, cost = found.statements.account("4102"), found.statements.account("5002")
    result = found.statements.staff_result
    layout.addWidget(rule())
    layout.addLayout(section("教职工"))
    form = facts()
    form.addRow("", fact("本月　/　本学期（元）"))
    form.addRow("收入", fact(f"{income.month}　/　{income.term}"))
    form.addRow("应分摊", fact(f"{cost.month}　/　{cost.term}"))
    form.addRow("收入减分摊", fact(f"{result.month}　/　{result.term}"))
    layout.addLayout(form)
    if result.month.units < 0:
        layout.addLayout(told("教职工交的钱不够自己吃的食材，差额现在由别的资金垫着。"))


def _add_debts(layout: QVBoxLayout, found: ShareFound, actions: ShareActions) -> None:
    layout.addWidget(rule())
    buttons = [("结清…", actions.settle)] if found.owed and actions.settle else []
    layout.addLayout(section("资金往来", *buttons))
    if not found.owed:
        layout.addLayout(told("各项资金互不相欠。", faint=True))
    for fund, amount in found.owed.items():
        way = "应收" if amount.units > 0 else "应付"
        layout.addLayout(told(f"{fund.label}{way} {Money(abs(amount.units))} 元"))
    for line in found.settled:
        words = (
            f"{line.label} {line.day} {line.payer.label}付{line.receiver.label} {line.amount} 元"
        )
        words += f"（冲销{line.reverses}）" if line.reverses else ""
        words += f"（已由{line.reversed_by}冲销）" if line.reversed_by else ""
        undone = line.reverses or line.reversed_by
        acts = (
            [("红字冲销…", partial(actions.reverse, line))]
            if actions.reverse and not undone
            else []
        )
        layout.addLayout(told(words, *acts))
