"""The form of a dish: what it is called, and how much of what a portion takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID  # noqa: TC003 - same

from desktop.core.foods import portion_of
from desktop.core.money import Quantity
from desktop.services.canteen.articles import articles
from desktop.services.canteen.dishes import (
    LONGEST_NAME,
    LONGEST_NOTE,
    Ingredient,
    NewDish,
    add_dish,
    correct_dish,
)
from desktop.views.canteen.goods.grid import Cell
from desktop.views.canteen.goods.known import named
from desktop.views.canteen.goods.offering import Offer, OfferEdit
from desktop.views.canteen.menus.lines_edit import LinesEdit, as_fields
from desktop.views.forms import Field, Form
from desktop.views.widgets import DateEdit, NoteEdit, QuantityEdit, TextEdit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.services.canteen.articles import ArticleLine
    from desktop.services.canteen.dishes import DishesSaved, DishLine
    from desktop.services.session import Session
    from desktop.views.canteen.goods.grid import GridLine
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_LINES: Final = 4
_LEAST: Final = Quantity(1)
_MOST: Final = Quantity.of(100_000)


@dataclass(frozen=True, slots=True)
class PortionDraft:
    """An ingredient that is being entered, as it is told: grams or pieces per person."""

    article_id: UUID
    name: str
    portion: Quantity


@dataclass(frozen=True, slots=True)
class DishDraft:
    """What is being entered of a dish."""

    name: str | None = None
    ingredients: tuple[PortionDraft, ...] | None = ()
    note: str | None = None
    stopped_on: date | None = None


class IngredientsEdit(LinesEdit[PortionDraft]):
    """Ingredients, each with how much a person gets of it."""

    def __init__(self, title: str) -> None:
        self.offers: Sequence[Offer] = ()
        self._measures: Mapping[UUID, str] = {}
        cells = (
            Cell("article", "食材", OfferEdit, 0),
            Cell("portion", "每人用量", lambda t: QuantityEdit(t, least=_LEAST, most=_MOST), 9),
        )
        super().__init__(title, cells, _LINES)

    def know(self, lines: Sequence[ArticleLine]) -> None:
        """Offer these articles."""
        eaten = [a for a in lines if a.article.kind.food]
        self._measures = {a.article_id: a.article.measure for a in eaten}
        self.offers = [
            Offer.of(a.article_id, named(a), portion_of(a.article.measure).words)
            for a in eaten
            if a.article.stopped_on is None
        ]
        for line in self.grid.lines:
            self.prepare(line)
        self.look_again()

    def prepare(self, line: GridLine) -> None:
        """Offer the articles in a line."""
        (article,) = as_fields(line, "article")
        article.set_offers(self.offers)

    def take(self, line: GridLine) -> PortionDraft | None:
        """An article and its portion."""
        offer, portion = line.value("article"), line.value("portion")
        if offer is None or portion is None:
            return None
        return PortionDraft(offer.key, offer.name, portion)

    def put(self, line: GridLine, value: PortionDraft) -> None:
        """Show an ingredient."""
        article, portion = as_fields(line, "article", "portion")
        article.set_value(Offer.of(value.article_id, value.name))
        portion.set_value(value.portion)

    def told(self, value: PortionDraft) -> str:
        """猪肉 50."""
        return f"{value.name} {value.portion.plain}"

    def lacking(self, line: GridLine) -> str:
        """What is missing in a line."""
        if line.value("article") is None:
            return "请从列表里选食材；没有的先在“入库 › 物品”里登记。"
        return super().lacking(line) if line.problem() else "还没有写每人用量。"

    def look(self, line: GridLine) -> None:
        """Say in which measure the portion is told."""
        offer = line.value("article")
        measure = self._measures.get(offer.key) if offer is not None else None
        line.say(f"每人多少{portion_of(measure).words}" if measure else "")


class DishForm(Form[DishDraft, "DishesSaved"]):
    """A dish; `line` where one is changed, `name` as far as a new one is known."""

    def __init__(self, desk: Desk, line: DishLine | None = None, name: str = "") -> None:
        session, today = desk.session, desk.session.store.clock.today()

        def save(job: Job, draft: DishDraft) -> DishesSaved:
            new = _new(session, draft)
            if line is None:
                return add_dish(session, new, job.accepted)
            return correct_dish(session, line.dish_id, new, job.accepted)

        super().__init__(desk, "canteen.dish", DishDraft, _fields(today, line), save)
        self.open(_draft(line, name), key=str(line.dish_id) if line else "")
        edit: Any = self.sheet.rows["ingredients"].entry
        desk.tasks.read(self, lambda _job: articles(session)).then(edit.know).start()


def _draft(line: DishLine | None, name: str) -> DishDraft:
    if line is None:
        return DishDraft(name=name or None)
    portions = tuple(
        PortionDraft(
            p.article_id,
            " ".join(filter(None, (p.name, p.specification))),
            portion_of(p.measure).portion(p.per_thousand),
        )
        for p in line.portions
    )
    return DishDraft(line.dish.name, portions, line.dish.note or None, line.dish.stopped_on)


def _fields(today: date, line: DishLine | None) -> tuple[Field, ...]:
    fields = (
        Field("name", "菜名", lambda t: TextEdit(t, longest=LONGEST_NAME), required=True),
        Field(
            "ingredients",
            "食材",
            IngredientsEdit,
            help="每人吃多少：按千克进货的写克，论个的写个数。有了用量，出库可以按食谱填",
        ),
        Field("note", "做法或说明", lambda t: NoteEdit(t, longest=LONGEST_NOTE)),
    )
    if line is None:
        return fields
    return (*fields, Field("stopped_on", "停用日期", lambda t: DateEdit(t, today)))


def _new(session: Session, draft: DishDraft) -> NewDish:
    """The dish of a draft: portions per thousand, in the measures of the articles."""
    measures = {line.article_id: line.article.measure for line in articles(session)}
    return NewDish(
        name=draft.name or "",
        ingredients=tuple(
            Ingredient(
                one.article_id,
                portion_of(measures.get(one.article_id, "")).per_thousand(one.portion),
            )
            for one in draft.ingredients or ()
        ),
        note=draft.note or "",
        stopped_on=draft.stopped_on,
    )
