"""Fields of digits and letters want no input method; fields of words do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodQueryEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.core.terms import Month
from desktop.views.access.card import secret_field
from desktop.views.widgets import (
    CountEdit,
    DateEdit,
    DirectEdit,
    IdentityEdit,
    MoneyEdit,
    MonthEdit,
    SearchField,
    TextEdit,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui

TODAY = date(2026, 11, 2)


def test_fields_of_digits_and_letters_want_no_input_method(qtbot: QtBot) -> None:
    fields: list[QLineEdit] = [
        DateEdit("日期", TODAY),
        MonthEdit("月份", Month(2026, 11)),
        MoneyEdit("金额"),
        CountEdit("人数"),
        IdentityEdit("证件号", TODAY),
        DirectEdit(),
        secret_field(),
    ]
    for field in fields:
        qtbot.addWidget(field)
        field.setReadOnly(True)
        field.setReadOnly(False)
        assert _wants_method(field) is False, type(field).__name__


def test_fields_of_words_want_an_input_method(qtbot: QtBot) -> None:
    for field in (TextEdit("姓名"), SearchField()):
        qtbot.addWidget(field)
        assert _wants_method(field) is True, type(field).__name__


def _wants_method(field: QWidget) -> object:
    """Ask as the platform asks."""
    query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QApplication.sendEvent(field, query)
    return query.value(Qt.InputMethodQuery.ImEnabled)
