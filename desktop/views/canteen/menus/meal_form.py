"""The form of a meal: which dishes are served; a new one is written down with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID  # noqa: TC003 - drafts are read by these types

from desktop.services.canteen.dishes import LONGEST_NAME, dishes
from desktop.services.canteen.menus import NewMeal, set_meal
from desktop.views.canteen.goods.grid import Cell
from desktop.views.canteen.goods.offering import Offer, OfferEdit
from desktop.views.canteen.menus.lines_edit import LinesEdit, as_fields
from desktop.views.forms import Field, Form
from desktop.views.widgets import Wrong

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.services.canteen.dishes import DishLine
    from desktop.services.canteen.menus import Meal, MenuLine, MenuSaved
    from desktop.views.canteen.goods.grid import GridLine
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_LINES: Final = 6


@dataclass(frozen=True, slots=True)
class DishChoice:
    """A dish that is chosen; without a key it is a new one."""

    dish_id: UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class MealDraft:
    """What is being entered of a meal."""

    dishes: tuple[DishChoice, ...] | None = ()


class DishEdit(OfferEdit):
    """Offers dishes by sound; a name in Chinese that is not known yet is a new dish."""

    def __init__(self, title: str) -> None:
        super().__init__(title, free=True)

    def read(self, text: str) -> Offer | Wrong:
        """The dish of a name, or a new one; letters are only the sound of one."""
        read = super().read(text)
        if isinstance(read, Offer) and read.key is None:
            if text.isascii():
                return Wrong("请从列表里选，或写菜名。", underway=True)
            if len(text) > LONGEST_NAME:
                return Wrong(f"菜名最多{LONGEST_NAME}个字。")
        return read

    def _offer(self, text: str) -> None:
        """While only the sound is typed, Enter takes what is offered first."""
        super()._offer(text)
        popup = self.completer_.popup()
        if text.isascii() and popup.isVisible():
            popup.setCurrentIndex(self.completer_.completionModel().index(0, 0))


class DishesEdit(LinesEdit[DishChoice]):
    """The dishes of a meal."""

    def __init__(self, title: str) -> None:
        self.offers: Sequence[Offer] = ()
        self._known: Mapping[UUID, DishLine] = {}
        super().__init__(title, (Cell("dish", "菜品", DishEdit, 0),), _LINES)

    def know(self, lines: Sequence[DishLine]) -> None:
        """Offer these dishes."""
        self._known = {line.dish_id: line for line in lines}
        self.offers = [
            Offer.of(line.dish_id, line.dish.name, line.told)
            for line in lines
            if line.dish.stopped_on is None
        ]
        for line in self.grid.lines:
            self.prepare(line)
        self.look_again()

    def prepare(self, line: GridLine) -> None:
        """Offer the dishes in a line."""
        (dish,) = as_fields(line, "dish")
        dish.set_offers(self.offers)

    def take(self, line: GridLine) -> DishChoice | None:
        """The dish."""
        offer = line.value("dish")
        return None if offer is None else DishChoice(offer.key, offer.name)

    def put(self, line: GridLine, value: DishChoice) -> None:
        """Show a dish."""
        (dish,) = as_fields(line, "dish")
        dish.set_value(Offer.of(value.dish_id, value.name))

    def told(self, value: DishChoice) -> str:
        """Its name."""
        return value.name

    def look(self, line: GridLine) -> None:
        """Say what a portion takes, or that it is a new dish."""
        offer = line.value("dish")
        if offer is None:
            line.say("")
        elif offer.key is None:
            line.say("新菜品，保存时一起登记；每人用量以后可以在“菜品”里补")
        else:
            known = self._known.get(offer.key)
            line.say((known.told or "还没有写每人用量") if known is not None else "")


class MealForm(Form[MealDraft, "MenuSaved"]):
    """What is served at a sitting of a day."""

    def __init__(self, desk: Desk, canteen_id: UUID, meal: Meal, lines: Sequence[MenuLine]) -> None:
        session, (day, sitting) = desk.session, meal

        def save(job: Job, draft: MealDraft) -> MenuSaved:
            named = tuple(choice.dish_id or choice.name for choice in draft.dishes or ())
            return set_meal(session, NewMeal(canteen_id, day, sitting, named), job.accepted)

        field = Field("dishes", "菜品", DishesEdit, help="拼音首字母就能选；没有的直接写菜名")
        super().__init__(desk, "canteen.meal", MealDraft, (field,), save)
        chosen = tuple(DishChoice(line.dish_id, line.name) for line in lines)
        self.open(MealDraft(chosen), key=f"{canteen_id}/{day}/{sitting.value}")
        edit: Any = self.sheet.rows["dishes"].entry
        desk.tasks.read(self, lambda _job: dishes(session)).then(edit.know).start()
