"""一周食谱 for the wall, and 带量食谱: what each dish takes, per person and for all."""

from __future__ import annotations

from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Final

from desktop.core.errors import SchoolError
from desktop.core.foods import portion_of
from desktop.reports.document import (
    Align,
    Column,
    Document,
    Group,
    Kind,
    Orientation,
    Paragraph,
    SignatureLines,
    Table,
    plain_date,
)
from desktop.reports.guard import Fields, GuardedDocument

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from desktop.services.canteen.menus import Week
    from desktop.services.canteen.planning import MealPlan

WEEKDAYS: Final = "一二三四五六日"
_SCHOOL_DAYS: Final = 5
_WEEK_TYPE: Final = 15.0
_FULL_WEEK_TYPE: Final = 12.0
_ROWS_IN_LARGE_TYPE: Final = 9
"""More rows of dishes, or a week with its weekend, want smaller type to stay on one sheet."""
_TYPE: Final = 10.5
_PORTIONS: Final = (
    Column("餐次", 1.6),
    Column("菜品", 3.4),
    Column("食材", 3.4),
    Column("每人用量", 2.2, Kind.TEXT, Align.RIGHT),
    Column("人数", 1.4, Kind.NUMBER, Align.RIGHT),
    Column("合计", 2, Kind.NUMBER, Align.RIGHT),
    Column("单位", 1.4),
    Column("备注", 2.4),
)
_NOTICE: Final = "一周食谱"
_SHEET: Final = "带量食谱"


def week_notice(unit_name: str, canteen: str, week: Week) -> GuardedDocument:
    """Set the menu of a week as it hangs on the wall: the days side by side, sitting by sitting.

    Raises:
        SchoolError: there is no menu.
    """
    if not week.lines:
        raise SchoolError("这一周还没有食谱。先写食谱，再打印。")
    served = {line.day for line in week.lines}
    days = [d for d in week.days if d.weekday() < _SCHOOL_DAYS or d in served]
    columns = tuple(Column(_head(day), 4) for day in days)
    groups = []
    for sitting in week.sittings:
        dishes = [[line.name for line in week.of(day, sitting)] for day in days]
        groups.append(Group(list(zip_longest(*dishes, fillvalue="")), heading=sitting.label))
    year = f"{week.first.year}年"
    rows = sum(len(group.rows) for group in groups)
    large = rows <= _ROWS_IN_LARGE_TYPE and len(days) <= _SCHOOL_DAYS
    document = Document(
        title=(unit_name, _NOTICE),
        blocks=(
            Paragraph(f"食堂：{canteen}　　日期：{year}{week.title}", indent=False),
            Table(columns, tuple(groups), type_size=_WEEK_TYPE if large else _FULL_WEEK_TYPE),
            Paragraph("因天气、采购等原因需要调整的，当天公布。", indent=False),
            SignatureLines(("编制人", "食堂负责人", "校长")),
        ),
        orientation=Orientation.LANDSCAPE,
    )
    titles = frozenset(column.title for column in columns)
    return GuardedDocument(
        document, Fields(_NOTICE, titles, about_people=False), (unit_name, canteen)
    )


def _head(day: date) -> str:
    return f"星期{WEEKDAYS[day.weekday()]}（{day.month}月{day.day}日）"


def portion_sheet(unit_name: str, canteen: str, meals: Sequence[MealPlan]) -> GuardedDocument:
    """Set what the meals of some days take: dish, article, per person, heads, all of it.

    Raises:
        SchoolError: there is no menu.
    """
    if not meals:
        raise SchoolError("这几天还没有食谱。先写食谱，再打印。")
    groups = [
        Group([row for meal in some for row in _rows(meal)], heading=_day(day))
        for day, some in groupby(meals, key=lambda meal: meal.day)
    ]
    document = Document(
        title=(unit_name, _SHEET),
        blocks=(
            Paragraph(f"食堂：{canteen}　　{_span(meals)}", indent=False),
            Table(_PORTIONS, tuple(groups), type_size=_TYPE),
            Paragraph("已清点人数的按就餐人数算，没有清点的按名册人数算。", indent=False),
            SignatureLines(("编制人", "厨师", "食堂负责人")),
        ),
        orientation=Orientation.PORTRAIT,
    )
    titles = frozenset(column.title for column in _PORTIONS)
    fields = Fields(_SHEET, titles, about_people=False)
    return GuardedDocument(document, fields, (unit_name, canteen))


def _span(meals: Sequence[MealPlan]) -> str:
    first, last = meals[0].day, meals[-1].day
    whole = plain_date(first)
    return f"日期：{whole}" if first == last else f"日期：{whole}至{plain_date(last)}"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日　星期{WEEKDAYS[day.weekday()]}"


def _rows(meal: MealPlan) -> Iterator[tuple[str, ...]]:
    """The lines of a meal; a dish whose portions nobody wrote stands there all the same."""
    sitting = meal.sitting.label
    for line in meal.dishes:
        name = line.dish.name
        if not line.portions:
            yield (sitting, name, "", "", str(meal.cooked_for), "", "", "没有写用量")
        for portion in line.portions:
            article = " ".join(filter(None, (portion.name, portion.specification)))
            whole = portion.per_thousand.for_heads(meal.cooked_for)
            told = portion_of(portion.measure).told(portion.per_thousand)
            figures = (told, str(meal.cooked_for), whole.plain, portion.measure)
            yield (sitting, name, article, *figures, "")
