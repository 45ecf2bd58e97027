"""The settings as a whole: each section in an empty, a small and a large school, for each role."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from desktop.core.labels import Role
from desktop.services.today.items import Section
from desktop.views.settings import PAGE
from desktop.views.settings.page import SECTIONS, SettingsPage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.conftest import MakeDesk

pytestmark = pytest.mark.gui


def shown(qtbot: QtBot, desk: Desk) -> SettingsPage:
    page = SettingsPage(desk)
    qtbot.addWidget(page)
    page.resize(1198, 700)
    page.show()
    return page


def walk(qtbot: QtBot, desk: Desk) -> SettingsPage:
    """Through all sections, each until it has read what it shows."""
    page = shown(qtbot, desk)
    for name, kind in SECTIONS.items():
        page.show_record(name)
        qtbot.waitUntil(lambda: not desk.tasks.running)
        assert isinstance(page.section, kind)
        assert page.section.isVisible()
    return page


def test_every_section_opens_in_an_empty_school(qtbot: QtBot, empty_desk: Desk) -> None:
    walk(qtbot, empty_desk)


def test_every_section_opens_in_a_small_school(qtbot: QtBot, desk: Desk) -> None:
    page = walk(qtbot, desk)
    assert [page.names.item(n).text() for n in range(page.names.count())] == [
        *("单位", "用户与权限", "学期与校历", "补助标准", "参数"),
        *("备份与恢复", "账本体检", "显示与锁屏", "关于"),
    ]


def test_every_section_opens_in_a_large_school(qtbot: QtBot, make_desk: MakeDesk) -> None:
    walk(qtbot, make_desk(2000))


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR])
def test_who_may_not_decide_reads_only(qtbot: QtBot, desk: Desk, role: Role) -> None:
    other = replace(desk, session=replace(desk.session, role=role))
    page = walk(qtbot, other)
    page.show_record(Section.UNIT)
    section = page.section
    form = section.names  # type: ignore[attr-defined]
    assert form.sheet.save_button.isHidden()
    assert "单位的名称和电话由校长或教育局来改。" in [t.text() for t in form.findChildren(QLabel)]


def test_section_is_kept_when_another_is_shown(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    first = page.section
    page.show_record(Section.ABOUT)
    page.show_record("nonsense")
    assert page.section is not first
    page.show_record(Section.UNIT)
    assert page.section is first


def test_every_name_that_an_item_may_open_has_a_section() -> None:
    assert set(SECTIONS) == set(Section)


def test_page_is_listed_last(qtbot: QtBot, desk: Desk) -> None:
    page = PAGE.factory(desk)
    qtbot.addWidget(page)
    assert (PAGE.name, type(page)) == ("settings", SettingsPage)
