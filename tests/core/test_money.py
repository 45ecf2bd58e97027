"""Amounts are exact, rounded once, and written out as on a cheque."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.money import LIMIT, Money, Quantity, UnitPrice, in_words

units = st.integers(-(10**14), 10**14)
moneys = units.map(Money)


@given(moneys, moneys)
def test_sums_and_differences_are_exact(one: Money, other: Money) -> None:
    assert (one + other).decimal == one.decimal + other.decimal
    assert (one - other) + other == one
    assert one + (-one) == Money(0)
    assert Money.sum([one, other]) == one + other


@given(moneys)
def test_written_amounts_read_back(amount: Money) -> None:
    assert Money.of(str(amount)) == amount
    assert Money.of(amount.decimal) == amount


@given(st.decimals(-(10**9), 10**9, places=6))
def test_rounding_is_half_up_away_from_zero(value: Decimal) -> None:
    expected = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    assert Money.of(value).decimal == expected


def test_long_fraction_is_not_rounded_twice() -> None:
    assert Money.of("0.004" + "9" * 40) == Money(0)
    assert Money.of("0.005") == Money(1)
    assert Money.of("-0.005") == Money(-1)


@given(st.integers(-(10**9), 10**9), st.integers(-(10**6), 10**6))
def test_price_times_quantity_is_the_exact_product_rounded_once(price: int, count: int) -> None:
    exact = Fraction(price, 10**4) * Fraction(count, 10**3) * 100
    nearest = int(abs(exact) + Fraction(1, 2))
    assert (UnitPrice(price) * Quantity(count)).units == (nearest if exact > 0 else -nearest)


def test_price_of_an_amount_for_a_quantity() -> None:
    assert UnitPrice.between(Money.of("10"), Quantity.of("3")) == UnitPrice.of("3.3333")
    with pytest.raises(ValueError, match="数量为零"):
        UnitPrice.between(Money.of("10"), Quantity(0))


def test_amount_for_many_pupils() -> None:
    assert Money.of("5.00") * 2789 == Money.of("13,945.00")
    assert 3 * Money.of(5) == Money.of("15")
    with pytest.raises(TypeError):
        Money.of(5) * 1.5  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,234.5", 123450),
        ("１２．３", 1230),
        ("1，234", 123400),
        (" -3.2 ", -320),
        (".5", 50),
        ("5.", 500),
        ("1e3", 100000),
        ("1E-9", 0),
        ("-1e-40", 0),
        ("0e999999", 0),
    ],
)
def test_text_that_is_an_amount(text: str, fen: int) -> None:
    assert Money.of(text) == Money(fen)


@pytest.mark.parametrize(
    "text", ["", "五", "1_000", "12,34", "NaN", "Infinity", ".", "-", "1 2", "e5"]
)
def test_text_that_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="不是一个数"):
        Money.of(text)


def test_error_does_not_repeat_the_cell() -> None:
    with pytest.raises(ValueError, match="不是一个数") as refused:
        Money.of("11010519491231002X")
    assert "1101" not in str(refused.value)
    with pytest.raises(ValueError, match="不是一个数"):
        Money.of(Decimal("NaN"))


@pytest.mark.parametrize("text", ["10000000000000", "1e14", "1e999999"])
def test_too_large_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="太大"):
        Money.of(text)
    with pytest.raises(ValueError, match="太大"):
        UnitPrice(LIMIT - 1) * Quantity(LIMIT - 1)


def test_float_is_refused() -> None:
    with pytest.raises(TypeError):
        Money.of(0.1)  # type: ignore[arg-type]


def test_kinds_do_not_mix() -> None:
    with pytest.raises(TypeError):
        Money(1) + Quantity(1)  # type: ignore[operator]
    with pytest.raises(TypeError):
        _ = Money(1) < Quantity(1)  # type: ignore[operator]
    assert Money(1) != Quantity(1)  # type: ignore[comparison-overlap]


def test_zero_is_false_and_amounts_sort() -> None:
    assert not Money(0)
    assert Money(1)
    assert sorted([Money(3), Money(-1)]) == [Money(-1), Money(3)]
    assert str(Money(-123456)) == "-1,234.56"
    assert str(Quantity.of("1.5")) == "1.500"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("-1234.50", "负壹仟贰佰叁拾肆元伍角整"),
        ("10", "壹拾元整"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("100001", "壹拾万零壹元整"),
        ("105000", "壹拾万伍仟元整"),
        ("1000100", "壹佰万零壹佰元整"),
        ("100000001", "壹亿零壹元整"),
        ("105000000", "壹亿零伍佰万元整"),
        ("1000200000000", "壹万零贰亿元整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
    ],
)
def test_amount_in_words(amount: str, words: str) -> None:
    assert in_words(Money.of(amount)) == words


@given(st.integers(0, LIMIT - 1))
def test_words_name_the_amount_and_no_other(fen: int) -> None:
    words = in_words(Money(fen))
    assert "零零" not in words
    assert _value(words) == fen


def _value(words: str) -> int:
    """What the words come to, read by the meaning of each character."""
    total, group, digit = 0, 0, 0
    for character in words.removesuffix("整"):
        if character in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(character)
        elif character in "拾佰仟":
            group, digit = group + digit * 10 ** ("拾佰仟".index(character) + 1), 0
        elif character == "万":
            total, group, digit = total + (group + digit) * 10**4, 0, 0
        elif character == "亿":
            total, group, digit = (total + group + digit) * 10**8, 0, 0
        elif character == "元":
            total, group, digit = (total + group + digit) * 100, 0, 0
        else:
            total, digit = total + digit * {"角": 10, "分": 1}[character], 0
    return total
