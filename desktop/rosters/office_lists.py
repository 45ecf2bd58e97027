"""困难家庭名单 and 适龄儿童名单: what 民政, 乡村振兴, 残联 and 公安 send to schools.

Such a list is kept as it came. A wrong identity number is what a comparison looks for, so it keeps
no line out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.dates import Precision, WrittenDate
from desktop.core.identity import IdentityFlaw, IdentityNumber, read_identity
from desktop.core.labels import HouseholdCategory, Sex
from desktop.core.lists import ListTopic
from desktop.core.names import Name
from desktop.core.repairs import cell_text, tidy_number
from desktop.core.villages import village_key
from desktop.rosters import people
from desktop.rosters.cells import plain_text, squeeze, text_of, words
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.paper_columns import id_number
from desktop.rosters.problems import Flaw, Level
from desktop.rosters.school_cells import SCHOOL, SCHOOL_CODE, school_told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Heading, Line


class ListRow(msgspec.Struct, frozen=True):
    """Somebody on a list of another office. None: the sheet does not tell."""

    row: int
    """As Excel counts, from 1."""
    name: str
    name_key: str
    id_number: str | None
    """In its stored form; a wrong one as it stands."""
    sex: Sex | None
    birth: date | None
    village: str | None
    head: str | None
    """户主, or the guardian."""
    relation: str | None
    categories: frozenset[HouseholdCategory] | None
    """Those the line names: none at all is not the same as nothing said."""
    paper: str | None
    school: str | None = None
    school_code: str | None = None


_LONGEST_NUMBER: Final = 50
_KEPT: Final = "；照原样收进名单，比对时按相近的号码找"


def listed_number(cell: Cell, context: Context) -> object:
    """An `IdentityNumber`, or the text of one that is wrong."""
    raw = people.raw_number(cell, context)
    if not isinstance(raw, str | float | int):
        return None
    read = read_identity(raw, context.today)
    if isinstance(read, IdentityNumber):
        told = [*(r.label for r in read.repairs), *(w.label for w in read.warnings)]
        level = Level.WARNING if read.warnings else Level.REPAIR
        return Flaw(level, "；".join(told), read) if told else read
    if read is IdentityFlaw.EMPTY:
        return None
    if read is IdentityFlaw.LOSSY_NUMBER:
        return Flaw(Level.WARNING, read.label)
    text, _ = tidy_number(cell_text(raw))
    return Flaw(Level.WARNING, read.label + _KEPT, text[:_LONGEST_NUMBER] or None)


_NONE_OF_THEM: Final = frozenset(
    words("否 无 一般农户 一般户 一般 非困难 普通农户 正常户 不享受 非贫困户 非脱贫户 非低保 不是")
)


def listed_categories(cell: Cell, context: Context) -> object:
    """The categories that a line names; words that name none (A类, 肢体) say nothing."""
    del context
    text = squeeze(text_of(cell))
    if not text:
        return None
    if text in _NONE_OF_THEM or text.startswith("非"):
        return frozenset[HouseholdCategory]()
    return people.categories_in(text) or None


_NUMBERS: Final = words(
    "公民身份证号码 成员身份证号 成员身份证号码 家庭成员身份证号 家庭成员身份证号码 成员证件号码 "
    "居民身份证号 居民身份证号码 残疾人身份证号 对象身份证号 保障对象身份证号 人员身份证号"
)
_NAMES: Final = words(
    "成员姓名 家庭成员姓名 家庭成员 人员姓名 对象姓名 保障对象 保障对象姓名 救助对象姓名 "
    "残疾人姓名 儿童姓名 适龄儿童姓名 学生姓名 享受人姓名 保障人口姓名 名字 孩子姓名 被监护人姓名 "
    "监测对象姓名"
)

_PERSON: Final = (
    Column("name", "姓名", people.name, _NAMES, required=True, example="张小明"),
    id_number(*_NUMBERS, read=listed_number),
    # So that it is not taken for a number.
    Column(
        "id_kind", "身份证件类型", plain_text, ("证件类型", "证件种类"), few=True, template=False
    ),
    Column("sex", "性别", people.sex, ("男女",), width=6, choices=("男", "女"), few=True),
    Column(
        "birth",
        "出生日期",
        people.written_date,
        words("出生年月日 出生年月 生日 出生时间 出生"),
        sensitive=True,
        few=True,
    ),
)
_HOME: Final = (
    Column(
        "village",
        "村",
        plain_text,
        words(
            "行政村 村名 所在村 村委会 村社区 社区 村居 村（居） 村（社区） 居委会 自然村 所属村 "
            "村民委员会 行政村名称 所在行政村 户籍村"
        ),
        width=14,
        example="上湾村",
        few=True,
    ),
    Column(
        "address",
        "住址",
        plain_text,
        words(
            "家庭住址 家庭地址 地址 现住址 居住地址 详细地址 户籍地址 户籍所在地 户口所在地 户籍地 "
            "家庭详细地址 居住地 户籍住址 现居住地 常住地址"
        ),
        width=30,
        sensitive=True,
        template=False,
    ),
)
_HEAD: Final = Column(
    "head",
    "户主",
    people.name,
    words(
        "户主姓名 家庭户主 户主名 户主名字 申请人 申请人姓名 监护人 监护人姓名 家长 家长姓名 "
        "第一监护人 父亲姓名 父母姓名"
    ),
    example="张大山",
    sensitive=True,
)
_HEAD_NUMBER: Final = Column(
    "head_number",
    "户主身份证号",
    people.raw_number,
    words("户主身份证 户主身份证号码 户主证件号码 申请人身份证号 监护人身份证号 监护人身份证号码"),
    sensitive=True,
    template=False,
)

_SCHOOLS: Final = (replace(SCHOOL, note="县教育局按学校分发时用；空着就按证件号找"), SCHOOL_CODE)

HOUSEHOLD_COLUMNS: Final = (
    *_PERSON,
    _HEAD,
    Column(
        "relation",
        "与户主关系",
        plain_text,
        words("户主关系 与户主的关系 家庭关系 关系 与申请人关系 和户主关系 与监护人关系 称谓"),
        width=12,
        example="长子",
        few=True,
    ),
    *_HOME,
    Column(
        "categories",
        "类别",
        listed_categories,
        words(
            "困难类别 户类型 户类别 户属性 农户属性 保障类别 救助类别 救助类型 低保类别 人员类别 "
            "监测类别 监测对象类别 困难类型 家庭类型 家庭类别 对象类别 儿童类别 脱贫户属性 类型"
        ),
        width=14,
        example="低保",
        choices=tuple(category.label for category in HouseholdCategory),
        sensitive=True,
        few=True,
        note="整张表都是一类时可以不填",
    ),
    Column(
        "paper",
        "证书编号",
        plain_text,
        words(
            "证号 低保证号 低保证编号 低保编号 特困证号 特困供养证号 残疾证号 残疾人证号 "
            "证书号 户编号 脱贫户编号 户编码 家庭编号 救助证号 档案号"
        ),
        width=20,
        sensitive=True,
    ),
    _HEAD_NUMBER,
    *_SCHOOLS,
)
SCHOOL_AGE_COLUMNS: Final = (*_PERSON, _HEAD, *_HOME, _HEAD_NUMBER, *_SCHOOLS)


def settle(headings: Sequence[Heading]) -> dict[int, str]:
    """Where no column is of a person's name the head of the household is who stands on the list."""
    if any(heading.key == "name" for heading in headings):
        return {}
    whose = {"head": "name", "head_number": "id_number"}
    taken = {heading.key for heading in headings}
    return {
        heading.index: whose[heading.key]
        for heading in headings
        if heading.key in whose and whose[heading.key] not in taken
    }


def build(line: Line, context: Context) -> ListRow:
    """Make the row; who has a whole number need not say sex and birth."""
    del context
    values = line.values
    name, head, number = values.get("name"), values.get("head"), values.get("id_number")
    good = number if isinstance(number, IdentityNumber) else None
    sex, told = values.get("sex"), values.get("categories")
    return ListRow(
        row=line.row,
        name=name.text if isinstance(name, Name) else "",
        name_key=name.key if isinstance(name, Name) else "",
        id_number=good.key if good else number if isinstance(number, str) else None,
        sex=sex if isinstance(sex, Sex) else good.sex if good else None,
        birth=_birth(line, good),
        village=_village(line),
        head=head.text if isinstance(head, Name) else None,
        relation=_short(values.get("relation"), 20),
        categories=told if isinstance(told, frozenset) else None,
        paper=_short(values.get("paper"), 60),
        **school_told(values),
    )


def _short(value: object, most: int) -> str | None:
    return value[:most] if isinstance(value, str) else None


def _birth(line: Line, number: IdentityNumber | None) -> date | None:
    """As the list writes it, right or wrong; else as the number says."""
    written = line.values.get("birth")
    told = number.birth if number else None
    if not isinstance(written, WrittenDate) or written.precision is not Precision.DAY:
        return told
    if told and told != written.day:
        message = "出生日期与身份证件号不一致；照原样收进名单"
        line.flaws.append(("birth", Flaw(Level.WARNING, message, written.day)))
    return written.day


def _village(line: Line) -> str | None:
    """The village alone: where in it the family lives is nobody's business here."""
    village, address = line.values.get("village"), line.values.get("address")
    if isinstance(village, str):
        return village_key(village) or village[:100]
    return village_key(address) if isinstance(address, str) else None


def record(row: ListRow) -> dict[str, Cell]:
    """The cells of somebody on a list by key."""
    categories = row.categories or frozenset()
    cells: dict[str, Cell | None] = {
        "name": row.name,
        "id_number": row.id_number,
        "sex": row.sex.label if row.sex else None,
        "birth": row.birth,
        "head": row.head,
        "relation": row.relation,
        "village": row.village,
        "categories": "、".join(c.label for c in HouseholdCategory if c in categories)
        or (None if row.categories is None else "无"),
        "paper": row.paper,
        "school": row.school,
    }
    return {key: cell for key, cell in cells.items() if cell is not None}


HOUSEHOLDS: Final = SheetKind(
    name="households",
    title="困难家庭名单",
    columns=HOUSEHOLD_COLUMNS,
    anchor="name",
    build=build,
    record=record,
    settle=settle,
    stand_in="head",
)
SCHOOL_AGE: Final = SheetKind(
    name="school-age",
    title="适龄儿童名单",
    columns=SCHOOL_AGE_COLUMNS,
    anchor="name",
    build=build,
    record=record,
    settle=settle,
    stand_in="head",
)

LISTS: Final = frozenset((HOUSEHOLDS.name, SCHOOL_AGE.name))
"""The kinds of lists: of these a newer file of the same day takes the place of the one before."""


def topic_in(text: str) -> ListTopic | None:
    """What a title, or the word that a person gives, says that a list is of; None: nothing."""
    bare = squeeze(text)
    if "适龄" in bare or "学龄" in bare:
        return ListTopic.SCHOOL_AGE
    found = people.categories_in(bare)
    if len(found) > 1:
        return ListTopic.MIXED
    return next((ListTopic(category.value) for category in found), None)
