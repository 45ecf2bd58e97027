"""提出更改 and 核实 in the pane of one of the staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.core.pupil_fields import PupilField
from desktop.services.pupils.proposed import Wish
from desktop.services.pupils.register import dossier, waiting
from desktop.services.pupils.subjects import Subject
from desktop.services.search import StaffKey
from tests.services.pupils import proposed, second
from tests.services.staff_rosters import ID_1, hire
from tests.views.fakes import at_the_books
from tests.views.staff.panels import press, reads, save, staff_at, texts

if TYPE_CHECKING:
    from uuid import UUID

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.staff.pane import StaffPane
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
CARD = "6222021234567890128"


@pytest.fixture
def teacher(desk: Desk) -> UUID:
    """One teacher with a number and a telephone."""
    return at_the_books(lambda: hire(desk.session, id_number=ID_1, phone="13912345670"))


def pane_of(qtbot: QtBot, desk: Desk, key: UUID) -> StaffPane:
    """The record of somebody."""
    panel = staff_at(qtbot, desk)
    with qtbot.waitSignal(panel.pane.shown):
        panel.show_record(StaffKey(key))
    return panel.pane


def test_bank_card_is_proposed_in_the_pane_and_waits_there(
    qtbot: QtBot, desk: Desk, teacher: UUID
) -> None:
    at_the_books(lambda: second(desk.session))
    pane = pane_of(qtbot, desk, teacher)
    press(pane, "提出更改")
    qtbot.waitUntil(lambda: pane.form is not None)
    reads(qtbot, pane, "现在是 139****5670")
    assert "监护人" not in texts(pane)
    with qtbot.waitSignal(pane.shown):
        save(qtbot, pane, bank_card=CARD, reason="新办的工资卡")
    reads(qtbot, pane, "更改申请", "等另一位使用者核对", "新办的工资卡")
    assert CARD not in texts(pane)
    (line,) = at_the_books(lambda: waiting(desk.session))
    assert (line.title, line.subject) == ("银行卡号", Subject.colleague(teacher))


def test_other_person_accepts_and_what_stood_there_stays_told(
    qtbot: QtBot, desk: Desk, teacher: UUID, messages: QuietMessages
) -> None:
    def wait() -> UUID:
        other = second(desk.session)
        wish = Wish(PupilField.PHONE, 0, "13900000008")
        return proposed(other, Subject.colleague(teacher), wish)

    at_the_books(wait)
    pane = pane_of(qtbot, desk, teacher)
    with qtbot.waitSignal(pane.shown):
        press(pane, "接受")
    reads(qtbot, pane, "更改记录", "张校长接受", "139****0008")
    assert "已接受，联系电话已改" in messages.notes


def test_field_is_verified_and_the_seal_stands_below_it(
    qtbot: QtBot, desk: Desk, teacher: UUID
) -> None:
    pane = pane_of(qtbot, desk, teacher)
    press(pane, "核实")
    with qtbot.waitSignal(pane.shown):
        save(qtbot, pane, id_number="yes", name="yes")
    reads(qtbot, pane, "✓ 已核实：张校长", "✓ 姓名已核实：张校长")
    marks = at_the_books(lambda: dossier(desk.session, Subject.colleague(teacher))).marks
    assert [mark.field for mark in marks] == [PupilField.NAME, PupilField.ID_NUMBER]
