"""盘点表: what is booked of each lot, with room to write what is found; signed by two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.canteen import CountState
from desktop.core.money import Money
from desktop.reports.canteen.titles import kitchen
from desktop.reports.document import (
    Align,
    Column,
    Document,
    Group,
    Kind,
    Orientation,
    Paragraph,
    SignatureLines,
    Summary,
    Table,
    plain_date,
)
from desktop.reports.guard import Fields, GuardedDocument

if TYPE_CHECKING:
    from desktop.reports.document import Cells
    from desktop.services.canteen.stocktakes import CountedLine, StocktakePaper

_COLUMNS: Final = (
    Column("序号", 1.4),
    Column("品名", 4, align=Align.LEFT),
    Column("规格", 3, align=Align.LEFT),
    Column("单位", 1.5),
    Column("入库日期", 2.8),
    Column("保质期至", 2.8),
    Column("账面数量", 2.4, Kind.NUMBER, Align.RIGHT),
    Column("账面金额", 2.6, Kind.MONEY, Align.RIGHT),
    Column("实盘数量", 2.6, Kind.NUMBER, Align.RIGHT),
    Column("差异", 2.2, Kind.NUMBER, Align.RIGHT),
    Column("原因", 4.4, align=Align.LEFT),
)
_FIELDS: Final = Fields(
    "盘点表",
    frozenset(column.title for column in _COLUMNS),
    policy_columns=frozenset(column.title for column in _COLUMNS),
    about_people=False,
)


def count_sheet(unit_name: str, canteen: str, paper: StocktakePaper) -> GuardedDocument:
    """Set a stocktake as a sheet: to be counted by while it lasts, to be filed when it is ended.

    Raises:
        SchoolError: something private stands in it.
    """
    head = paper.head
    worth = str(Money.sum(line.worth for line in paper.lines))
    total = Summary("合计", ("", "", "", "", "", "", "", worth, "", "", ""))
    table = Table(_COLUMNS, (Group([_row(line) for line in paper.lines]),), total, type_size=10)
    document = Document(
        title=(unit_name, *kitchen(canteen), plain_date(head.day), "盘点表"),
        blocks=(
            table,
            Paragraph(_words(paper), indent=False),
            SignatureLines(("盘点人", "盘点人", "监盘人", "日期")),
        ),
        number=head.document,
        orientation=Orientation.LANDSCAPE,
    )
    return GuardedDocument(document, _FIELDS, (unit_name, canteen))


def _words(paper: StocktakePaper) -> str:
    head = paper.head
    if head.state is CountState.ENDED:
        found = f"{head.differing}行不同，差异金额{head.amount}元" if head.differing else "账实相符"
        return f"盘点人：{head.first_counter}、{head.second_counter}；{found}。"
    return "库里已经没有的，实盘数量写0；没有写的不算盘点过。每一处不同都要写明原因。"


def _row(line: CountedLine) -> Cells:
    difference = line.difference
    return (
        str(line.line),
        line.name,
        line.specification,
        line.measure,
        line.received_on.isoformat(),
        line.expires_on.isoformat() if line.expires_on else "",
        line.booked.plain,
        str(line.worth),
        "" if line.counted is None else line.counted.plain,
        difference.plain if difference else "",
        line.reason,
    )
