"""The roster of a bureau: its schools, their pupils, children in two schools."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.core.labels import Role, UnitKind
from desktop.services.search import search
from desktop.services.units import NewUnit, add_unit
from desktop.views.people.county.pupils import CountyPupilsPanel
from desktop.views.people.county.schools import SchoolsPanel
from desktop.views.people.county.twice import TwicePanel
from desktop.views.people.page import PeoplePage
from tests.services.rosters import ID_A, as_role, pupil, school_class, students, take
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tables import ListView
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


@pytest.fixture
def bureau(empty_desk: Desk) -> Desk:
    session = replace(as_role(empty_desk.session, Role.BUREAU), at_bureau=True)
    return replace(empty_desk, session=session)


@pytest.fixture
def filled(bureau: Desk) -> Desk:
    """Two schools; 赵甲 is in both."""
    at_the_books(lambda: fill(bureau.session))
    return bureau


def fill(session: Session) -> None:
    one = add_unit(session, NewUnit("11", "安宁小学", UnitKind.PRIMARY, "安宁乡"))
    two = add_unit(session, NewUnit("12", "新红小学", UnitKind.PRIMARY))
    first, second = (session.in_unit(line.unit_id, line.name) for line in (one, two))
    rows = (pupil("赵甲", id_number=ID_A), pupil("钱乙", 3, school_class=school_class(3, 2)))
    take(first, students(*rows))
    take(second, students(pupil("赵甲", id_number=ID_A), pupil("李丁", 3)))


def shown(qtbot: QtBot, desk: Desk, tab: str) -> PeoplePage:
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.open_tab(tab)
    return page


def column(view: ListView, at: int) -> list[str]:
    return [view.table.index(row, at).data() for row in range(view.table.rowCount())]


def test_schools_stand_with_what_their_rosters_come_to(qtbot: QtBot, filled: Desk) -> None:
    page = shown(qtbot, filled, "schools")
    panel = page.panel
    assert isinstance(panel, SchoolsPanel)
    qtbot.waitUntil(lambda: column(panel.view, 0)[-2:] == ["安宁小学", "新红小学"])
    assert column(panel.view, 3)[-2:] == ["2", "2"]
    assert column(panel.view, 7)[-2:] == ["1", "1"]
    assert column(panel.view, 6)[-2:] == ["不上课", "不上课"]
    assert page.primary.text() == "导入各校名册"


def test_pupils_of_all_schools_are_found_and_opened(qtbot: QtBot, filled: Desk) -> None:
    page = shown(qtbot, filled, "county-pupils")
    panel = page.panel
    assert isinstance(panel, CountyPupilsPanel)
    qtbot.waitUntil(lambda: len(column(panel.view, 1)) == 4)
    with qtbot.waitSignal(panel.view.loaded):
        panel.filters.text.setText("zhao")
    qtbot.waitUntil(lambda: column(panel.view, 0) == ["安宁小学", "新红小学"])
    for row, school in enumerate(("安宁小学", "新红小学")):
        panel.view.grid.go_to(row)
        qtbot.waitUntil(lambda: panel.pane is not None)
        pane = panel.pane
        assert pane is not None
        with qtbot.waitSignal(pane.shown):
            panel._on_selected(panel.view.table.line(row))
        assert pane._desk.session.unit_name == school
        told = "\n".join(label.text() for label in pane.findChildren(QLabel))
        assert "赵甲" in told
        assert ID_A not in told
    panel.filters.clear.click()
    qtbot.waitUntil(lambda: len(column(panel.view, 1)) == 4)
    qtbot.waitUntil(lambda: panel.filters.school.count() >= 3)
    panel.filters.school.setCurrentIndex(panel.filters.school.count() - 1)
    qtbot.waitUntil(lambda: set(column(panel.view, 0)) == {"新红小学"})


def test_children_in_two_schools_are_named(qtbot: QtBot, filled: Desk) -> None:
    panel = shown(qtbot, filled, "twice").panel
    assert isinstance(panel, TwicePanel)
    qtbot.waitUntil(lambda: column(panel.view, 0) == ["赵甲"])
    assert [column(panel.view, at) for at in (1, 3)] == [
        ["安宁小学 三年级1班"],
        ["新红小学 三年级1班"],
    ]


def is_said(page: PeoplePage, words: str) -> bool:
    labels = page.findChildren(QLabel)
    return any(words in label.text() and label.isVisible() for label in labels)


def test_bureau_without_pupils_says_what_belongs_here(qtbot: QtBot, bureau: Desk) -> None:
    for tab, words in (("county-pupils", "全县的学生"), ("twice", "没有学生同时")):
        page = shown(qtbot, bureau, tab)
        qtbot.waitUntil(partial(is_said, page, words))


def test_import_button_opens_the_wizard_of_all_schools(qtbot: QtBot, filled: Desk) -> None:
    page = shown(qtbot, filled, "schools")
    page.primary.click()
    wizard = page.imports.counties["students", None]
    assert page.faces.currentWidget() is wizard
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert page.faces.currentWidget() is page.books
    page.primary.click()
    assert page.imports.counties == {("students", None): wizard}
    wizard.foot.give_up.click()
    assert page.imports.wizards == {}
    assert page.faces.indexOf(wizard) < 0
    assert page.faces.currentWidget() is page.books


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    files = [tmp_path / "甲.xlsx", tmp_path / "乙.xlsx"]
    for path in files:
        path.write_bytes(b"no workbook")
    return files


def test_several_files_are_dropped_at_a_bureau(
    qtbot: QtBot, filled: Desk, paths: list[Path]
) -> None:
    page = shown(qtbot, filled, "schools")
    page.dropEvent(drop(paths))
    wizard = page.imports.counties["students", None]
    assert wizard.taking.paths == tuple(paths)
    qtbot.waitUntil(lambda: not wizard.busy)


def test_one_file_at_a_time_is_dropped_at_a_school(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, paths: list[Path]
) -> None:
    school = shown(qtbot, desk, "pupils")
    school.dropEvent(drop(paths))
    school.dropEvent(drop([paths[0].parent]))
    assert ["一次放一个" in note for note in messages.notes] == [True, True]
    assert school.wizard is None


def drop(paths: list[Path]) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    drop.kept = data  # type: ignore[attr-defined]  # Qt does not hold it
    return QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )


def test_auditor_looks_only(qtbot: QtBot, filled: Desk) -> None:
    auditor = replace(filled.session, role=Role.AUDITOR)
    page = shown(qtbot, replace(filled, session=auditor), "schools")
    assert not page.primary.isVisible()


def test_search_finds_pupils_of_all_schools_and_opens_them(qtbot: QtBot, filled: Desk) -> None:
    hits = at_the_books(lambda: search(filled.session, "ld"))
    [hit] = hits.pupils
    assert (hit.title, hit.detail) == ("李丁", "新红小学 · 三年级1班")
    page = PeoplePage(filled)
    qtbot.addWidget(page)
    page.show()
    page.show_record(hit.record)
    panel = page.panel
    assert isinstance(panel, CountyPupilsPanel)
    assert panel.pane is not None
    with qtbot.waitSignal(panel.pane.shown):
        pass
    assert "李丁" in "".join(label.text() for label in panel.pane.findChildren(QLabel))
