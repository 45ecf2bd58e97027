"""各校: the schools and what their rosters come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout

from desktop.core.changes import Book
from desktop.core.clock import CHINA
from desktop.rosters.students import STUDENTS
from desktop.services.county_lists import schools
from desktop.views.people.county.sheets import county_sheets
from desktop.views.tabbed import TabPanel
from desktop.views.tables import ListColumn, ListView, WholeList
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.services.county_lists import SchoolLine
    from desktop.views.desk import Desk


def _taken_in(line: SchoolLine) -> str:
    return f"{line.taken_in.astimezone(CHINA):%Y-%m-%d}" if line.taken_in else "还没有"


def _rolls(line: SchoolLine) -> str:
    """How many classes have called the roll of today, of how many that have lessons."""
    due = line.rolls_due + line.rolls_called
    return f"{line.rolls_called}/{due}" if due else "不上课" if line.classes else ""


COLUMNS: Final[tuple[ListColumn[SchoolLine], ...]] = (
    ListColumn("name", "学校", lambda s: s.name, 220, sort="name"),
    ListColumn("kind", "类别", lambda s: s.kind.label, 90, sort="kind"),
    ListColumn("township", "乡镇", lambda s: s.township or "", 110, sort="township"),
    ListColumn("pupils", "学生", lambda s: f"{s.pupils:,}", 90, "right", sort="pupils"),
    ListColumn("classes", "班级", lambda s: f"{s.classes:,}", 80, "right", sort="classes"),
    ListColumn("staff", "教职工", lambda s: f"{s.staff:,}", 80, "right", sort="staff"),
    ListColumn("rolls", "今天点名", _rolls, 100, "right", sort="rolls"),
    ListColumn(
        "without",
        "没有证件号",
        lambda s: f"{s.without_number:,}" if s.without_number else "",
        110,
        "right",
        sort="without",
    ),
    ListColumn("taken", "最近导入", _taken_in, 110, sort="taken"),
    ListColumn("code", "标识码", lambda s: s.code, 120, sort="code"),
)
_ORDERS: Final = {
    "name": lambda s: s.name,
    "kind": lambda s: s.kind.value,
    "township": lambda s: s.township or "",
    "pupils": lambda s: s.pupils,
    "classes": lambda s: s.classes,
    "staff": lambda s: s.staff,
    "rolls": lambda s: s.rolls_due,
    "without": lambda s: s.without_number,
    "taken": _taken_in,
    "code": lambda s: s.code,
}


class SchoolsPanel(TabPanel):
    """A line for each school."""

    takes = STUDENTS.name

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.primary = "导入各校名册" if self.may_write else ""
        session = desk.session
        empty = EmptyState("还没有学校。", picture="people")
        source = WholeList(lambda: schools(session), _ORDERS)
        self.view = ListView(desk, "county-schools", COLUMNS, source, empty)
        self.view.titled("各校名册")
        self.view.identify_by(lambda line: line.unit_id)
        self.print_through_page(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        books = (Book.PEOPLE, Book.IMPORTS, Book.UNITS)
        desk.refresh.subscribe(self, books, self.view.reload)

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """The other sheets of the schools."""
        return county_sheets(self)

    def do_primary(self) -> None:
        """Take the rosters of the schools in."""
        self.importing.emit(STUDENTS.name)
