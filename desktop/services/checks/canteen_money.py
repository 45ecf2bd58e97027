"""Rules over what came in and was spent (C3, C4, C5, C7, C14, C15, C17, C18, C22)."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import Fund, MoneyKind
from desktop.core.money import Money
from desktop.core.statements import Block
from desktop.core.terms import Month
from desktop.models import LedgerEntry, MealMonth, MoneyDocument
from desktop.services import canteen_limits as limits
from desktop.services.canteen import chart
from desktop.services.canteen.account_sums import added
from desktop.services.canteen.money import label_of
from desktop.services.canteen.shares import shares_of
from desktop.services.canteen.statements import FOOD, MEAL_INCOME, per_cent, shared_sums
from desktop.services.checks.joins import black
from desktop.services.checks.questions import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement

    from desktop.services.canteen.account_sums import AccountSum
    from desktop.services.checks.questions import Looking

MONEY: Final = "money"
CLOSE: Final = "close"
_HUNDRED: Final = 100
_RATE: Final = 10_000
_TEN_YUAN: Final = Money(1000)
_WORDS: Final = ("招待", "奖金", "补贴", "福利", "管理费", "租金")
"""What canteen money may not pay (C18); the names of the purposes are refused when booked."""
_FROM_PLAN: Final = (chart.PUPIL_FOOD, chart.LOSS, chart.COUNTED)


def _own(looking: Looking) -> tuple[ColumnElement[bool], ...]:
    return (
        LedgerEntry.unit_id == looking.unit_id,
        LedgerEntry.book_id == looking.canteen.book_id,
    )


def _eaten(looking: Looking, first: Month) -> tuple[int, Money]:
    """Days on which pupils ate from a month up to the one looked at, and what they come to."""
    days, due = looking.connection.execute(
        select(func.sum(MealMonth.days), func.sum(MealMonth.amount)).where(
            MealMonth.unit_id == looking.unit_id, MealMonth.month.between(first, looking.month)
        )
    ).one()
    return int(days or 0), due or Money(0)


def _plan_food(looking: Looking, first: Month) -> Money:
    """What was eaten of the subsidy from a month on."""
    query = select(func.sum(LedgerEntry.amount)).where(
        *_own(looking),
        LedgerEntry.month.between(first, looking.month),
        LedgerEntry.account == chart.PUPIL_FOOD,
        LedgerEntry.fund == Fund.NUTRITION,
    )
    return looking.connection.execute(query).scalar_one() or Money(0)


def below_standard(looking: Looking) -> Iterator[Found]:
    """C3: less food was bought of the subsidy than the standard, over the calendar year.

    A canteen whose books begin within the year is asked from then on only.
    """
    first = max(Month(looking.month.year, 1), Month.of(looking.canteen.opened_on))
    days, due = _eaten(looking, first)
    spent = _plan_food(looking, first)
    if days and spent and spent < due:
        since = "本年" if first.month == 1 else f"{first.label}起"
        sentence = (
            f"{since}到{looking.month.label}，营养膳食补助用于食材{spent}元，就餐{days}人日，"
            f"人均每天{Money.of(spent.decimal / days)}元，按标准应为{due}元。"
        )
        yield Found(sentence, looking.place(CLOSE))


def exactly_the_subsidy(looking: Looking) -> Iterator[Found]:
    """C14: what was spent is the subsidy to the 分."""
    days, due = _eaten(looking, looking.month)
    if days and _plan_food(looking, looking.month) == due:
        sentence = f"本月营养膳食补助支出{due}元，和{days}人日乘标准一分不差。"
        yield Found(sentence, looking.place(CLOSE))


def _sums(looking: Looking, month: Month) -> tuple[AccountSum, ...]:
    """As the statements have them: with the shares of cost that are not booked yet."""
    return shared_sums(looking.connection, looking.unit_id, looking.canteen, month)


def food_share(looking: Looking) -> Iterator[Found]:
    """C4: food is a small part of what is paid for meals, or a much smaller one than before."""
    shares = []
    for month in (looking.month.previous, looking.month):
        sums = _sums(looking, month)
        food = added(sums, lambda line: line.account.code in FOOD)
        income = added(sums, lambda line: line.account.code in MEAL_INCOME)
        shares.append(per_cent(food.month, income.month))
    before, now = shares
    if now is None:
        return
    least, fall = looking.limit(limits.FOOD_SHARE), looking.limit(limits.FOOD_SHARE_FALL)
    if now < least:
        sentence = f"本月食材支出占伙食收入{now}%，低于{least}%。"
        yield Found(sentence, looking.place(CLOSE))
    elif before is not None and before - now > fall:
        sentence = f"食材支出占伙食收入，上月{before}%，本月{now}%，少了{before - now}个百分点。"
        yield Found(sentence, looking.place(CLOSE))


def staff_below_zero(looking: Looking) -> Iterator[Found]:
    """C5: teachers paid less than their meals cost, so that pupils paid for them."""
    sums = _sums(looking, looking.month)
    income = added(sums, lambda line: line.block is Block.STAFF and line.income)
    cost = added(sums, lambda line: line.block is Block.STAFF and not line.income)
    left = income - cost
    if left.term.units < 0:
        sentence = (
            f"教职工伙食本学期收入{income.term}元，按份数分摊的成本{cost.term}元，差{left.term}元。"
        )
        yield Found(sentence, looking.place(CLOSE))


def plan_money_elsewhere(looking: Looking) -> Iterator[Found]:
    """C7: subsidy that went to anything but pupils' food."""
    query = (
        select(LedgerEntry.account, func.sum(LedgerEntry.amount))
        .where(
            *_own(looking),
            LedgerEntry.month == looking.month,
            LedgerEntry.fund == Fund.NUTRITION,
            LedgerEntry.account >= "5",
            LedgerEntry.account.not_in(_FROM_PLAN),
        )
        .group_by(LedgerEntry.account)
        .having(func.sum(LedgerEntry.amount) != Money(0))
        .order_by(LedgerEntry.account)
    )
    known = chart.accounts()
    for account, amount in looking.connection.execute(query):
        sentence = f"营养膳食补助有{amount}元用于{known[account].name}，它只能用于学生食材。"
        yield Found(sentence, looking.place(MONEY))


def plan_food_of_others(looking: Looking) -> Iterator[Found]:
    """C7: what staff and guests have eaten can only be food of the subsidy."""
    (found,) = shares_of(looking.connection, looking.unit_id, looking.canteen, [looking.month])
    if found.of_subsidy:
        sentence = f"教职工和其他人员分摊的食材，有{found.of_subsidy}元只能来自营养膳食补助。"
        yield Found(sentence, looking.place(CLOSE))


def interest_missing(looking: Looking) -> Iterator[Found]:
    """C15: the bank paid far less interest than the balances would have brought."""
    first = Month(looking.month.year, 1)
    query = (
        select(
            LedgerEntry.month,
            func.sum(case((LedgerEntry.account == chart.BANK, LedgerEntry.amount))),
            func.sum(case((LedgerEntry.account == "4301", LedgerEntry.amount))),
        )
        .where(*_own(looking), LedgerEntry.month <= looking.month)
        .group_by(LedgerEntry.month)
        .order_by(LedgerEntry.month)
    )
    balance, paid, moved = Money(0), Money(0), {}
    for month, bank, interest in looking.connection.execute(query):
        balance += bank or Money(0)
        moved[month] = balance
        if month >= first:
            paid -= interest or Money(0)
    balances = [
        max((held for held in moved.items() if held[0] <= month), default=(month, Money(0)))[1]
        for month in (Month(first.year, number) for number in range(1, looking.month.month + 1))
    ]
    rate = looking.limit(limits.DEMAND_RATE)
    expected = Money(sum(b.units for b in balances) * rate // (_RATE * 12))
    if expected >= _TEN_YUAN and paid.units * 2 < expected.units:
        average = Money(sum(b.units for b in balances) // len(balances))
        sentence = (
            f"本年银行存款平均{average}元，按活期利率应有利息约{expected}元，账上只收到{paid}元。"
        )
        yield Found(sentence, looking.place(MONEY))


def surplus_too_large(looking: Looking) -> Iterator[Found]:
    """C17: what is left, or lacking, of the pupils' money in the term."""
    sums = _sums(looking, looking.month)
    income = added(sums, lambda line: line.block is Block.PUPILS and line.income)
    cost = added(sums, lambda line: line.block is Block.PUPILS and not line.income)
    left = income.term - cost.term
    share = per_cent(left, income.term)
    most = looking.limit(limits.SURPLUS_SHARE)
    if share is not None and abs(share) > most:
        what = "盈余" if left.units > 0 else "亏损"
        sentence = (
            f"学生伙食本学期{what}{Money(abs(left.units))}元，占收入{abs(share)}%，超过{most}%。"
        )
        yield Found(sentence, looking.place(CLOSE))


def _standing_money(looking: Looking) -> tuple[ColumnElement[bool], ...]:
    red = aliased(MoneyDocument)
    undone = (
        select(red.id)
        .where(red.unit_id == MoneyDocument.unit_id, red.reverses_id == MoneyDocument.id)
        .exists()
    )
    return (
        MoneyDocument.unit_id == looking.unit_id,
        MoneyDocument.book_id == looking.canteen.book_id,
        black(MoneyDocument),
        ~undone,
    )


def words_of_misuse(looking: Looking) -> Iterator[Found]:
    """C18: spending whose words name what canteen money may not pay."""
    named: list[Any] = [
        column.contains(word)
        for word in _WORDS
        for column in (MoneyDocument.note, MoneyDocument.party)
    ]
    query = (
        select(MoneyDocument.id, MoneyDocument.number, MoneyDocument.day, MoneyDocument.amount)
        .where(
            *_standing_money(looking),
            MoneyDocument.month == looking.month,
            MoneyDocument.kind.in_((MoneyKind.EXPENSE, MoneyKind.SUPPLIER_PAYMENT)),
            or_(*named),
        )
        .order_by(MoneyDocument.number)
    )
    for key, number, day, amount in looking.connection.execute(query):
        sentence = (
            f"{label_of(looking.month, number)}支出{amount}元，备注或收款方里有招待、"
            "奖金、补贴、福利、管理费或租金，这些食堂账不能列支。"
        )
        yield Found(sentence, looking.place(MONEY, day, key))


def cash_not_banked(looking: Looking) -> Iterator[Found]:
    """C22: cash that was taken days ago and is not in the bank yet."""
    until = min(looking.month.last, looking.today)
    days = looking.limit(limits.CASH_DAYS)
    early = LedgerEntry.day <= until - timedelta(days=days)
    amount = LedgerEntry.amount
    query = select(func.sum(case((early | (amount < Money(0)), amount)))).where(
        *_own(looking), LedgerEntry.account == chart.CASH, LedgerEntry.day <= until
    )
    left = looking.connection.execute(query).scalar_one() or Money(0)
    if left > Money.of(looking.limit(limits.CASH_KEPT)):
        sentence = f"到{until}，有{left}元现金收下超过{days}天还没有存银行。"
        yield Found(sentence, looking.place(MONEY, until))


def same_ticket(looking: Looking) -> Iterator[Found]:
    """C22: one receipt number for several takings."""
    income = [kind for kind in MoneyKind if kind.comes_in]
    query = (
        select(MoneyDocument.ticket, MoneyDocument.number, MoneyDocument.day)
        .where(
            *_standing_money(looking),
            MoneyDocument.month == looking.month,
            MoneyDocument.kind.in_(income),
            MoneyDocument.ticket != "",
        )
        .order_by(MoneyDocument.ticket, MoneyDocument.number)
    )
    rows = looking.connection.execute(query).all()
    for _ticket, found in groupby(rows, key=lambda row: row.ticket):
        lines = list(found)
        if len(lines) > 1:
            named = "、".join(label_of(looking.month, line.number) for line in lines)
            sentence = f"{named}写着同一个票据号。"
            yield Found(sentence, looking.place(MONEY, lines[0].day))
