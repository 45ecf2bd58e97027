"""A bank's statement held against the books: the lines of each month that are not there yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.terms import Month
from desktop.models import BankLine, BankStatement
from desktop.services.canteen.bank import NewBankLine, write_lines, write_statement
from desktop.services.imports.goods_names import Names, warning
from desktop.services.imports.plan import Difference, Findings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.money import Money
    from desktop.database.work import Work
    from desktop.rosters.bank_statement import BankRow
    from desktop.rosters.problems import Problem
    from desktop.rosters.results import RosterResult
    from desktop.services.imports.plan import Facing

NO_BALANCES: Final = "{}的对账单还没有录入月初、月末余额，明细里也没有余额；请先在银行对账里录入"
BALANCES: Final = "{}的对账单还没有录入余额，按明细记为月初 {} 元、月末 {} 元；请核对"
LATER: Final = "日期还没有到"
_Key = tuple["date", int, str, int | None]
_Of = tuple["UUID", Month]


@dataclass(frozen=True, slots=True)
class BankPlan:
    """Lines that the books lack, and the balances of months that none were entered of."""

    balances: dict[_Of, tuple[Money, Money]]
    lines: dict[_Of, tuple[NewBankLine, ...]]
    found: Findings

    def write(self, work: Work) -> Changes:
        """Write them."""
        for (canteen, month), (opening, closing) in self.balances.items():
            write_statement(work, canteen, month, opening, closing)
        for (canteen, month), lines in self.lines.items():
            write_lines(work, canteen, month, lines)
        return Changes.of(Book.CANTEEN)


def compare_bank_lines(facing: Facing, roster: RosterResult[BankRow]) -> BankPlan:
    """Hold a bank's statement against the books.

    A line is in the books already where day, amount, text and balance are the same; two such lines
    of a sheet need two in the books.
    """
    return _Comparison(facing, roster).plan()


class _Comparison:
    """One statement held against the books."""

    def __init__(self, facing: Facing, roster: RosterResult[BankRow]) -> None:
        self._facing, self._roster = facing, roster
        self._names = Names(facing)
        self._balances: dict[_Of, tuple[Money, Money]] = {}
        self._lines: dict[_Of, tuple[NewBankLine, ...]] = {}
        self._fresh: list[Difference] = []
        self._parked: list[Difference] = []
        self._problems: list[Problem] = []
        self._same = 0

    def plan(self) -> BankPlan:
        """Go through the lines of each canteen's months."""
        for of, rows in self._by_month().items():
            self._take(of, rows)
        found = Findings(
            len(self._fresh),
            self._same,
            (),
            parked=tuple(sorted(self._parked, key=lambda parked: parked.row)),
            problems=tuple(self._problems),
            fresh=tuple(self._fresh),
        )
        return BankPlan(self._balances, self._lines, found)

    def _by_month(self) -> dict[_Of, list[BankRow]]:
        """The lines in the order of their days; many banks write the newest first."""
        found: dict[_Of, list[BankRow]] = defaultdict(list)
        rows = list(self._roster.rows)
        if rows and rows[0].day > rows[-1].day:
            rows.reverse()
        for row in rows:
            canteen = self._names.canteen(row.canteen)
            if isinstance(canteen, str):
                self._park(row, canteen)
            elif row.day > self._facing.today:
                self._park(row, LATER)
            elif closed := self._names.closed(row.day):
                self._park(row, closed)
            else:
                found[canteen.canteen_id, Month.of(row.day)].append(row)
        return found

    def _park(self, row: BankRow, reason: str) -> None:
        self._parked.append(Difference(row.row, row.name, reason=reason))

    def _take(self, of: _Of, rows: Sequence[BankRow]) -> None:
        known, begun = self._known(of)
        new = []
        for row in rows:
            key = _key(row.day, row.amount, row.text, row.balance)
            if known[key]:
                known[key] -= 1
                self._same += 1
            else:
                new.append(row)
        if new and not begun and not self._begin(of, rows):
            for row in new:
                self._park(row, NO_BALANCES.format(of[1].label))
            return
        for row in new:
            self._fresh.append(Difference(row.row, row.name, reason=f"{row.day} {row.amount}元"))
        if new:
            self._lines[of] = tuple(
                NewBankLine(row.day, row.amount, row.text, row.balance) for row in rows
            )

    def _begin(self, of: _Of, rows: Sequence[BankRow]) -> bool:
        """Take the balances of a month from its lines, where the bank writes them."""
        first, last = rows[0].balance, rows[-1].balance
        if first is None or last is None:
            return False
        opening = first - rows[0].amount
        self._balances[of] = (opening, last)
        words = BALANCES.format(of[1].label, opening, last)
        self._problems.append(warning(self._roster.sheet, rows[0].row, "余额", words))
        return True

    def _known(self, of: _Of) -> tuple[Counter[_Key], bool]:
        """The lines that are there, and whether the month's balances are."""
        canteen, month = of
        look, unit = self._facing.connection, self._facing.unit_id
        begun = select(BankStatement.id).where(
            BankStatement.unit_id == unit,
            BankStatement.canteen_id == canteen,
            BankStatement.month == month,
        )
        lines = select(BankLine.day, BankLine.amount, BankLine.text, BankLine.balance).where(
            BankLine.unit_id == unit, BankLine.canteen_id == canteen, BankLine.month == month
        )
        there = look.execute(begun).first() is not None
        return Counter(_key(*row) for row in look.execute(lines)), there


def _key(day: date, amount: Money, text: str, balance: Money | None) -> _Key:
    return (day, amount.units, text, None if balance is None else balance.units)
