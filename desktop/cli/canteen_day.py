"""A canteen's day on the command line: each sitting with how its parts stand, and what waits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.answer import DONE
from desktop.cli.desk import opened
from desktop.cli.words import day

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from desktop.cli.answer import Answer
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.day_parts import CanteenDay, SittingDay, Waiting
    from desktop.services.session import Session


def today(args: argparse.Namespace, answer: Answer) -> int:
    """Tell how a canteen's day stands, or write its sheet for the kitchen."""
    from desktop.services.canteen.day import canteen_day  # noqa: PLC0415 - not for help

    with opened(args) as session:
        canteen = args.choose(session, args.canteen)
        on = args.day or session.store.clock.today()
        found = canteen_day(session, canteen.canteen_id, on)
        if args.out is not None:
            from desktop.reports.canteen.day import day_sheet  # noqa: PLC0415 - large
            from desktop.reports.pdf import render_to  # noqa: PLC0415 - same

            render_to(day_sheet(session.unit_name, found), args.out)
            answer.put(out=str(args.out))
    answer.put(
        canteen=canteen.name,
        day=on.isoformat(),
        state=found.state.value,
        sittings=[_sitting(one) for one in found.sittings],
        unserved={one.sitting.value: one.reason for one in found.unserved},
        waiting=_waiting(found.waiting),
    )
    _say(found, answer)
    if args.out is not None:
        answer.say(f"已写入 {args.out}。")
    return DONE


def _sitting(one: SittingDay) -> dict[str, Any]:
    eaters = one.eaters
    return {
        "sitting": one.sitting.value,
        "parts": {part.value: state.value for part, state in one.states.items()},
        "dishes": list(one.dishes),
        "counted": eaters.counted,
        "heads": {
            "plan": eaters.plan,
            "paying": eaters.paying,
            "staff": eaters.staff,
            "guests": eaters.guests,
        },
        "issued": [
            {"article": i.goods.words, "quantity": i.quantity.plain, "measure": i.goods.measure}
            for i in one.issued
        ],
        "lacking": [
            {
                "article": line.goods.words,
                "quantity": line.missing.plain,
                "measure": line.goods.measure,
            }
            for line in one.lacking
        ],
        "samples": [line.dish for line in one.samples],
        "unsampled": list(one.unsampled),
        "companions": [companion.name for companion in one.companions],
    }


def _waiting(waiting: Waiting) -> dict[str, Any]:
    return {
        "logs": {str(line.what.value): line.state.value for line in waiting.logs},
        "orders": [order.label for order in waiting.orders if order.open],
        "expiring": [
            {"article": lot.name, "left": lot.left.plain, "until": lot.expires_on.isoformat()}
            for lot in waiting.expiring
        ],
        "drafts": len(waiting.drafts),
        "disposals": len(waiting.disposals),
        "cash": str(waiting.cash.decimal) if waiting.cash is not None else None,
    }


def _say(found: CanteenDay, answer: Answer) -> None:
    answer.say(f"{found.canteen.name}{found.day}，{found.state.label}。")
    for one in found.sittings:
        parts = "，".join(f"{part.label}{state.label}" for part, state in one.states.items())
        answer.say(f"{one.sitting.label}：{parts}")
        if one.lacking:
            goods = (f"{n.goods.words} {n.missing.plain} {n.goods.measure}" for n in one.lacking)
            answer.say(f"{one.sitting.label}库里还缺：{'、'.join(goods)}")
    for gone in found.unserved:
        answer.say(f"{gone.sitting.label}没有开餐：{gone.reason}")
    if found.quiet:
        answer.say("这一天食堂不开餐。")
    _say_waiting(found.waiting, answer)


def _say_waiting(waiting: Waiting, answer: Answer) -> None:
    for log in waiting.logs:
        answer.say(f"{log.label}：{log.state.label}")
    counts = (
        ("还没有到货的订单", sum(order.open for order in waiting.orders)),
        ("到期的库存", len(waiting.expiring)),
        ("草稿", len(waiting.drafts)),
        ("可以销样的留样", len(waiting.disposals)),
    )
    for words, count in counts:
        if count:
            answer.say(f"{words}：{count}")
    if waiting.cash is not None:
        answer.say(f"手上现金 {waiting.cash} 元，请存银行。")


def add(
    inner: Any,  # noqa: ANN401 - argparse's own type is private
    on_data: Callable[..., argparse.ArgumentParser],
    choose: Callable[[Session, str | None], CanteenLine],
) -> None:
    """Add the command; `choose` finds the canteen that is meant."""
    shown = on_data(inner, "today", today, "一天的食堂：食谱、人数、出库、留样、陪餐办了没有")
    shown.set_defaults(choose=choose)
    shown.add_argument("--day", type=day, metavar="日期", help="不写就是今天")
    shown.add_argument("--out", type=Path, metavar="文件.pdf", help="写成厨房用的今日食谱和出库")
    shown.add_argument("--canteen", metavar="食堂", help="食堂的名称；只有一个时不用写")
