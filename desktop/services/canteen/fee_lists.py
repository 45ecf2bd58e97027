"""Pupils' meal fees of a month: who paid, what was eaten, what is to be paid back and by when."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, or_, select

from desktop.core.canteen import MoneyKind, Sitting
from desktop.core.identity import mask
from desktop.core.labels import EnrolmentKind
from desktop.core.meals import Eater
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.school_days import after_working_days
from desktop.models import (
    EnrolmentEvent,
    LedgerEntry,
    MealFee,
    MealMonth,
    MealPrice,
    MoneyDocument,
    Person,
    Student,
)
from desktop.services.canteen.canteens import canteen_lines, canteen_of
from desktop.services.canteen.chart import INCOME, REFUND
from desktop.services.canteen.diners import PLAN_STAGES
from desktop.services.canteen.fee_states import FeesMonth, FeeState, PupilFees, RefundDue
from desktop.services.canteen.fees import classes_of
from desktop.services.enrolment import NO_CLASS, class_labels, last_event, present_during
from desktop.services.meals import MealRates
from desktop.services.parameters import MEAL_REFUND_DAYS, value_on
from desktop.services.presence import Presence
from desktop.services.roll import CLASS_COLUMNS, roll

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.session import Session

_NOTHING: Final = Money(0)
_OF_BOARDERS: Final = (Sitting.BREAKFAST, Sitting.SUPPER)


def fees_month(session: Session, canteen_id: UUID, month: Month) -> FeesMonth:
    """The fees for a month's meals, class by class and pupil by pupil.

    Raises:
        NotFoundError: the unit has no such canteen.
    """
    with session.store.read() as connection:
        return _read(_of(connection, session, canteen_id), month)


def everybodys_fees(session: Session, canteen_id: UUID, month: Month) -> FeesMonth:
    """The same with every pupil of the month, for a list that is to be filled in.

    Raises:
        NotFoundError: the unit has no such canteen.
    """
    with session.store.read() as connection:
        return _read(_of(connection, session, canteen_id), month, everybody=True)


def refunds_due(
    session: Session, canteen_id: UUID, month: Month | None = None
) -> tuple[RefundDue, ...]:
    """To whom fees are to be paid back, the longest overdue first; of all months, or of one.

    Raises:
        NotFoundError: the unit has no such canteen.
    """
    with session.store.read() as connection:
        books = _of(connection, session, canteen_id)
        found = _due(books, [month] if month else _months(books))
    return tuple(sorted(found, key=lambda due: (due.line.due_on, due.month)))


@dataclass(frozen=True, slots=True)
class FeeBooks:
    """Whose fees are looked at, and on which day."""

    connection: Connection
    unit_id: UUID
    canteen_id: UUID
    today: date


def _of(connection: Connection, session: Session, canteen_id: UUID) -> FeeBooks:
    return FeeBooks(connection, session.unit_id, canteen_id, session.store.clock.today())


def refunds_due_of(books: FeeBooks, months: Collection[Month]) -> list[RefundDue]:
    """The same within a transaction, of those months of which fees were paid."""
    return _due(books, [month for month in _months(books) if month in months])


def _due(books: FeeBooks, months: Iterable[Month]) -> list[RefundDue]:
    return [
        RefundDue(month, line)
        for month in months
        for line in _read(books, month).lines
        if line.due and line.state in (FeeState.DUE, FeeState.OVERDUE)
    ]


def _read(books: FeeBooks, month: Month, *, everybody: bool = False) -> FeesMonth:
    """The fees of a month within a transaction."""
    connection, unit_id = books.connection, books.unit_id
    canteen = canteen_of(connection, unit_id, books.canteen_id)
    reading = _Reading(connection, unit_id, books.canteen_id, month, books.today)
    moved = _moved(connection, unit_id, canteen.book_id, month)
    only = len(canteen_lines(connection, unit_id)) == 1
    lines = reading.lines(moved, only=only, everybody=everybody)
    return FeesMonth(
        month,
        canteen.name,
        reading.decided,
        reading.days_to_refund,
        lines,
        _unnamed(connection, unit_id, canteen.book_id, month),
    )


def _months(books: FeeBooks) -> list[Month]:
    """The months of which fees were paid and not all was paid back."""
    book = canteen_of(books.connection, books.unit_id, books.canteen_id).book_id
    query = (
        select(MealFee.meals_of)
        .join(
            MoneyDocument,
            (MoneyDocument.unit_id == MealFee.unit_id) & (MoneyDocument.id == MealFee.document_id),
        )
        .where(MealFee.unit_id == books.unit_id, MoneyDocument.book_id == book)
        .group_by(MealFee.meals_of)
        .having(func.sum(MealFee.amount) > Money(0))
        .order_by(MealFee.meals_of)
    )
    return list(books.connection.execute(query).scalars())


@dataclass(slots=True)
class _Moved:
    """What a pupil paid and was paid back."""

    paid: Money = _NOTHING
    refunded: Money = _NOTHING
    tickets: tuple[str, ...] = ()


def _moved(
    connection: Connection, unit_id: UUID, book_id: UUID, month: Month
) -> dict[UUID, _Moved]:
    query = (
        select(
            *(MealFee.student_id, MealFee.amount, MealFee.ticket),
            *(MoneyDocument.kind, MoneyDocument.reverses_id),
        )
        .join(
            MoneyDocument,
            (MoneyDocument.unit_id == MealFee.unit_id) & (MoneyDocument.id == MealFee.document_id),
        )
        .where(
            MealFee.unit_id == unit_id,
            MealFee.meals_of == month,
            MoneyDocument.book_id == book_id,
        )
        .order_by(MoneyDocument.day, MealFee.id)
    )
    found: dict[UUID, _Moved] = defaultdict(_Moved)
    for row in connection.execute(query):
        one = found[row.student_id]
        if row.kind is MoneyKind.PUPIL_FEE:
            one.paid += row.amount
        else:
            one.refunded -= row.amount
        if row.ticket and row.reverses_id is None and row.ticket not in one.tickets:
            one.tickets = (*one.tickets, row.ticket)
    return found


def _unnamed(connection: Connection, unit_id: UUID, book_id: UUID, month: Month) -> Money:
    """What the accounts of a month took in as fees beyond the lists by name."""
    booked = connection.execute(
        select(func.sum(LedgerEntry.amount)).where(
            LedgerEntry.unit_id == unit_id,
            LedgerEntry.book_id == book_id,
            LedgerEntry.month == month,
            LedgerEntry.account.in_((INCOME[MoneyKind.PUPIL_FEE], REFUND[MoneyKind.PUPIL_REFUND])),
        )
    ).scalar_one()
    named = connection.execute(
        select(func.sum(MealFee.amount))
        .join(
            MoneyDocument,
            (MoneyDocument.unit_id == MealFee.unit_id) & (MoneyDocument.id == MealFee.document_id),
        )
        .where(MealFee.unit_id == unit_id, MealFee.month == month, MoneyDocument.book_id == book_id)
    ).scalar_one()
    return -(booked or Money(0)) - (named or Money(0))


class _Reading:
    """What decides how the pupils of a month stand; a few readings for all of them."""

    def __init__(
        self, connection: Connection, unit_id: UUID, canteen_id: UUID, month: Month, today: date
    ) -> None:
        self._connection, self._unit_id = connection, unit_id
        self._month, self._today = month, today
        self._prices = _prices(connection, unit_id, canteen_id, month)
        self._rates = MealRates(connection, month)
        self.days_to_refund = value_on(connection, unit_id, MEAL_REFUND_DAYS, month.last)
        self._due_on = after_working_days(month.last, self.days_to_refund)

    @property
    def decided(self) -> bool:
        """Whether the price of a lunch is decided."""
        return Sitting.LUNCH in self._prices

    def lines(
        self, moved: Mapping[UUID, _Moved], *, only: bool, everybody: bool
    ) -> tuple[PupilFees, ...]:
        """The pupils who were at the school in the month or paid for it, class by class."""
        rows = self._pupils(moved)
        classes = self._classes(rows)
        labels = class_labels(self._connection, self._unit_id, self._month.last)
        presence = Presence(self._connection, self._unit_id, self._month, [r.id for r in rows])
        payers = {classes[key] for key, one in moved.items() if one.paid and key in classes}
        names = Counter((classes[row.id], row.name_key) for row in rows)
        found = [
            self._line(row, classes[row.id], labels, presence, moved.get(row.id, _Moved()))
            for row in rows
            if everybody
            or row.id in moved
            or (classes[row.id] in payers and not self._free(row))
            or (only and self._pays(row))
        ]
        order = {key: at for at, key in enumerate(labels)}
        found.sort(key=lambda line: order.get(line.class_id, len(order)))  # type: ignore[arg-type]
        numbers = {row.id: (row.student_number, row.name_key) for row in rows}
        return tuple(_told(line, numbers[line.student_id], names) for line in found)

    def _pupils(self, moved: Collection[UUID]) -> Sequence[Any]:
        query = roll(
            self._unit_id,
            self._month.last,
            *(Student.id, Student.student_number, Student.meal_plan, Student.boarding),
            *(Person.name, Person.name_key, EnrolmentEvent.class_id, *CLASS_COLUMNS),
            MealMonth.days,
            later_too=True,
        ).outerjoin(
            MealMonth,
            (MealMonth.unit_id == Student.unit_id)
            & (MealMonth.student_id == Student.id)
            & (MealMonth.month == self._month),
        )
        there = present_during(self._month.first, self._month.last)
        paid = select(MealFee.student_id).where(
            MealFee.unit_id == self._unit_id, MealFee.meals_of == self._month
        )
        wanted = or_(there, Student.id.in_(paid)) if moved else there
        order = (Person.pinyin, Person.name_key, Student.id)
        rows = self._connection.execute(query.where(wanted).order_by(*order)).all()
        self._left = self._leavers()
        return rows

    def _classes(self, rows: Sequence[Any]) -> dict[UUID, UUID | None]:
        """The class of each in the month; of those who have left it the one before."""
        gone = [row.id for row in rows if row.class_id is None]
        last = classes_of(self._connection, self._unit_id, gone, self._today) if gone else {}
        return {row.id: row.class_id or last.get(row.id) for row in rows}

    def _leavers(self) -> dict[UUID, tuple[date, EnrolmentKind]]:
        """Who is not at the school any more, since when."""
        away = [kind for kind in EnrolmentKind if not kind.present]
        query = (
            select(Student.id, EnrolmentEvent.day, EnrolmentEvent.kind)
            .join(EnrolmentEvent, last_event(self._today))
            .where(Student.unit_id == self._unit_id, EnrolmentEvent.kind.in_(away))
        )
        return {key: (day, kind) for key, day, kind in self._connection.execute(query)}

    def _pays(self, row: Any) -> bool:  # noqa: ANN401 - a row of the roll
        own = self._own_price(row)
        return own is not None and own.units > 0

    def _free(self, row: Any) -> bool:  # noqa: ANN401 - same
        """Whether the plan pays all that the pupil eats: nobody waits for money then."""
        own = self._own_price(row)
        return own is not None and not own

    def _own_price(self, row: Any) -> Money | None:  # noqa: ANN401 - same
        """What a day's meals cost a pupil as decided, less what the plan pays; None: undecided."""
        lunch = self._prices.get(Sitting.LUNCH)
        if lunch is None:
            return None
        stage = row.stage
        told = row.meal_plan
        if (stage in PLAN_STAGES) if told is None else told:
            lunch = max(lunch - self._rates.of(stage), Money(0))
        beside = _OF_BOARDERS if row.boarding else ()
        others = (*beside, Sitting.SNACK)
        return lunch + Money.sum(self._prices.get(sitting, Money(0)) for sitting in others)

    def _line(
        self,
        row: Any,  # noqa: ANN401 - same
        class_id: UUID | None,
        labels: Mapping[UUID, str],
        presence: Presence,
        moved: _Moved,
    ) -> PupilFees:
        open_days = len(presence.open.days)
        left = self._left.get(row.id)
        gone = left is not None and not presence.enrolled(row.id)
        eaten = 0 if row.days is None and gone else row.days
        price = self._price(row, moved.paid, open_days)
        used = None if eaten is None or price is None else price * Quantity.of(eaten)
        due_on = min(left[0], self._due_on) if left else self._due_on
        line = PupilFees(
            row.id,
            row.name,
            f"{left[0]:%Y-%m-%d}{left[1].label}" if left else "",
            class_id,
            labels.get(class_id, NO_CLASS) if class_id else NO_CLASS,
            moved.paid,
            moved.refunded,
            "、".join(moved.tickets),
            open_days,
            eaten,
            price,
            used,
            due_on,
            FeeState.SETTLED,
        )
        return _with_state(line, self._today)

    def _price(self, row: Any, paid: Money, open_days: int) -> UnitPrice | None:  # noqa: ANN401 - same
        """A day as decided, or else what was paid spread over the school days of the month."""
        own = self._own_price(row)
        if own is not None:
            return UnitPrice.of(own.decimal)
        return UnitPrice.between(paid, Quantity.of(open_days)) if paid and open_days else None


def _with_state(line: PupilFees, today: date) -> PupilFees:
    state = FeeState.SETTLED
    if not line.paid:
        state = FeeState.UNPAID
    elif line.left is None:
        state = FeeState.OPEN
    elif line.due:
        state = FeeState.OVERDUE if line.due_on < today else FeeState.DUE
    elif line.left.units < 0:
        state = FeeState.SHORT
    return replace(line, state=state)


def _told(
    line: PupilFees,
    known: tuple[str | None, str],
    names: Mapping[tuple[UUID | None, str], int],
) -> PupilFees:
    """A line that says which of several of a name it is."""
    number, name_key = known
    if names[line.class_id, name_key] < 2:  # noqa: PLR2004 - two of a name
        return line
    words = f"同名，学籍号 {mask(number)}" if number else "同名，没有学籍号"
    return replace(line, note="；".join(part for part in (line.note, words) if part))


def _prices(
    connection: Connection, unit_id: UUID, canteen_id: UUID, month: Month
) -> dict[Sitting, Money]:
    """What a pupil's meals cost in a month as decided, by sitting."""
    query = (
        select(MealPrice.sitting, MealPrice.price)
        .where(
            MealPrice.unit_id == unit_id,
            MealPrice.canteen_id == canteen_id,
            MealPrice.eater == Eater.PUPIL,
            MealPrice.since <= month.last,
        )
        .order_by(MealPrice.since)
    )
    return {row.sitting: row.price for row in connection.execute(query)}
