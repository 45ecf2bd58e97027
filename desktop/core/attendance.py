"""A pupil's day at school: there, absent and why, or not recorded, which is neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.labels import Labelled

if TYPE_CHECKING:
    from collections.abc import Iterable


class Mark(Labelled):
    """What a roll says of a pupil."""

    PRESENT = "present", "到校"
    SICK = "sick", "病假"
    PERSONAL = "personal", "事假"
    OTHER = "other", "其他请假"
    TRUANT = "truant", "旷课"
    UNKNOWN = "unknown", "原因不明"
    NOT_RECORDED = "not_recorded", "未登记"

    @property
    def absent(self) -> bool:
        """Whether the pupil was looked for and was not there."""
        return self not in (Mark.PRESENT, Mark.NOT_RECORDED)

    @property
    def excused(self) -> bool:
        """Whether somebody had asked for leave."""
        return self in EXCUSED

    @property
    def sign(self) -> str:
        """The one character that stands for it in a grid; nothing for what is not recorded."""
        return _SIGNS[self]


EXCUSED: Final = (Mark.SICK, Mark.PERSONAL, Mark.OTHER)
UNEXCUSED: Final = (Mark.TRUANT, Mark.UNKNOWN)
ABSENT: Final = (*EXCUSED, *UNEXCUSED)
_SIGNS: Final = {
    Mark.PRESENT: "√",
    Mark.SICK: "病",
    Mark.PERSONAL: "事",
    Mark.OTHER: "假",
    Mark.TRUANT: "旷",
    Mark.UNKNOWN: "×",
    Mark.NOT_RECORDED: "",
}


class DayPart(Labelled):
    """How much of a day: a child that went home at noon was seen that day."""

    WHOLE = "whole", "全天"
    MORNING = "morning", "上午"
    AFTERNOON = "afternoon", "下午"

    @property
    def sign(self) -> str:
        """The character before a mark: 上病 is ill in the morning only."""
        return "" if self is DayPart.WHOLE else self.label[0]


@dataclass(frozen=True, slots=True)
class Called:
    """What a roll says of one pupil and day."""

    mark: Mark
    part: DayPart = DayPart.WHOLE

    def __post_init__(self) -> None:
        if self.part is not DayPart.WHOLE and not self.mark.absent:
            raise ValueError("半天只用于缺勤")

    @property
    def away(self) -> bool:
        """Absent the whole day: nobody has seen the pupil."""
        return self.mark.absent and self.part is DayPart.WHOLE

    @property
    def seen(self) -> bool:
        """Whether the pupil was there for at least half of the day."""
        return self.mark is Mark.PRESENT or (self.mark.absent and self.part is not DayPart.WHOLE)

    @property
    def sign(self) -> str:
        """As it stands in a grid."""
        return self.part.sign + self.mark.sign

    @property
    def label(self) -> str:
        """In words: 病假, 上午病假."""
        half = "" if self.part is DayPart.WHOLE else self.part.label
        return half + self.mark.label


PRESENT: Final = Called(Mark.PRESENT)
NOT_RECORDED: Final = Called(Mark.NOT_RECORDED)


@dataclass(frozen=True, slots=True)
class Tally:
    """The days of a pupil or a class counted, in half days so that nothing is rounded."""

    present: int = 0
    sick: int = 0
    personal: int = 0
    other: int = 0
    truant: int = 0
    unknown: int = 0
    not_recorded: int = 0

    @classmethod
    def of(cls, days: Iterable[Called | None]) -> Tally:
        """Count days; one on which the pupil was not on the roll (None) counts nowhere."""
        counts = dict.fromkeys(Mark, 0)
        for called in days:
            if called is None:
                continue
            whole = called.part is DayPart.WHOLE
            counts[called.mark] += 2 if whole else 1
            counts[Mark.PRESENT] += 0 if whole else 1
        return cls(**{mark.value: count for mark, count in counts.items()})

    def __add__(self, other: Tally) -> Tally:
        return Tally(**{m.value: self.halves(m) + other.halves(m) for m in Mark})

    def halves(self, mark: Mark) -> int:
        """The half days of a mark."""
        count: int = getattr(self, mark.value)
        return count

    @property
    def absent(self) -> int:
        """Half days of absence for whatever reason."""
        return sum(self.halves(mark) for mark in ABSENT)

    @property
    def unexcused(self) -> int:
        """Half days of absence that nobody has asked for."""
        return sum(self.halves(mark) for mark in UNEXCUSED)

    def days(self, mark: Mark) -> str:
        """The days of a mark as people write them: 3, 2.5."""
        return days_text(self.halves(mark))


def days_text(halves: int) -> str:
    """Half days as days: 3, 2.5."""
    whole, half = divmod(halves, 2)
    return f"{whole}.5" if half else str(whole)


class Difference(Labelled):
    """人籍一致: how a child and the roll differ when heads are counted."""

    ABSENT = "absent", "有籍无人"
    EXTRA = "extra", "有人无籍"
