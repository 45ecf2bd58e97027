"""Money in and out: each document names its fund, and a fund pays only what its rule allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from desktop.core.canteen import INCOMES, Fund, MoneyKind, PayMethod, Spending
from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.ledger import DocumentKind
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.models import LedgerEntry, MoneyDocument
from desktop.services.canteen.canteens import canteen_of, canteen_of_book, refuse_odd_day
from desktop.services.canteen.catalogue import suppliers_by_id
from desktop.services.canteen.chart import BANK, CASH, EXPENSE, INCOME, PAYABLE, PLACES, REFUND
from desktop.services.canteen.fee_lines import reverse_fees
from desktop.services.canteen.funds import refuse_unless_payable
from desktop.services.canteen.owed import owed_to
from desktop.services.canteen.payment_lines import refuse_odd_lines, reverse_lines, write_lines
from desktop.services.canteen.posted import ask_about_notice
from desktop.services.canteen.receipts import SEEN
from desktop.services.canteen.reversing import refuse_odd_reason
from desktop.services.canteen.vouchers import Entry, NewVoucher, post, reversed_entries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.payment_lines import PaidMeals
    from desktop.services.session import Session

FUNDS: Final = {
    MoneyKind.SUBSIDY: Fund.NUTRITION,
    MoneyKind.MATCHING: Fund.MATCHING,
    MoneyKind.PUPIL_FEE: Fund.PUPIL_FEES,
    MoneyKind.PUPIL_REFUND: Fund.PUPIL_FEES,
    MoneyKind.STAFF_FEE: Fund.STAFF_FEES,
    MoneyKind.STAFF_REFUND: Fund.STAFF_FEES,
    MoneyKind.GUEST_FEE: Fund.INTEREST,
    MoneyKind.DONATION: Fund.DONATION,
    MoneyKind.INTEREST: Fund.INTEREST,
    MoneyKind.OTHER_INCOME: Fund.INTEREST,
}
"""The fund that money of a kind belongs to, where the kind says it all."""
_LONGEST: Final = {"party": 80, "ticket": 60, "note": 500}
_WORDS: Final = {"party": "对方", "ticket": "票据号", "note": "说明"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMoney:
    """A receipt or a payment."""

    canteen_id: UUID
    day: date
    kind: MoneyKind
    amount: Money
    method: PayMethod = PayMethod.BANK
    fund: Fund | None = None
    """None where the kind says it (`FUNDS`)."""
    spending: Spending | None = None
    """Of an expense: what for."""
    supplier_id: UUID | None = None
    class_id: UUID | None = None
    staff_id: UUID | None = None
    party: str = ""
    ticket: str = ""
    note: str = ""
    staff_meals: tuple[PaidMeals, ...] = ()
    """Whose meals are paid; where `staff_id` says it alone, those of the month of the day."""


@dataclass(frozen=True, slots=True)
class MoneyBooked:
    """Money documents that were written, in the order in which they were given."""

    document_ids: tuple[UUID, ...]
    numbers: tuple[str, ...]
    changes: Changes


def record(session: Session, new: NewMoney, accepted: frozenset[str] = frozenset()) -> MoneyBooked:
    """Write down money that came or went.

    Raises:
        SchoolError: no amount, a fund that may not pay this (with the rule and its document), more
            cash than there is, a supplier or purpose that is missing, a day that cannot be.
        Confirmable: a fund would be overdrawn, or more is paid than is owed.
        ClosedMonthError: the month is closed.
    """

    def body(work: Work) -> MoneyBooked:
        booked = record_all(work, [new], accepted)
        work.summary = {"document": booked.numbers[0], "amount": str(new.amount)}
        return booked

    return session.write("canteen.money", body)


def record_all(
    work: Work, documents: Sequence[NewMoney], accepted: frozenset[str] = frozenset()
) -> MoneyBooked:
    """Write down several in one transaction; as `record`.

    Raises:
        SchoolError: as `record`; nothing is written.
    """
    canteens = {
        key: canteen_of(work.connection, work.unit_id, key)
        for key in {new.canteen_id for new in documents}
    }
    named = {new.supplier_id for new in documents if new.supplier_id}
    suppliers_by_id(work.connection, work.unit_id, named)
    for new in documents:
        refuse_odd_day(canteens[new.canteen_id], new.day, work.today)
        refuse_money(new)
    written = [_row(work, new, canteens[new.canteen_id]) for new in documents]
    _number(work, written)
    work.insert(MoneyDocument, written)
    lines = (new.staff_meals for new in documents)
    write_lines(work, list(zip(written, lines, strict=True)))
    post(work, [_voucher(row, new) for row, new in zip(written, documents, strict=True)])
    for key, canteen in canteens.items():
        going = {_fund(new) for new in documents if new.canteen_id == key and _goes(new)}
        _refuse_overdrawn(work, canteen.book_id, going, accepted)
    paid = [new for new in documents if new.kind is MoneyKind.SUPPLIER_PAYMENT]
    for new in paid:
        _ask_overpaid(work, new, canteens[new.canteen_id].book_id, accepted)
    return _booked(written)


def reverse_money(
    session: Session,
    document_id: UUID,
    reason: str,
    day: date,
    accepted: Collection[str] = frozenset(),
) -> MoneyBooked:
    """Undo a money document by one below zero that names it (红字冲销).

    Raises:
        Confirmable: the month of the document was made public, and must be corrected there.
        NotFoundError: there is no such document.
        SchoolError: no reason; it is a reversal, or was reversed; a day that cannot be.
        ClosedMonthError: the day lies in a closed month.
    """
    refuse_odd_reason(reason)

    def body(work: Work) -> MoneyBooked:
        old = work.rows(MoneyDocument, [document_id]).get(document_id)
        if old is None:
            raise NotFoundError("没有这张收支单据。")
        _refuse_reversing(work, dict(old), day)
        was = label_of(old["month"], old["number"])
        ask_about_notice(work, old["month"], was, accepted)
        return _undo(work, dict(old), reason.strip(), day)

    return session.write("canteen.money.reverse", body)


def _undo(work: Work, old: dict[str, Any], reason: str, day: date) -> MoneyBooked:
    """Write the document below zero and its voucher."""
    row = {
        **old,
        "id": work.new_ids(1)[0],
        "month": Month.of(day),
        "day": day,
        "amount": -old["amount"],
        "note": reason,
        "reverses_id": old["id"],
        "recorded_at": work.now,
        "recorded_by": work.actor.name,
    }
    _number(work, [row])
    work.insert(MoneyDocument, [row])
    reverse_lines(work, old["id"], row)
    reverse_fees(work, old["id"], row["id"], row["month"])
    entries = reversed_entries(work, [old["id"]])[old["id"]]
    summary = f"冲销{label_of(old['month'], old['number'])}"
    post(work, [NewVoucher(old["book_id"], day, DocumentKind.MONEY, row["id"], summary, entries)])
    work.summary = {"document": label_of(row["month"], row["number"])}
    return _booked([row])


def label_of(month: Month, number: int) -> str:
    """The number of a money document as people say it: 收支 2026-10-012."""
    return f"收支 {month.year}-{month.month:02}-{number:03}"


def refuse_money(new: NewMoney) -> None:
    """Refuse what cannot be booked as it is written down, whatever money there is.

    Raises:
        SchoolError: as `record`.
    """
    if new.amount.units <= 0:
        raise SchoolError("金额要大于零。要更正以前的单据，请用红字冲销。")
    refuse_odd_lines(new.kind, new.amount, new.staff_meals)
    for name, most in _LONGEST.items():
        if len(getattr(new, name).strip()) > most:
            msg = f"{_WORDS[name]}最多{most}个字。"
            raise SchoolError(msg)
    own = FUNDS.get(new.kind)
    if own is not None and new.fund not in (None, own):
        msg = f"{new.kind.label}只能记在{own.label}里，不能记在{_fund(new).label}里。"
        raise SchoolError(msg)
    if own is None and new.fund is None:
        msg = f"{new.kind.label}要写明是哪项资金。"
        raise SchoolError(msg)
    if new.kind is MoneyKind.SUPPLIER_PAYMENT and new.supplier_id is None:
        raise SchoolError("付货款要写明付给哪个供货商。")
    if new.kind is MoneyKind.EXPENSE:
        _refuse_expense(new)


def _refuse_expense(new: NewMoney) -> None:
    if new.spending is None:
        raise SchoolError("费用支出要写明用途。")
    refuse_unless_payable(_fund(new), new.spending, new.day)
    if new.spending not in EXPENSE:
        msg = f"{new.spending.label}要经过入库和出库，不能直接记费用。请登记入库，再付货款。"
        raise SchoolError(msg)


def _fund(new: NewMoney) -> Fund:
    return new.fund or FUNDS[new.kind]


def _row(work: Work, new: NewMoney, canteen: CanteenLine) -> dict[str, Any]:
    return {
        "id": work.new_ids(1)[0],
        "book_id": canteen.book_id,
        "month": Month.of(new.day),
        "day": new.day,
        "kind": new.kind,
        "method": new.method,
        "fund": _fund(new),
        "spending": new.spending if new.kind is MoneyKind.EXPENSE else None,
        "amount": new.amount,
        "supplier_id": new.supplier_id,
        "class_id": new.class_id,
        "staff_id": new.staff_id,
        "party": new.party.strip(),
        "ticket": new.ticket.strip(),
        "note": new.note.strip(),
        "reverses_id": None,
        "recorded_at": work.now,
        "recorded_by": work.actor.name,
    }


def _number(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """Number documents on within the months of their books."""
    last: dict[tuple[UUID, Month], int] = {}
    for row in rows:
        key = (row["book_id"], row["month"])
        if key not in last:
            query = select(func.coalesce(func.max(MoneyDocument.number), 0)).where(
                MoneyDocument.unit_id == work.unit_id,
                MoneyDocument.book_id == row["book_id"],
                MoneyDocument.month == row["month"],
            )
            last[key] = work.connection.execute(query).scalar_one()
        last[key] += 1
        row["number"] = last[key]


def _voucher(row: dict[str, Any], new: NewMoney) -> NewVoucher:
    summary = f"{label_of(row['month'], row['number'])} {new.kind.label}"
    return NewVoucher(
        row["book_id"],
        new.day,
        DocumentKind.MONEY,
        row["id"],
        summary,
        tuple(entries_of(new)),
    )


def entries_of(new: NewMoney) -> Iterator[Entry]:
    """What a document does to the accounts."""
    fund, place = _fund(new), PLACES[new.method]
    if new.kind in INCOMES:
        yield Entry(place, fund, new.amount)
        yield Entry(INCOME[new.kind], fund, -new.amount)
    elif new.kind in (MoneyKind.DEPOSIT, MoneyKind.WITHDRAWAL):
        sign = new.amount if new.kind is MoneyKind.DEPOSIT else -new.amount
        yield Entry(BANK, fund, sign)
        yield Entry(CASH, fund, -sign)
    else:
        yield Entry(_spent_on(new), fund, new.amount, _party(new))
        yield Entry(place, fund, -new.amount)


def _spent_on(new: NewMoney) -> str:
    if new.kind is MoneyKind.SUPPLIER_PAYMENT:
        return PAYABLE
    if new.kind in REFUND:
        return REFUND[new.kind]
    assert new.spending is not None  # noqa: S101 - refused before
    return EXPENSE[new.spending]


def _party(new: NewMoney) -> UUID | None:
    return new.supplier_id if new.kind is MoneyKind.SUPPLIER_PAYMENT else None


def _goes(new: NewMoney) -> bool:
    """Whether money leaves a fund or the cash box."""
    return not new.kind.comes_in


def money_left(connection: Connection, unit_id: UUID, book_id: UUID) -> tuple[int, dict[Fund, int]]:
    """How many 分 there are in cash, and in cash and at the bank together of each fund."""
    query = (
        select(LedgerEntry.account, LedgerEntry.fund, func.sum(LedgerEntry.amount))
        .where(
            LedgerEntry.unit_id == unit_id,
            LedgerEntry.book_id == book_id,
            LedgerEntry.account.in_((CASH, BANK)),
        )
        .group_by(LedgerEntry.account, LedgerEntry.fund)
    )
    cash, funds = 0, dict.fromkeys(Fund, 0)
    for account, fund, amount in connection.execute(query):
        funds[Fund(fund)] += amount.units
        cash += amount.units if account == CASH else 0
    return cash, funds


def _refuse_overdrawn(
    work: Work, book_id: UUID, going: Collection[Fund], accepted: frozenset[str]
) -> None:
    """More cash than there is cannot be paid; a fund below zero has used another's money."""
    if not going:
        return
    cash, funds = money_left(work.connection, work.unit_id, book_id)
    if cash < 0:
        msg = f"现金不够：付了以后账上的现金是{Money(cash)}元。请检查金额，或先登记取现。"
        raise SchoolError(msg)
    short = "；".join(
        f"{fund.label}账上变成{Money(units)}元"
        for fund, units in funds.items()
        if units < 0 and fund in going
    )
    if short and accepted.isdisjoint((short, SEEN)):
        msg = f"{short}，等于用了别的资金。仍要记账吗？"
        raise Confirmable(short, msg)


def _ask_overpaid(work: Work, new: NewMoney, book_id: UUID, accepted: frozenset[str]) -> None:
    """More than is owed is asked about: goods were not booked, or it is another fund's debt."""
    assert new.supplier_id is not None  # noqa: S101 - refused before
    fund = _fund(new)
    over = -owed_to(work.connection, work.unit_id, book_id, new.supplier_id, fund).units
    key = f"canteen.overpaid:{new.supplier_id}:{fund.value}:{over}"
    if over > 0 and accepted.isdisjoint((key, SEEN)):
        msg = (
            f"{fund.label}欠这家供货商的货款没有这么多，付了以后多付{Money(over)}元。"
            "是不是还有货没有登记入库，或者该用别的资金付？仍要记账吗？"
        )
        raise Confirmable(key, msg)


def _refuse_reversing(work: Work, old: dict[str, Any], day: date) -> None:
    label = label_of(old["month"], old["number"])
    canteen = canteen_of_book(work.connection, work.unit_id, old["book_id"])
    refuse_odd_day(canteen, day, work.today)
    if old["reverses_id"] is not None:
        msg = f"{label}本身是红字单据，不能再冲销。请按实际情况重新登记一张。"
        raise SchoolError(msg)
    known = select(MoneyDocument.id).where(
        MoneyDocument.unit_id == work.unit_id, MoneyDocument.reverses_id == old["id"]
    )
    if work.connection.execute(known).first():
        msg = f"{label}已经冲销过了。"
        raise SchoolError(msg)
    if day < old["day"]:
        msg = f"冲销的日期不能早于{label}的日期{old['day']}。"
        raise SchoolError(msg)


def _booked(rows: Sequence[dict[str, Any]]) -> MoneyBooked:
    return MoneyBooked(
        tuple(row["id"] for row in rows),
        tuple(label_of(row["month"], row["number"]) for row in rows),
        Changes.of(Book.CANTEEN),
    )
