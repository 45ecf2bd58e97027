"""Money, quantities and unit prices: exact decimals with one rounding rule.

Each value is a whole number of its smallest unit (分; thousandths; ten-thousandths of a 元), which
is also what the database stores. Rounding is half-up and happens only in `_scaled`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

LIMIT = 10**15  # keeps every stored integer far inside 64 bits, and Excel's 15 digits exact


def _scaled(value: Decimal, places: int) -> int:
    """Return `value` as a whole number of 10**-places, rounded half-up (away from zero)."""
    if not value.is_finite():
        msg = f"不是一个数：{value}"
        raise ValueError(msg)
    units = int(value.scaleb(places).to_integral_value(rounding=ROUND_HALF_UP))
    if abs(units) >= LIMIT:
        raise ValueError("数太大了")
    return units


@dataclass(frozen=True, slots=True, order=True)
class _Scaled:
    """A decimal held as a whole number of its smallest unit."""

    units: int
    places: ClassVar[int]

    @classmethod
    def of(cls, value: Decimal | int | str) -> Self:
        """Make one from a decimal, an integer or text such as "1,234.5" (never from a float).

        Raises:
            ValueError: the text is no number, or the number is too large.
        """
        if isinstance(value, str):
            try:
                value = Decimal(value.replace(",", "").replace("，", "").strip())
            except InvalidOperation:
                msg = f"不是一个数：{value}"
                raise ValueError(msg) from None
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
        return f"{self.decimal:,.{self.places}f}"

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
        return Money(self.units * count)

    __rmul__ = __mul__


class Quantity(_Scaled):
    """How much of something, exact to a thousandth (克 of a 千克)."""

    __slots__ = ()
    places = 3


class UnitPrice(_Scaled):
    """A price in 元 for one unit, exact to a ten-thousandth."""

    __slots__ = ()
    places = 4

    def __mul__(self, quantity: Quantity) -> Money:
        return Money.of(self.decimal * quantity.decimal)

    @classmethod
    def between(cls, amount: Money, quantity: Quantity) -> UnitPrice:
        """The price that `amount` for `quantity` comes to.

        Raises:
            ValueError: the quantity is zero.
        """
        if not quantity:
            raise ValueError("数量为零，算不出单价")
        return cls.of(amount.decimal / quantity.decimal)


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def in_words(amount: Money) -> str:
    """Write an amount as on a cheque: 1234.50 → 壹仟贰佰叁拾肆元伍角整 (支付结算办法 附一).

    A negative amount is preceded by 负.
    """
    yuan, fen = divmod(abs(amount.units), 100)
    jiao, fen = divmod(fen, 10)
    words = _integer_in_words(yuan) + "元" if yuan else ""
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif fen and yuan:
        words += "零"
    words += _DIGITS[fen] + "分" if fen else "整"
    if words == "整":
        return "零元整"
    return ("负" if amount.units < 0 else "") + words


def _integer_in_words(number: int) -> str:
    words, gap, group = "", False, 0
    while number:
        number, part = divmod(number, 10_000)
        if part:
            joint = "零" if gap and words else ""
            words = _group_in_words(part) + _GROUPS[group] + joint + words
        # A zero is spoken where this group does not fill its thousands, or is empty.
        gap = part < 1_000  # noqa: PLR2004 - the thousands place of a group of four
        group += 1
    return words


def _group_in_words(part: int) -> str:
    words, zero = "", False
    for place in range(4):
        part, digit = divmod(part, 10)
        if digit:
            words = _DIGITS[digit] + _PLACES[place] + ("零" if zero and words else "") + words
            zero = False
        else:
            zero = True
    return words
