"""Money, quantities and unit prices: exact decimals with one rounding rule.

Each value is a whole number of its smallest unit (分; thousandths; ten-thousandths of a 元), which
is also what the database stores. Rounding is half-up and happens only in `_half_up`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from operator import index
from typing import TYPE_CHECKING, ClassVar, Final, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

LIMIT: Final = 10**15  # keeps every stored integer far inside 64 bits, and Excel's 15 digits exact
_MOST_PLACES: Final = 30
_TOO_LARGE: Final = "数太大了；请检查是不是填错了列"
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:,\d{3})*|\d*(?=\.))(?:\.\d*)?(?:[eE][+-]?\d{1,6})?")


def _half_up(numerator: int, denominator: int) -> int:
    """Divide and round half-up, away from zero: the only place where an amount is rounded."""
    units = (2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator))
    return -units if (numerator < 0) is not (denominator < 0) else units


def _scaled(value: Decimal, places: int) -> int:
    """Return `value` as a whole number of 10**-places, rounded half-up."""
    if not value.is_finite():
        raise ValueError("这不是一个数；请只写数字")
    # An exponent such as 1E+999999 must not be written out.
    if value and not -_MOST_PLACES < value.adjusted() < _MOST_PLACES:
        if value.adjusted() < 0:
            return 0
        raise ValueError(_TOO_LARGE)
    numerator, denominator = value.as_integer_ratio()
    return _within_limit(_half_up(numerator * 10**places, denominator))


def _within_limit(units: int) -> int:
    if abs(units) >= LIMIT:
        raise ValueError(_TOO_LARGE)
    return units


def _read(text: str) -> Decimal:
    text = text.strip().replace("，", ",").replace("．", ".")
    if not _NUMBER.fullmatch(text) or text in ("", ".", "+", "-"):
        raise ValueError("这不是一个数；请只写数字")
    return Decimal(text.replace(",", ""))


@dataclass(frozen=True, slots=True, order=True)
class _Scaled:
    """A decimal held as a whole number of its smallest unit."""

    units: int
    places: ClassVar[int]

    @classmethod
    def of(cls, value: Decimal | int | str) -> Self:
        """Make one from a decimal, an integer or text such as "1,234.5".

        Raises:
            ValueError: the text is no number, or the number is too large. The sentence does not
                repeat the text, which may stand in the wrong column and be private.
            TypeError: a float, which would be a little beside what was meant.
        """
        if isinstance(value, float):
            raise TypeError("a float is not exact; give its text")
        if isinstance(value, str):
            value = _read(value)
        return cls(_scaled(Decimal(value), cls.places))

    @classmethod
    def sum(cls, values: Iterable[Self]) -> Self:
        """Add up `values`; nothing adds up to zero."""
        return cls(sum(value.units for value in values))

    @property
    def decimal(self) -> Decimal:
        """The exact value, with all its places."""
        return Decimal(self.units).scaleb(-self.places)

    def __add__(self, other: Self) -> Self:
        return type(self)(self.units + self._same(other).units)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.units - self._same(other).units)

    def __neg__(self) -> Self:
        return type(self)(-self.units)

    def __bool__(self) -> bool:
        return self.units != 0

    def __str__(self) -> str:
        whole, rest = divmod(abs(self.units), 10**self.places)
        return f"{'-' if self.units < 0 else ''}{whole:,}.{rest:0{self.places}}"

    def _same(self, other: Self) -> Self:
        if type(other) is not type(self):
            msg = f"{type(self).__name__} and {type(other).__name__} do not mix"
            raise TypeError(msg)
        return other


class Money(_Scaled):
    """An amount in 元, exact to the 分."""

    __slots__ = ()
    places = 2

    def __mul__(self, count: int) -> Money:
        # A fraction, which would leave a part of a 分 behind, is no index.
        return Money(self.units * index(count))

    __rmul__ = __mul__


class Quantity(_Scaled):
    """How much of something, exact to a thousandth (克 of a 千克)."""

    __slots__ = ()
    places = 3

    def for_heads(self, heads: int) -> Quantity:
        """What so many portions take, where this is what a thousand take."""
        return Quantity(_within_limit(_half_up(self.units * index(heads), 1000)))

    @property
    def plain(self) -> str:
        """As people say it, without the places that are not needed: 12.5, 20."""
        whole, rest = divmod(abs(self.units), 1000)
        text = f"{whole}.{rest:03}".rstrip("0") if rest else str(whole)
        return "-" + text if self.units < 0 else text


class UnitPrice(_Scaled):
    """A price in 元 for one unit, exact to a ten-thousandth."""

    __slots__ = ()
    places = 4

    @property
    def plain(self) -> str:
        """With no more decimals than it needs, two at the least: 4.36, 0.125."""
        whole, _, places = f"{self.decimal:,.4f}".partition(".")
        return f"{whole}.{places[:2]}{places[2:].rstrip('0')}"

    def __mul__(self, quantity: Quantity) -> Money:
        return Money(_within_limit(_half_up(self.units * quantity.units, 10**5)))

    @classmethod
    def between(cls, amount: Money, quantity: Quantity) -> UnitPrice:
        """The price that `amount` for `quantity` comes to.

        Raises:
            ValueError: the quantity is zero.
        """
        if not quantity:
            raise ValueError("数量为零，算不出单价；请先填数量")
        return cls(_within_limit(_half_up(amount.units * 10**5, quantity.units)))


_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def in_words(amount: Money) -> str:
    """Write an amount as on a cheque: 1234.50 → 壹仟贰佰叁拾肆元伍角整 (支付结算办法 附一).

    A negative amount is preceded by 负.
    """
    yuan, fen = divmod(abs(amount.units), 100)
    jiao, fen = divmod(fen, 10)
    words = _whole_in_words(yuan) + "元" if yuan else ""
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif fen and yuan:
        words += "零"
    words += _DIGITS[fen] + "分" if fen else "整"
    if words == "整":
        return "零元整"
    return ("负" if amount.units < 0 else "") + words


def _whole_in_words(number: int) -> str:
    for place, word in _PLACES:
        if number >= place:
            high, low = divmod(number, place)
            words = _whole_in_words(high) + word
            if not low:
                return words
            # A skipped place is spoken as one 零, however many were skipped.
            return words + ("零" if low < place // 10 else "") + _whole_in_words(low)
    return _DIGITS[number]
