"""Rows of the sheet of menus, in the form that is read back in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.foods import portion_of
from desktop.rosters.menus import MenuRow
from desktop.services.canteen.canteens import canteen_lines
from desktop.services.canteen.dishes import dish_lines
from desktop.services.canteen.menus import menu_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.canteen.dishes import DishLine
    from desktop.services.canteen.menus import MenuLine

_FIRST_ROW: Final = 2


def menu_rows(connection: Connection, unit_id: UUID, month: Month) -> tuple[MenuRow, ...]:
    """The menu of a month: a row for each ingredient of each dish."""
    known = {line.dish_id: line for line in dish_lines(connection, unit_id)}
    found: list[MenuRow] = []
    for canteen in canteen_lines(connection, unit_id):
        lines = menu_lines(connection, unit_id, canteen.canteen_id, month.first, month.last)
        for line in lines:
            first = _FIRST_ROW + len(found)
            found.extend(_rows(line, known[line.dish_id], canteen.name, first))
    return tuple(found)


def _rows(line: MenuLine, dish: DishLine, canteen: str, first: int) -> Iterator[MenuRow]:
    if not dish.portions:
        yield MenuRow(first, line.name, line.day, line.sitting, canteen=canteen)
    for number, portion in enumerate(dish.portions, start=first):
        told = portion_of(portion.measure)
        yield MenuRow(
            number,
            line.name,
            line.day,
            line.sitting,
            portion.name,
            portion.specification or None,
            told.portion(portion.per_thousand),
            told.words,
            canteen,
        )
