"""What the invented county is made of: units, people and dated facts, all frozen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from desktop.core.grades import ClassName, Grade
from desktop.core.labels import EnrolmentKind, Stage

if TYPE_CHECKING:
    from datetime import date

    from desktop.core.labels import HouseholdCategory, IdKind, Role, Sex, UnitKind
    from desktop.core.money import Money
    from desktop.core.terms import Month, SchoolYear

_FIRST_GRADE: Final = {Stage.PRESCHOOL: 1, Stage.PRIMARY: 1, Stage.JUNIOR: 7}


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone that a notice shows: for whom, and the number."""

    label: str
    number: str


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A bureau, township or school of the county."""

    code: str
    name: str
    short: str
    kind: UnitKind
    parent: str | None
    address: str
    phones: tuple[Phone, ...]


@dataclass(frozen=True, slots=True)
class ClassRoom:
    """A class that goes up a grade each September: who entered when, and its number.

    `number` None is the only class of its grade, called by the grade alone (a teaching point).
    """

    unit: str
    stage: Stage
    entered: int
    number: int | None

    def name(self, year: SchoolYear) -> ClassName:
        """What the class is called in a school year."""
        grade = _FIRST_GRADE[self.stage] + year.start - self.entered
        return ClassName(Grade(self.stage, grade), self.number)

    def label(self, year: SchoolYear) -> str:
        """The class as it is stored and printed: 三年级2班."""
        return self.name(year).label


@dataclass(frozen=True, slots=True)
class Guardian:
    """Whoever answers for a child."""

    name: str
    relation: str
    phone: str
    id_number: str


@dataclass(frozen=True, slots=True)
class Family:
    """A household: what its children share."""

    key: int
    surname: str
    ethnicity: str
    village: str
    address: str
    guardians: tuple[Guardian, ...]
    categories: frozenset[HouseholdCategory]
    bank_card: str


@dataclass(frozen=True, slots=True)
class Child:
    """One child of the county, whatever schools it goes to."""

    key: int
    name: str
    sex: Sex
    born: date
    id_kind: IdKind
    id_number: str
    """Empty for a child without papers."""
    national_number: str
    """学籍号."""
    family: Family
    categories: frozenset[HouseholdCategory]
    """Those of the family and the child's own."""


@dataclass(frozen=True, slots=True)
class Event:
    """学籍异动: what happened and when."""

    kind: EnrolmentKind
    day: date
    note: str = ""
    school: str = ""
    """Of a transfer: where to, or from."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A child at one school: in which class, whether it boards, and all that happened there."""

    child: Child
    room: ClassRoom
    number: str
    """学号 at this school."""
    boards: bool
    events: tuple[Event, ...]
    repeats: int | None = None
    """The September in which the child stays behind in its grade."""

    def room_in(self, year: SchoolYear) -> ClassRoom:
        """The class in a school year: that of the next younger children after repeating."""
        if self.repeats is None or year.start < self.repeats:
            return self.room
        return replace(self.room, entered=self.room.entered + 1)

    @property
    def unit(self) -> str:
        """The school's code."""
        return self.room.unit

    def present(self, day: date) -> bool:
        """Whether the child belongs to the school on this day."""
        state = False
        for event in self.events:
            if event.day > day:
                break
            state = event.kind.present
        return state


@dataclass(frozen=True, slots=True)
class MealMonth:
    """How many days a pupil ate at school in a month; None was not recorded."""

    stay: Stay
    month: Month
    days: int | None


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of a school's charge board (教育收费公示制度)."""

    unit: str
    item: str
    kind: str
    unit_word: str
    amount: Money
    basis: str
    scope: str
    voluntary: bool
    relief: str
    refund: str


@dataclass(frozen=True, slots=True)
class PostSpell:
    """任职时段: from when to when somebody stood in a post."""

    unit: str
    post: str
    since: date
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works for a school or the bureau."""

    key: int
    name: str
    sex: Sex
    born: date
    id_number: str
    phone: str
    bank_card: str
    posts: tuple[PostSpell, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the program."""

    login: str
    name: str
    role: Role
    unit: str


@dataclass(frozen=True, slots=True)
class County:
    """All of it."""

    today: date
    units: tuple[DemoUnit, ...]
    stays: tuple[Stay, ...]
    meals: tuple[MealMonth, ...]
    charges: tuple[Charge, ...]
    staff: tuple[StaffMember, ...]
    accounts: tuple[Account, ...]

    def unit(self, code: str) -> DemoUnit:
        """The unit with this code.

        Raises:
            KeyError: no unit has it.
        """
        for unit in self.units:
            if unit.code == code:
                return unit
        raise KeyError(code)

    def pupils(self, code: str, day: date) -> tuple[Stay, ...]:
        """Who belongs to a school on a day, class by class."""
        return tuple(stay for stay in self.stays if stay.unit == code and stay.present(day))
