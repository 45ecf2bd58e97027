"""The statements of the month that is shown: a button each, and the paper that it opens."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.services.canteen.statements import statements
from desktop.views.preview.paper import PaperView
from desktop.views.style import icon

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from desktop.core.statements import StatementKind
    from desktop.core.terms import Month
    from desktop.reports.guard import GuardedDocument
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


class StatementBar(QWidget):
    """报表: each is looked at before it is printed, saved or given as a workbook."""

    covering = Signal(QWidget)
    uncovered = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.canteen_id: UUID | None = None
        self.paper = PaperView(desk)
        self.paper.closed.connect(self.uncovered)
        self.title = QLabel()
        self.buttons: dict[StatementKind, QPushButton] = {}
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self.title)
        self._line.addStretch(1)
        self._on_month(desk.place.month)
        desk.place.month_changed.connect(self._on_month)

    def offer(self, kinds: Sequence[StatementKind], canteen_id: UUID) -> None:
        """Offer the statements of a canteen."""
        self.canteen_id = canteen_id
        for kind in kinds:
            if kind not in self.buttons:
                button = QPushButton(icon("print"), kind.label)
                button.clicked.connect(lambda _checked=False, kind=kind: self.show_kind(kind))
                self._line.insertWidget(self._line.count() - 1, button)
                self.buttons[kind] = button

    def show_kind(self, kind: StatementKind) -> None:
        """Set a statement of the month, to be looked at and printed."""
        canteen_id = self.canteen_id
        if canteen_id is None:
            return
        session, month = self._desk.session, self._desk.place.month

        def work(job: Job) -> tuple[GuardedDocument, bytes]:
            # The printing library is large, and statements are printed once a month.
            from desktop.reports.canteen.statements import statement  # noqa: PLC0415
            from desktop.reports.pdf import render  # noqa: PLC0415 - same

            found = statements(session, canteen_id, month)
            today = session.store.clock.today()
            made = statement(kind, session.unit_name, found, today)
            return made, render(made, job.progress)

        title = f"{month.label}{kind.label}"
        task = self._desk.tasks.paper(self, work).titled("排版")
        task.then(partial(self._show, title)).start()

    def _show(self, title: str, made: tuple[GuardedDocument, bytes]) -> None:
        guarded, pdf = made

        def write(_job: Job, path: Path) -> int:
            from desktop.reports.workbooks import write_workbook  # noqa: PLC0415 - large

            return write_workbook(guarded, path)

        self.paper.show_pdf(pdf, title)
        if self.paper.preview is not None:
            self.paper.preview.offer_excel(write)
        self.covering.emit(self.paper)

    def _on_month(self, month: Month) -> None:
        self.title.setText(f"{month.label}报表")
