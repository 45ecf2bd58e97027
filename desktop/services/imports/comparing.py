"""How each kind of workbook is held against the books.

Half of the time that a small workbook takes is the loading of the program: only what compares the
kind that is asked for is loaded.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.rosters.results import RosterResult
    from desktop.services.imports.plan import Facing, Plan

    Comparison = Callable[[Facing, RosterResult[Any]], Plan]

# The module beside this one, and the function in it.
COMPARISONS: Final[Mapping[str, tuple[str, str]]] = {
    "students": ("students", "compare_students"),
    "staff": ("staff", "compare_staff"),
    "classes": ("classes", "compare_classes"),
    "guardians": ("guardian_sheet", "compare_guardians"),
    "post-changes": ("post_changes", "compare_post_changes"),
    "absences": ("absences", "compare_absences"),
    "meal-days": ("meals", "compare_meals"),
    "charges": ("charges", "compare_charges"),
    "households": ("lists", "compare_lists"),
    "school-age": ("lists", "compare_lists"),
    "attendance": ("attendance", "compare_attendance"),
    "pupil-absences": ("pupil_absences", "compare_pupil_absences"),
    "suppliers": ("catalogue", "compare_suppliers"),
    "articles": ("catalogue", "compare_articles"),
    "goods-receipts": ("goods_receipts", "compare_receipts"),
    "goods-issues": ("goods_issues", "compare_issues"),
    "money": ("canteen_money", "compare_money"),
    "menus": ("menus", "compare_menus"),
    "meal-counts": ("meal_counts", "compare_meal_counts"),
    "meal-fees": ("meal_fees", "compare_meal_fees"),
    "stocktake": ("stocktake", "compare_counts"),
    "bank-statement": ("bank_lines", "compare_bank_lines"),
    "contract-prices": ("contract_prices", "compare_prices"),
}


def comparison(kind: str) -> Comparison:
    """What holds a workbook of a kind against the books.

    Raises:
        KeyError: there is no such kind.
    """
    module, function = COMPARISONS[kind]
    found: Comparison = getattr(import_module(f"desktop.services.imports.{module}"), function)
    return found
