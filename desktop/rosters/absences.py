"""请假和借调: who was away from the post, why, from when to when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.dates import WrittenDate
from desktop.core.names import Name
from desktop.core.posts import AbsenceKind
from desktop.rosters import personal, staff_words
from desktop.rosters.cells import plain_text, whole_number, words
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.post_changes import last_day
from desktop.rosters.problems import Flaw, Level
from desktop.rosters.school_cells import SCHOOL_CODE, STAFF_SCHOOL, school_told
from desktop.rosters.staff import written
from desktop.rosters.staff_columns import ID_NUMBER, NAME, STAFF_NUMBER

if TYPE_CHECKING:
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line


class AbsenceRow(msgspec.Struct, frozen=True):
    """A time away. `until` None: nobody knows yet for how long."""

    row: int
    """As Excel counts, from 1."""
    name: str
    name_key: str
    staff_number: str | None
    id_number: str | None
    kind: AbsenceKind | None
    since: WrittenDate | None
    until: date | None
    place: str | None
    document: str | None
    note: str | None
    school: str | None = None
    school_code: str | None = None


COLUMNS: Final = (
    NAME,
    STAFF_NUMBER,
    ID_NUMBER,
    Column(
        "kind",
        "类别",
        staff_words.absence_kind,
        words("请假类别 请假类型 假别 假期类型 请假种类 类型 离岗类别 请假性质 请假原因 假种"),
        required=True,
        width=10,
        example="病假",
        choices=staff_words.labels(AbsenceKind),
        few=True,
    ),
    Column(
        "since",
        "开始日期",
        staff_words.day_of_post,
        words("起始日期 请假开始日期 开始时间 起 离岗时间 离岗日期 请假日期 请假时间 起始时间 自"),
        required=True,
        example="2026-10-12",
    ),
    Column(
        "until",
        "结束日期",
        staff_words.day_of_post,
        words("终止日期 请假结束日期 结束时间 止 返岗日期 销假日期 截止日期 终止时间 至"),
        note="不在岗的最后一天；还没有回来的空着",
    ),
    Column(
        "days",
        "天数",
        whole_number(1, 1500),
        words("请假天数 共几天 离岗天数"),
        width=8,
        template=False,
    ),
    Column(
        "place",
        "去向",
        staff_words.short_text(80),
        words("借调单位 借入单位 去往单位 培训地点 学习地点 支教学校 交流学校 外出地点"),
        width=20,
        example="平安县教育局",
    ),
    Column(
        "document",
        "批准文号",
        plain_text,
        words("文号 文件号 借调函 批准人 审批人 依据 文件依据 批准文件"),
        width=24,
    ),
    STAFF_SCHOOL,
    SCHOOL_CODE,
    Column("note", "备注", plain_text, ("说明", "备注说明"), width=20, note="不要写病情"),
)
_TEXTS: Final = ("staff_number", "place", "document", "note")


def build(line: Line, context: Context) -> AbsenceRow:
    """Make the row; where only the number of days is told, the last day is reckoned."""
    values = line.values
    name, kind, since = values.get("name"), values.get("kind"), values.get("since")
    identity = personal.identity(line, context, "id_number", "id_kind")
    texts = {key: value for key in _TEXTS if isinstance(value := values.get(key), str)}
    since = since if isinstance(since, WrittenDate) else None
    return AbsenceRow(
        row=line.row,
        name=name.text if isinstance(name, Name) else "",
        name_key=name.key if isinstance(name, Name) else "",
        id_number=identity.text if identity else None,
        kind=kind if isinstance(kind, AbsenceKind) else None,
        since=since,
        until=_until(line, since),
        **{key: texts.get(key) for key in _TEXTS},
        **school_told(values),
    )


def _until(line: Line, since: WrittenDate | None) -> date | None:
    until, days = line.values.get("until"), line.values.get("days")
    if since is None:
        return None
    if isinstance(until, WrittenDate):
        last = last_day(until)
        if last < since.day:
            message = "结束的日期在开始之前；请核对后改正"
            line.flaws.append(("until", Flaw(Level.ERROR, message)))
        return last
    if isinstance(days, int):
        last = since.day + timedelta(days=days - 1)
        message = f"没有写结束日期，按连续 {days} 天算到 {last}；其中有休息日的请补填结束日期"
        line.flaws.append(("days", Flaw(Level.REPAIR, message, days)))
        return last
    return None


def record(row: AbsenceRow) -> dict[str, Cell]:
    """The cells of an absence by key."""
    cells: dict[str, Cell | None] = {
        "name": row.name,
        "id_number": row.id_number,
        "kind": row.kind.label if row.kind else None,
        "since": written(row.since),
        "until": row.until,
        "school": row.school,
        **{key: getattr(row, key) for key in _TEXTS},
    }
    return {key: cell for key, cell in cells.items() if cell is not None}


ABSENCES: Final = SheetKind(
    name="absences",
    title="请假和借调",
    columns=COLUMNS,
    anchor="name",
    build=build,
    record=record,
)
