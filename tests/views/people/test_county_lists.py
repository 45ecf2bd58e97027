"""What a bureau works with: staff, classes and children of all schools, comparisons over them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.core.attendance import Called, Mark
from desktop.core.labels import Role
from desktop.core.lists import ListTopic
from desktop.services.attendance.recording import QUESTIONS, DayRoll, record
from desktop.services.classes import classes_on
from desktop.services.homerooms import Appointment, appoint
from desktop.services.imports.plan import Listed
from desktop.services.life.cases import cases
from desktop.services.people import PupilQuery, pupils
from desktop.services.search import StaffKey, search
from desktop.services.staff.lists import StaffQuery, staff
from desktop.services.units import units
from desktop.views.lists.granting import GrantsView
from desktop.views.lists.panel import ListsPanel
from desktop.views.lists.result import Part
from desktop.views.people.county.absences import CountyAbsencesPanel
from desktop.views.people.county.classes import CountyClassesPanel, RollFilter
from desktop.views.people.county.staff import CountyStaffPanel
from desktop.views.people.county.twice import TwicePanel
from desktop.views.people.page import PeoplePage
from desktop.views.today.page import TodayPage
from tests.services.counties import add_school, at_bureau
from tests.services.rosters import ID_A, ID_B, pupil, school_class, students, take
from tests.services.staff_rosters import AUTUMN, hire
from tests.services.test_office_lists import listed, sheet
from tests.services.test_office_lists import take as take_list
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from typing import Any

    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
FRIDAY = date(2026, 10, 30)


@pytest.fixture
def bureau(empty_desk: Desk) -> Desk:
    """Two schools with pupils and staff; 赵甲 is in both, and a list lies at the bureau."""
    desk = replace(empty_desk, session=at_bureau(empty_desk.session))
    at_the_books(lambda: fill(desk.session))
    return desk


def fill(session: Session) -> None:
    first, second = add_school(session, "11", "安宁小学"), add_school(session, "12", "新红小学")
    rows = (pupil("赵甲", id_number=ID_A), pupil("钱乙", 3, school_class=school_class(2)))
    take(first, students(*rows), on=AUTUMN)
    take(second, students(pupil("赵甲", id_number=ID_A), pupil("李丁", 3)), on=AUTUMN)
    label = {line.label: line.class_id for line in classes_on(first)}
    appoint(first, Appointment(label["三年级1班"], hire(first, "王建国"), AUTUMN))
    hire(second, "孙丙")
    record(first, [DayRoll(label["三年级1班"], FRIDAY, {})])
    known = (listed("赵甲", id_number=ID_A), listed("周戊", 3, id_number=ID_B))
    take_list(session, sheet(*known), Listed(ListTopic.LOW_INCOME, day=date(2026, 9, 30)))


def shown(qtbot: QtBot, desk: Desk, tab: str, width: int = 1200) -> PeoplePage:
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.resize(width, 700)
    page.show()
    page.open_tab(tab)
    return page


def column(view: Any, at: int) -> list[str]:  # noqa: ANN401 - a ListView
    return [view.table.index(row, at).data() for row in range(view.table.rowCount())]


def told(widget: Any) -> str:  # noqa: ANN401 - a widget
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def is_told(widget: QWidget, words: str) -> bool:
    return words in told(widget)


def staff_of(qtbot: QtBot, desk: Desk) -> CountyStaffPanel:
    panel = shown(qtbot, desk, "staff").panel
    assert isinstance(panel, CountyStaffPanel)
    qtbot.waitUntil(lambda: column(panel.view, 1) == ["王建国", "孙丙"])
    return panel


def test_staff_of_all_schools_are_listed_filtered_and_opened(qtbot: QtBot, bureau: Desk) -> None:
    panel = staff_of(qtbot, bureau)
    assert column(panel.view, 0) == ["安宁小学", "新红小学"]
    for row, (name, school) in enumerate((("王建国", "安宁小学"), ("孙丙", "新红小学"))):
        panel.view.grid.go_to(row)
        pane = panel.room.pane
        assert pane is not None
        assert pane.desk.session.unit_name == school
        qtbot.waitUntil(partial(is_told, pane, name))
    choice = panel.filters.school
    assert choice is not None
    qtbot.waitUntil(lambda: choice.count() >= 4)
    choice.setCurrentIndex(choice.count() - 1)
    qtbot.waitUntil(lambda: column(panel.view, 1) == ["孙丙"])
    panel.filters.clear.click()
    qtbot.waitUntil(lambda: len(column(panel.view, 1)) == 2)


def test_absences_on_end_of_all_schools_are_listed_and_opened(qtbot: QtBot, bureau: Desk) -> None:
    at_the_books(lambda: stay_away(bureau.session))
    panel = shown(qtbot, bureau, "attendance").panel
    assert isinstance(panel, CountyAbsencesPanel)
    qtbot.waitUntil(lambda: column(panel.view, 0) == ["安宁小学"])
    assert column(panel.view, 3) == ["无假3天"]
    panel.view.grid.go_to(0)
    qtbot.waitUntil(lambda: panel.room.pane is not None and "钱乙" in told(panel.room.pane))
    panel.filters.least.set_value(1)
    qtbot.waitUntil(lambda: column(panel.view, 2) == ["钱乙", "赵甲"])
    qtbot.waitUntil(lambda: panel.filters.school.count() >= 3)
    panel.filters.school.setCurrentIndex(panel.filters.school.findText("新红小学"))
    qtbot.waitUntil(lambda: column(panel.view, 2) == ["赵甲"])
    panel.filters.clear.click()
    qtbot.waitUntil(lambda: column(panel.view, 2) == ["钱乙"])


def stay_away(session: Session) -> None:
    """钱乙 of the first school is away for three days, 赵甲 of the second for one."""
    known = {unit.code: unit for unit in units(session)}
    for code, who, days in (("11", "钱乙", 3), ("12", "赵甲", 1)):
        school = session.in_unit(known[code].unit_id, known[code].name)
        (found,) = pupils(school, PupilQuery(who)).lines
        classes = {line.label: line.class_id for line in classes_on(school)}
        away = {found.student_id: Called(Mark.TRUANT)}
        rolls = [
            DayRoll(classes[found.school_class], FRIDAY - timedelta(days=n), away)
            for n in range(days)
        ]
        record(school, rolls, QUESTIONS)


def test_search_opens_staff_of_a_school(qtbot: QtBot, bureau: Desk) -> None:
    page = shown(qtbot, bureau, "schools")
    (hit,) = at_the_books(lambda: search(bureau.session, "孙丙")).staff
    page.show_record(hit.record)
    panel = page.panel
    assert isinstance(panel, CountyStaffPanel)
    qtbot.waitUntil(lambda: panel.room.pane is not None and "孙丙" in told(panel.room.pane))


def test_bureau_enters_its_own_staff(qtbot: QtBot, bureau: Desk) -> None:
    panel = staff_of(qtbot, bureau)
    own, blank = panel.more()
    assert (own[0], blank[0]) == ("新增教育局自己的人…", "下载教职工空白表")
    own[1]()
    pane = panel.room.pane
    assert pane is not None
    assert pane.form is not None
    assert pane.desk.session.unit_id == bureau.session.unit_id
    key = at_the_books(lambda: hire(bureau.session, "安局长"))
    pane.added.emit(key)
    qtbot.waitUntil(lambda: pane.form is None and "安局长" in told(pane))
    panel.show_record(StaffKey(key))
    panel.view.activated.emit(
        at_the_books(lambda: staff(bureau.session, StaffQuery("孙丙", everywhere=True)).lines[0])
    )
    qtbot.waitUntil(lambda: panel.room.pane is not None and "孙丙" in told(panel.room.pane))


def test_auditor_at_a_bureau_looks_only(qtbot: QtBot, bureau: Desk) -> None:
    auditor = replace(bureau, session=replace(bureau.session, role=Role.AUDITOR))
    panel = staff_of(qtbot, auditor)
    assert panel.primary == ""
    assert len(panel.more()) == 1
    twice = shown(qtbot, auditor, "twice").panel
    assert isinstance(twice, TwicePanel)
    qtbot.waitUntil(lambda: column(twice.view, 0) == ["赵甲"])
    twice.view.grid.go_to(0)
    qtbot.waitUntil(lambda: "新红小学" in told(twice.pane))
    assert "转出" not in [button.text() for button in twice.pane.findChildren(QPushButton)]


def test_classes_of_all_schools_with_the_roll_of_a_day(qtbot: QtBot, bureau: Desk) -> None:
    page = shown(qtbot, bureau, "classes")
    panel = page.panel
    assert isinstance(panel, CountyClassesPanel)
    qtbot.waitUntil(lambda: len(column(panel.view, 0)) == 3)
    assert column(panel.view, 3) == ["周末"] * 3
    panel.filters.day.set_value(FRIDAY)
    qtbot.waitUntil(lambda: column(panel.view, 3) == ["未点名", "全到", "未点名"])
    assert column(panel.view, 4) == ["", "1", ""]
    assert "已点名 1 个班 · 未点名 2 个班" in panel.view.foot.words.text()
    panel.filters.only.set_value(RollFilter.CALLED)
    qtbot.waitUntil(lambda: column(panel.view, 5) == ["王建国"])
    panel.view.grid.go_to(0)
    pane = panel.room.pane
    assert pane is not None
    qtbot.waitUntil(lambda: "查看" in [b.text() for b in pane.findChildren(QPushButton)])
    next(b for b in pane.findChildren(QPushButton) if b.text() == "查看").click()
    led = page.panel
    assert isinstance(led, CountyStaffPanel)
    qtbot.waitUntil(lambda: led.room.pane is not None and "王建国" in told(led.room.pane))
    panel.filters.only.set_value(RollFilter.ABSENT)
    panel.filters.clear.click()
    assert not panel.filters.narrowed


def compared(qtbot: QtBot, desk: Desk) -> ListsPanel:
    panel = shown(qtbot, desk, "lists").panel
    assert isinstance(panel, ListsPanel)
    qtbot.waitUntil(lambda: column(panel.view, 0) == ["低保名单"])
    school = panel.bar.school
    assert school is not None
    qtbot.waitUntil(lambda: school.count() >= 3)
    return panel


def test_category_of_a_list_is_given_in_all_schools_at_once(
    qtbot: QtBot, bureau: Desk, messages: QuietMessages
) -> None:
    panel = compared(qtbot, bureau)
    panel.view.grid.go_to(0)
    panel.pane.grant.click()
    qtbot.waitUntil(lambda: isinstance(panel.faces.currentWidget(), GrantsView))
    view = panel.faces.currentWidget()
    assert isinstance(view, GrantsView)
    qtbot.waitUntil(lambda: column(view.view, 0) == ["安宁小学", "新红小学"])
    messages.answers.append(True)
    view.all.click()
    qtbot.waitUntil(lambda: "已登记 2 项" in messages.notes)
    assert "给 2 所学校的 赵甲等 2 项登记" in messages.questions[-1]


def test_list_is_held_against_the_books_of_all_schools_or_of_one(
    qtbot: QtBot, bureau: Desk
) -> None:
    panel = compared(qtbot, bureau)
    panel.view.grid.go_to(0)
    assert panel.pane.compare.text() == "与各校在校学生比对"
    assert panel.pane.grant.text() == "按名单给各校学生登记…"
    panel.pane.compare.click()
    result = panel.result
    qtbot.waitUntil(lambda: result.found is not None and not bureau.tasks.running)
    assert panel.bar.isHidden()
    result.show_part(Part.BOTH)
    qtbot.waitUntil(lambda: column(result.pairs, 2) == ["安宁小学、新红小学"])
    result.pairs.grid.go_to(0)
    assert "安宁小学、新红小学" in told(result.pane)
    result.show_part(Part.RIGHT)
    qtbot.waitUntil(lambda: column(result.people, 1) == ["安宁小学", "新红小学"])
    result.back.click()
    assert not panel.bar.isHidden()
    choice = panel.bar.school
    assert choice is not None
    choice.setCurrentIndex(choice.count() - 1)
    panel.bar.ask()
    qtbot.waitUntil(lambda: "新红小学在校学生" in result.title.text())
    assert result.found is not None
    assert [p.name for p in result.found.only_right] == ["李丁"]


def test_result_in_a_low_window_has_its_figures_in_one_line(qtbot: QtBot, bureau: Desk) -> None:
    panel = compared(qtbot, bureau)
    page = panel.window()
    panel.bar.ask()
    qtbot.waitUntil(lambda: panel.result.found is not None)
    figure = panel.result.figures[Part.PROBABLE]
    assert not figure.note.isHidden()
    high = page.minimumSizeHint().height()
    page.resize(900, 420)
    qtbot.waitUntil(figure.note.isHidden)
    qtbot.waitUntil(lambda: page.minimumSizeHint().height() < high)
    assert figure.toolTip() == "对，请逐对核对"
    page.resize(900, 900)
    qtbot.waitUntil(lambda: not figure.note.isHidden())


def twice(qtbot: QtBot, desk: Desk, width: int = 1200) -> TwicePanel:
    panel = shown(qtbot, desk, "twice", width).panel
    assert isinstance(panel, TwicePanel)
    qtbot.waitUntil(lambda: column(panel.view, 0) == ["赵甲"])
    panel.view.grid.go_to(0)
    qtbot.waitUntil(lambda: bool(buttons(panel, "从这所学校转出…")))
    return panel


def buttons(panel: TwicePanel, words: str) -> list[QPushButton]:
    return [b for b in panel.pane.findChildren(QPushButton) if b.text() == words]


def test_child_of_two_schools_leaves_one_of_them(
    qtbot: QtBot, bureau: Desk, messages: QuietMessages
) -> None:
    panel = twice(qtbot, bureau)
    assert ID_A not in told(panel.pane)
    buttons(panel, "从这所学校转出…")[0].click()
    form = panel.pane.form
    assert form is not None
    assert "赵甲：从安宁小学转到新红小学" in told(panel.pane)
    form.save()
    qtbot.waitUntil(lambda: column(panel.view, 0) == [])
    assert "已登记从安宁小学转出" in messages.notes
    assert not panel.split.is_open

    def gone() -> list[str]:
        line = next(x for x in units(bureau.session) if x.name == "安宁小学")
        return [c.partner for c in cases(bureau.session.in_unit(line.unit_id, line.name))]

    assert at_the_books(gone) == ["新红小学"]


def test_pair_of_two_schools_is_kept_apart_and_listed_on_demand(
    qtbot: QtBot, bureau: Desk, messages: QuietMessages
) -> None:
    panel = twice(qtbot, bureau)
    buttons(panel, "不是同一个人")[0].click()
    qtbot.waitUntil(lambda: column(panel.view, 0) == [])
    assert "已记下：不是同一个人" in messages.notes
    panel.decided.setChecked(True)
    qtbot.waitUntil(lambda: column(panel.view, 5) == ["不是同一个人"])


def test_pair_takes_the_place_of_the_list_in_a_narrow_window(qtbot: QtBot, bureau: Desk) -> None:
    panel = shown(qtbot, bureau, "twice", 760).panel
    assert isinstance(panel, TwicePanel)
    qtbot.waitUntil(lambda: column(panel.view, 0) == ["赵甲"])
    panel.view.grid.setFocus()
    panel.view.grid.go_to(0)
    assert panel.view.isHidden()
    qtbot.waitUntil(lambda: bool(buttons(panel, "关闭")))
    buttons(panel, "关闭")[0].click()
    assert not panel.view.isHidden()


def test_figures_of_the_county_lead_to_its_lists(qtbot: QtBot, bureau: Desk) -> None:
    page = TodayPage(bureau)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.pupils.figure.text() == "4")
    assert page.classes.figure.text() == "3"
    assert page.pupils.note.text().endswith("所学校")
    led: list[tuple[str, object]] = []
    bureau.place.opened.connect(lambda name, record: led.append((name, record)))
    page.pupils.activated.emit()
    page.classes.activated.emit()
    assert led == [("people", "county-pupils"), ("people", "classes")]
