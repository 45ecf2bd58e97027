"""A pupil's story: the dated events in the order in which they hold, and what follows from them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from sqlalchemy import select

from desktop.core.labels import EnrolmentKind
from desktop.database.work import KEYS_AT_ONCE, pieces
from desktop.models import EnrolmentEvent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

Stand: TypeAlias = "tuple[bool, UUID | None]"
"""Whether a pupil is here, and in which class; of one who is away no class."""

AWAY: Final[Stand] = (False, None)
ARRIVALS: Final = (EnrolmentKind.ENROLLED, EnrolmentKind.TRANSFER_IN, EnrolmentKind.RESUMED)
CHOOSING: Final = (EnrolmentKind.ENROLLED, EnrolmentKind.TRANSFER_IN, EnrolmentKind.MOVED)
"""Events that say which class; the others keep the class that there was."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An event of a story."""

    event_id: UUID
    kind: EnrolmentKind
    day: date
    class_id: UUID | None

    @property
    def stand(self) -> Stand:
        """Where the pupil stands from then on."""
        return (True, self.class_id) if self.kind.present else AWAY


Story: TypeAlias = tuple[Moment, ...]


def in_order(moments: Sequence[Moment]) -> Story:
    """Events in the order in which they hold."""
    return tuple(sorted(moments, key=lambda moment: (moment.day, moment.event_id)))


def stories(
    connection: Connection, unit_id: UUID, students: Sequence[UUID]
) -> defaultdict[UUID, Story]:
    """The stories of pupils; of one without events an empty one."""
    found: defaultdict[UUID, list[Moment]] = defaultdict(list)
    for some in pieces(students, KEYS_AT_ONCE):
        rows = connection.execute(
            select(
                EnrolmentEvent.student_id,
                EnrolmentEvent.id,
                EnrolmentEvent.kind,
                EnrolmentEvent.day,
                EnrolmentEvent.class_id,
            ).where(EnrolmentEvent.unit_id == unit_id, EnrolmentEvent.student_id.in_(some))
        )
        for row in rows:
            moment = Moment(row.id, row.kind, row.day, row.class_id)
            found[row.student_id].append(moment)
    return defaultdict(tuple, {key: in_order(moments) for key, moments in found.items()})


def stand_on(story: Story, day: date) -> Stand:
    """Where a pupil stands on a day; before the first event nowhere."""
    return next((moment.stand for moment in reversed(story) if moment.day <= day), AWAY)


def faults(story: Story) -> Iterator[tuple[UUID, str]]:
    """What does not fit together: the event, and a sentence that says why."""
    before: Moment | None = None
    for moment in story:
        sentence = _fault(before, moment)
        if sentence:
            yield moment.event_id, sentence
        before = moment


def new_fault(old: Story, new: Story) -> str | None:
    """The first thing that does not fit together now and did before, or was not there."""
    known = set(faults(old))
    return next((fault[1] for fault in faults(new) if fault not in known), None)


def _fault(before: Moment | None, now: Moment) -> str | None:
    what = f"{spoken(now.day)}{now.kind.label}"
    if before is None:
        return None if now.kind in ARRIVALS else f"{what}之前没有入学或转入的记录，请核对日期。"
    earlier = f"{spoken(before.day)}{before.kind.label}"
    if before.kind is EnrolmentKind.DIED:
        return f"{earlier}之后不能再有{what}。"
    if before.kind.present and now.kind in ARRIVALS:
        return f"{earlier}之后学生在校，不能再有{what}。"
    if not before.kind.present and now.kind not in ARRIVALS:
        return f"{earlier}之后学生不在校，不能再有{what}。"
    return None


def spoken(day: date) -> str:
    """A day as people write it: 2026年9月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def carried(old: Story, new: Story) -> Story:
    """Let events that only keep the class follow when the class before them has changed."""
    kept = _kept_class(old)
    found: list[Moment] = []
    for moment in new:
        follows = moment.kind not in CHOOSING and found
        if follows and kept.get(moment.event_id, moment.class_id) == moment.class_id:
            found.append(replace(moment, class_id=found[-1].class_id))
        else:
            found.append(moment)
    return tuple(found)


def _kept_class(story: Story) -> dict[UUID, UUID | None]:
    """The class that stood before each event but the first."""
    return {now.event_id: before.class_id for before, now in pairwise(story)}
