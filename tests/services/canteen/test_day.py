"""A canteen's day at once: done, half done, not begun, quiet; and what else waits."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.core.canteen import Fund, MoneyKind, PayMethod, Sitting
from desktop.core.canteen_day import DayPart, PartState
from desktop.core.meals import LogKind, LogState
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.school_days import DayState
from desktop.services.canteen.companions import record_companion
from desktop.services.canteen.day import canteen_day
from desktop.services.canteen.drafts import save_draft
from desktop.services.canteen.log_rounds import record_round
from desktop.services.canteen.money import NewMoney, record
from desktop.services.canteen.orders import NewOrder, NewOrderLine, place_order
from desktop.services.canteen.receipts import NewReceipt
from tests.services.canteen.eaten import serve, weighed
from tests.services.canteen.kitchen import Kitchen
from tests.services.canteen.school import SmallSchool
from tests.services.canteen.test_logs import a_round, companion, good, sampled

if TYPE_CHECKING:
    from desktop.services.session import Session

MONDAY = date(2026, 10, 12)
SUNDAY = date(2026, 10, 18)
TODAY = date(2026, 10, 31)
LUNCH, SUPPER = Sitting.LUNCH, Sitting.SUPPER
OPEN, DONE, PROBLEM, AHEAD = PartState.OPEN, PartState.DONE, PartState.PROBLEM, PartState.AHEAD


def states(kitchen: Kitchen, day: date = MONDAY, at: int = 0) -> list[PartState]:
    return list(canteen_day(kitchen.session, kitchen.canteen_id, day).sittings[at].states.values())


def test_a_day_goes_from_nothing_by_halves_to_done(session: Session) -> None:
    school = SmallSchool.of(session)
    kitchen = Kitchen.of(session, school.canteen_id)
    key = kitchen.canteen_id
    found = canteen_day(session, key, MONDAY)
    (lunch,) = found.sittings
    assert (found.state, found.writable, lunch.sitting) == (DayState.LESSONS, True, LUNCH)
    assert set(lunch.states.values()) == {OPEN}
    assert (lunch.eaters.plan, lunch.eaters.paying, lunch.eaters.counted) == (5, 1, False)

    kitchen.take_in(date(2026, 10, 9), kitchen.line(kitchen.rice, "10", "4"))
    weighed(kitchen, "米饭", rice="100")
    weighed(kitchen, "红烧肉", pork="50")
    serve(kitchen, MONDAY, "米饭", "红烧肉")
    school.lunch((school.first, 3, 1))
    sampled(kitchen, MONDAY, ("米饭", 150))
    record_companion(session, companion(kitchen, problem="菜凉"))
    (lunch,) = canteen_day(session, key, MONDAY).sittings
    assert list(lunch.states.values()) == [DONE, PROBLEM, PROBLEM, PROBLEM, PROBLEM]
    assert lunch.eaters.uncounted == ("三年级2班",)
    assert [line.goods.name for line in lunch.lacking] == ["猪肉"]
    assert (lunch.unsampled, lunch.companions[0].open_problem) == (("红烧肉",), "菜凉")

    kitchen.take_out(MONDAY, kitchen.rice, "0.4")
    (lunch,) = canteen_day(session, key, MONDAY).sittings
    assert (lunch.states[DayPart.GOODS], len(lunch.left)) == (PROBLEM, 1)
    serve(kitchen, MONDAY, "米饭")
    school.lunch((school.first, 3, 1), (school.second, 2, 0))
    (lunch,) = canteen_day(session, key, MONDAY).sittings
    assert list(lunch.states.values()) == [DONE, DONE, DONE, DONE, PROBLEM]
    assert not lunch.done
    record_companion(session, companion(kitchen, name="李主任"))
    assert lunch.eaters.heads == 6


def test_sittings_of_a_day_are_those_served_or_planned(session: Session) -> None:
    school = SmallSchool.of(session)
    kitchen = Kitchen.of(session, school.canteen_id)
    serve(kitchen, MONDAY, "粥", sitting=SUPPER)
    school.lunch((school.first, 3, 1))
    school.lunch(sitting=Sitting.BREAKFAST, reason="停电")
    found = canteen_day(session, kitchen.canteen_id, MONDAY)
    assert [one.sitting for one in found.sittings] == [LUNCH, SUPPER]
    assert [(one.sitting, one.reason) for one in found.unserved] == [(Sitting.BREAKFAST, "停电")]
    assert states(kitchen, date(2026, 11, 2)) == [OPEN, AHEAD, AHEAD, AHEAD, AHEAD]
    quiet = canteen_day(session, kitchen.canteen_id, SUNDAY)
    assert (quiet.quiet, quiet.state, quiet.waiting.logs) == (True, DayState.WEEKEND, ())
    early = canteen_day(session, kitchen.canteen_id, date(2026, 8, 31))
    assert (early.quiet, early.writable) == (True, False)


def test_what_else_waits_is_told(kitchen: Kitchen) -> None:
    session, key = kitchen.session, kitchen.canteen_id
    spoils = kitchen.line(
        kitchen.pork, "3", "30", quarantine="云检 1", produced_on=date(2026, 10, 29)
    )
    kitchen.take_in(date(2026, 10, 30), spoils, kitchen.line(kitchen.rice, "5", "4"))
    draft = NewReceipt(
        canteen_id=key,
        day=TODAY,
        supplier_id=kitchen.supplier_id,
        fund=Fund.PUPIL_FEES,
        lines=(kitchen.line(kitchen.rice, "5", "4"),),
        signers=(),
    )
    save_draft(session, draft)
    late = NewOrder(
        canteen_id=key,
        supplier_id=kitchen.supplier_id,
        ordered_on=date(2026, 10, 28),
        wanted_on=date(2026, 10, 30),
        buyer="老赵",
        lines=(NewOrderLine(kitchen.rice, Quantity.of(5), UnitPrice.of("4")),),
    )
    place_order(session, late)
    new = NewMoney(
        canteen_id=key,
        day=date(2026, 10, 30),
        kind=MoneyKind.PUPIL_FEE,
        fund=Fund.PUPIL_FEES,
        method=PayMethod.CASH,
        amount=Money.of("500"),
        party="三年级1班",
    )
    record(session, new)
    sampled(kitchen, date(2026, 10, 28), ("米饭", 150))
    record_round(session, a_round(kitchen, LogKind.MORNING, good("老钱"), day=date(2026, 10, 30)))

    waiting = canteen_day(session, key, TODAY).waiting
    assert [(lot.name, lot.left) for lot in waiting.expiring] == [("猪肉", Quantity.of(3))]
    assert [line.supplier for line in waiting.drafts] == ["平安粮油店"]
    assert [order.overdue(TODAY) for order in waiting.orders] == [True]
    assert [line.dish for line in waiting.disposals] == ["米饭"]
    assert waiting.cash is None
    record(session, new)
    assert canteen_day(session, key, TODAY).waiting.cash == Money.of("1000")

    waiting = canteen_day(session, key, date(2026, 10, 30)).waiting
    logs = {line.what: line.state for line in waiting.logs}
    assert (logs[LogKind.MORNING], logs[LogKind.WEEKLY]) == (LogState.DONE, LogState.MISSING)
    assert len(waiting.orders) == 1
    assert not waiting.drafts
