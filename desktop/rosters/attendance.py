"""考勤: a class's month as a grid of days, and the daily list of who was absent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.attendance import Called, DayPart, Mark
from desktop.core.dates import Precision, WrittenDate
from desktop.core.grades import ClassName, read_class
from desktop.core.names import Name
from desktop.rosters import attendance_marks as marks
from desktop.rosters import people
from desktop.rosters.cells import plain_text
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.problems import Flaw, Level
from desktop.rosters.pupil_numbers import ID_NUMBER, STUDENT_NUMBER, numbers_told
from desktop.rosters.school_cells import SCHOOL, SCHOOL_CODE, school_told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line

LONGEST_MONTH: Final = 31
EVERYBODY: Final = "全勤"
"""Stands in a daily list in place of a name: the roll was called and nobody was absent."""
_EVERYBODY: Final = frozenset((EVERYBODY, "全到", "全部到校", "无缺勤", "无人缺勤"))


class AttendanceRow(msgspec.Struct, frozen=True):
    """A pupil's month."""

    row: int
    """As Excel counts, from 1."""
    name: str
    name_key: str
    id_number: str | None
    student_number: str | None
    school_class: ClassName | None
    days: tuple[Called | None, ...]
    """The days of the month from the first on; None: the cell says nothing."""
    sheet: str = ""
    """Where the line stands, if not on the first sheet that was read."""
    school: str | None = None
    school_code: str | None = None

    @property
    def told(self) -> bool:
        """Whether the line says anything."""
        return any(day is not None for day in self.days)


class AbsenceRow(msgspec.Struct, frozen=True):
    """A pupil who was absent on a day; without a name, a class in which nobody was."""

    row: int
    day: date | None
    name: str
    name_key: str
    id_number: str | None
    student_number: str | None
    school_class: ClassName | None
    called: Called | None
    """None: nobody of the class was absent."""
    school: str | None = None
    school_code: str | None = None


def day_key(day: int) -> str:
    """The key of a day of the grid."""
    return f"day_{day}"


_CLASS: Final = (
    Column(
        "school_class",
        "班级",
        plain_text,
        ("班级名称", "班别", "班", "所在班级", "年级班级", "年班", "行政班", "就读班级"),
        example="三年级2班",
        few=True,
    ),
    Column("grade", "年级", plain_text, ("所在年级", "就读年级"), few=True, template=False),
)
_SCHOOLS: Final = (replace(SCHOOL, template=False), SCHOOL_CODE)
_NUMBERS: Final = (STUDENT_NUMBER, replace(ID_NUMBER, template=False, note=""))
DAYS: Final = tuple(
    Column(
        day_key(day),
        f"{day}日",
        marks.sign,
        (str(day), f"{day:02}", f"{day}号"),
        few=True,
        width=4,
    )
    for day in range(1, LONGEST_MONTH + 1)
)
TOTALS: Final = tuple(
    Column(f"total_{mark.value}", title, plain_text, synonyms, few=True, template=False)
    for mark, title, synonyms in (
        (Mark.PRESENT, "到校天数", ("出勤天数", "出勤", "实到天数", "到校合计", "出勤合计")),
        (Mark.SICK, "病假天数", ("病假",)),
        (Mark.PERSONAL, "事假天数", ("事假",)),
        (Mark.OTHER, "其他请假天数", ("其他请假", "其他假")),
        (Mark.TRUANT, "旷课天数", ("旷课",)),
        (Mark.UNKNOWN, "原因不明天数", ("原因不明", "缺勤天数", "缺勤")),
        (Mark.NOT_RECORDED, "未登记天数", ("未登记",)),
    )
)
"""Sums that these sheets carry: known for what they are, and never read."""

COLUMNS: Final = (
    *_CLASS,
    Column(
        "name",
        "姓名",
        people.name,
        ("学生姓名", "名字", "学生", "幼儿姓名", "儿童姓名"),
        required=True,
        example="张小明",
    ),
    *DAYS,
    *TOTALS,
    *_NUMBERS,
    *_SCHOOLS,
    Column("remark", "备注", plain_text, ("说明",), width=20, template=False),
)
ABSENCE_COLUMNS: Final = (
    Column(
        "day",
        "日期",
        people.written_date,
        ("缺勤日期", "考勤日期", "时间", "请假日期", "点名日期"),
        required=True,
        example="2026-10-20",
    ),
    *_CLASS,
    Column(
        "name",
        "姓名",
        people.name,
        ("学生姓名", "名字", "学生", "缺勤学生", "未到学生", "请假学生"),
        required=True,
        example="张小明",
        note=f"全班都到的，写一行“{EVERYBODY}”",
    ),
    Column(
        "reason",
        "原因",
        marks.reason,
        ("缺勤原因", "请假原因", "事由", "请假事由", "类别", "请假类别", "缺勤类别"),
        few=True,
        example=Mark.SICK.label,
        choices=tuple(mark.label for mark in Mark if mark is not Mark.PRESENT),
    ),
    Column(
        "part",
        "时段",
        marks.part,
        ("上下午", "半天", "缺勤时段"),
        few=True,
        choices=tuple(half.label for half in DayPart),
        note="空着就是全天",
    ),
    *_NUMBERS,
    *_SCHOOLS,
    Column("remark", "备注", plain_text, ("说明",), width=20, template=False),
)


def build(line: Line, context: Context) -> AttendanceRow:
    """Make the row."""
    name = line.values.get("name")
    id_number, student_number = numbers_told(line, context)
    days = (line.values.get(day_key(day)) for day in range(1, LONGEST_MONTH + 1))
    return AttendanceRow(
        row=line.row,
        name=name.text if isinstance(name, Name) else "",
        name_key=name.key if isinstance(name, Name) else "",
        id_number=id_number,
        student_number=student_number,
        school_class=_class(line, context),
        days=tuple(day if isinstance(day, Called) else None for day in days),
        **school_told(line.values),
    )


def build_absence(line: Line, context: Context) -> AbsenceRow:
    """Make the row of a daily list."""
    name, day = line.values.get("name"), line.values.get("day")
    id_number, student_number = numbers_told(line, context)
    text = name.text if isinstance(name, Name) else ""
    everybody = text in _EVERYBODY
    return AbsenceRow(
        row=line.row,
        day=_whole_day(line, day),
        name="" if everybody else text,
        name_key="" if everybody or not isinstance(name, Name) else name.key,
        id_number=id_number,
        student_number=student_number,
        school_class=_class(line, context),
        called=None if everybody else _called(line),
        **school_told(line.values),
    )


def _whole_day(line: Line, day: object) -> date | None:
    if not isinstance(day, WrittenDate):
        return None
    if day.precision is not Precision.DAY:
        line.flaws.append(("day", Flaw(Level.ERROR, "日期要写到哪一天，如 2026-10-20")))
    return day.day


def _called(line: Line) -> Called:
    reason, part = line.values.get("reason"), line.values.get("part")
    called = reason if isinstance(reason, Called) else Called(Mark.UNKNOWN)
    if not isinstance(part, DayPart) or part is DayPart.WHOLE:
        return called
    if not called.mark.absent:
        line.flaws.append(("part", Flaw(Level.ERROR, "半天只用于缺勤；请改正时段或原因")))
        return called
    return Called(called.mark, part)


def _class(line: Line, context: Context) -> ClassName | None:
    grade_text, text = line.values.get("grade"), line.values.get("school_class")
    grade = people.grade(grade_text, context.rules) if isinstance(grade_text, str) else None
    if not isinstance(text, str):
        return ClassName(grade) if grade else None
    school_class = read_class(text, context.rules, grade)
    if school_class is None:
        message = "看不懂班级；请写成 一年级1班 的样子"
        line.flaws.append(("school_class", Flaw(Level.ERROR, message)))
    return school_class


def record(row: AttendanceRow) -> dict[str, Cell]:
    """The cells of a pupil's month by key."""
    cells: dict[str, Cell | None] = {
        "school_class": row.school_class.label if row.school_class else None,
        "name": row.name,
        **_number_cells(row),
    }
    for day, called in enumerate(row.days, 1):
        cells[day_key(day)] = called.sign if called is not None else None
    return {key: cell for key, cell in cells.items() if cell}


def record_absence(row: AbsenceRow) -> dict[str, Cell]:
    """The cells of an absence by key."""
    called = row.called
    cells: dict[str, Cell | None] = {
        "day": row.day,
        "school_class": row.school_class.label if row.school_class else None,
        "name": row.name if called is not None else EVERYBODY,
        "reason": called.mark.label if called is not None else None,
        "part": called.part.label if called and called.part is not DayPart.WHOLE else None,
        **_number_cells(row),
    }
    return {key: cell for key, cell in cells.items() if cell}


def _number_cells(row: AttendanceRow | AbsenceRow) -> dict[str, Cell | None]:
    """A number, where the row has one; these sheets go from hand to hand."""
    return {
        "student_number": row.student_number,
        "id_number": None if row.student_number else row.id_number,
    }


def implied(title: str, labels: Mapping[str, str], context: Context) -> dict[str, object]:
    """The class that only the title tells."""
    del labels
    school_class = people.class_in(title, context)
    return {"school_class": school_class} if school_class else {}


def review(rows: Sequence[AttendanceRow]) -> Sequence[tuple[str, Flaw]]:
    """A sheet on which only absences are marked leaves everybody else open."""
    said = [called for row in rows for called in row.days if called is not None]
    if not said or any(called.mark is Mark.PRESENT for called in said):
        return ()
    message = "这张表只写了缺勤，没有到校的记号（√）；空着的都按未登记，不当作到校"
    return (("name", Flaw(Level.WARNING, message)),)


ATTENDANCE: Final = SheetKind(
    name="attendance",
    title="考勤",
    columns=COLUMNS,
    anchor="name",
    build=build,
    record=record,
    implied=implied,
    review=review,
    every_sheet=True,
)
PUPIL_ABSENCES: Final = SheetKind(
    name="pupil-absences",
    title="缺勤登记",
    columns=ABSENCE_COLUMNS,
    anchor="name",
    build=build_absence,
    record=record_absence,
    implied=implied,
)
