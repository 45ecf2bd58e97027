"""人籍一致核对表: heads counted class by class against the roll, and every name that differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.reports.document import (
    Align,
    Column,
    Document,
    Group,
    Heading,
    Orientation,
    Paragraph,
    SignatureLines,
    Summary,
    Table,
)
from desktop.reports.guard import Fields, GuardedDocument

if TYPE_CHECKING:
    from desktop.services.attendance.head_counts import CountLine, MonthCounts

_COLUMNS: Final = (
    Column("班级", 3),
    Column("清点日期", 3.4),
    Column("名册人数", 2.2),
    Column("实到人数", 2.2),
    Column("有籍无人", 2.2),
    Column("有人无籍", 2.2),
    Column("清点人", 2.6),
    Column("签名", 3),
)
_NAMES: Final = (
    Column("班级", 3),
    Column("姓名", 3),
    Column("情况", 2.6),
    Column("去向或来历", 9, align=Align.LEFT),
)
_FIELDS: Final = Fields(
    "人籍一致核对表",
    frozenset(column.title for column in (*_COLUMNS, *_NAMES)),
    about_people=False,
)


def head_count_sheet(unit_name: str, counts: MonthCounts) -> GuardedDocument:
    """Set the counts of a month as a sheet to be signed; classes nobody has counted stay open."""
    names = [
        (line.label, name.name, name.kind.label, name.note)
        for line in counts.lines
        for name in line.names
    ]
    blocks: list[Heading | Paragraph | Table | SignatureLines] = [_classes(counts)]
    if names:
        blocks += [Heading("不一致的学生"), Table(_NAMES, (Group(names),), type_size=10.5)]
    else:
        blocks.append(Paragraph("已清点的班级人籍一致。", indent=False))
    if counts.missing:
        blocks.append(Paragraph(f"还有{counts.missing}个班没有清点。", indent=False))
    blocks.append(SignatureLines(("核对人", "校长", "日期")))
    document = Document(
        title=(unit_name, counts.month.label, "人籍一致核对表"),
        blocks=tuple(blocks),
        orientation=Orientation.PORTRAIT,
    )
    return GuardedDocument(document, _FIELDS, (unit_name,))


def _classes(counts: MonthCounts) -> Table:
    counted = [line for line in counts.lines if line.counted is not None]
    sums = (
        str(sum(line.expected or 0 for line in counted)),
        str(sum(line.counted or 0 for line in counted)),
        str(sum(_of(line, "absent") for line in counted)),
        str(sum(_of(line, "extra") for line in counted)),
    )
    total = Summary("已清点的合计", ("", "", *sums, "", ""))
    rows = [_row(line) for line in counts.lines]
    return Table(_COLUMNS, (Group(rows),), total=total, type_size=10.5)


def _row(line: CountLine) -> tuple[str, ...]:
    if line.counted is None or line.day is None:
        return (line.label, "没有清点", str(line.on_roll), "", "", "", "", "")
    absent, extra = _of(line, "absent"), _of(line, "extra")
    figures = (line.expected, line.counted, absent or "", extra or "")
    day = f"{line.day.month}月{line.day.day}日"
    return (line.label, day, *map(str, figures), line.counted_by, "")


def _of(line: CountLine, kind: str) -> int:
    return sum(name.kind.value == kind for name in line.names)
