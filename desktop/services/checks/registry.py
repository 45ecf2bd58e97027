"""The rules of the canteen by their numbers, and the questions that they ask of a month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.errors import NotFoundError
from desktop.services import canteen_limits as limits
from desktop.services.calendar import calendar_of
from desktop.services.canteen.canteens import canteen_lines
from desktop.services.checks import (
    canteen_buying,
    canteen_fees,
    canteen_foods,
    canteen_goods,
    canteen_logs,
    canteen_meals,
    canteen_money,
    canteen_wall,
)
from desktop.services.checks.questions import Ask, Looking, Question, Rule
from desktop.services.parameters import MONTH_POSTING_DAY, values_on

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.checks.questions import Found
    from desktop.services.session import Session

RULES: Final = (
    Rule(
        "C1",
        "就餐人数不多于在校人数",
        "人数登记对吗？",
        (canteen_meals.more_than_present, canteen_meals.more_claimed_than_counted),
    ),
    Rule("C2", "补助天数不多于在校天数", "天数登记对吗？", (canteen_meals.more_days_than_school,)),
    Rule(
        "C3", "人均用餐达到补助标准", "补助用足了吗？", (canteen_money.below_standard,), over=True
    ),
    Rule(
        "C4",
        "食材支出占伙食收入的比例",
        "是什么原因？",
        (canteen_money.food_share,),
        (limits.FOOD_SHARE, limits.FOOD_SHARE_FALL),
        over=True,
    ),
    Rule("C5", "教职工伙食不亏损", "差的钱由谁出？", (canteen_money.staff_below_zero,), over=True),
    Rule(
        "C6",
        "教职工每餐缴费",
        "登记对吗？",
        (canteen_meals.meals_not_paid, canteen_meals.two_prices),
    ),
    Rule(
        "C7",
        "营养膳食补助只用于学生食材",
        "登记对吗？",
        (canteen_money.plan_money_elsewhere, canteen_money.plan_food_of_others),
    ),
    Rule(
        "C8",
        "先到期先出库",
        "是登记错了，还是这样用的？",
        (canteen_goods.expired_issued, canteen_goods.older_left),
    ),
    Rule("C9", "食谱和出库一致", "是换了菜，还是漏了登记？", (canteen_meals.menu_and_issue,)),
    Rule("C10", "开餐和出库一致", "是漏了登记吗？", (canteen_meals.issue_and_meals,)),
    Rule(
        "C11",
        "进价和供货商",
        "是什么原因？",
        (
            *(canteen_buying.price_jumps, canteen_buying.dearer_than_county),
            *(canteen_buying.one_supplier, canteen_buying.round_prices),
        ),
        (limits.PRICE_RISE, limits.PRICE_ABOVE_COUNTY, limits.SUPPLIER_SHARE),
    ),
    Rule(
        "C12",
        "验收不走过场",
        "是当场称重、轮流验收的吗？",
        (
            *(canteen_buying.never_a_gram_off, canteen_buying.same_acceptors),
            canteen_buying.buyer_accepts,
        ),
        (limits.EVEN_WEEKS,),
    ),
    Rule("C13", "岗位分开", "能分开吗？", (canteen_goods.keeper_books_money,)),
    Rule(
        "C14",
        "支出不是照人数倒推",
        "是按实际支出登记的吗？",
        (canteen_money.exactly_the_subsidy,),
        over=True,
    ),
    Rule(
        "C15",
        "利息入账",
        "利息都入账了吗？",
        (canteen_money.interest_missing,),
        (limits.DEMAND_RATE,),
        over=True,
    ),
    Rule(
        "C16",
        "每月盘点",
        "有没有漏了登记的？",
        (canteen_goods.not_counted, canteen_goods.far_from_booked),
        (limits.COUNT_DIFFERENCE,),
    ),
    Rule(
        "C17",
        "盈余在规定以内",
        "准备怎么处理？",
        (canteen_money.surplus_too_large,),
        (limits.SURPLUS_SHARE,),
        over=True,
    ),
    Rule("C18", "不列支招待、福利、租金", "用途写对了吗？", (canteen_money.words_of_misuse,)),
    Rule(
        "C19",
        "陪餐",
        "是漏了登记吗？",
        (
            *(canteen_logs.no_companion, canteen_logs.same_companion),
            canteen_logs.unpaid_companion,
        ),
    ),
    Rule(
        "C20",
        "留样",
        "登记对吗？",
        (
            *(canteen_logs.sample_missing, canteen_logs.sample_too_small),
            canteen_logs.sample_thrown_early,
        ),
    ),
    Rule(
        "C21",
        "证件和检疫",
        "补办、补登了吗？",
        (
            *(canteen_logs.papers_running_out, canteen_logs.certificates_running_out),
            canteen_logs.ticket_missing,
        ),
        (limits.EXPIRY_DAYS,),
    ),
    Rule(
        "C22",
        "现金和票据",
        "登记对吗？",
        (canteen_money.cash_not_banked, canteen_money.same_ticket),
        (limits.CASH_DAYS, limits.CASH_KEPT),
    ),
    Rule("C23", "按时退伙食费", "什么时候退？", (canteen_fees.refunds_overdue,)),
    Rule(
        "C24", "按时公示", "什么时候贴出？", (canteen_wall.not_made_public,), (MONTH_POSTING_DAY,)
    ),
    Rule("C25", "不用限制食品", "能换一样吗？", (canteen_foods.on_menus, canteen_foods.issued)),
)

OF_TODAY: Final = (
    *(canteen_logs.papers_running_out, canteen_logs.certificates_running_out),
    canteen_fees.refunds_overdue,
)
"""What is asked of the day on which one looks, whatever the month."""


def rules_of(codes: Collection[str]) -> tuple[Rule, ...]:
    """The rules of these numbers; all where none is named.

    Raises:
        NotFoundError: there is no such rule.
    """
    known = {rule.code: rule for rule in RULES}
    for code in codes:
        if code.upper() not in known:
            msg = f"没有“{code}”这条检查，可以用：{'、'.join(known)}。"
            raise NotFoundError(msg)
    wanted = {code.upper() for code in codes} or known.keys()
    return tuple(rule for rule in RULES if rule.code in wanted)


def questions(session: Session, month: Month, codes: Collection[str] = ()) -> tuple[Question, ...]:
    """What the rules ask of all canteens of the unit in a month, in the order of the rules.

    Raises:
        NotFoundError: there is no such rule.
    """
    rules = rules_of(codes)
    with session.store.read() as connection:
        today = session.store.clock.today()
        return tuple(asked(connection, session.unit_id, month, today, Asked(rules)))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rules are asked, and what is not asked because it is said elsewhere."""

    rules: Collection[Rule] = RULES
    without: Collection[Ask] = ()
    logs_until: date | None = None
    """Logs of this day and later are not asked for; None: of all days that are over."""


def asked(
    connection: Connection, unit_id: UUID, month: Month, today: date, wanted: Asked
) -> Iterator[Question]:
    """The same within a transaction. Of a running month only what can be asked of a part of it."""
    canteens = [line for line in canteen_lines(connection, unit_id) if line.opened_on <= month.last]
    if not canteens:
        return
    days = calendar_of(connection, unit_id).teaching_days(month)
    until = tuple(day for day in days if day <= today)
    limit = values_on(connection, unit_id, month.last)
    for canteen in canteens:
        logs_until = wanted.logs_until or today
        looking = Looking(connection, unit_id, canteen, month, today, until, limit, logs_until)
        for rule in wanted.rules:
            if rule.over and today <= month.last:
                continue
            for ask in rule.asks:
                if ask not in wanted.without:
                    yield from _questions(rule, canteen.name, ask(looking))


def _questions(rule: Rule, canteen: str, told: Iterator[Found]) -> Iterator[Question]:
    for found in told:
        yield Question(rule, canteen, f"{found.sentence}{rule.question}", found.place)
