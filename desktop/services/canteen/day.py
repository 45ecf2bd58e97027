"""今日: everything of a canteen and a day, read at once; however long the day, as many readings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from desktop.core.canteen import DocumentState, Sitting
from desktop.core.labels import MonthState
from desktop.core.meals import Diner, LogDue, LogKind
from desktop.core.money import Money, Quantity
from desktop.core.terms import Month
from desktop.database import seals
from desktop.models import Article, CompanionMeal, StaffMeal, StockDocument, StockLot, Supplier
from desktop.services.canteen.cash import cash_on
from desktop.services.canteen.day_parts import (
    CanteenDay,
    Companion,
    DraftLeft,
    Eaters,
    Expiring,
    Issued,
    SittingDay,
    Unserved,
    Waiting,
)
from desktop.services.canteen.diners import Diners
from desktop.services.canteen.log_due import due_of, kept_in
from desktop.services.canteen.menus import IN_ORDER
from desktop.services.canteen.order_lists import orders_for
from desktop.services.canteen.planning import Outlook
from desktop.services.canteen.samples import samples_on, to_dispose_of
from desktop.services.canteen.sittings import standing
from desktop.services.canteen_limits import CASH_KEPT
from desktop.services.parameters import value_on

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.log_due import DueLine, Kept
    from desktop.services.canteen.sittings import Standing
    from desktop.services.session import Session

_SOON: Final = timedelta(days=1)


def canteen_day(session: Session, canteen_id: UUID, day: date) -> CanteenDay:
    """All of a canteen's day.

    Raises:
        NotFoundError: the unit has no such canteen.
    """
    with session.store.read() as connection:
        today = session.store.clock.today()
        kept = kept_in(connection, session.unit_id, canteen_id, (day, day))
        reading = _Reading(connection, session.unit_id, kept.canteen, day, today)
        state = seals.state_on(connection, session.unit_id, Month.of(day), today)
        sittings, unserved = reading.sittings(kept)
        return CanteenDay(
            kept.canteen,
            day,
            today,
            kept.calendar.state(day),
            state is MonthState.OPEN and _booked_on(kept.canteen, day),
            sittings,
            unserved,
            reading.waiting(kept, session),
        )


def _booked_on(canteen: CanteenLine, day: date) -> bool:
    return canteen.opened_on <= day and (canteen.closed_on is None or day <= canteen.closed_on)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One canteen on one day, within one transaction."""

    connection: Connection
    unit_id: UUID
    canteen: CanteenLine
    day: date
    today: date

    def sittings(self, kept: Kept) -> tuple[tuple[SittingDay, ...], tuple[Unserved, ...]]:
        """Those that are served or planned, and those that were not served."""
        if not _booked_on(self.canteen, self.day):
            return (), ()
        recorded = self._recorded()
        staff, companions = self._staff(), self._companions()
        outlook = Outlook(self.connection, self.unit_id, self.canteen.canteen_id)
        issued = self._issued(outlook)
        unserved = tuple(
            Unserved(s, one.row.reason) for s, one in recorded.items() if one.row.reason
        )
        known = {s for s, one in recorded.items() if not one.row.reason}
        known |= kept.planned.get(self.day, frozenset()) - {one.sitting for one in unserved}
        known |= {*kept.sittings(self.day), *staff, *companions, *issued}
        known |= {sitting for _, sitting in kept.samples}
        eaters = self._eaters(known, recorded, staff)
        plans = {plan.sitting: plan for plan in outlook.plans(self.day, self.day, None)}
        kept_by = samples_on(self.connection, self.unit_id, self.canteen.canteen_id, self.day)
        found = tuple(
            SittingDay(
                sitting,
                self.day > self.today,
                plans.get(sitting),
                eaters[sitting],
                issued.get(sitting, ()),
                tuple(line for line in kept_by if line.sitting is sitting),
                companions.get(sitting, ()),
            )
            for sitting in IN_ORDER
            if sitting in known
        )
        return found, tuple(one for one in unserved if one.sitting not in known)

    def waiting(self, kept: Kept, session: Session) -> Waiting:
        """What else is to be seen to; what lies there now is told today only."""
        canteen_id, unit_id = self.canteen.canteen_id, self.unit_id
        orders = orders_for(
            self.connection, unit_id, canteen_id, self.day, late=self.day == self.today
        )
        if self.day != self.today:
            return Waiting(self._logs(kept), orders)
        now = session.store.clock.now()
        return Waiting(
            self._logs(kept),
            orders,
            self._expiring(),
            self._drafts(),
            to_dispose_of(self.connection, unit_id, canteen_id, now),
            self._cash(),
        )

    def _recorded(self) -> Mapping[Sitting, Standing]:
        found = standing(self.connection, self.unit_id, [self.day])
        return {
            sitting: one
            for (canteen_id, _, sitting), one in found.items()
            if canteen_id == self.canteen.canteen_id
        }

    def _eaters(
        self,
        known: Collection[Sitting],
        recorded: Mapping[Sitting, Standing],
        staff: Mapping[Sitting, int],
    ) -> dict[Sitting, Eaters]:
        if not known:
            return {}
        diners = Diners(self.connection, self.unit_id, self.day, self.day)
        lessons, classes = diners.state(self.day).has_lessons, diners.on(self.day).values()
        found = {}
        for sitting in known:
            one = recorded.get(sitting)
            asked = [line.proposed(sitting, lessons=lessons) for line in classes]
            if one is None or one.row.reason:
                plan, paying = sum(p for p, _ in asked), sum(p for _, p in asked)
                found[sitting] = Eaters(
                    counted=False, plan=plan, paying=paying, guests=0, staff=staff.get(sitting, 0)
                )
                continue
            sums: dict[Diner, int] = defaultdict(int)
            for row in one.counts:
                sums[row.diner] += row.heads
            counted = {row.class_id for row in one.counts}
            found[sitting] = Eaters(
                counted=True,
                plan=sums[Diner.PLAN_PUPIL],
                paying=sums[Diner.PAYING_PUPIL],
                guests=sums[Diner.GUEST],
                staff=staff.get(sitting, 0),
                uncounted=tuple(
                    line.label
                    for line, heads in zip(classes, asked, strict=True)
                    if any(heads) and line.class_id not in counted
                ),
            )
        return found

    def _staff(self) -> dict[Sitting, int]:
        query = (
            select(StaffMeal.sitting, func.count())
            .where(
                StaffMeal.unit_id == self.unit_id,
                StaffMeal.canteen_id == self.canteen.canteen_id,
                StaffMeal.month == Month.of(self.day),
                StaffMeal.day == self.day,
            )
            .group_by(StaffMeal.sitting)
        )
        return {row[0]: row[1] for row in self.connection.execute(query)}

    def _companions(self) -> dict[Sitting, tuple[Companion, ...]]:
        query = (
            select(CompanionMeal.__table__)
            .where(
                CompanionMeal.unit_id == self.unit_id,
                CompanionMeal.canteen_id == self.canteen.canteen_id,
                CompanionMeal.month == Month.of(self.day),
                CompanionMeal.day == self.day,
            )
            .order_by(CompanionMeal.id)
        )
        found: dict[Sitting, list[Companion]] = defaultdict(list)
        for row in self.connection.execute(query):
            problem = "" if row.handling else row.problem
            found[row.sitting].append(Companion(row.name, not row.paid, problem))
        return {sitting: tuple(some) for sitting, some in found.items()}

    def _issued(self, outlook: Outlook) -> dict[Sitting, tuple[Issued, ...]]:
        taken = outlook.issued(self.day, self.day)
        goods = outlook.goods({key for some in taken.values() for key in some})
        return {
            sitting: tuple(Issued(what, some[key]) for key, what in goods.items() if some.get(key))
            for (_, sitting), some in taken.items()
            if sitting is not None
        }

    def _logs(self, kept: Kept) -> tuple[DueLine, ...]:
        return tuple(
            line
            for line in due_of(kept, self.day)
            if isinstance(line.what, LogKind) and line.due is not LogDue.TERM
        )

    def _expiring(self) -> tuple[Expiring, ...]:
        query = (
            select(Article.name, Article.measure, StockLot.left, StockLot.expires_on)
            .join(
                Article, (Article.unit_id == StockLot.unit_id) & (Article.id == StockLot.article_id)
            )
            .where(
                StockLot.unit_id == self.unit_id,
                StockLot.canteen_id == self.canteen.canteen_id,
                StockLot.left > Quantity(0),
                StockLot.expires_on <= self.day + _SOON,
            )
            .order_by(StockLot.expires_on, Article.pinyin, StockLot.id)
        )
        return tuple(
            Expiring(name, measure, left, until)
            for name, measure, left, until in self.connection.execute(query)
            if until is not None
        )

    def _drafts(self) -> tuple[DraftLeft, ...]:
        query = (
            select(StockDocument.id, StockDocument.kind, StockDocument.day, Supplier.name)
            .outerjoin(
                Supplier,
                (Supplier.unit_id == StockDocument.unit_id)
                & (Supplier.id == StockDocument.supplier_id),
            )
            .where(
                StockDocument.unit_id == self.unit_id,
                StockDocument.canteen_id == self.canteen.canteen_id,
                StockDocument.state == DocumentState.DRAFT,
            )
            .order_by(StockDocument.day, StockDocument.id)
        )
        return tuple(
            DraftLeft(key, kind, day, supplier or "")
            for key, kind, day, supplier in self.connection.execute(query)
        )

    def _cash(self) -> Money | None:
        """The cash, where it is more than may be kept."""
        cash = cash_on(self.connection, self.unit_id, self.canteen.book_id, self.day)
        most = value_on(self.connection, self.unit_id, CASH_KEPT, self.day)
        return cash if cash > Money.of(most) else None
