"""学籍号: 19 characters, G with the identity number, J made by the school, L temporary.

A G number and the identity number may differ by right after a correction of the latter, and the
check digit of J and the random end of L follow no published rule: so only the form is refused, and
the rest is a warning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.identity import IdentityNumber, compact_day, read_identity
from desktop.core.labels import Labelled
from desktop.core.repairs import LOSSY, Repair, cell_text, tidy_number

if TYPE_CHECKING:
    from datetime import date


class StudentNumberKind(Labelled):
    """What the first letter says."""

    IDENTITY = "G", "正式学籍号（身份证号）"
    SCHOOL = "J", "正式学籍号（学校编）"
    TEMPORARY = "L", "临时学籍号"


class StudentNumberFlaw(Labelled):
    """What is wrong with a 学籍号, and what to do about it."""

    EMPTY = "empty", "没有填学籍号；请补填"
    WRONG_LENGTH = (
        "wrong_length",
        "学籍号的位数不对：应是 G、J 或 L 加 18 位；请对照学籍系统改正",
    )
    WRONG_LETTER = "wrong_letter", "学籍号应以 G、J 或 L 一个字母开头；请对照学籍系统改正"
    WRONG_CHARACTER = (
        "wrong_character",
        "学籍号的字母后面只有数字，末位可以是 X；请对照学籍系统改正",
    )
    DOUBTFUL = "doubtful", "学籍号里的身份证号或出生日期不合规则；请对照学籍系统确认"

    @property
    def warning(self) -> bool:
        """Whether the number is usable all the same."""
        return self is StudentNumberFlaw.DOUBTFUL


@dataclass(frozen=True, slots=True)
class StudentNumber:
    """A 学籍号 of the right form."""

    text: str
    kind: StudentNumberKind
    identity: str | None
    """The identity number inside a G number; None for the others."""
    birth: date | None
    """Written in the number; None when that part is wrong."""
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[StudentNumberFlaw, ...] = ()


_LENGTH: Final = 19
_FORM: Final = re.compile(r"[GJL][0-9]{17}[0-9X]")
_LETTERS: Final = frozenset(kind.value for kind in StudentNumberKind)


def read_student_number(raw: str | float, today: date) -> StudentNumber | StudentNumberFlaw:
    """Read the 学籍号 in a cell; births after `today` are doubtful."""
    text, repairs = tidy_number(cell_text(raw))
    if not text:
        return StudentNumberFlaw.EMPTY
    if not _FORM.fullmatch(text):
        return _why(text)
    kind = StudentNumberKind(text[0])
    identity = text[1:] if kind is StudentNumberKind.IDENTITY else None
    birth = _birth(text, identity, today)
    warnings = () if birth else (StudentNumberFlaw.DOUBTFUL,)
    return StudentNumber(text, kind, identity, birth, repairs, warnings)


def _birth(text: str, identity: str | None, today: date) -> date | None:
    """The day of birth in the number, or None when something about it is wrong."""
    if identity:
        read = read_identity(identity, today)
        return read.birth if isinstance(read, IdentityNumber) else None
    day = compact_day(text[7:15])
    return day if day and day <= today else None


def _why(text: str) -> StudentNumberFlaw:
    # The number alone, without its letter, is not taken for a G number: it may be a J or an L.
    if text[0] not in _LETTERS or text[1:2].isalpha() or LOSSY.fullmatch(text):
        return StudentNumberFlaw.WRONG_LETTER
    if len(text) != _LENGTH:
        return StudentNumberFlaw.WRONG_LENGTH
    return StudentNumberFlaw.WRONG_CHARACTER
