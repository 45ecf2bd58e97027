"""What tests of the settings do at a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.settings.card import CardForm
    from desktop.views.settings.section import Section
    from tests.views.fakes import QuietMessages

    AnyForm = CardForm[Any, Any]


def shown(qtbot: QtBot, desk: Desk, kind: type[Section]) -> Any:  # noqa: ANN401 - a section
    section = kind(desk)
    qtbot.addWidget(section)
    section.resize(1000, 700)
    section.show()
    settled(qtbot, desk)
    return section


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.tasks.running)


def fill(form: AnyForm, values: dict[str, Any]) -> None:
    """Texts are typed, other values chosen."""
    for name, value in values.items():
        entry: Any = form.sheet.rows[name].entry
        if isinstance(entry, QLineEdit) and isinstance(value, str):
            entry.setText(value)
        else:
            entry.set_value(value)


def values_of(form: AnyForm) -> dict[str, Any]:
    return {name: row.entry.value() for name, row in form.sheet.rows.items()}


def refused(
    qtbot: QtBot, desk: Desk, form: AnyForm, values: dict[str, Any], messages: QuietMessages
) -> str:
    """What the form says to bad input: under a field, or in words of the service."""
    fill(form, values)
    form.save()
    settled(qtbot, desk)
    notes = [row.note for row in form.sheet.rows.values()]
    under = [note.text() for note in notes if note.property("tone") == "error"]
    return "".join([*under, *messages.sentences])


def save(qtbot: QtBot, desk: Desk, form: AnyForm, values: dict[str, Any]) -> None:
    fill(form, values)
    with qtbot.waitSignal(form.saved):
        form.save()
    settled(qtbot, desk)


def above(form: AnyForm, kind: type[QWidget]) -> list[Any]:
    return [part for part in form.findChildren(kind) if part.isVisible()]


def press(form: AnyForm, words: str) -> None:
    (button,) = [b for b in form.findChildren(QPushButton) if b.text() == words and b.isVisible()]
    button.click()
