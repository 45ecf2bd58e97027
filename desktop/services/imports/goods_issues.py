"""A sheet of goods out held against the books and against what is in store on each day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import DocumentState, Duty, StockKind
from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.money import Quantity
from desktop.models import StockDocument, StockLine
from desktop.services.canteen.canteens import refuse_odd_day
from desktop.services.canteen.documents import Signer
from desktop.services.canteen.issues import (
    MOST_LINES,
    NewIssue,
    NewIssueLine,
    head_of,
    issue_all,
    refuse_issue,
    shortage,
    take_out,
)
from desktop.services.canteen.shelf import shelf_to_look_at
from desktop.services.imports.goods_names import Names
from desktop.services.imports.plan import Difference, Findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from desktop.core.canteen import Sitting
    from desktop.database.work import Work
    from desktop.rosters.goods_issues import GoodsIssueRow
    from desktop.rosters.results import RosterResult
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.catalogue import ArticleFacts
    from desktop.services.canteen.shelf import Shelf
    from desktop.services.imports.goods_names import Meant
    from desktop.services.imports.plan import Facing

NO_ARTICLE: Final = "账里没有这个物品，还没有入过库；请核对名称，或先登记入库"
UNEVEN: Final = "表里按斤计，换算成千克不是准数；请改成千克"
OTHERWISE: Final = "账里这一餐已经出库{}{}，与表里不同；要更正请先用红字冲销账里的"
_NOBODY: Final = UUID(int=0)
_Key = tuple[UUID, Any, "Sitting | None", UUID]


@dataclass(frozen=True, slots=True)
class IssuesPlan:
    """What went out and the books lack."""

    issues: tuple[NewIssue, ...]
    found: Findings

    def write(self, work: Work) -> Changes:
        """Book it, canteen by canteen."""
        for canteen_id in sorted({new.canteen_id for new in self.issues}):
            own = [new for new in self.issues if new.canteen_id == canteen_id]
            issue_all(work, canteen_id, own)
        return Changes.of(Book.CANTEEN)


def compare_issues(facing: Facing, roster: RosterResult[GoodsIssueRow]) -> IssuesPlan:
    """Hold a sheet of goods out against the books.

    What went out of an article for one meal is in the books already where its lines or their sum
    are the same.
    """
    return _Comparison(facing, roster).plan()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the sheet with what it names."""

    row: GoodsIssueRow
    canteen: CanteenLine
    article: ArticleFacts
    quantity: Quantity

    @property
    def key(self) -> _Key:
        """What went out of which article for which meal."""
        return self.canteen.canteen_id, self.row.day, self.row.sitting, self.article.article_id


class _Comparison:
    """One sheet held against the books."""

    def __init__(self, facing: Facing, roster: RosterResult[GoodsIssueRow]) -> None:
        self._facing, self._roster = facing, roster
        self._names = Names(facing)
        self._fresh: list[Difference] = []
        self._parked: list[Difference] = []
        self._documents: dict[object, list[NewIssue]] = defaultdict(list)
        self._same = 0

    def plan(self) -> IssuesPlan:
        """Go through the lines: what they name, what the books have, what is in store."""
        lines = [line for row in self._roster.rows if (line := self._named(row)) is not None]
        new = sorted(self._lacking(lines), key=lambda line: (str(line.row.day), line.row.row))
        self._take(new)
        found = Findings(
            len(self._fresh),
            self._same,
            (),
            parked=tuple(sorted(self._parked, key=lambda parked: parked.row)),
            fresh=tuple(self._fresh),
        )
        return IssuesPlan(tuple(self._issues()), found)

    def _park(self, row: GoodsIssueRow, reason: str) -> None:
        self._parked.append(Difference(row.row, row.name, reason=reason))

    def _named(self, row: GoodsIssueRow) -> _Line | None:
        canteen = self._names.canteen(row.canteen)
        meant = self._names.article(row.name, row.specification, row.measure)
        if meant is None:
            meant = NO_ARTICLE
        for doubt in (canteen, meant):
            if isinstance(doubt, str):
                self._park(row, doubt)
                return None
        return self._measured(row, canteen, meant)  # type: ignore[arg-type]  # doubts have returned

    def _measured(self, row: GoodsIssueRow, canteen: CanteenLine, meant: Meant) -> _Line | None:
        quantity = meant.quantity(row.quantity)
        if quantity is None:
            self._park(row, UNEVEN)
            return None
        return _Line(row, canteen, meant.facts, quantity)

    def _lacking(self, lines: Sequence[_Line]) -> Iterator[_Line]:
        """The lines that the books lack."""
        groups: dict[_Key, list[_Line]] = defaultdict(list)
        for line in lines:
            groups[line.key].append(line)
        booked = _booked(self._facing, [line.row for line in lines])
        for key, group in groups.items():
            yield from self._compared(group, booked.get(key, []))

    def _compared(self, group: Sequence[_Line], booked: Sequence[Quantity]) -> Iterator[_Line]:
        out = Quantity.sum(booked)
        if Quantity.sum(line.quantity for line in group) == out:
            self._same += len(group)
            return
        left, rest = list(booked), []
        for line in group:
            if line.quantity in left:
                left.remove(line.quantity)
                self._same += 1
            else:
                rest.append(line)
        for line in rest:
            if left and self._facing.decisions.get(line.row.row) != "new":
                self._park(line.row, OTHERWISE.format(out.plain, line.article.measure))
            else:
                yield line

    def _take(self, lines: Sequence[_Line]) -> None:
        """Try each line on what is in store; one that cannot go out is parked."""
        facts = {line.article.article_id: line.article for line in lines}
        shelves: dict[UUID, Shelf] = {}
        for line in lines:
            key = line.canteen.canteen_id
            if key not in shelves:
                shelves[key] = shelf_to_look_at(self._facing, key, facts)
            new = _issue(line)
            reason = self._refusal(line, new, facts, shelves[key])
            if reason:
                self._park(line.row, reason)
                continue
            list(take_out(head_of(new, _NOBODY), new, facts, shelves[key]))
            self._keep(line, new)

    def _refusal(
        self, line: _Line, new: NewIssue, facts: Mapping[UUID, ArticleFacts], shelf: Shelf
    ) -> str:
        try:
            refuse_odd_day(line.canteen, new.day, self._facing.today)
            refuse_issue(new, facts)
        except SchoolError as error:
            return error.sentence.removeprefix(f"第1行{line.article.name}：")
        return self._names.closed(new.day) or shortage(
            head_of(new, _NOBODY), new.lines[0], line.article, shelf
        )

    def _keep(self, line: _Line, new: NewIssue) -> None:
        meal = new.sitting.label if new.sitting else ""
        reason = f"{new.day}{meal} {line.quantity.plain}{line.article.measure}"
        self._fresh.append(Difference(line.row.row, line.row.name, reason=reason))
        self._documents[new.canteen_id, new.day, new.sitting, new.signers].append(new)

    def _issues(self) -> Iterator[NewIssue]:
        """The documents: of one meal, with the same people."""
        for some in self._documents.values():
            for start in range(0, len(some), MOST_LINES):
                together = some[start : start + MOST_LINES]
                notes = dict.fromkeys(new.note for new in together if new.note)
                lines = tuple(new.lines[0] for new in together)
                yield replace(together[0], lines=lines, note="；".join(notes))


def _issue(line: _Line) -> NewIssue:
    row = line.row
    assert row.day is not None  # noqa: S101 - a row without its day was not read
    return NewIssue(
        canteen_id=line.canteen.canteen_id,
        day=row.day,
        lines=(NewIssueLine(line.article.article_id, line.quantity),),
        signers=(
            *(Signer(Duty.KEEPER, name) for name in row.keepers),
            *(Signer(Duty.TAKER, name) for name in row.takers),
        ),
        sitting=row.sitting,
        note=row.note,
    )


def _booked(facing: Facing, rows: Iterable[GoodsIssueRow]) -> dict[_Key, list[Quantity]]:
    """What the documents of the books took out, article by article, on the days of a sheet."""
    days = [row.day for row in rows if row.day is not None]
    found: dict[_Key, list[Quantity]] = defaultdict(list)
    if not days:
        return found
    red = aliased(StockDocument)
    undone = exists().where(red.unit_id == facing.unit_id, red.reverses_id == StockDocument.id)
    head = (
        StockDocument.canteen_id,
        StockDocument.day,
        StockDocument.sitting,
        StockLine.article_id,
    )
    query = (
        select(*head, func.sum(StockLine.quantity).label("out"))
        .join(
            StockLine,
            (StockLine.unit_id == StockDocument.unit_id)
            & (StockLine.document_id == StockDocument.id),
        )
        .where(
            StockDocument.unit_id == facing.unit_id,
            StockDocument.kind == StockKind.ISSUE,
            StockDocument.state == DocumentState.POSTED,
            StockDocument.reverses_id.is_(None),
            ~undone,
            StockDocument.day.between(min(days), max(days)),
        )
        .group_by(StockDocument.id, *head)
    )
    for canteen_id, day, sitting, article_id, out in facing.connection.execute(query):
        found[canteen_id, day, sitting, article_id].append(-out)
    return found
