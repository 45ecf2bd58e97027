from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout

from desktop.core.labels import Role
from desktop.views.tabbed import Tab, TabbedPage, TabPanel
from tests.services.rosters import as_role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk

pytestmark = pytest.mark.gui


class Plain(TabPanel):
    """A tab that counts how often its button was pressed."""

    made = 0

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        type(self).made += 1
        QVBoxLayout(self).addWidget(QLabel("内容"))


class Busy(Plain):
    primary = "登记"
    made = 0

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.pressed = 0
        self.ready = True

    def primary_ready(self) -> bool:
        return self.ready

    def do_primary(self) -> None:
        self.pressed += 1

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        return (("清点", self.do_primary),)


@pytest.fixture
def page(qtbot: QtBot, empty_desk: Desk) -> TabbedPage:
    Plain.made = Busy.made = 0
    page = TabbedPage(empty_desk, (Tab("plain", "平常", Plain), Tab("busy", "忙碌", Busy)))
    qtbot.addWidget(page)
    page.show()
    return page


def test_tab_is_made_when_it_is_first_shown(page: TabbedPage) -> None:
    assert (Plain.made, Busy.made) == (1, 0)
    page.tabs.setCurrentIndex(1)
    page.tabs.setCurrentIndex(0)
    page.tabs.setCurrentIndex(1)
    assert (Plain.made, Busy.made) == (1, 1)
    assert page.panel.isVisible()


def test_button_and_menu_are_those_of_the_open_tab(page: TabbedPage) -> None:
    assert not page.primary.isVisible()
    panel = page.open_tab("busy")
    assert isinstance(panel, Busy)
    assert (page.primary.text(), page.primary.isVisible()) == ("登记", True)
    page.primary.click()
    panel.ready = False
    panel.primary_changed.emit()
    assert not page.primary.isEnabled()
    menu = page.findChildren(type(page._more))[0]
    [action] = menu.actions()
    action.trigger()
    assert (action.text(), panel.pressed) == ("清点", 2)
    page.open_tab("plain")
    assert menu.actions() == []


def test_paper_lies_over_the_tabs_until_it_is_closed(page: TabbedPage) -> None:
    page.open_tab("busy")
    page.paper.closed.emit()
    page._show_face(page.paper)
    assert not page.primary.isVisible()
    assert not page.heading.isVisible(), "the paper has a title of its own"
    page.paper.closed.emit()
    assert page.primary.isVisible()
    assert page.heading.isVisible()
    assert page.panel.isVisible()


def test_only_tabs_that_take_a_workbook_are_dropped_on(page: TabbedPage) -> None:
    assert page.panel.takes == ""
    assert page.month_of_import("students") is None
    wizard = page.start_import("students")
    assert page.wizard is wizard
    wizard.leave()
    assert page.imports.offers.isHidden()
    assert page.start_import("students") is wizard
    wizard.give_up()
    assert page.imports.wizards == {}


def test_auditor_may_not_write(qtbot: QtBot, empty_desk: Desk) -> None:
    from dataclasses import replace  # noqa: PLC0415 - only here

    panel = Plain(replace(empty_desk, session=as_role(empty_desk.session, Role.AUDITOR)))
    qtbot.addWidget(panel)
    assert not panel.may_write
