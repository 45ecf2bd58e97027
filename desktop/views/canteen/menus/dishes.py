"""菜品: what the canteen cooks, and what a portion of each takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.core.pinyin import initials
from desktop.services.canteen.dishes import DishLine, dishes
from desktop.views.canteen.goods.register import RegisterPart, writes
from desktop.views.canteen.menus.dish_form import DishForm
from desktop.views.tables import ListColumn
from desktop.views.widgets import Chip, EmptyState, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.views.desk import Desk
    from desktop.views.forms import Form

_EMPTY = "还没有菜品。写上菜名和每人用多少克食材，食谱里就能选，出库可以按食谱填。"


def _state(line: DishLine, today: date) -> Chip | None:
    stopped = line.dish.stopped_on
    if stopped is not None and stopped <= today:
        return Chip("已停用")
    return None if line.portions else Chip("没有写用量", Tone.CARE)


def _columns(today: date) -> tuple[ListColumn[DishLine], ...]:
    def words(line: DishLine) -> str:
        chip = _state(line, today)
        return chip.words if chip else ""

    return (
        ListColumn("name", "菜名", lambda d: d.dish.name, 180),
        ListColumn("portions", "每人用量", lambda d: d.told, 420),
        ListColumn("state", "状态", words, 120, chip=lambda d: _state(d, today)),
        ListColumn("note", "说明", lambda d: d.dish.note, 200, hidden=True),
    )


class DishesPart(RegisterPart[DishLine]):
    """What is cooked."""

    title = "菜品"

    def __init__(self, desk: Desk) -> None:
        empty = EmptyState(_EMPTY, "新增菜品" if writes(desk) else "", "canteen")
        super().__init__(desk, "dishes", _columns(desk.session.store.clock.today()), empty)

    def rows(self) -> Sequence[DishLine]:
        """All dishes."""
        return dishes(self.desk.session)

    def told(self, line: DishLine) -> str:
        """Name, sound, ingredients."""
        return " ".join((line.dish.name, line.pinyin, initials(line.dish.name), line.told))

    def key(self, line: DishLine) -> object:
        """Its key."""
        return line.dish_id

    def form(self, line: DishLine | None) -> Form[Any, Any]:
        """The form of a dish."""
        return DishForm(self.desk, line)

    def name_of(self, line: DishLine) -> str:
        """Its name."""
        return line.dish.name
