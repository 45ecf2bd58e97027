"""Is everything as it was written: chain, rows, seals; and is this code from paper ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from desktop.core.changes import Changes
from desktop.core.errors import SchoolError
from desktop.core.json import load
from desktop.core.labels import MonthState, UpkeepKind
from desktop.core.progress import Progress
from desktop.database import seals
from desktop.database.records import SealedMonth
from desktop.database.verify import UNREADABLE, verify_chain
from desktop.database.verify_rows import verify_rows
from desktop.models import Unit
from desktop.services.months import NOTICES_COUNT, parts_of
from desktop.services.upkeep import note

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not agree: which unit, and what, without private data."""

    unit_name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check has gone through, and what it found. No findings: everything agrees."""

    units: int
    entries: int
    rows: int
    months: int
    findings: tuple[Finding, ...]
    count: int
    """All findings; only the first of many are named."""

    @property
    def whole(self) -> bool:
        """Whether everything agrees."""
        return self.count == 0


@dataclass(frozen=True, slots=True)
class CodeChecked:
    """What a code from paper is. `ours` is false where no month here ever had it."""

    ours: bool
    holds: bool
    unit_name: str
    month: Month | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Examined:
    """A check that was run and noted."""

    checked: Checked
    changes: Changes


def examine(
    session: Session, progress: Progress | None = None, *, thoroughly: bool = False
) -> Examined:
    """Check the chain, or thoroughly everything, and note when and how it turned out."""
    if thoroughly:
        kind, checked = UpkeepKind.WHOLE, check_all(session, progress or Progress())
    else:
        kind, checked = UpkeepKind.CHAIN, check_chain(session)
    return Examined(checked, note_check(session, kind, checked))


def note_check(session: Session, kind: UpkeepKind, checked: Checked) -> Changes:
    """Note how a check turned out."""
    try:
        return note(session, kind, good=checked.whole)
    except SchoolError:
        # What is damaged may not take a note any more; what was found is told all the same.
        if checked.whole:
            raise
        return Changes()


def check_chain(session: Session) -> Checked:
    """Recompute the audit chain only: fast enough for every start."""
    with session.store.read() as connection:
        names = _names(connection)
        chain = verify_chain(connection)
        findings = tuple(Finding(_name(names, b.unit_id), b.sentence) for b in chain.breaks)
    return Checked(chain.units, chain.entries, 0, 0, findings, len(findings))


def check_all(session: Session, progress: Progress) -> Checked:
    """Recompute everything: chain, every row against the chain, every seal against the books."""
    with session.store.read() as connection:
        names = _names(connection)
        progress.step("核对操作链")
        chain = verify_chain(connection)
        found = [Finding(_name(names, b.unit_id), b.sentence) for b in chain.breaks]
        progress.step("核对数据")
        rows = verify_rows(connection)
        found += [
            Finding(_name(names, f.unit_id), f"{f.label}：{f.sentence}") for f in rows.findings
        ]
        progress.step("核对封存码")
        sealed = [
            Finding(_name(names, f.unit_id), f.sentence) for f in seals.verify_seals(connection)
        ]
        months, stale = _check_parts(connection, names)
    sealed += stale
    return Checked(
        chain.units,
        chain.entries,
        rows.rows,
        months,
        (*found, *sealed),
        len(chain.breaks) + rows.count + len(sealed),
    )


def check_code(session: Session, code: str) -> CodeChecked:
    """Whether a code from a printed notice is ours, and its month still stands as sealed."""
    with session.store.read() as connection:
        names = _names(connection)
        found = seals.find_code(connection, code)
        if found is None:
            sentence = "这个封存码不是这份数据里任何一个月的。请核对有没有抄错。"
            return CodeChecked(ours=False, holds=False, unit_name="", month=None, sentence=sentence)
        _, stale = _check_parts(connection, names, found.month, found.unit_id)
    name = _name(names, found.unit_id)
    if found.holds and stale:
        return CodeChecked(True, False, name, found.month, stale[0].sentence)  # noqa: FBT003 - named in the class
    return CodeChecked(True, found.holds, name, found.month, found.sentence)  # noqa: FBT003 - same


def _names(connection: Connection) -> dict[UUID, str]:
    return {row.id: row.name for row in connection.execute(select(Unit.id, Unit.name))}


def _name(names: dict[UUID, str], unit_id: UUID | None) -> str:
    return names.get(unit_id, "") if unit_id else ""


def _check_parts(
    connection: Connection,
    names: dict[UUID, str],
    month: Month | None = None,
    unit_id: UUID | None = None,
) -> tuple[int, list[Finding]]:
    """Hold what closed months contain against their seals; returns how many, and findings."""
    query = select(SealedMonth.unit_id, SealedMonth.month, SealedMonth.parts).where(
        SealedMonth.state != MonthState.OPEN
    )
    if month is not None:
        query = query.where(SealedMonth.month == month, SealedMonth.unit_id == unit_id)
    findings, count = [], 0
    for row in connection.execute(query).all():
        count += 1
        differing = _differing(connection, row)
        if differing:
            books = "、".join(_BOOKS.get(name, name) for name in differing)
            sentence = f"{row.month.label}的{books}和结账时不一致"
            findings.append(Finding(_name(names, row.unit_id), sentence))
    return count, findings


def _differing(connection: Connection, row: Any) -> list[str]:  # noqa: ANN401 - a sealed month
    """The books of a month that are not as its seal says."""
    try:
        said = load(row.parts)
        now = parts_of(connection, row.unit_id, row.month, int(said[NOTICES_COUNT]))
        return sorted(name for name in {*said, *now} if said.get(name) != now.get(name))
    except (*UNREADABLE, msgspec.DecodeError, AttributeError):
        return ["seal"]


_BOOKS = {
    "meals": "就餐天数",
    "stock": "食堂库存",
    "money": "食堂收支",
    "stocktake": "食堂盘点",
    "bank": "食堂银行对账单",
    "cash": "食堂现金盘点",
    "notices": "公示",
    "notices_count": "公示份数",
    "seal": "封存记录",
}
