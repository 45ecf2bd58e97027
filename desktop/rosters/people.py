"""Conversions of what sheets say of people: names, papers, sex, birth, phones, categories."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from desktop.core.codes import CodeFlaw, read_bank_account
from desktop.core.dates import DateFlaw, Precision, WrittenDate, read_date
from desktop.core.grades import read_class, read_grade
from desktop.core.identity import IdentityNumber, read_identity
from desktop.core.labels import HouseholdCategory, IdKind, Sex
from desktop.core.names import NameFlaw, normalise_name, usual_name
from desktop.core.phones import PhoneFlaw, Phones, read_phones
from desktop.core.student_numbers import StudentNumberFlaw, read_student_number
from desktop.core.terms import Month
from desktop.rosters.cells import is_nothing, squeeze, text_of, words, yes_no
from desktop.rosters.nations import read_nation
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.core.grades import Grade, GradeRules
    from desktop.core.repairs import Repair
    from desktop.rosters.cells import Cell, Context, Converter


def repaired(repairs: Iterable[Repair], value: object) -> Flaw:
    """The value with word of what was healed."""
    return Flaw(Level.REPAIR, "、".join(repair.label for repair in repairs), value)


def name(cell: Cell, context: Context) -> object:
    """A `core.names.Name`."""
    del context
    text = cell if type(cell) is str else text_of(cell)
    if is_nothing(text if text.isalnum() else text.strip()):
        return None
    if usual := usual_name(text):
        return usual
    read = normalise_name(text)
    if read.flaw is NameFlaw.EMPTY:
        return None
    if read.flaw is NameFlaw.ODD_CHARACTER and _NUMBER_IN_NAME.search(read.text):
        return _without_number(read.text)
    if read.flaw is not None:
        level = Level.WARNING if read.flaw.warning else Level.ERROR
        return Flaw(level, read.flaw.label, read if read.usable else None)
    return repaired(read.repairs, read) if read.repairs else read


_NUMBER_IN_NAME: Final = re.compile(r"\+?\d(?:[\s\-]?\d){6,}[Xx]?")
_AROUND_NAME: Final = " ()（）[]:：/、，,-"


def _without_number(text: str) -> Flaw:
    """A name beside which a telephone stands: no digit of it may stay in a name."""
    name = normalise_name(_NUMBER_IN_NAME.sub("", text).strip(_AROUND_NAME))
    if not name.usable:
        return Flaw(Level.ERROR, "姓名一格里只有号码；请补填姓名")
    return Flaw(Level.WARNING, "姓名一格里还写了号码，号码没有读入；请填在它自己的一栏", name)


_ID_KINDS: Final = {
    squeeze(word): kind
    for kind, words in {
        IdKind.RESIDENT: "居民身份证 身份证 二代身份证 中国居民身份证 户口簿 居民户口簿 1 01",
        IdKind.HONG_KONG_MACAO: "港澳居民来往内地通行证 回乡证 港澳通行证 港澳居民通行证",
        IdKind.TAIWAN: "台湾居民来往大陆通行证 台胞证 台湾通行证",
        IdKind.HMT_RESIDENCE: "港澳台居民居住证 港澳居民居住证 台湾居民居住证",
        IdKind.FOREIGN_RESIDENCE: "外国人永久居留身份证 外国人永久居留证 外国人居留证",
        IdKind.PASSPORT: "护照 外国护照 中国护照",
        IdKind.OTHER: "其他 其它 其他证件 无证件 出生证 出生证明 出生医学证明 "
        "香港特区护照/身份证明 澳门特区护照/身份证明 临时号 境外永久居住证",
    }.items()
    for word in words.split()
}


def id_kind(cell: Cell, context: Context) -> object:
    """An `IdKind`."""
    del context
    text = squeeze(text_of(cell))
    if is_nothing(text):
        return None
    kind = _ID_KINDS.get(text) or _ID_KINDS.get(text.lstrip("0123456789-—.、"))
    return kind or Flaw(Level.ERROR, "没有这种证件类型；请填 居民身份证、护照、其他 等")


def raw_number(cell: Cell, context: Context) -> object:
    """A number cell as it stands: what it is depends on the column beside it."""
    del context
    if type(cell) is not str:
        return cell if isinstance(cell, _NUMBERS) else text_of(cell)
    if len(cell) == _USUAL or (len(cell) > _USUAL and cell.isalnum()):
        return cell
    text = text_of(cell)
    return None if is_nothing(text) else text


_NUMBERS: Final = (float, int)
_NUMBERS_AND_TEXTS: Final = (str, float, int)
_USUAL: Final = 18
"""The length of a citizen's number, which no mark for "nothing" has."""
_USUAL_KINDS: Final = (IdKind.RESIDENT, None)


def identity(
    raw: object, kind: IdKind | None, context: Context
) -> tuple[IdentityNumber | None, Flaw | None]:
    """The identity number that a cell kept by `raw_number` holds, and what is to be said of it."""
    if not isinstance(raw, _NUMBERS_AND_TEXTS):
        return None, None
    # Nearly all are citizens' numbers, which are read fastest when the kind is not asked for.
    read = read_identity(raw, context.today) if kind in _USUAL_KINDS else None
    if kind is not None and not (isinstance(read, IdentityNumber) and read.kind is kind):
        read = read_identity(raw, context.today, kind)
    if isinstance(read, IdentityNumber):
        return read, _remark(read)
    return None, Flaw(Level.ERROR, read.label) if read else None


def _remark(read: IdentityNumber) -> Flaw | None:
    if read.warnings:
        return Flaw(Level.WARNING, "；".join(w.label for w in read.warnings), read)
    return repaired(read.repairs, read) if read.repairs else None


def student_number(
    raw: object, identity: IdentityNumber | None, context: Context
) -> tuple[str | None, Flaw | None]:
    """The 学籍号 that a cell kept by `raw_number` holds, and what is to be said of it."""
    if raw is None or (identity is not None and raw == "G" + identity.text):
        return (raw if isinstance(raw, str) else None), None
    if not isinstance(raw, str):
        message = "学籍号是 G、J 或 L 加 18 位，不是数字；请把这一列设为文本格式后重新填写"
        return None, Flaw(Level.ERROR, message)
    read = read_student_number(raw, context.today)
    if isinstance(read, StudentNumberFlaw):
        return None, Flaw(Level.ERROR, read.label)
    flaw = repaired(read.repairs, read.text) if read.repairs else None
    if read.warnings:
        flaw = Flaw(Level.WARNING, "；".join(w.label for w in read.warnings), read.text)
    if identity and identity.kind is IdKind.RESIDENT and read.identity not in (None, identity.key):
        message = "学籍号 G 后面的号码与身份证件号不一致；请核对哪一个是对的"
        flaw = Flaw(Level.WARNING, message, read.text)
    return read.text, flaw


_SEXES: Final = {
    word: sex
    for sex, words in {
        Sex.MALE: "男 男生 男性 男孩 男童 1 01 1-男 1男 1男性 m man male boy",
        Sex.FEMALE: "女 女生 女性 女孩 女童 2 02 2-女 2女 2女性 f woman female girl",
    }.items()
    for word in words.split()
}


def sex(cell: Cell, context: Context) -> object:
    """性别 in words or by the codes of GB/T 2261.1."""
    del context
    text = squeeze(text_of(cell))
    if is_nothing(text):
        return None
    return _SEXES.get(text) or Flaw(Level.ERROR, "看不懂性别；请填 男 或 女")


def written_date(cell: Cell, context: Context) -> object:
    """A `core.dates.WrittenDate`."""
    del context
    if isinstance(cell, str) and is_nothing(text_of(cell)):
        return None
    read: WrittenDate | DateFlaw = DateFlaw.UNREADABLE
    if isinstance(cell, str | float | int | date) and not isinstance(cell, bool):
        read = read_date(cell)
    if isinstance(read, DateFlaw):
        return None if read is DateFlaw.EMPTY else Flaw(Level.ERROR, read.label)
    return repaired(read.repairs, read) if read.repairs else read


def month(cell: Cell, context: Context) -> object:
    """A month (入学年月); a bare year means its September."""
    read = written_date(cell, context)
    written = read.value if isinstance(read, Flaw) else read
    if not isinstance(written, WrittenDate):
        return read
    if written.precision is Precision.YEAR:
        september = Month(written.day.year, 9)
        return Flaw(Level.REPAIR, f"只写了年份，按 {september.label} 算", september)
    return Month.of(written.day)


def ethnicity(cell: Cell, context: Context) -> object:
    """民族 by name or code (GB/T 3304), as its full name."""
    del context
    text = squeeze(text_of(cell))
    if is_nothing(text):
        return None
    return read_nation(text) or Flaw(Level.ERROR, "没有这个民族；请填全称，如 汉族、维吾尔族")


_MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)


def phone(cell: Cell, context: Context) -> object:
    """One or several telephone numbers as text; an odd one is kept as it stands and pointed at."""
    del context
    if isinstance(cell, str) and _MOBILE.fullmatch(cell):
        return cell
    text = text_of(cell)
    if is_nothing(text):
        return None
    read = read_phones(cell if isinstance(cell, str | float | int) else text)
    if isinstance(read, Phones):
        return repaired(read.repairs, read.text) if read.repairs else read.text
    kept = " ".join(text.split()) if read is PhoneFlaw.WRONG_FORM else None
    if kept and len(kept) > _LONGEST_PHONE:
        return Flaw(Level.ERROR, "电话一格里的字太多；请只留电话号码")
    return Flaw(Level.WARNING, read.label, kept)


_LONGEST_PHONE: Final = 60


def bank_card(cell: Cell, context: Context) -> object:
    """A bank account number as text."""
    del context
    text = text_of(cell)
    if is_nothing(text):
        return None
    read = read_bank_account(cell if isinstance(cell, str | float | int) else text)
    if isinstance(read, CodeFlaw):
        return Flaw(Level.ERROR, read.label)
    if read.warnings:
        return Flaw(Level.WARNING, "；".join(w.label for w in read.warnings), read.text)
    return repaired(read.repairs, read.text) if read.repairs else read.text


_CATEGORY_WORDS: Final = {
    HouseholdCategory.MONITORED: "监测 边缘易致贫 脱贫不稳定 突发严重困难 返贫",
    HouseholdCategory.OUT_OF_POVERTY: "脱贫 建档立卡 贫困户 原建档立卡 脱贫家庭",
    HouseholdCategory.LOW_INCOME: "低保 最低生活保障",
    HouseholdCategory.EXTREME_POVERTY: "特困 五保",
    HouseholdCategory.UNATTENDED: "事实无人抚养",
    HouseholdCategory.ORPHAN: "孤儿 孤残",
    HouseholdCategory.DISABLED_PARENT: "残疾人子女",
    HouseholdCategory.DISABLED: "残疾",
    HouseholdCategory.MARTYR: "烈士 优抚",
    HouseholdCategory.LEFT_BEHIND: "留守",
}
_SEPARATORS: Final = re.compile(r"[,，、;；/／|\s+]+")
_NO_CATEGORY: Final = frozenset(
    {"否", "非困难", "一般", "一般家庭", "普通", "不困难", "非", "正常", "无困难"}
)


_OTHER_CATEGORY: Final = frozenset({"其他", "其它", "其他困难"})
_NOT_SAID: Final = "“其他”没有说是哪一类困难，没有读入；是哪一类请写明"


def categories(cell: Cell, context: Context) -> object:
    """困难类别 in one cell, several of them with marks between."""
    del context
    found: set[HouseholdCategory] = set()
    other = False
    for word in _SEPARATORS.split(text_of(cell)):
        bare = squeeze(word)
        if is_nothing(bare) or bare in _NO_CATEGORY:
            continue
        category = next((c for c, words in _CATEGORY_WORDS.items() if _mentions(bare, words)), None)
        if category is None:
            if bare in _OTHER_CATEGORY:
                other = True
                continue
            choices = "、".join(c.label for c in HouseholdCategory)
            return Flaw(Level.ERROR, f"看不懂困难类别；请填：{choices}（可填几个，用顿号隔开）")
        found.add(category)
    return Flaw(Level.WARNING, _NOT_SAID, frozenset(found)) if other else frozenset(found)


def categories_in(text: str) -> frozenset[HouseholdCategory]:
    """All categories that a text mentions; 脱贫攻坚 is a campaign and no category."""
    bare = squeeze(text).replace("脱贫攻坚", "").replace("脱贫成果", "")
    found = set()
    for category, mentions in _CATEGORY_WORDS.items():
        for word in mentions.split():
            if word in bare:
                found.add(category)
                bare = bare.replace(word, "　")
    return frozenset(found)


_IN_ITS_COLUMN: Final = {
    HouseholdCategory.DISABLED: "级 视力 听力 言语 肢体 智力 精神 多重 重度 轻度 中度",
}
"""Words that mean a category only in the column of that category: 残疾 二级."""


def flag(category: HouseholdCategory) -> Converter:
    """A converter for the column of one category: 是, 否, or words such as 非留守儿童."""
    words = f"{_CATEGORY_WORDS[category]} {_IN_ITS_COLUMN.get(category, '')}"

    def convert(cell: Cell, context: Context) -> object:
        told = yes_no(cell, context)
        text = squeeze(text_of(cell))
        if isinstance(told, Flaw) and (is_nothing(text) or _mentions(text, words)):
            return not is_nothing(text) and not text.startswith(("非", "不", "无", "否"))
        return told

    return convert


def _mentions(text: str, words: str) -> bool:
    return any(word in text for word in words.split())


@lru_cache(maxsize=4096)
def grade(text: str, rules: GradeRules) -> Grade | None:
    """`core.grades.read_grade`, remembered: few different texts occur."""
    return read_grade(text, rules)


_BOARDERS: Final = frozenset(
    words("住校 寄宿 住宿 住读 寄宿生 住校生 住宿生 是 寄读 √ y yes 1 周末走读")
)
_DAY_PUPILS: Final = frozenset(
    words("走读 走读生 否 不住校 通学 借宿 不寄宿 不住宿 × n no 0 2 借宿生 校外住宿")
)


def boarding(cell: Cell, context: Context) -> object:
    """Whether a pupil boards: 就读方式 (走读, 住校, 借宿) or 是否住校."""
    del context
    if isinstance(cell, bool):
        return cell
    text = squeeze(text_of(cell))
    if text in _BOARDERS:
        return True
    if text in _DAY_PUPILS:
        return False
    if is_nothing(text) or text in ("其他", "其它"):
        return None
    return Flaw(Level.ERROR, "看不懂就读方式；请填 住校 或 走读")


_CLASS_IN_TITLE: Final = re.compile(
    r"(?:(?:小学|初中|高中|[小初高])?[一二三四五六七八九十\d]{1,3}年?级?|(?:20)?\d\d级|[大中小托]|学前)"
    r"[（(]?[一二三四五六七八九十\d]{0,2}[)）]?班"
)


def class_in(title: str, context: Context) -> str | None:
    """The class that a title names for its whole list: 三年级（2）班学生花名册."""
    for found in _CLASS_IN_TITLE.finditer("".join(title.split(" "))):
        if read_class(found[0], context.rules) is not None:
            return found[0]
    return None
