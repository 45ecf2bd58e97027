"""Who goes to which school: classes, stays and the events of the year.

A year group is named by the year in which it begins primary school. Those of 2026 were in the big
kindergarten class the year before; those of 2020 left the primary school for the junior school;
some of 2023 came up from the teaching point, which has three grades only.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from desktop.core.labels import EnrolmentKind, Stage
from desktop.demo import names
from desktop.demo.chance import Chance
from desktop.demo.households import Households
from desktop.demo.people import ClassRoom, Event, Stay
from desktop.demo.places import (
    AUTUMN,
    FAR_VILLAGES,
    GRADUATION,
    JUNIOR,
    KINDERGARTEN,
    POINT,
    POINT_VILLAGE,
    PRIMARY,
    UNITS,
)

if TYPE_CHECKING:
    from desktop.demo.people import Child

_NAMES_OF: Final = {unit.code: unit.name for unit in UNITS}
_OLDEST, _YOUNGEST = 2017, 2029
_LAST_PRIMARY, _FIRST_KINDERGARTEN = 2021, 2027
_CLASSES: Final = {PRIMARY: 3, JUNIOR: 4, KINDERGARTEN: 3, POINT: 1}
_PRIMARY_SIZE, _JUNIOR_SIZE, _POINT_SIZE = 112, 196, 8
_KINDERGARTEN_SIZES: Final = {2026: 78, 2027: 81, 2028: 72, 2029: 60}
_STAGES: Final = {
    PRIMARY: Stage.PRIMARY,
    JUNIOR: Stage.JUNIOR,
    POINT: Stage.PRIMARY,
    KINDERGARTEN: Stage.PRESCHOOL,
}
# How many years after a group's first primary year it enters the school.
_ENTERS_AFTER: Final = {PRIMARY: 0, POINT: 0, JUNIOR: 6, KINDERGARTEN: -3}
_FIRST_BOARDING_GRADE: Final = 3
_BOARDS: Final = {PRIMARY: 800, JUNIOR: 900}
_FROM_POINT: Final = 2023
_TO_JUNIOR: Final = 2020
_LOCAL_JUNIORS: Final = 108

# Where the special names go: year group and place in the list.
_SPECIAL_GROUPS: Final = (
    2021,
    2022,
    2024,
    2023,
    2018,
    2019,
    2020,
    2021,
    2024,
    2025,
    2020,
    2026,
    2028,
    2027,
)


class Enrolments:
    """Fills the schools."""

    def __init__(self) -> None:
        self._homes = Households()
        self._chance = Chance("平安县 学籍")
        self._stays: list[Stay] = []
        self._seats: Counter[tuple[str, int, int]] = Counter()

    def all(self) -> tuple[Stay, ...]:
        """Every stay of the county, school by school and class by class."""
        for group in range(_OLDEST, _YOUNGEST + 1):
            self._fill(group)
        stays = sorted(self._stays, key=_order)
        return tuple(_Story(stays).told())

    def _fill(self, group: int) -> None:
        if group >= _FIRST_KINDERGARTEN:
            self._enter(KINDERGARTEN, group, self._children(group, _KINDERGARTEN_SIZES[group]))
        elif group >= _LAST_PRIMARY:
            self._fill_primary(group)
        else:
            children = self._children(group, _JUNIOR_SIZE - 3 * (group % 3))
            self._enter(JUNIOR, group, children)
            if group == _TO_JUNIOR:
                gone = [self._homes.child(group) for _ in range(4)]
                self._enter(PRIMARY, group, [*children[:_LOCAL_JUNIORS], *gone], GRADUATION)

    def _fill_primary(self, group: int) -> None:
        children = self._children(group, _PRIMARY_SIZE - 2 * (group % 4))
        self._enter(PRIMARY, group, children)
        if group >= _FROM_POINT:
            small = [self._homes.child(group, POINT_VILLAGE) for _ in range(_POINT_SIZE)]
            if group == _FROM_POINT:
                self._come_up(group, small)
            else:
                self._enter(POINT, group, small)
        if group in _KINDERGARTEN_SIZES:
            old = children[: _KINDERGARTEN_SIZES[group]]
            self._enter(KINDERGARTEN, group, old, GRADUATION)

    def _come_up(self, group: int, children: list[Child]) -> None:
        """Three years at the teaching point, then over to the primary school."""
        eve = AUTUMN - timedelta(days=1)
        self._enter(POINT, group, children, eve, EnrolmentKind.TRANSFER_OUT)
        first = len(self._stays)
        self._enter(PRIMARY, group, children)
        moved = Event(EnrolmentKind.TRANSFER_IN, AUTUMN, "大岭教学点升入")
        for at in range(first, len(self._stays)):
            self._stays[at] = replace(self._stays[at], events=(moved,))

    def _children(self, group: int, count: int) -> list[Child]:
        special = [
            self._homes.special(group, row)
            for row, year in zip(names.SPECIAL, _SPECIAL_GROUPS, strict=True)
            if year == group
        ]
        children = [self._homes.child(group) for _ in range(count - len(special))]
        for child in special:
            children.insert(self._chance.below(len(children)), child)
        if group in _SAME_NAME:
            here, there = _SAME_NAME[group]
            children[there] = self._homes.twin_named(children[here], group)
        return children

    def _enter(
        self,
        unit: str,
        group: int,
        children: list[Child],
        until: date | None = None,
        leaving: EnrolmentKind = EnrolmentKind.GRADUATED,
    ) -> None:
        """Put a year group into the classes of a school, from its September on."""
        entered = group + _ENTERS_AFTER[unit]
        if unit == JUNIOR and group == _OLDEST:
            until = GRADUATION
        events = [Event(EnrolmentKind.ENROLLED, date(entered, 9, 1))]
        if until is not None:
            school = _NAMES_OF[PRIMARY] if leaving is EnrolmentKind.TRANSFER_OUT else ""
            events.append(Event(leaving, until, school=school))
        classes = _CLASSES[unit]
        for place, child in enumerate(children):
            number = place * classes // len(children) + 1
            self._seats[unit, entered, number] += 1
            seat = self._seats[unit, entered, number]
            student = f"{entered}{number:02}{seat:02}"
            room = ClassRoom(unit, _STAGES[unit], entered, None if unit == POINT else number)
            boards = self._boards(unit, group, child)
            self._stays.append(Stay(child, room, student, boards, tuple(events)))

    def _boards(self, unit: str, group: int, child: Child) -> bool:
        far = child.family.village in (*FAR_VILLAGES, POINT_VILLAGE)
        old = unit == JUNIOR or AUTUMN.year - group + 1 >= _FIRST_BOARDING_GRADE
        return far and old and self._chance.happens(_BOARDS.get(unit, 0))


# Two children of one name: in one class (places 40 and 52), in one school (2 and 150).
_SAME_NAME: Final = {2024: (40, 52), 2019: (2, 150)}


def _order(stay: Stay) -> tuple[str, int, int]:
    room = stay.room
    return room.unit, -room.entered, room.number or 0


class _Story:
    """What happened to some of the children in the year."""

    def __init__(self, stays: list[Stay]) -> None:
        self._chance = Chance("平安县 异动")
        self._stays = stays
        self._open = [at for at, stay in enumerate(stays) if stay.present(AUTUMN)]
        self._told: set[int] = set()

    def told(self) -> list[Stay]:
        """The stays with the year's events in them, and one child recorded twice."""
        kinds = EnrolmentKind
        self._repeat()
        self._go_over()
        for day in _days("2025-10-13 2025-11-24 2026-03-09 2026-04-20 2026-09-14 2026-10-19"):
            self._end(day, kinds.TRANSFER_OUT, "随父母务工转往外县")
        for day in _days(
            "2025-11-03 2026-03-02 2026-03-16 2026-05-11 2026-09-07 2026-09-21 2026-10-12"
        ):
            self._begin(day)
        for day in _days("2026-04-13 2026-09-28"):
            self._end(day, kinds.SUSPENDED, "因病休学")
        for day in _days("2025-11-10 2026-03-23"):
            self._end(day, kinds.SUSPENDED, "因病休学")
            self._again(day + timedelta(days=170))
        for day in _days("2026-05-18 2026-10-14"):
            self._end(day, kinds.LEFT, "未到校，正在劝返", JUNIOR)
        self._end(date(2026, 1, 12), kinds.DIED, "")
        return self._twice()

    def _end(self, day: date, kind: EnrolmentKind, note: str, unit: str | None = None) -> None:
        at = self._somebody(day, unit)
        stay = self._stays[at]
        self._last = at
        school = _FAR_SCHOOLS[stay.unit] if kind is EnrolmentKind.TRANSFER_OUT else ""
        event = Event(kind, day, note, school)
        self._stays[at] = replace(stay, events=(*stay.events, event))

    def _repeat(self) -> None:
        """One child stays behind in its grade in the autumn."""
        at = self._plain(PRIMARY, _TWICE_GROUP, _REPEATER)
        self._stays[at] = replace(self._stays[at], repeats=AUTUMN.year)

    def _go_over(self) -> None:
        """One child has left the teaching point for the primary school, which has not answered."""
        at = self._plain(POINT, _WAITING_GROUP, -1)
        stay = self._stays[at]
        gone = Event(EnrolmentKind.TRANSFER_OUT, _WAITS_SINCE, "搬到乡上住", _NAMES_OF[PRIMARY])
        self._stays[at] = replace(stay, events=(*stay.events, gone))

    def _plain(self, unit: str, group: int, place: int) -> int:
        """Somebody by the place in a group, whom nothing else is told of."""
        found = [
            at
            for at in self._open
            if (stay := self._stays[at]).unit == unit
            and stay.room.entered == group
            and len(stay.events) == 1
            and stay.child.name not in _KEPT
        ]
        self._told.add(found[place])
        return found[place]

    def _again(self, day: date) -> None:
        stay = self._stays[self._last]
        resumed = Event(EnrolmentKind.RESUMED, day, "康复复学")
        self._stays[self._last] = replace(stay, events=(*stay.events, resumed))

    def _begin(self, day: date) -> None:
        at = self._somebody(day)
        school = _FAR_SCHOOLS[self._stays[at].unit]
        arrived = Event(EnrolmentKind.TRANSFER_IN, day, "外县转入", school)
        self._stays[at] = replace(self._stays[at], events=(arrived,))

    def _somebody(self, day: date, unit: str | None = None) -> int:
        """Who was at school and has no story yet; nobody whose name is needed elsewhere."""
        while True:
            at = self._chance.pick(self._open)
            stay = self._stays[at]
            plain = len(stay.events) == 1 and stay.child.name not in _KEPT
            here = unit is None or stay.unit == unit
            if at not in self._told and plain and here and stay.present(day - timedelta(days=30)):
                self._told.add(at)
                return at

    def _twice(self) -> list[Stay]:
        """One pupil went over to the primary school, and the teaching point never wrote it."""
        source = next(s for s in self._stays if s.unit == POINT and s.room.entered == _TWICE_GROUP)
        room = ClassRoom(PRIMARY, Stage.PRIMARY, _TWICE_GROUP, 1)
        arrived = Event(
            EnrolmentKind.TRANSFER_IN, date(2026, 9, 14), "大岭教学点转入", _NAMES_OF[POINT]
        )
        double = Stay(source.child, room, f"{_TWICE_GROUP}0199", boards=False, events=(arrived,))
        return sorted([*self._stays, double], key=_order)


_TWICE_GROUP: Final = 2024
_REPEATER: Final = 30
_WAITING_GROUP: Final = 2025
_WAITS_SINCE: Final = date(2026, 10, 26)
_FAR_SCHOOLS: Final = {
    PRIMARY: "远山县城关小学",
    POINT: "远山县城关小学",
    JUNIOR: "远山县城关中学",
    KINDERGARTEN: "远山县城关幼儿园",
}
"""In another county that does not exist either."""
_KEPT: Final = frozenset(row[2] for row in names.SPECIAL)


def _days(words: str) -> list[date]:
    return [date.fromisoformat(word) for word in words.split()]
