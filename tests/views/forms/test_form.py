"""A form says what is wrong while typing, walks by Enter, loses nothing, and saves once."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, SchoolError
from desktop.core.labels import Role, Sex, UnitKind
from desktop.core.money import Money
from desktop.services.books import Login, create, open_books
from desktop.services.drafts import FOLDER
from desktop.services.units import NewUnit
from desktop.services.users import NewUser
from desktop.views.forms import CHANGED, Field, Form
from desktop.views.forms.conflicts import ConflictPanel
from desktop.views.style import Look, dress
from desktop.views.widgets import Banner, Choice, NoteEdit
from tests.views.composing import commit, compose
from tests.views.conftest import tools
from tests.views.forms.slips import NUMBER, TODAY, Slip, make

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.forms.fields import FieldRow
    from desktop.views.tasks import Job
    from tests.views.conftest import _Desks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

ROOT = Path(__file__).parents[3]
FULL = Slip("张小红", NUMBER, TODAY, Money.of(300), Sex.FEMALE, boarding=True, note="走读")
PASSWORD = "春风化雨十年树木"


class Books:
    """One record, which several may write."""

    def __init__(self, slip: Slip = FULL) -> None:
        self.slip = slip
        self.saved: list[Slip] = []
        self.accepted: list[frozenset[str]] = []
        self.refusals: list[Exception] = []
        self.gate: Event | None = None

    def save(self, job: Job, slip: Slip) -> Changes:
        if self.gate is not None:
            assert self.gate.wait(10)
        self.accepted.append(job.accepted)
        if self.refusals:
            raise self.refusals.pop(0)
        self.slip = slip
        self.saved.append(slip)
        return Changes.of(Book.PEOPLE)

    def read(self, _job: Job) -> Slip:
        return self.slip


@pytest.fixture
def slips() -> Books:
    return Books()


SlipForm = Form[Slip, object]


@pytest.fixture
def form(qtbot: QtBot, qapp: QApplication, desk: Desk, slips: Books) -> SlipForm:
    dress(qapp, Look())
    return shown(qtbot, make(desk, slips.save))


def shown(qtbot: QtBot, form: SlipForm) -> SlipForm:
    qtbot.addWidget(form)
    form.resize(420, 640)
    with qtbot.waitExposed(form):
        form.show()
    form.activateWindow()
    return form


def row(form: SlipForm, name: str) -> FieldRow:
    return form.sheet.rows[name]


def type_into(qtbot: QtBot, form: SlipForm, name: str, text: str) -> None:
    row(form, name).widget.setFocus()
    qtbot.keyClicks(row(form, name).widget, text)


def press(form: SlipForm, name: str) -> None:
    (button,) = [b for b in form.findChildren(QPushButton) if b.text() == name and b.isVisible()]
    button.click()


def is_dirty(form: SlipForm) -> bool:
    return form.is_dirty


def above(form: SlipForm, kind: type[QWidget]) -> list[QWidget]:
    return [part for part in form.findChildren(kind) if part.isVisible()]


def test_record_is_shown_and_nothing_is_dirty(form: SlipForm) -> None:
    form.open(FULL)
    assert row(form, "since").entry.value() == TODAY
    assert row(form, "sex").entry.value() is Sex.FEMALE
    assert form.content.draft() == FULL
    assert not is_dirty(form)


def test_problem_stands_under_the_field_while_typing(qtbot: QtBot, form: SlipForm) -> None:
    form.open(Slip())
    type_into(qtbot, form, "amount", "12x")
    note = row(form, "amount").note
    assert note.text() == "看不懂这个数：只写数字，例如 1,234.50。"
    assert row(form, "amount").widget.accessibleDescription() == note.text()
    qtbot.keyClick(row(form, "amount").widget, Qt.Key.Key_Backspace)
    assert note.text() == ""


def test_rule_of_the_field_is_checked_too(qtbot: QtBot, form: SlipForm) -> None:
    form.open(FULL)
    row(form, "amount").widget.selectAll()  # type: ignore[attr-defined]
    type_into(qtbot, form, "amount", "1.50")
    assert row(form, "amount").note.text() == "金额要是整元。"
    assert form.sheet.save_button.text() == "请改正金额"


def test_half_typed_value_is_wrong_only_when_left(qtbot: QtBot, form: SlipForm) -> None:
    form.open(Slip())
    type_into(qtbot, form, "since", "2026-")
    assert row(form, "since").note.text() == ""
    row(form, "name").widget.setFocus()
    assert "看不懂这个日期" in row(form, "since").note.text()


def test_missing_field_is_named_on_the_button_and_said_only_when_touched(
    qtbot: QtBot, form: SlipForm
) -> None:
    form.open(Slip())
    assert form.sheet.save_button.text() == "还缺姓名、开始日期"
    assert row(form, "name").note.text() == "写户口簿上的姓名"
    assert row(form, "since").note.text() == ""
    row(form, "name").widget.setFocus()
    row(form, "number").widget.setFocus()
    assert row(form, "name").note.text() == "请填写姓名。"
    commit(row(form, "name").widget, "李明")
    type_into(qtbot, form, "since", "t")
    assert form.sheet.save_button.text() == "保存"


def test_saving_what_is_not_whole_leads_to_the_first_fault(
    qtbot: QtBot, form: SlipForm, slips: Books
) -> None:
    form.open(Slip())
    type_into(qtbot, form, "note", "x")
    qtbot.keyClick(
        form.sheet.rows["note"].widget, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier
    )
    assert row(form, "name").widget.hasFocus()
    assert row(form, "since").note.text() == "请填写开始日期。"
    assert slips.saved == []


def test_fields_are_held_against_each_other(qtbot: QtBot, form: SlipForm) -> None:
    form.content.checked_by(
        lambda slip: (
            {"until": "结束不能早于开始。"}
            if slip.until and slip.since and slip.until < slip.since
            else {}
        )
    )
    form.open(FULL)
    type_into(qtbot, form, "until", "20261001")
    assert row(form, "until").note.text() == "结束不能早于开始。"
    assert form.content.draft() is None
    row(form, "until").entry.set_value(date(2026, 11, 1))
    assert row(form, "until").note.text() == "星期日"
    assert form.content.draft() == replace(FULL, until=date(2026, 11, 1))


def test_enter_walks_through_the_form_and_saves_at_its_end(
    qtbot: QtBot, form: SlipForm, slips: Books
) -> None:
    form.open(Slip())
    row(form, "name").widget.setFocus()
    commit(row(form, "name").widget, "李明")
    walked = []
    for _ in range(7):
        focused = form.focusWidget()
        walked.append(focused.accessibleName())
        if focused.accessibleName() == "开始日期，必填":
            qtbot.keyClicks(focused, "17")
        qtbot.keyClick(focused, Qt.Key.Key_Return)
    assert walked == [
        *("姓名，必填", "身份证件号", "开始日期，必填", "结束日期", "金额", "性别", "寄宿"),
    ]
    note = row(form, "note").widget
    assert note.hasFocus()
    qtbot.keyClick(note, Qt.Key.Key_Return)
    assert note.hasFocus(), "a note has several lines"
    qtbot.keyClick(note, Qt.Key.Key_Backspace)
    qtbot.keyClick(note, Qt.Key.Key_Tab)
    assert form.sheet.save_button.hasFocus()
    with qtbot.waitSignal(form.saved):
        qtbot.keyClick(form.sheet.save_button, Qt.Key.Key_Return)
    assert slips.saved == [Slip("李明", since=date(2026, 10, 17))]


def test_enter_of_an_input_method_does_not_walk(qtbot: QtBot, form: SlipForm) -> None:
    form.open(Slip())
    name = row(form, "name").widget
    name.setFocus()
    compose(name, "li'ming")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert name.hasFocus()
    assert not is_dirty(form)
    commit(name, "李明")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert row(form, "number").widget.hasFocus()


def test_saved_form_is_clean_and_told(
    qtbot: QtBot, form: SlipForm, slips: Books, desk: Desk, messages: QuietMessages
) -> None:
    told: list[Changes] = []
    desk.refresh.changed.connect(told.append)
    form.open(FULL, "1")
    type_into(qtbot, form, "note", "!")
    with qtbot.waitSignal(form.saved):
        form.save()
    assert slips.saved == [replace(FULL, note="!走读")]
    assert messages.notes == ["已保存。"]
    assert told == [Changes.of(Book.PEOPLE)]
    assert not is_dirty(form)


def test_what_no_field_shows_stays_as_it_was(qtbot: QtBot, form: SlipForm, slips: Books) -> None:
    form.open(replace(FULL, hidden="kept"))
    type_into(qtbot, form, "note", "!")
    with qtbot.waitSignal(form.saved):
        form.save()
    assert slips.saved[0].hidden == "kept"


def test_value_that_is_no_longer_offered_is_not_wiped_out(
    qtbot: QtBot, qapp: QApplication, desk: Desk, slips: Books
) -> None:
    dress(qapp, Look())
    only_boys = Field("sex", "性别", lambda title: Choice(title, [(Sex.MALE, "男")]))
    note = Field("note", "备注", NoteEdit)
    form: SlipForm = shown(qtbot, Form(desk, "test.slip", Slip, [only_boys, note], slips.save))
    form.open(FULL)
    row(form, "note").entry.set_value("改了")
    with qtbot.waitSignal(form.saved):
        form.save()
    assert slips.saved == [replace(FULL, note="改了")]


def test_typing_goes_on_while_saving_and_is_not_lost(
    qtbot: QtBot, form: SlipForm, slips: Books
) -> None:
    slips.gate = Event()
    form.open(FULL)
    type_into(qtbot, form, "note", "a")
    form.save()
    assert (form.sheet.save_button.text(), form.sheet.save_button.isEnabled()) == (
        "正在保存…",
        False,
    )
    form.save()
    type_into(qtbot, form, "note", "b")
    with qtbot.waitSignal(form.saved):
        slips.gate.set()
    assert [slip.note for slip in slips.saved] == ["a走读"]
    assert is_dirty(form)
    assert form.sheet.save_button.text() == "保存"
    with qtbot.waitSignal(form.saved):
        form.save()
    assert slips.saved[1].note == "ab走读"


def test_refused_save_keeps_the_form(
    qtbot: QtBot, form: SlipForm, slips: Books, messages: QuietMessages
) -> None:
    slips.refusals = [SchoolError("这个月已经结账。")]
    form.open(FULL)
    type_into(qtbot, form, "note", "a")
    form.save()
    qtbot.waitUntil(lambda: messages.sentences == ["这个月已经结账。"])
    assert is_dirty(form)
    with qtbot.waitSignal(form.saved):
        form.save()


def test_error_of_the_program_is_reported_and_keeps_the_form(
    qtbot: QtBot, form: SlipForm, slips: Books, messages: QuietMessages
) -> None:
    slips.refusals = [ZeroDivisionError()]
    form.open(FULL)
    type_into(qtbot, form, "note", "a")
    form.save()
    qtbot.waitUntil(lambda: len(messages.crashes) == 1)
    messages.crashes.clear()
    assert is_dirty(form)


def test_question_of_the_service_is_put_and_the_same_saved_again(
    qtbot: QtBot, form: SlipForm, slips: Books, messages: QuietMessages
) -> None:
    slips.refusals = [Confirmable("late", "已经过了期限。"), Confirmable("twice", "有两张了。")]
    messages.answers.extend([True, True])
    form.open(FULL)
    type_into(qtbot, form, "note", "a")
    with qtbot.waitSignal(form.saved):
        form.save()
    assert messages.questions == ["已经过了期限。", "有两张了。"]
    assert slips.accepted == [frozenset(), {"late"}, {"late", "twice"}]


def test_no_to_the_question_saves_nothing(
    qtbot: QtBot, form: SlipForm, slips: Books, messages: QuietMessages
) -> None:
    slips.refusals = [Confirmable("late", "已经过了期限。")]
    messages.answers.append(False)
    form.open(FULL)
    type_into(qtbot, form, "note", "a")
    form.save()
    qtbot.waitUntil(lambda: messages.questions == ["已经过了期限。"])
    assert slips.saved == []
    assert is_dirty(form)
    assert form.sheet.save_button.text() == "保存"


def test_escape_closes_without_a_question_when_nothing_would_be_lost(
    qtbot: QtBot, form: SlipForm
) -> None:
    form.open(FULL)
    row(form, "name").widget.setFocus()
    with qtbot.waitSignal(form.closed):
        qtbot.keyClick(row(form, "name").widget, Qt.Key.Key_Escape)


def test_escape_asks_when_something_would_be_lost(
    qtbot: QtBot, form: SlipForm, messages: QuietMessages
) -> None:
    form.open(FULL)
    type_into(qtbot, form, "note", "a")
    messages.answers.append(False)
    form.close_form()
    assert is_dirty(form)
    messages.answers.append(True)
    with qtbot.waitSignal(form.closed):
        form.close_form()
    assert not is_dirty(form)
    assert messages.questions == ["填写的内容还没有保存，关闭后就没有了。"] * 2


def test_given_up_form_is_not_offered_again(
    qtbot: QtBot, form: SlipForm, messages: QuietMessages
) -> None:
    form.open(FULL, "1")
    type_into(qtbot, form, "note", "a")
    form.keep()
    messages.answers.append(True)
    form.close_form()
    form.open(FULL, "1")
    assert above(form, Banner) == []


def test_control_n_asks_for_a_new_form(qtbot: QtBot, form: SlipForm) -> None:
    form.open(FULL)
    row(form, "name").widget.setFocus()
    with qtbot.waitSignal(form.new_asked):
        qtbot.keyClick(row(form, "name").widget, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)


def test_unsaved_form_is_kept_by_itself_when_the_page_changes_and_offered(
    qtbot: QtBot, form: SlipForm, desk: Desk, slips: Books
) -> None:
    form.open(FULL, "1")
    type_into(qtbot, form, "note", "a")
    type_into(qtbot, form, "until", "2026-")
    form.hide()
    again = shown(qtbot, make(desk, slips.save))
    again.open(FULL, "2")
    assert above(again, Banner) == []
    again.open(FULL, "1")
    assert len(above(again, Banner)) == 1
    assert not is_dirty(again)
    press(again, "接着填")
    assert row(again, "note").entry.value() == "a走读"
    assert row(again, "until").state().rough == "2026-"
    assert is_dirty(again)
    assert above(again, Banner) == []


def test_offer_may_be_declined(qtbot: QtBot, form: SlipForm) -> None:
    form.open(FULL, "1")
    type_into(qtbot, form, "note", "a")
    form.open(FULL, "2")
    form.open(FULL, "1")
    press(form, "不要了")
    assert not is_dirty(form)
    form.open(FULL, "1")
    assert above(form, Banner) == []


def test_unanswered_offer_stays_until_it_is_answered(qtbot: QtBot, form: SlipForm) -> None:
    form.open(FULL, "1")
    type_into(qtbot, form, "note", "a")
    form.open(FULL, "2")
    for _ in range(2):
        form.open(FULL, "1")
        form.hide()
        form.show()
        assert len(above(form, Banner)) == 1


def test_saved_form_is_not_offered_again(qtbot: QtBot, form: SlipForm) -> None:
    form.open(FULL, "1")
    type_into(qtbot, form, "note", "a")
    form.keep()
    with qtbot.waitSignal(form.saved):
        form.save()
    form.open(FULL, "1")
    assert above(form, Banner) == []


def test_typed_back_form_is_not_offered(qtbot: QtBot, form: SlipForm) -> None:
    form.open(FULL, "1")
    type_into(qtbot, form, "note", "a")
    form.keep()
    qtbot.keyClick(row(form, "note").widget, Qt.Key.Key_Backspace)
    form.keep()
    form.open(FULL, "1")
    assert above(form, Banner) == []


def test_save_that_ends_after_another_record_was_opened_does_not_touch_it(
    qtbot: QtBot, form: SlipForm, slips: Books
) -> None:
    slips.gate = Event()
    form.open(FULL, "1")
    type_into(qtbot, form, "note", "a")
    form.save()
    other = replace(FULL, name="李明", note=None)
    form.open(other, "2")
    with qtbot.waitSignal(form.saved):
        slips.gate.set()
    assert form.content.draft() == other
    assert not is_dirty(form)
    form.open(FULL, "1")
    assert above(form, Banner) == [], "what was saved is not offered"


def test_draft_of_an_older_program_is_let_go_of(form: SlipForm, desk: Desk) -> None:
    desk.drafts.keep("test.slip/1", {"base": {}, "values": {"gone": 1}, "rough": {}})
    form.open(FULL, "1")
    assert above(form, Banner) == []
    assert desk.drafts.find("test.slip/1") is None


class TestConflict:
    """The record was changed by somebody else while the form was open."""

    @pytest.fixture
    def changed(self, qtbot: QtBot, form: SlipForm, slips: Books) -> SlipForm:
        """Mine: note and amount. Theirs: note and sex."""
        form.open(FULL, "1", slips.read)
        row(form, "amount").entry.set_value(Money.of(500))
        row(form, "note").entry.set_value("我写的")
        slips.slip = replace(FULL, note="别人写的", sex=Sex.MALE)
        form.save()
        qtbot.waitUntil(lambda: len(above(form, ConflictPanel)) == 1)
        return form

    def panel(self, form: SlipForm) -> ConflictPanel:
        (panel,) = above(form, ConflictPanel)
        assert isinstance(panel, ConflictPanel)
        return panel

    def test_old_and_new_value_are_shown_and_nothing_is_saved(
        self, changed: SlipForm, slips: Books
    ) -> None:
        texts = [label.text() for label in self.panel(changed).findChildren(QLabel)]
        assert "原来是 走读，现在是 别人写的。" in texts
        assert "原来是 女，现在是 男。" in texts
        assert not any("500" in text for text in texts)
        assert slips.saved == []
        assert list(self.panel(changed).choices) == ["note"]

    def test_both_must_be_decided_before_it_goes_on(self, changed: SlipForm) -> None:
        panel = self.panel(changed)
        assert not panel.button.isEnabled()
        panel.choices["note"][0].click()
        assert panel.button.isEnabled()

    @pytest.mark.parametrize(("at", "note"), [(0, "我写的"), (1, "别人写的")])
    def test_chosen_values_go_into_the_form_and_are_saved(
        self, qtbot: QtBot, changed: SlipForm, slips: Books, at: int, note: str
    ) -> None:
        panel = self.panel(changed)
        panel.choices["note"][at].click()
        panel.button.click()
        assert above(changed, ConflictPanel) == []
        assert row(changed, "sex").entry.value() is Sex.MALE
        with qtbot.waitSignal(changed.saved):
            changed.save()
        assert slips.saved == [replace(FULL, amount=Money.of(500), sex=Sex.MALE, note=note)]

    def test_saving_again_without_a_choice_asks_again(
        self, qtbot: QtBot, changed: SlipForm, slips: Books
    ) -> None:
        first = self.panel(changed)
        changed.save()
        qtbot.waitUntil(lambda: not changed.sheet._saving)
        assert self.panel(changed) is not first
        assert slips.saved == []

    def test_service_that_says_so_itself_leads_to_the_same(
        self, qtbot: QtBot, form: SlipForm, slips: Books
    ) -> None:
        form.open(FULL, "1", lambda _job: slips.slip)
        row(form, "note").entry.set_value("我写的")

        def moved(job: Job, slip: Slip) -> Changes:
            del job, slip
            slips.slip = replace(FULL, note="别人写的")
            raise Confirmable(CHANGED, "这条记录刚被改过。")

        form._saver._save = moved
        form.save()
        qtbot.waitUntil(lambda: len(above(form, ConflictPanel)) == 1)
        assert list(self.panel(form).choices) == ["note"]

    def test_change_that_no_field_shows_is_taken_over(
        self, qtbot: QtBot, form: SlipForm, slips: Books
    ) -> None:
        form.open(FULL, "1", slips.read)
        row(form, "note").entry.set_value("我写的")
        slips.slip = replace(FULL, hidden="by somebody else")
        form.save()
        qtbot.waitUntil(lambda: len(above(form, Banner)) == 1)
        with qtbot.waitSignal(form.saved):
            form.save()
        assert slips.saved == [replace(FULL, hidden="by somebody else", note="我写的")]

    def test_second_save_in_a_row_is_no_conflict(
        self, qtbot: QtBot, form: SlipForm, slips: Books
    ) -> None:
        form.open(FULL, "1", slips.read)
        for note in ("一", "二"):
            row(form, "note").entry.set_value(note)
            with qtbot.waitSignal(form.saved):
                form.save()
        assert [slip.note for slip in slips.saved] == ["一", "二"]

    def test_what_the_service_tidies_up_is_no_conflict_afterwards(
        self, qtbot: QtBot, form: SlipForm, slips: Books
    ) -> None:
        def tidy(job: Job, slip: Slip) -> Changes:
            return slips.save(job, replace(slip, hidden="tidied"))

        form._saver._save = tidy
        form.open(FULL, "1", slips.read)
        for note in ("一", "二"):
            row(form, "note").entry.set_value(note)
            with qtbot.waitSignal(form.saved):
                form.save()
        assert slips.slip == replace(FULL, hidden="tidied", note="二")

    def test_resumed_draft_is_held_against_the_record_of_today(
        self, qtbot: QtBot, form: SlipForm, slips: Books
    ) -> None:
        form.open(FULL, "1", slips.read)
        row(form, "note").entry.set_value("我写的")
        form.open(FULL, "2")
        slips.slip = replace(FULL, note="别人写的")
        form.open(slips.slip, "1", slips.read)
        press(form, "接着填")
        form.save()
        qtbot.waitUntil(lambda: len(above(form, ConflictPanel)) == 1)


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    folder = tmp_path / "locked"
    unit = NewUnit("3629000001", "红星小学", UnitKind.PRIMARY)
    create(folder, unit, NewUser("张校长", Role.PRINCIPAL, PASSWORD)).session.store.close()
    return folder


@pytest.fixture
def killed(locked: Path) -> Path:
    """Encrypted data over which a program was killed with an open form."""
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
    }
    program = [sys.executable, "-m", "tests.views.forms.filled", str(locked), PASSWORD]
    with subprocess.Popen(program, stdout=subprocess.PIPE, cwd=ROOT, env=environment) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"kept\n"
        running.kill()
    return locked


def test_killed_program_offers_its_form_again(
    qtbot: QtBot, qapp: QApplication, killed: Path, desk_over: _Desks
) -> None:
    dress(qapp, Look())
    desk = desk_over.around(open_books(killed, Login("张校长", PASSWORD), tools()))
    form = shown(qtbot, make(desk, Books().save))
    form.open(Slip())
    press(form, "接着填")
    assert row(form, "name").entry.value() == "killed"
    assert row(form, "number").entry.value() == NUMBER
    assert row(form, "amount").state().rough == "12,5"


def test_nothing_private_of_a_form_lies_in_the_clear(killed: Path) -> None:
    files = [path for path in killed.rglob("*") if path.is_file()]
    assert any(path.parent.name == FOLDER for path in files)
    for path in files:
        content = path.read_bytes()
        assert NUMBER.encode() not in content, path
        assert b"test.slip" not in content, path
