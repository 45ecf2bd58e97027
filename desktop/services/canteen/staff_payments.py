"""Payments of the staff for their meals: one person or many on a receipt, and paying back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.canteen import MoneyKind, PayMethod
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.money import MoneyBooked, NewMoney, record_all
from desktop.services.canteen.payment_lines import PaidMeals
from desktop.services.canteen.staff_accounts import StaffMonthAccount, balances
from desktop.services.canteen.staff_presence import colleagues_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.canteen.staff_accounts import StaffAccounts
    from desktop.services.session import Session

TOO_MUCH: Final = "staff_payments.too_much"
_NAMED: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStaffPayment:
    """收款 or 退款: who pays what for the meals of which month."""

    canteen_id: UUID
    day: date
    lines: tuple[PaidMeals, ...]
    method: PayMethod = PayMethod.CASH
    ticket: str = ""
    note: str = ""
    back: bool = False
    """Whether the school pays back what was paid too much."""


def pay(
    session: Session, new: NewStaffPayment, accepted: frozenset[str] = frozenset()
) -> MoneyBooked:
    """Write down a receipt (or a refund) with a payment line for each person and month.

    Raises:
        NotFoundError: nobody of the staff is meant.
        SchoolError: no lines, a line that cannot be, and whatever `money.record` refuses.
        Confirmable: somebody would have paid more than the meals come to, or be paid back more
            than was paid too much.
        ClosedMonthError: the month of the receipt is closed.
    """
    if not new.lines:
        raise SchoolError("没有要登记的人。请先填写每个人的金额。")

    def body(work: Work) -> MoneyBooked:
        canteen = canteen_of(work.connection, work.unit_id, new.canteen_id)
        named = {line.staff_id for line in new.lines}
        month = max(line.meals_of for line in new.lines)
        staff = colleagues_of(work.connection, work.unit_id, month, named)
        if not named <= set(staff):
            raise NotFoundError("教职工名册里没有这个人。请重新打开教职工就餐。")
        found = balances(work.connection, work.unit_id, canteen, lambda column: column <= month)
        names = {key: one.name for key, one in staff.items()}
        _ask_too_much(new, found, names, accepted)
        booked = record_all(work, [_document(new, names)], accepted)
        work.summary = {"document": booked.numbers[0], "people": len(named)}
        return booked

    return session.write("canteen.staff_payment", body)


def spread(
    accounts: StaffAccounts, staff_id: UUID, amount: Money, *, back: bool = False
) -> tuple[PaidMeals, ...]:
    """An amount of one person on the months that are open, the oldest first.

    What is beyond them goes to the month of the accounts. `back`: an amount that is paid back, on
    the months that were overpaid.
    """
    left, found = amount, dict[Month, Money]()
    for line in everybody(accounts, back=back):
        part = min(left, line.amount) if line.staff_id == staff_id else Money(0)
        if part.units > 0:
            found[line.meals_of] = part
            left -= part
    if left.units > 0:
        found[accounts.month] = found.get(accounts.month, Money(0)) + left
    return tuple(PaidMeals(staff_id, month, part) for month, part in found.items())


def everybody(accounts: StaffAccounts, *, back: bool = False) -> tuple[PaidMeals, ...]:
    """All that is open, of everybody: what they owe, or what they have paid too much."""
    lines = accounts.overpaid if back else accounts.owing
    return tuple(
        PaidMeals(line.staff_id, line.month, -line.owed if back else line.owed) for line in lines
    )


def _document(new: NewStaffPayment, names: Mapping[UUID, str]) -> NewMoney:
    keys = list(dict.fromkeys(line.staff_id for line in new.lines))
    alone = len(keys) == 1
    return NewMoney(
        canteen_id=new.canteen_id,
        day=new.day,
        kind=MoneyKind.STAFF_REFUND if new.back else MoneyKind.STAFF_FEE,
        amount=Money.sum(line.amount for line in new.lines),
        method=new.method,
        staff_id=keys[0] if alone else None,
        party="" if alone else f"{names[keys[0]]}等{len(keys)}人",
        ticket=new.ticket,
        note=new.note,
        staff_meals=new.lines,
    )


def _ask_too_much(
    new: NewStaffPayment,
    found: Mapping[tuple[UUID, Month], StaffMonthAccount],
    names: Mapping[UUID, str],
    accepted: frozenset[str],
) -> None:
    """More than is open in the month is asked about, in either direction."""
    told, beyond = [], []
    for line in new.lines:
        known = found.get((line.staff_id, line.meals_of))
        open_ = known.owed if known else Money(0)
        left = -open_ if new.back else open_
        over = line.amount - max(left, Money(0))
        if over.units > 0:
            told.append(f"{names[line.staff_id]}{line.meals_of.label}多{over}元")
            beyond.append((str(line.staff_id), line.meals_of.number, over.units))
    key = f"{TOO_MUCH}:{sorted(beyond)}"
    if told and key not in accepted:
        more = f"等{len(told)}处" if len(told) > _NAMED else ""
        words = "、".join(told[:_NAMED]) + more
        ask = "退的比多交的还多" if new.back else "交的比应交的多"
        msg = f"{ask}：{words}。仍要记账吗？"
        raise Confirmable(key, msg)
