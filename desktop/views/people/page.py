"""名册: everybody of the school, and what was taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from desktop.services.attendance.sheets import ATTENDANCE
from desktop.services.county_lists import CountyPupil
from desktop.services.life.year_changes import DRAFT
from desktop.services.search import BatchKey, StaffKey
from desktop.services.today.items import RollToCall
from desktop.views.attendance.panel import AttendancePanel
from desktop.views.classes.panel import ClassesPanel
from desktop.views.enrolment.panel import LifePanel
from desktop.views.lists.panel import ListsPanel
from desktop.views.people.county.absences import CountyAbsencesPanel
from desktop.views.people.county.classes import CountyClassesPanel
from desktop.views.people.county.pupils import CountyPupilsPanel
from desktop.views.people.county.schools import SchoolsPanel
from desktop.views.people.county.staff import CountyStaffPanel
from desktop.views.people.county.twice import TwicePanel
from desktop.views.people.history import HistoryPanel
from desktop.views.people.pupils import PupilsPanel
from desktop.views.staff.panel import StaffPanel
from desktop.views.tabbed import Tab, TabbedPage

if TYPE_CHECKING:
    from desktop.core.terms import Month
    from desktop.views.desk import Desk

_PUPILS: Final = "pupils"
_STAFF: Final = "staff"
_CLASSES: Final = "classes"
_LISTS: Final = "lists"
_LIFE: Final = "life"
_HISTORY: Final = "history"
_COUNTY_PUPILS: Final = "county-pupils"

# What comes later adds one line.
TABS: Final = (
    Tab(_PUPILS, "学生", PupilsPanel),
    Tab(_STAFF, "教职工", StaffPanel),
    Tab(_CLASSES, "班级", ClassesPanel),
    Tab(ATTENDANCE, "考勤", AttendancePanel),
    Tab(_LIFE, "异动", LifePanel),
    Tab(_LISTS, "比对", ListsPanel),
    Tab(_HISTORY, "导入记录", HistoryPanel),
)
COUNTY_TABS: Final = (
    Tab("schools", "各校", SchoolsPanel),
    Tab(_COUNTY_PUPILS, "全县学生", CountyPupilsPanel),
    Tab("twice", "一人两校", TwicePanel),
    Tab(_STAFF, "教职工", CountyStaffPanel),
    Tab(_CLASSES, "班级", CountyClassesPanel),
    Tab(ATTENDANCE, "考勤", CountyAbsencesPanel),
    Tab(_LISTS, "比对", ListsPanel),
    Tab(_HISTORY, "导入记录", HistoryPanel),
)
"""At a bureau: the lists are about all schools."""


class PeoplePage(TabbedPage):
    """The pupils first; at a bureau the schools."""

    title = "名册"
    name = "people"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, COUNTY_TABS if desk.session.at_bureau else TABS)

    @property
    def pupils(self) -> PupilsPanel:
        """The list of pupils."""
        panel = self.panel_of(_PUPILS)
        assert isinstance(panel, PupilsPanel)  # noqa: S101 - it is listed so
        return panel

    @property
    def history(self) -> HistoryPanel:
        """The list of batches."""
        panel = self.panel_of(_HISTORY)
        assert isinstance(panel, HistoryPanel)  # noqa: S101 - it is listed so
        return panel

    def month_of_import(self, sheet: str) -> Month | None:
        """Attendance is taken in for the month that is looked at."""
        return self.desk.place.month if sheet == ATTENDANCE else None

    def go_on_with(self, record: object) -> bool:
        """Go on with an import or a rollover that was put aside, if a record is one."""
        if getattr(record, "name", "") == DRAFT and self.has_tab(_LIFE):
            self.open_tab(_LIFE).do_primary()
            return True
        return super().go_on_with(record)

    def show_record(self, record: object) -> None:
        """Open a tab by its name, a pupil, one of the staff, a class's day, a batch, an import."""
        if self.go_on_with(record):
            return
        if isinstance(record, BatchKey):
            self.open_tab(_HISTORY).show_record(record)
        elif isinstance(record, CountyPupil):
            self.open_tab(_COUNTY_PUPILS).show_record(record)
        elif isinstance(record, StaffKey) and self.has_tab(_STAFF):
            self.open_tab(_STAFF).show_record(record)
        elif isinstance(record, RollToCall) and self.has_tab(ATTENDANCE):
            self.open_tab(ATTENDANCE).show_record(record)
        elif isinstance(record, UUID) and self.has_tab(_PUPILS):
            self.open_tab(_PUPILS).show_record(record)
        elif isinstance(record, str) and self.has_tab(record):
            self.open_tab(record)
