"""收支: a canteen's money line by line, as it came and went."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.canteen import Fund, MoneyKind, PayMethod, Spending
from desktop.core.money import Money
from desktop.rosters import goods_cells
from desktop.rosters.cells import words
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.goods_cells import choice, figure, labels, short_text
from desktop.rosters.goods_receipts import CANTEEN
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line


class MoneyRow(msgspec.Struct, frozen=True):
    """Money that came, went or changed its place. None: the sheet does not tell."""

    row: int
    """As Excel counts, from 1."""
    name: str
    """What it was, in words."""
    day: date
    kind: MoneyKind
    amount: Money
    method: PayMethod
    fund: Fund | None
    spending: Spending | None
    supplier: str | None
    party: str
    ticket: str
    note: str
    canteen: str | None = None


KIND_WORDS: Final = (
    (MoneyKind.PUPIL_REFUND, words("退学生 退伙食费 退餐费")),
    (MoneyKind.STAFF_REFUND, words("退教职工 退教师")),
    (MoneyKind.MATCHING, words("配套")),
    (MoneyKind.SUBSIDY, words("营养 膳食补助 补助")),
    (MoneyKind.STAFF_FEE, words("教职工伙食 教师伙食 教职工餐费 教师餐费 教师缴费 教职工缴费")),
    (MoneyKind.GUEST_FEE, words("陪餐费 其他人员 客餐")),
    (MoneyKind.PUPIL_FEE, words("学生伙食 学生餐费 收伙食费 伙食费收入")),
    (MoneyKind.DONATION, words("捐")),
    (MoneyKind.INTEREST, words("利息")),
    (MoneyKind.SUPPLIER_PAYMENT, words("货款 付食材 付供货商")),
    (MoneyKind.DEPOSIT, words("存银行 存现")),
    (MoneyKind.WITHDRAWAL, words("取现 提现")),
    (MoneyKind.OPENING, words("期初 上年结转 上月结转")),
    (MoneyKind.EXPENSE, words("费用 支出")),
)
SPENDING_WORDS: Final = (
    (Spending.WAGES, words("工资 劳务")),
    (Spending.FUEL, words("燃料 燃气 煤 液化气 天然气")),
    (Spending.UTILITIES, words("水电 电费 水费")),
    (Spending.REPAIRS, words("维修 修理")),
    (Spending.TRANSPORT, words("运输 运费")),
    (Spending.BANK_CHARGE, words("手续费")),
    (Spending.ENTERTAINMENT, words("招待 接待")),
    (Spending.WELFARE, words("奖金 福利")),
    (Spending.MANAGEMENT, words("管理")),
    (Spending.RENT, words("租金 房租")),
)
METHOD_WORDS: Final = (
    (PayMethod.CASH, words("现金")),
    (PayMethod.BANK, words("银行 转账 公务卡 刷卡 对公 微信 支付宝 汇款")),
)
COLUMNS: Final = (
    Column(
        "day",
        "日期",
        goods_cells.day,
        words("收支日期 记账日期 收款日期 付款日期 交易日期 时间"),
        required=True,
        width=13,
        example="2026-10-08",
        few=True,
    ),
    Column(
        "kind",
        "收支项目",
        choice(MoneyKind, KIND_WORDS, "收支项目"),
        words("项目 收支类别 业务类型 收支类型 科目"),
        required=True,
        width=18,
        example="收学生伙食费",
        choices=labels(MoneyKind),
        few=True,
    ),
    Column(
        "amount",
        "金额",
        goods_cells.amount,
        words("收支金额 发生额 金额（元）"),
        required=True,
        width=12,
        example="1250.00",
    ),
    Column(
        "method",
        "收付方式",
        choice(PayMethod, METHOD_WORDS, "收付方式"),
        words("支付方式 付款方式 收款方式 结算方式"),
        required=True,
        example="银行",
        choices=labels(PayMethod),
        few=True,
    ),
    Column(
        "fund",
        "资金来源",
        goods_cells.fund,
        words("资金性质 经费来源 资金"),
        width=14,
        choices=labels(Fund),
        note="付货款和费用支出要写；收款的由收支项目决定",
        few=True,
    ),
    Column(
        "spending",
        "支出用途",
        choice(Spending, SPENDING_WORDS, "支出用途"),
        words("用途 费用项目 开支项目"),
        width=14,
        choices=labels(Spending),
        note="费用支出要写",
        few=True,
    ),
    Column(
        "supplier",
        "供货商",
        short_text(80),
        words("供应商 供货单位 供货商名称"),
        width=20,
        note="付货款要写",
        few=True,
    ),
    Column(
        "party", "对方", short_text(80), words("收款人 付款人 对方单位 缴款人 交款人"), width=18
    ),
    Column("ticket", "票据号", short_text(60), words("凭证号 发票号 收据号 单号 票号"), width=16),
    CANTEEN,
    Column("note", "备注", short_text(200), words("说明 摘要 事由"), width=20),
)


def build(line: Line, context: Context) -> MoneyRow:
    """Make the row."""
    del context
    told = line.values
    texts = {key: value for key, value in told.items() if isinstance(value, str)}
    day, kind, amount = told.get("day"), told.get("kind"), told.get("amount")
    method, fund, spending = told.get("method"), told.get("fund"), told.get("spending")
    if not isinstance(method, PayMethod) and not any(key == "method" for key, _ in line.flaws):
        line.flaws.append(("method", Flaw(Level.ERROR, NO_METHOD)))
    # Whatever is missing of these has refused the line already.
    kind = kind if isinstance(kind, MoneyKind) else MoneyKind.OTHER_INCOME
    return MoneyRow(
        row=line.row,
        name=kind.label,
        day=day if isinstance(day, date) else date.min,
        kind=kind,
        amount=amount if isinstance(amount, Money) else Money(0),
        method=method if isinstance(method, PayMethod) else PayMethod.BANK,
        fund=fund if isinstance(fund, Fund) else None,
        spending=spending if isinstance(spending, Spending) else None,
        supplier=texts.get("supplier"),
        party=texts.get("party", ""),
        ticket=texts.get("ticket", ""),
        note=texts.get("note", ""),
        canteen=texts.get("canteen"),
    )


NO_METHOD: Final = "没有写是银行还是现金；请加一栏“收付方式”"


def record(row: MoneyRow) -> dict[str, Cell]:
    """The cells of a line by key."""
    cells: dict[str, Cell | None] = {
        "day": row.day,
        "kind": row.kind.label,
        "amount": figure(row.amount),
        "method": row.method.label,
        "fund": row.fund.label if row.fund else None,
        "spending": row.spending.label if row.spending else None,
        "supplier": row.supplier,
        "party": row.party,
        "ticket": row.ticket,
        "canteen": row.canteen,
        "note": row.note,
    }
    return {key: cell for key, cell in cells.items() if cell is not None and cell != ""}


MONEY: Final = SheetKind(
    name="money", title="收支", columns=COLUMNS, anchor="kind", build=build, record=record
)
