"""The papers of a month as one set: what is filed, signed and hung after the close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.canteen import CountState, PayMethod
from desktop.core.meals import LogKind
from desktop.reports.canteen import logs
from desktop.reports.canteen.meals import fees_sheet
from desktop.reports.canteen.money import day_book_sheet, owed_sheet
from desktop.reports.canteen.staff_meals import payment_notice
from desktop.reports.canteen.statements import statement
from desktop.reports.canteen.stocktake import count_sheet
from desktop.services.canteen.companions import companions
from desktop.services.canteen.day_books import day_book
from desktop.services.canteen.fee_lists import fees_month
from desktop.services.canteen.log_lists import papers
from desktop.services.canteen.owed import debts
from desktop.services.canteen.samples import samples
from desktop.services.canteen.staff_accounts import staff_accounts
from desktop.services.canteen.statements import statements
from desktop.services.canteen.stocktakes import stocktake, stocktakes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.core.terms import Month
    from desktop.reports.guard import GuardedDocument
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.session import Session


def month_set(session: Session, canteen: CanteenLine, month: Month) -> Iterator[GuardedDocument]:
    """The papers of a canteen's month, in the order in which they are filed.

    What the month has nothing for is left out; its statements are always there.

    Raises:
        SchoolError: something private stands in a paper.
    """
    found = statements(session, canteen.canteen_id, month)
    today = session.store.clock.today()
    for kind in found.kinds:
        yield statement(kind, session.unit_name, found, today)
    yield from _books(session, canteen, month)
    yield from _counts(session, canteen, month)
    yield from _people(session, canteen, month)
    yield from _logs(session, canteen, month)


def _books(session: Session, canteen: CanteenLine, month: Month) -> Iterator[GuardedDocument]:
    """日记账 of bank and cash, and 供应商往来."""
    for method in PayMethod:
        book = day_book(session, canteen.canteen_id, month, method)
        if book.lines or book.opening:
            yield day_book_sheet(session.unit_name, book)
    if owed := debts(session, canteen.canteen_id, month):
        yield owed_sheet(session.unit_name, canteen.name, month, owed)


def _counts(session: Session, canteen: CanteenLine, month: Month) -> Iterator[GuardedDocument]:
    """盘点表 of what was counted to the end."""
    for line in stocktakes(session, canteen.canteen_id):
        if line.state is CountState.ENDED and month.first <= line.day <= month.last:
            yield count_sheet(
                session.unit_name, canteen.name, stocktake(session, line.stocktake_id)
            )


def _people(session: Session, canteen: CanteenLine, month: Month) -> Iterator[GuardedDocument]:
    """教师就餐交费公示, and the fees of the pupils by name."""
    accounts = staff_accounts(session, canteen.canteen_id, month)
    if accounts.lines:
        yield payment_notice(session.unit_name, accounts, session.store.clock.today())
    fees = fees_month(session, canteen.canteen_id, month)
    if fees.lines:
        yield fees_sheet(session.unit_name, fees)


def _logs(session: Session, canteen: CanteenLine, month: Month) -> Iterator[GuardedDocument]:
    """What was logged."""
    head = logs.Head(session.unit_name, canteen.name, month)
    if kept := samples(session, canteen.canteen_id, month):
        yield logs.samples_sheet(head, kept)
    if shared := companions(session, canteen.canteen_id, month):
        yield logs.companions_sheet(head, shared)
    for kind in LogKind:
        if rounds := papers(session, canteen.canteen_id, month, kind):
            yield logs.rounds_sheet(head, kind, rounds, month.last)
