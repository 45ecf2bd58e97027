from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.core.labels import Role
from desktop.core.terms import Month
from desktop.views.desk import Place
from desktop.views.pages import Page, PageKind, made_later

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk

pytestmark = pytest.mark.gui


class MealsPage(Page):
    title = "食堂账目"


def test_page_shows_its_title_and_its_primary_action(qtbot: QtBot, desk: Desk) -> None:
    page, done = MealsPage(desk), list[str]()
    qtbot.addWidget(page)
    button = page.add_primary("登记就餐", lambda: done.append("meals"))
    page.add_more("导出", lambda: done.append("export")).trigger()
    page.add_more("打印", lambda: done.append("print")).trigger()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.heading.text() == "食堂账目"
    assert done == ["export", "print", "meals"]
    line = [page.title_line.itemAt(at).widget() for at in range(1, page.title_line.count())]
    assert [b.text() for b in line if isinstance(b, QPushButton)] == ["登记就餐", "更多"]
    page.set_title("就餐")
    assert page.heading.text() == "就餐"


def test_page_kind_is_for_every_role_unless_it_says_otherwise() -> None:
    kind = PageKind("meals", "食堂账目", "meals", 6, MealsPage)
    assert kind.roles == frozenset(Role)


def test_place_tells_a_month_only_when_it_is_another() -> None:
    place, seen = Place(Month(2026, 10)), list[Month]()
    place.month_changed.connect(seen.append)
    place.set_month(Month(2026, 10))
    place.set_month(Month(2026, 9))
    assert seen == [Month(2026, 9)]
    assert place.month == Month(2026, 9)


def test_place_hands_on_where_to_go() -> None:
    place, seen = Place(Month(2026, 10)), list[tuple[str, object]]()
    place.opened.connect(lambda *where: seen.append(where))
    place.open("people", 7)
    place.open("today")
    assert seen == [("people", 7), ("today", None)]


def test_page_made_later_is_the_same_page(qtbot: QtBot, desk: Desk) -> None:
    page = made_later("desktop.views.pages", "Page")(desk)
    qtbot.addWidget(page)
    assert type(page) is Page
    page.show_record("nothing to open here")
