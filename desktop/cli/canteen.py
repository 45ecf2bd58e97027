"""The canteen's books on the command line: stock, balances, documents, the ledger as text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli import (
    buying,
    canteen_day,
    canteen_logs,
    canteen_meals,
    checks,
    menus,
    staff_meals,
    statements,
    stocktakes,
)
from desktop.cli.answer import DONE
from desktop.cli.desk import opened
from desktop.cli.words import day, labelled, month
from desktop.core.canteen import Operation
from desktop.core.errors import NotFoundError
from desktop.core.terms import Month

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from desktop.cli.answer import Answer
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.money_lists import MoneyLine
    from desktop.services.canteen.stock import LotLine
    from desktop.services.session import Session


def chosen(session: Session, name: str | None) -> CanteenLine:
    """The canteen that is meant: the one of this name, or the only one.

    Raises:
        NotFoundError: there is none, or it is not clear which one.
    """
    from desktop.services.canteen.canteens import canteens  # noqa: PLC0415 - not for help

    found = [line for line in canteens(session) if name in (None, line.name)]
    if not found:
        msg = (
            f"没有叫“{name}”的食堂。" if name else "还没有食堂账。请先用 mingce canteen open 开设。"
        )
        raise NotFoundError(msg)
    if len(found) > 1:
        names = "、".join(line.name for line in found)
        msg = f"有几个食堂（{names}），请用 --canteen 写明是哪一个。"
        raise NotFoundError(msg)
    return found[0]


def open_books(args: argparse.Namespace, answer: Answer) -> int:
    """Begin the accounts of a canteen."""
    from desktop.services.canteen.canteens import (  # noqa: PLC0415 - not for help
        FIRST_NAME,
        NewCanteen,
        open_canteen,
    )

    with opened(args) as session:
        since = args.since or session.store.clock.today()
        name = args.canteen or FIRST_NAME
        open_canteen(session, NewCanteen(since, name, args.operation))
    answer.put(canteen=name, since=since.isoformat())
    answer.say(f"{name}的账从 {since} 开始。")
    return DONE


def stock(args: argparse.Namespace, answer: Answer) -> int:
    """List what is in store now."""
    from desktop.core.money import Money  # noqa: PLC0415 - not for help
    from desktop.services.canteen.stock import on_hand  # noqa: PLC0415 - same

    with opened(args) as session:
        canteen = chosen(session, args.canteen)
        lots = on_hand(session, canteen.canteen_id)
    total = Money.sum(lot.left_amount for lot in lots)
    answer.put(canteen=canteen.name, lots=[_lot(lot) for lot in lots], amount=str(total.decimal))
    for lot in lots:
        until = f"，保质期到 {lot.expires_on}" if lot.expires_on else ""
        answer.say(
            f"{lot.name} {lot.left.plain} {lot.measure}，{lot.left_amount} 元，"
            f"{lot.received_on} 入库{until}"
        )
    answer.say(f"{canteen.name}：{len(lots)} 批，共 {total} 元。")
    return DONE


def _lot(lot: LotLine) -> dict[str, Any]:
    return {
        "article": lot.name,
        "specification": lot.specification,
        "measure": lot.measure,
        "supplier": lot.supplier,
        "fund": lot.fund.value,
        "received_on": lot.received_on.isoformat(),
        "expires_on": lot.expires_on.isoformat() if lot.expires_on else None,
        "left": lot.left.plain,
        "amount": str(lot.left_amount.decimal),
    }


def balance(args: argparse.Namespace, answer: Answer) -> int:
    """Print the trial balance of a month."""
    from desktop.services.canteen.balances import trial_balance  # noqa: PLC0415 - not for help

    with opened(args) as session:
        canteen = chosen(session, args.canteen)
        month = args.month or Month.of(session.store.clock.today())
        lines = trial_balance(session, canteen.canteen_id, month)
    answer.put(
        canteen=canteen.name,
        month=month.number,
        accounts=[
            {
                "code": line.account.code,
                "name": line.account.name,
                "fund": line.fund.value,
                "opening": str(line.opening.decimal),
                "debit": str(line.debit.decimal),
                "credit": str(line.credit.decimal),
                "closing": str(line.closing.decimal),
            }
            for line in lines
        ],
    )
    for line in lines:
        answer.say(
            f"{line.account.code} {line.account.name}（{line.fund.label}）："
            f"期初 {line.opening}，借方 {line.debit}，贷方 {line.credit}，期末 {line.closing}"
        )
    answer.say(f"{canteen.name}{month.label}：{len(lines)} 个科目余额，借贷相等。")
    return DONE


def money(args: argparse.Namespace, answer: Answer) -> int:
    """List what was received and paid in a month."""
    from desktop.services.canteen.money_lists import (  # noqa: PLC0415 - not for help
        holdings,
        month_money,
    )

    with opened(args) as session:
        canteen = chosen(session, args.canteen)
        month = args.month or Month.of(session.store.clock.today())
        lines = month_money(session, canteen.canteen_id, month)
        held = holdings(session, canteen.canteen_id, month)
    answer.put(
        canteen=canteen.name,
        month=month.number,
        documents=[_money(line) for line in lines],
        held={way.value: str(own.closing.decimal) for way, own in held.by_method.items()},
        funds={fund.value: str(own.closing.decimal) for fund, own in held.by_fund.items()},
    )
    for line in lines:
        undone = f"，冲销{line.reverses}" if line.reverses else ""
        undone += f"，已由{line.reversed_by}冲销" if line.reversed_by else ""
        party = f"，{line.party}" if line.party else ""
        answer.say(
            f"{line.label} {line.day} {line.what} {line.amount} 元"
            f"（{line.fund.label}，{line.method.label}{party}{undone}）"
        )
    told = "，".join(f"{way.label} {own.closing} 元" for way, own in held.by_method.items())
    answer.say(f"{canteen.name}{month.label}：{len(lines)} 张单据，月末结存{told}。")
    return DONE


def _money(line: MoneyLine) -> dict[str, Any]:
    return {
        "number": line.label,
        "day": line.day.isoformat(),
        "kind": line.kind.value,
        "fund": line.fund.value,
        "method": line.method.value,
        "spending": line.spending.value if line.spending else None,
        "amount": str(line.amount.decimal),
        "party": line.party,
        "ticket": line.ticket,
        "note": line.note,
        "reverses": line.reverses or None,
        "reversed_by": line.reversed_by or None,
    }


def owed(args: argparse.Namespace, answer: Answer) -> int:
    """List what the suppliers are owed."""
    from desktop.services.canteen.owed import debts  # noqa: PLC0415 - not for help

    with opened(args) as session:
        canteen = chosen(session, args.canteen)
        month = args.month or Month.of(session.store.clock.today())
        found = debts(session, canteen.canteen_id, month)
    answer.put(
        canteen=canteen.name,
        month=month.number,
        suppliers=[
            {
                "supplier": debt.supplier,
                "fund": debt.fund.value,
                "opening": str(debt.opening.decimal),
                "received": str(debt.received.decimal),
                "paid": str(debt.paid.decimal),
                "closing": str(debt.closing.decimal),
            }
            for debt in found
        ],
    )
    for debt in found:
        answer.say(
            f"{debt.supplier}（{debt.fund.label}）：月初欠 {debt.opening}，本月进货 "
            f"{debt.received}，本月付款 {debt.paid}，月末欠 {debt.closing}"
        )
    answer.say(f"{canteen.name}{month.label}：{len(found)} 笔往来。")
    return DONE


def ledger(args: argparse.Namespace, answer: Answer) -> int:
    """Write the books as Beancount text."""
    from desktop.core.files import write_whole  # noqa: PLC0415 - not for help
    from desktop.services.canteen.beancount_text import beancount_text  # noqa: PLC0415 - same

    with opened(args) as session:
        canteen = chosen(session, args.canteen)
        text = beancount_text(session, canteen.canteen_id)
    write_whole(args.out, text.encode())
    answer.put(canteen=canteen.name, file=str(args.out))
    answer.say(f"{canteen.name}的账已写到 {args.out}，可以用 Beancount 核对。")
    return DONE


def add_commands(commands: Any, on_data: Callable[..., argparse.ArgumentParser]) -> None:  # noqa: ANN401 - argparse's own type is private
    """Add the commands of the canteen and of its ledger."""
    words = "食堂的库存、收支、往来、科目余额"
    parser = commands.add_parser("canteen", help=words, description=words)
    inner = parser.add_subparsers(dest="canteen_command", required=True, metavar="做什么")
    begun = on_data(inner, "open", open_books, "开设一个食堂的账")
    begun.add_argument("--since", type=day, metavar="日期", help="账从哪天开始，不写就是今天")
    begun.add_argument(
        "--operation",
        type=labelled(Operation),
        default=Operation.SELF_RUN,
        metavar="经营方式",
        help="自营、承包或校外供餐",
    )
    shown = on_data(inner, "stock", stock, "列出现在的库存")
    statements.add(inner, on_data, chosen)
    stocktakes.add(inner, on_data, chosen)
    buying.add(inner, on_data, chosen)
    checks.add(inner, on_data)
    canteen_day.add(inner, on_data, chosen)
    menus.add(inner, on_data, chosen)
    staff_meals.add(inner, on_data, chosen)
    canteen_logs.add(inner, on_data, chosen)
    canteen_meals.add(inner, on_data, chosen)
    monthly = [
        on_data(inner, "balance", balance, "看一个月的科目余额"),
        on_data(inner, "money", money, "列出一个月的收支单据"),
        on_data(inner, "owed", owed, "列出一个月和供货商的往来"),
    ]
    for command in monthly:
        command.add_argument("--month", type=month, metavar="月份", help="不写就是这个月")
    words = "总账：导出给别的记账程序核对"
    parser = commands.add_parser("ledger", help=words, description=words)
    inner = parser.add_subparsers(dest="ledger_command", required=True, metavar="做什么")
    out = on_data(inner, "export", ledger, "把食堂的账写成 Beancount 文本")
    out.add_argument("--out", type=Path, required=True, metavar="文件.beancount")
    for command in (begun, shown, *monthly, out):
        command.add_argument("--canteen", metavar="食堂", help="食堂的名称；只有一个时不用写")
