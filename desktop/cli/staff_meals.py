"""Meals of the staff on the command line: prices, the month by name, shares of cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.cli.answer import DONE
from desktop.cli.desk import opened
from desktop.cli.words import month as read_month
from desktop.core.meals import Eater
from desktop.core.money import Money
from desktop.core.terms import Month

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from desktop.cli.answer import Answer
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.staff_accounts import StaffMonthAccount
    from desktop.services.session import Session


def prices(args: argparse.Namespace, answer: Answer) -> int:
    """List the prices of meals."""
    from desktop.services.canteen.prices import prices as listed  # noqa: PLC0415 - not for help

    with opened(args) as session:
        canteen = args.choose(session, args.canteen)
        found = listed(session, canteen.canteen_id)
    answer.put(
        canteen=canteen.name,
        prices=[
            {
                "eater": line.eater.value,
                "sitting": line.sitting.value,
                "price": str(line.price.decimal),
                "since": line.since.isoformat(),
                "until": line.until.isoformat() if line.until else None,
                "decision": line.decision,
                "used": line.used,
            }
            for line in found
        ],
    )
    for line in found:
        until = f"到{line.until}" if line.until else ""
        answer.say(
            f"{line.eater.label} {line.sitting.label} {line.price} 元，"
            f"从{line.since}起{until}，{line.decision}"
        )
    answer.say(f"{canteen.name}：{len(found)} 个价格。")
    return DONE


def meals(args: argparse.Namespace, answer: Answer) -> int:
    """List what the staff has eaten in a month, paid and owes."""
    from desktop.services.canteen.staff_accounts import staff_accounts  # noqa: PLC0415 - same

    with opened(args) as session:
        canteen = args.choose(session, args.canteen)
        month = args.month or Month.of(session.store.clock.today())
        found = staff_accounts(session, canteen.canteen_id, month)
    lines = (*found.older, *found.lines)
    answer.put(
        canteen=canteen.name,
        month=month.number,
        staff=[_account(line) for line in lines],
        due=str(found.due.decimal),
        paid=str(found.paid.decimal),
        unnamed=str(found.unnamed.decimal),
    )
    for line in lines:
        eaten = "，".join(f"{s.label} {count} 次" for s, count in line.meals.items())
        answer.say(
            f"{line.month} {line.name}：{eaten or '没有就餐'}，应交 {line.due}，"
            f"实交 {line.paid}，欠交 {line.owed} 元"
        )
    answer.say(f"{canteen.name}{month.label}：应交 {found.due}，实交 {found.paid} 元。")
    return DONE


def _account(line: StaffMonthAccount) -> dict[str, Any]:
    return {
        "month": line.month.number,
        "name": line.name,
        "meals": {sitting.value: count for sitting, count in line.meals.items()},
        "due": str(line.due.decimal),
        "paid": str(line.paid.decimal),
        "owed": str(line.owed.decimal),
        "tickets": list(line.tickets),
    }


def shares(args: argparse.Namespace, answer: Answer) -> int:
    """Tell how the food of a month is shared over those who have eaten it."""
    from desktop.services.canteen.settling import between_funds  # noqa: PLC0415 - same
    from desktop.services.canteen.shares import month_shares  # noqa: PLC0415 - same

    with opened(args) as session:
        canteen = args.choose(session, args.canteen)
        month = args.month or Month.of(session.store.clock.today())
        found = month_shares(session, canteen.canteen_id, month)
        owed = between_funds(session, canteen.canteen_id)
    answer.put(
        canteen=canteen.name,
        month=month.number,
        food=str(found.total.decimal),
        shared=found.shared,
        eaters=[
            {
                "eater": eater.value,
                "meals": found.meals[eater],
                "amount": str(found.amounts[eater].decimal),
            }
            for eater in Eater
        ],
        taken=[
            {"eater": eater.value, "fund": fund.value, "amount": str(amount.decimal)}
            for (eater, fund), amount in found.taken.items()
        ],
        between_funds={fund.value: str(amount.decimal) for fund, amount in owed.items()},
    )
    for eater in Eater:
        answer.say(f"{eater.label} {found.meals[eater]} 餐，食材 {found.amounts[eater]} 元")
    for fund, amount in owed.items():
        way = "应收" if amount.units > 0 else "应付"
        answer.say(f"{fund.label}{way}别的资金 {Money(abs(amount.units))} 元")
    answer.say(f"{canteen.name}{month.label}：食材共 {found.total} 元。")
    return DONE


def add(
    inner: Any,  # noqa: ANN401 - argparse's own type is private
    on_data: Callable[..., argparse.ArgumentParser],
    choose: Callable[[Session, str | None], CanteenLine],
) -> None:
    """Add the commands; `choose` finds the canteen that is meant."""
    listed = on_data(inner, "prices", prices, "列出伙食价格")
    monthly = [
        on_data(inner, "staff-meals", meals, "列出教职工一个月的就餐、应交和欠交"),
        on_data(inner, "shares", shares, "看一个月的食材成本怎样分摊"),
    ]
    for command in monthly:
        command.add_argument("--month", type=read_month, metavar="月份", help="不写就是这个月")
    for command in (listed, *monthly):
        command.set_defaults(choose=choose)
        command.add_argument("--canteen", metavar="食堂", help="食堂的名称；只有一个时不用写")
