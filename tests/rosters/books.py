"""Workbooks made by hand for the tests; all people in them are invented."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

from desktop.core.identity import check_digit
from desktop.rosters.cells import Context
from desktop.rosters.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from desktop.rosters.results import Choices, RosterResult
    from desktop.rosters.workbook import Workbook as Untrusted

TODAY = date(2026, 10, 15)
CONTEXT = Context(TODAY)
HEADER: list[object] = ["姓名", "性别", "身份证号", "班级"]


def number(serial: int, *, girl: bool = False, born: str = "20140901") -> str:
    """An identity number of an area that does not exist, with a right check digit."""
    seventeen = f"629821{born}{serial:02}{2 if girl else 1}"
    return seventeen + check_digit(seventeen)


def pupils(amount: int) -> list[list[object]]:
    """Rows for `HEADER`."""
    names = [
        "赵甲",
        "钱乙",
        "孙丙丙",
        "李丁",
        "周戊",
        "吴己己",
        "郑庚",
        "王辛",
        "冯壬",
        "陈癸",
        "褚子",
        "卫丑",
    ]
    rows: list[list[object]] = []
    for serial in range(amount):
        girl = serial % 2 == 1
        sex = "女" if girl else "男"
        rows.append([names[serial % 12], sex, number(serial % 100, girl=girl), "三年级2班"])
    return rows


def write(
    path: Path, rows: Iterable[Sequence[object]], merges: Iterable[str] = (), sheet: str = "学生"
) -> Path:
    """A workbook with one sheet."""
    book = Workbook()
    page: Any = book.active
    page.title = sheet
    fill(page, rows)
    for area in merges:
        page.merge_cells(area)
    book.save(path)
    return path


def fill(page: Any, rows: Iterable[Sequence[object]]) -> None:  # noqa: ANN401 - openpyxl's sheet
    """Put rows on a sheet from its first line on; None leaves a cell alone."""
    for row, cells in zip(count(1), rows, strict=False):
        for column, cell in enumerate(cells, 1):
            if cell is not None:
                page.cell(row, column, cell)


def students(path: Path | Untrusted, choices: Choices | None = None) -> RosterResult[Any]:
    """Read a roster of pupils."""
    return read(path, "students", CONTEXT, choices)


def names(result: RosterResult[Any]) -> list[str]:
    """Who was read."""
    return [row.name for row in result.rows]
