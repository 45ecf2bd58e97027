"""教职工名册: who works at the school, at what post, on what terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.dates import Precision, WrittenDate
from desktop.core.names import Name
from desktop.core.posts import Establishment, PostKind
from desktop.rosters import nations, people, personal, staff_words
from desktop.rosters.cells import code_text, plain_text, words
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.problems import Flaw, Level
from desktop.rosters.staff_columns import (
    DUTY,
    ESTABLISHMENT,
    ID_KIND,
    ID_NUMBER,
    NAME,
    PLACE,
    POST,
    STAFF_NUMBER,
    post_cells,
    post_told,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from desktop.core.labels import IdKind, Sex
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line


class StaffRow(msgspec.Struct, frozen=True):
    """A member of staff as the roster says. None: the sheet does not tell."""

    row: int
    """As Excel counts, from 1."""
    name: str
    name_key: str
    staff_number: str | None
    id_kind: IdKind | None
    id_number: str | None
    sex: Sex | None
    birth: date | None
    ethnicity: str | None
    political: str | None
    education: str | None
    title: str | None
    subject: str | None
    certificate: str | None
    joined: WrittenDate | None
    kind: PostKind | None
    duty: str | None
    establishment: Establishment | None
    place: str | None
    since: WrittenDate | None
    """From when the post is held."""
    phone: str | None
    address: str | None
    bank_card: str | None
    status: str | None
    """Why this person is not here, in the words of the sheet."""
    school: str | None
    school_code: str | None
    """学校（机构）标识码; together with `school` it tells a bureau's sheet whose row this is."""
    remark: str | None


COLUMNS: Final = (
    NAME,
    STAFF_NUMBER,
    ID_KIND,
    ID_NUMBER,
    Column(
        "sex", "性别", people.sex, ("男女",), width=6, example="男", choices=("男", "女"), few=True
    ),
    Column(
        "birth",
        "出生日期",
        people.written_date,
        ("出生年月日", "出生年月", "生日", "出生", "出生时间"),
        example="1985-03-01",
        sensitive=True,
        note="写成 1985-3-1",
    ),
    Column(
        "ethnicity",
        "民族",
        people.ethnicity,
        ("族别", "民族名称"),
        width=10,
        example="汉族",
        choices=nations.NAMES,
        few=True,
    ),
    Column(
        "political",
        "政治面貌",
        staff_words.short_text(20),
        ("政治面目",),
        width=10,
        example="群众",
        choices=("中共党员", "预备党员", "共青团员", "民主党派", "群众"),
        few=True,
    ),
    Column(
        "education",
        "学历",
        staff_words.education,
        words("最高学历 文化程度 学历层次 现学历 最后学历 全日制学历"),
        width=10,
        example="本科",
        choices=staff_words.EDUCATIONS,
        few=True,
    ),
    Column(
        "title",
        "职称",
        staff_words.short_text(40),
        words(
            "专业技术职务 专业技术资格 职称等级 聘任职称 现聘职称 技术职称 专业技术职称 "
            "现任职称 岗位等级 专技岗位"
        ),
        width=12,
        example="一级教师",
        choices=("正高级教师", "高级教师", "一级教师", "二级教师", "三级教师", "未评"),
        few=True,
    ),
    Column(
        "subject",
        "任教学科",
        staff_words.short_text(40),
        words("学科 任教科目 所教学科 任课学科 任教课程 主教学科 任课科目 科目 任课 现任教学科"),
        width=12,
        example="语文",
        few=True,
    ),
    Column(
        "certificate",
        "教师资格",
        staff_words.short_text(60),
        words("教师资格种类 教师资格证 教师资格类型 资格证种类 教师资格学科 教师资格证种类"),
        width=14,
        example="小学 语文",
        few=True,
    ),
    Column(
        "joined",
        "参加工作时间",
        people.written_date,
        words("参加工作年月 参加工作日期 工作时间 参工时间 参加工作 从教时间 从教年月 参教时间"),
        width=14,
        example="2008-09-01",
    ),
    POST,
    DUTY,
    ESTABLISHMENT,
    PLACE,
    Column(
        "since",
        "任职时间",
        staff_words.day_of_post,
        words(
            "任现职时间 到岗时间 上岗时间 任职日期 到校时间 来校时间 入校时间 进校时间 "
            "调入时间 任现岗位时间 聘用时间 入职时间 入职日期 到本校时间 到岗日期"
        ),
        width=12,
        example="2020-09-01",
        note="从哪天起在这个岗位",
    ),
    Column(
        "phone",
        "联系电话",
        people.phone,
        words("电话 手机 手机号 手机号码 电话号码 联系方式 移动电话 本人电话 联系手机"),
        width=15,
        sensitive=True,
    ),
    Column(
        "address",
        "家庭住址",
        plain_text,
        words("住址 家庭地址 地址 现住址 居住地址 联系地址 通讯地址 通信地址 现居住地"),
        width=30,
        sensitive=True,
    ),
    Column(
        "bank_card",
        "银行卡号",
        people.bank_card,
        words("银行卡 工资卡号 开户卡号 银行账号 工资账号 卡号 社保卡银行账号"),
        width=24,
        sensitive=True,
    ),
    Column(
        "status",
        "在岗状态",
        staff_words.status,
        words("人员状态 是否在岗 在岗情况 状态 在职状态 当前状态 在岗在编情况 是否在职"),
        width=10,
        template=False,
        few=True,
    ),
    Column(
        "school",
        "学校",
        plain_text,
        words("学校名称 所在学校 校名 单位 单位名称 所在单位 工作单位 学校全称"),
        width=20,
        few=True,
        note="县教育局的总表才要填",
    ),
    Column(
        "school_code",
        "学校标识码",
        code_text,
        words("学校代码 学校编码 单位代码 学校机构标识码 机构标识码"),
        width=14,
        few=True,
        template=False,
    ),
    Column("remark", "备注", plain_text, ("说明", "备注说明", "其他说明"), width=20),
)
_TEXTS: Final = (
    *("staff_number", "ethnicity", "political", "education", "title", "subject"),
    *("certificate", "phone", "address", "bank_card", "status", "remark", "place"),
    *("school", "school_code"),
)


def build(line: Line, context: Context) -> StaffRow:
    """Make the row, and check its cells against one another."""
    values = line.values
    name = values.get("name")
    identity = personal.identity(line, context, "id_number", "id_kind")
    id_kind, number = personal.kind_and_number(line, identity)
    kind, duty = post_told(values)
    if kind is PostKind.OTHER and values.get("post") != kind.label:
        message = f"“{duty}”看不出是哪一类岗位，按“其他”读入；要归类请在岗位一栏填写"
        line.flaws.append(("post", Flaw(Level.WARNING, message)))
    since, joined = values.get("since"), values.get("joined")
    establishment = values.get("establishment")
    texts = {key: value for key in _TEXTS if isinstance(value := values.get(key), str)}
    return StaffRow(
        row=line.row,
        name=name.text if isinstance(name, Name) else "",
        name_key=name.key if isinstance(name, Name) else "",
        id_kind=id_kind,
        id_number=number,
        sex=personal.sex(line, identity),
        birth=personal.birth(line, identity),
        joined=_past(line, "joined", joined, context),
        kind=kind or (PostKind.TEACHER if "subject" in texts else None),
        duty=duty,
        establishment=establishment if isinstance(establishment, Establishment) else None,
        since=since if isinstance(since, WrittenDate) else None,
        **{key: texts.get(key) for key in _TEXTS},
    )


def _past(line: Line, key: str, written: object, context: Context) -> WrittenDate | None:
    """A day that must have come."""
    if not isinstance(written, WrittenDate):
        return None
    if written.day > context.today:
        message = "这个日期还没有到，没有读入；请核对"
        line.flaws.append((key, Flaw(Level.WARNING, message)))
        return None
    return written


def record(row: StaffRow) -> dict[str, Cell]:
    """The cells of a member of staff by key."""
    cells: dict[str, Cell | None] = {
        "name": row.name,
        "id_kind": row.id_kind.label if row.id_kind else None,
        "id_number": row.id_number,
        "sex": row.sex.label if row.sex else None,
        "birth": row.birth,
        "joined": written(row.joined),
        "since": written(row.since),
        **{key: getattr(row, key) for key in _TEXTS},
        **post_cells(row.kind, row.duty, row.establishment),
    }
    return {key: cell for key, cell in cells.items() if cell is not None}


def written(day: WrittenDate | None) -> Cell | None:
    """A date as it was told: whole, or its month or year alone."""
    if day is None:
        return None
    if day.precision is Precision.DAY:
        return day.day
    return f"{day.day:%Y-%m}" if day.precision is Precision.MONTH else f"{day.day:%Y}"


def implied(title: str, labels: Mapping[str, str], context: Context) -> dict[str, object]:
    """The post that only the title tells: 食堂从业人员花名册, 教师花名册."""
    del labels, context
    for word, kind in (
        ("食堂", PostKind.COOK),
        ("宿管", PostKind.WARDEN),
        ("保安", PostKind.GUARD),
        ("专任教师", PostKind.TEACHER),
        ("教师花名册", PostKind.TEACHER),
        ("教师名册", PostKind.TEACHER),
    ):
        if word in "".join(title.split()):
            return {"post": kind.label}
    return {}


STAFF: Final = SheetKind(
    name="staff",
    title="教职工",
    columns=COLUMNS,
    anchor="name",
    build=build,
    record=record,
    implied=implied,
    unique=("id_number", "staff_number"),
)
