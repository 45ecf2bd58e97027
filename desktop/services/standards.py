"""Which standard held on a day: dated amounts with document numbers, shipped or a county's own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import or_, select, union

from desktop.core.changes import Book, Changes
from desktop.core.errors import ClosedMonthError, NotFoundError, SchoolError
from desktop.core.labels import Labelled, MonthState, Role, Stage
from desktop.core.money import Money
from desktop.core.resources import STANDARDS
from desktop.core.terms import Month
from desktop.database.records import Reopening, SealedMonth
from desktop.models import Standard

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.session import Session

MEALS: Final = "meals.subsidy"


@dataclass(frozen=True, slots=True)
class StandardOnDay:
    """An amount as it held on a day, and the document that says so."""

    key: str
    item: str
    amount: Money
    unit: str
    since: date
    document: str
    verified: bool
    local: bool


class StandardState(Labelled):
    """How a standard stands on a day."""

    COUNTS = "counts", "现行"
    LATER = "later", "还没有开始"
    ENDED = "ended", "已停用"
    REPLACED = "replaced", "用本地的"


@dataclass(frozen=True, slots=True)
class StandardLine:
    """A standard in the list, and how it stands today."""

    key: str
    item: str
    stage: Stage | None
    boarding: bool | None
    amount: Money
    unit: str
    since: date
    until: date | None
    document: str
    verified: bool
    local: bool
    note: str | None
    state: StandardState

    @property
    def counts(self) -> bool:
        """Whether it is the one that counts today."""
        return self.state is StandardState.COUNTS


@dataclass(frozen=True, slots=True)
class NewStandard:
    """A county's own amount, to hold from a day."""

    key: str
    item: str
    amount: Money
    unit: str
    since: date
    document: str
    stage: Stage | None = None
    boarding: bool | None = None


def shipped() -> list[dict[str, Any]]:
    """The standards that the program brings along, as rows without ids."""
    rows = []
    for path in sorted(STANDARDS.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["standard"]:
            stage = entry.get("stage")
            rows.append(
                {
                    "key": entry["key"],
                    "item": entry["item"],
                    "stage": Stage(stage) if stage else None,
                    "boarding": entry.get("boarding"),
                    "amount": Money.of(entry["amount"]),
                    "unit": entry["unit"],
                    "since": entry["since"],
                    "until": entry.get("until"),
                    "document": entry["document"],
                    "verified": entry["verified"],
                    "local": False,
                    "note": entry.get("note"),
                }
            )
    return rows


def load_shipped(work: Work) -> int:
    """Put shipped standards that the database does not know yet into it; returns how many."""
    fresh = _unknown(work.connection)
    ids = work.new_ids(len(fresh))
    work.insert(Standard, [{"id": i, **row} for i, row in zip(ids, fresh, strict=True)])
    return len(fresh)


def learn_shipped(session: Session) -> int:
    """Let data made by an older program know the standards that this one brings along.

    An auditor writes nothing; what an older standard was is never changed.
    """
    if session.role is Role.AUDITOR:
        return 0
    with session.store.read() as connection:
        if not _unknown(connection):
            return 0

    def body(work: Work) -> int:
        added = load_shipped(work)
        work.summary = {"added": added}
        return added

    return session.write("standard.shipped", body)


def _unknown(connection: Connection) -> list[dict[str, Any]]:
    known = {
        tuple(row)
        for row in connection.execute(
            select(Standard.key, Standard.stage, Standard.boarding, Standard.since).where(
                Standard.local.is_(False)
            )
        )
    }
    return [
        row
        for row in shipped()
        if (row["key"], row["stage"], row["boarding"], row["since"]) not in known
    ]


def standards(session: Session) -> tuple[StandardLine, ...]:
    """All standards that the data knows: by item, the county's own first, then the newest."""
    today = session.store.clock.today()
    with session.store.read() as connection:
        rows = connection.execute(select(Standard).order_by(Standard.since.desc())).all()
    lines, counted = [], set()
    for row in sorted(rows, key=_place):
        subject = row.key, row.stage, row.boarding
        state = _state(row, today)
        if state is StandardState.COUNTS and subject in counted:
            state = StandardState.REPLACED
        values = {name: getattr(row, name) for name in StandardLine.__slots__ if name != "state"}
        lines.append(StandardLine(**values, state=state))
        if state is StandardState.COUNTS:
            counted.add(subject)
    return tuple(lines)


def _state(row: Any, today: date) -> StandardState:  # noqa: ANN401 - a row
    if row.since > today:
        return StandardState.LATER
    if row.until is not None and row.until < today:
        return StandardState.ENDED
    return StandardState.COUNTS


def _place(row: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a row
    """Where a standard stands in the list."""
    stages = list(Stage)
    stage = stages.index(row.stage) if row.stage else -1
    return row.key, stage, row.boarding is not None, row.boarding is True, not row.local


def standard_on(
    connection: Connection,
    key: str,
    day: date,
    stage: Stage | None = None,
    *,
    boarding: bool | None = None,
) -> StandardOnDay:
    """The standard of `key` that held on `day`: the county's own first, then the more special one.

    Raises:
        NotFoundError: none is known for that day.
    """
    row = connection.execute(
        select(Standard)
        .where(
            Standard.key == key,
            Standard.since <= day,
            or_(Standard.until.is_(None), Standard.until >= day),
            or_(Standard.stage.is_(None), Standard.stage == stage),
            or_(Standard.boarding.is_(None), Standard.boarding == boarding),
        )
        .order_by(
            Standard.local.desc(),
            Standard.stage.is_(None),
            Standard.boarding.is_(None),
            Standard.since.desc(),
        )
        .limit(1)
    ).first()
    if row is None:
        who = f"（{stage.label}）" if stage else ""
        msg = f"{day:%Y-%m-%d} 没有“{key}”{who}的标准。请在标准表里补上文号和金额。"
        raise NotFoundError(msg)
    return StandardOnDay(
        row.key, row.item, row.amount, row.unit, row.since, row.document, row.verified, row.local
    )


def add_local(session: Session, new: NewStandard) -> Changes:
    """Enter a county's own standard: it goes before the shipped one from its day on.

    Raises:
        SchoolError: the amount is negative, the same standard is there, or a month that is closed
            would have another standard.
    """
    if new.amount.units < 0:
        raise SchoolError("标准的金额不能是负数。")
    if not new.document.strip():
        raise SchoolError("请写明标准依据的文件和文号。")

    def body(work: Work) -> Changes:
        _refuse_twice(work.connection, new)
        _refuse_closed_months(work.connection, new, work.today)
        row = {
            "id": work.new_ids(1)[0],
            "key": new.key,
            "item": new.item,
            "stage": new.stage,
            "boarding": new.boarding,
            "amount": new.amount,
            "unit": new.unit,
            "since": new.since,
            "until": None,
            "document": new.document,
            "verified": False,
            "local": True,
            "note": None,
        }
        work.summary = {"key": new.key, "since": new.since}
        work.insert(Standard, [row])
        return Changes.of(Book.STANDARDS)

    return session.write("standard.add", body, Role.PRINCIPAL, Role.BUREAU)


def _refuse_twice(connection: Connection, new: NewStandard) -> None:
    there = connection.execute(
        select(Standard.item).where(
            Standard.local,
            Standard.key == new.key,
            Standard.stage.is_not_distinct_from(new.stage),
            Standard.boarding.is_not_distinct_from(new.boarding),
            Standard.since == new.since,
        )
    ).scalar()
    if there is not None:
        msg = f"从{new.since:%Y-%m-%d}起已经有“{there}”的本地标准，请改用另一天。"
        raise SchoolError(msg)


def _refuse_closed_months(connection: Connection, new: NewStandard, today: date) -> None:
    """Amounts of closed months stand under their seal; the document beside them must stay true."""
    since = Month.of(new.since)
    sealed = select(SealedMonth.month).where(
        SealedMonth.state != MonthState.OPEN, SealedMonth.month >= since
    )
    over = select(Reopening.month).where(Reopening.until < today, Reopening.month >= since)
    closed = max(connection.execute(union(sealed, over)).scalars(), default=None)
    if closed is not None:
        msg = f"{closed.label}已经结账，新标准不能从{new.since:%Y-%m-%d}起。请从以后的月份起。"
        raise ClosedMonthError(msg)
