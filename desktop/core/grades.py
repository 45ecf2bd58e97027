"""Grades and classes as schools write them: 一年级1班, 一（1）班, 701班, 初一2班, 2024级1班."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.labels import Stage
from desktop.core.numerals import HAN_DIGITS, small_number
from desktop.core.repairs import INVISIBLE, narrow

if TYPE_CHECKING:
    from desktop.core.terms import SchoolYear

_PRESCHOOL: Final = ("托班", "小班", "中班", "大班", "学前班")
FIRST_SENIOR: Final = 10
LAST_GRADE: Final = 12


@dataclass(frozen=True, slots=True)
class GradeRules:
    """What a school must be known for before its class words can be read."""

    first_junior: int = 7
    """The grade that 初一 is: 7, or 6 where primary school takes five years (五四制)."""
    entry_grade: int = 1
    """The grade in which pupils enter (1, 7 or 10): 2024级 counts from it."""
    school_year: SchoolYear | None = None
    """The running school year; without it 2024级 cannot be read."""


PLAIN_RULES: Final = GradeRules()


class Grade(msgspec.Struct, frozen=True, cache_hash=True):
    """年级: 1 to 12 of all stages; in kindergarten 1 小班, 2 中班, 3 大班 (0 托班, 4 学前班)."""

    stage: Stage
    number: int

    @property
    def label(self) -> str:
        """As it is printed: 一年级, 七年级, 高一, 大班."""
        if self.stage is Stage.PRESCHOOL:
            return _PRESCHOOL[self.number]
        if self.stage is Stage.VOCATIONAL:
            return f"中职{HAN_DIGITS[self.number - FIRST_SENIOR + 1]}年级"
        if self.number >= FIRST_SENIOR:
            return f"高{HAN_DIGITS[self.number - FIRST_SENIOR + 1]}"
        return f"{HAN_DIGITS[self.number]}年级"

    @property
    def rank(self) -> tuple[bool, int]:
        """Sorts from the youngest to the oldest."""
        return self.stage is not Stage.PRESCHOOL, self.number

    @classmethod
    def of(cls, number: int, rules: GradeRules = PLAIN_RULES) -> Grade | None:
        """The school grade 1 to 12 with its stage, or None outside."""
        if not 1 <= number <= LAST_GRADE:
            return None
        if number >= FIRST_SENIOR:
            return cls(Stage.SENIOR, number)
        return cls(Stage.PRIMARY if number < rules.first_junior else Stage.JUNIOR, number)


class ClassName(msgspec.Struct, frozen=True, cache_hash=True):
    """班级: a grade, and the class in it by number, by a name of its own (向日葵班), or neither."""

    grade: Grade
    number: int | None = None
    name: str = ""

    @property
    def label(self) -> str:
        """The one way it is stored and printed: 一年级1班, 高一3班, 大班2班, 一年级向日葵班."""
        number = "" if self.number is None else f"{self.number}班"
        return self.grade.label + number + self.name

    @property
    def rank(self) -> tuple[tuple[bool, int], int, str]:
        """Sorts by grade, then number, then name."""
        return self.grade.rank, self.number or 0, self.name


_TWELVE: Final = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_COUNT: Final = r"\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_AGE_GROUP: Final = "托|小小|小|中|大|学前"
# After the grade's own words: a number, a name of its own, or nothing.
_REST: Final = (
    rf"\.?(?:(?P<number>{_COUNT})班?|(?P<name>[^\d.班][^\d.]{{0,7}}班)"
    r"|(?<=\.)(?P<bracketed>[^\d.]{1,8})|班)?"
)
_GRADES: Final = (
    rf"(?P<school>小学?|初中?|高中?|中职|职高|中专)?(?P<year>{_TWELVE})年级?",
    r"(?P<school>[小初高])(?P<year>[1-6一二三四五六])",
    r"(?P<school>[小初高])?(?P<cohort>(?:20)?\d\d)级",
    rf"(?P<age>{_AGE_GROUP})班",
)
_SHORT_FORMS: Final = (
    rf"(?P<age>{_AGE_GROUP})(?P<number>{_COUNT})班",
    rf"(?P<age>{_AGE_GROUP})\.(?P<number>{_COUNT})班?",
    rf"(?P<year>{_TWELVE})\.(?P<number>{_COUNT})班?",
    r"(?P<year>[1-9]|1[0-2])(?P<number>\d\d)班?",
    r"(?P<year>[一二三四五六七八九])(?P<number>\d{1,2}|[一二三四五六七八九])班",
    r"(?P<year>[一二三四五六七八九])(?P<number>\d{1,2})",
)
_CLASS_FORMS: Final = tuple(
    re.compile(form) for form in (*_SHORT_FORMS, *(grade + _REST for grade in _GRADES))
)
_GRADE_FORMS: Final = tuple(
    re.compile(form) for form in (*_GRADES, rf"(?P<year>{_TWELVE})", rf"(?P<age>{_AGE_GROUP})")
)
_IN_GRADE: Final = re.compile(_REST)
_SPACE: Final = re.compile(rf"\s+|{INVISIBLE.pattern}|幼儿园")
_OPENING: Final = re.compile(r"[(\[【〔\-\u2010-\u2015/、·.]+")
_CLOSING: Final = re.compile(r"[)\]】〕'‘’]+")
_AGES: Final = {"托": 0, "小小": 0, "小": 1, "中": 2, "大": 3, "学前": 4}
_CENTURY: Final = 2000


@lru_cache(maxsize=1024)
def read_grade(raw: str, rules: GradeRules = PLAIN_RULES) -> Grade | None:
    """Read a cell that is known to hold a grade: 一年级, 7, 初一, 高二, 大班, 2024级.

    None: the words are no grade, or 2024级 without a school year in the rules.
    """
    text = _tidy(raw)
    found = next(filter(None, (form.fullmatch(text) for form in _GRADE_FORMS)), None)
    return _grade(found.groupdict(), rules) if found else None


@lru_cache(maxsize=4096)
def read_class(
    raw: str, rules: GradeRules = PLAIN_RULES, grade: Grade | None = None
) -> ClassName | None:
    """Read a cell that is known to hold a class.

    Args:
        raw: 一年级1班, 一（1）班, 1.1班, 701班, 初一2班, 2024级1班, 大二班 ...
        rules: the school's own numbering, and its year for 2024级.
        grade: what the 年级 column says; then 1班 or 向日葵班 are enough.

    Returns:
        The class; None when the words do not tell the grade or are no class. Where the cell names a
        grade, that is the one returned: compare it with `grade` to find contradictions.
    """
    text = _tidy(raw)
    for form in _CLASS_FORMS:
        found = form.fullmatch(text)
        read = _class(found.groupdict(), rules) if found else None
        if read is not None:
            return read
    found = _IN_GRADE.fullmatch(text)
    return _in_grade(grade, found.groupdict()) if grade and found and text else None


def _tidy(raw: str) -> str:
    text = _SPACE.sub("", narrow(raw))
    return _CLOSING.sub("", _OPENING.sub(".", text)).rstrip(".")


def _class(parts: dict[str, str | None], rules: GradeRules) -> ClassName | None:
    grade = _grade(parts, rules)
    return None if grade is None else _in_grade(grade, parts)


def _in_grade(grade: Grade, parts: dict[str, str | None]) -> ClassName | None:
    if number := parts.get("number"):
        count = small_number(number)
        return ClassName(grade, count) if count else None
    name = parts.get("name") or parts.get("bracketed") or ""
    return ClassName(grade, None, name)


def _grade(parts: dict[str, str | None], rules: GradeRules) -> Grade | None:
    if age := parts.get("age"):
        return Grade(Stage.PRESCHOOL, _AGES[age])
    school = parts.get("school") or ""
    if cohort := parts.get("cohort"):
        return _grade_of_cohort(int(cohort) % 100 + _CENTURY, school, rules)
    number = small_number(parts["year"] or "")
    if school in _VOCATIONAL:
        return Grade(Stage.VOCATIONAL, FIRST_SENIOR + number - 1) if number <= 3 else None  # noqa: PLR2004
    first = _first_grade(school, rules)
    # 初中一年级 counts inside the school, 初中七年级 through all of them.
    return Grade.of(number if number >= first else first + number - 1, rules)


_VOCATIONAL: Final = frozenset({"中职", "职高", "中专"})


def _first_grade(school: str, rules: GradeRules) -> int:
    return {"初": rules.first_junior, "高": FIRST_SENIOR}.get(school[:1], 1)


def _grade_of_cohort(year: int, school: str, rules: GradeRules) -> Grade | None:
    if rules.school_year is None:
        return None
    passed = rules.school_year.start - year
    first = _first_grade(school, rules) if school else rules.entry_grade
    return Grade.of(first + passed, rules) if passed >= 0 else None
