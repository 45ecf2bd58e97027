"""The tab 收支 on the screen, and a person at its forms."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPushButton

from desktop.core.money import Money
from desktop.services.canteen.money import NewMoney, record
from desktop.views.canteen.money.panel import MoneyPanel
from desktop.views.meals.page import CanteenPage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.core.canteen import MoneyKind
    from desktop.views.desk import Desk
    from desktop.views.forms import Form
    from desktop.views.forms.fields import FieldRow
    from desktop.views.records import RecordPane
    from desktop.views.tables import ListView
    from tests.services.canteen.kitchen import Kitchen

DAY = date(2026, 10, 8)
_kept: list[CanteenPage] = []


def opened(qtbot: QtBot, desk: Desk) -> MoneyPanel:
    """The tab as it stands when a person has waited for it."""
    page = CanteenPage(desk)
    qtbot.addWidget(page)
    _kept[:] = [page]
    page.resize(1200, 760)
    page.show()
    panel = page.panel_of("money")
    assert isinstance(panel, MoneyPanel)
    page.open_tab("money")
    rest(qtbot, desk)
    return panel


def rest(qtbot: QtBot, desk: Desk) -> None:
    """Wait until all that was begun has come to its end."""
    qtbot.wait(20)
    qtbot.waitUntil(lambda: not desk.tasks.running, timeout=10_000)
    qtbot.wait(1)


def column(view: ListView, key: str) -> list[str]:
    """What a column of a list says."""
    table = view.table
    at = next(n for n, c in enumerate(table.columns) if c.key == key)
    return [table.index(row, at).data() for row in range(table.rowCount())]


def press(widget: QWidget, words: str) -> None:
    """Press the button that says so."""
    (button,) = [b for b in widget.findChildren(QPushButton) if b.text() == words and b.isVisible()]
    button.click()


def form_of(pane: RecordPane) -> Form[Any, Any]:
    """The form that is open."""
    assert pane.form is not None
    return pane.form


def row(pane: RecordPane, name: str) -> FieldRow:
    """A field of the form that is open."""
    return form_of(pane).sheet.rows[name]


def put(pane: RecordPane, **values: Any) -> None:  # noqa: ANN401 - of any field
    """Fill fields in."""
    for name, value in values.items():
        row(pane, name).entry.set_value(value)


def save(qtbot: QtBot, desk: Desk, pane: RecordPane) -> None:
    """Save the form that is open."""
    form = form_of(pane)
    with qtbot.waitSignal(form.saved):
        form.save()
    rest(qtbot, desk)


def money(kitchen: Kitchen, kind: MoneyKind, amount: str, **more: Any) -> None:  # noqa: ANN401
    """Book money on the 8th of October."""
    new = NewMoney(
        canteen_id=kitchen.canteen_id, day=DAY, kind=kind, amount=Money.of(amount), **more
    )
    record(kitchen.session, new)
