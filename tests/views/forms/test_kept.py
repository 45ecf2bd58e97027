"""A form that was left unsaved is kept, outlives the program, and is offered again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.core.labels import Role, UnitKind
from desktop.services.books import Login, create, open_books
from desktop.services.drafts import FOLDER
from desktop.services.units import NewUnit
from desktop.services.users import NewUser
from desktop.views.style import Look, dress
from desktop.views.widgets import Banner
from tests.views.conftest import tools
from tests.views.forms.opened import (
    FULL,
    Books,
    SlipForm,
    above,
    is_dirty,
    press,
    row,
    shown,
    type_into,
)
from tests.views.forms.slips import NUMBER, Slip, make

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.conftest import _Desks
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

ROOT = Path(__file__).parents[3]


PASSWORD = "春风化雨十年树木"


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


def test_draft_of_an_older_program_is_let_go_of(form: SlipForm, desk: Desk) -> None:
    desk.drafts.keep("test.slip/1", {"base": {}, "values": {"gone": 1}, "rough": {}})
    form.open(FULL, "1")
    assert above(form, Banner) == []
    assert desk.drafts.find("test.slip/1") is None


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
