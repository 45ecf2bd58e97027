"""学生伙食费: what each pupil paid for a month's meals, or was paid back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.canteen import MoneyKind, PayMethod
from desktop.core.grades import ClassName, read_class
from desktop.core.money import Money
from desktop.core.names import Name
from desktop.core.terms import Month
from desktop.rosters import goods_cells, people
from desktop.rosters.cells import plain_text, words
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.goods_cells import choice, figure, labels, short_text
from desktop.rosters.goods_receipts import CANTEEN
from desktop.rosters.money_sheet import METHOD_WORDS
from desktop.rosters.problems import Flaw, Level
from desktop.rosters.pupil_numbers import ID_NUMBER, STUDENT_NUMBER, numbers_told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line


class MealFeeRow(msgspec.Struct, frozen=True):
    """What one pupil paid, or was paid back. None: the sheet does not tell."""

    row: int
    """As Excel counts, from 1."""
    name: str
    name_key: str
    id_number: str | None
    student_number: str | None
    school_class: ClassName | None
    day: date
    meals_of: Month
    amount: Money
    kind: MoneyKind
    method: PayMethod
    ticket: str
    canteen: str | None = None


IN: Final = "收费"
OUT: Final = "退费"


def _direction(cell: Cell, context: Context) -> object:
    """Whether money was received or paid back."""
    text = plain_text(cell, context)
    if not isinstance(text, str):
        return text
    if "退" in text:
        return MoneyKind.PUPIL_REFUND
    if "收" in text or "交" in text or "缴" in text:
        return MoneyKind.PUPIL_FEE
    return Flaw(Level.ERROR, f"看不懂收退；请写 {IN} 或 {OUT}")


COLUMNS: Final = (
    Column(
        "school_class",
        "班级",
        plain_text,
        words("班级名称 班别 班 所在班级 年级班级 年班"),
        example="三年级2班",
        few=True,
    ),
    Column("grade", "年级", plain_text, ("所在年级",), few=True, template=False),
    Column(
        "name",
        "姓名",
        people.name,
        words("学生姓名 名字 学生 幼儿姓名 交款人 缴费学生"),
        required=True,
        example="张小明",
    ),
    STUDENT_NUMBER,
    ID_NUMBER,
    Column(
        "meals_of",
        "月份",
        people.month,
        words("伙食费月份 就餐月份 所属月份 费用月份"),
        example="2026-10",
        note="交的是哪个月的伙食费；空着就是收款日期的月份",
        few=True,
    ),
    Column(
        "amount",
        "金额",
        goods_cells.amount,
        words("交费金额 缴费金额 伙食费 实交 实收 应退 退费金额 金额（元）"),
        required=True,
        example="110.00",
        few=True,
    ),
    Column(
        "day",
        "日期",
        goods_cells.day,
        words("交费日期 缴费日期 收款日期 收费日期 退费日期 时间"),
        required=True,
        width=13,
        example="2026-10-08",
        few=True,
    ),
    Column(
        "kind",
        "收退",
        _direction,
        words("收退类别 收或退 业务类型 收支类型"),
        width=8,
        choices=(IN, OUT),
        note="空着就是收费",
        few=True,
    ),
    Column(
        "method",
        "收付方式",
        choice(PayMethod, METHOD_WORDS, "收付方式"),
        words("支付方式 付款方式 收款方式 结算方式 缴费方式"),
        choices=labels(PayMethod),
        note="空着就是银行",
        few=True,
    ),
    Column("ticket", "票据号", short_text(60), words("收据号 凭证号 单号 票号"), width=16),
    CANTEEN,
)


def build(line: Line, context: Context) -> MealFeeRow:
    """Make the row."""
    told = line.values
    name, day, amount = told.get("name"), told.get("day"), told.get("amount")
    kind, method, month = told.get("kind"), told.get("method"), told.get("meals_of")
    id_number, student_number = numbers_told(line, context)
    texts = {key: value for key, value in told.items() if isinstance(value, str)}
    # A line without a day or an amount was refused already.
    when = day if isinstance(day, date) else date(1900, 1, 1)
    paid = amount if isinstance(amount, Money) else Money(0)
    if isinstance(amount, Money) and not amount:
        line.flaws.append(("amount", Flaw(Level.ERROR, "金额要大于零；没有交的不写这一行")))
    return MealFeeRow(
        row=line.row,
        name=name.text if isinstance(name, Name) else "",
        name_key=name.key if isinstance(name, Name) else "",
        id_number=id_number,
        student_number=student_number,
        school_class=_class(line, context),
        day=when,
        meals_of=month if isinstance(month, Month) else Month.of(when),
        amount=paid,
        kind=kind if isinstance(kind, MoneyKind) else MoneyKind.PUPIL_FEE,
        method=method if isinstance(method, PayMethod) else PayMethod.BANK,
        ticket=texts.get("ticket", ""),
        canteen=texts.get("canteen"),
    )


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


def record(row: MealFeeRow) -> dict[str, Cell]:
    """The cells of a line by key."""
    month = row.meals_of
    cells: dict[str, Cell | None] = {
        "school_class": row.school_class.label if row.school_class else None,
        "name": row.name,
        "student_number": row.student_number,
        # These sheets go from hand to hand: an identity number stands only where it must.
        "id_number": None if row.student_number else row.id_number,
        "meals_of": f"{month.year}-{month.month:02}",
        "amount": figure(row.amount),
        "day": row.day,
        "kind": OUT if row.kind is MoneyKind.PUPIL_REFUND else IN,
        "method": row.method.label,
        "ticket": row.ticket or None,
        "canteen": row.canteen,
    }
    return {key: cell for key, cell in cells.items() if cell is not None}


def implied(title: str, labels_by_key: Mapping[str, str], context: Context) -> dict[str, object]:
    """The class that only the title tells."""
    del labels_by_key
    school_class = people.class_in(title, context)
    return {"school_class": school_class} if school_class else {}


MEAL_FEES: Final = SheetKind(
    name="meal-fees",
    title="学生伙食费",
    columns=COLUMNS,
    anchor="name",
    build=build,
    record=record,
    implied=implied,
)
