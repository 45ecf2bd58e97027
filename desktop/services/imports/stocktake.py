"""A filled-in count sheet held against the stocktake that goes on: zero counts, blank does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.canteen import CountState
from desktop.core.changes import Book, Changes
from desktop.models import Stocktake
from desktop.services.canteen.counting import Count, open_stocktake, write_lines
from desktop.services.canteen.stocktakes import stocktake_of
from desktop.services.imports.catalogue import article_name
from desktop.services.imports.goods_names import Names, name_key
from desktop.services.imports.plan import Difference, FieldChange, Findings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.core.money import Quantity
    from desktop.database.work import Work
    from desktop.rosters.results import RosterResult
    from desktop.rosters.stocktake_sheet import StocktakeRow
    from desktop.services.canteen.stocktakes import CountedLine, StocktakePaper
    from desktop.services.imports.plan import Facing

NOT_COUNTING: Final = "现在没有正在进行的盘点；请先在“盘点”里开始盘点，再导入填好的盘点表"
OTHER_LINE: Final = "这次盘点的第{}行是{}，和表里写的不同；请用这次盘点导出的表"
NO_LINE: Final = "这次盘点里没有这一行；请用这次盘点导出的表，不要改序号"
SEVERAL: Final = "这次盘点里有几批{}，请照导出的表填序号"
OTHER_BOOKED: Final = "账面数量这次盘点是{}，表里是{}；请用这次盘点导出的表"
TWICE: Final = "表里不止一行是它，只能留一行"
BLANK: Final = "没有写实盘数量，不算盘点过；库里已经没有的请写0"


@dataclass(frozen=True, slots=True)
class CountsPlan:
    """What was found of lots, by stocktake."""

    counts: dict[UUID, tuple[Count, ...]]
    found: Findings

    def write(self, work: Work) -> Changes:
        """Keep it; the stocktakes go on."""
        for stocktake_id, counts in self.counts.items():
            write_lines(work, open_stocktake(work, stocktake_id), counts)
        return Changes.of(Book.CANTEEN)


def compare_counts(facing: Facing, roster: RosterResult[StocktakeRow]) -> CountsPlan:
    """Hold a count sheet against the stocktake that goes on in its canteen.

    A blank cell says nothing: what was counted before stays.
    """
    return _Comparison(facing, roster).plan()


@dataclass(slots=True)
class _Tally:
    """What the lines came to."""

    counts: dict[UUID, list[Count]] = field(default_factory=dict)
    changed: list[Difference] = field(default_factory=list)
    parked: list[Difference] = field(default_factory=list)
    silent: list[Difference] = field(default_factory=list)
    seen: set[UUID] = field(default_factory=set)
    same: int = 0


class _Comparison:
    """One sheet held against the books."""

    def __init__(self, facing: Facing, roster: RosterResult[StocktakeRow]) -> None:
        self._facing, self._roster = facing, roster
        self._names, self._tally = Names(facing), _Tally()
        self._open: dict[UUID, StocktakePaper | None] = {}

    def plan(self) -> CountsPlan:
        """Go through the lines."""
        tally = self._tally
        for row in self._roster.rows:
            reason = self._take(row)
            if reason:
                who = article_name(row.name, row.specification)
                tally.parked.append(Difference(row.row, who, reason=reason))
        found = Findings(
            0,
            tally.same,
            tuple(tally.changed),
            parked=tuple(tally.parked),
            silent=tuple(tally.silent),
        )
        return CountsPlan({key: tuple(some) for key, some in tally.counts.items()}, found)

    def _take(self, row: StocktakeRow) -> str:
        """Put a line where it belongs; gives why it is in doubt."""
        canteen = self._names.canteen(row.canteen)
        if isinstance(canteen, str):
            return canteen
        paper = self._counting(canteen.canteen_id)
        if paper is None:
            return NOT_COUNTING
        line = _line(row, paper.lines)
        if isinstance(line, str):
            return line
        if row.booked is not None and row.booked != line.booked:
            return OTHER_BOOKED.format(line.booked.plain, row.booked.plain)
        if line.line_id in self._tally.seen:
            return TWICE
        self._tally.seen.add(line.line_id)
        self._count(row, line, paper.head.stocktake_id)
        return ""

    def _count(self, row: StocktakeRow, line: CountedLine, stocktake_id: UUID) -> None:
        tally, who = self._tally, f"第{line.line}行 {article_name(line.name, line.specification)}"
        counted = line.counted if row.counted is None else row.counted
        if counted is None:
            tally.silent.append(Difference(row.row, who, reason=BLANK))
            return
        reason = line.reason if row.reason is None else row.reason
        changes = []
        if counted != line.counted:
            changes.append(FieldChange("实盘数量", _plain(line.counted), counted.plain))
        if reason != line.reason:
            changes.append(FieldChange("原因", line.reason, reason))
        if not changes:
            tally.same += 1
            return
        tally.changed.append(Difference(row.row, who, tuple(changes)))
        tally.counts.setdefault(stocktake_id, []).append(Count(line.line_id, counted, reason))

    def _counting(self, canteen_id: UUID) -> StocktakePaper | None:
        """The stocktake that goes on in a canteen; there is one at most."""
        if canteen_id not in self._open:
            look, unit = self._facing.connection, self._facing.unit_id
            query = select(Stocktake.id).where(
                Stocktake.unit_id == unit,
                Stocktake.canteen_id == canteen_id,
                Stocktake.state == CountState.COUNTING,
            )
            key = look.execute(query).scalar()
            self._open[canteen_id] = stocktake_of(look, unit, key) if key else None
        return self._open[canteen_id]


def _line(row: StocktakeRow, lines: Sequence[CountedLine]) -> CountedLine | str:
    """The line that is meant: by its number, or the only lot of the article and day."""
    if row.line is not None:
        found = next((line for line in lines if line.line == row.line), None)
        if found is None:
            return NO_LINE
        return found if _fits(row, found) else OTHER_LINE.format(row.line, found.name)
    fitting = [line for line in lines if _fits(row, line)]
    if len(fitting) > 1:
        return SEVERAL.format(row.name)
    return fitting[0] if fitting else NO_LINE


def _fits(row: StocktakeRow, line: CountedLine) -> bool:
    """Whether a line may be what a row is about."""
    return (
        name_key(row.name) == name_key(line.name)
        and (
            row.specification is None or name_key(row.specification) == name_key(line.specification)
        )
        and row.received_on in (None, line.received_on)
        and row.measure in (None, line.measure)
    )


def _plain(quantity: Quantity | None) -> str:
    return "" if quantity is None else quantity.plain
