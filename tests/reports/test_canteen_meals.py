"""The form that is counted by, the fees for the office, and what pupils paid on the wall."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from desktop.core.canteen import Sitting
from desktop.core.labels import MonthState
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.progress import Progress
from desktop.core.school_days import DayState
from desktop.core.terms import Month
from desktop.reports.canteen.meals import count_form, fees_sheet
from desktop.reports.document import Table
from desktop.reports.notices import meals
from desktop.reports.pdf import render
from desktop.services.canteen.diners import ClassDiners
from desktop.services.canteen.fee_states import FeesMonth, FeeState, PupilFees
from desktop.services.canteen.heads import DaySheet, SheetLine
from tests.reports.samples import large_notice, meals_notice, school_class

DAY = date(2026, 10, 12)


def tables(blocks: tuple[object, ...]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def test_form_has_a_table_for_each_sitting_with_room_for_the_numbers() -> None:
    diners = ClassDiners(UUID(int=1), "三年级1班", 36, 34, 34, 0, called=True)
    line = SheetLine(diners, None, None, 34, 0)
    sheets = [
        DaySheet(
            canteen_id=UUID(int=2),
            day=DAY,
            sitting=sitting,
            state=DayState.LESSONS,
            month_state=MonthState.OPEN,
            lines=(line,),
            guests=None,
            staff=0,
            recorded=False,
            reason="",
            recorded_at=None,
            recorded_by="",
        )
        for sitting in (Sitting.BREAKFAST, Sitting.LUNCH)
    ]
    guarded = count_form("平安乡中心小学", "学校食堂", sheets)
    first, _ = tables(guarded.document.blocks)
    assert next(iter(first.rows())) == ("三年级1班", "36", "34", "", "", "")
    assert render(guarded, Progress()).startswith(b"%PDF")


def test_fees_are_summed_up_by_class() -> None:
    price = UnitPrice.of("5.5")
    line = PupilFees(
        student_id=UUID(int=3),
        name="张小红",
        note="",
        class_id=UUID(int=1),
        label="三年级1班",
        paid=Money.of("110"),
        refunded=Money(0),
        tickets="007",
        school_days=20,
        eaten=18,
        price=price,
        used=price * Quantity.of(18),
        due_on=date(2026, 11, 20),
        state=FeeState.DUE,
    )
    note = "2026-10-12转出"
    unpaid = replace(line, name="李明", note=note, paid=Money(0), eaten=None, price=None, used=None)
    for decided in (True, False):
        found = FeesMonth(Month(2026, 10), "学校食堂", decided, 15, (line, unpaid), Money(0))
        guarded = fees_sheet("平安乡中心小学", found)
    (table,) = tables(guarded.document.blocks)
    cells = ("张小红", "110.00", "18", "5.50", "99.00", "", "11.00", "应退", "")
    assert next(iter(table.rows())) == cells
    assert list(table.rows())[1][-2] == "应退；10月12日转出", "nobody's day of birth"
    assert table.total is not None
    assert table.total.cells[1] == "110.00"
    assert render(guarded, Progress()).startswith(b"%PDF")


def test_what_pupils_paid_stands_beside_the_subsidy_where_it_is_known() -> None:
    plain = school_class("三年级1班", ("张小红", "李明"))
    own = tuple(replace(line, own=Money.of("30")) for line in plain.lines)
    (table,) = tables(meals(meals_notice(plain)).document.blocks)
    assert "自交金额（元）" not in [column.title for column in table.columns]
    notice = meals_notice(replace(plain, lines=own))
    guarded = meals(notice, mask_names=True)
    (table,) = tables(guarded.document.blocks)
    assert next(row[2:] for row in table.rows()) == ("张*红", "22", "5.00", "110.00", "30.00")
    assert table.total is not None
    assert table.total.cells[-2:] == ("215.00", "60.00")
    assert render(guarded, Progress()).startswith(b"%PDF")


def test_a_long_list_has_room_for_it_too() -> None:
    notice = large_notice(90)
    paid = tuple(
        replace(c, lines=tuple(replace(line, own=Money.of("30")) for line in c.lines))
        for c in notice.classes
    )
    guarded = meals(replace(notice, classes=paid))
    (table,) = tables(guarded.document.blocks)
    assert [column.title for column in table.columns][-2:] == ["补助金额（元）", "自交金额（元）"]
    assert table.panels == 2
    assert render(guarded, Progress()).startswith(b"%PDF")
