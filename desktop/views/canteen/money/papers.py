"""日记账 and 供应商往来 over the tab: looked at, printed, kept as PDF or as a workbook."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from desktop.reports.document import Kind, Table
from desktop.rosters.lists import ListHeading, write_list
from desktop.services.canteen.day_books import day_book
from desktop.services.canteen.owed import debts
from desktop.views.preview.paper import PaperView

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.core.canteen import PayMethod
    from desktop.core.terms import Month
    from desktop.reports.guard import GuardedDocument
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_PIXELS: Final = 26


class MoneyPapers(PaperView):
    """Lies over the tab until it is closed."""

    made = Signal()
    """A paper is there to be looked at."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.desk = desk

    def open_paper(self, canteen: CanteenLine, month: Month, method: PayMethod | None) -> None:
        """Make a paper and show it: a day book, or (None) what the suppliers are owed."""
        session = self.desk.session
        if method is None:
            title, make = "供应商往来", partial(owed_of, session, canteen, month)
        else:
            title = f"{method.label}日记账"
            make = partial(day_book_of, session, canteen, month, method)
        name = f"{canteen.name}{month.label}{title}"
        task = self.desk.tasks.paper(self, lambda job: make_paper(job, make)).titled("排版")
        task.then(partial(self._show, name)).start()

    def _show(self, title: str, made: tuple[GuardedDocument, bytes]) -> None:
        """Show a paper, and offer its table as a workbook."""
        guarded, pdf = made
        self.show_pdf(pdf, title)
        assert self.preview is not None  # noqa: S101 - the line above makes it
        self.preview.offer_excel(lambda _job, out: write_paper(out, guarded))
        self.made.emit()


def make_paper(job: Job, make: Callable[[], GuardedDocument]) -> tuple[GuardedDocument, bytes]:
    """Set a paper; outside of the GUI thread."""
    # The printing library is large, and papers are printed once a month.
    from desktop.reports.pdf import render  # noqa: PLC0415

    guarded = make()
    return guarded, render(guarded, job.progress)


def day_book_of(
    session: Session, canteen: CanteenLine, month: Month, method: PayMethod
) -> GuardedDocument:
    """日记账 of the bank or the cash box."""
    from desktop.reports.canteen.money import day_book_sheet  # noqa: PLC0415 - printing

    return day_book_sheet(session.unit_name, day_book(session, canteen.canteen_id, month, method))


def owed_of(session: Session, canteen: CanteenLine, month: Month) -> GuardedDocument:
    """供应商往来."""
    from desktop.reports.canteen.money import owed_sheet  # noqa: PLC0415 - printing

    found = debts(session, canteen.canteen_id, month)
    return owed_sheet(session.unit_name, canteen.name, month, found)


def write_paper(out: Path, guarded: GuardedDocument) -> int:
    """Write the table of a paper as a workbook; gives how many rows.

    Raises:
        EnvironmentFault: the file cannot be written.
    """
    document = guarded.document
    table = next(block for block in document.blocks if isinstance(block, Table))
    headings = [
        ListHeading(c.title, round(c.width * _PIXELS), c.kind is not Kind.TEXT)
        for c in table.columns
    ]
    total = table.total
    last = [(total.label, *total.cells[1:])] if total else []
    return write_list(out, document.subject, headings, [*table.rows(), *last]) - len(last)
