"""The canteen's logs on paper: those of a month, or blank forms to be filled in by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.clock import CHINA
from desktop.core.errors import SchoolError
from desktop.core.meals import LogKind, LogPart
from desktop.reports.canteen.titles import kitchen
from desktop.reports.document import (
    Align,
    Column,
    Document,
    Group,
    Heading,
    Orientation,
    Paragraph,
    SignatureLines,
    Table,
    plain_date,
)
from desktop.reports.guard import Fields, GuardedDocument
from desktop.services.canteen.checklists import checklist_on
from desktop.services.canteen.log_lines import TOPICS
from desktop.services.canteen.log_lists import satisfaction_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from desktop.core.terms import Month
    from desktop.reports.document import Block, Cells
    from desktop.services.canteen.checklists import Checklist
    from desktop.services.canteen.companions import CompanionLine
    from desktop.services.canteen.log_lists import RoundPaper
    from desktop.services.canteen.samples import SampleLine

TITLES: Final[dict[LogKind | LogPart, str]] = {
    LogPart.SAMPLES: "留样记录",
    LogPart.COMPANION: "陪餐记录",
    LogKind.MORNING: "晨检表",
    LogKind.DISINFECTION: "消毒记录",
    LogKind.COLD_STORE: "冷柜温度记录",
    LogKind.WEEKLY: "每周检查记录",
    LogKind.COMMITTEE: "膳食委员会会议记录",
    LogKind.SATISFACTION: "满意度汇总",
}
_BLANK_ROWS: Final = 12
_BY_HAND: Final = 15
"""The size of type that leaves room between the lines for a pen."""
_LEFT: Final = Align.LEFT
_SAMPLES: Final = (
    Column("日期", 2.2),
    Column("餐次", 1.8),
    Column("品名", 4, align=_LEFT),
    Column("重量（克）", 1.8),
    Column("留样时间", 2.8),
    Column("留样人", 2.2),
    Column("监督人", 2.2),
    Column("销样时间", 2.8),
    Column("销样人", 2.2),
)
_COMPANIONS: Final = (
    Column("日期", 1.7),
    Column("餐次", 1.5),
    Column("陪餐人", 2),
    Column("职务", 2),
    Column("菜品", 3.4, align=_LEFT),
    Column("质量、价格、卫生评价", 4.2, align=_LEFT),
    Column("发现问题", 3.2, align=_LEFT),
    Column("处理结果", 3, align=_LEFT),
    Column("缴费（元）", 1.8),
    Column("签字", 2),
)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a paper; without a month it is a blank form."""

    unit: str
    canteen: str
    month: Month | None


def samples_sheet(head: Head, lines: Sequence[SampleLine]) -> GuardedDocument:
    """留样记录.

    Raises:
        SchoolError: the month has none, or something private stands in it.
    """
    rows = [
        (
            _day(line.day),
            line.sitting.label,
            line.dish,
            str(line.grams),
            _moment(line.taken_at),
            line.taken_by,
            line.watched_by,
            _moment(line.disposed_at),
            line.disposed_by,
        )
        for line in reversed(lines)
    ]
    told = "每样成品留125克以上，冷藏48小时以上，满时间以后销样（GB 31654-2021）。"
    return _sheet(head, LogPart.SAMPLES, _table(head, _SAMPLES, rows), told)


def companions_sheet(head: Head, lines: Sequence[CompanionLine]) -> GuardedDocument:
    """陪餐记录.

    Raises:
        SchoolError: as `samples_sheet`.
    """
    rows = [
        (
            _day(line.meal.day),
            line.meal.sitting.label,
            line.meal.name,
            line.meal.post or line.meal.kind.label,
            line.dishes,
            line.meal.opinion,
            line.meal.problem or "无",
            line.meal.handling,
            str(line.meal.paid) if line.meal.paid.units else "未缴",
            "",
        )
        for line in reversed(lines)
    ]
    told = "每餐由学校负责人陪餐，家长可以参加；陪餐的人按标准交费。"
    return _sheet(head, LogPart.COMPANION, _table(head, _COMPANIONS, rows), told)


def rounds_sheet(
    head: Head, kind: LogKind, papers: Sequence[RoundPaper], day: date
) -> GuardedDocument:
    """The rounds of a kind; `day` says which checklist a blank form asks for.

    Raises:
        SchoolError: as `samples_sheet`.
    """
    one = checklist_on(kind, day)
    if head.month is not None and not papers:
        raise _nothing(head, kind)
    if kind is LogKind.COMMITTEE:
        return _sheet(head, kind, *_meetings(one, papers))
    if kind is LogKind.SATISFACTION:
        return _sheet(head, kind, *_surveys(one, papers))
    columns = _columns(one)
    rows = [row for paper in papers for row in _of_round(one, paper)]
    if not papers and kind is LogKind.WEEKLY:
        rows = [("", item.part, item.name, "", "", "", "") for item in one.items]
    told = f"{one.due.label}一次。依据：{one.document}。"
    asked = "；".join(item.ask for item in one.items if item.ask)
    return _sheet(head, kind, _table(head, columns, rows), f"看{asked}。{told}" if asked else told)


def _columns(one: Checklist) -> tuple[Column, ...]:
    if any(item.part for item in one.items):
        middle = (Column("环节", 1.6), Column("检查项目", 7, align=_LEFT))
    elif any(item.unit for item in one.items):
        unit = next(item.unit for item in one.items if item.unit)
        what = "温度" if unit == "℃" else "时长"
        middle = (Column("项目", 4.4, align=_LEFT), Column(f"{what}（{unit}）", 2.2))
    else:
        middle = (Column("姓名", 2.6), Column("时间", 2.2))
    return (
        Column("日期", 2.6),
        *middle,
        Column("结果", 1.8),
        Column("情况和处理", 5, align=_LEFT),
        Column(one.done, 2.2),
        Column(one.watched, 2.2),
    )


def _of_round(one: Checklist, paper: RoundPaper) -> list[Cells]:
    """The rows of a round: day and names stand in the first of them."""
    head = paper.head
    rows: list[Cells] = []
    parted = any(item.part for item in one.items)
    for number, line in enumerate(paper.lines):
        first = number == 0
        when = f"{_day(head.day)} {head.at}".strip() if first else ""
        if parted:
            middle = (line.part, line.item)
        else:
            middle = (line.item, head.at if one.people else line.value)
        rows.append(
            (
                _day(head.day) if first and one.people else when,
                *middle,
                line.finding.label if line.finding else "",
                line.note,
                head.done_by if first else "",
                head.watched_by if first else "",
            )
        )
    return rows


def _meetings(one: Checklist, papers: Sequence[RoundPaper]) -> tuple[Block, ...]:
    columns = (Column("议题", 3, align=_LEFT), Column("讨论和决定", 9, align=_LEFT))
    blocks: list[Block] = []
    for paper in papers:
        head = paper.head
        blocks.append(Heading(f"{plain_date(head.day)} {head.at}".strip()))
        came = "，".join(f"{n.item}{n.value}人" for n in paper.lines if n.part != TOPICS)
        people = f"{one.done}：{head.done_by}；{one.watched}：{head.watched_by}。"
        blocks.append(Paragraph(f"{people}到会：{came}。"))
        rows = [(line.item, line.note) for line in paper.lines if line.part == TOPICS]
        blocks.append(Table(columns, (Group(rows),)))
        if head.note:
            blocks.append(Paragraph(f"备注：{head.note}"))
    if not papers:
        named = (i.name.removesuffix("代表") for i in one.items if i.part != TOPICS)
        came = "　".join(f"{name}　　人" for name in named)
        asked = "时间：　　　　　　　　地点：", "主持人：　　　　　　　记录人：", f"到会：{came}"
        blocks += [Paragraph(words, indent=False) for words in asked]
        topics = [(item.name, "") for item in one.items if item.part == TOPICS]
        blocks.append(Table(columns, (Group([*topics, *[("", "")] * 2]),), type_size=_BY_HAND))
    blocks.append(SignatureLines(("学校代表", "教师代表")))
    blocks.append(SignatureLines(("家长代表", "学生代表")))
    return tuple(blocks)


def _surveys(one: Checklist, papers: Sequence[RoundPaper]) -> tuple[Block, ...]:
    columns = (Column("项目", 6, align=_LEFT), Column("满意（份）", 2.4), Column("满意率", 2.4))
    blocks: list[Block] = []
    for paper in papers:
        found, head = satisfaction_of(paper.lines), paper.head
        asked = f"发出{found.asked}份，收回{found.answered}份，收回率{found.returned}。"
        blocks.append(Paragraph(f"{plain_date(head.day)}，{one.done}{head.done_by}。{asked}"))
        rows = [(name, str(count), found.percent(count)) for name, count in found.questions]
        blocks.append(Table(columns, (Group(rows),)))
        if head.note:
            blocks.append(Paragraph(f"意见和建议：{head.note}"))
    if not papers:
        blocks.append(Paragraph("时间：　　　　　　发出　　　份，收回　　　份", indent=False))
        rows = [(item.name, "", "") for item in one.items if item.part == "满意"]
        rows += [("", "", "")] * 3
        blocks.append(Table(columns, (Group(rows),), type_size=_BY_HAND))
        blocks.append(Paragraph("意见和建议："))
    blocks.append(SignatureLines((one.done, one.watched, "校长")))
    return tuple(blocks)


def _table(head: Head, columns: tuple[Column, ...], rows: Sequence[Cells]) -> Table:
    """The rows, or as many empty ones as a sheet holds."""
    if head.month is None:
        blank = ("",) * len(columns)
        rows = [*rows, *[blank] * max(_BLANK_ROWS - len(rows), 0)]
        return Table(columns, (Group(rows),), type_size=10 if rows[0][1] else _BY_HAND)
    return Table(columns, (Group(rows),), type_size=10)


def _sheet(head: Head, what: LogKind | LogPart, *blocks: Block | str) -> GuardedDocument:
    """The paper with its title; a text among the blocks is said under them."""
    parts = [Paragraph(b, indent=False) if isinstance(b, str) else b for b in blocks]
    tables = [block for block in parts if isinstance(block, Table)]
    if head.month is not None and not any(group.rows for t in tables for group in t.groups):
        raise _nothing(head, what)
    if not any(isinstance(block, SignatureLines) for block in parts):
        parts.append(SignatureLines(("食堂负责人", "食品安全管理员", "校长")))
    wide = max(sum(column.width for column in table.columns) for table in tables)
    titles = frozenset(column.title for table in tables for column in table.columns)
    when = head.month.label if head.month else "　　　　年　　月"
    document = Document(
        title=(head.unit, *kitchen(head.canteen), when, TITLES[what]),
        blocks=tuple(parts),
        orientation=Orientation.LANDSCAPE if wide > _WIDE else Orientation.PORTRAIT,
    )
    fields = Fields(TITLES[what], titles, policy_columns=titles, about_people=False)
    return GuardedDocument(document, fields, (head.unit, head.canteen))


def _nothing(head: Head, what: LogKind | LogPart) -> SchoolError:
    month = head.month.label if head.month else ""
    return SchoolError(f"{month}还没有{what.label}记录，没有东西可以打印。要手填就打印空白表。")


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(CHINA):%m-%d %H:%M}"


_WIDE: Final = 13
"""Shares of the width from which a table wants the sheet to lie."""
