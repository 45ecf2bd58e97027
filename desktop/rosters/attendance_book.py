"""The month's attendance as schools keep it: a sheet for each class, a column for each day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from desktop.core.attendance import Mark, Tally
from desktop.rosters.attendance import DAYS, AttendanceRow, day_key, record
from desktop.rosters.attendance_marks import LEGEND
from desktop.rosters.writing import Styles, new_workbook, write_cell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.core.terms import Month

WEEKDAYS: Final = "一二三四五六日"
_TOTALS: Final = (
    (Mark.PRESENT, "到校天数"),
    (Mark.SICK, "病假天数"),
    (Mark.PERSONAL, "事假天数"),
    (Mark.OTHER, "其他请假天数"),
    (Mark.TRUANT, "旷课天数"),
    (Mark.UNKNOWN, "原因不明天数"),
    (Mark.NOT_RECORDED, "未登记天数"),
)
_FIRST_DAY: Final = 2
"""Before the days stand a running number and the name."""
_READY: Final = "√,病,事,假,旷,×,上病,下病,上事,下事"
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME: Final = 31


@dataclass(frozen=True, slots=True)
class ClassPage:
    """A class on its sheet."""

    label: str
    rows: tuple[AttendanceRow, ...]


@dataclass(frozen=True, slots=True)
class MonthBook:
    """What stands in the workbook."""

    school: str
    month: Month
    lessons: frozenset[int]
    """The days of the month with lessons; the others are grey."""
    pages: tuple[ClassPage, ...]


def write_month(out: Path, book: MonthBook, password: str = "") -> int:
    """Write a month's attendance; gives the number of lines.

    With a password the file can be opened by those only who know it.

    Raises:
        EnvironmentFault: the file cannot be written.
    """
    with new_workbook(out, password) as file:
        styles = Styles.of(file)
        looks = _Looks.of(file)
        names = _sheet_names([page.label for page in book.pages])
        for name, page in zip(names, book.pages, strict=True):
            _Page(file.add_worksheet(name), styles, looks, book).write(page)
        if not book.pages:
            empty = ClassPage("", ())
            _Page(file.add_worksheet("考勤"), styles, looks, book).write(empty)
    return sum(len(page.rows) for page in book.pages)


@dataclass(frozen=True, slots=True)
class _Looks:
    """Formats of the grid."""

    day: Any
    closed: Any
    closed_heading: Any
    total: Any

    @classmethod
    def of(cls, file: Any) -> _Looks:  # noqa: ANN401 - XlsxWriter has no types
        """Make the formats."""
        plain = {"font_name": "宋体", "font_size": 10, "border": 1, "align": "center"}
        grey = {"bg_color": "#D9D9D9"}
        return cls(
            day=file.add_format({**plain, "num_format": "@"}),
            closed=file.add_format({**plain, **grey, "num_format": "@"}),
            closed_heading=file.add_format({**plain, **grey, "bold": True}),
            total=file.add_format(plain),
        )


class _Page:
    """One sheet, written from the top down."""

    def __init__(self, page: Any, styles: Styles, looks: _Looks, book: MonthBook) -> None:  # noqa: ANN401 - same
        self._page, self._styles, self._looks, self._book = page, styles, looks, book
        self._days = range(1, book.month.last.day + 1)
        self._totals = _FIRST_DAY + len(self._days)
        self._number = self._totals + len(_TOTALS)

    def write(self, page: ClassPage) -> None:
        """Write a class."""
        self._head(page.label)
        row = 3
        for place, line in enumerate(page.rows):
            self._line(row + place, place + 1, line)
        end = row + len(page.rows)
        write_cell(self._page, end + 1, 0, LEGEND, self._styles)
        write_cell(
            self._page, end + 2, 0, "考勤员：            班主任：            审核：", self._styles
        )
        self._page.freeze_panes(row, _FIRST_DAY)
        self._page.set_landscape()
        self._page.set_paper(9)
        self._page.fit_to_pages(1, 0)
        self._page.repeat_rows(0, row - 1)
        if page.rows:
            rule = {"validate": "list", "source": _READY.split(","), "error_type": "warning"}
            last = _FIRST_DAY + len(self._days) - 1
            self._page.data_validation(row, _FIRST_DAY, end - 1, last, rule)

    def _head(self, label: str) -> None:
        page, styles = self._page, self._styles
        page.set_column(0, 0, 5)
        page.set_column(1, 1, 12)
        page.set_column(_FIRST_DAY, self._totals - 1, DAYS[0].width)
        page.set_column(self._totals, self._number - 1, 7)
        page.set_column(self._number, self._number, 22, styles.text)
        page.set_row(0, 28)
        title = f"{self._book.school} {label} {self._book.month.label}考勤表".replace("  ", " ")
        page.write_string(0, 0, title, styles.title)
        page.set_row(1, 30)
        page.write_string(1, 0, "序号", styles.heading)
        page.write_string(1, 1, "*姓名", styles.required)
        for day in self._days:
            style = styles.heading if day in self._book.lessons else self._looks.closed_heading
            page.write_number(1, _FIRST_DAY + day - 1, day, style)
        for place, (_, words) in enumerate(_TOTALS):
            page.write_string(1, self._totals + place, words, styles.heading)
        page.write_string(1, self._number, "学籍号", styles.heading)
        for day in self._days:
            weekday = WEEKDAYS[self._book.month.first.replace(day=day).weekday()]
            style = styles.heading if day in self._book.lessons else self._looks.closed_heading
            page.write_string(2, _FIRST_DAY + day - 1, weekday, style)

    def _line(self, row: int, number: int, line: AttendanceRow) -> None:
        page, cells = self._page, record(line)
        page.write_number(row, 0, number, self._looks.total)
        page.write_string(row, 1, line.name, self._styles.text)
        for day in self._days:
            style = self._looks.day if day in self._book.lessons else self._looks.closed
            text = str(cells.get(day_key(day), ""))
            if text:
                page.write_string(row, _FIRST_DAY + day - 1, text, style)
            else:
                page.write_blank(row, _FIRST_DAY + day - 1, None, style)
        if any(line.days):
            tally = Tally.of(line.days)
            for place, (mark, _) in enumerate(_TOTALS):
                halves = tally.halves(mark)
                page.write_number(row, self._totals + place, halves / 2, self._looks.total)
        if "student_number" in cells:
            write_cell(page, row, self._number, cells["student_number"], self._styles)


def _sheet_names(labels: Sequence[str]) -> list[str]:
    """Names that sheets may have, each once."""
    taken: dict[str, int] = {}
    names = []
    for label in labels:
        plain = _FORBIDDEN.sub(" ", label).strip()[: _LONGEST_NAME - 4] or "考勤"
        count = taken[plain] = taken.get(plain, 0) + 1
        names.append(plain if count == 1 else f"{plain}（{count}）")
    return names
