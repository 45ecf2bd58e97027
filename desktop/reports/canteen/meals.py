"""The day's meals on paper: the form that is counted by, and the fees for the office."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop.reports.canteen.titles import kitchen
from desktop.reports.document import (
    Align,
    Column,
    Document,
    Group,
    Heading,
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
    from collections.abc import Sequence

    from desktop.reports.document import Block, Cells
    from desktop.services.canteen.fee_states import FeesMonth, PupilFees
    from desktop.services.canteen.heads import DaySheet

_COUNTS: Final = (
    Column("班级", 5, align=Align.LEFT),
    Column("在册", 2, Kind.NUMBER, Align.RIGHT),
    Column("在校", 2, Kind.NUMBER, Align.RIGHT),
    Column("营养餐人数", 3, Kind.NUMBER, Align.RIGHT),
    Column("自费人数", 3, Kind.NUMBER, Align.RIGHT),
    Column("班主任签字", 4),
)
COUNT_TITLE: Final = "就餐人数登记表"
_FEES: Final = (
    Column("姓名", 3.6, align=Align.LEFT),
    Column("已交", 2.4, Kind.MONEY, Align.RIGHT),
    Column("就餐天数", 2, Kind.NUMBER, Align.RIGHT),
    Column("每天（元）", 2.2, Kind.NUMBER, Align.RIGHT),
    Column("应交", 2.4, Kind.MONEY, Align.RIGHT),
    Column("已退", 2.2, Kind.MONEY, Align.RIGHT),
    Column("应退", 2.2, Kind.MONEY, Align.RIGHT),
    Column("情况", 4.4),
    Column("签字", 2.6),
)
_DAY: Final = re.compile(r"\d{4}-(\d\d)-(\d\d)")
FEES_TITLE: Final = "学生伙食费收退明细"


def count_form(unit_name: str, canteen: str, sheets: Sequence[DaySheet]) -> GuardedDocument:
    """Set the form of a day: for each sitting the classes, with room for the numbers.

    Raises:
        SchoolError: something private stands in it.
    """
    blocks: list[Block] = []
    for sheet in sheets:
        rows = [
            _blank(line.diners.label, line.diners.enrolled, line.diners.present)
            for line in sheet.lines
        ]
        rows += [("其他人员", "", "", "", "", ""), ("教职工（按人登记）", "", "", "", "", "")]
        blocks += [Heading(sheet.sitting.label), Table(_COUNTS, (Group(rows),), type_size=11)]
    called = "在校是点名的人数；还没有点名的班，是在册的人数。就餐人数不能多于在校人数。"
    blocks += [
        Paragraph(called, indent=False),
        SignatureLines(("清点人", "食堂负责人", "日期")),
    ]
    title = (unit_name, *kitchen(canteen), plain_date(sheets[0].day), COUNT_TITLE)
    fields = Fields(COUNT_TITLE, frozenset(c.title for c in _COUNTS), about_people=False)
    return GuardedDocument(
        Document(title=title, blocks=tuple(blocks)), fields, (unit_name, canteen)
    )


def _blank(label: str, enrolled: int, present: int) -> Cells:
    return (label, str(enrolled), str(present), "", "", "")


def fees_sheet(unit_name: str, found: FeesMonth) -> GuardedDocument:
    """Set what each pupil paid, ate and is to be paid back; for the office, signed for.

    Raises:
        SchoolError: something private stands in it.
    """
    groups = []
    for school_class in found.classes:
        rows = [_fee(line) for line in found.lines if line.class_id == school_class.class_id]
        sums = Summary(
            f"{school_class.label}小计",
            (
                "",
                f"{school_class.paid}",
                "",
                "",
                "",
                f"{school_class.refunded}",
                f"{school_class.due}",
                "",
                "",
            ),
        )
        groups.append(Group(rows, school_class.label, sums))
    total = Summary(
        "合计", ("", f"{found.paid}", "", "", "", f"{found.refunded}", f"{found.due}", "", "")
    )
    table = Table(_FEES, tuple(groups), total=total, type_size=10.5)
    document = Document(
        title=(unit_name, *kitchen(found.canteen), found.month.label, FEES_TITLE),
        blocks=(
            table,
            Paragraph(_how(found), indent=False),
            SignatureLines(("经办人", "出纳", "会计", "负责人", "日期")),
        ),
        orientation=Orientation.LANDSCAPE,
    )
    fields = Fields(FEES_TITLE, frozenset(column.title for column in _FEES))
    return GuardedDocument(document, fields, (unit_name, found.canteen))


def _spoken(day: re.Match[str]) -> str:
    """The day on which a pupil left, without a year: it must not look like a day of birth."""
    return f"{int(day[1])}月{int(day[2])}日"


def _how(found: FeesMonth) -> str:
    price = (
        "每天的金额按公布的伙食价格，营养餐学生减去补助"
        if found.decided
        else "还没有登记伙食价格，每天的金额按已交的金额除以上课日折算"
    )
    return f"{price}；没有就餐的，月末以后{found.days_to_refund}个工作日内退还，离校的随时退还。"


def _fee(line: PupilFees) -> Cells:
    return (
        line.name,
        f"{line.paid}" if line.paid else "",
        "" if line.eaten is None else str(line.eaten),
        "" if line.price is None else line.price_words,
        "" if line.used is None else f"{line.used}",
        f"{line.refunded}" if line.refunded else "",
        f"{line.due}" if line.due else "",
        "；".join(filter(None, (line.state.label, _DAY.sub(_spoken, line.note)))),
        "",
    )
