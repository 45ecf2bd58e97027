"""What a new school year does with every pupil: worked out from the roll, without the books.

Classes are known by the autumn of their first grade, so whoever is promoted needs no event; only
who graduates, repeats, enters the next stage or changes the class gets one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop.core.grades import ClassName, Grade
from desktop.core.labels import EnrolmentKind, Labelled, Stage, UnitKind
from desktop.core.terms import SchoolYear
from desktop.services.enrolment import GRADES_OF_STAGE, NO_CLASS, class_label, cohort_of
from desktop.services.life.stories import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from desktop.services.enrolment import ClassKey


class Fate(Labelled):
    """What a new school year does with a pupil."""

    PROMOTED = "promoted", "升级"
    ENTERS = "enters", "升入初中"
    REPEATED = "repeated", "留级"
    MOVED = "moved", "调班"
    GRADUATED = "graduated", "毕业"
    NEW = "new", "新生"
    AWAY = "away", "休学"
    UNPLACED = "unplaced", "未分班"
    HELD = "held", "没有处理"

    @property
    def writes(self) -> bool:
        """Whether an event is written."""
        return self in _WRITTEN


_WRITTEN: Final = frozenset({Fate.ENTERS, Fate.REPEATED, Fate.MOVED, Fate.GRADUATED})


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decides about a new school year."""

    year: SchoolYear
    """The one that begins."""
    graduation: date
    last_grades: frozenset[Grade]
    """Whoever was in one of these leaves the school."""
    first_junior: int = 7
    """6 where primary school takes five years."""
    repeaters: frozenset[UUID] = frozenset()
    moves: Mapping[UUID, ClassName] = field(default_factory=dict)
    """Pupils who change the class, with the class as it is called in the new year."""
    merges: Mapping[UUID, ClassName] = field(default_factory=dict)
    """Classes that become part of another one."""
    opened: tuple[ClassName, ...] = ()
    """New classes, such as those of the first grade."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A pupil as the books have it."""

    student_id: UUID
    name: str
    kind: EnrolmentKind
    since: date
    """The day of the last event."""
    class_id: UUID | None


@dataclass(frozen=True, slots=True)
class RolloverLine:
    """What becomes of a pupil."""

    student_id: UUID
    name: str
    fate: Fate
    old_class: str
    new_class: str
    """Empty for those who leave."""
    target: ClassKey | None = None
    """The class of an event that is to be written."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RolloverPlan:
    """Everybody, and the classes that are to be opened."""

    choices: Choices
    lines: tuple[RolloverLine, ...]
    opened: tuple[ClassKey, ...]

    @property
    def counts(self) -> dict[Fate, int]:
        """How many of each fate."""
        found = Counter(line.fate for line in self.lines)
        return {fate: found[fate] for fate in Fate if found[fate]}

    @property
    def opened_labels(self) -> tuple[str, ...]:
        """The new classes as they are called in the new year."""
        return tuple(class_label(*key, self.choices.year.first) for key in self.opened)


def usual_choices(year: SchoolYear, kind: UnitKind, classes: Iterable[ClassKey]) -> Choices:
    """What a school does if nobody decides otherwise."""
    grades = {(key[0], year.start - key[1]) for key in classes}
    first_junior = 6 if (Stage.JUNIOR, 6) in grades else 7
    goes_on = kind is UnitKind.NINE_YEAR or any(stage is Stage.JUNIOR for stage, _ in grades)
    last = {Grade(Stage.JUNIOR, 9), Grade(Stage.SENIOR, 12), Grade(Stage.VOCATIONAL, 12)}
    last.add(Grade(Stage.PRESCHOOL, 4 if (Stage.PRESCHOOL, 4) in grades else 3))
    if kind is UnitKind.TEACHING_POINT:
        known = [n for stage, n in grades if stage is Stage.PRIMARY and 1 <= n <= 6]  # noqa: PLR2004 - grades
        last.add(Grade(Stage.PRIMARY, max(known, default=6)))
    elif not goes_on:
        last.add(Grade(Stage.PRIMARY, 6))
    return Choices(year, year.first.replace(month=7, day=10), frozenset(last), first_junior)


def plan_of(
    choices: Choices, pupils: Sequence[Standing], classes: Mapping[UUID, ClassKey]
) -> RolloverPlan:
    """What becomes of everybody."""
    planning = _Planning(choices, classes)
    lines = tuple(planning.line(pupil) for pupil in pupils)
    wanted = {line.target for line in lines if line.target} | {
        planning.key_of(name) for name in choices.opened
    }
    return RolloverPlan(
        choices, lines, tuple(sorted(wanted - set(classes.values()), key=_youngest_first))
    )


def _youngest_first(key: ClassKey) -> tuple[int, int, int, str]:
    stage, cohort, number, name = key
    return list(Stage).index(stage), -cohort, number, name


class _Planning:
    """Finds out, pupil by pupil, what a new year does."""

    def __init__(self, choices: Choices, classes: Mapping[UUID, ClassKey]) -> None:
        self._choices, self._classes = choices, classes
        self._first = choices.year.first
        self._last = SchoolYear(choices.year.start - 1).last

    def key_of(self, name: ClassName) -> ClassKey:
        """The class that is called so in the new year."""
        cohort = cohort_of(name.grade, self._first)
        return name.grade.stage, cohort, name.number or 0, name.name

    def line(self, pupil: Standing) -> RolloverLine:
        """What becomes of one pupil."""
        key = self._classes.get(pupil.class_id) if pupil.class_id else None
        if not pupil.kind.present:
            return self._line(pupil, key, Fate.AWAY, reason="复学时再编班")
        if key is None:
            asked = self._choices.moves.get(pupil.student_id)
            if asked is None:
                return self._line(pupil, None, Fate.UNPLACED, reason="请先在名册里分班")
            return self._written(pupil, None, Fate.MOVED, self.key_of(asked))
        if pupil.student_id in self._choices.repeaters and self._by_grade(key) is Fate.NEW:
            reason = "新学年才入学，不能留级"
            return self._line(pupil, key, Fate.HELD, key, reason)
        fate, target = self._fate(pupil, key)
        if fate.writes:
            return self._written(pupil, key, fate, target)
        return self._line(pupil, key, fate, key)

    def _fate(self, pupil: Standing, key: ClassKey) -> tuple[Fate, ClassKey | None]:
        choices, student_id = self._choices, pupil.student_id
        asked = choices.moves.get(student_id)
        if student_id in choices.repeaters:
            return Fate.REPEATED, self.key_of(asked) if asked else self._below(key)
        if asked is not None:
            return Fate.MOVED, self.key_of(asked)
        fate = self._by_grade(key)
        merged = choices.merges.get(pupil.class_id) if pupil.class_id else None
        if merged is not None and fate in (Fate.PROMOTED, Fate.NEW):
            return Fate.MOVED, self.key_of(merged)
        if fate is Fate.ENTERS:
            return fate, (Stage.JUNIOR, *key[1:])
        return fate, None

    def _by_grade(self, key: ClassKey) -> Fate:
        stage, grade = key[0], self._choices.year.start - key[1]
        known = GRADES_OF_STAGE[stage]
        if grade < known[0]:
            return Fate.NEW
        if grade > known[-1] or Grade(stage, grade) in self._choices.last_grades:
            return Fate.GRADUATED
        if stage is Stage.PRIMARY and grade == self._choices.first_junior - 1:
            return Fate.ENTERS
        return Fate.PROMOTED if grade + 1 in known else Fate.GRADUATED

    def _below(self, key: ClassKey) -> ClassKey:
        """The class that a pupil repeats in: of the same number, or else the first of the grade."""
        stage, cohort, number, name = key
        wanted = (stage, cohort + 1, number, name)
        there = sorted(known for known in self._classes.values() if known[:2] == wanted[:2])
        return wanted if wanted in there or not there else there[0]

    def _written(
        self, pupil: Standing, key: ClassKey | None, fate: Fate, target: ClassKey | None
    ) -> RolloverLine:
        if target is not None and target == key:
            return self._line(pupil, key, Fate.PROMOTED, key)
        day = self._choices.graduation if fate is Fate.GRADUATED else self._first
        if pupil.since > day:
            reason = f"{spoken(pupil.since)}已有{pupil.kind.label}，晚于{spoken(day)}"
            return self._line(pupil, key, Fate.HELD, key, reason)
        line = self._line(pupil, key, fate, target)
        if target is None:
            return line
        return RolloverLine(
            line.student_id, line.name, fate, line.old_class, line.new_class, target
        )

    def _line(
        self,
        pupil: Standing,
        key: ClassKey | None,
        fate: Fate,
        target: ClassKey | None = None,
        reason: str = "",
    ) -> RolloverLine:
        old = class_label(*key, self._last) if key else NO_CLASS
        if key and self._by_grade(key) is Fate.NEW:
            old = ""
        new = class_label(*target, self._first) if target else ""
        return RolloverLine(pupil.student_id, pupil.name, fate, old, new, reason=reason)
