"""Prices of meals: what a meal costs from a day on, who decided it, and the price on a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import Sitting
from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.meals import PUPILS, Diner, Eater
from desktop.models import MealCount, MealPrice, StaffMeal
from desktop.services.canteen.canteens import canteen_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.core.money import Money
    from desktop.database.work import Work
    from desktop.services.session import Session

LONGEST_DECISION: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrice:
    """A price that was decided."""

    canteen_id: UUID
    eater: Eater
    sitting: Sitting
    since: date
    price: Money
    decision: str
    """The meeting or document that decided it."""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A price in a list."""

    price_id: UUID
    eater: Eater
    sitting: Sitting
    since: date
    until: date | None
    """The last day, where another price follows."""
    price: Money
    decision: str
    used: bool
    """Whether a meal was recorded while it held."""

    def holds(self, day: date) -> bool:
        """Whether it is the price of a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class PricesSaved:
    """Prices that were written or taken away."""

    price_ids: tuple[UUID, ...]
    changes: Changes


class PriceList:
    """The prices of those who eat alike, to be asked for a day."""

    def __init__(self, lines: tuple[PriceLine, ...]) -> None:
        self._lines: dict[Sitting, list[PriceLine]] = defaultdict(list)
        for line in lines:
            self._lines[line.sitting].append(line)

    def on(self, sitting: Sitting, day: date) -> Money | None:
        """The price of a sitting on a day; None where none was decided."""
        return next((line.price for line in self._lines[sitting] if line.holds(day)), None)

    def sittings(self, first: date, last: date) -> tuple[Sitting, ...]:
        """The sittings that have a price on a day of a span."""
        return tuple(
            sitting
            for sitting in Sitting
            if any(
                line.since <= last and (line.until is None or first <= line.until)
                for line in self._lines[sitting]
            )
        )


def prices(session: Session, canteen_id: UUID) -> tuple[PriceLine, ...]:
    """All prices of a canteen: by who eats, by sitting, the newest first."""
    with session.store.read() as connection:
        return price_lines(connection, session.unit_id, canteen_id)


def price_list(connection: Connection, unit_id: UUID, canteen_id: UUID, eater: Eater) -> PriceList:
    """The prices of a kind of those who eat."""
    lines = price_lines(connection, unit_id, canteen_id, MealPrice.eater == eater)
    return PriceList(lines)


def add_price(session: Session, new: NewPrice) -> PricesSaved:
    """Write down a price that holds from a day on.

    Raises:
        SchoolError: no decision is named, a price below zero, there is one from that day already,
            or meals were recorded from that day on at the price before it.
    """
    decision = new.decision.strip()
    if not decision:
        raise SchoolError("伙食价格要写明由哪次会议或哪份文件决定。")
    if len(decision) > LONGEST_DECISION:
        msg = f"决定最多{LONGEST_DECISION}个字。"
        raise SchoolError(msg)
    if new.price.units < 0:
        raise SchoolError("价格不能小于零。")

    def body(work: Work) -> PricesSaved:
        _refuse_odd(work, new)
        key = work.new_ids(1)[0]
        row = {
            "id": key,
            "canteen_id": new.canteen_id,
            "eater": new.eater,
            "sitting": new.sitting,
            "since": new.since,
            "price": new.price,
            "decision": decision,
        }
        work.insert(MealPrice, [row])
        work.summary = {
            "eater": new.eater.value,
            "sitting": new.sitting.value,
            "since": new.since.isoformat(),
            "price": str(new.price),
        }
        return PricesSaved((key,), Changes.of(Book.CANTEEN))

    return session.write("canteen.price", body)


def withdraw_price(session: Session, price_id: UUID) -> PricesSaved:
    """Take a price away that no meal was recorded at.

    Raises:
        NotFoundError: there is no such price.
        SchoolError: meals were recorded while it held.
    """

    def body(work: Work) -> PricesSaved:
        found = price_lines(work.connection, work.unit_id, None, MealPrice.id == price_id)
        if not found:
            raise NotFoundError("没有这个价格。")
        (line,) = found
        if line.used:
            msg = (
                f"{line.eater.label}{line.sitting.label}{line.price}元的价格已经有就餐记录，"
                "不能撤销。价格变了，请从变动的那天起另加一个价格。"
            )
            raise SchoolError(msg)
        work.delete(MealPrice, [price_id])
        work.summary = {"eater": line.eater.value, "sitting": line.sitting.value}
        return PricesSaved((price_id,), Changes.of(Book.CANTEEN))

    return session.write("canteen.price.withdraw", body)


def _refuse_odd(work: Work, new: NewPrice) -> None:
    canteen = canteen_of(work.connection, work.unit_id, new.canteen_id)
    if new.since < canteen.opened_on:
        msg = f"{canteen.name}的账从{canteen.opened_on}开始，价格不能早于这一天。"
        raise SchoolError(msg)
    same = (MealPrice.eater == new.eater) & (MealPrice.sitting == new.sitting)
    known = price_lines(work.connection, work.unit_id, new.canteen_id, same)
    if any(line.since == new.since for line in known):
        msg = f"{new.eater.label}{new.sitting.label}从{new.since}起已经有价格。请先撤销它。"
        raise SchoolError(msg)
    before = next((line for line in known if line.holds(new.since)), None)
    if before is None:
        return
    eaten = _eaten(new.eater, new.canteen_id, new.sitting, work.unit_id) & (
        _day_of(new.eater) >= new.since
    )
    if before.until is not None:
        eaten &= _day_of(new.eater) <= before.until
    last = work.connection.execute(select(func.max(_day_of(new.eater))).where(eaten)).scalar()
    if last is not None:
        msg = (
            f"到{last}已经按{before.price}元登记了{new.eater.label}{new.sitting.label}，"
            f"新价格最早从{last + timedelta(days=1)}起。"
        )
        raise SchoolError(msg)


def _day_of(eater: Eater) -> Any:  # noqa: ANN401 - a column
    return StaffMeal.day if eater is Eater.STAFF else MealCount.day


def _eaten(eater: Eater, canteen_id: Any, sitting: Any, unit_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 - keys or columns
    """Whether a row is a meal of a kind of those who eat."""
    model: Any = StaffMeal if eater is Eater.STAFF else MealCount
    conditions = [
        model.unit_id == unit_id,
        model.canteen_id == canteen_id,
        model.sitting == sitting,
    ]
    if eater is not Eater.STAFF:
        diners = (Diner.GUEST,) if eater is Eater.GUEST else PUPILS
        conditions += [MealCount.diner.in_(diners), MealCount.heads > 0]
    return and_(*conditions)


def price_lines(
    connection: Connection,
    unit_id: UUID,
    canteen_id: UUID | None,
    wanted: ColumnElement[bool] | None = None,
) -> tuple[PriceLine, ...]:
    """The prices of a canteen, or of all, that are wanted; each with its last day."""
    follows = _follows()
    query = select(
        MealPrice.id,
        MealPrice.eater,
        MealPrice.sitting,
        MealPrice.since,
        follows.label("follows"),
        MealPrice.price,
        MealPrice.decision,
        _used(follows).label("used"),
    ).where(MealPrice.unit_id == unit_id)
    if canteen_id is not None:
        query = query.where(MealPrice.canteen_id == canteen_id)
    if wanted is not None:
        query = query.where(wanted)
    found = [_line(row) for row in connection.execute(query)]
    eaters, sittings = list(Eater), list(Sitting)
    found.sort(
        key=lambda line: (
            eaters.index(line.eater),
            sittings.index(line.sitting),
            -line.since.toordinal(),
        )
    )
    return tuple(found)


def _follows() -> Any:  # noqa: ANN401 - a subquery
    """The day from which another price of the same meal holds; NULL where none follows."""
    later = aliased(MealPrice)
    return (
        select(func.min(later.since))
        .where(
            later.unit_id == MealPrice.unit_id,
            later.canteen_id == MealPrice.canteen_id,
            later.eater == MealPrice.eater,
            later.sitting == MealPrice.sitting,
            later.since > MealPrice.since,
        )
        .correlate(MealPrice)
        .scalar_subquery()
    )


def _used(follows: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a subquery
    """Whether a meal was recorded while the price held."""
    return or_(
        *(
            (MealPrice.eater == eater)
            & exists().where(
                _eaten(eater, MealPrice.canteen_id, MealPrice.sitting, MealPrice.unit_id),
                _day_of(eater) >= MealPrice.since,
                or_(follows.is_(None), _day_of(eater) < follows),
            )
            for eater in Eater
        )
    )


def _line(row: Any) -> PriceLine:  # noqa: ANN401 - a row
    return PriceLine(
        row.id,
        row.eater,
        row.sitting,
        row.since,
        row.follows - timedelta(days=1) if row.follows else None,
        row.price,
        row.decision,
        bool(row.used),
    )
