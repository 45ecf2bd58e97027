"""Taking back a whole audit entry: its blocks in reverse, by the same recorded writes.

Refused when a row has been changed since, when other rows depend on one that would go, or when a
closed month would be touched. The check and the taking back go block by block: when a block's turn
comes, all that the entry did after it is already undone, so the rows must be exactly as the block
left them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.exc import IntegrityError

from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.json import dump
from desktop.database.base import Base, holds_contents
from desktop.database.chain import Deed, live_values, stored_rows, unpack
from desktop.database.pointers import pointing_at
from desktop.database.records import AuditChange

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from desktop.database.chain import Block, Row
    from desktop.database.pointers import Pointer
    from desktop.database.work import Work


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why some rows of a table cannot be taken back."""

    label: str
    count: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Reverted:
    """How many rows were taken away, put back as they were, and brought back, by table label."""

    removed: Mapping[str, int]
    restored: Mapping[str, int]
    brought_back: Mapping[str, int]


class UndoRefusedError(SchoolError):
    """An entry cannot be taken back; the blockers say why. Raised so that nothing stays half."""

    def __init__(self, blockers: tuple[Blocker, ...], advice: str = "") -> None:
        """`advice` is a sentence that says what can be done instead."""
        reasons = "；".join(blocker.sentence for blocker in blockers)
        super().__init__(f"不能撤销，什么也没有改动：{reasons}。{advice}")
        self.blockers = blockers


def revert(work: Work, entry_id: UUID, keep: Collection[str] = ()) -> Reverted:
    """Take back all that an entry of this unit wrote, except rows of the tables named in `keep`.

    Raises:
        NotFoundError: no such entry in this unit.
        UndoRefusedError: something stands in the way; the transaction must not go on.
    """
    undoing = _Undoing(work)
    positions = _positions(work, entry_id)
    if not positions:
        raise NotFoundError("找不到这一步操作的记录，不能撤销。")
    for block_id, name in positions:
        if name not in keep:
            undoing.take_back(_block(work, block_id, name))
    undoing.refuse_if_blocked()
    return Reverted(undoing.removed, undoing.restored, undoing.brought_back)


def _positions(work: Work, entry_id: UUID) -> list[tuple[UUID, str]]:
    query = (
        select(AuditChange.id, AuditChange.table_name)
        .where(AuditChange.unit_id == work.unit_id, AuditChange.entry_id == entry_id)
        .order_by(AuditChange.position.desc())
    )
    return [(row.id, row.table_name) for row in work.connection.execute(query)]


def _block(work: Work, block_id: UUID, name: str) -> Block:
    query = select(AuditChange.content).where(
        AuditChange.unit_id == work.unit_id, AuditChange.id == block_id
    )
    return unpack(name, work.connection.execute(query).scalar_one())


class _Undoing:
    """The state of one undo: what has been done, and what stands in the way."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._reasons: Counter[tuple[str, str]] = Counter()
        self._stuck: defaultdict[str, set[UUID]] = defaultdict(set)
        self.removed: Counter[str] = Counter()
        self.restored: Counter[str] = Counter()
        self.brought_back: Counter[str] = Counter()

    def take_back(self, block: Block) -> None:
        """Undo one block, leaving out the rows that cannot be undone."""
        table = Base.metadata.tables.get(block.table)
        if table is None or not set(block.columns) <= set(table.c.keys()):
            raise SchoolError("这一步由旧版本的明册写成，当时的表现在没有了，不能撤销。")
        {
            Deed.INSERT: self._remove,
            Deed.UPDATE: self._restore,
            Deed.DELETE: self._bring_back,
        }[block.deed](table, block)

    def refuse_if_blocked(self) -> None:
        """Stop when anything stood in the way."""
        if self._reasons:
            raise self._refusal()

    def _refusal(self) -> UndoRefusedError:
        reasons = sorted(self._reasons.items())
        return UndoRefusedError(
            tuple(
                Blocker(label, count, f"{label}有 {count} 条{reason}")
                for (label, reason), count in reasons
            )
        )

    def _remove(self, table: Table, block: Block) -> None:
        known = self._unchanged(table, block)
        depended_on = self._depended_on(table, known)
        self._stuck[table.name] |= depended_on
        free = [key for key in reversed(known) if key not in depended_on]
        with self._refused_by_database(table):
            for piece in [[key] for key in free] if _points_at_itself(table) else [free]:
                self._work.delete(table, piece, known)
        self.removed[table.info["label"]] += len(free)

    def _restore(self, table: Table, block: Block) -> None:
        known = self._unchanged(table, block)
        rows = [row for row in _live_rows(table, block.columns, block.before) if row["id"] in known]
        with self._refused_by_database(table):
            self._work.update(table, rows, known)
        self.restored[table.info["label"]] += len(rows)

    def _bring_back(self, table: Table, block: Block) -> None:
        if holds_contents(table):
            place = block.columns.index("id")
            for row in block.before:
                self._block_row(table, UUID(row[place]), "的内容已经清理，放不回去")
            return
        rows = list(_live_rows(table, block.columns, block.before))[::-1]
        rows = [row for row in rows if not self._closed(table, row)]
        with self._refused_by_database(table):
            self._work.insert(table, rows)
        self.brought_back[table.info["label"]] += len(rows)

    def _unchanged(self, table: Table, block: Block) -> dict[UUID, Row]:
        """Those of a block's rows that stand as the block left them and may be written."""
        place = block.columns.index("id")
        left = {UUID(row[place]): row for row in block.after}
        current = self._work.rows(
            table, [key for key in left if key not in self._stuck[table.name]]
        )
        stored = self._stored(table, block, current)
        free = {}
        for key, expected in left.items():
            if key in self._stuck[table.name]:
                continue
            if key not in current:
                self._block_row(table, key, "后来被删除了")
            elif dump(stored[key]) != dump(expected):
                self._block_row(table, key, "后来又改过")
            elif not self._closed(table, current[key]):
                free[key] = current[key]
        return free

    def _stored(
        self, table: Table, block: Block, rows: Mapping[UUID, Row]
    ) -> dict[UUID, Sequence[Any]]:
        """The columns of a block as the chain would keep them now."""
        values = [[row[column] for row in rows.values()] for column in block.columns]
        return dict(zip(rows, stored_rows(table, block.columns, values), strict=True))

    def _closed(self, table: Table, row: Row) -> bool:
        """Whether a row lies in a closed month; noted when it does."""
        month = row.get(table.info.get("month", ""))
        if month is None or month not in self._work.closed_months():
            return False
        self._block_row(table, row["id"], f"属于已经结账的{month.label}")
        return True

    def _depended_on(self, table: Table, ids: Iterable[UUID]) -> set[UUID]:
        """Those of the rows that others point at which stay."""
        going, found = set(ids), set[UUID]()
        for pointer in pointing_at(table) if going else ():
            child = pointer.child
            label = f"还有{child.info['label']}在用"
            owned = "unit_id" in table.c
            for key, target in self._pointers(pointer, going, owned=owned):
                if child is table and key in going:
                    continue
                # A row that cannot go itself has been counted already.
                fresh = target not in found and key not in self._stuck[child.name]
                self._reasons.update([(table.info["label"], label)] * fresh)
                found.add(target)
        return found

    def _pointers(
        self, pointer: Pointer, targets: set[UUID], *, owned: bool
    ) -> Iterator[tuple[UUID, UUID]]:
        """Rows of a table that point at one of the targets: their id, and the target's."""
        # Keys of one action lie together, so a range finds them with one look into the index.
        child, column = pointer.child, pointer.column
        query = select(child.c.id, column).where(column.between(min(targets), max(targets)))
        if pointer.only is not None:
            query = query.where(pointer.only)
        if owned:
            query = query.where(child.c.unit_id == self._work.unit_id)
        for key, target in self._work.connection.execute(query):
            if target in targets:
                yield key, target

    @contextmanager
    def _refused_by_database(self, table: Table) -> Iterator[None]:
        """Say in words that later rows leave no place for the old ones."""
        try:
            yield
        except IntegrityError as error:
            if not self._reasons:
                self._reasons[table.info["label"], "与后来的记录相冲突"] += 1
            raise self._refusal() from error

    def _block_row(self, table: Table, key: UUID, reason: str) -> None:
        self._stuck[table.name].add(key)
        self._reasons[table.info["label"], reason] += 1


def _live_rows(
    table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Iterator[dict[str, Any]]:
    return (live_values(table, columns, row) for row in rows)


def _points_at_itself(table: Table) -> bool:
    return any(pointer.child is table for pointer in pointing_at(table))
