"""Months that are closed under a seal: a digest over the books of the month, chained to the last.

The seal's short code is printed on the notices of the month. From a code on paper the program
tells which month it belongs to, and whether the books still are what they were. Months are closed
in their order, and a month is opened again only when no later month is closed, so that each seal
stands on the one before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import select

from desktop.core.errors import ClosedMonthError
from desktop.core.json import dump, dump_text, load
from desktop.core.labels import MonthState
from desktop.database.chain import GENESIS, unpack
from desktop.database.records import AuditChange, Reopening, SealedMonth
from desktop.database.recovery import grouped, letters, read_letters

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.database.work import Work

# A locked month never opens; a month without a row is open.
TRANSITIONS: Final[Mapping[MonthState, frozenset[MonthState]]] = {
    MonthState.OPEN: frozenset({MonthState.CLOSED}),
    MonthState.CLOSED: frozenset({MonthState.OPEN, MonthState.LOCKED}),
    MonthState.LOCKED: frozenset(),
}
_REFUSALS: Final = {
    (MonthState.OPEN, MonthState.OPEN): "还没有结账，不用重新打开",
    (MonthState.OPEN, MonthState.LOCKED): "还没有结账，不能锁定。请先结账",
    (MonthState.CLOSED, MonthState.CLOSED): "已经结账",
    (MonthState.LOCKED, MonthState.OPEN): "已经锁定，不能再打开。请在未结账的月份更正",
    (MonthState.LOCKED, MonthState.CLOSED): "已经锁定",
    (MonthState.LOCKED, MonthState.LOCKED): "已经锁定",
}
CODE_LETTERS: Final = 12
Parts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seal:
    """The seal of a month: what it covers, and the code for paper."""

    month: Month
    state: MonthState
    parts: Parts
    digest: str
    code: str


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code from paper, found: whose month it seals, and whether that seal still holds."""

    unit_id: UUID
    month: Month
    holds: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class SealFinding:
    """A seal that does not agree with itself or with the seal before it."""

    unit_id: UUID
    month: Month
    sentence: str


def seal_digest(previous: str, unit_id: UUID, month: Month, parts: Parts) -> str:
    """The digest of a month: over the seal before it and the digests of the month's books."""
    content = dump([unit_id, month.number, dict(parts)])
    return hashlib.sha256(previous.encode() + content).hexdigest()


def code_of(digest: str) -> str:
    """The short form of a digest for paper: ABCD-EFGH-JKMN."""
    bits = int(digest, 16) >> (256 - 5 * CODE_LETTERS)
    return grouped(letters(bits, CODE_LETTERS))


def seal(work: Work, month: Month, parts: Parts) -> Seal:
    """Close a month under a seal.

    Args:
        work: the transaction.
        month: the month to close.
        parts: a digest for each book of the month, by its name.

    Raises:
        ClosedMonthError: it is closed already, or a later month is.
    """
    present = _months(work.connection, work.unit_id)
    _refuse(month, present, MonthState.CLOSED)
    resume(work, month)
    earlier = [m for m in _sealed(present) if m < month]
    previous = present[earlier[-1]]["digest"] if earlier else GENESIS
    digest = seal_digest(previous, work.unit_id, month, parts)
    code = code_of(digest)
    values = {
        "state": MonthState.CLOSED,
        "closed_at": work.now,
        "closed_by": work.actor.name,
        "reason": None,
        "previous_digest": previous,
        "parts": dump_text(dict(parts)),
        "digest": digest,
        "code": code,
    }
    if month in present:
        work.update(SealedMonth, [{"id": present[month]["id"], **values}])
    else:
        (key,) = work.new_ids(1)
        work.insert(SealedMonth, [{"id": key, "month": month, **values}])
    return Seal(month, MonthState.CLOSED, dict(parts), digest, code)


def reopen(work: Work, month: Month, reason: str, until: date) -> None:
    """Open a closed month again up to a day, with the reason; its seal no longer holds.

    A month that is open again may be given another day.

    Raises:
        ClosedMonthError: it is not closed, it is locked, or a later month is closed.
    """
    row = _reopening(work, month)
    if row is not None:
        sealed = _months(work.connection, work.unit_id)[month]
        work.update(SealedMonth, [{"id": sealed["id"], "reason": reason}])
        work.update(Reopening, [{"id": row, "until": until}])
    else:
        _move(work, month, MonthState.OPEN, {"reason": reason})
        (key,) = work.new_ids(1)
        work.insert(Reopening, [{"id": key, "month": month, "until": until}])
    work.look_again()


def resume(work: Work, month: Month) -> None:
    """Let a month that was open again up to a day be written to, because it is being closed."""
    row = _reopening(work, month)
    if row is not None:
        work.delete(Reopening, [row])
        work.look_again()


def lock(work: Work, month: Month) -> None:
    """Lock a closed month for ever.

    Raises:
        ClosedMonthError: it is not closed, or locked already.
    """
    _move(work, month, MonthState.LOCKED, {})


def month_state(connection: Connection, unit_id: UUID, month: Month) -> MonthState:
    """Whether a month is open, closed or locked."""
    row = _months(connection, unit_id).get(month)
    return MonthState.OPEN if row is None else MonthState(row["state"])


def state_on(connection: Connection, unit_id: UUID, month: Month, day: date) -> MonthState:
    """The state that counts for writing: a month whose opening is over counts as closed."""
    state = month_state(connection, unit_id, month)
    if state is MonthState.OPEN:
        until = reopened(connection, unit_id).get(month)
        if until is not None and until < day:
            return MonthState.CLOSED
    return state


def reopened(connection: Connection, unit_id: UUID) -> dict[Month, date]:
    """The months that are open again, each with the last day of that."""
    query = select(Reopening.month, Reopening.until).where(Reopening.unit_id == unit_id)
    return {row.month: row.until for row in connection.execute(query)}


def verify_seals(connection: Connection) -> tuple[SealFinding, ...]:
    """Recompute the seals of all closed months of all units."""
    units = connection.execute(select(SealedMonth.unit_id).distinct()).scalars().all()
    return tuple(finding for unit_id in sorted(units) for finding in _check(connection, unit_id))


def find_code(connection: Connection, code: str) -> FoundCode | None:
    """Whose month a code from paper seals; None if no month here ever had it."""
    typed = grouped(read_letters(code))
    query = select(SealedMonth.unit_id, SealedMonth.month, SealedMonth.state)
    row = connection.execute(query.where(SealedMonth.code == typed)).first()
    if row is None:
        return _find_replaced(connection, typed)
    if row.state is MonthState.OPEN:
        sentence = f"这是{row.month.label}的封存码，但这个月后来重新打开了，现在还没有再结账。"
        return FoundCode(row.unit_id, row.month, holds=False, sentence=sentence)
    if any(f.unit_id == row.unit_id and f.month <= row.month for f in verify_seals(connection)):
        sentence = f"这是{row.month.label}的封存码，但封存记录已与当时不一致。"
        return FoundCode(row.unit_id, row.month, holds=False, sentence=sentence)
    sentence = f"这是{row.month.label}的封存码，{row.state.label}。"
    return FoundCode(row.unit_id, row.month, holds=True, sentence=sentence)


def _move(work: Work, month: Month, to: MonthState, values: dict[str, Any]) -> None:
    present = _months(work.connection, work.unit_id)
    _refuse(month, present, to)
    work.update(SealedMonth, [{"id": present[month]["id"], "state": to, **values}])


def _reopening(work: Work, month: Month) -> UUID | None:
    return work.connection.execute(
        select(Reopening.id).where(Reopening.unit_id == work.unit_id, Reopening.month == month)
    ).scalar()


def _refuse(month: Month, present: Mapping[Month, Mapping[str, Any]], to: MonthState) -> None:
    row = present.get(month)
    state = MonthState.OPEN if row is None else MonthState(row["state"])
    if to not in TRANSITIONS[state]:
        raise ClosedMonthError(f"{month.label}{_REFUSALS[state, to]}。")
    later = [m for m in _sealed(present) if m > month]
    if later and to is not MonthState.LOCKED:
        raise ClosedMonthError(
            f"{later[0].label}已经结账，{month.label}不能再结账或打开。请先重新打开后面的月份。"
        )


def _months(connection: Connection, unit_id: UUID) -> dict[Month, Mapping[str, Any]]:
    query = select(SealedMonth.__table__).where(SealedMonth.unit_id == unit_id)
    return {row["month"]: dict(row) for row in connection.execute(query).mappings()}


def _sealed(present: Mapping[Month, Mapping[str, Any]]) -> list[Month]:
    """The months whose seal holds, in their order."""
    return sorted(m for m, row in present.items() if row["state"] != MonthState.OPEN)


def _check(connection: Connection, unit_id: UUID) -> list[SealFinding]:
    present, previous, findings = _months(connection, unit_id), GENESIS, []
    for month in _sealed(present):
        row = present[month]
        digest = _digest_again(previous, unit_id, month, row["parts"])
        stored = (row["previous_digest"], row["digest"], row["code"])
        if not digest or stored != (previous, digest, code_of(digest)):
            sentence = f"{month.label}的封存与结账时不一致。请用打印的公示和最近的备份对照。"
            findings.append(SealFinding(unit_id, month, sentence))
        previous = row["digest"]
    return findings


def _digest_again(previous: str, unit_id: UUID, month: Month, parts: str) -> str:
    """The digest of stored parts; none where they cannot be read any more."""
    try:
        return seal_digest(previous, unit_id, month, load(parts))
    except (msgspec.DecodeError, TypeError, ValueError):
        return ""


def _find_replaced(connection: Connection, code: str) -> FoundCode | None:
    """A code that a month had before it was opened and closed again; the chain remembers it."""
    query = select(AuditChange.unit_id, AuditChange.content).where(
        AuditChange.table_name == SealedMonth.__tablename__
    )
    for unit_id, content in connection.execute(query):
        block = unpack(SealedMonth.__tablename__, content)
        for values in block.after:
            row = dict(zip(block.columns, values, strict=True))
            if row.get("code") == code:
                month = _month_of(connection, unit_id, row["id"])
                sentence = (
                    f"这是{month.label}以前的封存码；这个月后来重新打开，又用新的封存码结账。"
                    "请找更正后的公示。"
                )
                return FoundCode(unit_id, month, holds=False, sentence=sentence)
    return None


def _month_of(connection: Connection, unit_id: UUID, row_id: str) -> Month:
    rows = _months(connection, unit_id)
    return next(month for month, row in rows.items() if str(row["id"]) == row_id)
