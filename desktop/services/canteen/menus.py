"""Menus: which dishes a canteen serves at which sitting, day by day, and a past week once more."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID  # noqa: TC003 - kinds of alternatives are made of it

from sqlalchemy import select

from desktop.core.canteen import Sitting
from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.terms import Month
from desktop.models import Dish, MenuDish
from desktop.services.calendar import calendar_of
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.dishes import NewDish, add_dishes, dish_lines, known_dishes
from desktop.services.canteen.foods import RESTRICTED, Made, refuse_foods, stages_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.session import Session

WEEK: Final = 7
MOST_DISHES: Final = 40
MOST_DAYS_AHEAD: Final = 366
REPLACE: Final = "replace_week"
"""The key under which a person gives up the menu that stood in a week."""
_DISH = (Dish.unit_id == MenuDish.unit_id) & (Dish.id == MenuDish.dish_id)
Meal = tuple[date, Sitting]


def week_of(day: date) -> date:
    """The Monday of the week that a day lies in."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class MenuLine:
    """A dish on the menu."""

    menu_dish_id: UUID
    day: date
    sitting: Sitting
    place: int
    dish_id: UUID
    name: str

    @property
    def meal(self) -> Meal:
        """At which sitting of which day."""
        return self.day, self.sitting


@dataclass(frozen=True, slots=True)
class Week:
    """The menu of a week."""

    first: date
    lines: tuple[MenuLine, ...]
    teaching: frozenset[date] = frozenset()
    """On which of its days there are lessons."""

    @property
    def days(self) -> tuple[date, ...]:
        """From Monday to Sunday."""
        return tuple(self.first + timedelta(days=n) for n in range(WEEK))

    @property
    def title(self) -> str:
        """10月12日至18日."""
        last = self.days[-1]
        month = "" if last.month == self.first.month else f"{last.month}月"
        return f"{self.first.month}月{self.first.day}日至{month}{last.day}日"

    @property
    def sittings(self) -> tuple[Sitting, ...]:
        """At which anything is served, in the order of the day."""
        served = {line.sitting for line in self.lines}
        return tuple(sitting for sitting in IN_ORDER if sitting in served)

    def of(self, day: date, sitting: Sitting) -> tuple[MenuLine, ...]:
        """The dishes of a meal, in their order."""
        return tuple(line for line in self.lines if line.meal == (day, sitting))


IN_ORDER: Final = (Sitting.BREAKFAST, Sitting.SNACK, Sitting.LUNCH, Sitting.SUPPER)
"""The sittings as they come in a day."""


@dataclass(frozen=True, slots=True)
class NewMeal:
    """What is to be served at a sitting: dishes by key, or by a name that may be new."""

    canteen_id: UUID
    day: date
    sitting: Sitting
    dishes: tuple[UUID | str, ...]


@dataclass(frozen=True, slots=True)
class MenuSaved:
    """What became of a menu."""

    added: int
    removed: int
    new_dishes: tuple[str, ...]
    changes: Changes
    left_out: tuple[str, ...] = ()
    """Dishes of a copied week that are cooked no more."""


def menu(session: Session, canteen_id: UUID, first: date, last: date) -> tuple[MenuLine, ...]:
    """What a canteen serves from a day to a day."""
    with session.store.read() as connection:
        return menu_lines(connection, session.unit_id, canteen_id, first, last)


def week(session: Session, canteen_id: UUID, first: date) -> Week:
    """The menu of the week that begins on a Monday, and on which days there are lessons."""
    last = first + timedelta(days=WEEK - 1)
    with session.store.read() as connection:
        calendar = calendar_of(connection, session.unit_id)
        lines = menu_lines(connection, session.unit_id, canteen_id, first, last)
    months = {Month.of(first), Month.of(last)}
    open_days = {day for month in months for day in calendar.teaching_days(month)}
    return Week(first, lines, frozenset(d for d in open_days if first <= d <= last))


def menu_lines(
    connection: Connection, unit_id: UUID, canteen_id: UUID, first: date, last: date
) -> tuple[MenuLine, ...]:
    """The same as `menu` within a transaction."""
    query = (
        select(
            MenuDish.id,
            MenuDish.day,
            MenuDish.sitting,
            MenuDish.place,
            MenuDish.dish_id,
            Dish.name,
        )
        .join(Dish, _DISH)
        .where(
            MenuDish.unit_id == unit_id,
            MenuDish.canteen_id == canteen_id,
            # Which the day says already, but the index asks for the month first.
            MenuDish.month.between(Month.of(first), Month.of(last)),
            MenuDish.day.between(first, last),
        )
        .order_by(MenuDish.day, MenuDish.place, MenuDish.id)
    )
    found = [MenuLine(*row) for row in connection.execute(query)]
    order = {sitting: at for at, sitting in enumerate(IN_ORDER)}
    return tuple(sorted(found, key=lambda line: (line.day, order[line.sitting])))


def weeks_with_menu(session: Session, canteen_id: UUID, before: date) -> tuple[date, ...]:
    """The Mondays of the weeks before a day that have a menu, the latest first; a year of them."""
    since = before - timedelta(days=MOST_DAYS_AHEAD)
    query = (
        select(MenuDish.day)
        .where(
            MenuDish.unit_id == session.unit_id,
            MenuDish.canteen_id == canteen_id,
            MenuDish.day >= since,
            MenuDish.day < before,
        )
        .distinct()
    )
    with session.store.read() as connection:
        days = connection.execute(query).scalars().all()
    return tuple(sorted({week_of(day) for day in days}, reverse=True))


def set_meal(session: Session, new: NewMeal, accepted: Collection[str] = frozenset()) -> MenuSaved:
    """Say what is served at a sitting; a dish that the books lack is written down with it.

    Raises:
        SchoolError: a day that cannot be, a dish twice, or one that may not be cooked.
        Confirmable: something in a dish is restricted.
        ClosedMonthError: the month is closed.
    """

    def body(work: Work) -> MenuSaved:
        canteen = canteen_of(work.connection, work.unit_id, new.canteen_id)
        refuse_menu_day(canteen, new.day, work.today)
        keys, made = _resolved(work, new.dishes)
        lines = menu_lines(work.connection, work.unit_id, new.canteen_id, new.day, new.day)
        old = [line for line in lines if line.sitting is new.sitting]
        saved = _write(work, _Change(canteen, old, {(new.day, new.sitting): keys}), accepted)
        work.summary = {"day": new.day.isoformat(), "sitting": new.sitting.label}
        return MenuSaved(saved.added, saved.removed, made, saved.changes)

    return session.write("canteen.menu.set", body)


def copy_week(
    session: Session,
    canteen_id: UUID,
    source: date,
    target: date,
    accepted: Collection[str] = frozenset(),
) -> MenuSaved:
    """Serve in a week what was served in another, day by day.

    Raises:
        SchoolError: the week has no menu; a day that cannot be; what may not be cooked.
        Confirmable: the week has a menu already, or something is restricted.
        ClosedMonthError: a month of the week is closed.
    """
    source, target = week_of(source), week_of(target)
    ahead = target - source

    def body(work: Work) -> MenuSaved:
        canteen = canteen_of(work.connection, work.unit_id, canteen_id)
        lines, old = (
            menu_lines(work.connection, work.unit_id, canteen_id, *_ends(first))
            for first in (source, target)
        )
        if source == target or not lines:
            raise SchoolError("这一周没有食谱可以复制。请另选一周。")
        if old and REPLACE not in accepted:
            raise Confirmable(REPLACE, "这一周已经有食谱，复制会换掉它。确实要换吗？")
        for day in sorted({line.day + ahead for line in lines}):
            refuse_menu_day(canteen, day, work.today)
        stopped = _stopped(work, lines, ahead)
        wanted: dict[Meal, list[UUID]] = defaultdict(list)
        for line in lines:
            if line.menu_dish_id not in stopped:
                wanted[line.day + ahead, line.sitting].append(line.dish_id)
        saved = _write(work, _Change(canteen, old, wanted), accepted)
        work.summary = {"from": source.isoformat(), "to": target.isoformat()}
        left = tuple(dict.fromkeys(stopped.values()))
        return MenuSaved(saved.added, saved.removed, (), saved.changes, left)

    return session.write("canteen.menu.copy", body)


def refuse_menu_day(canteen: CanteenLine, day: date, today: date) -> None:
    """Refuse a day for which nobody writes a menu.

    Raises:
        SchoolError: the canteen has no accounts on it, or it is more than a year ahead.
    """
    closed = canteen.closed_on is not None and day > canteen.closed_on
    if day < canteen.opened_on or closed:
        msg = f"{canteen.name}在{day}没有开办，不能写这一天的食谱。请检查日期。"
        raise SchoolError(msg)
    if (day - today).days > MOST_DAYS_AHEAD:
        msg = f"日期{day}太远了，食谱最多提前一年写。请检查日期。"
        raise SchoolError(msg)


def _ends(first: date) -> tuple[date, date]:
    return first, first + timedelta(days=WEEK - 1)


def _stopped(work: Work, lines: Iterable[MenuLine], ahead: timedelta) -> dict[UUID, str]:
    """The lines of dishes that are cooked no more on the day they would move to."""
    query = select(Dish.id, Dish.stopped_on).where(
        Dish.unit_id == work.unit_id, Dish.stopped_on.is_not(None)
    )
    since = {row.id: row.stopped_on for row in work.connection.execute(query)}
    return {
        line.menu_dish_id: line.name
        for line in lines
        if (stop := since.get(line.dish_id)) is not None and stop <= line.day + ahead
    }


def _resolved(work: Work, named: Sequence[UUID | str]) -> tuple[list[UUID], tuple[str, ...]]:
    """The keys of dishes, those of new ones too, and what the new ones are called."""
    names = [name.strip() for name in named if isinstance(name, str)]
    known = known_dishes(work.connection, work.unit_id, names)
    lacking = [name for name in dict.fromkeys(names) if name not in known]
    made = add_dishes(work, [NewDish(name=name) for name in lacking]).dish_ids if lacking else ()
    known.update(zip(lacking, made, strict=True))
    keys = [known[name.strip()] if isinstance(name, str) else name for name in named]
    if len(set(keys)) < len(keys):
        raise SchoolError("同一个菜写了两次，请去掉一个。")
    if len(keys) > MOST_DISHES:
        msg = f"一餐最多写{MOST_DISHES}个菜。"
        raise SchoolError(msg)
    return keys, tuple(lacking)


@dataclass(frozen=True, slots=True)
class _Change:
    """What stands on the menu, and what is to stand there."""

    canteen: CanteenLine
    old: Sequence[MenuLine]
    wanted: Mapping[Meal, Sequence[UUID]]


@dataclass(slots=True)
class _Rows:
    """What is to be written."""

    fresh: list[tuple[Meal, int, UUID]] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    gone: set[UUID] = field(default_factory=set)


def _write(work: Work, change: _Change, accepted: Collection[str]) -> MenuSaved:
    """Write the difference, after what is new was held against the rules of its day."""
    rows = _differing(change)
    _judge(work, rows.fresh, accepted)
    work.delete(MenuDish, sorted(rows.gone))
    work.update(MenuDish, rows.moved)
    add_menu_dishes(work, change.canteen.canteen_id, rows.fresh)
    return MenuSaved(len(rows.fresh), len(rows.gone), (), Changes.of(Book.CANTEEN))


def _differing(change: _Change) -> _Rows:
    standing = {(line.meal, line.dish_id): line for line in change.old}
    rows = _Rows(gone={line.menu_dish_id for line in change.old})
    for meal, keys in change.wanted.items():
        for place, dish_id in enumerate(keys, start=1):
            line = standing.get((meal, dish_id))
            if line is None:
                rows.fresh.append((meal, place, dish_id))
                continue
            rows.gone.discard(line.menu_dish_id)
            if line.place != place:
                rows.moved.append({"id": line.menu_dish_id, "place": place})
    return rows


def _judge(work: Work, fresh: Sequence[tuple[Meal, int, UUID]], accepted: Collection[str]) -> None:
    """Hold dishes that come onto the menu against what may be cooked on their days."""
    if not fresh:
        return
    known = {line.dish_id: line for line in dish_lines(work.connection, work.unit_id)}
    by_day: dict[date, dict[UUID, Made]] = defaultdict(dict)
    for (day, _sitting), _place, dish_id in fresh:
        line = known.get(dish_id)
        if line is None:
            raise NotFoundError("没有这个菜。请先登记菜品。")
        if line.dish.stopped_on is not None and line.dish.stopped_on <= day:
            msg = f"{line.dish.name}从{line.dish.stopped_on}起不再做，不能写进{day}的食谱。"
            raise SchoolError(msg)
        by_day[day][dish_id] = line.made
    stages = stages_of(work.connection, work.unit_id)
    asked = dict.fromkeys(made for some in by_day.values() for made in some.values())
    for day, some in by_day.items():
        refuse_foods(some.values(), stages, day, (RESTRICTED,))
    refuse_foods(asked, stages, max(by_day), accepted)


def add_menu_dishes(work: Work, canteen_id: UUID, fresh: Sequence[tuple[Meal, int, UUID]]) -> None:
    """Put dishes on the menu, each at its meal and place."""
    rows = [
        {
            "id": key,
            "canteen_id": canteen_id,
            "month": Month.of(day),
            "day": day,
            "sitting": sitting,
            "place": place,
            "dish_id": dish_id,
        }
        for key, ((day, sitting), place, dish_id) in zip(
            work.new_ids(len(fresh)), fresh, strict=True
        )
    ]
    work.insert(MenuDish, rows)
