"""The classes of a month at the left of the grid, each with how far it has come."""

from __future__ import annotations

from desktop.services.meal_grid import ClassState, ClassTotals
from desktop.views.class_list import ClassesTable
from desktop.views.widgets.chips import Chip, Tone


class MealClassesTable(ClassesTable[ClassTotals]):
    """How many of a class are recorded."""

    def chip_of(self, line: ClassTotals) -> Chip:
        """How far a class has come, as a chip."""
        if line.state is ClassState.ALL:
            return Chip(line.state.label, Tone.GOOD)
        if line.state is ClassState.PART:
            return Chip(f"差{line.not_recorded}人", Tone.CARE)
        return Chip(line.state.label, Tone.PLAIN)

    def words_of(self, line: ClassTotals) -> str:
        """Both figures."""
        return f"登记{line.recorded}人，未登记{line.not_recorded}人"
