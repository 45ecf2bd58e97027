"""The tabs of staff and classes on the screen, and a person at their forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from desktop.views.classes.panel import ClassesPanel
from desktop.views.people.page import PeoplePage
from desktop.views.staff.panel import StaffPanel
from desktop.views.widgets import Tick

if TYPE_CHECKING:
    from typing import Any

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.forms import Form
    from desktop.views.records import RecordPane


_kept: list[PeoplePage] = []
"""The page lives as long as its test, whatever part of it the test holds."""


def page_at(qtbot: QtBot, desk: Desk, tab: str) -> PeoplePage:
    """The page with a tab open and its list read."""
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    _kept[:] = [page]
    page.resize(1200, 760)
    page.show()
    panel = page.panel_of(tab)
    assert isinstance(panel, StaffPanel | ClassesPanel)
    with qtbot.waitSignal(panel.view.loaded):
        page.open_tab(tab)
    return page


def staff_of(page: PeoplePage) -> StaffPanel:
    """The tab of staff."""
    panel = page.panel_of("staff")
    assert isinstance(panel, StaffPanel)
    return panel


def classes_of(page: PeoplePage) -> ClassesPanel:
    """The tab of classes."""
    panel = page.panel_of("classes")
    assert isinstance(panel, ClassesPanel)
    return panel


def staff_at(qtbot: QtBot, desk: Desk) -> StaffPanel:
    """The list of staff."""
    return staff_of(page_at(qtbot, desk, "staff"))


def classes_at(qtbot: QtBot, desk: Desk) -> ClassesPanel:
    """The list of classes."""
    return classes_of(page_at(qtbot, desk, "classes"))


def words_of(pane: RecordPane, field: str) -> list[str]:
    """What a field of the form that is open offers."""
    assert pane.form is not None
    box = pane.form.sheet.rows[field].widget
    assert isinstance(box, QComboBox)
    return [box.itemText(place) for place in range(box.count())]


def listed(panel: StaffPanel | ClassesPanel, column: int = 0) -> list[str]:
    """What a column of the list says."""
    table = panel.view.table
    return [table.index(row, column).data() for row in range(table.rowCount())]


def texts(pane: RecordPane) -> str:
    """All that can be read in a pane."""
    labels = pane.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def press(pane: RecordPane, words: str, place: int = 0) -> None:
    """Press one of the buttons of a pane that say so."""
    buttons = [b for b in pane.findChildren(QPushButton) if b.text() == words and b.isVisible()]
    buttons[place].click()


def put(widget: QWidget, text: str) -> None:
    """Fill a field as a person would."""
    if isinstance(widget, QComboBox):
        assert widget.findText(text) >= 0, text
        widget.setCurrentIndex(widget.findText(text))
    elif isinstance(widget, QPlainTextEdit):
        widget.setPlainText(text)
    elif isinstance(widget, Tick):
        widget.setChecked(bool(text))
    else:
        assert isinstance(widget, QLineEdit)
        widget.setText(text)


def fill(form: Form[Any, Any], **values: str) -> None:
    """Fill fields by their names."""
    for name, text in values.items():
        put(form.sheet.rows[name].widget, text)


def reads(qtbot: QtBot, pane: RecordPane, *words: str) -> None:
    """Wait until something can be read in a pane."""
    qtbot.waitUntil(lambda: all(word in texts(pane) for word in words))


def save(qtbot: QtBot, pane: RecordPane, **values: str) -> None:
    """Fill the form that is open, save it, and wait until that is done."""
    form = pane.form
    assert form is not None
    fill(form, **values)
    assert form.sheet.save_button.text() == "保存", form.sheet.save_button.text()
    with qtbot.waitSignal(form.saved):
        form.save()
