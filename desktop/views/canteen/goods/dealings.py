"""供应商往来: of which supplier and which days, then the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.core.terms import SchoolYear
from desktop.services.canteen.dealings import Span, dealings
from desktop.services.canteen.suppliers import suppliers
from desktop.views.forms import Field
from desktop.views.forms.fields import FieldRow
from desktop.views.style import mark
from desktop.views.widgets import Choice, DateEdit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


class DealingsAsk(QWidget):
    """The days, the supplier (or all of them), and the button that makes the paper."""

    printing = Signal(bytes, str)
    """A PDF to look at, and its title."""

    def __init__(
        self, desk: Desk, canteen: CanteenLine, offers: Sequence[tuple[UUID, str]]
    ) -> None:
        super().__init__()
        self._desk, self._canteen = desk, canteen
        today = desk.session.store.clock.today()
        fields = (
            Field("supplier", "供货商", lambda t: Choice(t, offers, nothing="全部供货商")),
            Field("first", "从", lambda t: DateEdit(t, today, latest=today), required=True),
            Field("last", "到", lambda t: DateEdit(t, today, latest=today), required=True),
        )
        self.rows = {field.name: FieldRow(field) for field in fields}
        self.rows["first"].entry.set_value(max(SchoolYear.of(today).first, canteen.opened_on))
        self.rows["last"].entry.set_value(today)
        self.make = QPushButton("看往来对账单")
        self.make.setObjectName("dealings")
        mark(self.make, kind="primary")
        self.make.clicked.connect(lambda _checked=False: self.print_paper())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for row in self.rows.values():
            layout.addWidget(row.title)
            layout.addWidget(row)
        layout.addWidget(self.make)
        layout.addStretch(1)

    def print_paper(self) -> None:
        """Set what was between the canteen and the supplier, or all of them."""
        wrong = next((r for r in self.rows.values() if r.is_missing or r.problem()), None)
        if wrong is not None:
            wrong.touch()
            wrong.widget.setFocus()
            return
        first: Any = self.rows["first"].entry.value()
        last: Any = self.rows["last"].entry.value()
        session, canteen = self._desk.session, self._canteen
        chosen: Any = self.rows["supplier"].entry.value()

        def work(job: Job) -> bytes:
            return _paper(session, canteen, Span(first, last), chosen, job)

        task = self._desk.tasks.paper(self, work).titled("排版")
        task.then(lambda pdf: self.printing.emit(pdf, "供应商往来")).start()


def supplier_offers(session: Session) -> list[tuple[UUID, str]]:
    """All suppliers, those that were stopped too: something may still be owed to them."""
    return [(line.supplier_id, line.supplier.name) for line in suppliers(session)]


def _paper(
    session: Session, canteen: CanteenLine, span: Span, supplier_id: UUID | None, job: Job
) -> bytes:
    # The printing library is large, and not every day prints.
    from desktop.reports.canteen.buying import (  # noqa: PLC0415
        dealing_statement,
        dealings_sheet,
    )
    from desktop.reports.pdf import render  # noqa: PLC0415 - same

    found = dealings(session, canteen.canteen_id, span, supplier_id)
    if supplier_id is not None:
        made = dealing_statement(session.unit_name, canteen.name, span, found[0])
    else:
        made = dealings_sheet(session.unit_name, canteen.name, span, found)
    return render(made, job.progress)
