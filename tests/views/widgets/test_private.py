"""Identity numbers are checked while typed; private values are masked until asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from desktop.core.errors import SchoolError
from desktop.core.identity import check_digit
from desktop.core.labels import IdKind
from desktop.services.people import PupilQuery, pupils
from desktop.services.reveals import PrivateField, reveal_of_pupil
from desktop.services.verification import check_chain
from desktop.views.style import Look, dress
from desktop.views.widgets import IdentityEdit, MaskedValue
from desktop.views.widgets.masked import SHOWN_FOR
from tests.services.rosters import ID_A, pupil, students, take
from tests.views.composing import commit
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop.services.people import PupilLine
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job, Tasks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

TODAY = date(2026, 10, 20)
GOOD = "11010519491231002X"
PHONE = "13800001234"


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    dress(qapp, Look())


@pytest.fixture
def edit(qtbot: QtBot) -> IdentityEdit:
    made = IdentityEdit("身份证件号", TODAY)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.setFocus()
    return made


def test_number_is_healed_and_tells_what_stands_in_it(edit: IdentityEdit) -> None:
    edit.setText(" 110105 19491231 002x ")
    assert edit.value() == GOOD
    assert edit.hint() == "女，1949年12月31日出生"


def test_digits_are_counted_while_the_number_is_not_whole(edit: IdentityEdit) -> None:
    edit.setText("1101051949")
    assert edit.hint() == "已输入 10 位"
    assert edit.underway()
    edit.clearFocus()
    assert not edit.underway()
    assert "18 位" in edit.problem()


def test_wrong_check_digit_is_said_at_once_and_without_the_number(edit: IdentityEdit) -> None:
    edit.setText("110105194912310021")
    assert "校验位不符" in edit.problem()
    assert "1101" not in edit.problem()
    assert not edit.underway()


def test_full_width_digits_of_an_input_method_are_taken(edit: IdentityEdit) -> None:
    commit(edit, "１１０１０５１９４９１２３１００２Ｘ")
    assert edit.value() == GOOD


def test_kind_of_paper_is_what_the_number_is_checked_by(edit: IdentityEdit) -> None:
    edit.setText("H12345678")
    assert edit.problem()
    edit.set_kind(IdKind.HONG_KONG_MACAO)
    assert (edit.value(), edit.problem()) == ("H12345678", "")


def test_number_that_needs_a_look_is_taken_with_a_word(edit: IdentityEdit) -> None:
    seventeen = next(
        number
        for serial in range(100)
        if check_digit(number := f"110101201603{serial % 28 + 1:02}000")[0] == "0"
    )
    edit.setText(seventeen + "0")
    assert edit.value() == seventeen + "0"
    assert "000" in edit.hint()


def masked_of(desk: Desk) -> MaskedValue:
    def prepare() -> PupilLine:
        take(desk.session, students(pupil("陈一", id_number=ID_A)))
        return pupils(desk.session, PupilQuery(text="陈一")).lines[0]

    line = at_the_books(prepare)

    def look(_job: Job) -> str:
        return reveal_of_pupil(desk.session, line.student_id, PrivateField.ID_NUMBER)

    return MaskedValue(desk.tasks, "身份证件号", line.id_masked, look)


def test_asked_for_value_is_shown_and_noted_in_the_chain(qtbot: QtBot, desk: Desk) -> None:
    value = masked_of(desk)
    qtbot.addWidget(value)
    value.show()
    entries = at_the_books(lambda: check_chain(desk.session)).entries
    assert value.label.text() == "110***********001X"
    assert ID_A not in value.label.accessibleName()
    with qtbot.waitSignal(value.shown):
        value.button.click()
    assert value.label.text() == ID_A
    assert at_the_books(lambda: check_chain(desk.session)).entries == entries + 1


def counted(tasks: Tasks) -> tuple[MaskedValue, list[str]]:
    asked: list[str] = []

    def reveal(_job: Job) -> str:
        asked.append("asked")
        return PHONE

    return MaskedValue(tasks, "电话", "138****1234", reveal), asked


def test_value_is_masked_again_after_half_a_minute(qtbot: QtBot, tasks: Tasks) -> None:
    value, _ = counted(tasks)
    qtbot.addWidget(value)
    value.show()
    assert SHOWN_FOR == 30_000
    value._timer.setInterval(50)
    with qtbot.waitSignal(value.masked):
        value.ask()
    assert value.label.text() == "138****1234"


@pytest.mark.parametrize("way", ["hidden", "page changed", "button"])
def test_value_is_masked_when_nobody_looks_any_more(qtbot: QtBot, tasks: Tasks, way: str) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    value, _ = counted(tasks)
    value.setParent(page)
    page.show()
    value.show()
    with qtbot.waitSignal(value.shown):
        value.ask()
    {"hidden": value.hide, "page changed": page.hide, "button": value.button.click}[way]()
    assert not value.is_shown
    assert PHONE not in value.label.text() + value.label.accessibleName()


def test_answer_that_comes_after_the_page_changed_is_not_shown(qtbot: QtBot, tasks: Tasks) -> None:
    value, asked = counted(tasks)
    qtbot.addWidget(value)
    value.show()
    value.ask()
    value.hide()
    qtbot.waitUntil(lambda: asked == ["asked"] and not tasks.running)
    assert PHONE not in value.label.text()


def test_answer_for_the_person_before_is_not_shown(qtbot: QtBot, tasks: Tasks) -> None:
    value, asked = counted(tasks)
    qtbot.addWidget(value)
    value.show()
    value.ask()
    value.set_masked("139****0000", lambda _job: "13900000000")
    qtbot.waitUntil(lambda: asked == ["asked"] and not tasks.running)
    assert value.label.text() == "139****0000"


def test_two_clicks_are_one_look(qtbot: QtBot, tasks: Tasks) -> None:
    value, asked = counted(tasks)
    qtbot.addWidget(value)
    value.show()
    with qtbot.waitSignal(value.shown):
        value.ask()
        value.ask()
    assert asked == ["asked"]


def test_refused_look_leaves_the_mask(qtbot: QtBot, tasks: Tasks, messages: QuietMessages) -> None:
    def refuse(_job: Job) -> str:
        raise SchoolError("不能看。")

    value = MaskedValue(tasks, "电话", "138****1234", refuse)
    qtbot.addWidget(value)
    value.show()
    value.ask()
    qtbot.waitUntil(lambda: messages.sentences == ["不能看。"])
    assert value.label.text() == "138****1234"
    value.ask()
    qtbot.waitUntil(lambda: len(messages.sentences) == 2)


def test_value_that_is_not_there_cannot_be_asked_for(qtbot: QtBot, tasks: Tasks) -> None:
    value = MaskedValue(tasks, "电话", "", lambda _job: "")
    qtbot.addWidget(value)
    value.show()
    assert value.label.text() == "—"
    assert not value.button.isVisible()
    assert value.label.accessibleName() == "电话：没有填写"
