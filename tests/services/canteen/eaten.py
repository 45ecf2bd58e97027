"""Menus for tests: dishes, meals, and rows of what other parts of the program write."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from desktop.core.canteen import Sitting
from desktop.core.meals import Diner
from desktop.core.money import Quantity
from desktop.core.terms import Month
from desktop.models import FoodSample, MealCount, MealSitting
from desktop.services.canteen.dishes import Ingredient, NewDish, add_dish
from desktop.services.canteen.menus import NewMeal, set_meal
from tests.services.rosters import pupil, roster, take

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.canteen.menus import MenuSaved
    from desktop.services.session import Session
    from tests.services.canteen.kitchen import Kitchen


def weighed(kitchen: Kitchen, name: str, **more: Any) -> UUID:  # noqa: ANN401 - by article
    """A dish with so much per person, in grams, of the kitchen's articles."""
    ingredients = tuple(
        Ingredient(getattr(kitchen, article), Quantity.of(grams)) for article, grams in more.items()
    )
    new = NewDish(name=name, ingredients=ingredients)
    return add_dish(kitchen.session, new).dish_ids[0]


def serve(
    kitchen: Kitchen,
    day: date,
    *dishes: UUID | str,
    sitting: Sitting = Sitting.LUNCH,
    accepted: frozenset[str] = frozenset(),
) -> MenuSaved:
    """Put dishes on the menu."""
    return set_meal(kitchen.session, NewMeal(kitchen.canteen_id, day, sitting, dishes), accepted)


def enrol(session: Session, count: int) -> None:
    """Put pupils on the roll, from the first of September on."""
    names = [f"张{chr(0x4E00 + 7 * n)}" for n in range(count)]
    rows = [pupil(name, row=n) for n, name in enumerate(names, start=2)]
    take(session, roster("students", rows), on=date(2026, 9, 1))


def count_heads(kitchen: Kitchen, day: date, heads: int, sitting: Sitting = Sitting.LUNCH) -> None:
    """Write down that so many guests ate, as the counts of a sitting are kept."""

    def body(work: Work) -> None:
        sitting_id, count_id = work.new_ids(2)
        own = {"canteen_id": kitchen.canteen_id, "month": Month.of(day), "day": day}
        served = {"served": True, "reason": "", "recorded_at": work.now, "recorded_by": "张校长"}
        work.insert(MealSitting, [{"id": sitting_id, "sitting": sitting, **own, **served}])
        row = {"id": count_id, "sitting_id": sitting_id, "sitting": sitting, "class_id": None}
        counted = {"diner": Diner.GUEST, "heads": heads, "expected": None}
        work.insert(MealCount, [{**row, **own, **counted}])

    kitchen.session.write("test.count", body)


def keep_sample(kitchen: Kitchen, day: date, name: str, sitting: Sitting = Sitting.LUNCH) -> None:
    """Keep a sample of a dish."""

    def body(work: Work) -> None:
        row = {
            "id": work.new_ids(1)[0],
            "canteen_id": kitchen.canteen_id,
            "month": Month.of(day),
            "day": day,
            "sitting": sitting,
            "dish_id": None,
            "dish": name,
            "grams": 150,
            "taken_at": datetime(day.year, day.month, day.day, 4, tzinfo=UTC),
            "taken_by": "留样老孙",
            "watched_by": "",
        }
        work.insert(FoodSample, [row])

    kitchen.session.write("test.sample", body)
