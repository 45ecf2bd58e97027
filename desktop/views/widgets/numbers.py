"""Fields for amounts, quantities, prices and counts: exact, with thousands shown while typing."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, TypeVar

from PySide6.QtCore import Qt

from desktop.core.money import Money, Quantity, UnitPrice, in_words
from desktop.core.repairs import narrow
from desktop.views.widgets.parsed import ParsedEdit, Wrong

N = TypeVar("N")
S = TypeVar("S", bound=Money | Quantity | UnitPrice)

_NO_MONEY: Final = Money(0)
_NOTHING: Final = Quantity(0)
_FREE: Final = UnitPrice(0)
_MANY: Final = 10**9
_LONG: Final = Money.of(10_000)

_GROUPED: Final = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_PLAIN: Final = re.compile(r"-?\d*(?:\.\d*)?")
_UNDERWAY: Final = re.compile(r"-?[\d,]*\.?")
_AROUND: Final = re.compile(r"^[￥¥\s]+|[\s元]+$")
_WIDE_SIGNS: Final = str.maketrans(
    {"。": ".", "．": ".", "，": ",", "−": "-", "－": "-", " ": None}
)


def half_width(text: str) -> str:
    """A typed number with digits and signs as an English keyboard gives them."""
    return narrow(_AROUND.sub("", text)).translate(_WIDE_SIGNS)


def grouped(text: str) -> str:
    """A plain number, such as -1234.5, with its thousands separated; nothing else is changed."""
    sign, rest = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, places = rest.partition(".")
    groups = f"{int(whole):,}" if whole and len(whole) == len(str(int(whole))) else whole
    return sign + groups + point + places


def is_tidy(text: str) -> bool:
    """Whether the commas of a number stand where they belong, or there are none."""
    return bool(_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text))


class NumberEdit(ParsedEdit[N]):
    """A number, right-aligned; commas come by themselves and may be typed."""

    direct = True
    sample = "123,456,789.00"
    shown = 0
    """How many decimals are always written."""
    places = 0
    """How many may be typed."""

    def __init__(self, title: str, bounds: tuple[N | None, N | None]) -> None:
        super().__init__(title)
        self._least, self._most = bounds
        self._before = ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.textEdited.connect(self._on_edited)
        self.textChanged.connect(self._on_text_set)

    def make(self, number: Decimal) -> N:
        """The value of a number that has no more than the allowed places.

        Raises:
            ValueError: it is too large (in words).
        """
        raise NotImplementedError

    def number(self, value: N) -> Decimal:
        """The exact number of a value."""
        raise NotImplementedError

    def read(self, text: str) -> N | Wrong:
        """Read digits with one point, with or without commas; never rounds."""
        text = half_width(text)
        if not is_tidy(text) or not any(char.isdigit() for char in text):
            return self._unreadable(text)
        if len(text.partition(".")[2].rstrip("0")) > self.places:
            return Wrong(self._too_fine())
        try:
            value = self.make(Decimal(text.replace(",", "")))
        except ValueError as error:
            return Wrong(str(error))
        return self._within(value)

    def write(self, value: N) -> str:
        """With thousands, and no more decimals than are needed."""
        whole, _, places = f"{self.number(value):,.{self.places}f}".partition(".")
        kept = places[: self.shown] + places[self.shown :].rstrip("0")
        return f"{whole}.{kept}" if kept else whole

    def _within(self, value: N) -> N | Wrong:
        if self._least is not None and self.number(value) < self.number(self._least):
            sentence = f"不能小于 {self.write(self._least)}。"
            return Wrong(sentence, underway=not self.text().startswith("-"))
        if self._most is not None and self.number(value) > self.number(self._most):
            return Wrong(f"不能大于 {self.write(self._most)}。")
        return value

    def _too_fine(self) -> str:
        if not self.places:
            return "只能填整数。"
        return f"小数点后最多 {self.places} 位。"

    def _unreadable(self, text: str) -> Wrong:
        if not _UNDERWAY.fullmatch(text):
            sample = f"1,234.{'5'.ljust(self.shown, '0')}" if self.shown else "1,234"
            return Wrong(f"看不懂这个数：只写数字，例如 {sample}。")
        if "," in text:
            return Wrong("逗号的位置不对：小数点用“.”，逗号只用来隔开每三位。", underway=True)
        return Wrong("这个数还没有写完。", underway=True)

    def _on_edited(self, typed: str) -> None:
        """Put the commas in while digits are typed, unless the person sets commas otherwise."""
        before_caret = half_width(typed[: self.cursorPosition()])
        text = half_width(typed)
        own_commas = text.count(",") > self._before.count(",") or not is_tidy(self._before)
        plain = text.replace(",", "")
        if not own_commas and _PLAIN.fullmatch(plain):
            text = grouped(plain)
        if text != typed:
            self.setText(text)
            self.setCursorPosition(_place_after(text, len(before_caret.replace(",", ""))))

    def _on_text_set(self, _text: str) -> None:
        self._before = self.text()


def _place_after(text: str, count: int) -> int:
    """Where in a text its first `count` characters that are no commas end."""
    for place, char in enumerate(text):
        if count <= 0:
            return place
        count -= char != ","
    return len(text)


class ScaledEdit(NumberEdit[S]):
    """A field for one of the exact kinds of `desktop.core.money`."""

    def number(self, value: S) -> Decimal:
        """The exact number of a value."""
        return value.decimal


class MoneyEdit(ScaledEdit[Money]):
    """An amount in 元, exact to the 分; the amount in words is the hint."""

    shown = places = 2

    def __init__(
        self, title: str, *, least: Money | None = _NO_MONEY, most: Money | None = None
    ) -> None:
        super().__init__(title, (least, most))

    def make(self, number: Decimal) -> Money:
        """The value of a number."""
        return Money.of(number)

    def hint(self) -> str:
        """The amount as on a cheque, from ten thousand on: where zeros are easily miscounted."""
        value = self.value()
        return in_words(value) if value is not None and abs(value.units) >= _LONG.units else ""


class QuantityEdit(ScaledEdit[Quantity]):
    """How much of something, to a thousandth."""

    places = 3

    def __init__(
        self, title: str, *, least: Quantity | None = _NOTHING, most: Quantity | None = None
    ) -> None:
        super().__init__(title, (least, most))

    def make(self, number: Decimal) -> Quantity:
        """The value of a number."""
        return Quantity.of(number)


class UnitPriceEdit(ScaledEdit[UnitPrice]):
    """A price for one unit, to a ten-thousandth of a 元."""

    shown, places = 2, 4

    def __init__(self, title: str, *, most: UnitPrice | None = None) -> None:
        super().__init__(title, (_FREE, most))

    def make(self, number: Decimal) -> UnitPrice:
        """The value of a number."""
        return UnitPrice.of(number)


class CountEdit(NumberEdit[int]):
    """A whole number of people, days or things; arrow keys count up and down."""

    sample = "123,456"

    def __init__(self, title: str, *, least: int = 0, most: int = _MANY) -> None:
        super().__init__(title, (least, most))

    def make(self, number: Decimal) -> int:
        """The value of a number."""
        return int(number)

    def number(self, value: int) -> Decimal:
        """The exact number of a value."""
        return Decimal(value)

    def step(self, count: int, *, far: bool = False) -> None:
        """One more or less, by the page keys ten."""
        wanted = (self.value() or 0) + count * (10 if far else 1)
        if not isinstance(self._within(wanted), Wrong):
            self.set_value(wanted)
