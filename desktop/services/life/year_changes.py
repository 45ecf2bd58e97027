"""What a new school year changes besides the next grade, and what is kept until its day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date  # noqa: TC003 - what is kept is read by these types
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - same

import msgspec

from desktop.core.grades import ClassName, Grade  # noqa: TC001 - same
from desktop.core.json import plain, typed
from desktop.core.labels import Labelled
from desktop.core.terms import SchoolYear

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from desktop.services.life.rollover_plan import Choices

DRAFT: Final = "rollover"
"""What the draft of a rollover is called that is still being chosen."""
_LOOK: Final = 2
"""The step of the window at which everything is chosen and looked at."""


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
    target: ClassName | None = None

    @property
    def about(self) -> object:
        """What it is about: of one thing there is one change."""
        return self.who or self.target


def chosen(choices: Choices, changes: Iterable[YearChange]) -> Choices:
    """Choices with all changes in them."""
    of: dict[ChangeKind, list[YearChange]] = {kind: [] for kind in ChangeKind}
    for change in changes:
        of[change.kind].append(change)
    placed = (*of[ChangeKind.MOVE], *of[ChangeKind.REPEAT])
    return replace(
        choices,
        repeaters=frozenset(c.who for c in of[ChangeKind.REPEAT] if c.who),
        moves={c.who: c.target for c in placed if c.who and c.target},
        merges={c.who: c.target for c in of[ChangeKind.MERGE] if c.who and c.target},
        opened=tuple(c.target for c in of[ChangeKind.OPEN] if c.target),
    )


def changes_of(choices: Choices) -> tuple[YearChange, ...]:
    """The changes that choices hold."""
    moved = choices.moves.keys() - choices.repeaters
    return (
        *(
            YearChange(ChangeKind.REPEAT, who, choices.moves.get(who))
            for who in sorted(choices.repeaters)
        ),
        *(YearChange(ChangeKind.MOVE, who, choices.moves[who]) for who in sorted(moved)),
        *(YearChange(ChangeKind.MERGE, who, choices.merges[who]) for who in sorted(choices.merges)),
        *(YearChange(ChangeKind.OPEN, None, target) for target in choices.opened),
    )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A rollover that was put aside, or is ready and waits for its day. No names are kept."""

    year: int
    graduation: date
    last_grades: tuple[Grade, ...]
    changes: tuple[YearChange, ...]
    place: int
    """The step at which it was left."""
    ready: bool = False
    """Whether it was looked at and is to be done when the year begins."""

    @property
    def title(self) -> str:
        """What is to be done, as a sentence."""
        year = SchoolYear(self.year)
        if not self.ready:
            return f"{year.label}的升级还没有办完。"
        first = year.first
        return f"{year.label}的升级已准备好，{first.year}年{first.month}月{first.day}日起可以办理。"

    def onto(self, usual: Choices) -> Choices:
        """The choices that were made, over the usual ones of the same year."""
        return replace(usual, graduation=self.graduation, last_grades=frozenset(self.last_grades))

    def plain(self) -> dict[str, object]:
        """As a draft keeps it."""
        values: dict[str, object] = plain(self)
        return values


def prepared_of(choices: Choices) -> Prepared:
    """Choices that were looked at and wait for the year to begin."""
    last = tuple(sorted(choices.last_grades, key=lambda grade: (grade.stage, grade.number)))
    return Prepared(
        choices.year.start,
        choices.graduation,
        last,
        changes_of(choices),
        _LOOK,
        ready=True,
    )


def read_prepared(values: Mapping[str, Any] | None) -> Prepared | None:
    """What a draft has kept; None: there is none that this program can go on with."""
    if values is None:
        return None
    try:
        prepared: Prepared = typed(values, Prepared)
    except (msgspec.ValidationError, ValueError):
        return None
    return prepared
