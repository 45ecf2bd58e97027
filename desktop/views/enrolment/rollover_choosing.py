"""What was chosen so far about a new school year; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from desktop.core.grades import GradeRules, read_class
from desktop.core.labels import Labelled
from desktop.services.enrolment import GRADES_OF_STAGE
from desktop.services.life import rollover
from desktop.services.life.rollover import school_classes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.core.grades import ClassName, Grade
    from desktop.core.terms import SchoolYear
    from desktop.services.life.rollover import Choices, ClassKnown, RolloverPlan
    from desktop.services.session import Session


class ChangeKind(Labelled):
    """What a new year may bring besides the next grade."""

    REPEAT = "repeat", "留级"
    MOVE = "move", "调班"
    MERGE = "merge", "并班"
    OPEN = "open", "新开班级"


@dataclass(frozen=True, slots=True)
class YearChange:
    """One of these changes."""

    kind: ChangeKind
    who: UUID | None = None
    """The pupil, or the class that becomes part of another."""
    name: str = ""
    target: ClassName | None = None

    @property
    def words(self) -> str:
        """The change as it stands in the list."""
        target = self.target.label if self.target else ""
        if self.kind is ChangeKind.OPEN:
            return f"{self.kind.label}　{target}"
        return f"{self.kind.label}　{self.name}" + (f" → {target}" if target else "")


@dataclass(frozen=True, slots=True)
class Begun:
    """What the books say before anything is chosen."""

    usual: Choices
    classes: tuple[ClassKnown, ...]

    @property
    def grades(self) -> tuple[Grade, ...]:
        """The grades that the school has in the year that ends."""
        found = {line.grade for line in self.classes if line.grade is not None}
        known = [grade for grade in found if grade.number in GRADES_OF_STAGE[grade.stage]]
        return tuple(sorted(known, key=lambda grade: grade.rank))


def begin(session: Session, year: SchoolYear | None = None) -> Begun:
    """Ask the books."""
    usual = rollover.usual(session, year)
    return Begun(usual, school_classes(session, usual.year))


@dataclass(slots=True)
class Choosing:
    """A rollover on its way: read and changed in the GUI thread only."""

    begun: Begun | None = None
    choices: Choices | None = None
    changes: list[YearChange] = field(default_factory=list)
    plan: RolloverPlan | None = None

    def start(self, begun: Begun) -> None:
        """Begin, or begin with another year: what was chosen of pupils stays."""
        self.begun, self.choices = begun, begun.usual

    @property
    def whole(self) -> Choices:
        """All choices.

        Raises:
            ValueError: nothing was begun.
        """
        if self.choices is None:
            raise ValueError("no rollover was begun")
        of = {kind: [c for c in self.changes if c.kind is kind] for kind in ChangeKind}
        return replace(
            self.choices,
            repeaters=frozenset(c.who for c in of[ChangeKind.REPEAT] if c.who),
            moves={c.who: c.target for c in of[ChangeKind.MOVE] if c.who and c.target},
            merges={c.who: c.target for c in of[ChangeKind.MERGE] if c.who and c.target},
            opened=tuple(c.target for c in of[ChangeKind.OPEN] if c.target),
        )

    def add(self, change: YearChange) -> None:
        """Add a change; it takes the place of another about the same pupil or class."""
        same = [c for c in self.changes if (c.kind, c.who) == (change.kind, change.who)]
        if change.kind is ChangeKind.OPEN:
            same = [c for c in self.changes if c == change]
        self.changes = [c for c in self.changes if c not in same] + [change]

    def read_class(self, text: str) -> ClassName | None:
        """A class as it is called in the new year."""
        if self.choices is None:
            return None
        rules = GradeRules(self.choices.first_junior, school_year=self.choices.year)
        return read_class(text, rules)


def labels(classes: Sequence[ClassKnown]) -> list[tuple[UUID, str]]:
    """Classes to choose from, as they are called in the year that ends."""
    return [(line.class_id, line.label) for line in classes]
