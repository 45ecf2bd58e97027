"""The canteen's workbooks in the window: taken in by the wizard, given out, undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.labels import Role
from desktop.core.terms import Month
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.stock import on_hand
from desktop.services.imports.lines import Fate
from desktop.services.imports.reading import open_workbook
from desktop.views.meals.page import CanteenPage
from tests.rosters.books import write
from tests.services.canteen.workbooks import RECEIPT_HEADER, delivered
from tests.services.rosters import as_role
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QMenu
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.importing import ImportWizard
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


def choose(menu: QMenu, words: str) -> None:
    """A person chooses an entry."""
    (action,) = [action for action in menu.actions() if action.text() == words]
    action.trigger()


def stepped(qtbot: QtBot, wizard: ImportWizard, place: int) -> None:
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.place == place and not wizard.busy, timeout=20_000)


def shown(qtbot: QtBot, desk: Desk) -> CanteenPage:
    page = CanteenPage(desk)
    qtbot.addWidget(page)
    page.resize(1198, 700)
    page.show()
    return page


def test_goods_are_taken_in_from_the_menu_and_taken_back(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    session = desk.session
    canteen = at_the_books(lambda: open_canteen(session, NewCanteen(date(2026, 9, 1)))).canteen_id
    lines = [
        ("平安县红星小学食材入库登记表",),
        RECEIPT_HEADER,
        delivered("2026-10-08", "大米", 50, 4.36),
        delivered("2026-10-08", "土豆", 20, 2, people="张三丰"),
    ]
    path = write(tmp_path / "入库.xlsx", lines)
    page = shown(qtbot, desk)
    choose(page.sheets.imports, "入库表…")
    wizard = page.imports.wizards["goods-receipts", None]
    assert page.faces.currentWidget() is wizard
    assert not page.sheets.isVisible()
    wizard.take(path)
    qtbot.waitUntil(lambda: wizard.place == 1 and not wizard.busy, timeout=20_000)
    stepped(qtbot, wizard, 2)
    looked = wizard.taking.looked
    assert looked is not None
    assert [line.who for line in looked.lines[Fate.NEW]] == ["大米"]
    assert "至少2个人" in looked.lines[Fate.PARKED][0].reason
    assert len(looked.lines[Fate.REMARKS]) == 2
    stepped(qtbot, wizard, 3)
    assert [lot.name for lot in at_the_books(lambda: on_hand(session, canteen))] == ["大米"]
    out = tmp_path / "十月.xlsx"
    page.show_books()
    assert page.sheets.isVisible()
    desk.place.set_month(Month(2026, 10))
    messages.answers.append(out)
    choose(page.sheets.exports, "所选月份的入库表…")
    qtbot.waitUntil(lambda: bool(messages.notes))
    roster = at_the_books(lambda: open_workbook(session, out, "goods-receipts"))
    assert (roster.month, roster.row_count) == (Month(2026, 10), 1)


def test_sheet_to_fill_in_is_saved(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    page = shown(qtbot, desk)
    messages.answers.append(tmp_path / "物品.xlsx")
    choose(page.sheets.templates, "物品表…")
    qtbot.waitUntil(lambda: "空白表已保存：物品.xlsx" in messages.notes)


def test_an_auditor_has_no_workbooks(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, replace(desk, session=as_role(desk.session, Role.AUDITOR)))
    assert not page.sheets.isVisible()
