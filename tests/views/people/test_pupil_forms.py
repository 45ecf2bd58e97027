"""Adding, correcting, proposing and verifying of one pupil, by the keyboard and in the pane."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
)

from desktop.core.labels import IdKind, Role
from desktop.core.pupil_fields import ProposalState, PupilField
from desktop.services.drafts import DraftFiles
from desktop.services.people import PupilQuery, pupils
from desktop.services.people import pupil as pupil_record
from desktop.services.pupils.correcting import Correction, correct, facts
from desktop.services.pupils.proposed import Wish
from desktop.services.pupils.register import dossier, waiting
from desktop.services.pupils.subjects import Subject
from desktop.services.pupils.verified import verify
from desktop.views.drafts import Drafts
from desktop.views.forms.conflicts import ConflictPanel
from desktop.views.people.correct_form import CorrectForm
from desktop.views.personal.propose_form import ProposeForm
from desktop.views.personal.verify_form import VerifyForm
from desktop.views.widgets import Banner, MaskedValue, PersonChoice
from desktop.views.widgets.keyboard import holds_keyboard
from tests.services.pupils import NUMBER, OTHER_NUMBER, proposed, second
from tests.services.rosters import as_role, dump, guardian, students, take
from tests.services.rosters import pupil as line
from tests.views.composing import commit, type_in
from tests.views.fakes import at_the_books
from tests.views.people.pages import names, opened

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.forms import Form
    from desktop.views.people.add_form import AddForm
    from desktop.views.people.page import PeoplePage
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

CARD = "6222021234567890128"
ACTIONS = ("event", "correct", "propose", "verify")


def put(widget: QWidget, text: str) -> None:
    """What a person leaves in a field."""
    if isinstance(widget, QComboBox):
        widget.setCurrentIndex(widget.findText(text))
    elif isinstance(widget, QPlainTextEdit):
        widget.setPlainText(text)
    else:
        assert isinstance(widget, QLineEdit)
        widget.setText(text)


def key_of(session: Session, name: str) -> UUID:
    return at_the_books(lambda: pupils(session, PupilQuery(name))).lines[0].student_id


def known(desk: Desk) -> UUID:
    """王芳, of whom the books know what a form shows."""
    row = line(
        "王芳",
        id_number=NUMBER,
        address="东村12号",
        phone="13900000005",
        ethnicity="汉族",
        guardians=(guardian("王大山", phone="13900000001", relation="父亲"), None),
    )
    at_the_books(lambda: take(desk.session, students(row)))
    return key_of(desk.session, "王芳")


def adding(qtbot: QtBot, desk: Desk) -> tuple[PeoplePage, AddForm]:
    """The page with the form of a new pupil over the list."""
    page = opened(qtbot, desk)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.pupils.view.grid.setFocus()
    with qtbot.waitSignal(page.pupils.sheet.ready):
        QTest.keyClick(page.pupils.view.grid, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = page.pupils.sheet.form
    assert form is not None
    return page, form


def form_of(qtbot: QtBot, page: PeoplePage, key: UUID, button: str) -> Form[Any, Any]:
    """A form of a pupil in the pane."""
    pane = page.pupils.pane
    with qtbot.waitSignal(pane.shown):
        page.show_record(key)
    with qtbot.waitSignal(pane.form_shown):
        press(page, button)
    assert pane.form is not None
    return pane.form


def press(page: PeoplePage, words: str) -> None:
    content = page.pupils.pane.content
    assert content is not None
    found = [b for b in content.findChildren(QPushButton) if b.text() == words]
    assert len(found) == 1, words
    found[0].click()


def texts(page: PeoplePage) -> str:
    return "\n".join(
        label.text() for label in page.pupils.pane.findChildren(QLabel) if label.isVisible()
    )


class TestAdding:
    def test_whole_pupil_is_added_by_the_keyboard_alone(self, qtbot: QtBot, desk: Desk) -> None:
        page, form = adding(qtbot, desk)
        assert form.sheet.rows["name"].widget.hasFocus()
        typed = {"name": "何新来", "school_class": "三（1）班", "id_number": NUMBER}
        rows = form.sheet.rows
        walk = [*(row.widget for row in rows.values()), form.sheet.save_button]
        for name, here, following in zip(rows, walk, walk[1:], strict=False):
            if name in typed:
                commit(here, typed[name])
            # Enter is part of a note.
            key = Qt.Key.Key_Tab if name == "remark" else Qt.Key.Key_Return
            QTest.keyClick(here, key)
            assert following.hasFocus(), name
        with qtbot.waitSignals([page.pupils.sheet.added, page.pupils.pane.shown]):
            QTest.keyClick(form.sheet.save_button, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "何新来" in names(page))
        assert page.pupils.view.isVisible()
        added = key_of(desk.session, "何新来")
        assert page.pupils.pane.student_id == added
        assert at_the_books(lambda: pupil_record(desk.session, added)).birth_year == 2016

    def test_enter_walks_on_while_classes_are_offered(self, qtbot: QtBot, desk: Desk) -> None:
        _, form = adding(qtbot, desk)
        field, following = (form.sheet.rows[name] for name in ("school_class", "arrival"))
        form.sheet.go_to(field)
        type_in(qtbot, field.widget, "三")
        popup = QApplication.activePopupWidget()
        assert popup is not None
        QTest.keyClick(popup, Qt.Key.Key_Down)
        QTest.keyClick(popup, Qt.Key.Key_Return)
        qtbot.waitUntil(following.widget.hasFocus)
        assert field.entry.value() == "三年级1班"

    @pytest.mark.parametrize(
        ("values", "field", "sentence"),
        [
            ({}, "name", "请填写姓名。"),
            ({"name": "何新来"}, "school_class", "请填写班级。"),
            ({"name": "１２３"}, "name", "没有一个字"),
            ({"school_class": "四"}, "school_class", "看不懂班级，请写成 三年级1班 的样子。"),
            ({"arrival": "请选择"}, "arrival", "请选择怎样来的。"),
            ({"day": ""}, "day", "请填写到校日期。"),
            ({"day": "2026-11-30"}, "day", "2026年10月31日"),
            ({"id_number": NUMBER[:-1] + "0"}, "id_number", "校验位不符"),
            ({"id_number": NUMBER, "id_kind": "护照"}, "id_number", "不是这种证件的写法"),
            ({"id_number": NUMBER, "birth": "2015-01-01"}, "birth", "身份证件号里的不一样"),
            ({"birth": "2027-01-01"}, "birth", "2026年10月31日"),
            ({"ethnicity": "火星族"}, "ethnicity", "没有这个民族"),
            ({"student_number": "X1"}, "student_number", "学籍号"),
            ({"phone": "11111111111"}, "phone", "随手填"),
            ({"bank_card": "12"}, "bank_card", "银行账号"),
            ({"address": "长" * 201}, "address", "最多 200 个字，多了 1 个"),
            ({"guardian1_phone": "11111111111"}, "guardian1_phone", "随手填"),
            ({"guardian1_phone": "13900000001"}, "guardian1_name", "没有姓名"),
            ({"guardian2_id_number": "123"}, "guardian2_id_number", "证件号"),
            ({"guardian1_relation": "长" * 21}, "guardian1_relation", "最多 20 个字"),
            ({"family": "没有这个人"}, "family", "请从列表里选一位"),
            ({"remark": "长" * 501}, "remark", "最多 500 个字，多了 1 个"),
        ],
    )
    def test_bad_value_is_refused_under_its_field(
        self, qtbot: QtBot, desk: Desk, *, values: dict[str, str], field: str, sentence: str
    ) -> None:
        _, form = adding(qtbot, desk)
        before = at_the_books(lambda: dump(desk.session.store))
        whole = {"name": "何新来", "school_class": "三年级1班"} if len(values) != 0 else {}
        whole = {} if values == {"name": "何新来"} else whole
        for name, text in (whole | values).items():
            put(form.sheet.rows[name].widget, text)
        form.save()
        assert sentence in form.sheet.rows[field].note.text()
        assert not desk.tasks.running
        assert at_the_books(lambda: dump(desk.session.store)) == before

    def test_question_is_put_and_no_saves_nothing(
        self, qtbot: QtBot, desk: Desk, messages: QuietMessages
    ) -> None:
        page, form = adding(qtbot, desk)
        for name, text in (("name", "王芳"), ("school_class", "三年级1班")):
            put(form.sheet.rows[name].widget, text)
        messages.answers += [False]
        form.save()
        qtbot.waitUntil(lambda: len(messages.questions) == 1)
        assert "名册里已有三年级1班 王芳" in messages.questions[0]
        qtbot.waitUntil(form.sheet.save_button.isEnabled)
        messages.answers += [True]
        with qtbot.waitSignal(page.pupils.sheet.added):
            form.save()
        assert at_the_books(lambda: pupils(desk.session, PupilQuery("王芳"))).total == 2

    def test_number_of_another_pupil_is_said_in_a_sentence(
        self, qtbot: QtBot, desk: Desk, messages: QuietMessages
    ) -> None:
        known(desk)
        _, form = adding(qtbot, desk)
        for name, text in (
            ("name", "何新来"),
            ("school_class", "三年级1班"),
            ("id_number", NUMBER),
        ):
            put(form.sheet.rows[name].widget, text)
        form.save()
        qtbot.waitUntil(lambda: bool(messages.sentences))
        assert "王芳" in messages.sentences[0]
        assert NUMBER not in messages.sentences[0]
        assert form.is_dirty

    def test_sibling_is_chosen_and_lends_the_family(self, qtbot: QtBot, desk: Desk) -> None:
        sibling = known(desk)
        page, form = adding(qtbot, desk)
        for name, text in (("name", "王小芳"), ("school_class", "三年级1班")):
            put(form.sheet.rows[name].widget, text)
        form.sheet.rows["family"].entry.set_value(PersonChoice(sibling, "王芳"))
        with qtbot.waitSignal(page.pupils.sheet.added):
            form.save()
        key = key_of(desk.session, "王小芳")
        found = at_the_books(lambda: pupil_record(desk.session, key))
        assert [g.name for g in found.guardians] == ["王大山"]

    def test_number_is_checked_by_the_kind_that_stands_beside_it(
        self, qtbot: QtBot, desk: Desk
    ) -> None:
        _, form = adding(qtbot, desk)
        number = form.sheet.rows["id_number"]
        put(number.widget, "E12345678")
        assert number.problem()
        form.sheet.rows["id_kind"].entry.set_value(IdKind.PASSPORT)
        assert not number.problem()

    def test_draft_comes_back_after_the_page_changed_and_the_program_died(
        self, qtbot: QtBot, desk: Desk
    ) -> None:
        page, form = adding(qtbot, desk)
        put(form.sheet.rows["name"].widget, "何新来")
        put(form.sheet.rows["id_number"].widget, "1101")
        page.hide()
        kept = Drafts(desk.session)
        # What another program over the same files would find, once the disk has it.
        qtbot.waitUntil(lambda: _on_disk(desk) is not None)
        kept.drain()
        again = replace(desk, drafts=Drafts(desk.session))
        page, form = adding(qtbot, again)
        (banner,) = form.findChildren(Banner)
        next(b for b in banner.findChildren(QPushButton) if b.text() == "接着填").click()
        assert form.sheet.rows["name"].entry.value() == "何新来"
        assert form.sheet.rows["id_number"].state().rough == "1101"
        again.drafts.drain()

    def test_another_new_pupil_is_begun_by_control_n(
        self, qtbot: QtBot, desk: Desk, messages: QuietMessages
    ) -> None:
        page, form = adding(qtbot, desk)
        put(form.sheet.rows["name"].widget, "何新来")
        messages.answers.append(True)
        QTest.keyClick(
            form.sheet.rows["name"].widget, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier
        )
        assert not form.is_dirty
        assert page.pupils.sheet.form is form

    def test_escape_leads_back_to_the_list(self, qtbot: QtBot, desk: Desk) -> None:
        page, form = adding(qtbot, desk)
        QTest.keyClick(form.sheet.rows["name"].widget, Qt.Key.Key_Escape)
        assert page.pupils.sheet.form is None
        assert page.pupils.view.isVisible()

    def test_form_stays_open_while_the_tab_is_left(self, qtbot: QtBot, desk: Desk) -> None:
        page, form = adding(qtbot, desk)
        put(form.sheet.rows["name"].widget, "何新来")
        page.open_tab("history")
        page.open_tab("pupils")
        page.focus_first()
        assert page.pupils.sheet.form is form
        assert form.isVisible()
        page.pupils.add_pupil()
        assert page.pupils.sheet.form is form


def _on_disk(desk: Desk) -> object:
    return DraftFiles.of(desk.session).all().get("people.add/")


class TestCorrecting:
    def test_fields_are_shown_and_changed(self, qtbot: QtBot, desk: Desk) -> None:
        key = known(desk)
        page = opened(qtbot, desk)
        form = form_of(qtbot, page, key, "更正")
        assert isinstance(form, CorrectForm)
        assert form.sheet.rows["address"].entry.value() == "东村12号"
        assert form.sheet.rows["guardian1_relation"].entry.value() == "父亲"
        assert "guardian2_relation" not in form.sheet.rows
        put(form.sheet.rows["ethnicity"].widget, "苗")
        put(form.sheet.rows["guardian1_relation"].widget, "祖父")
        with qtbot.waitSignals([form.saved, page.pupils.pane.shown]):
            form.save()
        assert page.pupils.pane.form is None
        found = at_the_books(lambda: facts(desk.session, key))
        assert (found.ethnicity, found.guardian1_relation) == ("苗族", "祖父")

    def test_bad_value_is_refused_under_its_field(self, qtbot: QtBot, desk: Desk) -> None:
        key = known(desk)
        form = form_of(qtbot, opened(qtbot, desk), key, "更正")
        for name, text, sentence in (
            ("name", "", "请填写姓名。"),
            ("school_class", "四", "看不懂班级"),
            ("ethnicity", "火星族", "没有这个民族"),
            ("phone", "11111111111", "随手填"),
            ("student_number", "X1", "学籍号"),
        ):
            row = form.sheet.rows[name]
            before = row.state()
            put(row.widget, text)
            form.save()
            assert sentence in row.note.text()
            row.set_state(before)
        assert not desk.tasks.running

    def test_birth_that_the_number_denies_is_said_by_the_service(
        self, qtbot: QtBot, desk: Desk, messages: QuietMessages
    ) -> None:
        form = form_of(qtbot, opened(qtbot, desk), known(desk), "更正")
        put(form.sheet.rows["birth"].widget, "2015-01-01")
        form.save()
        qtbot.waitUntil(lambda: bool(messages.sentences))
        assert "出生日期和身份证件号里的不一样" in messages.sentences[0]

    def test_conflict_is_chosen_field_by_field_by_the_keyboard(
        self, qtbot: QtBot, desk: Desk
    ) -> None:
        key = known(desk)
        page = opened(qtbot, desk)
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        form = form_of(qtbot, page, key, "更正")
        mine_ = {"ethnicity": "彝族", "address": "我写的村", "remark": "我的备注"}
        for name, text in mine_.items():
            put(form.sheet.rows[name].widget, text)
        theirs = {"ethnicity": "苗族", "address": "别人的村", "phone": "13900000006"}
        change(desk, key, **theirs)
        form.save()
        qtbot.waitUntil(lambda: bool(form.findChildren(ConflictPanel)))
        (panel,) = form.findChildren(ConflictPanel)
        assert set(panel.choices) == {"ethnicity", "address"}
        assert not panel.button.isEnabled()
        mine, _ = panel.choices["ethnicity"]
        assert mine.hasFocus()
        QTest.keyClick(mine, Qt.Key.Key_Space)
        QTest.keyClick(mine, Qt.Key.Key_Tab)
        first, other = panel.choices["address"]
        assert first.hasFocus()
        QTest.keyClick(first, Qt.Key.Key_Down)
        QTest.keyClick(other, Qt.Key.Key_Space)
        QTest.keyClick(other, Qt.Key.Key_Tab)
        assert panel.button.hasFocus()
        QTest.keyClick(panel.button, Qt.Key.Key_Space)
        with qtbot.waitSignal(form.saved):
            QTest.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        found = at_the_books(lambda: facts(desk.session, key))
        assert (found.ethnicity, found.address) == ("彝族", "别人的村")
        assert (found.phone, found.remark) == ("13900000006", "我的备注")

    def test_change_that_slips_in_while_saving_is_a_conflict_too(
        self, qtbot: QtBot, desk: Desk
    ) -> None:
        key = known(desk)
        form = form_of(qtbot, opened(qtbot, desk), key, "更正")
        put(form.sheet.rows["ethnicity"].widget, "彝族")
        real = form._read_again
        assert real is not None

        def read(job: Any) -> Any:  # noqa: ANN401 - as the form reads
            """The record as it was a moment ago: the other one is quicker."""
            found = real(job)
            if not changed:
                changed.append(True)
                change_here(desk, key, ethnicity="苗族")
            return found

        changed: list[bool] = []
        form._read_again = read
        form.save()
        qtbot.waitUntil(lambda: bool(form.findChildren(ConflictPanel)))
        assert at_the_books(lambda: facts(desk.session, key)).ethnicity == "苗族"

    def test_draft_comes_back_with_what_it_was_opened_with(self, qtbot: QtBot, desk: Desk) -> None:
        key = known(desk)
        page = opened(qtbot, desk)
        form = form_of(qtbot, page, key, "更正")
        put(form.sheet.rows["ethnicity"].widget, "彝族")
        page.show_record(key_of(desk.session, "李明"))
        change(desk, key, ethnicity="苗族")
        form = form_of(qtbot, page, key, "更正")
        (banner,) = form.findChildren(Banner)
        next(b for b in banner.findChildren(QPushButton) if b.text() == "接着填").click()
        form.save()
        qtbot.waitUntil(lambda: bool(form.findChildren(ConflictPanel)))
        assert "原来是 汉族，现在是 苗族。" in [label.text() for label in form.findChildren(QLabel)]

    def test_answer_for_another_pupil_opens_no_form(self, qtbot: QtBot, desk: Desk) -> None:
        key, other = known(desk), key_of(desk.session, "李明")
        page = opened(qtbot, desk)
        pane = page.pupils.pane
        with qtbot.waitSignal(pane.shown):
            page.show_record(key)
        for words in ("更正", "提出更改"):
            with qtbot.waitSignal(pane.shown):
                page.show_record(key)
            press(page, words)
            with qtbot.waitSignal(pane.shown):
                page.show_record(other)
            qtbot.waitUntil(lambda: not desk.tasks.running)
            assert pane.form is None


def change(desk: Desk, key: UUID, **values: Any) -> None:  # noqa: ANN401 - fields
    """Somebody else corrects a record."""
    at_the_books(lambda: change_here(desk, key, **values))


def change_here(desk: Desk, key: UUID, **values: Any) -> None:  # noqa: ANN401 - fields
    before = facts(desk.session, key)
    correct(desk.session, Correction(key, before, replace(before, **values)))


class TestProposing:
    @pytest.mark.parametrize(
        ("values", "field", "sentence"),
        [
            ({}, "reason", "请填写原因。"),
            ({"reason": "看过"}, "reason", "请至少填写一项新的内容。"),
            ({"reason": "看过", "id_number": NUMBER[:-1] + "0"}, "id_number", "校验位不符"),
            ({"reason": "看过", "bank_card": "12"}, "bank_card", "银行账号"),
            ({"reason": "看过", "guardian1_phone": "11111111111"}, "guardian1_phone", "随手填"),
            ({"reason": "看过", "guardian2_name": "１２３"}, "guardian2_name", "姓名里有数字"),
            ({"reason": "长" * 201, "bank_card": CARD}, "reason", "最多 200 个字"),
        ],
    )
    def test_bad_value_is_refused_under_its_field(
        self, qtbot: QtBot, desk: Desk, *, values: dict[str, str], field: str, sentence: str
    ) -> None:
        form = form_of(qtbot, opened(qtbot, desk), known(desk), "提出更改")
        assert isinstance(form, ProposeForm)
        for name, text in values.items():
            put(form.sheet.rows[name].widget, text)
        form.save()
        assert sentence in form.sheet.rows[field].note.text()
        assert not desk.tasks.running

    def test_what_stands_now_is_told_masked(self, qtbot: QtBot, desk: Desk) -> None:
        form = form_of(qtbot, opened(qtbot, desk), known(desk), "提出更改")
        notes = {name: row.note.text() for name, row in form.sheet.rows.items()}
        assert "现在是 139****0001" in notes["guardian1_phone"]
        assert "现在没有登记" in notes["bank_card"]
        assert NUMBER not in "".join(notes.values())

    def test_proposal_stands_in_the_pane_and_waits_for_another(
        self, qtbot: QtBot, desk: Desk
    ) -> None:
        at_the_books(lambda: second(desk.session))
        key = known(desk)
        page = opened(qtbot, desk)
        form = form_of(qtbot, page, key, "提出更改")
        for name, text in (
            ("id_kind", "护照"),
            ("id_number", "E12345678"),
            ("guardian1_name", "王大河"),
            ("reason", "看过护照"),
        ):
            put(form.sheet.rows[name].widget, text)
        with qtbot.waitSignals([form.saved, page.pupils.pane.shown]):
            form.save()
        told = texts(page)
        assert "更改申请" in told
        assert "王大河" in told
        assert "等另一位使用者核对。" in told
        assert "E12345678" not in told
        lines = at_the_books(lambda: waiting(desk.session))
        assert [line.title for line in lines] == ["身份证件号", "监护人1姓名"]
        words = [b.text() for b in page.pupils.pane.findChildren(QPushButton)]
        assert words.count("撤回") == 2
        assert "接受" not in words


def waits(desk: Desk, key: UUID, *, by_other: bool = True) -> None:
    """A proposed telephone number waits."""

    def body() -> None:
        other = second(desk.session)
        wish = Wish(PupilField.GUARDIAN_PHONE, 1, "13900000008")
        proposed(other if by_other else desk.session, key, wish)

    at_the_books(body)


class TestDeciding:
    def test_accepted_change_is_written_and_stays_readable(
        self, qtbot: QtBot, desk: Desk, messages: QuietMessages
    ) -> None:
        key = known(desk)
        waits(desk, key)
        page = opened(qtbot, desk)
        with qtbot.waitSignal(page.pupils.pane.shown):
            page.show_record(key)
        with qtbot.waitSignal(page.pupils.pane.shown):
            press(page, "接受")
        assert "已接受，监护人1电话已改" in messages.notes
        told = texts(page)
        assert "更改记录" in told
        assert "139****0008" in told
        assert "张校长接受" in told

    def test_refusal_asks_for_the_reason(
        self, qtbot: QtBot, desk: Desk, messages: QuietMessages
    ) -> None:
        key = known(desk)
        waits(desk, key)
        page = opened(qtbot, desk)
        with qtbot.waitSignal(page.pupils.pane.shown):
            page.show_record(key)
        messages.answers += [None, "号码打不通"]
        press(page, "退回")
        assert at_the_books(lambda: len(waiting(desk.session))) == 1
        with qtbot.waitSignal(page.pupils.pane.shown):
            press(page, "退回")
        assert "张校长退回：号码打不通" in texts(page)

    def test_own_proposal_is_withdrawn(
        self, qtbot: QtBot, desk: Desk, messages: QuietMessages
    ) -> None:
        key = known(desk)
        waits(desk, key, by_other=False)
        page = opened(qtbot, desk)
        with qtbot.waitSignal(page.pupils.pane.shown):
            page.show_record(key)
        with qtbot.waitSignal(page.pupils.pane.shown):
            press(page, "撤回")
        assert "已撤回" in messages.notes

    def test_only_user_is_asked_before_deciding_alone(
        self, qtbot: QtBot, desk: Desk, messages: QuietMessages
    ) -> None:
        key = known(desk)
        wish = Wish(PupilField.GUARDIAN_PHONE, 1, "13900000008")
        at_the_books(lambda: proposed(desk.session, key, wish))
        page = opened(qtbot, desk)
        with qtbot.waitSignal(page.pupils.pane.shown):
            page.show_record(key)
        messages.answers.append(True)
        with qtbot.waitSignal(page.pupils.pane.shown):
            press(page, "接受")
        assert "没有经过第二个人核对" in messages.questions[0]
        assert "没有第二人核对" in texts(page)
        found = at_the_books(lambda: dossier(desk.session, Subject.pupil(key)))
        assert found.proposals[0].state is ProposalState.ACCEPTED

    def test_values_are_shown_when_asked_for(self, qtbot: QtBot, desk: Desk) -> None:
        key = known(desk)
        waits(desk, key)
        page = opened(qtbot, desk)
        with qtbot.waitSignal(page.pupils.pane.shown):
            page.show_record(key)
        content = page.pupils.pane.content
        assert content is not None
        assert content.cards is not None
        old, new = content.cards.findChildren(MaskedValue)
        for value, number in ((old, "13900000001"), (new, "13900000008")):
            with qtbot.waitSignal(value.shown):
                value.ask()
            assert value.label.text() == number


class TestVerifying:
    def test_ticked_fields_are_marked_and_marks_taken_away(self, qtbot: QtBot, desk: Desk) -> None:
        key = known(desk)
        at_the_books(lambda: verify(desk.session, Subject.pupil(key), PupilField.NAME))
        page = opened(qtbot, desk)
        form = form_of(qtbot, page, key, "核实")
        assert isinstance(form, VerifyForm)
        rows = form.sheet.rows
        assert rows["name"].entry.value() is True
        assert "guardian2_name" not in rows
        rows["name"].entry.set_value(False)
        for name in ("id_number", "guardian1_phone", "address"):
            rows[name].entry.set_value(True)
        with qtbot.waitSignals([form.saved, page.pupils.pane.shown]):
            form.save()
        marks = at_the_books(lambda: dossier(desk.session, Subject.pupil(key))).marks
        assert [mark.title for mark in marks] == ["身份证件号", "家庭住址", "监护人1电话"]
        assert texts(page).count("✓ 已核实：张校长 2026年10月31日") == 3

    def test_verified_name_is_told_below_it(self, qtbot: QtBot, desk: Desk) -> None:
        key = known(desk)
        at_the_books(lambda: verify(desk.session, Subject.pupil(key), PupilField.NAME))
        page = opened(qtbot, desk)
        with qtbot.waitSignal(page.pupils.pane.shown):
            page.show_record(key)
        assert "✓ 姓名已核实：张校长 2026年10月31日" in texts(page)

    def test_mark_that_somebody_else_has_set_meanwhile_stays(
        self, qtbot: QtBot, desk: Desk
    ) -> None:
        key = known(desk)
        form = form_of(qtbot, opened(qtbot, desk), key, "核实")
        at_the_books(lambda: verify(desk.session, Subject.pupil(key), PupilField.ADDRESS))
        form.sheet.rows["name"].entry.set_value(True)
        with qtbot.waitSignal(form.saved):
            form.save()
        marks = at_the_books(lambda: dossier(desk.session, Subject.pupil(key))).marks
        assert [mark.title for mark in marks] == ["姓名", "家庭住址"]


def test_auditor_sees_no_buttons(qtbot: QtBot, desk: Desk) -> None:
    key = known(desk)
    waits(desk, key)
    auditor = replace(desk, session=as_role(desk.session, Role.AUDITOR))
    page = opened(qtbot, auditor)
    with qtbot.waitSignal(page.pupils.pane.shown):
        page.show_record(key)
    words = {b.text() for b in page.findChildren(QPushButton) if b.isVisible()}
    assert not words & {"新增学生", "更正", "提出更改", "核实", "接受", "退回", "登记异动"}
    QTest.keyClick(page.pupils.view.grid, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.pupils.sheet.form is None
    assert OTHER_NUMBER != NUMBER


@pytest.mark.parametrize(
    ("button", "field", "name"), [("登记异动", "day", "event"), ("核实", "name", "verify")]
)
def test_closed_form_gives_the_keyboard_back_to_its_button(
    qtbot: QtBot, desk: Desk, *, button: str, field: str, name: str
) -> None:
    page = opened(qtbot, desk)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    form = form_of(qtbot, page, known(desk), button)
    form.sheet.rows[field].widget.setFocus()
    QTest.keyClick(form.sheet.rows[field].widget, Qt.Key.Key_Escape)
    assert page.pupils.pane.form is None
    holder = QApplication.focusWidget()
    assert isinstance(holder, QPushButton)
    assert holder.objectName() == name


def test_saved_form_leaves_the_keyboard_in_the_pane(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    form = form_of(qtbot, page, known(desk), "核实")
    put_tick = form.sheet.rows["name"].widget
    put_tick.setFocus()
    QTest.keyClick(put_tick, Qt.Key.Key_Space)
    with qtbot.waitSignals([form.saved, page.pupils.pane.shown]):
        form.save()
    qtbot.waitUntil(lambda: holds_keyboard(page.pupils.pane))


def test_actions_of_a_pupil_are_all_seen_in_a_narrow_pane(qtbot: QtBot, desk: Desk) -> None:
    page = opened(qtbot, desk)
    with qtbot.waitSignal(page.pupils.pane.shown):
        page.show_record(known(desk))
    page.resize(640, 480)
    content = page.pupils.pane.content
    assert content is not None
    for width in (380, 260):
        content.resize(width, content.heightForWidth(width))
        found = {button.objectName(): button for button in content.findChildren(QPushButton)}
        buttons = [found[name] for name in ACTIONS]
        assert all(button.geometry().right() < width for button in buttons)
    assert buttons[0].y() < buttons[3].y()


def test_masked_number_beside_a_tick_is_short(qtbot: QtBot, desk: Desk) -> None:
    form = form_of(qtbot, opened(qtbot, desk), known(desk), "核实")
    assert form.sheet.rows["id_number"].field.title.count("*") == 4
