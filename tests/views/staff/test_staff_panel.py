"""教职工: the list, the pane with one story, and what is entered there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from desktop.core.errors import SchoolError
from desktop.core.labels import Role, Sex
from desktop.core.posts import AbsenceKind, Establishment, PostEnd, PostKind
from desktop.rosters.reading import read
from desktop.services.classes import classes_on
from desktop.services.homerooms import Appointment, appoint
from desktop.services.search import StaffKey
from desktop.services.staff import absences, posts
from desktop.services.staff.absences import NewAbsence
from desktop.services.staff.members import MemberFacts
from desktop.services.staff.posts import Leaving
from desktop.services.staff.story import member
from desktop.views.widgets import MaskedValue
from tests.rosters.books import CONTEXT
from tests.services.rosters import as_role, guardian, pupil, students, take
from tests.services.staff_rosters import AUTUMN, ID_1, hire, lines
from tests.views.fakes import at_the_books
from tests.views.staff.panels import (
    listed,
    page_at,
    press,
    put,
    reads,
    save,
    staff_at,
    staff_of,
    texts,
)

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.staff.pane import StaffPane
    from desktop.views.staff.panel import StaffPanel
    from tests.views.conftest import _Desks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


@pytest.fixture
def teacher(desk: Desk) -> UUID:
    """One teacher, known with everything."""

    def enter() -> UUID:
        return hire(
            desk.session,
            duty="语文教师",
            id_number=ID_1,
            sex=Sex.MALE,
            phone="13912345670",
            establishment=Establishment.STAFFED,
            facts=MemberFacts(staff_number="0012", title="一级教师", joined=date(2008, 9, 1)),
        )

    return at_the_books(enter)


def show(qtbot: QtBot, panel: StaffPanel, key: UUID) -> StaffPane:
    with qtbot.waitSignal(panel.pane.shown):
        panel.show_record(StaffKey(key))
    return panel.pane


def test_school_without_staff_offers_the_import(qtbot: QtBot, desk: Desk) -> None:
    page = page_at(qtbot, desk, "staff")
    assert page.primary.text() == "导入教职工"
    page.primary.click()
    assert page.wizard is not None
    assert page.wizard.taking.purpose.kind.name == "staff"


def test_staff_are_listed_and_narrowed(qtbot: QtBot, desk: Desk, teacher: UUID) -> None:
    del teacher
    session = desk.session
    gone = at_the_books(lambda: hire(session, "李秀英", kind=PostKind.COOK))
    leaving = Leaving(date(2026, 10, 1), PostEnd.RETIRED)
    at_the_books(lambda: posts.leave(session, gone, leaving))
    away = at_the_books(lambda: hire(session, "赵甲", kind=PostKind.GUARD))
    at_the_books(lambda: absences.record(session, away, NewAbsence(AbsenceKind.SICK, AUTUMN)))
    panel = staff_at(qtbot, desk)
    assert listed(panel) == ["王建国", "赵甲"]
    assert listed(panel, 5) == ["在岗", "病假"]
    filters = panel.filters
    for choice, words, found in (
        (filters.state, "已离岗", ["李秀英"]),
        (filters.state, "在岗和离岗", ["王建国", "李秀英", "赵甲"]),
        (filters.post, "食堂从业人员", ["李秀英"]),
        (filters.terms, "在编", []),
    ):
        with qtbot.waitSignal(panel.view.loaded):
            put(choice, words)
        assert listed(panel) == found
    with qtbot.waitSignal(panel.view.loaded):
        filters.clear.click()
    assert listed(panel) == ["王建国", "赵甲"]
    assert not filters.clear.isEnabled()
    with qtbot.waitSignal(panel.view.loaded):
        filters.text.setText("wjg")
    assert listed(panel) == ["王建国"]
    with qtbot.waitSignal(panel.view.loaded):
        panel.view.grid.horizontalHeader().sectionClicked.emit(1)


def test_row_opens_the_story_with_private_values_masked(
    qtbot: QtBot, desk: Desk, teacher: UUID
) -> None:
    session = desk.session
    class_id = at_the_books(lambda: classes_on(session))[0].class_id
    at_the_books(lambda: appoint(session, Appointment(class_id, teacher, AUTUMN)))
    family = students(pupil("王小明", guardians=(guardian("王建国", id_number=ID_1), None)))
    at_the_books(lambda: take(session, family))
    panel = staff_at(qtbot, desk)
    with qtbot.waitSignal(panel.pane.shown):
        QTest.keyClick(panel.view.grid, Qt.Key.Key_Home)
    shown = texts(panel.pane)
    for words in ("王建国", "语文教师（在编）", "0012", "一级教师", "三年级1班", "王小明的监护人"):
        assert words in shown
    assert not any(secret in shown for secret in (ID_1, "13912345670", "3月7日"))


def test_private_value_is_shown_on_demand_and_noted(
    qtbot: QtBot, desk: Desk, teacher: UUID
) -> None:
    panel = staff_at(qtbot, desk)
    pane = show(qtbot, panel, teacher)
    number = pane.findChildren(MaskedValue)[1]
    with qtbot.waitSignal(number.shown):
        number.ask()
    assert number.label.text() == ID_1


def test_new_member_is_entered_and_shown(qtbot: QtBot, desk: Desk, teacher: UUID) -> None:
    del teacher
    panel = staff_at(qtbot, desk)
    panel.new.click()
    assert panel.pane.form is not None
    put(panel.pane.form.sheet.rows["phone"].widget, "12")
    assert panel.pane.form.sheet.rows["phone"].problem()
    save(
        qtbot,
        panel.pane,
        name="李秀英",
        kind="食堂从业人员",
        phone="13911112222",
        since="2026-09-01",
        staff_number="8",
    )
    reads(qtbot, panel.pane, "李秀英")
    qtbot.waitUntil(lambda: "李秀英" in listed(panel))


def test_namesake_is_asked_about_and_a_guardian_is_named(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    session = desk.session
    family = students(pupil("王小明", guardians=(guardian("王建国", id_number=ID_1), None)))
    at_the_books(lambda: take(session, family))
    panel = staff_at(qtbot, desk)
    panel.new.click()
    with qtbot.waitSignal(panel.pane.added):
        save(qtbot, panel.pane, name="王建国", kind="教师", id_number=ID_1)
    assert any("合为一人" in note for note in messages.notes)
    messages.answers.append(True)
    panel.new.click()
    with qtbot.waitSignal(panel.pane.added):
        save(qtbot, panel.pane, name="王建国", kind="保安")
    assert any("同名" in question for question in messages.questions)
    assert len(at_the_books(lambda: lines(session))) == 2


def test_closing_the_form_of_nobody_closes_the_pane(qtbot: QtBot, desk: Desk) -> None:
    panel = staff_at(qtbot, desk)
    panel.new.click()
    assert panel.split.is_open
    assert panel.pane.form is not None
    panel.pane.form.close_form()
    assert not panel.split.is_open


def test_posts_are_entered_corrected_and_ended(qtbot: QtBot, desk: Desk, teacher: UUID) -> None:
    panel = staff_at(qtbot, desk)
    pane = show(qtbot, panel, teacher)
    press(pane, "登记岗位")
    save(qtbot, pane, kind="中层干部", duty="教导主任", since="2026-10-08")
    reads(qtbot, pane, "2026-09-01 至 2026-10-07")
    press(pane, "更正")
    save(qtbot, pane, document="平教人〔2026〕3号", since="2026-10-09", why="文号漏了")
    reads(qtbot, pane, "平教人〔2026〕3号", "已更正（张校长：文号漏了）")
    press(pane, "离岗")
    save(qtbot, pane, ending="调出", last_day="2026-10-30")
    reads(qtbot, pane, "2026-10-09 至 2026-10-30", "调出")
    assert not [b for b in pane.findChildren(QPushButton) if b.text() == "离岗" and b.isVisible()]


def test_post_besides_leaves_the_other_open(qtbot: QtBot, desk: Desk, teacher: UUID) -> None:
    panel = staff_at(qtbot, desk)
    pane = show(qtbot, panel, teacher)
    press(pane, "登记岗位")
    save(qtbot, pane, kind="出纳", since="2026-10-08", besides="是")
    record = at_the_books(lambda: member(desk.session, teacher))
    assert [post.until for post in record.posts] == [None, None]


def test_absences_are_entered_ended_and_corrected(qtbot: QtBot, desk: Desk, teacher: UUID) -> None:
    panel = staff_at(qtbot, desk)
    pane = show(qtbot, panel, teacher)
    press(pane, "登记")
    save(qtbot, pane, kind="借调", since="2026-10-12", place="县教育局")
    reads(qtbot, pane, "2026-10-12 至 今\n借调　县教育局")
    press(pane, "返岗")
    save(qtbot, pane, last_day="2026-10-20")
    reads(qtbot, pane, "2026-10-12 至 2026-10-20")
    press(pane, "更正", 1)
    save(qtbot, pane, kind="培训进修", why="类别错了")
    reads(qtbot, pane, "培训进修　县教育局", "已更正（张校长：类别错了）")


def test_facts_are_edited(qtbot: QtBot, desk: Desk, teacher: UUID) -> None:
    panel = staff_at(qtbot, desk)
    pane = show(qtbot, panel, teacher)
    press(pane, "修改资料")
    save(qtbot, pane, title="高级教师", education="本科", ethnicity="藏族")
    reads(qtbot, pane, "高级教师", "藏族")
    record = at_the_books(lambda: member(desk.session, teacher))
    assert (record.education, record.joined) == ("本科", date(2008, 9, 1))


def test_what_the_service_refuses_stays_in_the_form(
    qtbot: QtBot, desk: Desk, teacher: UUID, messages: QuietMessages
) -> None:
    panel = staff_at(qtbot, desk)
    pane = show(qtbot, panel, teacher)
    press(pane, "离岗")
    form = pane.form
    assert form is not None
    put(form.sheet.rows["ending"].widget, "退休")
    put(form.sheet.rows["last_day"].widget, "2026-08-01")
    form.save()
    qtbot.waitUntil(lambda: bool(messages.errors))
    assert isinstance(messages.errors[0], SchoolError)
    assert pane.form is form


def test_another_row_closes_the_form(qtbot: QtBot, desk: Desk, teacher: UUID) -> None:
    other = at_the_books(lambda: hire(desk.session, "李秀英"))
    panel = staff_at(qtbot, desk)
    pane = show(qtbot, panel, teacher)
    press(pane, "登记岗位")
    reads(qtbot, pane, "王建国：登记岗位")
    show(qtbot, panel, other)
    assert pane.form is None
    assert "李秀英" in texts(pane)
    panel.view.activated.emit(panel.view.table.line(0))
    panel.pane.closing.emit()
    assert not panel.split.is_open


def test_auditor_sees_no_way_to_change(
    qtbot: QtBot, desk: Desk, teacher: UUID, desk_over: _Desks
) -> None:
    auditor = desk_over.around(as_role(desk.session, Role.AUDITOR))
    page = page_at(qtbot, auditor, "staff")
    panel = staff_of(page)
    assert page.primary.isHidden()
    assert all("空白表" in words for words, _ in panel.more())
    with qtbot.waitSignal(panel.pane.shown):
        panel.show_record(StaffKey(teacher))
    shown = {b.text() for b in panel.pane.findChildren(QPushButton)}
    assert shown == {"关闭"}
    assert not panel.new.isVisible()


def test_sheets_are_offered_in_and_out(
    qtbot: QtBot, desk: Desk, teacher: UUID, messages: QuietMessages, tmp_path: Path
) -> None:
    del teacher
    page = page_at(qtbot, desk, "staff")
    panel = staff_of(page)
    entries = dict(panel.more())
    out = tmp_path / "教职工.xlsx"
    messages.answers.extend((True, out))
    entries["导出教职工表（可以再导入）"]()
    qtbot.waitUntil(lambda: any("已导出 1 行" in note for note in messages.notes))
    assert read(out, "staff", CONTEXT).rows[0].name == "王建国"
    messages.answers.append(False)
    entries["导出岗位变动表（可以再导入）"]()
    messages.answers.extend((True, None))
    entries["导出请假和借调表（可以再导入）"]()
    assert [note for note in messages.notes if "导出" in note] == ["已导出 1 行到 教职工.xlsx"]
    blank = tmp_path / "空白.xlsx"
    messages.answers.append(blank)
    entries["下载岗位变动空白表"]()
    qtbot.waitUntil(blank.is_file)
    entries["导入岗位变动表"]()
    assert page.wizard is not None
    assert page.wizard.taking.purpose.kind.name == "post-changes"


def test_search_leads_to_the_tab(qtbot: QtBot, desk: Desk, teacher: UUID) -> None:
    page = page_at(qtbot, desk, "classes")
    page.show_record(StaffKey(teacher))
    panel = staff_of(page)
    assert page.panel is panel
    qtbot.waitUntil(lambda: "语文教师" in texts(panel.pane))


def test_change_elsewhere_is_shown(qtbot: QtBot, desk: Desk, teacher: UUID) -> None:
    panel = staff_at(qtbot, desk)
    pane = show(qtbot, panel, teacher)
    away = NewAbsence(AbsenceKind.SICK, AUTUMN)
    changes = at_the_books(lambda: absences.record(desk.session, teacher, away))
    with qtbot.waitSignals([panel.view.loaded, pane.shown]):
        desk.refresh.announce(changes)
    assert listed(panel, 5) == ["病假"]
    assert "病假" in texts(pane)


def test_closed_or_saved_form_gives_the_keyboard_back_to_the_button_that_opened_it(
    qtbot: QtBot, desk: Desk, teacher: UUID
) -> None:
    panel = staff_at(qtbot, desk)
    panel.window().activateWindow()
    qtbot.waitUntil(panel.window().isActiveWindow)
    pane = show(qtbot, panel, teacher)

    def opened() -> QPushButton:
        buttons = pane.findChildren(QPushButton)
        (button,) = [b for b in buttons if b.text() == "登记岗位" and b.isVisible()]
        return button

    def at_keyboard() -> QWidget:
        holder = QApplication.focusWidget()
        assert holder is not None
        return holder

    opened().setFocus()
    qtbot.keyClick(opened(), Qt.Key.Key_Space)
    form = pane.form
    assert form is not None
    assert form.isAncestorOf(at_keyboard())
    form.close_form()
    assert at_keyboard() is opened()
    qtbot.keyClick(opened(), Qt.Key.Key_Space)
    with qtbot.waitSignal(pane.shown):
        save(qtbot, pane, kind="中层干部", since="2026-10-12")
    assert at_keyboard() is opened()
