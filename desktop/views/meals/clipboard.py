"""A class's meal days to and from a sheet, as cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from desktop.views.meals.table import UNREADABLE, read_days

if TYPE_CHECKING:
    from desktop.views.meals.table import MealDaysTable


def copy_class(table: MealDaysTable) -> None:
    """Copy the whole class as it stands on the screen."""
    columns = range(table.columnCount())
    lines = [
        "\t".join(str(table.index(row, column).data() or "") for column in columns)
        for row in range(table.rowCount())
    ]
    QGuiApplication.clipboard().setText("\n".join(lines))


def paste_days(table: MealDaysTable, first: int) -> bool:
    """Put a copied column of days into the lines from `first` on, as one step."""
    words = QGuiApplication.clipboard().text().splitlines()
    values = {first + place: read_days(word) for place, word in enumerate(words)}
    if first < 0 or not values:
        return False
    if max(values) >= table.rowCount():
        table.refused.emit(f"粘贴的有{len(values)}行，从这里往下没有这么多学生。")
        return False
    if UNREADABLE in values.values():
        table.refused.emit("粘贴的内容里有不是整数的格子，没有粘贴。")
        return False
    return table.put(values)
