"""今日食谱和出库: what a kitchen cooks on a day, for how many, and what that takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.errors import SchoolError
from desktop.core.foods import portion_of
from desktop.reports.canteen.menus import WEEKDAYS
from desktop.reports.document import (
    Align,
    Column,
    Document,
    Group,
    Kind,
    Paragraph,
    SignatureLines,
    Table,
    plain_date,
)
from desktop.reports.guard import Fields, GuardedDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.canteen.day_parts import CanteenDay, SittingDay

_TITLE: Final = "今日食谱和出库"
_COLUMNS: Final = (
    Column("食材", 4),
    Column("每人用量", 2.4, Kind.TEXT, Align.RIGHT),
    Column("要出", 2, Kind.NUMBER, Align.RIGHT),
    Column("单位", 1.4),
    Column("已出", 2, Kind.NUMBER, Align.RIGHT),
    Column("库里还缺", 2.2, Kind.NUMBER, Align.RIGHT),
    Column("实出（手写）", 2.6),
)
_TYPE: Final = 14.0


def day_sheet(unit_name: str, found: CanteenDay) -> GuardedDocument:
    """Set the day's menu with what goes out for it, sitting by sitting.

    Raises:
        SchoolError: there is no menu.
    """
    served = [one for one in found.sittings if one.dishes]
    if not served:
        raise SchoolError("这一天还没有食谱。先写食谱，再打印。")
    day = found.day
    said = f"日期：{plain_date(day)}　星期{WEEKDAYS[day.weekday()]}"
    groups = tuple(Group(list(_rows(one)), heading=_heading(one)) for one in served)
    document = Document(
        title=(unit_name, _TITLE),
        blocks=(
            Paragraph(f"食堂：{found.canteen.name}　　{said}", indent=False),
            Table(_COLUMNS, groups, type_size=_TYPE),
            Paragraph("先到期的先出。每样成品留样不少于125克，留足48小时。", indent=False),
            SignatureLines(("厨师", "库管员", "食堂负责人")),
        ),
    )
    titles = frozenset(column.title for column in _COLUMNS)
    fields = Fields(_TITLE, titles, about_people=False)
    return GuardedDocument(document, fields, (unit_name, found.canteen.name))


def _heading(one: SittingDay) -> str:
    assert one.plan is not None  # noqa: S101 - it has dishes
    return f"{one.sitting.label}（{one.plan.heads.told}）：{'、'.join(one.dishes)}"


def _rows(one: SittingDay) -> Iterator[tuple[str, ...]]:
    assert one.plan is not None  # noqa: S101 - it has dishes
    for line in one.plan.lines:
        goods = line.goods
        yield (
            goods.words,
            portion_of(goods.measure).told(line.per_thousand),
            line.planned.plain,
            goods.measure,
            line.issued.plain if line.issued else "",
            line.missing.plain if line.missing else "",
            "",
        )
    for name in one.plan.unweighed:
        yield (f"{name}（没有写用量）", "", "", "", "", "", "")
