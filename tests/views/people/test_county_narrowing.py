"""Lists of all schools: how rolls are told, narrowed and read again."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from desktop.core.changes import Book, Changes
from desktop.core.labels import Stage
from desktop.core.school_days import DayState
from desktop.services.attendance.recording import DayRoll, record
from desktop.services.classes import classes_on
from desktop.services.county_classes import CountyClass, RollSeen
from desktop.services.units import units
from desktop.views.people.county.absences import CountyAbsencesPanel, RunSource
from desktop.views.people.county.classes import (
    CountyClassesPanel,
    CountyClassSource,
    RollFilter,
    roll_chip,
)
from desktop.views.people.county.staff import CountyStaffPanel
from desktop.views.tables import Tone
from tests.services.counties import add_school, at_bureau
from tests.services.staff_rosters import hire
from tests.views.canteen.moneys import rest
from tests.views.fakes import at_the_books
from tests.views.people.test_county_lists import FRIDAY, column, fill, shown, stay_away, told

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox
    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk

THIRD = UUID(int=1)


def a_class(roll: RollSeen | None, state: DayState = DayState.LESSONS) -> CountyClass:
    return CountyClass(
        *(UUID(int=7), "安宁小学", THIRD, "三年级1班", Stage.PRIMARY, 40, ""), state, roll
    )


def test_roll_of_a_class_is_told_by_what_it_lacks() -> None:
    def chip(line: CountyClass) -> tuple[str, Tone]:
        made = roll_chip(line)
        return made.words, made.tone

    assert chip(a_class(None)) == ("未点名", Tone.PLAIN)
    assert chip(a_class(None, DayState.WEEKEND)) == ("周末", Tone.PLAIN)
    assert chip(a_class(RollSeen(2, 3, "王老师"))) == ("3人未登记", Tone.CARE)
    assert chip(a_class(RollSeen(2, 0, "王老师"))) == ("缺2人", Tone.CARE)
    assert chip(a_class(RollSeen(0, 0, "王老师"))) == ("全到", Tone.GOOD)


def test_rolls_are_filtered_by_how_they_stand() -> None:
    due, full, lacking = (
        a_class(None),
        a_class(RollSeen(0, 0, "王老师")),
        a_class(RollSeen(1, 0, "王老师")),
    )
    free = a_class(None, DayState.WEEKEND)
    lines = (due, full, lacking, free)
    assert [RollFilter.DUE.takes(line) for line in lines] == [True, False, False, False]
    assert [RollFilter.CALLED.takes(line) for line in lines] == [False, True, True, False]
    assert [RollFilter.ABSENT.takes(line) for line in lines] == [False, False, True, False]


@pytest.fixture
def county(empty_desk: Desk) -> Desk:
    """A bureau with two schools that have pupils and staff."""
    desk = replace(empty_desk, session=at_bureau(empty_desk.session))
    at_the_books(lambda: fill(desk.session))
    return desk


def school_of(session: Session, name: str) -> Session:
    line = next(unit for unit in units(session) if unit.name == name)
    return session.in_unit(line.unit_id, line.name)


def moved(desk: Desk, book: Book) -> None:
    """Tell the open pages that a book was written."""
    desk.refresh.announce(Changes(frozenset({book})))


def offered(choice: QComboBox) -> list[str]:
    return [choice.itemText(at) for at in range(choice.count())]


@pytest.mark.gui
def test_staff_who_were_hired_meanwhile_are_listed_and_the_record_read_again(
    qtbot: QtBot, county: Desk
) -> None:
    panel = shown(qtbot, county, "staff").panel
    assert isinstance(panel, CountyStaffPanel)
    qtbot.waitUntil(lambda: column(panel.view, 1) == ["王建国", "孙丙"])
    at_the_books(lambda: hire(school_of(county.session, "新红小学"), "周己"))
    moved(county, Book.PEOPLE)
    qtbot.waitUntil(lambda: sorted(column(panel.view, 1)) == ["周己", "孙丙", "王建国"])
    panel.view.grid.go_to(0)
    qtbot.waitUntil(lambda: panel.room.pane is not None and "王建国" in told(panel.room.pane))
    at_the_books(lambda: add_school(county.session, "13", "白云小学"))
    moved(county, Book.UNITS)
    choice = panel.filters.school
    assert choice is not None
    qtbot.waitUntil(lambda: "白云小学" in offered(choice))
    assert panel.room.pane is not None
    rest(qtbot, county)
    assert "王建国" in told(panel.room.pane)


@pytest.mark.gui
def test_staff_rosters_are_asked_for_and_other_records_open_nothing(
    qtbot: QtBot, county: Desk
) -> None:
    panel = shown(qtbot, county, "staff").panel
    assert isinstance(panel, CountyStaffPanel)
    rest(qtbot, county)
    panel.show_record("staff")
    assert panel.room.pane is None
    panel.importing.disconnect()
    with qtbot.waitSignal(panel.importing) as asked:
        panel.do_primary()
    assert asked.args == ["staff"]
    rest(qtbot, county)


@pytest.mark.gui
def test_classes_are_narrowed_to_a_school_and_follow_the_roll(qtbot: QtBot, county: Desk) -> None:
    panel = shown(qtbot, county, "classes").panel
    assert isinstance(panel, CountyClassesPanel)
    panel.filters.day.set_value(FRIDAY)
    qtbot.waitUntil(lambda: column(panel.view, 3) == ["未点名", "全到", "未点名"])
    panel.filters.only.set_value(RollFilter.DUE)
    qtbot.waitUntil(lambda: column(panel.view, 3) == ["未点名"] * 2)
    choice = panel.filters.school
    qtbot.waitUntil(lambda: "新红小学" in offered(choice))
    choice.setCurrentIndex(choice.findText("新红小学"))
    qtbot.waitUntil(lambda: column(panel.view, 0) == ["新红小学"])
    panel.view.grid.go_to(0)
    assert panel.room.pane is not None

    def call() -> None:
        school = school_of(county.session, "新红小学")
        (line,) = classes_on(school)
        record(school, [DayRoll(line.class_id, FRIDAY, {})])
        add_school(county.session, "13", "白云小学")

    rest(qtbot, county)
    at_the_books(call)
    moved(county, Book.ATTENDANCE)
    qtbot.waitUntil(lambda: column(panel.view, 0) == [])
    qtbot.waitUntil(lambda: "白云小学" in offered(choice))
    assert choice.currentText() == "新红小学"
    rest(qtbot, county)


@pytest.mark.gui
def test_classes_are_sorted_and_a_day_half_typed_changes_nothing(
    qtbot: QtBot, county: Desk
) -> None:
    panel = shown(qtbot, county, "classes").panel
    assert isinstance(panel, CountyClassesPanel)
    qtbot.waitUntil(lambda: len(column(panel.view, 0)) == 3)
    rest(qtbot, county)
    source = CountyClassSource(county.session, FRIDAY)
    job: Any = SimpleNamespace(progress=SimpleNamespace(step=lambda _words: None))

    def sorted_by(sort: str | None, *, descending: bool = False) -> list[CountyClass]:
        page = source.page(job, sort, descending=descending, offset=0, limit=10)
        return list(page.rows)

    first, again = at_the_books(
        lambda: (sorted_by("pupils", descending=True), sorted_by("teacher", descending=True))
    )
    assert [line.pupils for line in first] == [2, 1, 1]
    assert [line.teacher for line in again] == ["王建国", "", ""]
    told_: list[None] = []
    panel.filters.changed.connect(lambda: told_.append(None))
    panel.filters.day.setText("2026-1")
    assert panel.filters.day.value() is None
    panel.filters.day.changed.emit()
    assert told_ == []
    panel.view.selected.emit(None)
    assert panel.room.pane is None
    at_the_books(lambda: add_school(county.session, "13", "白云小学"))
    moved(county, Book.UNITS)
    qtbot.waitUntil(lambda: "白云小学" in offered(panel.filters.school))
    assert panel.room.pane is None
    rest(qtbot, county)


@pytest.mark.gui
def test_absences_are_sorted_and_read_again_when_rolls_are_called(
    qtbot: QtBot, county: Desk
) -> None:
    panel = shown(qtbot, county, "attendance").panel
    assert isinstance(panel, CountyAbsencesPanel)
    rest(qtbot, county)
    assert column(panel.view, 0) == []
    at_the_books(lambda: stay_away(county.session))
    moved(county, Book.ATTENDANCE)
    qtbot.waitUntil(lambda: column(panel.view, 2) == ["钱乙"])
    panel.view.selected.emit(None)
    assert panel.room.pane is None
    panel.view.grid.go_to(0)
    qtbot.waitUntil(lambda: panel.room.pane is not None and "钱乙" in told(panel.room.pane))
    at_the_books(lambda: add_school(county.session, "13", "白云小学"))
    moved(county, Book.UNITS)
    qtbot.waitUntil(lambda: "白云小学" in offered(panel.filters.school))
    rest(qtbot, county)
    source = RunSource(county.session, 1, None)
    job: Any = SimpleNamespace(progress=SimpleNamespace(step=lambda _words: None))

    def names(sort: str, *, descending: bool) -> list[str]:
        page = source.page(job, sort, descending=descending, offset=0, limit=10)
        assert page.foot is not None
        assert page.foot["学校"] == "2 所"
        return [run.name for run in page.rows]

    up, down = at_the_books(
        lambda: (names("unexcused", descending=False), names("unexcused", descending=True))
    )
    assert (up, down) == (["赵甲", "钱乙"], ["钱乙", "赵甲"])
    rest(qtbot, county)
