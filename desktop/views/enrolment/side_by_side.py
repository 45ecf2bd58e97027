"""Two records side by side: what differs stands out, and private values are masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.services.reveals import PrivateField, reveal
from desktop.views.records import NOTHING
from desktop.views.style import mark
from desktop.views.widgets import MaskedValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.life.comparing import Compared
    from desktop.services.session import Session
    from desktop.views.tasks import Job, Tasks

_PRIVATE: Final = {
    "证件号": PrivateField.ID_NUMBER,
    "学籍号": PrivateField.STUDENT_NUMBER,
    "出生年份": PrivateField.BIRTH,
    "电话": PrivateField.PHONE,
}


def records_grid(tasks: Tasks, sides: Sequence[tuple[Compared, Session, QWidget]]) -> QGridLayout:
    """A column for each record.

    Args:
        tasks: for values that are looked at.
        sides: a record, the desk in its school, and what stands above it.
    """
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    for column, (_, _, over) in enumerate(sides, start=1):
        grid.setColumnStretch(column, 1)
        grid.addWidget(over, 0, column)
    told = [_told(side) for side, _, _ in sides]
    for row, title in enumerate(told[0], start=1):
        words = [lines[title] for lines in told]
        label = QLabel(title)
        mark(label, kind="muted" if len(set(words)) == 1 else "")
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        for column, ((side, session, _), text) in enumerate(zip(sides, words, strict=True), 1):
            grid.addWidget(_value(tasks, session, side, (title, text)), row, column)
    return grid


def _value(tasks: Tasks, session: Session, side: Compared, shown: tuple[str, str]) -> QWidget:
    title, text = shown
    field = _PRIVATE.get(title)
    if field is not None and text:

        def look(_job: Job) -> str:
            return reveal(session, side.person_id, field)

        return MaskedValue(tasks, title, text, look)
    label = QLabel(text or NOTHING)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    return label


def _told(side: Compared) -> dict[str, str]:
    """A record in words, by their titles; the same titles for every record."""
    pupil = side.pupil
    meals = ""
    if pupil is not None and pupil.meal_months:
        closed = f"（{pupil.closed_meals} 个月已结账）" if pupil.closed_meals else ""
        meals = f"{pupil.meal_months} 个月{closed}"
    return {
        "姓名": side.name,
        "性别": side.sex.label if side.sex else "",
        "出生年份": f"{side.birth_year}年" if side.birth_year else "",
        "证件号": side.id_masked,
        "学籍号": pupil.student_number_masked if pupil else "",
        "电话": side.phone_masked,
        "班级": f"{pupil.school_class}（{pupil.state.label}）" if pupil else "不是学生",
        "异动": "\n".join(pupil.events) if pupil else "",
        "监护人": "、".join(pupil.guardians) if pupil else "",
        "困难类别": f"{side.facts} 项" if side.facts else "",
        "就餐记录": meals,
        "还用在": "、".join(side.uses),
    }
