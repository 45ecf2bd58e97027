"""The cells of grade and class, which only together say what class is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.grades import ClassName, Grade, GradeRules, read_class
from desktop.rosters import people
from desktop.rosters.cells import plain_text
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line

_ClassRead = tuple[Grade | None, ClassName | None, tuple[tuple[str, Flaw], ...]]
_REMEMBERED: Final = 20_000


def read_cells(line: Line, context: Context) -> tuple[Grade | None, ClassName | None]:
    """The grade and the class that a line tells; what is to be said goes to the line."""
    told = line.values.get("grade"), line.values.get("school_class")
    read: _ClassRead | None = context.memory.get(told)
    if read is None:
        read = _read_class(*told, context.rules)
        if len(context.memory) < _REMEMBERED:
            context.memory[told] = read
    grade, school_class, flaws = read
    if flaws:
        line.flaws += flaws
    return grade, school_class


def _read_class(grade_text: object, class_text: object, rules: GradeRules) -> _ClassRead:
    """The grade and the class that the two cells tell, and what is to be said of them."""
    flaws: list[tuple[str, Flaw]] = []
    grade = None
    if isinstance(grade_text, str):
        grade = people.grade(grade_text, rules)
        if grade is None:
            # 一年级1班 under 年级: whoever has no other column writes it there.
            whole = read_class(grade_text, rules)
            grade, class_text = (
                (whole.grade, class_text or grade_text) if whole else (None, class_text)
            )
        if grade is None:
            flaws.append(
                ("grade", Flaw(Level.ERROR, "看不懂年级；请写成 一年级、初一、大班 的样子"))
            )
    if not isinstance(class_text, str):
        return grade, ClassName(grade) if grade else None, tuple(flaws)
    school_class = read_class(class_text, rules, grade)
    if school_class is None:
        message = "看不懂班级；请写成 一年级1班 的样子，或者另有一栏写年级"
        flaws.append(("school_class", Flaw(Level.ERROR, message)))
        return grade, None, tuple(flaws)
    if grade and school_class.grade != grade:
        message = "年级和班级对不上；请核对后改正其中一个"
        flaws.append(("school_class", Flaw(Level.ERROR, message)))
    return grade or school_class.grade, school_class, tuple(flaws)


def meanings(
    grade_cell: Cell, class_cell: Cell, context: Context
) -> Iterator[tuple[str, Cell, object]]:
    """What the cells of grade and class are read as: key, cell, and the grade or class in words."""
    texts = (plain_text(grade_cell, context), plain_text(class_cell, context))
    if grade_cell != "" and texts[0] is None:
        yield "grade", grade_cell, None
    if class_cell != "" and texts[1] is None:
        yield "school_class", class_cell, None
    grade, school_class, flaws = _read_class(*texts, context.rules)
    if flaws:
        return
    if texts[0] is not None and grade is not None:
        whole = school_class if texts[1] is None and school_class is not None else grade
        yield "grade", grade_cell, whole.label
    if isinstance(texts[1], str) and school_class is not None:
        own = read_class(texts[1], context.rules) is not None
        prefix = "" if own else school_class.grade.label
        yield "school_class", class_cell, school_class.label.removeprefix(prefix)
