"""Lists that other offices keep: whose they are, what they are of, and what a comparison says."""

from __future__ import annotations

from typing import Final

from desktop.core.labels import HouseholdCategory, Labelled


class ListSource(Labelled):
    """The office that keeps a list."""

    CIVIL = "civil", "民政"
    REVIVAL = "revival", "乡村振兴"
    DISABLED = "disabled_federation", "残联"
    POLICE = "police", "公安"
    OTHER = "other", "其他"


class ListTopic(Labelled):
    """What a list is of."""

    OUT_OF_POVERTY = "out_of_poverty", "脱贫户"
    MONITORED = "monitored", "监测对象"
    LOW_INCOME = "low_income", "低保"
    EXTREME_POVERTY = "extreme_poverty", "特困"
    ORPHAN = "orphan", "孤儿"
    UNATTENDED = "unattended", "事实无人抚养"
    DISABLED = "disabled", "残疾"
    DISABLED_PARENT = "disabled_parent", "残疾人子女"
    MARTYR = "martyr", "烈士子女"
    LEFT_BEHIND = "left_behind", "留守"
    MIXED = "mixed", "困难家庭"
    """Several categories, each told by its line."""
    SCHOOL_AGE = "school_age", "适龄儿童"

    @property
    def category(self) -> HouseholdCategory | None:
        """The category of everybody on such a list; None where the list does not say."""
        return _CATEGORIES.get(self.value)

    @property
    def source(self) -> ListSource:
        """The office that usually keeps such a list."""
        return _SOURCES.get(self, ListSource.OTHER)

    @property
    def several(self) -> bool:
        """Whether each line says for itself what it is."""
        return self is ListTopic.MIXED


_CATEGORIES: Final = {category.value: category for category in HouseholdCategory}
_SOURCES: Final = {
    ListTopic.OUT_OF_POVERTY: ListSource.REVIVAL,
    ListTopic.MONITORED: ListSource.REVIVAL,
    ListTopic.LOW_INCOME: ListSource.CIVIL,
    ListTopic.EXTREME_POVERTY: ListSource.CIVIL,
    ListTopic.ORPHAN: ListSource.CIVIL,
    ListTopic.UNATTENDED: ListSource.CIVIL,
    ListTopic.LEFT_BEHIND: ListSource.CIVIL,
    ListTopic.DISABLED: ListSource.DISABLED,
    ListTopic.DISABLED_PARENT: ListSource.DISABLED,
    ListTopic.SCHOOL_AGE: ListSource.POLICE,
}


class Verdict(Labelled):
    """What a person has said of two records that may be one."""

    SAME = "same", "同一人"
    DIFFERENT = "different", "不是同一人"


class Likeness(Labelled):
    """Why two records are one person, or may be; the surest first."""

    NUMBER = "number", "证件号和姓名相同"
    NAME_BIRTH = "name_birth", "姓名和出生日期相同，一边没有证件号"
    DECIDED = "decided", "人工确认是同一人"
    OTHER_NAME = "other_name", "证件号相同，姓名不同"
    ONE_DIGIT = "one_digit", "姓名同音，证件号有一位不同"
    TWO_SWAPPED = "two_swapped", "姓名同音，证件号有相邻两位颠倒"
    SAME_SOUND = "same_sound", "姓名同音，出生日期相同"
    DAY_MONTH = "day_month", "姓名相同，出生的月和日颠倒"
    SAME_GUARDIAN = "same_guardian", "姓名相同，监护人（户主）相同"
    SAME_VILLAGE = "same_village", "姓名相同，住在同一个村"

    @property
    def sure(self) -> bool:
        """Whether the two count as one without anybody looking."""
        return self in _SURE


_SURE: Final = frozenset({Likeness.NUMBER, Likeness.NAME_BIRTH, Likeness.DECIDED})
