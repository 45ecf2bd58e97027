from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.core.labels import MonthState, UnitKind
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.services.months import MonthFigures
from desktop.services.overview import UnitOverview
from desktop.views.overview import HEAD, OverviewPage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui

OCTOBER = MonthFigures(
    Month(2026, 10), MonthState.CLOSED, 650, 11336, Money.of("56680"), 6, "ABCD-EFGH-JKMN"
)


def cells(page: OverviewPage, row: int) -> list[str]:
    items = [page.table.item(row, column) for column in range(len(HEAD))]
    return [item.text() for item in items if item is not None]


def test_unit_shows_its_pupils_and_its_last_month(qtbot: QtBot) -> None:
    page = OverviewPage("数据", [UnitOverview("红星小学", UnitKind.PRIMARY, 1659, OCTOBER)])
    qtbot.addWidget(page)
    assert cells(page, 0) == [
        *("红星小学", "小学", "1,659", "2026年10月", "已结账"),
        *("11,336", "56,680.00", "ABCD-EFGH-JKMN"),
    ]


def test_unit_without_months_leaves_the_figures_empty(qtbot: QtBot) -> None:
    page = OverviewPage("数据", [UnitOverview("平安乡", UnitKind.TOWNSHIP, 0, None)])
    qtbot.addWidget(page)
    assert cells(page, 0) == ["平安乡", "乡镇", "0", *[""] * 5]


def test_data_without_pupils_offers_the_first_step(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QLabel  # noqa: PLC0415 - Qt only inside gui tests

    page = OverviewPage("数据", [UnitOverview("红星小学", UnitKind.PRIMARY, 0, None)])
    qtbot.addWidget(page)
    assert any("mingce import" in label.text() for label in page.findChildren(QLabel))
