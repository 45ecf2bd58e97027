"""One row from values that were typed, by the columns and checks of a whole sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from desktop.rosters.columns import Line
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import SheetKind

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Single(Generic[R]):
    """A row, and what is to be said of its values by key."""

    row: R
    flaws: tuple[tuple[str, Flaw], ...]

    def of(self, level: Level) -> dict[str, Flaw]:
        """The first flaw of a level for each key that has one."""
        found: dict[str, Flaw] = {}
        for key, flaw in self.flaws:
            if flaw.level is level:
                found.setdefault(key, flaw)
        return found


def read_single(kind: SheetKind[R], cells: Mapping[str, Cell], context: Context) -> Single[R]:
    """Convert and check values as the lines of a sheet are; empty ones say nothing.

    Raises:
        KeyError: the sheet has no such column.
    """
    columns = {column.key: column for column in kind.columns}
    line = Line(0, {})
    for key, cell in cells.items():
        found = None if cell == "" else columns[key].convert(cell, context)
        if isinstance(found, Flaw):
            line.flaws.append((key, found))
            found = found.value
        line.values[key] = found
    row = kind.build(line, context)
    for column in kind.columns:
        if column.required and line.values.get(column.key) is None:
            line.flaws.append((column.key, Flaw(Level.ERROR, f"请填写{column.title}")))
    return Single(row, tuple(line.flaws))
