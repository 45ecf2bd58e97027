"""A canteen's statements on the command line: every line, or the paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop.cli.answer import DONE
from desktop.cli.desk import opened
from desktop.cli.words import labelled
from desktop.cli.words import month as read_month
from desktop.core.errors import SchoolError
from desktop.core.statements import Block, StatementKind
from desktop.core.terms import Month

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from desktop.cli.answer import Answer
    from desktop.services.canteen.account_sums import Amounts
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.goods_month import ArticleMonth, Goods
    from desktop.services.canteen.statements import Statements
    from desktop.services.session import Session

_PARTS: Final = ("opening", "received", "issued", "lost", "counted", "closing")


def statement(args: argparse.Namespace, answer: Answer) -> int:
    """Tell the statements of a month, or write one of them."""
    from desktop.services.canteen.statements import statements  # noqa: PLC0415 - not for help

    with opened(args) as session:
        canteen = args.choose(session, args.canteen)
        today = session.store.clock.today()
        month = args.month or Month.of(today)
        found = statements(session, canteen.canteen_id, month)
        if args.out is not None:
            _write(args, session.unit_name, found, today)
    _tell(found, answer)
    if args.out is not None:
        answer.put(out=str(args.out))
        answer.say(f"已写入 {args.out}。")
    return DONE


def papers(args: argparse.Namespace, answer: Answer) -> int:
    """Write all papers of a month into one file."""
    from desktop.cli.progress import on_terminal  # noqa: PLC0415 - not for help
    from desktop.core.files import write_whole  # noqa: PLC0415 - same
    from desktop.reports.canteen.month_set import month_set  # noqa: PLC0415 - large
    from desktop.reports.pdf.binding import bind  # noqa: PLC0415 - same

    with opened(args) as session:
        canteen = args.choose(session, args.canteen)
        month = args.month or Month.of(session.store.clock.today())
        made = list(month_set(session, canteen, month))
        write_whole(args.out, bind(made, on_terminal()))
    answer.put(month=month.number, papers=[one.document.subject for one in made], out=str(args.out))
    for one in made:
        answer.say(one.document.subject)
    answer.say(f"共 {len(made)} 份，已写入 {args.out}。")
    return DONE


def _write(args: argparse.Namespace, unit_name: str, found: Statements, today: Any) -> None:  # noqa: ANN401 - a day
    from desktop.reports.canteen.statements import statement as paper  # noqa: PLC0415 - large
    from desktop.reports.pdf import render_to  # noqa: PLC0415 - same
    from desktop.reports.workbooks import write_workbook  # noqa: PLC0415 - same

    if args.kind not in found.kinds:
        msg = f"{args.kind.label}只有幼儿园才有。请用 --kind 写别的报表。"
        raise SchoolError(msg)
    made = paper(args.kind, unit_name, found, today)
    if args.out.suffix.lower() == ".xlsx":
        write_workbook(made, args.out)
    else:
        render_to(made, args.out)


def _tell(found: Statements, answer: Answer) -> None:
    answer.put(
        canteen=found.canteen.name,
        month=found.month.number,
        seal_code=found.seal_code,
        goods=[_article(line) for line in found.goods.lines],
        accounts=[
            {
                "code": line.account.code,
                "name": line.account.name,
                "fund": line.fund.value,
                "block": line.block.value,
                **_amounts(line.amounts),
            }
            for line in found.sums
        ],
        income=_amounts(found.income),
        expense=_amounts(found.expense),
        surplus={block.value: _amounts(found.surplus_of(block)) for block in Block},
        held={
            "opening_money": str(found.before.money.decimal),
            "money": str(found.after.money.decimal),
            "stock": str(found.after.stock.decimal),
            "payable": str(found.after.payable.decimal),
        },
        child_days=found.child_days,
        child_due=str(found.child_due.decimal),
    )
    for line in found.goods.lines:
        answer.say(_sentence(line))
    for account in found.sums:
        answer.say(
            f"{account.account.name}（{account.fund.label}）：本月 {account.amounts.month}，"
            f"本学期 {account.amounts.term}，本年 {account.amounts.year}"
        )
    month = found.month.label
    answer.say(
        f"{found.canteen.name}{month}：收入 {found.income.month}，支出 {found.expense.month}，"
        f"结余 {found.surplus.month}；月末库存 {found.after.stock} 元。"
    )


def _sentence(line: ArticleMonth) -> str:
    def said(word: str, goods: Goods) -> str:
        return f"{word} {goods.quantity.plain}"

    parts = (
        said("期初", line.opening),
        said("入库", line.received),
        said("出库", line.issued),
        said("报损", line.lost),
        said("盘点", line.counted),
        said("期末", line.closing),
    )
    return f"{line.name}：{'，'.join(parts)} {line.measure}，{line.closing.amount} 元"


def _article(line: ArticleMonth) -> dict[str, Any]:
    figures = {part: getattr(line, part) for part in _PARTS}
    return {
        "article": line.name,
        "specification": line.specification,
        "measure": line.measure,
        "kind": line.kind.value,
        **{
            part: {"quantity": goods.quantity.plain, "amount": str(goods.amount.decimal)}
            for part, goods in figures.items()
        },
    }


def _amounts(amounts: Amounts) -> dict[str, str]:
    return {
        "month": str(amounts.month.decimal),
        "term": str(amounts.term.decimal),
        "year": str(amounts.year.decimal),
    }


def add(
    inner: Any,  # noqa: ANN401 - argparse's own type is private
    on_data: Callable[..., argparse.ArgumentParser],
    choose: Callable[[Session, str | None], CanteenLine],
) -> None:
    """Add the command; `choose` finds the canteen that is meant."""
    told = on_data(inner, "statement", statement, "一个月的报表：进销存、收支、盈亏")
    bound = on_data(inner, "papers", papers, "一个月的全部表格装订成一个 PDF")
    for command in (told, bound):
        command.set_defaults(choose=choose)
        command.add_argument("--canteen", metavar="食堂", help="食堂的名称；只有一个时不用写")
        command.add_argument("--month", type=read_month, metavar="月份", help="不写就是这个月")
    bound.add_argument("--out", type=Path, required=True, metavar="文件.pdf")
    told.add_argument(
        "--kind",
        type=labelled(StatementKind),
        default=StatementKind.INCOME,
        metavar="报表",
        help="写到文件的是哪一张：进销存月报、收支公示表（不写就是它）、收支盈亏表……",
    )
    told.add_argument("--out", type=Path, metavar="文件", help="写成 .pdf 或 .xlsx")
