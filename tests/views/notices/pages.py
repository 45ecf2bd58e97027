"""What tests of the notices do at the page: read it, press, write, open, print to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.core.labels import Role
from desktop.core.notices import NoticeKind
from desktop.services.months import close
from desktop.services.notices import life
from desktop.views.preview.pdf import page_sizes, page_text
from desktop.views.widgets import NoteEdit
from tests.services.rosters import OCTOBER, as_role
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.core.notices import NoticeStage
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.notices.deed_form import DeedForm
    from desktop.views.notices.notice_pane import NoticePane
    from desktop.views.notices.page import NoticesPage
    from desktop.views.notices.sheet import NoticeSheet

    OpenPage = Callable[[Desk], NoticesPage]


MEALS, CHARGES = NoticeKind.MEALS, NoticeKind.CHARGES


def said(widget: QWidget) -> str:
    """All words that are shown."""
    labels = widget.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if not label.isHidden())


def paper(sheet: NoticeSheet) -> str:
    """The words of the paper that is previewed."""
    pdf = sheet.preview._pdf
    if not pdf:
        return ""
    return "".join(page_text(pdf, page) for page in range(len(page_sizes(pdf))))


def press(widget: QWidget, key: Qt.Key = Qt.Key.Key_Space, *, control: bool = False) -> None:
    held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(widget, key, held)


def stage_of(session: Session, number: str) -> NoticeStage:
    return at_the_books(lambda: life.record(session, number).entry.stage)


def write(form: DeedForm, text: str) -> None:
    """Write words into the note of a form."""
    assert isinstance(form.note, NoteEdit)
    form.note.setPlainText(text)


def open_notice(qtbot: QtBot, page: NoticesPage, number: str) -> NoticePane:
    with qtbot.waitSignals([page.sheet.notice_pane.shown, page.sheet.preview.shown]):
        page.show_record(number)
    return page.sheet.notice_pane


def open_draft(qtbot: QtBot, page: NoticesPage, kind: NoticeKind = MEALS) -> NoticeSheet:
    with qtbot.waitSignal(page.sheet.preview.shown):
        page.show_record(kind)
    return page.sheet


def to_file(path: Path) -> Callable[..., bool]:
    def choose(_owner: QWidget, printer: QPrinter, _pages: int) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        return True

    return choose


def correct_later(session: Session, days: int = 17) -> None:
    """Change the books of October under a new seal, without issuing anything."""
    from desktop.services.months import reopen  # noqa: PLC0415 - used here only
    from tests.services.rosters import meal_days, meals, take  # noqa: PLC0415 - same

    reopen(as_role(session, Role.BUREAU), OCTOBER, "天数有误")
    take(session, meal_days(meals("张小红", meal_days=days)))
    close(session, OCTOBER)
