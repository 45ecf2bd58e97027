"""The list of classes: its columns and its orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.views.tables import Chip, ListColumn, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from desktop.services.classes import ClassLine


def state_chip(line: ClassLine) -> Chip | None:
    """That a class is closed, has left its stage, or nobody is responsible for it."""
    if line.closed is not None:
        return Chip("已撤班", Tone.PLAIN)
    if line.grade is None:
        return Chip("已毕业", Tone.PLAIN)
    return None if line.teacher else Chip("没有班主任", Tone.CARE)


def state_words(line: ClassLine) -> str:
    """The same in words."""
    chip = state_chip(line)
    return chip.words if chip else ""


def day_words(day: date | None) -> str:
    """A day in a list."""
    return "" if day is None else day.isoformat()


COLUMNS: Final[tuple[ListColumn[ClassLine], ...]] = (
    ListColumn("label", "班级", lambda c: c.label, 150, sort="label"),
    ListColumn("grade", "年级", lambda c: c.grade.label if c.grade else "", 100),
    ListColumn("stage", "学段", lambda c: c.stage.label, 80),
    ListColumn("pupils", "学生人数", lambda c: f"{c.pupils:,}", 90, "right", sort="pupils"),
    ListColumn("teacher", "班主任", lambda c: c.teacher, 120, sort="teacher"),
    ListColumn("cohort", "入学年份", lambda c: f"{c.cohort}年", 90, sort="cohort"),
    ListColumn("state", "提醒", state_words, 110, chip=state_chip),
    ListColumn("opened", "开班", lambda c: day_words(c.opened), 110, hidden=True),
    ListColumn("closed", "撤班", lambda c: day_words(c.closed), 110, hidden=True),
)

ORDERS: Final[Mapping[str, Callable[[ClassLine], object]]] = {
    "label": lambda c: (c.grade is None, c.grade.rank if c.grade else (), c.number, c.name),
    "pupils": lambda c: c.pupils,
    "teacher": lambda c: c.teacher,
    "cohort": lambda c: (c.cohort, c.number, c.name),
}
