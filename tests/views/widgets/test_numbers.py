"""Amounts are typed as people type them and are exact."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from desktop.core.money import LIMIT, Money, Quantity, UnitPrice
from desktop.views.widgets import CountEdit, MoneyEdit, QuantityEdit, UnitPriceEdit
from tests.views.composing import commit, compose, type_in

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui
FREELY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def money(qtbot: QtBot) -> MoneyEdit:
    edit = MoneyEdit("金额", least=None)
    qtbot.addWidget(edit)
    return edit


@pytest.mark.parametrize(
    ("typed", "shown", "value"),
    [
        ("1234.5", "1,234.5", "1234.50"),
        ("1234567", "1,234,567", "1234567"),
        ("12,345.67", "12,345.67", "12345.67"),
        ("１２３４。５", "1,234.5", "1234.50"),
        ("￥30", "30", "30"),
        ("-1234", "-1,234", "-1234"),
        (".5", ".5", "0.50"),
        ("5.", "5.", "5"),
        ("0.10", "0.10", "0.10"),
    ],
)
def test_typed_amount_is_read_and_grouped(
    qtbot: QtBot, money: MoneyEdit, typed: str, shown: str, value: str
) -> None:
    type_in(qtbot, money, typed)
    assert money.text() == shown
    assert money.value() == Money.of(value)
    assert money.problem() == ""


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12三", "看不懂这个数：只写数字，例如 1,234.50。"),
        ("1.234", "小数点后最多 2 位。"),
        ("12,5", "逗号的位置不对：小数点用“.”，逗号只用来隔开每三位。"),
        ("-", "这个数还没有写完。"),
        ("1e5", "看不懂这个数：只写数字，例如 1,234.50。"),
        ("9" * 16, "数太大了；请检查是不是填错了列"),
        ("1.2.3", "看不懂这个数：只写数字，例如 1,234.50。"),
    ],
)
def test_what_is_no_amount_is_said_in_a_sentence(
    qtbot: QtBot, money: MoneyEdit, typed: str, sentence: str
) -> None:
    type_in(qtbot, money, typed)
    assert money.value() is None
    assert money.problem() == sentence


def test_amount_outside_of_its_bounds_is_refused(qtbot: QtBot) -> None:
    edit = MoneyEdit("金额", least=Money.of(10), most=Money.of(5000))
    qtbot.addWidget(edit)
    edit.setText("9.99")
    assert edit.problem() == "不能小于 10.00。"
    edit.setText("5000.01")
    assert edit.problem() == "不能大于 5,000.00。"
    edit.setText("5000")
    assert edit.value() == Money.of(5000)


def test_amount_is_written_out_when_the_field_is_left(qtbot: QtBot, money: MoneyEdit) -> None:
    qtbot.keyClicks(money, "1234.5")
    qtbot.keyClick(money, Qt.Key.Key_Return)
    assert money.text() == "1,234.50"


def test_digit_put_in_the_middle_keeps_the_caret_behind_it(qtbot: QtBot, money: MoneyEdit) -> None:
    money.set_value(Money.of("1234.50"))
    money.setCursorPosition(3)  # 1,2|34.50
    qtbot.keyClicks(money, "9")
    assert money.text() == "12,934.50"
    assert money.text()[: money.cursorPosition()] == "12,9"
    qtbot.keyClick(money, Qt.Key.Key_Backspace)
    assert (money.text(), money.text()[: money.cursorPosition()]) == ("1,234.50", "1,2")


def test_backspace_behind_a_comma_goes_on_over_it(qtbot: QtBot, money: MoneyEdit) -> None:
    money.set_value(Money.of("1234"))
    money.setCursorPosition(2)  # 1,|234.00
    qtbot.keyClick(money, Qt.Key.Key_Backspace)
    qtbot.keyClick(money, Qt.Key.Key_Backspace)
    assert money.text() == "234.00"


def test_commas_of_the_person_are_left_until_they_are_right(qtbot: QtBot, money: MoneyEdit) -> None:
    qtbot.keyClicks(money, "12,")
    assert money.text() == "12,"
    qtbot.keyClicks(money, "50")
    assert money.text() == "12,50"
    assert money.value() is None
    qtbot.keyClicks(money, "0")
    assert money.value() == Money.of(12500)


def test_large_amount_is_repeated_in_words(money: MoneyEdit) -> None:
    money.set_value(Money.of("9999.99"))
    assert money.hint() == ""
    money.set_value(Money.of("12000"))
    assert money.hint() == "壹万贰仟元整"


@FREELY
@given(st.integers(-LIMIT + 1, LIMIT - 1))
def test_every_amount_is_read_back_as_it_was_written(qtbot: QtBot, units: int) -> None:
    edit = MoneyEdit("金额", least=None)
    qtbot.addWidget(edit)
    edit.set_value(Money(units))
    assert edit.value() == Money(units)
    assert edit.problem() == ""


@FREELY
@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_every_quantity_and_price_is_read_back(qtbot: QtBot, amount: int, price: int) -> None:
    quantity, unit_price = QuantityEdit("数量"), UnitPriceEdit("单价")
    for edit in (quantity, unit_price):
        qtbot.addWidget(edit)
    quantity.set_value(Quantity(amount))
    unit_price.set_value(UnitPrice(price))
    assert (quantity.value(), unit_price.value()) == (Quantity(amount), UnitPrice(price))


@FREELY
@given(st.text(alphabet="0123456789.,-，。１２３￥元 e十", max_size=12))
def test_any_text_gives_the_exact_number_or_a_sentence(qtbot: QtBot, text: str) -> None:
    edit = MoneyEdit("金额", least=None)
    qtbot.addWidget(edit)
    for char in text:
        edit.insert(char)
    value = edit.value()
    if value is None:
        assert bool(edit.text().strip()) == bool(edit.problem())
    else:
        assert value.decimal == Decimal(edit.text().replace(",", "").strip("￥元 ") or "0")


def test_quantity_shows_no_more_places_than_it_has(qtbot: QtBot) -> None:
    edit = QuantityEdit("数量")
    qtbot.addWidget(edit)
    shown = []
    for text in ("12.500", "3", "0.125", "1000"):
        edit.set_value(Quantity.of(text))
        shown.append(edit.text())
    assert shown == ["12.5", "3", "0.125", "1,000"]


def test_price_keeps_two_places_and_takes_four(qtbot: QtBot) -> None:
    edit = UnitPriceEdit("单价")
    qtbot.addWidget(edit)
    edit.set_value(UnitPrice.of("4.2"))
    assert edit.text() == "4.20"
    edit.setText("4.2345")
    assert edit.value() == UnitPrice.of("4.2345")
    edit.setText("4.23456")
    assert edit.problem() == "小数点后最多 4 位。"


def test_count_is_stepped_by_arrow_keys_within_its_bounds(qtbot: QtBot) -> None:
    edit = CountEdit("天数", least=0, most=23)
    qtbot.addWidget(edit)
    qtbot.keyClick(edit, Qt.Key.Key_PageUp)
    qtbot.keyClick(edit, Qt.Key.Key_PageUp)
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.value() == 21
    qtbot.keyClick(edit, Qt.Key.Key_PageUp)
    assert edit.value() == 21
    qtbot.keyClicks(edit, ".5")
    assert edit.value() is None


def test_count_takes_whole_numbers_only(qtbot: QtBot) -> None:
    edit = CountEdit("天数", most=31)
    qtbot.addWidget(edit)
    edit.setText("2.5")
    assert edit.problem() == "只能填整数。"
    edit.setText("32")
    assert edit.problem() == "不能大于 31。"
    edit.setText("20.0")
    assert edit.value() == 20


def test_composed_text_is_read_only_when_it_is_committed(qtbot: QtBot) -> None:
    edit = CountEdit("天数", most=31)
    qtbot.addWidget(edit)
    edit.set_value(3)
    told: list[object] = []
    edit.changed.connect(lambda: told.append(edit.value()))
    compose(edit, "er'shi")
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert (edit.value(), edit.composing, told) == (3, True, [])
    edit.clear()
    commit(edit, "２０")
    assert (edit.value(), edit.composing) == (20, False)
