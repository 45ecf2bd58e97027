"""A sheet of menus held against the books: dishes of meals, and what a portion takes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.foods import FoodLevel, portion_of
from desktop.core.money import Quantity
from desktop.models import DishIngredient
from desktop.services.canteen.dishes import (
    Ingredient,
    NewDish,
    add_dishes,
    dish_lines,
    write_ingredients,
)
from desktop.services.canteen.foods import Made, rules_against, stages_of
from desktop.services.canteen.menus import add_menu_dishes, menu_lines, refuse_menu_day
from desktop.services.imports.goods_names import Additions, Names, name_key, warning
from desktop.services.imports.plan import Difference, FieldChange, Findings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.rosters.menus import MenuRow
    from desktop.rosters.problems import Problem
    from desktop.rosters.results import RosterResult
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.catalogue import ArticleFacts
    from desktop.services.canteen.dishes import DishLine
    from desktop.services.canteen.menus import Meal, MenuLine
    from desktop.services.imports.plan import Facing

STOPPED: Final = "{}从{}起不再做；请核对菜名，或先在菜品里恢复"
OTHER_PORTION: Final = "账里{}按{}计，每人用量要写多少{}，表里写的是{}"
TWO_PORTIONS: Final = "表里同一个菜的同一种食材，前面写的是每人{}；请改成一样的"
NOT_LISTED: Final = "食谱里有，表里没有；它留在食谱里，不做的请在食谱里去掉"
TOO_LARGE: Final = "每人用量太大了，请检查是不是填错了单位"
_WHOLE: Final = {"千克": "克", "公斤": "克", "升": "毫升"}
_BOUGHT: Final = {"克": "千克", "斤": "千克", "毫升": "升"}
_THOUSAND: Final = 1000
_MOST: Final = Quantity(10**10)


@dataclass(slots=True)
class _Dish:
    """A dish that lines name: one of the books, or one that they lack."""

    name: str
    line: DishLine | None
    stands: dict[UUID, Quantity] = field(default_factory=dict)
    """What the books say of its ingredients, per thousand portions."""
    told: dict[UUID, Quantity] = field(default_factory=dict)
    """What the sheet says."""

    def note(self, article: ArticleFacts | None, amount: Quantity) -> None:
        """The sheet says so."""
        if article is not None:
            self.told.setdefault(article.article_id, amount)


@dataclass(frozen=True, slots=True)
class MenusPlan:
    """What of menus and dishes the books lack, or have otherwise."""

    dishes: tuple[_Dish, ...]
    fresh: tuple[tuple[UUID, Meal, int, str], ...]
    """Canteen, meal, place and the dish's name for comparing."""
    additions: Additions
    found: Findings

    def write(self, work: Work) -> Changes:
        """Write it: articles, dishes, ingredients, and what is served when."""
        real = self.additions.write(work)
        keys = self._dishes(work, real)
        by_canteen: dict[UUID, list[tuple[Meal, int, UUID]]] = defaultdict(list)
        for canteen_id, meal, place, dish in self.fresh:
            by_canteen[canteen_id].append((meal, place, keys[dish]))
        for canteen_id, fresh in by_canteen.items():
            add_menu_dishes(work, canteen_id, fresh)
        return Changes.of(Book.CANTEEN)

    def _dishes(self, work: Work, real: Mapping[UUID, UUID]) -> dict[str, UUID]:
        """Write the dishes down; gives their keys by their names for comparing."""
        keys = {name_key(d.name): d.line.dish_id for d in self.dishes if d.line is not None}
        new = [dish for dish in self.dishes if dish.line is None]
        made = add_dishes(
            work, [NewDish(name=d.name, ingredients=_ingredients(d.told, real)) for d in new]
        ).dish_ids
        keys.update((name_key(d.name), key) for d, key in zip(new, made, strict=True))
        old = [dish for dish in self.dishes if dish.line is not None]
        added = [
            (keys[name_key(dish.name)], ingredient)
            for dish in old
            for ingredient in _ingredients(_beside(dish.told, dish.stands), real)
        ]
        write_ingredients(work, added)
        _correct(work, old)
        return keys


def _ingredients(
    told: Mapping[UUID, Quantity], real: Mapping[UUID, UUID]
) -> tuple[Ingredient, ...]:
    return tuple(Ingredient(real.get(key, key), amount) for key, amount in told.items())


def _beside(told: Mapping[UUID, Quantity], known: Iterable[UUID]) -> dict[UUID, Quantity]:
    return {key: amount for key, amount in told.items() if key not in known}


def _correct(work: Work, dishes: Iterable[_Dish]) -> None:
    """Write the portions that the sheet says otherwise."""
    wanted = {
        (dish.line.dish_id, key): amount
        for dish in dishes
        if dish.line is not None
        for key, amount in dish.told.items()
        if dish.stands.get(key, amount) != amount
    }
    query = select(DishIngredient.id, DishIngredient.dish_id, DishIngredient.article_id).where(
        DishIngredient.unit_id == work.unit_id
    )
    rows = [
        {"id": row.id, "per_thousand": wanted[row.dish_id, row.article_id]}
        for row in work.connection.execute(query)
        if (row.dish_id, row.article_id) in wanted
    ]
    work.update(DishIngredient, rows)


def compare_menus(facing: Facing, roster: RosterResult[MenuRow]) -> MenusPlan:
    """Hold a sheet of menus against the books; a dish is told by its name."""
    return _Comparison(facing, roster).plan()


@dataclass(frozen=True, slots=True)
class _Told:
    """A line with what it names."""

    row: MenuRow
    canteen: CanteenLine
    dish: _Dish
    meal: Meal
    article: ArticleFacts | None = None
    per_thousand: Quantity = Quantity(0)  # noqa: RUF009 - a frozen value

    @property
    def key(self) -> tuple[UUID, Meal, str]:
        """The dish at its meal."""
        return self.canteen.canteen_id, self.meal, name_key(self.dish.name)

    @property
    def line(self) -> tuple[object, UUID | None]:
        """What tells a line from others."""
        return self.key, self.article.article_id if self.article else None


@dataclass(slots=True)
class _Tally:
    """What the lines come to."""

    same: int = 0
    new: list[Difference] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)
    parked: list[Difference] = field(default_factory=list)
    problems: dict[tuple[str, str], Problem] = field(default_factory=dict)

    def add(self, told: _Told) -> None:
        """The books lack what a line says."""
        reason = f"{told.meal[0]} {told.meal[1].label}"
        self.new.append(Difference(told.row.row, told.row.name, reason=reason))

    def pass_over(self, _told: _Told) -> None:
        """The books, or a line before, say the same."""
        self.same += 1

    def change(self, told: _Told) -> None:
        """The books say otherwise of a portion."""
        assert told.article is not None  # noqa: S101 - only portions change
        words = portion_of(told.article.measure).told
        before = told.dish.stands[told.article.article_id]
        title = f"{told.article.name}每人用量"
        change = FieldChange(title, words(before), words(told.per_thousand))
        self.changed.append(Difference(told.row.row, told.row.name, (change,)))

    def park(self, row: MenuRow, reason: str) -> None:
        """Leave a line for a person to look at."""
        self.parked.append(Difference(row.row, row.name, reason=reason))


class _Comparison:
    """One sheet held against the books."""

    def __init__(self, facing: Facing, roster: RosterResult[MenuRow]) -> None:
        self._facing, self._roster = facing, roster
        self._names = Names(facing)
        self._stages = stages_of(facing.connection, facing.unit_id)
        lines = dish_lines(facing.connection, facing.unit_id)
        self._dishes = {
            name_key(line.dish.name): _Dish(
                line.dish.name, line, {p.article_id: p.per_thousand for p in line.portions}
            )
            for line in reversed(lines)
        }
        self._menu = self._standing()
        self._places: dict[tuple[UUID, Meal], int] = defaultdict(int)
        for (canteen_id, meal, _dish), line in self._menu.items():
            at = (canteen_id, meal)
            self._places[at] = max(self._places[at], line.place)
        self._fresh: dict[tuple[UUID, Meal, str], int] = {}
        self._seen: set[tuple[UUID, Meal, str]] = set()
        self._lines: set[tuple[object, UUID | None]] = set()
        self._needed: dict[str, _Dish] = {}
        self._tally = _Tally()

    def _standing(self) -> dict[tuple[UUID, Meal, str], MenuLine]:
        """What stands on the menus of the days of the sheet."""
        days = [row.day for row in self._roster.rows if row.day is not None]
        if not days:
            return {}
        return {
            (canteen_id, line.meal, name_key(line.name)): line
            for canteen_id in self._names.canteens
            for line in menu_lines(
                self._facing.connection, self._facing.unit_id, canteen_id, min(days), max(days)
            )
        }

    def plan(self) -> MenusPlan:
        """Go through the lines."""
        meals: set[tuple[UUID, Meal]] = set()
        for row in self._roster.rows:
            told = self._named(row)
            if isinstance(told, str):
                self._tally.park(row, told)
                continue
            meals.add((told.canteen.canteen_id, told.meal))
            self._compare(told)
        tally = self._tally
        found = Findings(
            len(tally.new),
            tally.same,
            tuple(tally.changed),
            tuple(self._missing(meals)),
            tuple(tally.parked),
            (*tally.problems.values(), *self._names.warnings(self._roster.sheet)),
            fresh=tuple(tally.new),
        )
        fresh = tuple((c, meal, place, dish) for (c, meal, dish), place in self._fresh.items())
        return MenusPlan(tuple(self._needed.values()), fresh, self._names.additions(), found)

    def _missing(self, meals: set[tuple[UUID, Meal]]) -> Iterable[Difference]:
        """Dishes of the same meals that the sheet does not name."""
        for (canteen_id, meal, dish), line in self._menu.items():
            if (canteen_id, meal) in meals and (canteen_id, meal, dish) not in self._seen:
                who = f"{line.day} {line.sitting.label} {line.name}"
                yield Difference(0, who, reason=NOT_LISTED)

    def _named(self, row: MenuRow) -> _Told | str:
        canteen = self._names.canteen(row.canteen)
        if isinstance(canteen, str):
            return canteen
        assert row.day is not None  # noqa: S101 - a row without it was not read
        assert row.sitting is not None  # noqa: S101 - same
        key = name_key(row.name)
        dish = self._dishes.setdefault(key, _Dish(row.name, None))
        told = _Told(row, canteen, dish, (row.day, row.sitting))
        self._seen.add(told.key)
        if row.article is None or row.portion is None:
            return told
        return self._weighed(told, row.article, row.portion)

    def _weighed(self, told: _Told, name: str, portion: Quantity) -> _Told | str:
        row = told.row
        meant = self._names.article(name, row.specification, None)
        if meant is None:
            bought = _BOUGHT.get(row.portion_measure or "", row.portion_measure)
            meant = self._names.propose(name, row.specification, bought, None)
        if isinstance(meant, str):
            return meant
        amount = _per_thousand(meant.facts, portion, row.portion_measure)
        if isinstance(amount, str):
            return amount
        return _Told(row, told.canteen, told.dish, told.meal, meant.facts, amount)

    def _compare(self, told: _Told) -> None:
        article = told.article
        served = told.key in self._menu
        before = told.dish.stands.get(article.article_id) if article else None
        known = article is None or before == told.per_thousand
        conflict = self._conflict(told)
        if conflict:
            self._tally.park(told.row, conflict)
        elif served and known:
            told.dish.note(article, told.per_thousand)
            self._tally.same += 1
        elif reason := self._refusal(told, served=served):
            self._tally.park(told.row, reason)
        else:
            self._keep(told, served=served)

    def _conflict(self, told: _Told) -> str:
        """Why a line contradicts one before it."""
        if told.article is None:
            return ""
        said = told.dish.told.get(told.article.article_id, told.per_thousand)
        stands = portion_of(told.article.measure).told(said)
        return TWO_PORTIONS.format(stands) if said != told.per_thousand else ""

    def _refusal(self, told: _Told, *, served: bool) -> str:
        """Why a line cannot be taken in; what is only restricted is noted."""
        day = told.meal[0]
        line = told.dish.line
        if not served:
            try:
                refuse_menu_day(told.canteen, day, self._facing.today)
            except SchoolError as error:
                return error.sentence
            if line is not None and line.dish.stopped_on and line.dish.stopped_on <= day:
                return STOPPED.format(told.dish.name, line.dish.stopped_on)
            if closed := self._names.closed(day):
                return closed
        made = line.made if line is not None else Made(told.dish.name)
        if told.article is not None:
            article = (told.article.name, told.article.kind)
            made = Made(made.name, (*made.articles, article))
        return self._judged(made, told)

    def _judged(self, made: Made, told: _Told) -> str:
        for rule in rules_against(made, self._stages, told.meal[0]):
            if rule.level is FoodLevel.FORBIDDEN:
                return f"不能做：{rule.sentence}"
            key = (name_key(made.name), rule.name)
            said = f"{made.name}：{rule.sentence}；请看是不是要用"
            note = warning(self._roster.sheet, told.row.row, "菜品", said)
            self._tally.problems.setdefault(key, note)
        return ""

    def _keep(self, told: _Told, *, served: bool) -> None:
        """Note what a line adds or changes, and what is to be said of it."""
        dish, article = told.dish, told.article
        first = article is not None and article.article_id not in dish.told
        fate = self._fate(told, served=served, first=first)
        dish.note(article, told.per_thousand)
        if article is not None:
            self._names.need(told.row.row, article.article_id)
        self._needed.setdefault(name_key(dish.name), dish)
        if not served and told.key not in self._fresh:
            self._places[told.key[:2]] += 1
            self._fresh[told.key] = self._places[told.key[:2]]
        self._lines.add(told.line)
        fate(told)

    def _fate(self, told: _Told, *, served: bool, first: bool) -> Callable[[_Told], None]:
        article = told.article
        before = told.dish.stands.get(article.article_id) if article else None
        if first and before not in (None, told.per_thousand):
            return self._tally.change
        if told.line in self._lines or (served and article is not None and not first):
            return self._tally.pass_over
        return self._tally.add


def _per_thousand(article: ArticleFacts, portion: Quantity, measure: str | None) -> Quantity | str:
    """What a thousand portions take, or why that cannot be told."""
    told = portion_of(article.measure)
    if measure is not None and _WHOLE.get(measure) == told.words != measure:
        portion = Quantity(portion.units * _THOUSAND)
    elif measure not in (None, told.words):
        return OTHER_PORTION.format(article.name, article.measure, told.words, measure)
    amount = told.per_thousand(portion)
    return TOO_LARGE if amount.units > _MOST.units else amount
