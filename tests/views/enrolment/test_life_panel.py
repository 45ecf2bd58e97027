"""异动: the four parts of the tab, and the wizard of a new school year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from desktop.core.labels import EnrolmentKind, Role, Sex
from desktop.core.terms import Month
from desktop.services.both import on_two_rolls, say_came
from desktop.services.events import NewEvent, record
from desktop.services.life.cases import CaseState, cases
from desktop.services.life.duplicates import lookalikes
from desktop.services.people import PupilQuery, pupils
from desktop.views.enrolment.panel import DEEDS, DUPLICATES, TRANSFERS, LifePanel
from desktop.views.people.page import PeoplePage
from desktop.views.widgets import MaskedValue
from tests.services.life.schools import events_of, everything, ids_of, second_school
from tests.services.rosters import ID_A, as_role, guardian, pupil, students, take
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.records import RecordPane
    from desktop.views.tables import ListView
    from tests.views.conftest import _Desks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

Kind = EnrolmentKind
DAY = date(2026, 10, 12)
_kept: list[PeoplePage] = []


def opened(qtbot: QtBot, desk: Desk, part: str = "events") -> LifePanel:
    """The tab with one of its parts read."""
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    _kept[:] = [page]
    page.resize(1200, 760)
    page.show()
    panel = page.panel_of("life")
    assert isinstance(panel, LifePanel)
    panel.open_part(part)
    with qtbot.waitSignal(panel.parts[part].view.loaded):
        page.open_tab("life")
    qtbot.waitUntil(lambda: not desk.tasks.running)
    return panel


def column(view: ListView, at: int) -> list[str]:
    return [view.table.index(row, at).data() for row in range(view.table.rowCount())]


def first(view: ListView) -> None:
    view.grid.setFocus()
    QTest.keyClick(view.grid, Qt.Key.Key_Home)


def texts(pane: RecordPane) -> str:
    return "\n".join(label.text() for label in pane.findChildren(QLabel) if label.isVisible())


def press(pane: RecordPane | LifePanel, words: str) -> None:
    (button,) = [b for b in pane.findChildren(QPushButton) if b.text() == words and b.isVisible()]
    button.click()


def write(desk: Desk, *moments: NewEvent) -> None:
    at_the_books(lambda: record(desk.session, list(moments)))


def pupils_of(desk: Desk) -> dict[str, object]:
    return dict(at_the_books(lambda: ids_of(desk.session)))


class TestEvents:
    def test_newest_event_stands_first_and_leads_to_its_pupil(
        self, qtbot: QtBot, desk: Desk
    ) -> None:
        key = at_the_books(lambda: ids_of(desk.session))["王芳"]
        write(desk, NewEvent(key, Kind.TRANSFER_OUT, DAY, "随父母", school="外县小学"))
        panel = opened(qtbot, desk)
        view = panel.events.view
        assert [column(view, at)[0] for at in range(6)] == [
            "2026-10-12",
            "转出",
            "王芳",
            "三年级1班",
            "外县小学",
            "随父母",
        ]
        with qtbot.waitSignal(panel.led) as led:
            first(view)
            QTest.keyClick(view.grid, Qt.Key.Key_Return)
        assert led.args == [key]

    def test_kind_and_month_narrow_the_list(self, qtbot: QtBot, desk: Desk) -> None:
        key = at_the_books(lambda: ids_of(desk.session))["王芳"]
        write(desk, NewEvent(key, Kind.SUSPENDED, DAY))
        panel = opened(qtbot, desk)
        view = panel.events.view
        with qtbot.waitSignal(view.loaded):
            panel.events.kind.set_value(Kind.SUSPENDED)
        assert column(view, 2) == ["王芳"]
        with qtbot.waitSignal(view.loaded):
            panel.events.month.set_value(Month(2026, 10))
        assert column(view, 2) == ["王芳"]
        with qtbot.waitSignal(view.loaded):
            panel.events.month.set_value(Month(2026, 8))
        assert column(view, 2) == []
        panel.events.clear.click()
        qtbot.waitUntil(lambda: view.table.rowCount() == 9)
        assert not panel.events.clear.isEnabled()
        view.grid.horizontalHeader().sectionClicked.emit(0)
        qtbot.waitUntil(lambda: column(view, 0)[-1] == "2026-10-12")


class TestTransfers:
    @pytest.fixture
    def there(self, desk: Desk) -> Session:
        """Another school that has sent 罗春花 here."""

        def send() -> Session:
            there = second_school(desk.session)
            child = pupil("罗春花", id_number=ID_A, guardians=(guardian(relation="父亲"), None))
            take(there, students(child))
            key = ids_of(there)["罗春花"]
            event = NewEvent(key, Kind.TRANSFER_OUT, DAY, school=desk.session.unit_name)
            record(there, [event])
            return there

        return at_the_books(send)

    def test_offered_child_is_taken_in(self, qtbot: QtBot, desk: Desk, there: Session) -> None:
        panel = opened(qtbot, desk, TRANSFERS)
        part = panel.transfers
        assert panel.buttons[TRANSFERS].text() == "转学 1"
        first(part.view)
        assert "张大山（父亲）" in texts(part.pane)
        assert ID_A not in texts(part.pane)
        press(part.pane, "接收")
        qtbot.waitUntil(lambda: part.pane.form is not None)
        form = part.pane.form
        assert form is not None
        assert form.sheet.save_button.text() == "还缺班级"
        box = form.sheet.rows["class_id"].widget
        assert isinstance(box, QComboBox)
        box.setCurrentIndex(1)
        with qtbot.waitSignals([form.saved, part.view.loaded]):
            form.save()
        assert at_the_books(lambda: cases(there))[0].state is CaseState.ARRIVED
        qtbot.waitUntil(lambda: panel.buttons[TRANSFERS].text() == "转学")
        qtbot.waitUntil(lambda: column(part.view, 1) == ["已到校"])

    def test_child_that_has_not_come_is_answered_with_a_reason(
        self, qtbot: QtBot, desk: Desk, there: Session, messages: QuietMessages
    ) -> None:
        part = opened(qtbot, desk, TRANSFERS).transfers
        first(part.view)
        messages.answers.append(None)
        press(part.pane, "没有来")
        assert part.view.table.rowCount() == 1
        messages.answers.append("没有来报到")
        press(part.pane, "没有来")
        qtbot.waitUntil(lambda: part.view.table.rowCount() == 0)
        assert at_the_books(lambda: cases(there))[0].state is CaseState.DECLINED
        assert "已答复原学校" in messages.notes

    def test_school_outside_is_answered_for_here(
        self, qtbot: QtBot, desk: Desk, messages: QuietMessages
    ) -> None:
        key = at_the_books(lambda: ids_of(desk.session))["王芳"]
        write(desk, NewEvent(key, Kind.TRANSFER_OUT, DAY, school="外县小学"))
        panel = opened(qtbot, desk, TRANSFERS)
        part = panel.transfers
        first(part.view)
        assert "请联系对方" in texts(part.pane)
        with qtbot.waitSignal(panel.led) as led:
            press(part.pane, "看学生")
        assert led.args == [key]
        panel.open_part(TRANSFERS)
        _kept[0].open_tab("life")
        messages.answers.append(None)
        press(part.pane, "没有去")
        messages.answers.append("电话，李老师")
        press(part.pane, "已到校")
        qtbot.waitUntil(lambda: column(part.view, 1) == ["已到校"])
        first(part.view)
        qtbot.waitUntil(lambda: "电话，李老师" in texts(part.pane))
        part.pane.closing.emit()
        assert not part.split.is_open


class TestTwoRolls:
    @pytest.fixture
    def there(self, desk: Desk) -> Session:
        """Another school with 罗春花, who is on the roll here, too."""

        def enrol() -> Session:
            there = second_school(desk.session)
            for session in (there, desk.session):
                take(session, students(pupil("罗春花", 40, id_number=ID_A)), new=[40])
            return there

        return at_the_books(enrol)

    def test_each_school_says_its_side(
        self, qtbot: QtBot, desk: Desk, there: Session, messages: QuietMessages
    ) -> None:
        part = opened(qtbot, desk, TRANSFERS).transfers
        assert [column(part.view, at) for at in (0, 2, 1)] == [
            ["罗春花"],
            ["两校"],
            ["也在对方册上"],
        ]
        first(part.view)
        assert "从对方转来的写明到校日期" in texts(part.pane)
        press(part.pane, "是转来的…")
        form = part.pane.form
        assert form is not None
        form.sheet.rows["day"].entry.set_value(date(2026, 9, 14))
        messages.answers.append(True)
        with qtbot.waitSignals([form.saved, part.view.loaded]):
            form.save()
        assert "下面的名册和数字会变" in messages.questions[0]
        qtbot.waitUntil(lambda: column(part.view, 1) == ["等对方转出"])
        (child,) = at_the_books(lambda: on_two_rolls(there))
        assert child.came_there == date(2026, 9, 14)

    def test_pupil_that_has_gone_is_entered_here(
        self, qtbot: QtBot, desk: Desk, there: Session
    ) -> None:
        (child,) = at_the_books(lambda: on_two_rolls(there))
        at_the_books(lambda: say_came(there, child, date(2026, 9, 14), frozenset({"effects"})))
        part = opened(qtbot, desk, TRANSFERS).transfers
        assert column(part.view, 1) == ["等我校转出"]
        first(part.view)
        assert "对方学校已登记转入" in texts(part.pane)
        press(part.pane, "登记转出…")
        form = part.pane.form
        assert form is not None
        assert form.sheet.rows["day"].entry.value() == date(2026, 9, 14)
        with qtbot.waitSignals([form.saved, part.view.loaded]):
            form.save()
        qtbot.waitUntil(lambda: column(part.view, 1) == ["已到校"])
        assert at_the_books(lambda: on_two_rolls(there)) == ()


class TestDuplicates:
    @pytest.fixture
    def pair(self, desk: Desk) -> Desk:
        """王芳 again, under a name of the same sound."""
        born = date(2016, 3, 7)
        rows = (
            pupil("孙方", 30, sex=Sex.FEMALE, birth=born, id_number=ID_A, phone="13800000001"),
            pupil("孙芳", 31, sex=Sex.FEMALE, birth=born),
        )
        at_the_books(lambda: take(desk.session, students(*rows), new=[30, 31]))
        return desk

    def test_pair_is_merged_and_taken_back(  # noqa: PLR0915 - one way from end to end
        self, qtbot: QtBot, pair: Desk, messages: QuietMessages
    ) -> None:
        before = at_the_books(lambda: everything(pair.session))
        panel = opened(qtbot, pair, DUPLICATES)
        part = panel.duplicates
        assert panel.buttons[DUPLICATES].text() == "疑似重复 1"
        first(part.view)
        qtbot.waitUntil(lambda: len(part.pane.keep) == 2)
        assert ID_A not in texts(part.pane)
        assert [b.isChecked() for b in part.pane.keep.values()] == [True, False]
        keep, drop = part.pane.keep
        [(mine, theirs)] = part.pane.words.choices.values()
        part.pane.keep[drop].setChecked(True)
        assert theirs.isChecked()
        part.pane.keep[keep].setChecked(True)
        assert mine.isChecked()
        theirs.setChecked(True)
        assert part.pane.words.taken(keep) == {"name"}
        masked = part.pane.findChildren(MaskedValue)
        with qtbot.waitSignal(masked[2].shown):
            masked[2].ask()
        assert ID_A in texts(part.pane)
        messages.answers.append(False)
        press(part.pane, "合并")
        messages.answers.append(True)
        press(part.pane, "合并")
        qtbot.waitUntil(lambda: part.view.table.rowCount() == 0)
        assert "已合并（第1次办理）" in messages.notes
        known = at_the_books(lambda: pupils(pair.session, PupilQuery("孙芳")).lines)
        assert [bool(line.id_masked) for line in known] == [True]
        panel.open_part(DEEDS)
        qtbot.waitUntil(lambda: panel.deeds.view.table.rowCount() == 1)
        assert column(panel.deeds.view, 1) == ["合并重复"]
        assert column(panel.deeds.view, 6)[0].startswith("改指 ")
        first(panel.deeds.view)
        messages.answers.append(False)
        panel.deeds.undo.click()
        messages.answers.append(True)
        panel.deeds.undo.click()
        qtbot.waitUntil(lambda: column(panel.deeds.view, 5) == ["已撤销"])
        assert at_the_books(lambda: everything(pair.session)) == before
        first(panel.deeds.view)
        assert not panel.deeds.undo.isEnabled()

    def test_pair_that_is_kept_apart_is_listed_only_on_demand(
        self, qtbot: QtBot, pair: Desk
    ) -> None:
        part = opened(qtbot, pair, DUPLICATES).duplicates
        first(part.view)
        qtbot.waitUntil(lambda: len(part.pane.keep) == 2)
        press(part.pane, "以后再定")
        qtbot.waitUntil(lambda: column(part.view, 3) == ["以后再定"])
        first(part.view)
        qtbot.waitUntil(lambda: part.split.is_open)
        qtbot.waitUntil(lambda: "是同一个人吗？" in texts(part.pane))
        press(part.pane, "不是同一个人")
        qtbot.waitUntil(lambda: part.view.table.rowCount() == 0)
        assert at_the_books(lambda: lookalikes(pair.session)) == ()
        part.decided.setChecked(True)
        qtbot.waitUntil(lambda: column(part.view, 3) == ["不是同一个人"])


def test_auditor_looks_and_changes_nothing(
    qtbot: QtBot, desk_over: _Desks, books: dict[str, Path]
) -> None:
    desk = desk_over.open(books["small"])
    key = ids_of(desk.session)["王芳"]
    record(desk.session, [NewEvent(key, Kind.TRANSFER_OUT, DAY, school="外县小学")])
    desk = desk_over.around(as_role(desk.session, Role.AUDITOR))
    panel = opened(qtbot, desk, TRANSFERS)
    assert panel.primary == ""
    assert panel.deeds.undo.isHidden()
    first(panel.transfers.view)
    words = [b.text() for b in panel.transfers.pane.findChildren(QPushButton)]
    assert words == ["关闭", "看学生"]


def test_today_leads_to_the_tab(qtbot: QtBot, desk: Desk) -> None:
    panel = opened(qtbot, desk)
    page = _kept[0]
    page.open_tab("pupils")
    page.show_record("life")
    assert page.panel is panel
    panel.show_record(DUPLICATES)
    assert panel.buttons[DUPLICATES].isChecked()
    panel.show_record("nothing of this tab")
    assert panel.buttons[DUPLICATES].isChecked()


class TestCorrections:
    def test_event_is_corrected_in_the_pane_after_its_effects_were_seen(
        self, qtbot: QtBot, desk: Desk, messages: QuietMessages
    ) -> None:
        key = at_the_books(lambda: ids_of(desk.session))["王芳"]
        write(desk, NewEvent(key, Kind.SUSPENDED, DAY, "生病"))
        opened(qtbot, desk)
        page = _kept[0]
        pane = page.pupils.pane
        page.open_tab("pupils")
        with qtbot.waitSignal(pane.shown):
            page.show_record(key)
        buttons = [b for b in pane.findChildren(QPushButton) if b.text() == "改正"]
        buttons[0].click()
        qtbot.waitUntil(lambda: pane.form is not None)
        form = pane.form
        assert form is not None
        assert form.sheet.save_button.text() == "还缺更正原因"
        assert form.sheet.rows["note"].entry.value() == "生病"
        form.sheet.rows["day"].entry.set_value(date(2026, 9, 14))
        form.sheet.rows["reason"].entry.set_value("日期抄错")
        messages.answers.append(True)
        with qtbot.waitSignals([form.saved, pane.shown]):
            form.save()
        (question,) = messages.questions
        assert question.startswith(
            "更正以后，下面的名册和数字会变：\n\n2026年9月：三年级1班 → 不在册"
        )
        assert at_the_books(lambda: events_of(desk.session, key))[-1].day == date(2026, 9, 14)
        told = "\n".join(label.text() for label in pane.findChildren(QLabel))
        assert "2026年10月12日休学更正为2026年9月14日休学：日期抄错" in told

    def test_event_entered_by_mistake_is_cancelled(
        self, qtbot: QtBot, desk: Desk, messages: QuietMessages
    ) -> None:
        key = at_the_books(lambda: ids_of(desk.session))["王芳"]
        write(desk, NewEvent(key, Kind.SUSPENDED, DAY))
        opened(qtbot, desk)
        page = _kept[0]
        pane = page.pupils.pane
        page.open_tab("pupils")
        with qtbot.waitSignal(pane.shown):
            page.show_record(key)
        cancel = next(b for b in pane.findChildren(QPushButton) if b.text() == "取消")
        messages.answers.append(None)
        cancel.click()
        messages.answers.extend(["登记错了人", True])
        with qtbot.waitSignal(pane.shown):
            cancel.click()
        assert messages.questions[-1].startswith("取消以后")
        assert len(at_the_books(lambda: events_of(desk.session, key))) == 1
        assert "已取消，原来的内容留在更正记录里" in messages.notes


class TestNarrowWindow:
    def test_pair_takes_the_place_of_the_list_until_it_is_closed(
        self, qtbot: QtBot, desk: Desk
    ) -> None:
        born = date(2016, 3, 7)
        rows = [
            pupil(name, n, sex=Sex.FEMALE, birth=born) for n, name in ((30, "孙方"), (31, "孙芳"))
        ]
        at_the_books(lambda: take(desk.session, students(*rows), new=[30, 31]))
        panel = opened(qtbot, desk, DUPLICATES)
        _kept[0].resize(760, 460)
        part = panel.duplicates
        first(part.view)
        qtbot.waitUntil(lambda: len(part.pane.keep) == 2)
        assert part.view.isHidden()
        press(part.pane, "关闭")
        assert not part.view.isHidden()
        assert not part.split.is_open
        first(part.view)
        qtbot.waitUntil(part.view.isHidden)
        press(part.pane, "不是同一个人")
        qtbot.waitUntil(lambda: not part.view.isHidden())
