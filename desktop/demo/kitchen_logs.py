"""The logs of an invented canteen: samples, companions, rounds; a gap here and there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from desktop.core.canteen import Sitting
from desktop.core.clock import CHINA
from desktop.core.meals import CompanionKind, Finding, LogKind
from desktop.core.money import Money
from desktop.demo.chance import Chance
from desktop.services.canteen.companions import NewCompanion, record_companion
from desktop.services.canteen.log_lines import NewRound, RoundLine
from desktop.services.canteen.log_rounds import draft_round, record_round
from desktop.services.canteen.samples import NewSamples, SampledDish, dispose, take

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.demo.kitchen_days import Served
    from desktop.services.session import Session

_READY: Final = {Sitting.LUNCH: time(11, 20), Sitting.SUPPER: time(17, 30)}
_SAID: Final = (
    "饭菜热，味道可口，份量足",
    "菜品新鲜，学生吃得完，餐厅干净",
    "荤素搭配合理，价格公道，打饭有序",
    "米饭软硬合适，汤偏淡，餐具干净",
)
FORGOTTEN: Final = date(2026, 10, 22)
"""A day on which the sample of a dish was not kept, and nobody has disinfected on paper."""
ROUNDS_FROM: Final = date(2026, 10, 8)
"""From when on the rounds are kept in the program."""
_COLD: Final = {"冷藏柜": "4", "留样柜": "4", "冷冻柜": "-18"}
_WARM: Final = date(2026, 10, 14)


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does what in a canteen."""

    cooks: tuple[str, ...]
    keeper: str
    heads: tuple[str, ...]
    teachers: tuple[str, ...]

    @property
    def acceptors(self) -> tuple[str, ...]:
        """Who looks at what is brought, in turn."""
        return (*self.heads, *self.teachers[:2])


class Logs:
    """Writes the logs of a canteen's month."""

    def __init__(self, session: Session, canteen_id: UUID, crew: Crew) -> None:
        self._session, self._canteen, self._crew = session, canteen_id, crew
        self._chance = Chance(f"平安县 日志 {crew.keeper}")
        self._drafts: dict[LogKind, tuple[RoundLine, ...]] = {}

    def write(self, meals: Sequence[Served], *, rounds: bool) -> None:
        """Meal by meal, and day by day where rounds are kept; samples go after the last."""
        kept: list[UUID] = []
        for served in meals:
            gap = rounds and served.day == FORGOTTEN and served.table.sitting is Sitting.LUNCH
            kept += self._samples(served, served.dishes[:-2] if gap else served.dishes)
            self._companion(served)
        days = {served.day for served in meals if served.day >= ROUNDS_FROM}
        for day in sorted(days if rounds else ()):
            self._rounds(day)
        last = max(served.day for served in meals)
        self._throw_away(kept, last)

    def _throw_away(self, kept: Sequence[UUID], last: date) -> None:
        at = datetime.combine(last + timedelta(days=3), time(8), CHINA)
        if at <= self._session.store.clock.now():
            dispose(self._session, kept, at, self._crew.cooks[0])

    def _samples(self, served: Served, dishes: Sequence[str]) -> tuple[UUID, ...]:
        new = NewSamples(
            canteen_id=self._canteen,
            day=served.day,
            sitting=served.table.sitting,
            taken_at=datetime.combine(served.day, _READY[served.table.sitting], CHINA),
            taken_by=self._crew.cooks[0],
            watched_by=self._crew.keeper,
            dishes=tuple(SampledDish(name, self._chance.between(130, 160)) for name in dishes),
        )
        return take(self._session, new).sample_ids

    def _companion(self, served: Served) -> None:
        crew, parent = self._crew, served.guests > 0
        others = crew.heads if served.day.weekday() % 2 else crew.teachers
        new = NewCompanion(
            canteen_id=self._canteen,
            day=served.day,
            sitting=served.table.sitting,
            name="家委会代表" if parent else others[served.day.day % len(others)],
            kind=_kind(parent=parent, head=others is crew.heads),
            opinion=self._chance.pick(_SAID),
            paid=Money.of("8" if parent else "6"),
            post="三年级家长" if parent else "",
        )
        record_companion(self._session, new)

    def _rounds(self, day: date) -> None:
        kinds = [LogKind.MORNING, LogKind.COLD_STORE]
        if day != FORGOTTEN:
            kinds.append(LogKind.DISINFECTION)
        if day.weekday() == _FRIDAY:
            kinds.append(LogKind.WEEKLY)
        for kind in kinds:
            self._round(kind, day)

    def _round(self, kind: LogKind, day: date) -> None:
        if kind not in self._drafts:
            self._drafts[kind] = draft_round(self._session, self._canteen, kind, day).lines
        weekly = kind is LogKind.WEEKLY
        new = NewRound(
            canteen_id=self._canteen,
            kind=kind,
            day=day,
            done_by=self._crew.heads[-1] if weekly else self._crew.cooks[1],
            watched_by=self._crew.keeper,
            at=_AT[kind],
            lines=tuple(_found(line, kind, day) for line in self._drafts[kind]),
        )
        record_round(self._session, new)


_FRIDAY: Final = 4
_AT: Final = {
    LogKind.MORNING: "7:10",
    LogKind.DISINFECTION: "13:30",
    LogKind.COLD_STORE: "8:00",
    LogKind.WEEKLY: "15:00",
}


def _kind(*, parent: bool, head: bool) -> CompanionKind:
    if parent:
        return CompanionKind.PARENT
    return CompanionKind.HEAD if head else CompanionKind.STAFF


def _found(line: RoundLine, kind: LogKind, day: date) -> RoundLine:
    if kind is LogKind.DISINFECTION:
        return RoundLine(line.item, line.part, Finding.GOOD, "30")
    if kind is not LogKind.COLD_STORE:
        return RoundLine(line.item, line.part, Finding.GOOD)
    if line.item == "冷冻柜" and day == _WARM:
        told = "门没有关严，已关好，半小时后复测-18℃"
        return RoundLine(line.item, line.part, Finding.BAD, "-9", told)
    return RoundLine(line.item, line.part, Finding.GOOD, _COLD[line.item])
