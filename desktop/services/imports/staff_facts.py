"""Sheets of dated facts about staff: whom each line means, and what all of them came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from desktop.core.changes import Book, Changes
from desktop.core.identity import stored_number
from desktop.rosters.problems import Level, Problem
from desktop.services.imports.other_school import OTHER_SCHOOL, OwnName
from desktop.services.imports.plan import Difference, Facing, FieldChange, Findings, text
from desktop.services.imports.staff_matching import Colleague, Colleagues, Sought, known_staff

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from desktop.database.work import Work
    from desktop.rosters.results import RosterResult
    from desktop.services.imports.spell_book import Held, SpellBook

NOT_ON_STAFF: Final = "教职工名册里没有这个人，请先导入教职工名册，或核对姓名和号码"


@dataclass(frozen=True, slots=True)
class FactsPlan:
    """Dated facts that are new or say otherwise."""

    book: SpellBook
    found: Findings

    def write(self, work: Work) -> Changes:
        """Write them."""
        self.book.write(work, {})
        return Changes.of(Book.PEOPLE)


class Tally:
    """What the lines of a sheet came to."""

    def __init__(
        self, facing: Facing, roster: RosterResult[Any], field: str, *, places: bool = False
    ) -> None:
        """`places`: the school that a line names may be where somebody of this one works."""
        self._refuses_schools = not places
        self._sheet, self._field = roster.sheet, field
        self._own = OwnName(facing)
        self._staff = Colleagues(known_staff(facing.connection, facing.unit_id))
        self.fresh: list[Difference] = []
        self.changed: list[Difference] = []
        self.parked: list[Difference] = []
        self.problems: list[Problem] = []
        self.same = 0

    def whom(self, row: Any) -> Colleague | None:  # noqa: ANN401 - a row of any of these sheets
        """Whom a line means; a line that means nobody, or is of another school, is parked."""
        if self._refuses_schools and self._own.is_other(row):
            self.park(row, OTHER_SCHOOL)
            return None
        sought = Sought(row.name_key, stored_number(row.id_number), row.staff_number)
        known, doubt = self._staff.find(sought)
        if known is None:
            self.park(row, doubt or NOT_ON_STAFF)
        return known

    def park(self, row: Any, reason: str) -> None:  # noqa: ANN401 - same
        """Leave a line for a person to look at."""
        self.parked.append(Difference(row.row, row.name, reason=reason))

    def warn(self, row: Any, message: str) -> None:  # noqa: ANN401 - same
        """Say something of a line that is taken in."""
        self.problems.append(
            Problem(self._sheet, row.row, "", "", self._field, Level.WARNING, "", message)
        )

    def note(self, row: Any, reason: str) -> None:  # noqa: ANN401 - same
        """Count a line that is new."""
        self.fresh.append(Difference(row.row, row.name, reason=reason))

    def compared(self, row: Any, changes: Sequence[FieldChange]) -> None:  # noqa: ANN401 - same
        """Count a line that the books know, with what it says otherwise."""
        if changes:
            self.changed.append(Difference(row.row, row.name, tuple(changes)))
        else:
            self.same += 1

    def plan(self, book: SpellBook) -> FactsPlan:
        """All of it."""
        found = Findings(
            len(self.fresh),
            self.same,
            tuple(sorted(self.changed, key=lambda line: line.row)),
            (),
            tuple(sorted(self.parked, key=lambda line: line.row)),
            tuple(self.problems),
            tuple(sorted(self.fresh, key=lambda line: line.row)),
        )
        return FactsPlan(book, found)


TOLD_TWICE: Final = "表里另一行把同一段写得不一样，只能留一种写法，请核对后改正"


class Told:
    """What the lines of a sheet have said of each spell: of two that differ one would always win.

    Args:
        names: the fields that tell one spell of a person from another.
    """

    def __init__(self, *names: str) -> None:
        self._names = names
        self._said: dict[Hashable, dict[str, Any]] = {}

    def otherwise(self, held: Held, said: Mapping[str, Any]) -> bool:
        """Whether an earlier line says otherwise; if none does, this one is kept in mind."""
        key = (held.owner, *(held.values[name] for name in self._names))
        told = self._said.setdefault(key, {})
        filled = {name: value for name, value in said.items() if value is not None}
        if any(told.get(name, value) != value for name, value in filled.items()):
            return True
        told |= filled
        return False


def differences(
    held: Held, said: Mapping[str, Any], titles: Mapping[str, str]
) -> tuple[dict[str, Any], tuple[FieldChange, ...]]:
    """What a line says otherwise of a spell that it means: values, and the same for people."""
    other = {k: v for k, v in said.items() if v is not None and v != held.values[k]}
    changes = tuple(
        FieldChange(titles[name], text(held.values[name]), text(value))
        for name, value in other.items()
    )
    return other, changes


def put_right(book: SpellBook, held: Held, other: Mapping[str, Any]) -> None:
    """Fill what was not known; what was known otherwise is corrected, and stays to be seen."""
    if any(held.values[name] is not None for name in other):
        book.correct(held, other)
        return
    for name, value in other.items():
        held.put(name, value)
