"""Identity numbers: the 18-digit citizen number (GB 11643), its relatives, other papers.

Reading gives a value in every case: an `IdentityNumber`, or an `IdentityFlaw` whose label tells the
person what is wrong and what to do. No sentence repeats the number. Of the area only the first two
digits are checked, so numbers of abolished counties stay good.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache, reduce
from typing import Final

import msgspec

from desktop.core.labels import IdKind, Labelled, Sex
from desktop.core.repairs import EXACT_FLOAT, LOSSY, Repair, cell_text, tidy_number


class IdentityFlaw(Labelled):
    """What is wrong with an identity number, and what to do about it."""

    EMPTY = "empty", "没有填证件号；请补填，确实没有证件的，证件类型选“其他”"
    WRONG_LENGTH = (
        "wrong_length",
        "证件号的位数不对：居民身份证号是 18 位；请对照户口簿或证件原件改正",
    )
    WRONG_CHARACTER = (
        "wrong_character",
        "证件号里有不该出现的字：居民身份证号只有数字，末位可以是 X；请对照原件改正",
    )
    WRONG_FORM = "wrong_form", "证件号不是这种证件的写法；请核对证件类型和号码"
    WRONG_CHECK_DIGIT = (
        "wrong_check_digit",
        "证件号的校验位不符，多半有一位写错或两位颠倒；请对照户口簿或证件原件改正",
    )
    NO_SUCH_DATE = "no_such_date", "证件号里的出生日期不存在；请对照户口簿或证件原件改正"
    BIRTH_IN_FUTURE = "birth_in_future", "证件号里的出生日期还没有到；请对照户口簿或证件原件改正"
    UNKNOWN_AREA = "unknown_area", "证件号开头的省份代码不存在；请对照户口簿或证件原件改正"
    LOSSY_NUMBER = (
        "lossy_number",
        "证件号被表格软件当成数字，后几位已经丢失，无法复原；请把这一列设为文本格式后重新填写",
    )
    ENDS_IN_ZEROS = (
        "ends_in_zeros",
        "证件号末三位是 000，可能是表格软件丢了后三位；请对照原件确认",
    )
    FIFTEEN_DIGITS = "fifteen_digits", "这是 15 位的旧身份证号，可以使用；请尽快换成 18 位"
    TEMPORARY = "temporary", "这是学校编的临时号码，可以使用；办好证件后请更正"

    @property
    def warning(self) -> bool:
        """Whether the number is usable all the same."""
        return self in _WARNINGS


_WARNINGS: Final = frozenset(
    {IdentityFlaw.ENDS_IN_ZEROS, IdentityFlaw.FIFTEEN_DIGITS, IdentityFlaw.TEMPORARY}
)


class IdentityNumber(msgspec.Struct, frozen=True):
    """A number that passed all checks of its kind."""

    text: str
    """Healed: half width, upper case, no blanks."""
    kind: IdKind
    birth: date | None
    """Written in the number; None where the kind does not carry it."""
    sex: Sex | None
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[IdentityFlaw, ...] = ()

    @property
    def key(self) -> str:
        """What to compare by: a 15-digit number in its 18-digit form, others as they are."""
        return to_eighteen(self.text) if IdentityFlaw.FIFTEEN_DIGITS in self.warnings else self.text

    @property
    def masked(self) -> str:
        """For the screen: see `mask`."""
        return mask(self.text)


_CHECK_DIGITS: Final = "10X98765432"

# GB/T 2260: provinces. 71 Taiwan; 81, 82, 83 stand on 港澳台居民居住证.
_PROVINCES: Final = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71))
    for code in range(first, last + 1)
)
_RESIDENCE: Final = frozenset({"81", "82", "83"})

_EIGHTEEN: Final = re.compile(r"[0-9]{17}[0-9X]")
_SHORT: Final = 15
_FIFTEEN: Final = re.compile(rf"[0-9]{{{_SHORT}}}")
_FORMS: Final = {
    IdKind.HONG_KONG_MACAO: re.compile(r"[HM](?:[0-9]{8}|[0-9]{10})"),
    IdKind.TAIWAN: re.compile(r"[0-9]{8}|[0-9]{10}(?:\(?[A-Z]\)?)?"),
    IdKind.FOREIGN_RESIDENCE: re.compile(r"[A-Z]{3}[0-9]{12}"),
    IdKind.PASSPORT: re.compile(r"(?=.*[0-9])[A-Z0-9]{5,15}"),
    IdKind.OTHER: re.compile(r".{1,50}"),
}
# Forms that tell their kind without a 证件类型 column; others may be a spoilt citizen number.
_TELLING: Final = (
    (IdKind.HONG_KONG_MACAO, _FORMS[IdKind.HONG_KONG_MACAO]),
    (IdKind.FOREIGN_RESIDENCE, _FORMS[IdKind.FOREIGN_RESIDENCE]),
    (IdKind.PASSPORT, re.compile(r"[A-Z]{1,2}[0-9]{6,9}")),
)
_EIGHTEEN_DIGIT_KINDS: Final = frozenset(
    {None, IdKind.RESIDENT, IdKind.HMT_RESIDENCE, IdKind.FOREIGN_RESIDENCE}
)
_FIRST_YEAR: Final = 1800  # the standard's own example was born in 1880


def check_digit(seventeen: str) -> str:
    """The 18th character that GB 11643 (ISO 7064 MOD 11-2) puts behind 17 digits."""
    return _check_digit(_doubled(seventeen[:14]), seventeen[14:])


def _check_digit(beginning: int, order: str) -> str:
    """The same from the sum of the first fourteen digits, and the last three."""
    return _CHECK_DIGITS[((beginning << 4) + (_doubled(order) << 1)) % 11]


@lru_cache(maxsize=4096)
def _doubled(digits: str) -> int:
    """The sum of digits of which each counts twice as much as the next."""
    return reduce(lambda total, digit: 2 * total + int(digit), digits, 0)


def to_eighteen(fifteen: str) -> str:
    """The 18-digit form of a 15-digit number: the century 19 put in, the check digit behind."""
    seventeen = f"{fifteen[:6]}19{fifteen[6:]}"
    return seventeen + check_digit(seventeen)


def stored_number(text: str | None) -> str | None:
    """A number as it is stored and compared: a 15-digit one in its 18-digit form."""
    if text is None or len(text) != _SHORT:
        return text
    return to_eighteen(text) if _FIFTEEN.fullmatch(text) else text


def mask(text: str) -> str:
    """Hide a number on the screen: 410***********1234.

    The last four characters stay because people compare by them, the first three because they
    tell the kind of number and little more than a province; birth date and county stay hidden.
    Numbers shorter than 15 keep the first and the last two, and those of up to four nothing.
    """
    length = len(text)
    head, tail = (3, 4) if length >= 15 else (1, 2) if length > 4 else (0, 0)  # noqa: PLR2004
    return text[:head] + "*" * (length - head - tail) + text[length - tail :]


def read_identity(
    raw: str | float, today: date, kind: IdKind | None = None
) -> IdentityNumber | IdentityFlaw:
    """Read the number in a cell.

    Args:
        raw: the cell, as text or as a number cell.
        today: births after this day are refused.
        kind: what the 证件类型 column says; None without such a column: then the number tells.

    Returns:
        The number with what was healed and what to look at, or what is wrong with it.
    """
    if kind is None and isinstance(raw, str) and _EIGHTEEN.fullmatch(raw):
        return _read_eighteen(raw, today, None)
    if not isinstance(raw, str) and abs(raw) >= EXACT_FLOAT:
        return IdentityFlaw.LOSSY_NUMBER
    text, repairs = tidy_number(cell_text(raw))
    if not text:
        return IdentityFlaw.EMPTY
    if LOSSY.fullmatch(text):
        return IdentityFlaw.LOSSY_NUMBER
    read = _read_tidy(text, today, kind)
    if repairs and isinstance(read, IdentityNumber):
        return msgspec.structs.replace(read, repairs=repairs)
    return read


def _read_tidy(text: str, today: date, kind: IdKind | None) -> IdentityNumber | IdentityFlaw:
    if kind in _EIGHTEEN_DIGIT_KINDS:
        if _EIGHTEEN.fullmatch(text):
            return _read_eighteen(text, today, kind)
        if kind in (None, IdKind.RESIDENT) and _FIFTEEN.fullmatch(text):
            return _read_fifteen(text)
    return _read_foreign(text, kind)


def _read_eighteen(text: str, today: date, kind: IdKind | None) -> IdentityNumber | IdentityFlaw:
    found, birth, beginning = _of_beginning(text[:14])
    if found is None:
        return _temporary(text)
    if birth is None:
        return IdentityFlaw.NO_SUCH_DATE
    zeros = text.endswith("000")
    if text[17] != _check_digit(beginning, text[14:17]):
        return IdentityFlaw.LOSSY_NUMBER if zeros else IdentityFlaw.WRONG_CHECK_DIGIT
    if birth > today:
        return IdentityFlaw.BIRTH_IN_FUTURE
    if kind is not None and kind is not found:
        return IdentityFlaw.WRONG_FORM
    warnings = (IdentityFlaw.ENDS_IN_ZEROS,) if zeros else ()
    return IdentityNumber(text, found, birth, _sex(text[16]), (), warnings)


@lru_cache(maxsize=65_536)
def _of_beginning(fourteen: str) -> tuple[IdKind | None, date | None, int]:
    """What area and day of birth tell, which come again and again in a roster.

    Returns:
        the kind of number, the day if there is such a day, and the sum for the check digit.
    """
    kind = _kind_by_area(fourteen)
    return kind, compact_day(fourteen[6:]) if kind else None, _doubled(fourteen)


def _temporary(text: str) -> IdentityNumber | IdentityFlaw:
    """A number that vocational schools make: 999, school code, serial; no check digit."""
    if not text.startswith("999"):
        return IdentityFlaw.UNKNOWN_AREA
    return IdentityNumber(text, IdKind.OTHER, None, None, (), (IdentityFlaw.TEMPORARY,))


def _kind_by_area(text: str) -> IdKind | None:
    if text[:2] in _PROVINCES:
        return IdKind.RESIDENT
    if text[:2] in _RESIDENCE:
        return IdKind.HMT_RESIDENCE
    # 2023 form of the foreigner's card: 9, province of issue, country (ISO 3166 numeric).
    if text[0] == "9" and text[1:3] in _PROVINCES:
        return IdKind.FOREIGN_RESIDENCE
    return None


def _read_fifteen(text: str) -> IdentityNumber | IdentityFlaw:
    if text[:2] not in _PROVINCES:
        return IdentityFlaw.UNKNOWN_AREA
    birth = compact_day("19" + text[6:12])
    if birth is None:
        return IdentityFlaw.NO_SUCH_DATE
    warnings = (IdentityFlaw.FIFTEEN_DIGITS,)
    return IdentityNumber(text, IdKind.RESIDENT, birth, _sex(text[14]), (), warnings)


def _read_foreign(text: str, kind: IdKind | None) -> IdentityNumber | IdentityFlaw:
    if kind is None:
        kind = next((kind for kind, form in _TELLING if form.fullmatch(text)), None)
    form = None if kind is None else _FORMS.get(kind)
    if kind is None or form is None:
        return _spoilt(text)
    if not form.fullmatch(text):
        return IdentityFlaw.WRONG_FORM
    return IdentityNumber(text, kind, None, None)


def _spoilt(text: str) -> IdentityFlaw:
    """Why a citizen number that has no known form has none."""
    if text.isascii() and text.rstrip("X").isdecimal():
        return IdentityFlaw.WRONG_LENGTH
    return IdentityFlaw.WRONG_CHARACTER


def _sex(digit: str) -> Sex:
    return Sex.MALE if digit in "13579" else Sex.FEMALE


@lru_cache(maxsize=65_536)
def compact_day(eight: str) -> date | None:
    """The day that eight digits name, or None; years before 1800 are nobody's birth."""
    year = int(eight[:4])
    if year < _FIRST_YEAR:
        return None
    try:
        return date(year, int(eight[4:6]), int(eight[6:]))
    except ValueError:
        return None
