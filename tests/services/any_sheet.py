"""Lines for any sheet there is, one added tomorrow included, made from what its columns declare."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

from desktop.core.lists import ListTopic
from desktop.services import exports
from desktop.services.imports.batches import Decisions, apply, preview
from desktop.services.imports.plan import Listed
from desktop.services.imports.reading import open_workbook
from tests.rosters.books import number
from tests.services.rosters import OCTOBER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from desktop.rosters.columns import Column, SheetKind
    from desktop.services.session import Session


@dataclass(frozen=True)
class Somebody:
    """Who a line is of: what sheets know a person by."""

    name: str
    school_class: str = ""
    id_number: str = ""
    staff_number: str = ""

    def cell(self, key: str) -> str | None:
        """What the line says under a key of a person; None: it is no such key."""
        known = {"name": self.name, "school_class": self.school_class, "id_number": self.id_number}
        known["staff_number"] = self.staff_number
        known["student_number"] = self.id_number and "G" + self.id_number
        return known.get(key)


CLASSES = ["三年级1班", "三年级2班"]
IDS = [number(n, born=f"201609{n + 10}") for n in range(6)]
PUPILS = [
    Somebody(name, CLASSES[n % 2], IDS[n])
    for n, name in enumerate(("赵甲", "钱乙", "阿卜来提·如则托合提", "䶮𫖮"))
]
NEW_PUPILS = [Somebody("周新来", CLASSES[0], IDS[4]), Somebody("Anna Li", CLASSES[1], IDS[5])]
STAFF = [Somebody("王建国", CLASSES[0], "", "001"), Somebody("李秀英", CLASSES[1], "", "002")]
NEW_STAFF = [
    Somebody("玛丽亚木", CLASSES[0], number(1, born="19800101"), "003"),
    Somebody("吴新来", CLASSES[1], number(2, born="19900101")),
]
DAYS: list[object] = [date(2026, 10, 12), "2026.10.13"]
LATER: list[object] = [date(2026, 10, 20), "2026年10月22日"]
POOLS: dict[str, list[object]] = {
    "name": ["张大山", "阿卜来提．如则托合提", "赵　甲"],
    "raw_number": [number(7, born="19850101")],
    "listed_number": [*IDS],
    "written_date": DAYS,
    "day_of_post": DAYS,
    "month": ["202609", "2026-10"],
    "phone": ["13912345670", 13912345671, "0931-1234567"],
    "bank_card": ["6228480000000000006"],
    "code_text": ["0012", "A7", 20240012],
    "plain_text": ["平安乡", "=1+1", "@x", "-甲", "+乙", "\t丙", "中心小学 1 号"],
    "short_text": ["语文", "=A1"],
    "whole_number": [3, "15", 20],
    "categories": ["低保、残疾", "无"],
    "sign": ["√", "病", "旷"],
}
"""What stands in cells, by the name of the converter."""
BY_KEY: dict[str, list[object]] = {
    "grade": ["三年级"],
    "birth": [""],
    "id_kind": ["居民身份证"],
    "sex": [""],
    "standard": ["100.00", "12.5"],
    "school": [""],
    "post": ["教师", "炊事员"],
    "until": LATER,
    "teacher": [one.name for one in STAFF],
    "teacher_number": [""],
}
"""What makes sense together with other cells."""
HEADS = ("姓名", "班级", "身份证号", "监护人姓名", "监护人电话")
PUPIL_ROWS = [(p.name, p.school_class, p.id_number, "张大", "13912345670") for p in PUPILS]
STAFF_HEADS = ("姓名", "岗位", "任职时间", "工号")
STAFF_ROWS = [(one.name, "教师", "2020-09-01", one.staff_number) for one in STAFF]


def _pool(column: Column) -> Sequence[object]:
    converter = getattr(column.convert, "__qualname__", "").split(".")[0]
    return (
        BY_KEY.get(column.key)
        or column.choices
        or POOLS.get(converter)
        or ([column.example] if column.example else [""])
    )


OF_CANTEENS = frozenset(
    {
        *("goods-receipts", "goods-issues", "menus", "meal-counts", "meal-fees", "money"),
        *("stocktake", "bank-statement"),
    }
)
"""Sheets that need a canteen's books: the same is promised of them in
`canteen/test_sheet_properties.py`."""


def people_of(kind: SheetKind[Any]) -> list[Somebody]:
    """Who a sheet may be of: mostly people that the books know."""
    of_staff = any(column.key in ("staff_number", "teacher") for column in kind.columns)
    return [*STAFF * 3, *NEW_STAFF] if of_staff else [*PUPILS * 2, *NEW_PUPILS]


def line(
    kind: SheetKind[Any], one: Somebody, choose: Callable[[Sequence[object]], object]
) -> list[object]:
    """A line about somebody: the cells of the template, chosen from what makes sense in each."""
    cells: list[object] = []
    for column in (column for column in kind.columns if column.template):
        own = one.cell(column.key)
        told = _pool(column) if own is None else [own]
        kept = column.required or column.key in ("school_class", "staff_number")
        cells.append(choose(told if kept else [*told, ""]))
    return cells


def whole(kind: SheetKind[Any], lines: Sequence[Sequence[object]]) -> list[Sequence[object]]:
    """A sheet with its title, its headings and these lines."""
    heads = [column.title for column in kind.columns if column.template]
    return [[f"2026年10月{kind.title}"], heads, *lines]


def fill(session: Session) -> None:
    """Put a few pupils and teachers into a school."""
    take(session, "students", [HEADS, *PUPIL_ROWS])
    take(session, "staff", [STAFF_HEADS, *STAFF_ROWS])


@contextmanager
def book(rows: Sequence[Sequence[object]]) -> Iterator[Path]:
    made = Workbook()
    for row in rows:
        made.worksheets[0].append(list(row))
    for cells in made.worksheets[0].iter_rows():
        for cell in cells:
            if cell.data_type == "f":
                cell.data_type = "s"  # a text that begins with =
    with tempfile.TemporaryDirectory() as folder:
        made.save(Path(folder) / "表.xlsx")
        yield Path(folder) / "表.xlsx"


def take(session: Session, kind: str, rows: Sequence[Sequence[object]]) -> None:
    with book(rows) as path:
        roster = open_workbook(session, path, kind)
    apply(session, preview(session, roster, Decisions(on=date(2026, 9, 1))))


QUESTIONS = frozenset({"moved", "rolls"})


def decided(kind: str) -> Decisions:
    listed = Listed(ListTopic.LOW_INCOME, day=date(2026, 9, 30)) if kind == "households" else None
    if kind == "school-age":
        listed = Listed(ListTopic.SCHOOL_AGE, day=date(2026, 9, 30))
    return Decisions(month=OCTOBER if has_month(kind) else None, listed=listed)


def has_month(kind: str) -> bool:
    return kind in (*exports.OF_MONTH, exports.MEAL_DAYS)
