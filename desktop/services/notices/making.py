"""What each kind of notice declares: how it is drawn, checked against the books, and compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import select

from desktop.core.json import load
from desktop.core.labels import MonthState
from desktop.database.records import SealedMonth
from desktop.services.months import parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.notices.results import Posting

C = TypeVar("C", bound=Any)


@dataclass(frozen=True, slots=True)
class Check:
    """A figure of the notice beside the same figure of the books."""

    label: str
    on_notice: str
    in_books: str

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.on_notice == self.in_books


@dataclass(frozen=True, slots=True)
class Remark:
    """What stands in the way, or should be looked at first; `rule` tells where to settle it."""

    rule: str
    sentence: str
    blocking: bool


@dataclass(frozen=True, slots=True)
class Maker(Generic[C]):
    """A kind of notice. All that is read is read in the one transaction that is handed over."""

    content: type[C]
    """What it says; `posting` is one of its fields."""
    draw: Callable[[Connection, UUID, Month, Posting], C]
    """What it would say now; refuses where there is nothing to say."""
    recorded: Callable[[Connection, UUID, Month], bool]
    """Whether anything is in the books for it."""
    checks: Callable[[Connection, UUID, C], tuple[Check, ...]]
    remarks: Callable[[C], tuple[Remark, ...]]
    settled: Callable[[C, C], C] = lambda standing, _fresh: standing
    """A standing notice with what may differ without a correction taken from a fresh one."""
    used_by: Callable[[Connection, UUID], bool] = lambda _connection, _unit_id: True
    """Whether a unit posts such notices at all."""


def same(maker: Maker[C], standing: C, fresh: C) -> bool:
    """Whether two notices say the same under the same seal; number and days do not count."""
    standing = maker.settled(standing, fresh)
    posting = replace(fresh.posting, seal_code=standing.posting.seal_code)
    return bool(replace(standing, posting=posting) == fresh)


def seal_code(connection: Connection, unit_id: UUID, month: Month) -> str | None:
    """The code of a month's seal; None while it is open."""
    query = select(SealedMonth.code).where(
        SealedMonth.unit_id == unit_id,
        SealedMonth.month == month,
        SealedMonth.state != MonthState.OPEN,
    )
    return connection.execute(query).scalar()


def seal_check(
    connection: Connection, unit_id: UUID, month: Month, parts: Collection[str]
) -> tuple[Check, ...]:
    """Whether the parts of a month that a notice is drawn from are as they were sealed."""
    sealed = connection.execute(
        select(SealedMonth.code, SealedMonth.parts).where(
            SealedMonth.unit_id == unit_id,
            SealedMonth.month == month,
            SealedMonth.state != MonthState.OPEN,
        )
    ).first()
    if sealed is None:
        return ()
    was, now = load(sealed.parts), parts_of(connection, unit_id, month)
    holds = all(was.get(part) == now.get(part) for part in parts)
    return (Check("封存码", sealed.code, sealed.code if holds else "账目与封存时不一致"),)


def open_month(posting: Posting, month: Month) -> tuple[Remark, ...]:
    """That a month must be closed first."""
    if posting.seal_code is not None:
        return ()
    sentence = f"{month.label}还没有结账，现在只能打印试印稿。结账后才能发布。"
    return (Remark("open", sentence, blocking=True),)
