"""The meals of a school year as bars, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.terms import SchoolYear
from desktop.views.charts import ChartData, Series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.meal_year import MonthSum


def meals_by_month(year: Sequence[MonthSum]) -> ChartData:
    """September to August; a month without records is a gap, not a bar of nought."""
    label = SchoolYear.of(year[0].month.first).label
    return ChartData(
        f"{label}每月就餐人次",
        [f"{line.month.month}月" for line in year],
        [Series("人次", [line.days if line.pupils else None for line in year])],
    )
