"""银行对账单: lines as a bank gives them out, in two columns or in one with its side."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.money import Money
from desktop.rosters import goods_cells
from desktop.rosters.cells import plain_text, words
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.goods_cells import figure, short_text
from desktop.rosters.goods_receipts import CANTEEN
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line


class BankRow(msgspec.Struct, frozen=True):
    """A movement of the account as the bank has it."""

    row: int
    """As Excel counts, from 1."""
    name: str
    """What it was, in words."""
    day: date
    amount: Money
    """Above zero what came in."""
    text: str
    balance: Money | None
    """What was there after it; None where the bank does not say."""
    canteen: str | None = None


COLUMNS: Final = (
    Column(
        "day",
        "日期",
        goods_cells.day,
        words("交易日期 记账日期 入账日期 交易时间 发生日期"),
        required=True,
        width=13,
        example="2026-10-08",
        few=True,
    ),
    Column(
        "came",
        "收入",
        goods_cells.signed_amount,
        words("收入金额 贷方 贷方金额 贷方发生额 存入 存入金额 转入金额 收方金额"),
        width=14,
        example="1250.00",
    ),
    Column(
        "went",
        "支出",
        goods_cells.signed_amount,
        words("支出金额 借方 借方金额 借方发生额 取出 支取金额 转出金额 付方金额"),
        width=14,
    ),
    Column(
        "amount",
        "金额",
        goods_cells.signed_amount,
        words("交易金额 发生额"),
        template=False,
    ),
    Column(
        "side",
        "借贷",
        short_text(10),
        words("借贷标志 借贷方向 收支 收付标志"),
        few=True,
        template=False,
    ),
    Column(
        "balance",
        "余额",
        goods_cells.signed_amount,
        words("账户余额 账面余额 本次余额"),
        width=14,
        note="银行不写余额的空着；先在银行对账里录入月初、月末余额",
    ),
    Column("text", "摘要", plain_text, words("交易摘要 用途 附言 备注"), width=28),
    Column(
        "party",
        "对方户名",
        plain_text,
        words("对方名称 对方账户名称 对方单位 交易对手"),
        template=False,
    ),
    CANTEEN,
)
LONGEST: Final = 200
"""Of what a bank writes; the rest says no more."""
_IN: Final = ("贷", "收", "入", "+")
NO_AMOUNT: Final = "没有写收入，也没有写支出"
NO_BOTH: Final = "收入和支出写在同一行；请分成两行"


def build(line: Line, context: Context) -> BankRow:
    """Make the row."""
    del context
    told = line.values
    texts = {key: value for key, value in told.items() if isinstance(value, str)}
    day, balance = told.get("day"), told.get("balance")
    text = " ".join(texts[key] for key in ("text", "party") if key in texts)
    text = text[:LONGEST].strip()
    return BankRow(
        row=line.row,
        name=text or "银行明细",
        day=day if isinstance(day, date) else date.min,  # it has refused the line already
        amount=_amount(line, texts.get("side", "")),
        text=text,
        balance=balance if isinstance(balance, Money) else None,
        canteen=texts.get("canteen"),
    )


def _amount(line: Line, side: str) -> Money:
    """What came in less what went; of one column the sign, or what stands beside it."""
    came, went, amount = (_money(line, key) for key in ("came", "went", "amount"))
    if came and went:
        line.flaws.append(("went", Flaw(Level.ERROR, NO_BOTH)))
    if came or went:
        return came - Money(abs(went.units))
    if not amount and not any(flaw.level is Level.ERROR for _, flaw in line.flaws):
        line.flaws.append(("came", Flaw(Level.ERROR, NO_AMOUNT)))
    if not side:
        return amount
    size = Money(abs(amount.units))
    return size if side.startswith(_IN) else -size


def _money(line: Line, key: str) -> Money:
    value = line.values.get(key)
    return value if isinstance(value, Money) else Money(0)


def record(row: BankRow) -> dict[str, Cell]:
    """The cells of a line by key."""
    size = figure(Money(abs(row.amount.units)))
    cells: dict[str, Cell | None] = {
        "day": row.day,
        "came" if row.amount.units > 0 else "went": size,
        "balance": figure(row.balance),
        "text": row.text,
        "canteen": row.canteen,
    }
    return {key: cell for key, cell in cells.items() if cell is not None and cell != ""}


BANK_STATEMENT: Final = SheetKind(
    name="bank-statement",
    title="银行对账单",
    columns=COLUMNS,
    anchor="day",
    build=build,
    record=record,
)
