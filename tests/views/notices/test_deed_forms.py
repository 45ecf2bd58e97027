"""The forms of what happened to a notice: each kind of bad input is refused with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.core.notices import NoticeDeed, NoticeStage
from desktop.services.notices import life
from desktop.views.widgets import NoteEdit
from tests.services.walls import FIRST, ISSUED_ON, bring_to
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.notices.page import NoticesPage
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

POSTED, DOWN = NoticeDeed.POSTED, NoticeDeed.TAKEN_DOWN
OBJECTED, ANSWERED = NoticeDeed.OBJECTED, NoticeDeed.ANSWERED
GOOD = "2026-11-02"
BEGIN = {POSTED: NoticeStage.ISSUED, DOWN: NoticeStage.UP, OBJECTED: NoticeStage.UP}


def prepare(desk: Desk, deed: NoticeDeed) -> None:
    """A notice that this deed can happen to."""

    def work() -> None:
        bring_to(desk.session, BEGIN.get(deed, NoticeStage.UP))
        if deed is ANSWERED:
            life.object_to(desk.session, FIRST, ISSUED_ON, "少记一天")

    at_the_books(work)


@pytest.mark.parametrize(
    ("deed", "day", "note", "sentence"),
    [
        (POSTED, "", "", "请写张贴日期。"),
        (POSTED, "13月", "", "日期"),
        (POSTED, "2026-10-01", "", "2026年11月2日"),
        (POSTED, "2026-11-03", "", "2026年11月2日"),
        (POSTED, GOOD, "长" * 61, "最多 60 个字，多了 1 个"),
        (DOWN, "", "", "请写撤下日期。"),
        (DOWN, "2026-11-03", "", "2026年11月2日"),
        (OBJECTED, GOOD, "", "请写明异议内容。"),
        (OBJECTED, GOOD, "长" * 501, "最多 500 个字"),
        (OBJECTED, "2026-10-30", "少记一天", "2026年11月2日"),
        (OBJECTED, GOOD, "532101201910070122 少记一天", "身份证"),
        (ANSWERED, None, "", "请写明怎样处理、怎样答复。"),
        (ANSWERED, None, "请打 13908701234", "电话"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(
    qtbot: QtBot,
    open_page: Callable[[Desk], NoticesPage],
    wall_desk: Desk,
    messages: QuietMessages,
    *,
    deed: NoticeDeed,
    day: str | None,
    note: str,
    sentence: str,
) -> None:
    prepare(wall_desk, deed)
    before = at_the_books(lambda: life.record(wall_desk.session, FIRST))
    page = open_page(wall_desk)
    pane = page.sheet.notice_pane
    with qtbot.waitSignal(pane.shown):
        page.show_record(FIRST)
    pane.buttons[deed].click()
    form = pane.deeds.form
    assert form is not None
    if day is not None:
        form.day.setText(day)
    if isinstance(form.note, NoteEdit):
        form.note.setPlainText(note)
    else:
        form.note.setText(note)
    form.save.click()
    qtbot.waitUntil(lambda: not wall_desk.tasks.running)
    assert sentence in "".join([form.problem.text(), *messages.sentences])
    assert pane.deeds.form is form
    assert at_the_books(lambda: life.record(wall_desk.session, FIRST)) == before
