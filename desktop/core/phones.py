"""Telephone numbers as they stand in cells: with +86, blanks, hyphens, names, two in one cell.

Reading gives a value in every case: `Phones`, or a `PhoneFlaw` whose label tells the person what to
do without repeating the number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from desktop.core.labels import Labelled
from desktop.core.repairs import INVISIBLE, LOSSY, Repair, cell_text, narrow


class PhoneKind(Labelled):
    """What sort of number it is."""

    MOBILE = "mobile", "手机"
    LANDLINE = "landline", "固定电话"
    SERVICE = "service", "服务热线"
    SHORT = "short", "短号"
    ABROAD = "abroad", "境外号码"


class PhoneFlaw(Labelled):
    """What is wrong with a telephone number, and what to do about it."""

    EMPTY = "empty", "没有填电话；请补填"
    WRONG_FORM = (
        "wrong_form",
        "电话号码的位数或开头不对：手机是 1 开头的 11 位，固定电话是区号加 7 到 8 位；请核对",
    )
    PLACEHOLDER = "placeholder", "这是随手填的号码，打不通；请填真实的电话，没有就留空"
    LOSSY = "lossy", "电话号码被表格软件写成科学计数法，后几位已经丢失；请设为文本格式后重新填写"
    NO_NUMBER = "no_number", "电话一栏里没有号码；请核对是不是填错了列"


@dataclass(frozen=True, slots=True)
class Phone:
    """One number: digits only, a landline as 0371-65512345, abroad with its + code."""

    text: str
    kind: PhoneKind


@dataclass(frozen=True, slots=True)
class Phones:
    """All numbers of a cell, in their order, none twice; at least one."""

    numbers: tuple[Phone, ...]
    repairs: tuple[Repair, ...] = ()

    @property
    def text(self) -> str:
        """As it is stored: the numbers with 、 between."""
        return "、".join(phone.text for phone in self.numbers)


_SEPARATORS: Final = re.compile(r"[、,;；/\\|\n\r\t]+|\s{2,}|或")
_WORDS: Final = re.compile(r"[^\d+()\-\s.]+")
_GLUE: Final = re.compile("[\\s()\\-.\u2010-\u2015\u2212]+")
_COUNTRY: Final = re.compile(r"(?:\+|00)86(\d+)|86(1[3-9]\d{9})")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_TWO_MOBILES: Final = re.compile(r"(1[3-9]\d{9})(1[3-9]\d{9})")
# Area codes: 010 and 02x have three digits, the others four.
_LANDLINE: Final = re.compile(r"(01\d|02\d|0[3-9]\d{2})([2-9]\d{6,7})")
_LOCAL: Final = re.compile(r"[2-9]\d{6,7}")
_SERVICE: Final = re.compile(r"[48]00\d{7}|1[12]\d{3,4}|9[56]\d{3,4}")
_SHORT: Final = re.compile(r"[1-9]\d{2,5}")
_ABROAD: Final = re.compile(r"\+(?!86)[1-9]\d{6,14}")
_KINDS: Final = (
    (PhoneKind.MOBILE, _MOBILE),
    (PhoneKind.LANDLINE, _LANDLINE),
    (PhoneKind.LANDLINE, _LOCAL),
    (PhoneKind.SERVICE, _SERVICE),
    (PhoneKind.SHORT, _SHORT),
    (PhoneKind.ABROAD, _ABROAD),
)
_RUNS: Final = ("12345678901234567890", "09876543210987654321")
_SHORTEST_PLACEHOLDER: Final = 6


def read_phones(raw: str | float) -> Phones | PhoneFlaw:
    """Read the cell of a telephone column: one number, several, or numbers beside names."""
    if isinstance(raw, str) and _MOBILE.fullmatch(raw):
        return Phones((Phone(raw, PhoneKind.MOBILE),))
    cell = cell_text(raw)
    text = narrow(INVISIBLE.sub("", cell)).strip().lstrip("'‘’")
    if not text:
        return PhoneFlaw.EMPTY
    if LOSSY.fullmatch(text.upper()):
        return PhoneFlaw.LOSSY
    pieces = [piece for part in _SEPARATORS.split(text) for piece in _WORDS.split(part)]
    numbers: list[Phone] = []
    for piece in pieces:
        if not _GLUE.sub("", piece):
            continue
        read = _read_piece(piece)
        if isinstance(read, PhoneFlaw):
            return read
        numbers += read
    if not numbers:
        return PhoneFlaw.NO_NUMBER
    return Phones(tuple(dict.fromkeys(numbers)), _repairs(cell, text))


def mask_phone(text: str) -> str:
    """Hide the middle on the screen: 138****5678; of other numbers only the last three stay."""
    if _MOBILE.fullmatch(text):
        return f"{text[:3]}****{text[7:]}"
    return "*" * (len(text) - 3) + text[-3:]


def _read_piece(piece: str) -> list[Phone] | PhoneFlaw:
    """The numbers in a piece without separators: one, or several with blanks or nothing between."""
    digits = _national(piece)
    if _placeholder(digits):
        return PhoneFlaw.PLACEHOLDER
    if phone := _phone(digits):
        return [phone]
    if pair := _TWO_MOBILES.fullmatch(digits):
        return [Phone(pair[1], PhoneKind.MOBILE), Phone(pair[2], PhoneKind.MOBILE)]
    parts = [_phone(_national(part)) for part in piece.split()]
    # Short pieces are groups of one number, written apart.
    numbers = [phone for phone in parts if phone and phone.kind is not PhoneKind.SHORT]
    return numbers if len(numbers) == len(parts) > 1 else PhoneFlaw.WRONG_FORM


def _national(piece: str) -> str:
    """The digits as dialled inside China: no country code, an area code with its 0."""
    digits = _GLUE.sub("", piece)
    found = _COUNTRY.fullmatch(digits)
    if not found:
        return digits
    number = found[1] or found[2]
    return number if _MOBILE.fullmatch(number) else "0" + number.removeprefix("0")


def _phone(digits: str) -> Phone | None:
    kind = next((kind for kind, form in _KINDS if form.fullmatch(digits)), None)
    if kind is None:
        return None
    area = _LANDLINE.fullmatch(digits) if kind is PhoneKind.LANDLINE else None
    return Phone(f"{area[1]}-{area[2]}" if area else digits, kind)


def _placeholder(digits: str) -> bool:
    if len(digits) < _SHORTEST_PLACEHOLDER:
        return False
    return len(set(digits)) == 1 or any(digits in run for run in _RUNS)


def _repairs(cell: str, text: str) -> tuple[Repair, ...]:
    """What was changed, told from the cell's look."""
    signs = (
        (Repair.INVISIBLE, INVISIBLE.search(cell)),
        (Repair.APOSTROPHE, cell.strip()[:1] in "'‘’"),
        (Repair.FULL_WIDTH, narrow(cell) != cell),
        (Repair.WORDS_DROPPED, _WORDS.search(_SEPARATORS.sub("", text))),
        (Repair.COUNTRY_CODE, re.search(r"(?:\+|\b00)86", text)),
        (Repair.BLANKS, re.search(r"\s", text)),
        (Repair.HYPHENS, re.search(r"1\d{2}[-.]\d{4}", text)),
    )
    return tuple(repair for repair, seen in signs if seen)
