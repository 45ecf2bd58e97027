"""The month that a workbook is about: as the person has said, or as its title says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.core.errors import SchoolError

if TYPE_CHECKING:
    from desktop.core.terms import Month
    from desktop.rosters.results import RosterResult
    from desktop.services.imports.plan import Facing


def month_of(facing: Facing, roster: RosterResult[Any], doing: str) -> Month:
    """The month of a sheet that belongs to one.

    Args:
        facing: what the workbook is held against.
        roster: the sheet.
        doing: what cannot be done in a month that has not come, such as 登记就餐天数.

    Raises:
        SchoolError: no month is given, it has not come, or the sheet says another month.
    """
    asked, said = facing.month, roster.month
    if asked is not None and said is not None and asked != said:
        msg = f"这张表写的是{said.label}，要导入的是{asked.label}。请换一张表，或改正月份。"
        raise SchoolError(msg)
    month = asked or said
    if month is None:
        msg = f"工作表“{roster.sheet}”没有写是哪个月。请在标题里写上（如2026年10月），或选定月份。"
        raise SchoolError(msg)
    if month.first > facing.today:
        msg = f"{month.label}还没有到，不能{doing}。请核对月份。"
        raise SchoolError(msg)
    return month
