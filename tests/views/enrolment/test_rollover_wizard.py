"""学年升级 at the window: many pupils at once, put aside, prepared before its day, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.core.clock import FixedClock
from desktop.core.labels import EnrolmentKind
from desktop.core.terms import Month, SchoolYear
from desktop.services.life import deeds, prepared_years, rollover
from desktop.services.life.rollover import Fate
from desktop.services.life.year_changes import DRAFT
from desktop.services.today.waiting import today
from desktop.views.drafts import Drafts
from desktop.views.enrolment.panel import DEEDS, LifePanel
from desktop.views.enrolment.rollover_room import read_numbers
from desktop.views.people.page import PeoplePage
from tests.services.life.schools import everything, ids_of, standing
from tests.services.pupils import second
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.services.today.items import Item
    from desktop.views.desk import Desk
    from desktop.views.enrolment.rollover_wizard import RolloverWizard
    from desktop.views.tables import ListView
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

SUMMER, FIRST = date(2027, 7, 20), date(2027, 9, 1)


def later(desk: Desk, day: date) -> None:
    desk.session.store.clock = FixedClock(datetime(day.year, day.month, day.day, 2, tzinfo=UTC))


def opened(qtbot: QtBot, desk: Desk) -> tuple[PeoplePage, LifePanel]:
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    page.show()
    panel = page.open_tab("life")
    assert isinstance(panel, LifePanel)
    qtbot.waitUntil(lambda: not desk.tasks.running)
    return page, panel


def begun(qtbot: QtBot, panel: LifePanel) -> RolloverWizard:
    panel.do_primary()
    wizard = panel.wizard
    assert wizard is not None
    qtbot.waitUntil(lambda: wizard.choose.ready)
    return wizard


def at_classes(qtbot: QtBot, panel: LifePanel) -> RolloverWizard:
    wizard = begun(qtbot, panel)
    wizard.go_on()
    assert wizard.place == 1
    return wizard


def looked(qtbot: QtBot, wizard: RolloverWizard) -> None:
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.place == 2)


def column(view: ListView, at: int) -> list[str]:
    return [view.table.index(row, at).data() for row in range(view.table.rowCount())]


def shown(wizard: RolloverWizard, at: int) -> list[str]:
    table = wizard.classes.table
    return [table.model().index(row, at).data() for row in range(table.rowCount())]


def rooms(wizard: RolloverWizard) -> list[str]:
    listed = wizard.classes.rooms
    return [listed.item(row).text() for row in range(listed.count())]


class TestClasses:
    def test_class_is_split_in_halves_and_the_other_is_merged(  # noqa: PLR0915 - one way from end to end
        self, qtbot: QtBot, desk: Desk, messages: QuietMessages
    ) -> None:
        later(desk, FIRST)
        before = at_the_books(lambda: everything(desk.session))
        _page, panel = opened(qtbot, desk)
        wizard = at_classes(qtbot, panel)
        step = wizard.classes
        assert rooms(wizard) == ["三年级1班 → 四年级1班　5人", "三年级2班 → 四年级2班　3人"]
        assert step.target.currentText() == "四年级3班"
        step.pane.choose_way("后一半")
        moved = step.table.chosen
        assert len(moved) == 2
        assert step.pane.heading.text() == "5 人，选中 2 人"
        step.move_here.click()
        assert shown(wizard, 4) == ["升级", "升级", "升级", "调班", "调班"]
        assert shown(wizard, 5)[-1] == "四年级3班"
        assert step.table.chosen == moved
        step.rooms.setCurrentRow(1)
        step.target.setEditText("四年级2班")
        step.merge.click()
        assert step.problem.text() == "这个班升级以后就叫四年级2班，不用并。"
        step.target.setEditText("四年级1班")
        step.merge.click()
        assert rooms(wizard)[1] == "三年级2班 → 四年级1班　3人"
        assert step.usual.text() == "不并了"
        looked(qtbot, wizard)
        assert wizard.look.counts.text() == "2027-2028学年：升级 3，调班 5"
        with qtbot.waitSignal(wizard.look.view.loaded):
            wizard.look.fate.set_value(Fate.PROMOTED)
        assert len(column(wizard.look.view, 0)) == 3
        assert at_the_books(lambda: everything(desk.session)) == before
        wizard.go_on()
        qtbot.waitUntil(lambda: wizard.at_receipt)
        assert ("调班", 5) in wizard.receipt.words.counts
        assert ("新开班级", 1) in wizard.receipt.words.counts
        assert desk.drafts.find(DRAFT) is None
        messages.answers.append(False)
        wizard.receipt.words.actions[0][1]()
        messages.answers.append(True)
        wizard.receipt.words.actions[0][1]()
        qtbot.waitUntil(lambda: panel.wizard is None)
        assert at_the_books(lambda: everything(desk.session)) == before
        assert panel.primary == "学年升级"
        panel.open_part(DEEDS)
        qtbot.waitUntil(lambda: column(panel.deeds.view, 5) == ["已撤销"])
        assert column(panel.deeds.view, 2) == ["2027-2028学年"]

    def test_whole_way_goes_by_keys_alone(self, qtbot: QtBot, desk: Desk) -> None:
        later(desk, FIRST)
        page, panel = opened(qtbot, desk)
        wizard = at_classes(qtbot, panel)
        page.activateWindow()
        step = wizard.classes
        QTest.keyClick(step.rooms, Qt.Key.Key_Return)
        assert step.table.hasFocus()
        QTest.keyClick(step.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(step.table, Qt.Key.Key_Return)
        assert step.target.hasFocus()
        QTest.keyClick(step.target, Qt.Key.Key_Return)
        assert shown(wizard, 5)[:3] == ["四年级3班", "四年级3班", "四年级1班"]
        assert step.table.hasFocus()
        step.opening.setText("一年级1班")
        QTest.keyClick(step.opening, Qt.Key.Key_Return)
        assert rooms(wizard)[-1] == "新开：一年级1班"
        step.rooms.setCurrentRow(2)
        assert step.pane.heading.text() == "新开 一年级1班"
        assert step.usual.text() == "不开了"
        QTest.keyClick(step.rooms, Qt.Key.Key_Delete)
        assert len(rooms(wizard)) == 2

    def test_many_repeat_at_once_beside_their_class_or_where_it_is_said(
        self, qtbot: QtBot, desk: Desk
    ) -> None:
        later(desk, FIRST)
        _page, panel = opened(qtbot, desk)
        wizard = at_classes(qtbot, panel)
        step = wizard.classes
        step.pane.numbers.setText("1、3-4")
        step.repeat.click()
        assert shown(wizard, 4) == ["留级", "升级", "留级", "留级", "升级"]
        assert shown(wizard, 5)[0] == "三年级1班"
        step.table.choose(lambda row: row == 0)
        step.target.setEditText("三年级2班")
        step.repeat.click()
        assert shown(wizard, 5)[0] == "三年级2班"
        step.pane.choose_way("全班")
        step.usual.click()
        assert shown(wizard, 4) == ["升级"] * 5

    def test_what_cannot_be_is_refused_under_the_table(self, qtbot: QtBot, desk: Desk) -> None:
        later(desk, FIRST)
        _page, panel = opened(qtbot, desk)
        wizard = at_classes(qtbot, panel)
        step = wizard.classes
        step.move_here.click()
        assert step.problem.text().startswith("请先选学生")
        step.repeat.click()
        assert step.problem.text().startswith("请先选学生")
        step.target.setEditText("那个班")
        for button in (step.move_here, step.merge, step.open):
            step.problem.clear()
            button.click()
            assert step.problem.text() == "看不懂新班级，写成 四年级2班 的样子。"
        step.pane.choose_way("女生")
        girls = len(step.table.chosen)
        step.pane.choose_way("男生")
        assert girls + len(step.table.chosen) == 5

    def test_another_year_begins_anew(self, qtbot: QtBot, desk: Desk) -> None:
        later(desk, FIRST)
        _page, panel = opened(qtbot, desk)
        wizard = at_classes(qtbot, panel)
        wizard.classes.pane.choose_way("全班")
        wizard.classes.repeat.click()
        wizard.go_back()
        wizard.choose.day.setText("13月")
        assert not wizard.choose.ready
        wizard.choose.year.set_value(2028)
        qtbot.waitUntil(lambda: wizard.choose.day.value() == date(2028, 7, 10))
        assert wizard.choosing.changes == {}


class TestPuttingAside:
    def test_wizard_lies_over_the_tabs_and_the_title(self, qtbot: QtBot, desk: Desk) -> None:
        later(desk, FIRST)
        page, panel = opened(qtbot, desk)
        wizard = begun(qtbot, panel)
        assert page.faces.currentWidget() is wizard
        assert page.heading.isHidden()
        assert not page.tabs.isVisible()
        wizard.leave()
        assert page.tabs.isVisible()
        assert page.primary.text() == "接着升级"

    def test_what_was_chosen_outlives_the_program(
        self, qtbot: QtBot, desk: Desk, messages: QuietMessages
    ) -> None:
        later(desk, FIRST)
        _page, panel = opened(qtbot, desk)
        wizard = at_classes(qtbot, panel)
        wizard.classes.pane.choose_way("双号")
        wizard.classes.move_here.click()
        desk.drafts.drain()
        again = desk_again(desk)
        (line,) = again.drafts.listed()
        assert line.title == "2027-2028学年的升级还没有办完。"
        page, panel = opened(qtbot, again)
        assert panel.primary == "接着升级"
        page.show_record(line)
        wizard = begun(qtbot, panel)
        qtbot.waitUntil(lambda: wizard.place == 1)
        assert shown(wizard, 5).count("四年级3班") == 2
        wizard.give_up()
        qtbot.waitUntil(lambda: panel.wizard is None)
        assert again.drafts.find(DRAFT) is None
        assert panel.primary == "学年升级"
        assert at_the_books(lambda: deeds.history(again.session)) == ()
        again.drafts.drain()
        assert messages.errors == []

    def test_prepared_in_summer_and_done_on_the_first_of_september(  # noqa: PLR0915 - same
        self, qtbot: QtBot, desk: Desk, messages: QuietMessages
    ) -> None:
        later(desk, SUMMER)
        keys = at_the_books(lambda: ids_of(desk.session))
        _page, panel = opened(qtbot, desk)
        wizard = at_classes(qtbot, panel)
        wizard.go_back()
        (tick,) = wizard.choose.grades.values()
        assert tick.text() == "三年级"
        tick.setChecked(True)
        assert "2027年9月1日起再办理" in wizard.choose.words.text()
        wizard.go_on()
        looked(qtbot, wizard)
        assert wizard.look.next_words == "存下来，9月1日起办理"
        wizard.go_on()
        said = "已存好，2027年9月1日起在“今天要办”里接着办理"
        qtbot.waitUntil(lambda: said in messages.notes)
        assert (panel.primary, desk.drafts.listed()) == ("接着升级", ())
        desk.drafts.drain()
        colleague = at_the_books(lambda: second(desk.session))
        again = desk_again(replace(desk, session=colleague))
        (item,) = at_the_books(lambda: found_today(colleague))
        assert item.sentence == "张校长已准备好2027-2028学年的升级，2027年9月1日起可以办理。"
        later(again, FIRST)
        page, panel = opened(qtbot, again)
        page.show_record(item.record)
        wizard = begun(qtbot, panel)
        qtbot.waitUntil(lambda: wizard.place == 2)
        assert "张校长2027年7月20日准备的" in wizard.note.text()
        assert wizard.look.next_words == "办理升级（登记 8 条）"
        wizard.go_on()
        qtbot.waitUntil(lambda: wizard.at_receipt)
        state = at_the_books(lambda: standing(again.session, keys["王芳"]))[0]
        assert state is EnrolmentKind.GRADUATED
        again.drafts.drain()

    def test_looking_leaves_no_draft_and_giving_up_lets_go_of_ones_own(
        self, qtbot: QtBot, desk: Desk
    ) -> None:
        later(desk, SUMMER)
        session = desk.session
        choices = at_the_books(lambda: rollover.usual(session, SchoolYear(2027)))
        at_the_books(lambda: prepared_years.prepare(session, choices))
        _page, panel = opened(qtbot, desk)
        assert panel.primary == "接着升级"
        wizard = begun(qtbot, panel)
        qtbot.waitUntil(lambda: wizard.place == 2)
        assert wizard.note.text() == ""
        wizard.go_back()
        assert desk.drafts.find(DRAFT) is None
        wizard.give_up()
        qtbot.waitUntil(lambda: panel.wizard is None and panel.primary == "学年升级")
        assert at_the_books(lambda: prepared_years.standing(session)) is None

    def test_who_has_gone_since_is_left_out_and_told(self, qtbot: QtBot, desk: Desk) -> None:
        later(desk, FIRST)
        _page, panel = opened(qtbot, desk)
        wizard = at_classes(qtbot, panel)
        wizard.classes.pane.choose_way("全班")
        wizard.classes.repeat.click()
        kept = wizard.choosing.prepared(1)
        assert kept is not None
        wizard.give_up()
        qtbot.waitUntil(lambda: panel.wizard is None)
        values = kept.plain()
        values["changes"][0]["who"] = str(desk.session.unit_id)  # type: ignore[index]
        desk.drafts.keep(DRAFT, values, kept.title, "people")
        wizard = begun(qtbot, panel)
        qtbot.waitUntil(lambda: wizard.place == 1)
        assert "1 名学生或班级不在名册里了" in wizard.note.text()
        assert shown(wizard, 4).count("留级") == 4
        desk.drafts.keep(DRAFT, {"year": "?"}, "", "people")
        wizard.classes.changed.disconnect()
        panel.wizard = None
        assert begun(qtbot, panel).place == 0


def found_today(session: Session) -> list[Item]:
    items = today(session, Month(2027, 7)).items
    return [item for item in items if item.rule == "rollover.prepared"]


def desk_again(desk: Desk) -> Desk:
    """The same desk after the program was started again."""
    return replace(desk, drafts=Drafts(desk.session))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1-3、7", {1, 2, 3, 7}),
        ("5，2", {2, 5}),
        ("3至1", {1, 2, 3}),
        ("", None),
        ("一号", None),
        ("1-", None),
    ],
)
def test_places_are_read_as_people_write_them(text: str, numbers: set[int] | None) -> None:
    assert read_numbers(text) == (frozenset(numbers) if numbers else None)
