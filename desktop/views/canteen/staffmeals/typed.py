"""The staff's meals of a month as they were read, and what is typed over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.money import Money
from desktop.services.canteen.staff_meals import MealMark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.canteen import Sitting
    from desktop.services.canteen.staff_meals import StaffMealsLine, StaffMealsMonth

    Key = tuple[UUID, date, Sitting]


class TypedMeals:
    """What is typed stands over what was read until it is in the books."""

    def __init__(self) -> None:
        self.month: StaffMealsMonth | None = None
        self.sitting: Sitting | None = None
        self.today: date | None = None
        self.refusal = ""
        """Why nothing can be typed; empty: it can."""
        self._typed: dict[Key, bool] = {}

    def take(self, month: StaffMealsMonth, today: date) -> None:
        """Take a month as it was read; what was typed and is not saved stays typed."""
        self.month, self.today = month, today
        if self.sitting not in month.sittings:
            self.sitting = month.sittings[0] if month.sittings else None
        saved = {(line.staff_id, *key) for line in month.lines for key in line.meals}
        self._typed = {key: ate for key, ate in self._typed.items() if (key in saved) is not ate}

    def clear(self) -> None:
        """Nothing was read."""
        self.month, self._typed = None, {}

    @property
    def lines(self) -> Sequence[StaffMealsLine]:
        """The people."""
        return self.month.lines if self.month else ()

    @property
    def days(self) -> Sequence[date]:
        """The days of the month."""
        return self.month.days if self.month else ()

    def marks(self) -> list[MealMark]:
        """What was typed and is not in the books yet."""
        return [MealMark(*key, ate) for key, ate in self._typed.items()]

    def changed(self, row: int, day: date) -> bool:
        """Whether a cell of the sitting that is shown is not in the books as it stands."""
        sitting = self.sitting
        return sitting is not None and (self.lines[row].staff_id, day, sitting) in self._typed

    def ate(self, row: int, day: date) -> bool:
        """Whether somebody ate at the sitting that is shown."""
        line, sitting = self.lines[row], self.sitting
        if sitting is None:
            return False
        typed = self._typed.get((line.staff_id, day, sitting))
        return (day, sitting) in line.meals if typed is None else typed

    def due(self, line: StaffMealsLine) -> Money:
        """What the meals of a person come to, with what is typed."""
        total = line.due
        for (staff_id, day, sitting), ate in self._typed.items():
            if staff_id != line.staff_id or self.month is None:
                continue
            if ate:
                total += self.month.prices.get((day, sitting), Money(0))
            else:
                total -= line.meals[day, sitting]
        return total

    def count(self, line: StaffMealsLine) -> int:
        """How many meals a person ate in the month, with what is typed."""
        typed = [ate for key, ate in self._typed.items() if key[0] == line.staff_id]
        return len(line.meals) + sum(1 if ate else -1 for ate in typed)

    def sums(self) -> tuple[int, Money, Money, Money]:
        """Meals, due, paid and what earlier months owe, of everybody."""
        return (
            sum(self.count(line) for line in self.lines),
            Money.sum(self.due(line) for line in self.lines),
            Money.sum(line.paid for line in self.lines),
            Money.sum(line.before for line in self.lines),
        )

    def why_not(self, row: int, place: int, *, ate: bool) -> str:
        """Why somebody cannot be marked on a day; empty: they can."""
        if self.refusal or self.month is None:
            return self.refusal
        line, day = self.lines[row], self.days[place]
        if self.today is not None and day > self.today:
            return f"{day.month}月{day.day}日还没有到。"
        if not ate:
            return ""
        if day not in line.employed:
            return f"{line.name}在{day.month}月{day.day}日不是本校教职工。"
        if self.sitting is None or (day, self.sitting) not in self.month.prices:
            return f"{day.month}月{day.day}日还没有教职工的价格，请先在“收费”里定伙食价格。"
        return ""

    def put(self, row: int, place: int, *, ate: bool) -> None:
        """Mark that somebody ate or did not; it can be marked."""
        line, day, sitting = self.lines[row], self.days[place], self.sitting
        if sitting is None:
            return
        key = (line.staff_id, day, sitting)
        if ((day, sitting) in line.meals) is ate:
            self._typed.pop(key, None)
        else:
            self._typed[key] = ate
