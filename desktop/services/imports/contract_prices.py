"""A sheet of contract prices held against the books: one of each supplier, article and day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.models import ContractPrice
from desktop.services.canteen.contract_prices import NewContractPrice, add_contract_prices
from desktop.services.imports.goods_names import Names, article_key, measured
from desktop.services.imports.plan import Difference, FieldChange, Findings, text

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.rosters.contract_prices import ContractPriceRow
    from desktop.rosters.results import RosterResult
    from desktop.services.canteen.catalogue import ArticleFacts
    from desktop.services.imports.goods_names import Additions, Meant
    from desktop.services.imports.plan import Facing

TWICE: Final = "表里不止一行是它（同一家、同一物品、同一天起），只能留一行"
OVERLAPS: Final = "写的截止日期到了下一个价格（{}起）里；请改成那天以前"
NO_DECISION: Final = "没有写定价依据，例如合同号、招标结果、定价会议"
_Named = tuple["UUID", "UUID"]


@dataclass(frozen=True, slots=True)
class PricesPlan:
    """Prices that the books lack, and those of which the sheet says otherwise."""

    new: tuple[NewContractPrice, ...]
    updates: tuple[dict[str, Any], ...]
    additions: Additions
    found: Findings

    def write(self, work: Work) -> Changes:
        """Write them; an earlier price ends where a new one begins."""
        real = self.additions.write(work)
        work.update(ContractPrice, self.updates)
        new = [
            replace(
                price,
                supplier_id=real.get(price.supplier_id, price.supplier_id),
                article_id=real.get(price.article_id, price.article_id),
            )
            for price in self.new
        ]
        if new:
            add_contract_prices(work, new)
        return Changes.of(Book.CANTEEN)


def compare_prices(facing: Facing, roster: RosterResult[ContractPriceRow]) -> PricesPlan:
    """Hold a sheet of contract prices against the books; an empty cell says nothing."""
    return _Comparison(facing, roster).plan()


class _Comparison:
    """One sheet held against the books."""

    def __init__(self, facing: Facing, roster: RosterResult[ContractPriceRow]) -> None:
        self._roster = roster
        self._names = Names(facing)
        self._standing = _standing(facing)
        self._lacking: dict[tuple[str, str], ArticleFacts] = {}
        self._new: list[NewContractPrice] = []
        self._updates: list[dict[str, Any]] = []
        self._fresh: list[Difference] = []
        self._changed: list[Difference] = []
        self._parked: list[Difference] = []
        self._same = 0

    def plan(self) -> PricesPlan:
        """Find whom and what each line names, then hold it against what stands beside it."""
        told: dict[_Named, dict[date, tuple[ContractPriceRow, Meant]]] = defaultdict(dict)
        for row in self._roster.rows:
            named = self._named(row)
            if isinstance(named, str):
                self._park(row, named)
                continue
            supplier, meant = named
            rows = told[supplier, meant.facts.article_id]
            if row.since in rows:
                self._park(row, TWICE)
            else:
                rows[row.since] = (row, meant)
        for key, rows in told.items():
            days = sorted(rows.keys() | self._standing.get(key, {}).keys())
            for since, (row, meant) in rows.items():
                later = next((day for day in days if day > since), None)
                self._settle(key, row, meant, later)
        return self._result()

    def _named(self, row: ContractPriceRow) -> tuple[UUID, Meant] | str:
        names = self._names
        meant = names.article(row.name, row.specification, row.measure) or self._proposed(row)
        if isinstance(meant, str):
            return meant
        return names.supplier(row.supplier).supplier_id, meant

    def _proposed(self, row: ContractPriceRow) -> Meant | str:
        """An article that the books lack: counted as the first line that names it counts it."""
        key = article_key(row.name, row.specification)
        if key in self._lacking:
            return measured(self._lacking[key], row.measure)
        meant = self._names.propose(row.name, row.specification, row.measure, row.kind)
        if not isinstance(meant, str):
            self._lacking[key] = meant.facts
        return meant

    def _park(self, row: ContractPriceRow, reason: str) -> None:
        self._parked.append(Difference(row.row, row.name, reason=reason))

    def _settle(self, key: _Named, row: ContractPriceRow, meant: Meant, later: date | None) -> None:
        """Hold a line against the books; `later`: the first day of the price that follows."""
        if later is not None and row.until is not None and row.until >= later:
            self._park(row, OVERLAPS.format(later))
            return
        old = self._standing.get(key, {}).get(row.since)
        if old is not None:
            self._compare(row, meant, old)
        elif row.decision is None:
            self._park(row, NO_DECISION)
        else:
            self._begin(key, row, meant, later)

    def _begin(self, key: _Named, row: ContractPriceRow, meant: Meant, later: date | None) -> None:
        assert row.decision is not None  # noqa: S101 - asked before
        supplier_id, article_id = key
        until = row.until
        if until is None and later is not None:
            until = later - timedelta(days=1)
        self._names.need(row.row, supplier_id, article_id)
        price = meant.price(row.price)
        self._new.append(
            NewContractPrice(
                supplier_id=supplier_id,
                article_id=article_id,
                since=row.since,
                until=until,
                price=price,
                decision=row.decision,
            )
        )
        reason = f"{row.supplier} {price.plain}元 {row.since}起"
        self._fresh.append(Difference(row.row, row.name, reason=reason))

    def _compare(self, row: ContractPriceRow, meant: Meant, old: Any) -> None:  # noqa: ANN401 - a row
        said = {"price": meant.price(row.price), "until": row.until, "decision": row.decision}
        said = {k: v for k, v in said.items() if v is not None and v != getattr(old, k)}
        if not said:
            self._same += 1
            return
        titles = {"price": "合同价", "until": "截止日期", "decision": "定价依据"}
        changes = tuple(
            FieldChange(titles[name], text(getattr(old, name)), text(value))
            for name, value in said.items()
        )
        self._changed.append(Difference(row.row, f"{row.supplier} {row.name}", changes))
        every = {name: getattr(old, name) for name in titles}
        self._updates.append({"id": old.id, **every, **said})

    def _result(self) -> PricesPlan:
        found = Findings(
            len(self._fresh),
            self._same,
            tuple(self._changed),
            parked=tuple(sorted(self._parked, key=lambda parked: parked.row)),
            problems=tuple(self._names.warnings(self._roster.sheet)),
            fresh=tuple(self._fresh),
        )
        additions = self._names.additions()
        return PricesPlan(tuple(self._new), tuple(self._updates), additions, found)


def _standing(facing: Facing) -> dict[_Named, dict[date, Any]]:
    """The prices of the books by supplier, article and first day."""
    query = select(ContractPrice.__table__).where(ContractPrice.unit_id == facing.unit_id)
    found: dict[_Named, dict[date, Any]] = defaultdict(dict)
    for row in facing.connection.execute(query):
        found[row.supplier_id, row.article_id][row.since] = row
    return found
