"""A sheet of a canteen's money held against the books, its funds and its cash."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import Fund, MoneyKind
from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.money import Money
from desktop.models import MoneyDocument
from desktop.services.canteen.canteens import refuse_odd_day
from desktop.services.canteen.chart import BANK, CASH
from desktop.services.canteen.money import (
    FUNDS,
    NewMoney,
    entries_of,
    money_left,
    record_all,
    refuse_money,
)
from desktop.services.canteen.receipts import SEEN
from desktop.services.imports.goods_names import Names, warning
from desktop.services.imports.plan import Difference, Findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.rosters.money_sheet import MoneyRow
    from desktop.rosters.problems import Problem
    from desktop.rosters.results import RosterResult
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.imports.plan import Facing

NO_SUCH_SUPPLIER: Final = "账里没有供货商“{}”，还没有收过它的货；请核对名称，或先登记供货商"
REVERSED: Final = "这一笔记过账，后来用红字冲销了；确实要再记的请手工登记"
NO_CASH: Final = "现金不够付这一笔；请检查金额，或先登记取现"
SHORT: Final = "导入以后{}账上是{}元，等于用了别的资金；请核对"
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class MoneyPlan:
    """Money that the books lack."""

    documents: tuple[NewMoney, ...]
    found: Findings

    def write(self, work: Work) -> Changes:
        """Book it."""
        record_all(work, self.documents, frozenset({SEEN}))
        return Changes.of(Book.CANTEEN)


def compare_money(facing: Facing, roster: RosterResult[MoneyRow]) -> MoneyPlan:
    """Hold a sheet of money against the books.

    A line is in the books already where day, kind, way, fund, purpose, supplier and amount are the
    same; two such lines of a sheet need two in the books.
    """
    return _Comparison(facing, roster).plan()


class _Comparison:
    """One sheet held against the books."""

    def __init__(self, facing: Facing, roster: RosterResult[MoneyRow]) -> None:
        self._facing, self._roster = facing, roster
        self._names = Names(facing)
        self._booked, self._reversed = _booked(facing, roster.rows)
        self._new: list[tuple[MoneyRow, NewMoney]] = []
        self._parked: list[Difference] = []
        self._same = 0

    def plan(self) -> MoneyPlan:
        """Go through the lines, then look at what is left in each fund and in cash."""
        for row in self._roster.rows:
            self._park(row, self._take(row))
        problems = tuple(self._balance())
        found = Findings(
            len(self._new),
            self._same,
            (),
            parked=tuple(sorted(self._parked, key=lambda parked: parked.row)),
            problems=problems,
            fresh=tuple(
                Difference(row.row, row.name, reason=f"{row.day} {row.method.label} {row.amount}元")
                for row, _ in self._new
            ),
        )
        return MoneyPlan(tuple(new for _, new in self._new), found)

    def _park(self, row: MoneyRow, reason: str) -> None:
        if reason:
            self._parked.append(Difference(row.row, row.name, reason=reason))

    def _take(self, row: MoneyRow) -> str:
        """Put a line where it belongs; gives why it is in doubt."""
        canteen = self._names.canteen(row.canteen)
        if isinstance(canteen, str):
            return canteen
        supplier = self._supplier(row)
        if isinstance(supplier, str):
            return supplier
        new = _money(row, canteen, supplier)
        key = _key(canteen.book_id, new)
        if self._booked[key] > 0:
            self._booked[key] -= 1
            self._same += 1
            return ""
        if self._reversed[key] > 0 and self._facing.decisions.get(row.row) != "new":
            self._reversed[key] -= 1
            return REVERSED
        reason = self._refusal(canteen, new)
        if not reason:
            self._new.append((row, new))
        return reason

    def _supplier(self, row: MoneyRow) -> UUID | str | None:
        if row.supplier is None:
            return None
        known = self._names.known_supplier(row.supplier)
        return NO_SUCH_SUPPLIER.format(row.supplier) if known is None else known.supplier_id

    def _refusal(self, canteen: CanteenLine, new: NewMoney) -> str:
        try:
            refuse_odd_day(canteen, new.day, self._facing.today)
            refuse_money(new)
        except SchoolError as error:
            return error.sentence
        return self._names.closed(new.day)

    def _balance(self) -> Iterator[Problem]:
        """Park what cash cannot pay, the last first; tell of funds that would be overdrawn."""
        for canteen in self._names.canteens.values():
            own = [(row, new) for row, new in self._new if new.canteen_id == canteen.canteen_id]
            if not any(not new.kind.comes_in for _, new in own):
                continue
            left = money_left(self._facing.connection, self._facing.unit_id, canteen.book_id)
            funds = self._paid(own, *left)
            going = {new.fund or FUNDS[new.kind] for _, new in own if not new.kind.comes_in}
            for fund in Fund:
                if fund in going and funds[fund] < 0:
                    words = SHORT.format(fund.label, Money(funds[fund]))
                    yield warning(self._roster.sheet, own[0][0].row, "资金来源", words)

    def _paid(
        self, own: Sequence[tuple[MoneyRow, NewMoney]], cash: int, funds: dict[Fund, int]
    ) -> dict[Fund, int]:
        """What is left of the funds with the lines that cash can pay; the others are parked."""
        moves = [(row, new, _moves(new)) for row, new in own]
        cash += sum(move[CASH] for _, _, move in moves)
        for row, new, move in reversed(moves):
            if cash < 0 and move[CASH] < 0:
                cash -= move[CASH]
                self._new.remove((row, new))
                self._park(row, NO_CASH)
            else:
                funds[new.fund or FUNDS[new.kind]] += move[CASH] + move[BANK]
        return funds


def _moves(new: NewMoney) -> dict[str, int]:
    """What a document does to cash and bank, in 分."""
    found: dict[str, int] = defaultdict(int)
    for entry in entries_of(new):
        found[entry.account] += entry.amount.units
    return found


def _money(row: MoneyRow, canteen: CanteenLine, supplier: UUID | None) -> NewMoney:
    return NewMoney(
        canteen_id=canteen.canteen_id,
        day=row.day,
        kind=row.kind,
        amount=row.amount,
        method=row.method,
        fund=row.fund,
        spending=row.spending if row.kind is MoneyKind.EXPENSE else None,
        supplier_id=supplier,
        party=row.party,
        ticket=row.ticket,
        note=row.note,
    )


def _key(book_id: UUID, new: NewMoney) -> _Key:
    what = (new.kind, new.method, new.fund or FUNDS.get(new.kind), new.spending)
    return book_id, new.day, what, new.supplier_id, new.amount.units


def _booked(facing: Facing, rows: Sequence[MoneyRow]) -> tuple[Counter[_Key], Counter[_Key]]:
    """How often the books have each line on the days of a sheet: standing, and reversed."""
    standing: Counter[_Key] = Counter()
    gone: Counter[_Key] = Counter()
    if not rows:
        return standing, gone
    red = aliased(MoneyDocument)
    undone = exists().where(red.unit_id == facing.unit_id, red.reverses_id == MoneyDocument.id)
    days = [row.day for row in rows]
    query: Any = select(MoneyDocument.__table__, undone.label("undone")).where(
        MoneyDocument.unit_id == facing.unit_id,
        MoneyDocument.reverses_id.is_(None),
        MoneyDocument.day.between(min(days), max(days)),
    )
    for old in facing.connection.execute(query):
        what = (old.kind, old.method, old.fund, old.spending)
        key = (old.book_id, old.day, what, old.supplier_id, old.amount.units)
        (gone if old.undone else standing)[key] += 1
    return standing, gone
