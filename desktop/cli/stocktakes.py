"""Stocktakes on the command line, and what a school that begins in the middle has in store."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from desktop.cli.answer import DONE
from desktop.cli.desk import opened
from desktop.cli.words import day, labelled
from desktop.core.canteen import Fund
from desktop.core.errors import NotFoundError
from desktop.core.money import Quantity, UnitPrice

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping
    from datetime import date
    from uuid import UUID

    from desktop.cli.answer import Answer
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.session import Session

_PARTS: Final = (4, 5)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the store as it is written: article, supplier, quantity, price, last day."""

    article: str
    supplier: str
    quantity: Quantity
    price: UnitPrice
    expires_on: date | None


def line_of(text: str) -> Line:
    """Read "大米,平安粮油店,20,4.36,2027-05-01"; the last day may be left out."""
    parts = [part.strip() for part in re.split("[,，]", text)]
    if len(parts) not in _PARTS:
        msg = f"写成“物品,供货商,数量,单价,保质期”的样子，不是“{text}”"
        raise ArgumentTypeError(msg)
    try:
        quantity, price = Quantity.of(parts[2]), UnitPrice.of(parts[3])
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None
    return Line(parts[0], parts[1], quantity, price, day(parts[4]) if parts[4:] else None)


def opening(args: argparse.Namespace, answer: Answer) -> int:
    """Bring into the books what is in store when they begin."""
    from desktop.services.canteen.articles import articles  # noqa: PLC0415 - not for help
    from desktop.services.canteen.opening_stock import (  # noqa: PLC0415 - same
        OpeningLine,
        OpeningStock,
        take_over,
    )
    from desktop.services.canteen.suppliers import suppliers  # noqa: PLC0415 - same

    with opened(args) as session:
        canteen = args.choose(session, args.canteen)
        goods = {line.article.name: line.article_id for line in articles(session)}
        givers = {line.supplier.name: line.supplier_id for line in suppliers(session)}
        lines = tuple(
            OpeningLine(
                article_id=_known(goods, line.article, "物品"),
                supplier_id=_known(givers, line.supplier, "供货商"),
                fund=args.fund,
                quantity=line.quantity,
                price=line.price,
                expires_on=line.expires_on,
            )
            for line in args.line
        )
        new = OpeningStock(
            canteen_id=canteen.canteen_id,
            day=args.day or canteen.opened_on,
            lines=lines,
            counters=tuple(args.counter),
        )
        booked = take_over(session, new)
    answer.put(document=booked.number.label, amount=str(booked.amount.decimal))
    answer.say(f"{booked.number.label}：期初库存 {len(lines)} 批，共 {booked.amount} 元。")
    return DONE


def _known(found: Mapping[str, UUID], name: str, what: str) -> UUID:
    if name not in found:
        msg = f"没有叫“{name}”的{what}。请先登记{what}。"
        raise NotFoundError(msg)
    return found[name]


def listed(args: argparse.Namespace, answer: Answer) -> int:
    """List the stocktakes of a canteen."""
    from desktop.services.canteen.stocktakes import stocktakes  # noqa: PLC0415 - not for help

    with opened(args) as session:
        canteen = args.choose(session, args.canteen)
        found = stocktakes(session, canteen.canteen_id)
    answer.put(
        canteen=canteen.name,
        stocktakes=[
            {
                "day": line.day.isoformat(),
                "state": line.state.value,
                "lines": line.lines,
                "counted": line.counted,
                "differing": line.differing,
                "amount": str(line.amount.decimal),
                "document": line.document,
                "reversed": line.reversed,
            }
            for line in found
        ],
    )
    for line in found:
        answer.say(
            f"{line.day} {line.state.label}：{line.lines} 批，已盘 {line.counted} 批，"
            f"不同 {line.differing} 处，差异 {line.amount} 元"
        )
    answer.say(f"{canteen.name}：{len(found)} 次盘点。")
    return DONE


def add(
    inner: Any,  # noqa: ANN401 - argparse's own type is private
    on_data: Callable[..., argparse.ArgumentParser],
    choose: Callable[[Session, str | None], CanteenLine],
) -> None:
    """Add the commands; `choose` finds the canteen that is meant."""
    shown = on_data(inner, "stocktakes", listed, "列出盘点")
    begun = on_data(inner, "opening", opening, "期初库存：账从中间开始时，库里已有的物品")
    begun.add_argument("--day", type=day, metavar="日期", help="不写就是账开始的那天")
    begun.add_argument(
        "--fund",
        type=labelled(Fund),
        default=Fund.PUPIL_FEES,
        metavar="资金",
        help="用哪项资金买的",
    )
    begun.add_argument(
        "--line",
        type=line_of,
        action="append",
        required=True,
        metavar="物品,供货商,数量,单价,保质期",
        help="每批写一次；保质期可以不写",
    )
    begun.add_argument(
        "--counter", action="append", required=True, metavar="姓名", help="盘点人，写两次"
    )
    for command in (shown, begun):
        command.set_defaults(choose=choose)
        command.add_argument("--canteen", metavar="食堂", help="食堂的名称；只有一个时不用写")
