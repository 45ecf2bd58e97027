"""Numbers of institutions and accounts: 统一社会信用代码, 学校标识码, bank cards.

Reading gives a value in every case: the number with its warnings, or a `CodeFlaw` whose label tells
the person what to do without repeating the number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import mul
from typing import Final

from desktop.core.labels import Labelled
from desktop.core.repairs import EXACT_FLOAT, LOSSY, Repair, cell_text, tidy_number


class CodeFlaw(Labelled):
    """What is wrong with a code, and what to do about it."""

    EMPTY = "empty", "没有填号码；请补填"
    LOSSY = (
        "lossy",
        "号码被表格软件当成数字，后几位已经丢失，无法复原；请把这一列设为文本格式后重新填写",
    )
    CREDIT_FORM = (
        "credit_form",
        "统一社会信用代码应是 18 位数字和大写字母（没有 I、O、S、V、Z）；请对照登记证书改正",
    )
    CREDIT_CHECK = (
        "credit_check",
        "统一社会信用代码的校验位不符，多半有一位写错；请对照登记证书改正",
    )
    ORGANISATION_CHECK = (
        "organisation_check",
        "统一社会信用代码里的组织机构代码校验位不符；请对照登记证书确认",
    )
    SCHOOL_FORM = "school_form", "学校标识码应是 10 位数字；请对照学校标识码证书改正"
    CARD_FORM = "card_form", "银行账号里有不该出现的字或位数不对；请对照银行卡或存折改正"
    CARD_DOUBTFUL = (
        "card_doubtful",
        "这个号码不像普通银行卡号（位数或校验位不符）；存折和社保卡可能如此，请对照确认",
    )

    @property
    def warning(self) -> bool:
        """Whether the number is usable all the same."""
        return self in (CodeFlaw.ORGANISATION_CHECK, CodeFlaw.CARD_DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Code:
    """A number of the right form."""

    text: str
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[CodeFlaw, ...] = ()


_CREDIT_DIGITS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES: Final = {digit: value for value, digit in enumerate(_CREDIT_DIGITS)}
_CREDIT_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_CREDIT_FORM: Final = re.compile(f"[{_CREDIT_DIGITS}]{{18}}")
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_CHECKS: Final = "0123456789X0"
_SCHOOL_FORM: Final = re.compile(r"[0-9]{10}")
_ACCOUNT_FORM: Final = re.compile(r"[0-9]{8,32}")
_CARD_LENGTHS: Final = range(16, 20)
# Twice a digit, its own digits added up.
_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def read_credit_code(raw: str | float) -> Code | CodeFlaw:
    """Read a 统一社会信用代码 (GB 32100): form and check character.

    The 组织机构代码 inside (characters 9 to 17, GB 11714) has a check of its own; where only that
    fails the code is good and carries a warning.
    """
    read = _tidy(raw)
    if isinstance(read, CodeFlaw):
        return read
    if not _CREDIT_FORM.fullmatch(read.text):
        return CodeFlaw.CREDIT_FORM
    values = [_CREDIT_VALUES[character] for character in read.text]
    if -sum(map(mul, _CREDIT_WEIGHTS, values)) % 31 != values[17]:
        return CodeFlaw.CREDIT_CHECK
    if read.text[16] != organisation_check(read.text[8:16]):
        return Code(read.text, read.repairs, (CodeFlaw.ORGANISATION_CHECK,))
    return read


def organisation_check(eight: str) -> str:
    """The ninth character of a 组织机构代码 (GB 11714), from the eight before it."""
    # Letters count from A = 10 here, and none is left out.
    return _ORGANISATION_CHECKS[
        11 - sum(map(mul, _ORGANISATION_WEIGHTS, (int(c, 36) for c in eight))) % 11
    ]


def read_school_code(raw: str | float) -> Code | CodeFlaw:
    """Read a 学校(机构)标识码: ten digits, whose inner meaning is not published for schools."""
    read = _tidy(raw)
    if isinstance(read, Code) and not _SCHOOL_FORM.fullmatch(read.text):
        return CodeFlaw.SCHOOL_FORM
    return read


def read_bank_account(raw: str | float) -> Code | CodeFlaw:
    """Read a bank card or passbook number; Luhn and the length of a card only warn."""
    read = _tidy(raw)
    if isinstance(read, CodeFlaw):
        return read
    if not _ACCOUNT_FORM.fullmatch(read.text):
        return CodeFlaw.CARD_FORM
    if len(read.text) not in _CARD_LENGTHS or not luhn(read.text):
        return Code(read.text, read.repairs, (CodeFlaw.CARD_DOUBTFUL,))
    return read


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1)."""
    values = [int(digit) for digit in reversed(digits)]
    return (sum(values[::2]) + sum(_DOUBLED[value] for value in values[1::2])) % 10 == 0


def _tidy(raw: str | float) -> Code | CodeFlaw:
    if not isinstance(raw, str) and abs(raw) >= EXACT_FLOAT:
        return CodeFlaw.LOSSY
    text, repairs = tidy_number(cell_text(raw))
    if LOSSY.fullmatch(text):
        return CodeFlaw.LOSSY
    return Code(text, repairs) if text else CodeFlaw.EMPTY
