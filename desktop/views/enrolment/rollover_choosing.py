"""What was chosen so far about a new school year; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.core.grades import ClassName, GradeRules, read_class
from desktop.services.enrolment import GRADES_OF_STAGE, class_label, grade_on
from desktop.services.life import rollover
from desktop.services.life.rollover_plan import Fate, plan_of
from desktop.services.life.year_changes import ChangeKind, Prepared, YearChange, chosen
from desktop.services.life.year_roll import year_roll

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from desktop.core.grades import Grade
    from desktop.core.terms import SchoolYear
    from desktop.services.life.rollover import Choices, RolloverLine, RolloverPlan
    from desktop.services.life.year_roll import ClassKnown, PupilKnown, YearRoll
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Begun:
    """What the books say before anything is chosen."""

    usual: Choices
    roll: YearRoll

    @property
    def grades(self) -> tuple[Grade, ...]:
        """The grades that the school has in the year that ends."""
        found = {line.grade for line in self.roll.classes if line.grade is not None}
        known = [grade for grade in found if grade.number in GRADES_OF_STAGE[grade.stage]]
        return tuple(sorted(known, key=lambda grade: grade.rank))


def begin(session: Session, year: SchoolYear | None = None) -> Begun:
    """Ask the books."""
    usual = rollover.usual(session, year)
    return Begun(usual, year_roll(session, usual.year))


@dataclass(slots=True)
class Choosing:
    """A rollover on its way: read and changed in the GUI thread only."""

    begun: Begun | None = None
    choices: Choices | None = None
    changes: dict[object, YearChange] = field(default_factory=dict)
    """By what they are about."""
    plan: RolloverPlan | None = None
    ready: bool = False
    """Whether it was looked at and only waits for the year to begin."""

    def start(self, begun: Begun) -> None:
        """Begin. With another year nothing stays that was chosen: classes would be others."""
        if self.choices is not None and self.choices.year != begun.usual.year:
            self.changes = {}
        self.begun, self.choices, self.ready = begun, begun.usual, False

    def go_on(self, begun: Begun, prepared: Prepared) -> int:
        """Begin with what was put aside; gives how many changes are about nobody any more."""
        self.start(begun)
        self.choices, self.ready = prepared.onto(begun.usual), prepared.ready
        there = {pupil.standing.student_id for pupil in begun.roll.pupils} | begun.roll.keys.keys()
        kept = [c for c in prepared.changes if c.who is None or c.who in there]
        self.changes = {change.about: change for change in kept}
        return len(prepared.changes) - len(kept)

    def prepared(self, place: int) -> Prepared | None:
        """What is to be put aside; None before anything was read."""
        choices = self.choices
        if choices is None:
            return None
        last = tuple(sorted(choices.last_grades, key=lambda g: (g.stage, g.number)))
        changes = tuple(self.changes.values())
        return Prepared(
            choices.year.start, choices.graduation, last, changes, place, ready=self.ready
        )

    @property
    def whole(self) -> Choices:
        """All choices.

        Raises:
            ValueError: nothing was begun.
        """
        if self.choices is None:
            raise ValueError("no rollover was begun")
        return chosen(self.choices, self.changes.values())

    def add(self, changes: Iterable[YearChange]) -> None:
        """Add changes; each takes the place of another about the same pupil or class."""
        self.changes |= {change.about: change for change in changes}
        self.ready = False

    def drop(self, about: Iterable[object]) -> None:
        """Take changes back."""
        for key in about:
            self.changes.pop(key, None)
        self.ready = False

    def read_class(self, text: str) -> ClassName | None:
        """A class as it is called in the new year."""
        if self.choices is None:
            return None
        rules = GradeRules(self.choices.first_junior, school_year=self.choices.year)
        return read_class(text, rules)


@dataclass(frozen=True, slots=True)
class ClassSeen:
    """A class of the year that ends, with everybody in it and what becomes of them."""

    known: ClassKnown | None
    """None: those who are in no class yet."""
    pupils: tuple[tuple[PupilKnown, RolloverLine], ...]
    merged: ClassName | None
    """The class that it becomes part of."""

    @property
    def label(self) -> str:
        """What it is called."""
        return self.known.label if self.known else "未分班"

    @property
    def changed(self) -> bool:
        """Whether it is merged, or some of its pupils go another way than it does."""
        other = (Fate.MOVED, Fate.REPEATED)
        return self.merged is not None or any(line.fate in other for _, line in self.pupils)

    @property
    def becomes(self) -> str:
        """What most of its pupils are in, or become, in the new year."""
        found: dict[str, int] = {}
        for _pupil, line in self.pupils:
            words = line.new_class or line.fate.label
            found[words] = found.get(words, 0) + 1
        return max(found, key=lambda words: found[words], default="")


def seen(choosing: Choosing) -> tuple[ClassSeen, ...]:
    """Every class with what was chosen so far, worked out without the books."""
    begun = choosing.begun
    if begun is None:
        return ()
    roll, whole = begun.roll, choosing.whole
    here = [pupil for pupil in roll.pupils if pupil.standing.kind.present]
    lines = plan_of(whole, [pupil.standing for pupil in here], roll.keys).lines
    rooms: dict[UUID | None, list[tuple[PupilKnown, RolloverLine]]] = {}
    for pair in zip(here, lines, strict=True):
        rooms.setdefault(pair[0].standing.class_id, []).append(pair)
    known: dict[UUID | None, ClassKnown] = {line.class_id: line for line in roll.classes}
    return tuple(
        ClassSeen(known.get(key), tuple(pairs), whole.merges.get(key) if key else None)
        for key, pairs in rooms.items()
    )


def targets(choosing: Choosing) -> tuple[ClassName, ...]:
    """The classes that there will be in the new year: those that go on, and the new ones."""
    begun = choosing.begun
    if begun is None:
        return ()
    first, found = choosing.whole.year.first, set()
    used = {line.class_id for line in begun.roll.classes}
    for class_id, (stage, cohort, number, name) in begun.roll.keys.items():
        grade = grade_on(stage, cohort, first)
        if grade is not None and class_id in used:
            found.add(ClassName(grade, number or None, name))
    found |= {change.target for change in choosing.changes.values() if change.target}
    return tuple(sorted(found, key=lambda name: name.rank))


def opened(choosing: Choosing) -> list[ClassName]:
    """The classes that somebody has said are to be opened."""
    return [
        change.target
        for change in choosing.changes.values()
        if change.kind is ChangeKind.OPEN and change.target is not None
    ]


def next_class(choosing: Choosing, room: ClassSeen) -> ClassName | None:
    """The class that would be new beside a class: 四年级3班 where there are two."""
    begun, known = choosing.begun, room.known
    if begun is None or known is None:
        return None
    stage, cohort = begun.roll.keys[known.class_id][:2]
    grade = grade_on(stage, cohort, choosing.whole.year.first)
    if grade is None:
        return None
    numbers = [name.number or 1 for name in targets(choosing) if name.grade == grade]
    return ClassName(grade, max(numbers, default=0) + 1)


def old_label(room: ClassSeen, choosing: Choosing) -> str:
    """A class with what it becomes: 三年级1班 → 四年级1班."""
    known, begun = room.known, choosing.begun
    if known is None or begun is None:
        return room.label
    label = known.label
    if known.grade is None:
        label = class_label(*begun.roll.keys[known.class_id], choosing.whole.year.first)
    becomes = room.becomes
    return f"{label} → {becomes}" if becomes and becomes != label else label
