"""What leaves the lists of the settings: a workbook, and paper that is looked at first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from desktop.core.labels import DayKind
from desktop.core.terms import SchoolYear
from desktop.services.backup_keeping import back_up_when_due, folder_for
from desktop.services.calendar import DayMark, set_days, year_calendar
from desktop.services.today.items import Section
from desktop.views.preview.pdf import page_text
from desktop.views.settings.page import SettingsPage
from desktop.views.settings.year_list import COLUMNS
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

LISTS = {
    Section.USERS: ("list", "使用者"),
    Section.CALENDAR: ("year", "2026-2027学年校历"),
    Section.STANDARDS: ("list", "补助标准"),
    Section.PARAMETERS: ("list", "参数"),
    Section.BACKUP: ("list", "备份"),
}


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> SettingsPage:
    folder = folder_for(desk.session, None)
    at_the_books(lambda: back_up_when_due(desk.session, folder))
    made = SettingsPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    return made


def listed(qtbot: QtBot, page: SettingsPage, name: Section) -> Any:  # noqa: ANN401 - a list
    page.show_record(name)
    found = getattr(page.section, LISTS[name][0])
    qtbot.waitUntil(lambda: bool(found.foot.print.isEnabled()))
    return found


@pytest.mark.parametrize("name", LISTS)
def test_list_is_looked_at_as_paper_and_the_way_leads_back(
    qtbot: QtBot, page: SettingsPage, name: Section
) -> None:
    found = listed(qtbot, page, name)
    found.foot.print.click()
    qtbot.waitUntil(page.paper.isVisible)
    preview = page.paper.preview
    assert preview is not None
    qtbot.waitUntil(lambda: bool(preview._pdf))
    assert preview._title == LISTS[name][1]
    on_paper = page_text(preview._pdf, 0)
    assert all(
        (column.title in on_paper) is column.on_paper for column in found.arrangement.visible
    )
    page.paper.back.click()
    assert page.section.isVisible()


@pytest.mark.parametrize("name", LISTS)
def test_list_is_written_as_a_workbook(
    qtbot: QtBot, page: SettingsPage, messages: QuietMessages, tmp_path: Path, name: Section
) -> None:
    out = tmp_path / "list.xlsx"
    messages.answers.append(out)
    found = listed(qtbot, page, name)
    found.foot.export.click()
    qtbot.waitUntil(lambda: bool(messages.notes))
    rows = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
    assert LISTS[name][1] in str(rows[0])
    assert any(row[0] == found.table.columns[0].title for row in rows)


def test_libraries_are_not_printed(qtbot: QtBot, page: SettingsPage) -> None:
    page.show_record(Section.ABOUT)
    found: Any = page.section
    qtbot.waitUntil(lambda: bool(found.list.foot.export.isEnabled()))
    assert found.list.foot.print.isHidden()


def test_year_tells_what_the_school_has_moved_and_what_is_not_known(desk: Desk) -> None:
    sports = DayMark(date(2026, 10, 20), DayKind.HOLIDAY, "运动会")

    def look() -> list[tuple[str, ...]]:
        set_days(desk.session, [sports])
        months = year_calendar(desk.session, SchoolYear(2026))
        return [tuple(column.text(month) for column in COLUMNS) for month in months]

    lines = at_the_books(look)
    assert [line[0] for line in lines][::11] == ["2026年9月", "2027年8月"]
    october = lines[1]
    assert (october[1], october[2]) == ("17", "8日至30日")
    assert october[3].endswith("20日（运动会）")
    assert october[4] == "10日"
    assert october[5] == "日期还没有填全，先按双休日算"
