"""What tests of the form do at it, and the record that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from desktop.core.changes import Book, Changes
from desktop.core.labels import Sex
from desktop.core.money import Money
from desktop.views.forms import Form
from tests.views.forms.slips import NUMBER, TODAY, Slip

if TYPE_CHECKING:
    from threading import Event

    from pytestqt.qtbot import QtBot

    from desktop.views.forms.fields import FieldRow
    from desktop.views.tasks import Job


FULL = Slip("张小红", NUMBER, TODAY, Money.of(300), Sex.FEMALE, boarding=True, note="走读")


SlipForm = Form[Slip, object]


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
