"""The kinds of sheets that the program reads and writes, by English and Chinese name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from desktop.core.errors import SchoolError
from desktop.rosters.absences import ABSENCES
from desktop.rosters.articles import ARTICLES
from desktop.rosters.attendance import ATTENDANCE, PUPIL_ABSENCES
from desktop.rosters.bank_statement import BANK_STATEMENT
from desktop.rosters.charges import CHARGES
from desktop.rosters.classes import CLASSES
from desktop.rosters.contract_prices import CONTRACT_PRICES
from desktop.rosters.goods_issues import GOODS_ISSUES
from desktop.rosters.goods_receipts import GOODS_RECEIPTS
from desktop.rosters.guardians import GUARDIANS
from desktop.rosters.meal_counts import MEAL_COUNTS
from desktop.rosters.meal_days import MEAL_DAYS
from desktop.rosters.meal_fees import MEAL_FEES
from desktop.rosters.menus import MENUS
from desktop.rosters.money_sheet import MONEY
from desktop.rosters.office_lists import HOUSEHOLDS, SCHOOL_AGE
from desktop.rosters.post_changes import POST_CHANGES
from desktop.rosters.staff import STAFF
from desktop.rosters.stocktake_sheet import STOCKTAKE
from desktop.rosters.students import STUDENTS
from desktop.rosters.suppliers import SUPPLIERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.rosters.columns import SheetKind

SHEETS: Final[Mapping[str, SheetKind[Any]]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            STUDENTS,
            STAFF,
            CLASSES,
            GUARDIANS,
            POST_CHANGES,
            ABSENCES,
            MEAL_DAYS,
            CHARGES,
            HOUSEHOLDS,
            SCHOOL_AGE,
            ATTENDANCE,
            PUPIL_ABSENCES,
            SUPPLIERS,
            ARTICLES,
            GOODS_RECEIPTS,
            GOODS_ISSUES,
            MONEY,
            MENUS,
            MEAL_COUNTS,
            MEAL_FEES,
            STOCKTAKE,
            BANK_STATEMENT,
            CONTRACT_PRICES,
        )
    }
)


def sheet_kind(name: str) -> SheetKind[Any]:
    """The kind of an English or Chinese name.

    Raises:
        SchoolError: there is none.
    """
    for kind in SHEETS.values():
        if name in (kind.name, kind.title):
            return kind
    known = "、".join(f"{kind.title}（{kind.name}）" for kind in SHEETS.values())
    raise SchoolError(f"没有“{name}”这种表。可以用：{known}")
