"""What every page of the registry must stand: no data, a little, a lot; other months; its end."""

from __future__ import annotations

import gc
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from weakref import ref

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPushButton, QTabWidget, QWidget
from shiboken6 import isValid

from desktop.app.registry import PAGES
from desktop.core.terms import Month
from desktop.services.books import Login, open_books
from desktop.services.months import close
from desktop.views.tables.grid import Grid
from tests.services.rosters import OCTOBER, charge, charges, meal_days, meals, students, take
from tests.views.conftest import large_school, small_school, tools

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.pages import Page, PageKind
    from tests.views.conftest import _Desks
    from tests.views.fakes import GuiThreadGuard, QuietMessages

pytestmark = pytest.mark.gui

PATIENCE = 60_000
PUPILS = 2_100
MOST_FIELDS = 200
SIZES: Final = ("empty", "small", "large")
EMPTY: Final = {
    "today": "还没有",
    "people": "导入名册",
    "canteen": "先导入学生名册",
    "notices": "发布过的公示列在这里",
    "settings": "单位全称",
}
"""What a page says to a school that has nothing yet."""


@pytest.fixture(scope="session")
def schools(books: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Data folders by size; those with pupils have meals, charges and a closed month."""
    made = {"empty": books["empty"]}
    for size, rows in (("small", small_school()), ("large", large_school(PUPILS))):
        folder = tmp_path_factory.mktemp(size) / "data"
        shutil.copytree(books["empty"], folder)
        session = open_books(folder, Login(), tools())
        take(session, students(*rows))
        eaten = [
            meals(row.name, number, school_class=row.school_class, meal_days=18)
            for number, row in enumerate(rows, start=4)
        ]
        take(session, meal_days(*eaten))
        take(session, charges(charge()))
        close(session, OCTOBER, accept_warnings=True)
        session.store.close()
        made[size] = folder
    return made


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def sized_desk(
    schools: dict[str, Path], size: str, desk_over: _Desks, guard: GuiThreadGuard
) -> Desk:
    made = desk_over.open(schools[size])
    guard.armed = True
    return made


@pytest.fixture(params=PAGES, ids=[kind.name for kind in PAGES])
def kind(request: pytest.FixtureRequest) -> PageKind:
    found: PageKind = request.param
    return found


class Windows(QObject):
    """Notes every window that is shown: a page is no window and opens none by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            text = watched.text() if isinstance(watched, QLabel | QPushButton) else ""
            self.shown.append(f"{type(watched).__name__} {text}")
        return False


@contextmanager
def windows() -> Iterator[list[str]]:
    """The windows that are shown meanwhile."""
    application, watch = QApplication.instance(), Windows()
    assert application is not None
    application.installEventFilter(watch)
    try:
        yield watch.shown
    finally:
        application.removeEventFilter(watch)


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.tasks.running, timeout=PATIENCE)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not desk.tasks.running, timeout=PATIENCE)


def opened(qtbot: QtBot, desk: Desk, kind: PageKind) -> tuple[QWidget, Page]:
    """A page in a window, read."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1200, 700)
    window.show()
    page = kind.factory(desk)
    page.setParent(window)
    page.resize(window.size())
    page.show()
    settled(qtbot, desk)
    return window, page


def walk(qtbot: QtBot, desk: Desk, page: Page) -> None:
    """Look at every tab and every section of a page, and open the first row of its lists."""
    for tabs in page.findChildren(QTabWidget):
        for at in range(tabs.count()):
            tabs.setCurrentIndex(at)
            settled(qtbot, desk)
    for names in page.findChildren(QListWidget):
        for at in range(names.count()):
            names.setCurrentRow(at)
            settled(qtbot, desk)
    for grid in page.findChildren(Grid):
        if grid.isVisible():
            QTest.keyClick(grid, Qt.Key.Key_Home)
            settled(qtbot, desk)


def words(page: Page) -> str:
    """All that can be read."""
    labels = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    buttons = [one.text() for one in page.findChildren(QPushButton) if one.isVisible()]
    return "\n".join([*labels, *buttons])


def test_page_opens_without_an_error_and_without_windows_of_its_own(
    qtbot: QtBot, sized_desk: Desk, kind: PageKind, messages: QuietMessages, size: str
) -> None:
    del size
    with windows() as shown:
        _, page = opened(qtbot, sized_desk, kind)
        walk(qtbot, sized_desk, page)
    assert messages.errors == []
    assert messages.questions == []
    assert shown == ["QWidget "]
    assert page.heading.text() == kind.title


@pytest.mark.parametrize("size", ["empty"], indirect=True)
def test_page_of_a_school_without_anything_says_what_belongs_here(
    qtbot: QtBot, sized_desk: Desk, kind: PageKind
) -> None:
    _, page = opened(qtbot, sized_desk, kind)
    assert EMPTY[kind.name] in words(page)


def test_page_follows_the_month_and_outlives_being_hidden(
    qtbot: QtBot, sized_desk: Desk, kind: PageKind, messages: QuietMessages, size: str
) -> None:
    del size
    _, page = opened(qtbot, sized_desk, kind)
    before = words(page)
    sized_desk.place.set_month(Month(2026, 9))
    settled(qtbot, sized_desk)
    page.hide()
    sized_desk.place.set_month(Month(2026, 11))
    settled(qtbot, sized_desk)
    page.show()
    settled(qtbot, sized_desk)
    sized_desk.place.set_month(OCTOBER)
    settled(qtbot, sized_desk)
    assert messages.errors == []
    assert words(page) == before


def test_page_that_goes_while_it_reads_is_not_missed(
    qtbot: QtBot, sized_desk: Desk, kind: PageKind, messages: QuietMessages, size: str
) -> None:
    del size
    window, page = opened(qtbot, sized_desk, kind)
    walk(qtbot, sized_desk, page)
    parts = [ref(part) for part in (page, *page.findChildren(QObject)) if is_ours(part)]
    sized_desk.place.set_month(Month(2026, 9))
    destroy(qtbot, page)
    del page
    sized_desk.place.set_month(OCTOBER)
    settled(qtbot, sized_desk)
    gc.unfreeze()
    gc.collect()
    QApplication.processEvents()
    assert messages.errors == []
    assert window.isVisible()
    assert {type(left) for part in parts if (left := part()) is not None} == set()


def destroy(qtbot: QtBot, page: Page) -> None:
    page.hide()
    page.setParent(None)
    page.deleteLater()
    qtbot.waitUntil(lambda: not isValid(page))


def is_ours(part: QObject) -> bool:
    return type(part).__module__.startswith("desktop.")


def test_tab_walks_round_every_page(
    qtbot: QtBot, sized_desk: Desk, kind: PageKind, size: str
) -> None:
    del size
    window, _ = opened(qtbot, sized_desk, kind)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    seen: list[QWidget] = []
    for _ in range(MOST_FIELDS):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
        assert here is not None
        if here in seen:
            break
        seen.append(here)
    assert here is seen[0], "Tab gets stuck before it has been everywhere"


def test_something_waits_only_where_there_is_something(
    schools: dict[str, Path], kind: PageKind
) -> None:
    """Counts at the left are read in a task; here without one."""
    if kind.count is None:
        return
    for folder in schools.values():
        session = open_books(folder, Login(), tools())
        assert 0 <= kind.count(session) < PUPILS
        session.store.close()
