"""The sample workbooks: which school they come from, what they are, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.resources import SAMPLES
from desktop.core.terms import Month
from desktop.demo.places import JUNIOR, KINDERGARTEN, POINT, PRIMARY

if TYPE_CHECKING:
    from pathlib import Path

STUDENTS: Final = "students"
MEAL_DAYS: Final = "meal-days"
CHARGES: Final = "charges"

SEPTEMBER: Final = Month(2026, 9)
OCTOBER: Final = Month(2026, 10)

FOLDERS: Final = {
    PRIMARY: "平安乡中心小学",
    JUNIOR: "第二初级中学",
    POINT: "大岭教学点",
    KINDERGARTEN: "平安乡中心幼儿园",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One workbook as a school hands it in."""

    unit: str
    kind: str
    name: str
    month: Month | None = None

    @property
    def path(self) -> Path:
        """Where it lies."""
        return SAMPLES / FOLDERS[self.unit] / self.name

    @property
    def shown(self) -> str:
        """Folder and name, as they are printed."""
        return f"{FOLDERS[self.unit]}/{self.name}"


ALL: Final = (
    Sample(PRIMARY, STUDENTS, "2026年秋季学期学生花名册.xlsx"),
    Sample(PRIMARY, MEAL_DAYS, "2026年9月学生午餐就餐天数.xls", SEPTEMBER),
    Sample(PRIMARY, MEAL_DAYS, "2026年10月学生午餐就餐天数.xlsx", OCTOBER),
    Sample(PRIMARY, CHARGES, "收费公示表.xlsx"),
    Sample(JUNIOR, STUDENTS, "学生基本信息表（2026秋）.xls"),
    Sample(JUNIOR, MEAL_DAYS, "10月份学生就餐统计.xlsx", OCTOBER),
    Sample(JUNIOR, CHARGES, "收费项目一览表.xls"),
    Sample(POINT, STUDENTS, "大岭教学点花名册.csv"),
    Sample(POINT, MEAL_DAYS, "大岭教学点10月营养餐.xlsx", OCTOBER),
    Sample(POINT, CHARGES, "大岭教学点收费表.xlsx"),
    Sample(KINDERGARTEN, STUDENTS, "幼儿花名册2026秋.et"),
    Sample(KINDERGARTEN, CHARGES, "收费公示表.xlsx"),
)
"""In the order in which they are taken in: pupils before their meals."""
