"""Buying on the command line: orders, contract prices, dealings with suppliers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.cli.answer import DONE
from desktop.cli.desk import opened
from desktop.cli.words import day, month
from desktop.core.terms import Month, SchoolYear

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from desktop.cli.answer import Answer
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.dealings import Dealing
    from desktop.services.canteen.order_lists import OrderSummary
    from desktop.services.session import Session


def orders(args: argparse.Namespace, answer: Answer) -> int:
    """List the orders of a month, and all that wait."""
    from desktop.services.canteen import order_lists  # noqa: PLC0415 - not for help

    with opened(args) as session:
        canteen, today = args.choose(session, args.canteen), session.store.clock.today()
        wanted = args.month or Month.of(today)
        found = order_lists.orders(session, canteen.canteen_id, wanted)
    answer.put(canteen=canteen.name, month=wanted.number, orders=[_order(line) for line in found])
    for line in found:
        late = "，已过期" if line.overdue(today) else ""
        answer.say(
            f"{line.label} {line.supplier}：{line.articles}，{line.wanted_on} 要货，"
            f"{line.amount} 元，{line.state.label}{late}"
        )
    waiting = sum(line.open for line in found)
    answer.say(f"{canteen.name}：{len(found)} 张采购单，{waiting} 张还没有到货。")
    return DONE


def _order(line: OrderSummary) -> dict[str, Any]:
    return {
        "number": line.label,
        "state": line.state.value,
        "supplier": line.supplier,
        "ordered_on": line.ordered_on.isoformat(),
        "wanted_on": line.wanted_on.isoformat(),
        "buyer": line.buyer,
        "articles": line.articles,
        "amount": str(line.amount.decimal),
    }


def prices(args: argparse.Namespace, answer: Answer) -> int:
    """List the contract prices that hold on a day, or all of them."""
    from desktop.services.canteen.contract_prices import (  # noqa: PLC0415 - not for help
        contract_prices,
    )

    with opened(args) as session:
        today = session.store.clock.today()
        found = contract_prices(session, None if args.every else args.day or today)
    answer.put(
        prices=[
            {
                "supplier": line.supplier,
                "article": line.article,
                "specification": line.specification,
                "measure": line.measure,
                "price": str(line.price.decimal),
                "since": line.since.isoformat(),
                "until": line.until.isoformat() if line.until else None,
                "decision": line.decision,
            }
            for line in found
        ]
    )
    for line in found:
        until = f"到 {line.until}" if line.until else "起"
        answer.say(
            f"{line.supplier} {line.named} {line.price.plain} 元/{line.measure}，"
            f"{line.since} {until}（{line.decision}）"
        )
    answer.say(f"{len(found)} 个合同价。")
    return DONE


def dealings(args: argparse.Namespace, answer: Answer) -> int:
    """List what was between the canteen and its suppliers from a day to a day."""
    from desktop.services.canteen.dealings import Span  # noqa: PLC0415 - not for help
    from desktop.services.canteen.dealings import dealings as all_dealings  # noqa: PLC0415 - same

    with opened(args) as session:
        canteen, today = args.choose(session, args.canteen), session.store.clock.today()
        span = Span(args.since or SchoolYear.of(today).first, args.until or today)
        found = all_dealings(session, canteen.canteen_id, span)
    answer.put(
        canteen=canteen.name,
        since=span.first.isoformat(),
        until=span.last.isoformat(),
        suppliers=[_dealing(one) for one in found],
    )
    for one in found:
        answer.say(
            f"{one.supplier}：采购单 {one.orders} 张，入库 {one.receipts} 次，"
            f"退货 {one.rejections} 行，进货 {one.received} 元，"
            f"付款 {one.paid} 元，欠款 {one.closing} 元"
        )
    answer.say(f"{canteen.name}：{span.first} 到 {span.last}，{len(found)} 家供货商。")
    return DONE


def _dealing(one: Dealing) -> dict[str, Any]:
    return {
        "supplier": one.supplier,
        "orders": one.orders,
        "open_orders": one.open_orders,
        "receipts": one.receipts,
        "rejections": one.rejections,
        "opening": str(one.opening.decimal),
        "received": str(one.received.decimal),
        "paid": str(one.paid.decimal),
        "closing": str(one.closing.decimal),
        "lines": [
            {
                "day": line.day.isoformat(),
                "what": line.what,
                "received": str(line.received.decimal),
                "paid": str(line.paid.decimal),
                "owed": str(line.owed.decimal),
            }
            for line in one.lines
        ],
    }


def add(
    inner: Any,  # noqa: ANN401 - argparse's own type is private
    on_data: Callable[..., argparse.ArgumentParser],
    choose: Callable[[Session, str | None], CanteenLine],
) -> None:
    """Add the commands; `choose` finds the canteen that is meant."""
    ordered = on_data(inner, "orders", orders, "列出采购单：这个月的，和还没有到货的")
    ordered.add_argument("--month", type=month, metavar="月份", help="不写就是这个月")
    priced = on_data(inner, "contract-prices", prices, "列出合同价")
    priced.add_argument("--day", type=day, metavar="日期", help="哪一天执行的，不写就是今天")
    priced.add_argument("--every", action="store_true", help="以前的和以后的都列出")
    dealt = on_data(inner, "dealings", dealings, "列出一段时间和每家供货商的往来")
    dealt.add_argument("--since", type=day, metavar="日期", help="不写就是学年开始")
    dealt.add_argument("--until", type=day, metavar="日期", help="不写就是今天")
    for command in (ordered, dealt):
        command.set_defaults(choose=choose)
        command.add_argument("--canteen", metavar="食堂", help="食堂的名称；只有一个时不用写")
