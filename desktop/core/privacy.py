"""What private information looks like in a text, however it is spaced, dotted or widened.

教财厅函〔2017〕28号 forbids identity numbers, addresses, telephone numbers and birth dates on
notices (and with them bank cards); 教财〔2018〕16号 forbids whatever tells of a family's hardship.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import Final


class Private(Enum):
    """A kind of content that no notice may show; the value is the word for it."""

    NUMBER = "身份证号、学籍号、银行卡号一类的长号码"
    TELEPHONE = "电话号码"
    BIRTH = "出生日期"
    ADDRESS = "家庭住址"
    CATEGORY = "困难类别、病情一类的家庭情况"


# A word of a family's hardship, and what it must not be the tail of (最低保障 is no 低保).
_CATEGORY_WORDS: Final = (
    ("低保", "最"),
    ("残疾", ""),
    ("孤儿", ""),
    ("建档立卡", ""),
    ("特困", ""),
    ("脱贫", ""),
    ("贫困", ""),
    ("监测", "体质|质量|健康|环境|视力"),
    ("留守", ""),
    ("无人抚养", ""),
    ("困境儿童", ""),
    ("烈士子女", ""),
    ("五保", ""),
    ("困难户", ""),
    ("单亲", ""),
    ("离异", ""),
    ("重病", ""),
    ("大病", ""),
    ("患病", ""),
    ("病情", ""),
    ("服刑", ""),
    ("致贫", ""),
    ("返贫", ""),
    ("孤残", ""),
    ("优抚", ""),
    ("低收入", ""),
    ("困难家庭", ""),
    ("帮扶对象", ""),
)


def _category_shape(word: str, not_after: str) -> str:
    if word == "单亲":
        return "单亲(?:家庭|$)|(?<=.)单亲"  # 单 is also a surname
    behind = "".join(f"(?<!{before})" for before in not_after.split("|") if before)
    return behind + r"[\s·.*_\-]{0,3}".join(word)


_CATEGORY: Final = re.compile("|".join(_category_shape(*word) for word in _CATEGORY_WORDS))
_TITLE_WORDS: Final = {
    Private.NUMBER: ("身份证", "证件", "学籍号", "银行", "卡号", "账号", "社保卡"),
    Private.TELEPHONE: ("电话", "手机", "联系"),
    Private.BIRTH: ("出生", "生日", "年龄"),
    Private.ADDRESS: ("住址", "地址", "户籍", "籍贯", "家庭"),
    Private.CATEGORY: ("类别", "困难", "贫困", "等级", "病", "监护人", "家长"),
}

_GAP: Final = r"[\s\-‐-―_.·•/\\|*()]{0,3}"  # what people put between the digits of one number
_LONG_NUMBER: Final = re.compile(rf"\d(?:{_GAP}\d){{14,}}")
# GB 11643: area, birth date, sequence, check character.
_IDENTITY: Final = re.compile(
    rf"[1-9](?:{_GAP}\d){{5}}{_GAP}(?:1{_GAP}9|2{_GAP}0)(?:{_GAP}\d){{2}}"
    rf"{_GAP}(?:0{_GAP}[1-9]|1{_GAP}[0-2]){_GAP}(?:0{_GAP}[1-9]|[12]{_GAP}\d|3{_GAP}[01])"
    rf"(?:{_GAP}\d){{3}}{_GAP}[\dXx]"
)
_MOBILE: Final = re.compile(
    rf"(?<!\d)(?:(?:00|\+)?{_GAP}86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)"
)
_LANDLINE: Final = re.compile(
    r"(?<!\d)\(?(?:0(?:10|2\d|[3-9]\d{2})\)?[\s\-‐-―]{0,3}\d{3,4}|[48]00[\s\-‐-―]?\d{3})"
    r"[\s\-‐-―]?\d{4}(?!\d)"
)
_CALL: Final = re.compile(
    r"(?:电话|手机|联系|致电|拨打|微信|QQ)[^\d。；]{0,12}\d{5,}", re.IGNORECASE
)
_DATE_SHAPE: Final = (
    r"(?<!\d)(?:19|20)\d{2}\s*[年./\-]\s*(?:1[0-2]|0?[1-9])\s*[月./\-]\s*"
    r"(?:3[01]|[12]\d|0?[1-9])(?!\d)日?"
)
_DATE: Final = re.compile(_DATE_SHAPE)
_PLAIN_DATE: Final = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
)
_BORN: Final = re.compile(rf"出生|生日|(?:{_DATE_SHAPE})\s*生(?!效)")
_DOCUMENT_NUMBER: Final = re.compile(r"[〔\[【(]\d{4}[〕\]】)]\s*第?\d+号")
_DOCUMENT_TITLE: Final = re.compile(r"《[^》]{1,80}》")
_ADDRESS: Final = re.compile(
    r"(?:村|社区|路|街|巷|弄|屯|寨|小区|街道)[^,.。;；、()]{0,12}?[\d一二三四五六七八九十]{1,5}"
    r"\s*(?:组|队|号|户|社|单元|室|栋|幢)"
    r"|[省市县区旗][^,.。;；、()]{0,12}[乡镇][^,.。;；、()]{1,8}村"
    r"|家住|住址|户籍地"
)
_CHINESE_DIGITS: Final = str.maketrans("〇零一二三四五六七八九", "00123456789")
_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_HAN_DIGIT: Final = re.compile("[〇零一二三四五六七八九]")
_WORTH_A_LOOK: Final = re.compile(
    "[〇零一二三四五六七八九"
    + "".join(sorted({char for word, _ in _CATEGORY_WORDS for char in word[:1]}))
    + "村社路街巷弄屯寨小省市县区旗家住户出生]"
)


def found_in_text(text: str, *, about_people: bool, policy: bool) -> Private | None:
    """The first kind of private content in a text, or None.

    `about_people`: the text stands in a list of persons, where a bare date is a birth date.
    `policy`: the text states a rule (减免政策: 残疾学生免收), where a category names no person.
    """
    if text.replace("·", "").isalpha() and not _WORTH_A_LOOK.search(text):
        return None  # an ordinary name: the quick way for lists of 50,000
    plain = _plain(text)
    number = _found_number(plain)
    if number:
        return number
    if _BORN.search(plain) or (about_people and (_DATE.search(plain) or _PLAIN_DATE.search(plain))):
        return Private.BIRTH
    if _ADDRESS.search(_DOCUMENT_NUMBER.sub("", plain)):
        return Private.ADDRESS
    if not policy and _CATEGORY.search(_DOCUMENT_TITLE.sub("", plain)):
        return Private.CATEGORY
    return None


def has_long_number(text: str) -> bool:
    """Whether a text holds an identity number or any number of 15 digits and more."""
    return _is_long(_plain(text))


def found_in_title(title: str) -> Private | None:
    """What private information a column of this title would hold, or None."""
    found = (kind for kind, words in _TITLE_WORDS.items() if any(word in title for word in words))
    return next(found, None)


def _found_number(plain: str) -> Private | None:
    shapes = [plain]
    if _HAN_DIGIT.search(plain):
        shapes.append(plain.translate(_CHINESE_DIGITS))
    for shape in shapes:
        if _is_long(shape):
            return Private.NUMBER
        calm = _DATE.sub("#", shape)
        if _MOBILE.search(calm) or _LANDLINE.search(calm) or _CALL.search(calm):
            return Private.TELEPHONE
    return None


def _is_long(plain: str) -> bool:
    # Two dates side by side are not one number; an identity number with a dotted date still is.
    return bool(_IDENTITY.search(plain) or _LONG_NUMBER.search(_DATE.sub("#", plain)))


def _plain(text: str) -> str:
    """A text with digits as people read them: full-width, circled and other scripts become 0-9."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return "".join(
        [c if c.isascii() or not c.isdigit() else str(unicodedata.digit(c)) for c in text]
    )
