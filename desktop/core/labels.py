"""Enumerations that carry their Chinese label."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Self


class Labelled(StrEnum):
    """A stored value with the word that people read, declared as `NAME = "value", "标签"`."""

    label: str

    # Equal texts have equal hashes, and nothing in Python is called for one.
    __hash__ = str.__hash__

    def __new__(cls, value: str, label: str = "") -> Self:
        """Keep the label beside the value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    def __init_subclass__(cls) -> None:
        """Let `Sex.MALE` be the member itself, as it is from Python 3.12 on.

        Python 3.11 runs a function each time, which is felt where 100,000 rows are read.
        """
        super().__init_subclass__()
        for name, member in cls.__members__.items():
            type.__setattr__(cls, name, member)

    @classmethod
    def by_label(cls, text: str) -> Self | None:
        """The member whose label or value is `text`, or None."""
        return next((m for m in cls if text in (m.label, m.value)), None)


class Sex(Labelled):
    """性别 (GB/T 2261.1)."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class UnitKind(Labelled):
    """单位类别."""

    BUREAU = "bureau", "教育局"
    TOWNSHIP = "township", "乡镇"
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    NINE_YEAR = "nine_year", "九年一贯制学校"
    SENIOR = "senior", "高中"
    VOCATIONAL = "vocational", "中职"
    TEACHING_POINT = "teaching_point", "教学点"
    KINDERGARTEN = "kindergarten", "幼儿园"
    SPECIAL = "special", "特殊教育学校"

    @property
    def has_pupils(self) -> bool:
        """Whether it is a school, and no office."""
        return self not in _OFFICES


_OFFICES: Final = frozenset({UnitKind.BUREAU, UnitKind.TOWNSHIP})
SCHOOL_KINDS: Final = tuple(kind for kind in UnitKind if kind.has_pupils)


class Stage(Labelled):
    """学段."""

    PRESCHOOL = "preschool", "学前"
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中"
    VOCATIONAL = "vocational", "中职"


class IdKind(Labelled):
    """身份证件类型."""

    RESIDENT = "resident", "居民身份证"
    HONG_KONG_MACAO = "hk_macao", "港澳居民来往内地通行证"
    TAIWAN = "taiwan", "台湾居民来往大陆通行证"
    HMT_RESIDENCE = "hmt_residence", "港澳台居民居住证"
    FOREIGN_RESIDENCE = "foreign_residence", "外国人永久居留身份证"
    PASSPORT = "passport", "护照"
    OTHER = "other", "其他"


class HouseholdCategory(Labelled):
    """困难类别: sensitive, never printed."""

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


class EnrolmentKind(Labelled):
    """学籍异动: a dated fact; today's state is derived from the events."""

    ENROLLED = "enrolled", "入学"
    TRANSFER_IN = "transfer_in", "转入"
    TRANSFER_OUT = "transfer_out", "转出"
    MOVED = "moved", "调班"
    SUSPENDED = "suspended", "休学"
    RESUMED = "resumed", "复学"
    GRADUATED = "graduated", "毕业"
    LEFT = "left", "离校"
    DIED = "died", "死亡"

    @property
    def present(self) -> bool:
        """Whether the pupil belongs to the school from this event on."""
        return self not in _AWAY


_AWAY: Final = frozenset(
    {
        *(EnrolmentKind.TRANSFER_OUT, EnrolmentKind.SUSPENDED, EnrolmentKind.GRADUATED),
        *(EnrolmentKind.LEFT, EnrolmentKind.DIED),
    }
)


class Role(Labelled):
    """What a user may do."""

    PRINCIPAL = "principal", "校长"
    CLERK = "clerk", "经办人"
    BUREAU = "bureau", "教育局"
    AUDITOR = "auditor", "审计"


class MonthState(Labelled):
    """月份状态: close may be reopened by the county for a time, lock never."""

    OPEN = "open", "未结账"
    CLOSED = "closed", "已结账"
    LOCKED = "locked", "已锁定"


class DayKind(Labelled):
    """How a school holds a day otherwise than the nation does."""

    HOLIDAY = "holiday", "放假"
    LESSONS = "lessons", "上课"


class UpkeepKind(Labelled):
    """What keeps the data safe."""

    BACKUP = "backup", "备份"
    REHEARSAL = "rehearsal", "恢复演练"
    CHAIN = "chain", "操作链快速体检"
    WHOLE = "whole", "账本全面体检"
    RECOVERY_SHEET = "recovery_sheet", "恢复码已收好"
