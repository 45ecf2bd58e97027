"""A canteen's statements of a month: goods, income and spending, results, a kindergarten's."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from desktop.core.money import Money
from desktop.core.statements import Block, StatementKind
from desktop.reports.canteen.titles import kitchen
from desktop.reports.document import (
    Align,
    Column,
    Document,
    Group,
    Kind,
    Orientation,
    Paragraph,
    SealArea,
    SealCode,
    SignatureLines,
    Summary,
    Table,
)
from desktop.reports.guard import Fields, GuardedDocument
from desktop.services.canteen import chart
from desktop.services.canteen.account_sums import ZERO
from desktop.services.canteen.statements import FOOD, per_cent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from decimal import Decimal

    from desktop.reports.document import Cells
    from desktop.services.canteen.account_sums import Amounts
    from desktop.services.canteen.goods_month import ArticleMonth, Goods, GoodsMonth
    from desktop.services.canteen.statements import Statements

_TRIAL: Final = "试印稿·本月未结账"
_ITEM: Final = Column("项目", 5, align=Align.LEFT)
_MONTH: Final = Column("本月数（元）", 3, Kind.MONEY, Align.RIGHT)
_YEAR: Final = Column("本年累计（元）", 3, Kind.MONEY, Align.RIGHT)
_TERM: Final = Column("本学期数（元）", 3, Kind.MONEY, Align.RIGHT)
_NAMED: Final = (
    Column("品名", 4.2, align=Align.LEFT),
    Column("规格", 3, align=Align.LEFT),
    Column("单位", 1.6),
)
_PARTS: Final = {
    "opening": "期初",
    "received": "入库",
    "issued": "出库",
    "lost": "报损",
    "counted": "盘点",
    "closing": "期末",
}
_KINDERGARTEN_PARTS: Final = {
    "opening": "期初结存",
    "received": "本期购进",
    "issued": "本期消耗",
    "corrected": "报损盘点",
    "closing": "期末结存",
}
_ON_WALL: Final = (StatementKind.INCOME, StatementKind.KINDERGARTEN)
_ACCOUNTS_SIZE: Final = 9.0
_SIGNED: Final = SignatureLines(("编制人", "食堂负责人", "单位负责人"))


def statement(kind: StatementKind, unit_name: str, found: Statements, on: date) -> GuardedDocument:
    """Set a statement as it is printed; that of an open month is marked as a trial.

    Raises:
        SchoolError: something private stands in it.
    """
    body = body_of(kind, found)
    wide = kind in (StatementKind.GOODS, StatementKind.KINDERGARTEN)
    document = Document(
        title=(unit_name, *kitchen(found.canteen.name), found.month.label, kind.label),
        blocks=(*body, _SIGNED, *_sealed(kind, unit_name, found, on)),
        number=f"封存码 {found.seal_code}" if found.seal_code and kind not in _ON_WALL else "",
        mark="" if found.seal_code else _TRIAL,
        orientation=Orientation.LANDSCAPE if wide else Orientation.PORTRAIT,
    )
    titles = [column.title for part in body if isinstance(part, Table) for column in part.columns]
    fields = Fields(
        kind.label, frozenset(titles), policy_columns=frozenset(titles), about_people=False
    )
    return GuardedDocument(document, fields, (unit_name, found.canteen.name))


def columns_on_wall(kind: StatementKind) -> frozenset[str]:
    """The columns that a statement may show where everybody reads it."""
    if kind is StatementKind.INCOME:
        return frozenset(column.title for column in (_ITEM, _MONTH, _YEAR))
    parts = (f"{word}{what}" for word in _KINDERGARTEN_PARTS.values() for what in ("数量", "金额"))
    return frozenset((*(column.title for column in _NAMED), *parts))


def body_of(kind: StatementKind, found: Statements) -> tuple[Table | Paragraph, ...]:
    """What a statement says, without title and signatures."""
    tables: dict[StatementKind, Callable[[Statements], tuple[Table | Paragraph, ...]]] = {
        StatementKind.GOODS: _goods,
        StatementKind.INCOME: _income,
        StatementKind.RESULT: _result,
        StatementKind.KINDERGARTEN: _kindergarten,
    }
    return tables[kind](found)


def _sealed(
    kind: StatementKind, unit_name: str, found: Statements, on: date
) -> tuple[SealArea, ...]:
    """Room for the seal on what hangs on a wall."""
    return (SealArea(unit_name, on, SealCode(found.seal_code)),) if kind in _ON_WALL else ()


def _goods(found: Statements) -> tuple[Table]:
    return (_goods_table(found.goods, _PARTS),)


def _goods_table(goods: GoodsMonth, parts: dict[str, str]) -> Table:
    figures = tuple(
        column
        for word in parts.values()
        for column in (
            Column(f"{word}数量", 2.5, Kind.NUMBER, Align.RIGHT),
            Column(f"{word}金额", 2.9, Kind.MONEY, Align.RIGHT),
        )
    )
    groups = [
        Group([_goods_row(line, parts) for line in lines], heading=kind.label)
        for kind, lines in groupby(goods.lines, lambda line: line.kind)
    ]
    totals = [_sum(goods, part) for part in parts]
    cells = ("", "", "", *(cell for total in totals for cell in ("", total)))
    return Table((*_NAMED, *figures), tuple(groups), total=Summary("合计", cells), type_size=9)


def _goods_row(line: ArticleMonth, parts: Iterable[str]) -> Cells:
    figures = (cell for part in parts for cell in _cells(_part(line, part)))
    return (line.name, line.specification, line.measure, *figures)


def _part(line: ArticleMonth, part: str) -> Goods:
    if part == "corrected":
        return line.counted + -line.lost
    goods: Goods = getattr(line, part)
    return goods


def _sum(goods: GoodsMonth, part: str) -> str:
    total = Money.sum(_part(line, part).amount for line in goods.lines)
    return str(total) if total else ""


def _cells(goods: Goods) -> tuple[str, str]:
    return (goods.quantity.plain, str(goods.amount)) if goods else ("", "")


def _income(found: Statements) -> tuple[Paragraph, Table]:
    def year(amounts: Amounts) -> Money:
        return amounts.year

    def lines(*, income: bool) -> list[Cells]:
        codes = dict.fromkeys(line.account for line in found.sums if line.income is income)
        return [_row(account.name, found.account(account.code), year) for account in codes]

    groups = (
        Group(lines(income=True), "一、收入", _total("收入合计", found.income, year)),
        Group(lines(income=False), "二、支出", _total("支出合计", found.expense, year)),
        Group(
            [_row("本期结余", found.surplus, year), _food_share(found)], "三、结余和食材支出比例"
        ),
        Group(_held_rows(found), "四、结存"),
    )
    run = Paragraph(f"食堂经营方式：{found.canteen.operation.label}", indent=False)
    return run, Table((_ITEM, _MONTH, _YEAR), groups, type_size=_ACCOUNTS_SIZE)


def _food_share(found: Statements) -> Cells:
    food, meals = found.food, found.meal_income
    return ("食材支出占伙食收入", _said(food.month, meals.month), _said(food.year, meals.year))


def _held_rows(found: Statements) -> list[Cells]:
    return [
        ("月初现金和银行存款", str(found.before.money), ""),
        ("月末现金和银行存款", str(found.after.money), ""),
        ("月末库存物品", str(found.after.stock), ""),
        ("月末应付供货商货款", str(found.after.payable), ""),
    ]


def _result(found: Statements) -> tuple[Table]:
    def of(*codes: str) -> list[Cells]:
        known = chart.accounts()
        return [_row(known[code].name, found.account(code), _term_of) for code in codes]

    named = (*FOOD, chart.LOSS, chart.COUNTED)
    costs = dict.fromkeys(line.account.code for line in found.sums if not line.income)
    blocks = [(block, found.surplus_of(block)) for block in Block]
    earning = [block for block in Block if found.of(block, income=True).term]
    groups = (
        Group(of("4101", "4102", "4103"), "一、收入　（一）伙食收入"),
        Group(of("4001", "4002"), "（二）补贴"),
        Group(
            of("4301", "4201", "4901"),
            "（三）其他收入",
            _total("收入合计", found.income, _term_of),
        ),
        Group(of(*FOOD), "二、支出　（一）伙食支出"),
        Group(of(*(code for code in costs if code not in named)), "（二）费用支出"),
        Group(
            of(chart.LOSS, chart.COUNTED),
            "（三）库存损失和盘点差异",
            _total("支出合计", found.expense, _term_of),
        ),
        Group(
            [_row(block.label, surplus, _term_of) for block, surplus in blocks],
            "三、本期盈余（亏损为负）",
            _total("盈余合计", found.surplus, _term_of),
        ),
        Group([_rate(found, block) for block in earning], "四、盈余率（盈余占收入的比例）"),
        Group(_staff(found), "五、教职工就餐单独核算"),
    )
    shown = tuple(group for group in groups if group.rows)
    return (Table((_ITEM, _MONTH, _TERM), shown, type_size=_ACCOUNTS_SIZE),)


def _staff(found: Statements) -> list[Cells]:
    """Whether what the staff pays covers its share of the food; a loss is printed as one."""
    income, cost = found.account("4102"), found.account(chart.STAFF_FOOD)
    if income == ZERO and cost == ZERO:
        return []
    return [
        _row("教职工伙食费收入", income, _term_of),
        _row("教职工应分摊的食材成本", cost, _term_of),
        _row("收入减分摊", found.staff_result, _term_of),
    ]


def _rate(found: Statements, block: Block) -> Cells:
    surplus, income = found.surplus_of(block), found.of(block, income=True)
    return (block.label, _said(surplus.month, income.month), _said(surplus.term, income.term))


def _kindergarten(found: Statements) -> tuple[Table | Paragraph, ...]:
    table = _goods_table(found.goods.food, _KINDERGARTEN_PARTS)
    fees, food = found.account("4101"), found.account(chart.PUPIL_FOOD)
    left = fees - food
    eaten = (
        f"幼儿伙食费收入：本月{fees.month}元，本学期{fees.term}元。"
        f"食材支出：本月{food.month}元，本学期{food.term}元。"
    )
    result = (
        f"盈亏：本月{left.month}元（{_said(left.month, fees.month)}），"
        f"本学期{left.term}元（{_said(left.term, fees.term)}），"
        f"每学期盈亏应在{found.surplus_limit}%以内。"
    )
    words = [eaten, result]
    if found.child_days:
        words.append(f"本月就餐{found.child_days}人日，按标准应为{found.child_due}元。")
    return (table, *(Paragraph(line, indent=False) for line in words))


def _term_of(amounts: Amounts) -> Money:
    return amounts.term


def _row(name: str, amounts: Amounts, longer: Callable[[Amounts], Money]) -> Cells:
    return (name, str(amounts.month), str(longer(amounts)))


def _total(name: str, amounts: Amounts, longer: Callable[[Amounts], Money]) -> Summary:
    return Summary(name, ("", str(amounts.month), str(longer(amounts))))


def _said(part: Money, whole: Money) -> str:
    """A share as people read it."""
    share: Decimal | None = per_cent(part, whole)
    return "无收入" if share is None else f"{share}%"
