"""A bank statement as the bank gives it out: found by its titles, read line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from desktop.core.dates import WrittenDate, read_date
from desktop.core.errors import SchoolError
from desktop.core.money import Money
from desktop.rosters.cells import squeeze, text_of
from desktop.rosters.workbook import Workbook
from desktop.services.canteen.bank import NewBankLine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from desktop.core.terms import Month
    from desktop.rosters.cells import Cell, Row

_LOOKED_AT: Final = 30
_TITLES: Final = {
    "day": "日期 交易日期 记账日期 入账日期 交易时间 发生日期",
    "came": "收入 收入金额 贷方 贷方金额 贷方发生额 存入 存入金额 转入金额 收方金额",
    "went": "支出 支出金额 借方 借方金额 借方发生额 取出 支取金额 转出金额 付方金额",
    "amount": "金额 交易金额 发生额",
    "side": "借贷 借贷标志 借贷方向 收支 收付标志",
    "balance": "余额 账户余额 账面余额 本次余额",
    "text": "摘要 交易摘要 用途 附言 备注",
    "party": "对方户名 对方名称 对方账户名称 对方单位 交易对手",
}
_PLACES: Final = {title: name for name, words in _TITLES.items() for title in words.split()}
_IN: Final = ("贷", "收", "入", "+")


@dataclass(frozen=True, slots=True)
class StatementFile:
    """What a workbook says of one month."""

    lines: tuple[NewBankLine, ...]
    elsewhere: int
    """Lines of other months, which were left out."""
    opening: Money | None
    """What was there before the first line; None where the bank writes no balances."""
    closing: Money | None


def read_statement(path: Path, month: Month) -> StatementFile:
    """Read the lines of a month.

    Raises:
        SchoolError: the file cannot be read, has no such titles, or a line cannot be understood;
            the sentence names the line.
    """
    with Workbook(path) as book:
        _, chunks = book.read(0) if book.sheets else (None, [])
        rows = [row for chunk in chunks for row in chunk]
    at, places = _header(rows)
    found = []
    for number, row in enumerate(rows[at + 1 :], at + 2):
        line = _line(row, places, number)
        if line is not None:
            found.append(line)
    if len(found) > 1 and found[0].day > found[-1].day:
        found.reverse()  # many banks write the newest first
    lines = tuple(line for line in found if line.day in month)
    if not lines:
        msg = f"“{path.name}”里没有{month.label}的明细。请检查选的月份和文件。"
        raise SchoolError(msg)
    first, last = lines[0].balance, lines[-1].balance
    opening = first - lines[0].amount if first is not None else None
    return StatementFile(lines, len(found) - len(lines), opening, last)


def _header(rows: Sequence[Row]) -> tuple[int, Mapping[str, int]]:
    for at, row in enumerate(rows[:_LOOKED_AT]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            name = _PLACES.get(_title(cell))
            if name is not None:
                places.setdefault(name, place)
        if "day" in places and ("amount" in places or {"came", "went"} <= places.keys()):
            return at, places
    raise SchoolError(
        "没有找到对账单的表头。表里要有“日期”，还要有“收入”和“支出”（或“贷方”和“借方”、“金额”）这几列。"
    )


def _title(cell: Cell) -> str:
    text = squeeze(text_of(cell))
    for tail in ("（元）", "(元)", "（人民币）", "(人民币)"):
        text = text.removesuffix(tail)
    return text


def _line(row: Row, places: Mapping[str, int], number: int) -> NewBankLine | None:
    """A line; None where no day stands, as in a line of sums."""
    cells = {name: row[place] for name, place in places.items() if place < len(row)}
    day = _day(cells.get("day", ""))
    amount = _amount(cells, number)
    if day is None or not amount:
        return None
    text = " ".join(part for name in ("text", "party") if (part := text_of(cells.get(name, ""))))
    return NewBankLine(day, amount, text, _money(cells.get("balance", ""), number))


def _day(cell: Cell) -> date | None:
    if isinstance(cell, str | float | int | date) and not isinstance(cell, bool):
        read = read_date(cell)
        if isinstance(read, WrittenDate):
            return read.day
    return None


def _amount(cells: Mapping[str, Cell], number: int) -> Money:
    """What came in less what went; of one column the sign, or what stands beside it."""
    zero = Money(0)
    if "amount" not in cells:
        came = _money(cells.get("came", ""), number) or zero
        went = _money(cells.get("went", ""), number) or zero
        return came - Money(abs(went.units))
    amount = _money(cells["amount"], number) or zero
    side = text_of(cells.get("side", ""))
    if not side:
        return amount
    size = Money(abs(amount.units))
    return size if side.startswith(_IN) else -size


def _money(cell: Cell, number: int) -> Money | None:
    text = squeeze(text_of(cell)).lstrip("¥￥").removesuffix("元")
    if text in ("", "-", "—", "--"):
        return None
    try:
        return Money.of(text)
    except ValueError as error:
        msg = f"对账单第{number}行的金额看不懂：{error}。请改好再导入。"
        raise SchoolError(msg) from None
