"""A sheet of goods in held against the books: lines of one delivery become one receipt."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import DocumentState, Duty, StockKind
from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.models import ReceiptLine, StockDocument, StockLine
from desktop.services.canteen.documents import Signer
from desktop.services.canteen.receipts import (
    MOST_LINES,
    SEEN,
    Known,
    NewReceipt,
    NewReceiptLine,
    doubts,
    fault_of,
    receive_all,
    refuse_head,
    refuse_unpayable,
)
from desktop.services.imports.goods_names import Names, warning
from desktop.services.imports.plan import Difference, Findings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Select

    from desktop.database.work import Work
    from desktop.rosters.goods_receipts import GoodsReceiptRow
    from desktop.rosters.problems import Problem
    from desktop.rosters.results import RosterResult
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.catalogue import SupplierFacts
    from desktop.services.imports.goods_names import Additions, Meant
    from desktop.services.imports.plan import Facing

NO_SUPPLIER: Final = "没有写供货商"
NO_FUND: Final = "没有写资金来源；请加一栏“资金来源”，或写在表的标题里，如 营养餐食材入库表"
DRAFTED: Final = "账里有一张入库草稿写着这一行；请先把草稿记账，或删掉草稿再导入"
REVERSED: Final = "这一行入过账，后来用红字冲销了；确实要再入账的请手工登记"
UNEVEN: Final = "表里按斤计，换算成千克不是准数；请改成千克"
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class ReceiptsPlan:
    """Deliveries that the books lack, with the suppliers and articles that they need."""

    receipts: tuple[NewReceipt, ...]
    additions: Additions
    found: Findings

    def write(self, work: Work) -> Changes:
        """Book them."""
        real = self.additions.write(work)
        receipts = [_with_keys(receipt, real) for receipt in self.receipts] if real else None
        receive_all(work, receipts or self.receipts, frozenset({SEEN}))
        return Changes.of(Book.CANTEEN)


def _with_keys(receipt: NewReceipt, real: dict[UUID, UUID]) -> NewReceipt:
    """The same with the real keys of what was only just written down."""
    lines = tuple(
        replace(line, article_id=real[line.article_id]) if line.article_id in real else line
        for line in receipt.lines
    )
    supplier = real.get(receipt.supplier_id, receipt.supplier_id)
    return replace(receipt, supplier_id=supplier, lines=lines)


def compare_receipts(facing: Facing, roster: RosterResult[GoodsReceiptRow]) -> ReceiptsPlan:
    """Hold a sheet of goods in against the books.

    A line is in the books already where day, supplier, article, quantity and amount are the same;
    two such lines of a sheet need two in the books.
    """
    return _Comparison(facing, roster).plan()


@dataclass(slots=True)
class _Booked:
    """How often the books have a line: booked, in a draft, reversed."""

    posted: Counter[_Key] = field(default_factory=Counter)
    drafts: Counter[_Key] = field(default_factory=Counter)
    reversed: Counter[_Key] = field(default_factory=Counter)

    def take(self, key: _Key) -> str | None:
        """What the books say of a line: empty if they have it, None if they lack it."""
        for counter, word in ((self.posted, ""), (self.drafts, DRAFTED), (self.reversed, REVERSED)):
            if counter and counter[key] > 0:
                counter[key] -= 1
                return word
        return None


class _Comparison:
    """One sheet held against the books."""

    def __init__(self, facing: Facing, roster: RosterResult[GoodsReceiptRow]) -> None:
        self._facing, self._roster = facing, roster
        self._names = Names(facing)
        self._known = Known(
            self._names.canteens, self._names.supplier_facts, self._names.article_facts
        )
        self._booked = _booked(facing, roster.rows)
        self._documents: dict[_Key, list[tuple[GoodsReceiptRow, NewReceipt]]] = defaultdict(list)
        self._heads: dict[_Key, str] = {}
        self._signers: dict[tuple[str, ...], tuple[Signer, ...]] = {}
        self._fresh: list[Difference] = []
        self._parked: list[Difference] = []
        self._problems: list[Problem] = []
        self._same = 0

    def plan(self) -> ReceiptsPlan:
        """Go through the lines."""
        for row in self._roster.rows:
            reason = self._take(row)
            if reason:
                self._parked.append(Difference(row.row, row.name, reason=reason))
        sheet = self._roster.sheet
        self._problems += self._names.warnings(sheet)
        found = Findings(
            len(self._fresh),
            self._same,
            (),
            parked=tuple(self._parked),
            problems=tuple(self._problems),
            fresh=tuple(self._fresh),
        )
        return ReceiptsPlan(tuple(self._receipts()), self._names.additions(), found)

    def _take(self, row: GoodsReceiptRow) -> str:
        """Put a line where it belongs; gives why it is in doubt."""
        names = self._names
        canteen = names.canteen(row.canteen)
        article = names.article(row.name, row.specification, row.measure)
        for doubt in (canteen, article):
            if isinstance(doubt, str):
                return doubt
        if row.supplier is None:
            return NO_SUPPLIER
        meant = article or names.propose(row.name, row.specification, row.measure, row.kind)
        if isinstance(meant, str):
            return meant
        return self._settle(row, canteen, names.supplier(row.supplier), meant)  # type: ignore[arg-type]  # doubts have returned

    def _settle(
        self, row: GoodsReceiptRow, canteen: CanteenLine, supplier: SupplierFacts, meant: Meant
    ) -> str:
        line = _line(row, meant)
        if line is None:
            return UNEVEN
        books = self._booked.take(_key(canteen.canteen_id, row.day, supplier.supplier_id, line))
        if books == "":
            self._same += 1
            return ""
        if books and self._facing.decisions.get(row.row) != "new":
            return books
        return self._begin(row, canteen, supplier, line)

    def _begin(
        self,
        row: GoodsReceiptRow,
        canteen: CanteenLine,
        supplier: SupplierFacts,
        line: NewReceiptLine,
    ) -> str:
        """A line that the books lack."""
        if row.fund is None:
            return NO_FUND
        assert row.day is not None  # noqa: S101 - a row without its day was not read
        receipt = NewReceipt(
            canteen_id=canteen.canteen_id,
            day=row.day,
            supplier_id=supplier.supplier_id,
            fund=row.fund,
            lines=(line,),
            signers=self._signed(row.acceptors),
            ticket=row.ticket,
        )
        reason = self._refusal(row, receipt)
        if not reason:
            self._keep(row, receipt)
        return reason

    def _refusal(self, row: GoodsReceiptRow, receipt: NewReceipt) -> str:
        """Why a line cannot be booked; of the heads of deliveries each is tried once."""
        (line,) = receipt.lines
        fault = fault_of(receipt, line, self._known)
        if fault:
            return fault
        head = (receipt.canteen_id.int, receipt.day, receipt.supplier_id.int, row.acceptors)
        if head not in self._heads:
            self._heads[head] = self._names.closed(receipt.day) or _sentence(
                lambda: refuse_head(receipt, self._known, self._facing.today)
            )
        kind = self._known.articles[line.article_id].kind
        paid = (kind, receipt.fund, receipt.day)
        if paid not in self._heads:
            self._heads[paid] = _sentence(lambda: refuse_unpayable(receipt, kind))
        return self._heads[head] or self._heads[paid]

    def _signed(self, names: tuple[str, ...]) -> tuple[Signer, ...]:
        if names not in self._signers:
            self._signers[names] = tuple(Signer(Duty.ACCEPTOR, name) for name in names)
        return self._signers[names]

    def _keep(self, row: GoodsReceiptRow, receipt: NewReceipt) -> None:
        (line,) = receipt.lines
        sheet = self._roster.sheet
        self._names.need(row.row, receipt.supplier_id, line.article_id)
        self._problems += [warning(sheet, row.row, "", d) for d in doubts(receipt, self._known)]
        supplier = self._known.suppliers[receipt.supplier_id].name
        measure = self._known.articles[line.article_id].measure
        reason = f"{row.day} {supplier} {line.delivered.plain}{measure} {line.worth}元"
        self._fresh.append(Difference(row.row, row.name, reason=reason))
        place = (receipt.canteen_id.int, receipt.day, receipt.supplier_id.int)
        key = (*place, row.ticket, row.fund, row.acceptors)
        self._documents[key].append((row, receipt))

    def _receipts(self) -> Iterator[NewReceipt]:
        """The documents, the earliest first."""
        for some in sorted(self._documents.values(), key=lambda lines: lines[0][1].day):
            for start in range(0, len(some), MOST_LINES):
                together = some[start : start + MOST_LINES]
                notes = dict.fromkeys(row.note for row, _ in together if row.note)
                yield replace(
                    together[0][1],
                    lines=tuple(receipt.lines[0] for _, receipt in together),
                    note="；".join(notes),
                )


def _line(row: GoodsReceiptRow, meant: Meant) -> NewReceiptLine | None:
    delivered, rejected = meant.quantity(row.delivered), meant.quantity(row.rejected)
    if delivered is None or rejected is None:
        return None
    return NewReceiptLine(
        article_id=meant.facts.article_id,
        delivered=delivered,
        price=meant.price(row.price),
        amount=row.amount,
        rejected=rejected,
        rejected_why=row.rejected_why,
        produced_on=row.produced_on,
        expires_on=row.expires_on,
        batch=row.batch,
        quarantine=row.quarantine,
    )


def _key(canteen: UUID, day: date | None, supplier: UUID, line: NewReceiptLine) -> _Key:
    goods = (line.article_id.int, line.delivered.units, line.worth.units)
    return (canteen.int, day, supplier.int, *goods)


def _sentence(refuse: Callable[[], None]) -> str:
    """What is said when something is refused; empty where it is not."""
    try:
        refuse()
    except SchoolError as error:
        return error.sentence
    return ""


def _booked(facing: Facing, rows: Sequence[GoodsReceiptRow]) -> _Booked:
    """The lines of the books on the days of a sheet."""
    found = _Booked()
    days = [row.day for row in rows if row.day is not None]
    if not days:
        return found
    written = facing.connection.execute(_written(facing.unit_id, min(days), max(days)))
    for canteen, day, supplier, article, *rest in written:
        delivered, amount, state, gone = rest
        if state is DocumentState.DRAFT:
            counter = found.drafts
        else:
            counter = found.reversed if gone else found.posted
        goods = (article.int, delivered.units, amount.units)
        counter[(canteen.int, day, supplier.int, *goods)] += 1
    return found


def _written(unit_id: UUID, first: date, last: date) -> Select[*tuple[Any, ...]]:
    """The lines of receipts between two days, and whether each was reversed."""
    red = aliased(StockDocument)
    undone = exists().where(red.unit_id == unit_id, red.reverses_id == StockDocument.id)
    return (
        select(
            StockDocument.canteen_id,
            StockDocument.day,
            StockDocument.supplier_id,
            StockLine.article_id,
            ReceiptLine.delivered,
            StockLine.amount,
            StockDocument.state,
            undone,
        )
        .join(
            StockLine,
            (StockLine.unit_id == StockDocument.unit_id)
            & (StockLine.document_id == StockDocument.id),
        )
        .join(
            ReceiptLine,
            (ReceiptLine.unit_id == StockLine.unit_id) & (ReceiptLine.line_id == StockLine.id),
        )
        .where(
            StockDocument.unit_id == unit_id,
            StockDocument.kind == StockKind.RECEIPT,
            StockDocument.reverses_id.is_(None),
            StockDocument.day.between(first, last),
        )
    )
