"""岗位变动: who took up or left which post, when, on which document."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.dates import Precision, WrittenDate
from desktop.core.names import Name
from desktop.core.posts import Establishment, PostEnd, PostKind
from desktop.core.terms import Month
from desktop.rosters import personal, staff_words
from desktop.rosters.cells import plain_text, squeeze, words
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.problems import Flaw, Level
from desktop.rosters.school_cells import SCHOOL_CODE, STAFF_SCHOOL, school_told
from desktop.rosters.staff import written
from desktop.rosters.staff_columns import (
    DUTY,
    ESTABLISHMENT,
    ID_NUMBER,
    NAME,
    PLACE,
    POST,
    STAFF_NUMBER,
    post_cells,
    post_told,
)

if TYPE_CHECKING:
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line

_ONE_DAY: Final = timedelta(days=1)


class PostRow(msgspec.Struct, frozen=True):
    """A post that was held from a day to a day, or (without `since`) only that it ended."""

    row: int
    """As Excel counts, from 1."""
    name: str
    name_key: str
    staff_number: str | None
    id_number: str | None
    place: str | None
    kind: PostKind | None
    duty: str | None
    establishment: Establishment | None
    since: WrittenDate | None
    until: date | None
    ending: PostEnd | None
    document: str | None
    end_document: str | None
    note: str | None
    replaces: bool = False
    """Whether the post takes the place of the one held before (转岗, 调入)."""
    school: str | None = None
    school_code: str | None = None


COLUMNS: Final = (
    NAME,
    STAFF_NUMBER,
    ID_NUMBER,
    Column(
        "change",
        "变动类型",
        staff_words.short_text(40),
        words("变动类别 变动情况 变动原因 异动类型 异动情况 异动原因 岗位变动类型 人员变动类型"),
        width=12,
        template=False,
        few=True,
    ),
    Column(
        "day",
        "变动时间",
        staff_words.day_of_post,
        words("变动日期 变动年月 异动时间 异动日期 调动时间 调动日期 生效时间 生效日期 执行时间"),
        template=False,
    ),
    PLACE,
    POST,
    DUTY,
    ESTABLISHMENT,
    Column(
        "since",
        "任职起",
        staff_words.day_of_post,
        words("起始日期 开始日期 任职时间 任职日期 到岗时间 开始时间 起 起始时间 任职开始日期"),
        example="2026-09-01",
        note="从哪天起在这个岗位",
    ),
    Column(
        "until",
        "任职止",
        staff_words.day_of_post,
        words("终止日期 结束日期 离岗时间 离岗日期 结束时间 止 终止时间 任职结束日期 免职时间"),
        note="在这个岗位的最后一天；还在岗的空着",
    ),
    Column(
        "ending",
        "离岗原因",
        staff_words.ending,
        words("终止原因 结束原因 离职原因 离校原因"),
        width=12,
        choices=staff_words.labels(PostEnd),
        few=True,
    ),
    Column(
        "document",
        "任职文号",
        plain_text,
        words("文号 文件号 调令 调令号 任命文件 依据 文件依据 任职文件 批准文号 聘书号"),
        width=24,
        example="平教人〔2026〕12号",
    ),
    Column(
        "end_document",
        "离岗文号",
        plain_text,
        words("免职文号 免职文件 离岗文件 终止文号"),
        width=24,
    ),
    STAFF_SCHOOL,
    SCHOOL_CODE,
    Column("note", "备注", plain_text, ("说明", "备注说明"), width=20),
)
_TEXTS: Final = ("staff_number", "place", "document", "end_document", "note")


def build(line: Line, context: Context) -> PostRow:
    """Make the row: a change with its day becomes a beginning or an end."""
    values = line.values
    name, establishment = values.get("name"), values.get("establishment")
    identity = personal.identity(line, context, "id_number", "id_kind")
    kind, duty = post_told(values)
    since, until, ending = _span(line)
    change = values.get("change")
    starts = isinstance(change, str) and staff_words.end_of(change) is None
    texts = {key: value for key in _TEXTS if isinstance(value := values.get(key), str)}
    return PostRow(
        row=line.row,
        name=name.text if isinstance(name, Name) else "",
        name_key=name.key if isinstance(name, Name) else "",
        id_number=identity.text if identity else None,
        kind=kind,
        duty=duty,
        establishment=establishment if isinstance(establishment, Establishment) else None,
        since=since,
        until=until,
        ending=ending,
        replaces=starts and staff_words.BESIDES not in str(change),
        **{key: texts.get(key) for key in _TEXTS},
        **school_told(values),
    )


def _span(line: Line) -> tuple[WrittenDate | None, date | None, PostEnd | None]:
    """From when, until when, why it ended; refuses a line that tells neither day."""
    values = line.values
    since, until, ending = values.get("since"), values.get("until"), values.get("ending")
    since = since if isinstance(since, WrittenDate) else None
    last = last_day(until) if isinstance(until, WrittenDate) else None
    why = ending if isinstance(ending, PostEnd) else None
    change, day = values.get("change"), values.get("day")
    if isinstance(change, str) and isinstance(day, WrittenDate):
        left = staff_words.end_of(change)
        if left is not None:
            why, last = why or left, last or _day_before(day)
        elif any(word in squeeze(change) for word in staff_words.STARTS):
            since = since or day
        else:
            message = f"看不懂变动类型“{change}”；请写 任职、调入、转岗、兼任、调出、退休 等"
            line.flaws.append(("change", Flaw(Level.ERROR, message)))
    _refuse_bad_span(line, since, last)
    return since, last, None if last is None else why


def last_day(written: WrittenDate) -> date:
    """The last day that is meant by a day or by a whole month."""
    return Month.of(written.day).last if written.precision is Precision.MONTH else written.day


def _day_before(written: WrittenDate) -> date:
    """The last day at a post that somebody left on a day, or with the end of a month."""
    if written.precision is Precision.MONTH:
        return Month.of(written.day).last
    return written.day - _ONE_DAY


def _refuse_bad_span(line: Line, since: WrittenDate | None, last: date | None) -> None:
    if any(flaw.level is Level.ERROR for _, flaw in line.flaws):
        return
    if since is None and last is None:
        message = "没有写任职起止的日期；请补填任职起或任职止"
        line.flaws.append(("since", Flaw(Level.ERROR, message)))
    elif since is not None and last is not None and last < since.day:
        message = "结束的日期在开始之前；请核对后改正"
        line.flaws.append(("until", Flaw(Level.ERROR, message)))


def record(row: PostRow) -> dict[str, Cell]:
    """The cells of a post by key."""
    cells: dict[str, Cell | None] = {
        "name": row.name,
        "id_number": row.id_number,
        "since": written(row.since),
        "until": row.until,
        "school": row.school,
        "ending": row.ending.label if row.ending else None,
        **{key: getattr(row, key) for key in _TEXTS},
        **post_cells(row.kind, row.duty, row.establishment),
    }
    return {key: cell for key, cell in cells.items() if cell is not None}


POST_CHANGES: Final = SheetKind(
    name="post-changes",
    title="岗位变动",
    columns=COLUMNS,
    anchor="name",
    build=build,
    record=record,
)
