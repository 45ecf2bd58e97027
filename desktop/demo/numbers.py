"""Numbers that look right and belong to nobody.

* Identity numbers have right check digits (GB 11643) and the area 629821. In GB/T 2260 the third
  and fourth digit are 01-20 or 51-70 for cities, 21-50 for prefectures, 90 for counties run by a
  province: 98 was never given to any place, so no citizen has such a number.
* Mobile numbers begin with 154, a segment that was given to no operator.
* Fixed lines have the area code 0980, which no place has.
* Bank cards begin with 9999: ISO/IEC 7812 reads 9 as "national" and 999 as the country, and ISO
  3166 gives 999 to no country. Their last digit is right (Luhn).
* School codes begin with 99, which is no province.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.identity import check_digit
from desktop.core.labels import Sex

if TYPE_CHECKING:
    from datetime import date

    from desktop.demo.chance import Chance

AREA: Final = "629821"
MOBILE: Final = "154"
LANDLINE: Final = "0980"
CARD: Final = "9999"

_LUHN_TEN: Final = 10


class Numbers:
    """Gives out numbers, none of them twice."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._given: set[str] = set()

    def identity(self, born: date, sex: Sex) -> str:
        """An identity number of the fictitious area, for this birth and sex."""
        while True:
            order = 2 * self._chance.between(1, 490) + (1 if sex is Sex.MALE else 0)
            seventeen = f"{AREA}{born:%Y%m%d}{order:03}"
            number = seventeen + check_digit(seventeen)
            # A number that ends in 000 would look like one that a table program has spoilt.
            if not number.endswith("000") and self._is_new(number):
                return number

    def mobile(self) -> str:
        """A mobile number of a segment without operator."""
        while True:
            number = f"{MOBILE}{self._chance.below(10**8):08}"
            if self._is_new(number):
                return number

    def bank_card(self) -> str:
        """A card of 19 digits of a country that does not exist."""
        while True:
            eighteen = f"{CARD}{self._chance.below(10**14):014}"
            number = eighteen + luhn_digit(eighteen)
            if self._is_new(number):
                return number

    def _is_new(self, number: str) -> bool:
        if number in self._given:
            return False
        self._given.add(number)
        return True


def luhn_digit(digits: str) -> str:
    """The digit that makes `digits` a card number (ISO/IEC 7812-1 Annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 if place % 2 else 2)
        total += doubled // _LUHN_TEN + doubled % _LUHN_TEN
    return str(-total % _LUHN_TEN)


def national_number(id_number: str, born: date, order: int) -> str:
    """学籍号: G and the identity number; J, area, birth and a serial where there is none."""
    if id_number:
        return f"G{id_number}"
    seventeen = f"{AREA}{born:%Y%m%d}{order % 1000:03}"
    return f"J{seventeen}{check_digit(seventeen)}"
