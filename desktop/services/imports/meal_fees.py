"""A sheet of pupils' meal fees held against the receipts and refunds of the books."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import Fund, MoneyKind, PayMethod
from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.identity import stored_number
from desktop.core.money import Money
from desktop.models import EnrolmentEvent, MealFee, MoneyDocument, Person, Student
from desktop.services.canteen.canteens import refuse_odd_day
from desktop.services.canteen.fees import FeePart, NewFees, paid_by_pupil, record_lists
from desktop.services.canteen.money import money_left
from desktop.services.canteen.receipts import SEEN
from desktop.services.enrolment import Classes, class_key, present_during
from desktop.services.imports.goods_names import Names, warning
from desktop.services.imports.matching import Pupil, Pupils, Wanted
from desktop.services.imports.plan import Difference, Findings
from desktop.services.roll import CLASS_COLUMNS, roll

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.database.work import Work
    from desktop.rosters.meal_fees import MealFeeRow
    from desktop.rosters.problems import Problem
    from desktop.rosters.results import RosterResult
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.imports.plan import Facing

NOBODY: Final = "名册里没有这名学生，请先导入学生名册，或核对姓名、班级和号码"
REVERSED: Final = "这一笔记过账，后来用红字冲销了；确实要再记的请手工登记"
TOO_MUCH: Final = "这名学生{}的伙食费现有已交{}元，不能退{}元；请核对"
NO_CASH: Final = "现金不够退这一笔；请检查金额，或先登记取现"
SHORT: Final = "导入以后{}账上是{}元，等于用了别的资金；请核对"
_Key = tuple[object, ...]
_List = tuple["UUID", object, "Month", MoneyKind, PayMethod]


@dataclass(frozen=True, slots=True)
class FeesPlan:
    """Fees and refunds that the books lack."""

    lists: tuple[NewFees, ...]
    found: Findings

    def write(self, work: Work) -> Changes:
        """Book them: fees first, so that what is paid back was paid."""
        record_lists(work, self.lists, frozenset({SEEN}))
        return Changes.of(Book.CANTEEN)


def compare_meal_fees(facing: Facing, roster: RosterResult[MealFeeRow]) -> FeesPlan:
    """Hold a sheet of fees against the books.

    A line is in the books already where pupil, month, day, kind, way and amount are the same; two
    such lines of a sheet need two in the books.
    """
    return _Comparison(facing, roster).plan()


@dataclass(frozen=True, slots=True)
class _New:
    """A line that the books lack."""

    row: MealFeeRow
    canteen: CanteenLine
    student_id: UUID

    @property
    def units(self) -> int:
        """What it does to the money, in 分."""
        return self.row.amount.units * (-1 if self.refund else 1)

    @property
    def refund(self) -> bool:
        """Whether money is paid back."""
        return self.row.kind is MoneyKind.PUPIL_REFUND

    @property
    def list_key(self) -> _List:
        """The list that it stands on."""
        row = self.row
        return self.canteen.canteen_id, row.day, row.meals_of, row.kind, row.method


class _Comparison:
    """One sheet held against the books."""

    def __init__(self, facing: Facing, roster: RosterResult[MealFeeRow]) -> None:
        self._facing, self._roster = facing, roster
        self._names = Names(facing)
        self._classes: dict[Month, Classes] = {}
        self._pupils = Pupils(_known(facing, roster.rows))
        self._booked, self._reversed = _booked(facing, roster.rows)
        self._new: list[_New] = []
        self._parked: list[Difference] = []
        self._same = 0

    def plan(self) -> FeesPlan:
        """Go through the lines, then look at what is left to pay back from."""
        for row in self._roster.rows:
            self._park(row, self._take(row))
        problems: list[Problem] = []
        for canteen in self._names.canteens.values():
            problems += self._balance(canteen)
        found = Findings(
            len(self._new),
            self._same,
            (),
            parked=tuple(sorted(self._parked, key=lambda parked: parked.row)),
            problems=tuple(problems),
            fresh=tuple(
                Difference(new.row.row, _who(new.row), reason=_told(new.row)) for new in self._new
            ),
        )
        return FeesPlan(tuple(self._lists()), found)

    def _park(self, row: MealFeeRow, reason: str) -> None:
        if reason:
            self._parked.append(Difference(row.row, _who(row), reason=reason))

    def _take(self, row: MealFeeRow) -> str:
        """Put a line where it belongs; gives why it is in doubt."""
        canteen = self._names.canteen(row.canteen)
        if isinstance(canteen, str):
            return canteen
        match = self._pupils.find(self._wanted(row))
        if match.pupil is None:
            return match.doubt or NOBODY
        new = _New(row, canteen, match.pupil.row.id)
        key = _key(canteen.book_id, new)
        if self._booked[key] > 0:
            self._booked[key] -= 1
            self._same += 1
            return ""
        if self._reversed[key] > 0 and self._facing.decisions.get(row.row) != "new":
            self._reversed[key] -= 1
            return REVERSED
        try:
            refuse_odd_day(canteen, row.day, self._facing.today)
        except SchoolError as error:
            return error.sentence
        reason = self._names.closed(row.day)
        if not reason:
            self._new.append(new)
        return reason

    def _wanted(self, row: MealFeeRow) -> Wanted:
        classes = self._classes.get(row.meals_of)
        if classes is None:
            facing = self._facing
            day = row.meals_of.last
            classes = Classes(facing.connection, facing.unit_id, day)
            self._classes[row.meals_of] = classes
        return Wanted(
            row.name_key,
            None,
            stored_number(row.id_number),
            row.student_number,
            classes.meant(row.school_class) if row.school_class else None,
        )

    def _balance(self, canteen: CanteenLine) -> Iterator[Problem]:
        """Park refunds of what was not paid, or that cash cannot pay; tell of an empty fund."""
        own = [new for new in self._new if new.canteen.canteen_id == canteen.canteen_id]
        refunds = [new for new in own if new.refund]
        if not refunds:
            return
        cash, funds = money_left(self._facing.connection, self._facing.unit_id, canteen.book_id)
        paid = self._paid(canteen, own)
        fees = [new for new in own if not new.refund]
        cash += sum(new.units for new in fees if new.row.method is PayMethod.CASH)
        fund = funds[Fund.PUPIL_FEES] + sum(new.units for new in fees)
        for new in refunds:
            key = new.student_id, new.row.meals_of
            in_cash = new.row.method is PayMethod.CASH
            if paid[key] + new.units < 0:
                month, had = new.row.meals_of.label, Money(paid[key])
                self._drop(new, TOO_MUCH.format(month, had, new.row.amount))
            elif in_cash and cash + new.units < 0:
                self._drop(new, NO_CASH)
            else:
                paid[key] += new.units
                fund += new.units
                cash += new.units if in_cash else 0
        if fund < 0 and any(new in self._new for new in refunds):
            words = SHORT.format(Fund.PUPIL_FEES.label, Money(fund))
            yield warning(self._roster.sheet, refunds[0].row.row, "金额", words)

    def _paid(self, canteen: CanteenLine, own: Sequence[_New]) -> Counter[tuple[UUID, Month]]:
        """What pupils will have paid for the months of a sheet, before anything is paid back."""
        facing, months = self._facing, {new.row.meals_of for new in own}
        held = paid_by_pupil(facing.connection, facing.unit_id, canteen.book_id, months)
        paid = Counter({key: amount.units for key, amount in held.items()})
        for new in own:
            if not new.refund:
                paid[new.student_id, new.row.meals_of] += new.units
        return paid

    def _drop(self, new: _New, reason: str) -> None:
        self._new.remove(new)
        self._park(new.row, reason)

    def _lists(self) -> Iterator[NewFees]:
        """The lists to be written, fees first; a pupil twice on one needs two of them."""
        found: dict[_List, list[dict[UUID, FeePart]]] = defaultdict(list)
        for new in sorted(self._new, key=lambda new: (new.refund, new.row.day)):
            pages = found[new.list_key]
            page = next((page for page in pages if new.student_id not in page), None)
            if page is None:
                page = {}
                pages.append(page)
            page[new.student_id] = FeePart(new.student_id, new.row.amount, new.row.ticket)
        for (canteen_id, day, meals_of, kind, method), pages in found.items():
            for page in pages:
                yield NewFees(
                    canteen_id=canteen_id,
                    day=day,  # type: ignore[arg-type]
                    meals_of=meals_of,
                    parts=tuple(page.values()),
                    kind=kind,
                    method=method,
                )


def _who(row: MealFeeRow) -> str:
    label = row.school_class.label if row.school_class else ""
    return f"{label} {row.name}".strip()


def _told(row: MealFeeRow) -> str:
    return f"{row.day} {row.kind.label} {row.meals_of.label} {row.amount}元"


def _key(book_id: UUID, new: _New) -> _Key:
    row = new.row
    return book_id, new.student_id, row.meals_of, row.day, row.kind, row.method, new.units


def _known(facing: Facing, rows: Sequence[MealFeeRow]) -> list[Pupil]:
    """Whoever was at the school from the first month that is paid to the last day."""
    if not rows:
        return []
    first = min(row.meals_of.first for row in rows)
    last = max(max(row.meals_of.last, row.day) for row in rows)
    query = roll(
        facing.unit_id,
        last,
        *(Student.id, Student.student_number, Person.name_key, Person.birth, Person.id_number),
        *(EnrolmentEvent.class_id, *CLASS_COLUMNS),
    )
    found: Any = facing.connection.execute(
        query.where(present_during(first, last)).order_by(Student.id)
    )
    return [
        Pupil(row.name_key, row.birth, row.id_number, row.student_number, class_key(row), row)
        for row in found
    ]


def _booked(facing: Facing, rows: Sequence[MealFeeRow]) -> tuple[Counter[_Key], Counter[_Key]]:
    """How often the books have each line on the days of a sheet: standing, and reversed."""
    standing: Counter[_Key] = Counter()
    gone: Counter[_Key] = Counter()
    if not rows:
        return standing, gone
    red = aliased(MoneyDocument)
    undone = exists().where(red.unit_id == facing.unit_id, red.reverses_id == MoneyDocument.id)
    days = [row.day for row in rows]
    of_document = (MoneyDocument.unit_id == MealFee.unit_id) & (
        MoneyDocument.id == MealFee.document_id
    )
    query: Any = (
        select(
            *(MoneyDocument.book_id, MealFee.student_id, MealFee.meals_of, MoneyDocument.day),
            *(MoneyDocument.kind, MoneyDocument.method, MealFee.amount, undone.label("undone")),
        )
        .join(MoneyDocument, of_document)
        .where(
            MoneyDocument.unit_id == facing.unit_id,
            MoneyDocument.reverses_id.is_(None),
            MoneyDocument.day.between(min(days), max(days)),
        )
    )
    for row in facing.connection.execute(query):
        *key, amount, reversed_since = row
        line = (*key, amount.units)
        (gone if reversed_since else standing)[line] += 1
    return standing, gone
